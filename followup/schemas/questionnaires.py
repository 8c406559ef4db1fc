"""Self-assessments on the wire and in forms. A form's fields are made from the questions it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from followup.domain.answers import takes_files
from followup.domain.code_of_conduct import Question, QuestionKind, Reply
from followup.domain.names import TEXT_LONGEST, clean_text
from followup.domain.questionnaires import (
    NOTE_LONGEST,
    Assessment,
    Draft,
    InvitationFilter,
    InvitationStatus,
    Judgement,
    SendBack,
    SendInvitation,
    Signature,
    Stage,
)
from followup.errors import N_, Invalid, Reason
from followup.schemas.base import REASONS, Input, Output
from followup.schemas.fields import (
    CodedField,
    CountryField,
    Instant,
    LocalDate,
    PublicIdField,
    StrippedString,
    YesNo,
)

_UNKNOWN = REASONS["field.unknown"]


class AddressSchema(Input[str]):
    """The one field of a personal link's page; what is typed is compared, never judged."""

    address = StrippedString(
        required=True,
        metadata={
            "label": N_("Your e-mail address"),
            "hint": N_("The address to which the link was sent."),
            "widget": "email",
        },
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the address as typed."""
        return str(loaded["address"])


def _by_suffix(
    data: Mapping[str, object], suffixes: tuple[str, ...], single: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """Return "<key>.<suffix>" names sorted by suffix, and the single names under "".

    Errors: Invalid for a name of another form, or one that comes twice.
    """
    found: dict[str, dict[str, str]] = {suffix: {} for suffix in (*suffixes, "")}
    problems: dict[str, list[Reason]] = {}
    for name, value in data.items():
        key, _, suffix = name.rpartition(".")
        place = "" if name in single else suffix if key else None
        if place is None or place not in found or not isinstance(value, str):
            problems[name] = [_UNKNOWN]
            continue
        found[place][name if place == "" else key] = value
    if problems:
        raise Invalid(problems)
    return found


class DraftSchema(Input[Draft]):
    """One page of answers as it was sent: raw texts by question, which the service reads by the question's kind."""

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Draft:
        """Return the page's texts."""
        found = _by_suffix(data, ("value", "comment"), ("remove", "then"))
        single = found[""]
        return Draft(
            values=found["value"],
            comments=found["comment"],
            remove=single.get("remove", ""),
            then=single.get("then", ""),
        )


class JudgementSchema(Input[Judgement]):
    """What the buyer makes of the answers: a code and a note by question."""

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Judgement:
        """Return the judgement; a note that is emptied is taken away.

        Errors: Invalid at "<key>.assessment" or "<key>.note".
        """
        found = _by_suffix(data, ("assessment", "note"), ("finish",))
        problems: dict[str, list[Reason]] = {}
        assessments: dict[str, Assessment | None] = {}
        for key, code in found["assessment"].items():
            try:
                assessments[key] = Assessment.of(code)
            except KeyError:
                problems[f"{key}.assessment"] = [REASONS["field.choice"]]
        if problems:
            raise Invalid(problems)
        notes = {key: clean_text(text, at=f"{key}.note", most=NOTE_LONGEST) for key, text in found["note"].items()}
        return Judgement(assessments=assessments, notes=notes, finish=found[""].get("finish") == "yes")


_FIELDS: Mapping[QuestionKind, Callable[..., fields.Field[Any]]] = {
    QuestionKind.YES_PARTLY_NO: lambda **more: CodedField(Reply, **more),
    QuestionKind.TEXT: lambda **more: StrippedString(most=TEXT_LONGEST, lines=True, **more),
    QuestionKind.NUMBER: StrippedString,
    QuestionKind.DATE: LocalDate,
    QuestionKind.COUNTRY: CountryField,
}
_WIDGETS = {QuestionKind.YES_PARTLY_NO: "radio", QuestionKind.NUMBER: "decimal"}
_COMMENT_HINT = N_("Needed for Not relevant. For Partly or No: say what is missing, and by when it will be there.")


def answers_schema(questions: Iterable[tuple[int, Question]], language: str) -> type[Input[Any]]:
    """Return the schema by which a page of these questions is drawn, each with its number in the form."""
    made: dict[str, fields.Field[Any]] = {}
    for number, question in questions:
        text = question.text.to(language)
        told = {"label": f"{number}. {text}", "hint": question.guidance.to(language) if question.guidance else ""}
        if question.kind is not QuestionKind.FILE:
            widget = {"widget": _WIDGETS[question.kind]} if question.kind in _WIDGETS else {}
            kind = _FIELDS[question.kind]
            made[f"{question.key}.value"] = kind(required=question.required, metadata={**told, **widget})
        if question.kind is QuestionKind.YES_PARTLY_NO:
            made[f"{question.key}.comment"] = _lines({"label": N_("Comment"), "hint": _COMMENT_HINT})
        if takes_files(question):
            made[f"{question.key}.file"] = _file(question, told, language)
    return _schema(made)


def _file(question: Question, told: Mapping[str, str], language: str) -> fields.Field[Any]:
    label = told["label"] if question.kind is QuestionKind.FILE else N_("Documents")
    hint = question.evidence.to(language) if question.evidence else told["hint"]
    needed = question.kind is QuestionKind.FILE and question.required
    return StrippedString(required=needed, metadata={"label": label, "hint": hint, "widget": "file", "multiple": True})


def judgement_schema(keys: Iterable[str]) -> type[Input[Any]]:
    """Return the schema by which an assessment of these answers is drawn."""
    made: dict[str, fields.Field[Any]] = {}
    for key in keys:
        label = {"label": N_("What do you make of this answer?"), "widget": "radio"}
        made[f"{key}.assessment"] = CodedField(Assessment, required=True, metadata=label)
        made[f"{key}.note"] = _lines({"label": N_("Note, not shown to the supplier")})
    return _schema(made)


def _lines(metadata: Mapping[str, str]) -> fields.Field[Any]:
    return StrippedString(lines=True, metadata=dict(metadata))


def _schema(made: dict[str, fields.Field[Any]]) -> type[Input[Any]]:
    schema = Input.from_dict(made)
    assert issubclass(schema, Input)
    return schema


class SignatureSchema(Input[Signature]):
    """Who sends the answers in."""

    makes = Signature

    name = StrippedString(required=True, most=200, metadata={"label": N_("Your name"), "autocomplete": "name"})
    role = StrippedString(
        required=True, most=200, metadata={"label": N_("Your role"), "autocomplete": "organization-title"}
    )
    confirmed = YesNo(
        metadata={"label": N_("I may answer for the company, and the answers are true as far as I know.")}
    )


class SendInvitationSchema(Input[SendInvitation]):
    """By when and to whom a self-assessment is sent."""

    makes = SendInvitation

    contact_id = PublicIdField("ctt", required=True, metadata={"label": N_("Contact person"), "widget": "select"})
    due_on = LocalDate(
        required=True,
        metadata={"label": N_("Answer by"), "hint": N_("A day off moves to the next working day.")},
    )


class ExtendSchema(Input[date]):
    """A later deadline."""

    due_on = LocalDate(
        required=True,
        metadata={"label": N_("Answer by"), "hint": N_("A day off moves to the next working day.")},
    )

    def build(self, loaded: Mapping[str, object]) -> date:
        """Return the day."""
        due_on = loaded["due_on"]
        assert isinstance(due_on, date)
        return due_on


class SendBackSchema(Input[SendBack]):
    """Which questions are opened again, and why."""

    keys = fields.List(
        StrippedString(most=60),
        required=True,
        metadata={
            "label": N_("Questions to open again"),
            "hint": N_("All others stay locked."),
            "widget": "checkboxes",
        },
    )
    note = StrippedString(
        required=True,
        most=NOTE_LONGEST,
        lines=True,
        metadata={"label": N_("What is missing"), "hint": N_("The supplier reads this.")},
    )
    due_on = LocalDate(required=True, metadata={"label": N_("Answer by")})

    def build(self, loaded: Mapping[str, object]) -> SendBack:
        """Return the questions, the note and the day."""
        keys, note, due_on = loaded["keys"], loaded["note"], loaded["due_on"]
        assert isinstance(keys, list)
        assert isinstance(due_on, date)
        return SendBack(keys=tuple(keys), note=str(note), due_on=due_on)


class InvitationFilterSchema(Input[InvitationFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = InvitationFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("Contract or supplier.")})
    stage = CodedField(Stage, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ListedInvitationSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    status = CodedField(InvitationStatus)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    sent_on = LocalDate()
    due_on = LocalDate()
    submitted_at = Instant(allow_none=True)


class FileSchema(Output):
    """A file of an answer; read it at /evidence/<id>."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    size = fields.Integer()
    sha256 = fields.String()


class AnswerSchema(Output):
    """One question that was asked, its answer as it was sent in, and what the buyer makes of it."""

    question = fields.String(attribute="key")
    clause = fields.String(allow_none=True)
    text = fields.String()
    value = fields.String()
    comment = fields.String()
    files = fields.List(fields.Nested(FileSchema))
    assessment = CodedField(Assessment, allow_none=True)
    note = fields.String(allow_none=True)


class InvitationSchema(Output):
    """A self-assessment; without answers until they are sent in."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    status = CodedField(InvitationStatus)
    contract_id = fields.String()
    follow_up_id = fields.String()
    supplier_id = fields.String()
    sent_on = LocalDate()
    due_on = LocalDate()
    submitted_at = Instant(allow_none=True)
    receipt_number = fields.String(allow_none=True)
    fingerprint = fields.String(allow_none=True)
    answers = fields.List(fields.Nested(AnswerSchema))

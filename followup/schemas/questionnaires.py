"""Self-assessments on the wire and in forms. A form's fields are made from the questions it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from followup.domain.code_of_conduct import Question, QuestionKind, Reply
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


def _by_suffix(data: Mapping[str, object], suffixes: tuple[str, ...], single: tuple[str, ...]) -> dict[str, dict[str, str]]:
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
        assessments, problems = {}, {}
        for key, code in found["assessment"].items():
            try:
                assessments[key] = Assessment.of(code)
            except KeyError:
                problems[f"{key}.assessment"] = [REASONS["field.choice"]]
        note = StrippedString(most=NOTE_LONGEST, lines=True)
        notes = {}
        for key, text in found["note"].items():
            notes[key] = str(_checked(note, text, f"{key}.note"))
        if problems:
            raise Invalid(problems)
        return Judgement(assessments=assessments, notes=notes, finish=found[""].get("finish") == "yes")


def _checked(field: StrippedString, text: str, at: str) -> object:
    made = Input.from_dict({"text": field})
    assert issubclass(made, Input)
    try:
        return made().load({"text": text})["text"]
    except Exception as error:  # placeholder
        raise Invalid.at(at, REASONS["field.text"]) from error

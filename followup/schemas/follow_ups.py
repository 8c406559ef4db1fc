"""Follow-ups on the wire and in forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marshmallow import fields, pre_load

from followup.domain.follow_ups import (
    FindingResult,
    Findings,
    FollowUpFilter,
    FollowUpStatus,
    ListState,
    NewFollowUp,
    Outcome,
)
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import N_, Invalid, Reason
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, WholeNumber, YesNo

BY_CLAUSE = ("results", "notes")
NOTE_LONGEST = 1000
MINUTES_MOST = 60_000


class FollowUpFilterSchema(Input[FollowUpFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = FollowUpFilter

    state = CodedField(ListState, metadata={"label": N_("State"), "hint": N_("Without it, those that are open.")})
    kind = CodedField(FollowUpKind, metadata={"label": N_("Kind"), "widget": "select"})
    mine = YesNo(metadata={"label": N_("Only mine")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewFollowUpSchema(Input[NewFollowUp]):
    """A follow-up added by hand."""

    makes = NewFollowUp

    kind = CodedField(FollowUpKind, required=True, metadata={"label": N_("Kind"), "widget": "select"})
    due_on = LocalDate(required=True, metadata={"label": N_("Due")})
    reason = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Why it is needed, such as a tip or a news report.")},
    )


class FindingsSchema(Input[Findings]):
    """What a follow-up gave. A form sends a result as `results.<id>`, JSON as `{"results": {"<id>": …}}`."""

    makes = Findings

    done_on = LocalDate(required=True, metadata={"label": N_("Done on")})
    participants = StrippedString(
        most=1000, lines=True, metadata={"label": N_("Who took part"), "hint": N_("Names and roles, ours and theirs.")}
    )
    outcome = CodedField(Outcome, required=True, metadata={"label": N_("What was found"), "widget": "radio"})
    results = fields.Dict(keys=PublicIdField("ccl"), values=CodedField(FindingResult))
    notes = fields.Dict(keys=PublicIdField("ccl"), values=StrippedString(most=NOTE_LONGEST))
    summary = StrippedString(most=5000, lines=True, metadata={"label": N_("Summary")})
    minutes_used = WholeNumber(
        least=0,
        most=MINUTES_MOST,
        metadata={
            "label": N_("Minutes used"),
            "hint": N_("Of all who took part on our side; it shows what each risk class takes."),
        },
    )

    files = FilesField(
        metadata={
            "label": N_("Files"),
            "widget": "file",
            "multiple": True,
            "hint": N_("Such as minutes or photos. They stay inside your organisation."),
        }
    )
    next_step = StrippedString(
        most=1000, lines=True, metadata={"label": N_("Next step"), "hint": N_("What was agreed on, and who does it.")}
    )
    next_kind = CodedField(FollowUpKind, metadata={"label": N_("The next step is planned as"), "widget": "select"})
    next_on = LocalDate(metadata={"label": N_("Day of the next step")})

    @pre_load
    def gather(self, data: Mapping[str, object], **_: object) -> dict[str, object]:
        """Return the mapping that JSON would give, whose results and notes stand under their clause."""
        gathered = dict(data)
        for head in (name for name in BY_CLAUSE if name not in data):
            said = {key: value for key, value in data.items() if key.startswith(f"{head}.")}
            for key in said:
                del gathered[key]
            if given := {key.removeprefix(f"{head}."): value for key, value in said.items() if value != ""}:
                gathered[head] = given
        return gathered

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Findings:
        """Return the findings.

        Errors: Invalid at results.<id> and notes.<id>, as the form names its fields.
        """
        try:
            return super().read(data, partial=partial)
        except Invalid as error:
            problems: dict[str, list[Reason]] = {}
            for path, reasons in error.problems.items():
                problems.setdefault(path.removesuffix(".value").removesuffix(".key"), []).extend(reasons)
            raise Invalid(problems) from None


def findings_form(clauses: Iterable[tuple[str, str]]) -> type[FindingsSchema]:
    """Return the schema by which a form for these clauses is drawn.

    Shape: `clauses` as (public id of the contract's clause, its number and title).
    """
    drawn: dict[str, fields.Field[object]] = {}
    for key, title in clauses:
        drawn[f"results.{key}"] = CodedField(FindingResult, required=True, metadata={"label": title, "widget": "radio"})
        drawn[f"notes.{key}"] = StrippedString(most=NOTE_LONGEST, metadata={"label": N_("Note")})
    made = FindingsSchema.from_dict(drawn, name="FindingsForm")
    assert issubclass(made, FindingsSchema)
    return made


class AssignSchema(Input[str]):
    """To whom a follow-up is given."""

    user_id = PublicIdField("usr", required=True, metadata={"label": N_("Person"), "widget": "select"})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the person's public id."""
        return str(loaded["user_id"])


class SkipSchema(Input[str]):
    """Why a follow-up is left out."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class FindingSchema(Output):
    """What was found for one clause."""

    clause_id = fields.String(attribute="public_id")
    number = fields.String()
    result = CodedField(FindingResult, allow_none=True)
    note = fields.String(allow_none=True)


class NextStepSchema(Output):
    """A follow-up that was planned as the next step."""

    id = fields.String(attribute="public_id")
    kind = CodedField(FollowUpKind)
    due_on = LocalDate()


class FollowUpSchema(Output):
    """A follow-up as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    kind = CodedField(FollowUpKind)
    status = CodedField(FollowUpStatus)
    due_on = LocalDate()
    why = fields.String()
    contract_id = fields.String()
    supplier_id = fields.String()
    assigned_to = fields.String(attribute="assigned_id", allow_none=True)
    done_on = LocalDate(allow_none=True)
    participants = fields.String(allow_none=True)
    summary = fields.String(allow_none=True)
    skip_reason = fields.String(allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema))
    evidence_ids = fields.List(fields.String())
    next_steps = fields.List(fields.Nested(NextStepSchema))


class ListedFollowUpSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    kind = CodedField(FollowUpKind)
    status = CodedField(FollowUpStatus)
    due_on = LocalDate()
    done_on = LocalDate(allow_none=True)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    risk_class = CodedField(RiskClass, allow_none=True)

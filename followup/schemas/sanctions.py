"""Sanctions, penalties and letters on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.money import Money
from followup.domain.penalties import NewPenalty, PenaltyTerms, PenaltyTrigger, PenaltyUnit
from followup.domain.sanction_steps import (
    Decision,
    Hearing,
    NewSanction,
    SanctionFilter,
    SanctionStage,
    Statement,
)
from followup.domain.sanctions import LetterKind, Rung, SanctionStatus
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import (
    CodedField,
    Instant,
    LocalDate,
    MoneyField,
    PublicIdField,
    StrippedString,
    WholeNumber,
)

TEXT_MOST = 4000
CAP_MOST = 1000  # Source: default of this service; no clause we know of goes near it


class SanctionFilterSchema(Input[SanctionFilter]):
    """Which sanctions."""

    makes = SanctionFilter

    stage = CodedField(SanctionStage, metadata={"label": N_("State"), "widget": "hidden"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewSanctionSchema(Input[NewSanction]):
    """A step that a person finds due."""

    makes = NewSanction

    rung = CodedField(Rung, required=True, metadata={"label": N_("Step"), "widget": "radio"})
    deviation_id = PublicIdField(
        "dev",
        metadata={
            "label": N_("Because of the deviation"),
            "widget": "select",
            "hint": N_("Leave it empty for a report that did not come, or for not taking part in follow-up."),
        },
    )
    note = StrippedString(
        required=True,
        most=500,
        metadata={"label": N_("Why"), "hint": N_("Only your own organisation reads this.")},
    )


class PenaltyDaysSchema(Input[NewPenalty]):
    """What a penalty is for, and which days count."""

    makes = NewPenalty

    trigger = CodedField(PenaltyTrigger, required=True, metadata={"label": N_("For what"), "widget": "radio"})
    late_from_on = LocalDate(
        required=True, metadata={"label": N_("First day that counts"), "hint": N_("The day after the deadline.")}
    )
    late_to_on = LocalDate(
        required=True,
        metadata={"label": N_("Last day that counts"), "hint": N_("The day it was mended, or today at the latest.")},
    )


class HearingSchema(Input[Hearing]):
    """To whom the letter goes, until when an answer is awaited, and which clause is meant."""

    makes = Hearing

    contact_id = PublicIdField("ctt", required=True, metadata={"label": N_("Send the letter to"), "widget": "select"})
    due_on = LocalDate(
        required=True, metadata={"label": N_("Answer by"), "hint": N_("Two weeks is a default of this service.")}
    )
    clause_id = PublicIdField(
        "ccl", required=True, metadata={"label": N_("The clause that allows it"), "widget": "select"}
    )


class StatementSchema(Input[Statement]):
    """What the supplier said."""

    makes = Statement

    statement = StrippedString(
        required=True, most=TEXT_MOST, lines=True, metadata={"label": N_("What the supplier says")}
    )
    stated_on = LocalDate(required=True, metadata={"label": N_("Day of the comment")})


class SanctionDecisionSchema(Input[Decision]):
    """Which clause allows it, and the decision in words."""

    makes = Decision

    clause_id = PublicIdField(
        "ccl", required=True, metadata={"label": N_("The clause that allows it"), "widget": "select"}
    )
    note = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("The decision"),
            "hint": N_("What is demanded, and by when. It stands in the letter to the supplier."),
        },
    )


class SanctionReasonSchema(Input[str]):
    """Why a proposal is let be, or a step taken back."""

    reason = StrippedString(required=True, most=TEXT_MOST, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class PenaltyTermsSchema(Input[PenaltyTerms]):
    """What the clause of a contract says of its penalty."""

    amount = MoneyField(
        required=True, metadata={"label": N_("Amount for each unit"), "hint": N_("As it stands in the clause.")}
    )
    unit = CodedField(
        PenaltyUnit,
        required=True,
        metadata={"label": N_("Counted in"), "widget": "radio", "hint": N_("Each unit that has begun counts in full.")},
    )
    cap_count = WholeNumber(
        required=True, least=1, most=CAP_MOST, metadata={"label": N_("For at most so many units"), "widget": "number"}
    )

    def build(self, loaded: Mapping[str, object]) -> PenaltyTerms:
        """Return the terms."""
        amount, unit, cap = loaded["amount"], loaded["unit"], loaded["cap_count"]
        assert isinstance(amount, Money)
        assert isinstance(unit, PenaltyUnit)
        assert isinstance(cap, int)
        return PenaltyTerms(amount=amount, unit=unit, cap_count=cap)


class ContractPenaltySchema(Output):
    """The penalty of one contract; empty where none is entered."""

    contract_id = fields.String()
    version = fields.Integer()
    amount = MoneyField(allow_none=True)
    unit = CodedField(PenaltyUnit, allow_none=True)
    cap_count = WholeNumber(allow_none=True)


class CalculationSchema(Output):
    """A penalty step by step."""

    late_from_on = LocalDate()
    late_to_on = LocalDate()
    days_late = WholeNumber()
    unit = CodedField(PenaltyUnit)
    units_commenced = WholeNumber()
    cap_count = WholeNumber()
    units_count = WholeNumber()
    unit_minor = WholeNumber()
    amount_minor = WholeNumber()
    currency = fields.String()


class LetterSchema(Output):
    """A letter that was made."""

    id = fields.String(attribute="public_id")
    number = fields.Integer()
    kind = CodedField(LetterKind)
    language = fields.String()
    sha256 = fields.String()
    made_at = Instant()


class ListedSanctionSchema(Output):
    """A row of a list of sanctions."""

    id = fields.String(attribute="public_id")
    rung = CodedField(Rung)
    status = CodedField(SanctionStatus)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    proposed_at = Instant()
    hearing_due_on = LocalDate(allow_none=True)
    decided_on = LocalDate(allow_none=True)
    amount_minor = WholeNumber(allow_none=True)
    currency = fields.String(allow_none=True)


class SanctionSchema(Output):
    """One sanction with its calculation and its letters."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    rung = CodedField(Rung)
    status = CodedField(SanctionStatus)
    why = fields.String()
    contract_id = fields.String()
    deviation_id = fields.String(allow_none=True)
    clause_id = fields.String(allow_none=True)
    trigger = CodedField(PenaltyTrigger, allow_none=True)
    calculation = fields.Nested(CalculationSchema, allow_none=True)
    heard_on = LocalDate(allow_none=True)
    hearing_due_on = LocalDate(allow_none=True)
    statement = fields.String(allow_none=True)
    stated_on = LocalDate(allow_none=True)
    decided_on = LocalDate(allow_none=True)
    decision = fields.String(attribute="decision_note", allow_none=True)
    letters = fields.List(fields.Nested(LetterSchema))

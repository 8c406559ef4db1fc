"""Bases of invoices and credits, and shared costs, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import fields

from followup.domain.charges import ChargeFilter, ChargeKind, LineKind, MakeCharges, NewCredit, SplitKey
from followup.domain.editions import FIRST_YEAR, LAST_YEAR
from followup.domain.splits import NewSharedCost, Sharer
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.by_question import by_suffix, schema_of
from followup.schemas.fields import CodedField, Instant, LocalDate, MoneyField, StrippedString, WholeNumber

AMOUNT_MOST = 30  # characters; `domain.money` says how an amount is written
_TYPED = {"widget": "decimal"}


class MakeChargesSchema(Input[MakeCharges]):
    """The year to invoice."""

    makes = MakeCharges

    year = WholeNumber(
        least=FIRST_YEAR, most=LAST_YEAR, required=True, metadata={"label": N_("Year"), "widget": "select"}
    )


class ChargeFilterSchema(Input[ChargeFilter]):
    """Which bases are listed, by the page and by the API alike."""

    makes = ChargeFilter

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, metadata={"label": N_("Year"), "widget": "select"})
    after = StrippedString(most=400, metadata={"widget": "hidden"})


class NewCreditSchema(Input[NewCredit]):
    """What corrects an invoice."""

    makes = NewCredit

    amount = StrippedString(required=True, most=AMOUNT_MOST, metadata={**_TYPED, "label": N_("Amount to credit")})
    reason = StrippedString(
        required=True,
        most=300,
        metadata={"label": N_("Why it is corrected"), "hint": N_("It stands on the basis of the credit.")},
    )
    reference = StrippedString(
        metadata={"label": N_("The payer's reference"), "hint": N_("Empty: the reference of the invoice.")}
    )


class ChargeLineSchema(Output):
    """One line of a basis.

    Units: the price of one and the amount in minor units of the basis' currency.
    """

    kind = CodedField(LineKind)
    text = fields.String()
    quantity = fields.Integer()
    unit_minor = fields.Integer()
    amount_minor = fields.Integer()
    population_on = LocalDate(allow_none=True)
    population_source = fields.String()


class ListedChargeSchema(Output):
    """A basis in a list."""

    id = fields.String(attribute="public_id")
    number = fields.Integer()
    year = fields.Integer()
    kind = CodedField(ChargeKind)
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation_name = fields.String()
    reference = fields.String(allow_none=True)
    amount = MoneyField()
    made_at = Instant()


class ChargeSchema(ListedChargeSchema):
    """One basis with its lines."""

    corrects_id = fields.String(attribute="corrected_id", allow_none=True)
    reason = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(ChargeLineSchema))


class SharedCostSchema(Output):
    """A cost that the members share by another key than the rate, and what each carries."""

    id = fields.String(attribute="public_id")
    year = fields.Integer()
    name = fields.String()
    split = CodedField(SplitKey)
    amount = MoneyField()
    amounts = fields.Dict(keys=fields.String(), values=MoneyField())
    source = fields.String()
    invoiced_at = Instant(allow_none=True)


_SINGLE = ("year", "name", "split", "amount", "source")
_YEAR = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, required=True, metadata={"label": N_("Year")})
_NAME = StrippedString(
    required=True, most=300, metadata={"label": N_("What the cost is for"), "hint": N_("It stands on the invoice.")}
)
_SPLIT = CodedField(SplitKey, required=True, metadata={"label": N_("How it is shared"), "widget": "radio"})
_AMOUNT = StrippedString(
    most=AMOUNT_MOST,
    metadata={
        **_TYPED,
        "label": N_("The whole amount"),
        "hint": N_("For fixed amounts it may be left empty: it is the sum of what the members pay."),
    },
)
_SOURCE = StrippedString(
    required=True, most=300, metadata={"label": N_("By which decision"), "hint": N_("Such as a case number.")}
)


class NewSharedCostSchema(Input[NewSharedCost]):
    """A cost to share; fixed amounts as "<member's public id>.amount"."""

    makes = NewSharedCost

    year = _YEAR
    name = _NAME
    split = _SPLIT
    amount = _AMOUNT
    source = _SOURCE

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> NewSharedCost:
        """Return the cost.

        Errors: Invalid with a Reason per field.
        """
        found = by_suffix(data, ("amount",), _SINGLE)
        amounts = {key: text for key, text in found["amount"].items() if text}
        new = super().read(found[""], partial=partial)
        return replace(new, amounts=amounts)


def shared_cost_schema(sharers: Iterable[Sharer]) -> type[Input[Any]]:
    """Return the schema by which a cost is drawn, with an amount for each member."""
    told = {
        f"{sharer.public_id}.amount": StrippedString(most=AMOUNT_MOST, metadata={**_TYPED, "label": sharer.name})
        for sharer in sharers
    }
    return schema_of({"year": _YEAR, "name": _NAME, "split": _SPLIT, "amount": _AMOUNT, "source": _SOURCE, **told})

"""Contributions on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.editions import FIRST_YEAR, LAST_YEAR
from followup.domain.funding import ComputeYear, FundingFilter, NewRate
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import Instant, LocalDate, MoneyField, StrippedString, WholeNumber, YesNo


class FundingFilterSchema(Input[FundingFilter]):
    """Which year is shown, by the page and by the API alike."""

    makes = FundingFilter

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, metadata={"label": N_("Year"), "widget": "select"})


class ComputeYearSchema(Input[ComputeYear]):
    """The year to compute."""

    makes = ComputeYear

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, required=True, metadata={"label": N_("Year")})


class NewRateSchema(Input[NewRate]):
    """A decided part of the rate."""

    makes = NewRate

    name = StrippedString(required=True, metadata={"label": N_("Part"), "hint": N_("Such as environment.")})
    rate = StrippedString(
        required=True,
        most=30,
        metadata={
            "widget": "decimal",
            "label": N_("Per inhabitant and year"),
            "hint": N_("Such as 0,10 for ten öre."),
        },
    )
    valid_from = LocalDate(
        required=True, metadata={"label": N_("From"), "hint": N_("1 January of the first year that it is paid for.")}
    )
    valid_to = LocalDate(metadata={"label": N_("Last day"), "hint": N_("Empty: until something else is decided.")})
    replaces_all = YesNo(
        load_default=False, metadata={"label": N_("It replaces all earlier parts"), "widget": "checkbox"}
    )
    source = StrippedString(
        required=True, metadata={"label": N_("By which decision"), "hint": N_("Such as a case number.")}
    )


class ContributionSchema(Output):
    """One member's contribution for one year, with the population it rests on."""

    id = fields.String(attribute="public_id")
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation_name = fields.String()
    year = fields.Integer()
    inhabitants = fields.Integer()
    population_on = LocalDate(allow_none=True)
    population_source = fields.String()
    rate = MoneyField()
    amount = MoneyField()
    invoiced_at = Instant(allow_none=True)

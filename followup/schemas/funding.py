"""Contributions on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.editions import FIRST_YEAR, LAST_YEAR
from followup.domain.funding import ComputeYear, FundingFilter
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import LocalDate, MoneyField, WholeNumber


class FundingFilterSchema(Input[FundingFilter]):
    """Which year is shown, by the page and by the API alike."""

    makes = FundingFilter

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, metadata={"label": N_("Year"), "widget": "select"})


class ComputeYearSchema(Input[ComputeYear]):
    """The year to compute."""

    makes = ComputeYear

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, required=True, metadata={"label": N_("Year")})


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

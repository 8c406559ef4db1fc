"""Country indices and the risk they come to, on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.risk_tables import CountryRisk
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate


class CountrySchema(Output):
    """How a country stands; without a `risk` there is not enough information, which is not a low risk.

    Units: indices and total in tenths of a point.
    """

    country = fields.String(attribute="row.country")
    on = LocalDate(attribute="row.on")
    governance = fields.Integer(attribute="row.governance", allow_none=True)
    labour = fields.Integer(attribute="row.labour", allow_none=True)
    environment = fields.Integer(attribute="row.environment", allow_none=True)
    corruption = fields.Integer(attribute="row.corruption", allow_none=True)
    total = fields.Integer(allow_none=True)
    risk = CodedField(CountryRisk, allow_none=True)
    source = fields.String(attribute="row.source")

"""The register of auditors, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields, validate

from followup.domain.auditors import AUDIT_KINDS, NewAuditor, Tongue
from followup.domain.code_of_conduct import Area
from followup.domain.follow_up_rules import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import (
    CodedField,
    EmailField,
    Instant,
    LocalDate,
    MoneyField,
    PublicIdField,
    StrippedString,
    WholeNumber,
)


class AuditorsPageSchema(Input[str]):
    """Which page of the register."""

    after = StrippedString(most=500, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return where the page begins."""
        return str(loaded.get("after", ""))


class NewAuditorSchema(Input[NewAuditor]):
    """What the register keeps of an auditor."""

    makes = NewAuditor

    name = StrippedString(required=True, most=200, metadata={"label": N_("Name")})
    email = EmailField(required=True, metadata={"label": N_("E-mail address")})
    employer = StrippedString(
        most=200, metadata={"label": N_("Employer"), "hint": N_("Such as an audit firm; empty for one of your own.")}
    )
    user_id = PublicIdField(
        "usr",
        metadata={
            "label": N_("User here"),
            "widget": "select",
            "hint": N_("One of your own signs in and needs no link."),
        },
    )
    kinds = fields.List(
        CodedField(FollowUpKind, validate=validate.OneOf(AUDIT_KINDS, error="field.choice")),
        metadata={"label": N_("Competent for"), "widget": "checkboxes"},
    )
    areas = fields.List(CodedField(Area), metadata={"label": N_("Competent in"), "widget": "checkboxes"})
    languages = fields.List(CodedField(Tongue), metadata={"label": N_("Works in"), "widget": "checkboxes"})
    competent_until = LocalDate(
        metadata={"label": N_("Competent until"), "hint": N_("Such as the last day of a certificate.")}
    )
    days_per_year = WholeNumber(least=1, most=366, metadata={"label": N_("Days a year")})
    day_cost = MoneyField(metadata={"label": N_("Cost a day")})

    def build(self, loaded: Mapping[str, object]) -> NewAuditor:
        """Return the command; a form's lists become tuples."""
        lists = {name: tuple(value) for name, value in loaded.items() if isinstance(value, list)}
        return super().build({**loaded, **lists})


class ListedAuditorSchema(Output):
    """An auditor as the list gives it."""

    id = PublicIdField("adr", attribute="public_id")
    name = fields.String()
    email = fields.String()
    employer = fields.String(allow_none=True)
    competences = fields.Dict()
    competent_until = LocalDate(allow_none=True)
    days_per_year = fields.Integer(allow_none=True)
    retired_at = Instant(allow_none=True)


class AuditorSchema(ListedAuditorSchema):
    """An auditor as the API gives it, with the days booked this year."""

    version = fields.Integer()
    day_cost = MoneyField(allow_none=True)
    booked_days = fields.Integer()

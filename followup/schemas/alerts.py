"""Joint alerts on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.alerts import AlertDecided, AlertPage, NewAlert
from followup.domain.deviations import Severity
from followup.domain.sanctions import AlertStance
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, PublicIdField, StrippedString, WholeNumber

_FACTS_HINT = N_(
    "Facts only: what was found, when, what was asked for and what has not come. No answers of the supplier, nobody "
    "behind it, no names of people."
)


class AlertPageSchema(Input[AlertPage]):
    """Which page of the alerts."""

    makes = AlertPage

    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewAlertSchema(Input[NewAlert]):
    """What the others are to know, and in which cooperation."""

    makes = NewAlert

    cooperation_id = PublicIdField("coo", required=True, metadata={"label": N_("Cooperation"), "widget": "select"})
    facts = StrippedString(required=True, most=4000, lines=True, metadata={"label": N_("Facts"), "hint": _FACTS_HINT})


class AlertFactsSchema(Input[str]):
    """The facts as the secretariat has checked them."""

    facts = StrippedString(required=True, most=4000, lines=True, metadata={"label": N_("Facts"), "hint": _FACTS_HINT})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the facts."""
        return str(loaded["facts"])


class AlertDecidedSchema(Input[AlertDecided]):
    """What an organisation does about its own contracts."""

    makes = AlertDecided

    stance = CodedField(
        AlertStance, required=True, metadata={"label": N_("What your organisation does"), "widget": "radio"}
    )
    note = StrippedString(
        most=4000,
        lines=True,
        metadata={
            "label": N_("Note"),
            "hint": N_("Only your own organisation reads it. Needed where no step is taken."),
        },
    )


class OutcomeSchema(Input[str]):
    """What came of an alert."""

    outcome = StrippedString(
        required=True,
        most=4000,
        lines=True,
        metadata={"label": N_("What came of it"), "hint": N_("All organisations that were told read this.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return what came of it."""
        return str(loaded["outcome"])


class ListedAlertSchema(Output):
    """A row of the list of alerts."""

    id = fields.String(attribute="public_id")
    supplier = fields.String(attribute="supplier_name")
    severity = CodedField(Severity)
    asked_at = Instant()
    sent_at = Instant(allow_none=True)
    ended_on = LocalDate(allow_none=True)
    told_count = WholeNumber()
    decided_count = WholeNumber()


class AlertDecisionSchema(Output):
    """What one organisation decided; count and note are given to that organisation only."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation = fields.String(attribute="name")
    contract_count = WholeNumber(allow_none=True)
    stance = CodedField(AlertStance, allow_none=True)
    decided_on = LocalDate(allow_none=True)
    note = fields.String(allow_none=True)


class AlertSchema(Output):
    """One alert with who was told and what each decided."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    supplier_id = fields.String()
    supplier = fields.String(attribute="supplier_name")
    severity = CodedField(Severity)
    facts = fields.String()
    asked_at = Instant()
    sent_at = Instant(allow_none=True)
    ended_on = LocalDate(allow_none=True)
    outcome = fields.String(allow_none=True)
    decisions = fields.List(fields.Nested(AlertDecisionSchema))

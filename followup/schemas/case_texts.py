"""Case documents in forms and on the wire."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields

from followup.domain.case_texts import CaseFilter, NewCaseText
from followup.domain.editions import FIRST_YEAR, LAST_YEAR
from followup.domain.levy_calculator import RATE_MOST_ORE
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import Instant, LocalDate, PublicIdField, StrippedString, WholeNumber

TEXT_MOST = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Which page of the list."""

    after: str | None = None


class CasePageSchema(Input[CasePage]):
    """Which page of the list."""

    makes = CasePage

    after = StrippedString(most=500)


class CaseTextSchema(Input[NewCaseText]):
    """One text for the councils of all members, with places for each member's own figures."""

    makes = NewCaseText

    title = StrippedString(required=True, most=200, metadata={"label": N_("Title of the case")})
    year = WholeNumber(
        required=True, least=FIRST_YEAR, most=LAST_YEAR, metadata={"label": N_("Year that the proposal is about")}
    )
    rate_ore = WholeNumber(
        most=RATE_MOST_ORE,
        metadata={
            "label": N_("Proposed rate, in öre per inhabitant and year"),
            "hint": N_("Leave it empty where the members pay by another key than inhabitants."),
        },
    )
    proposal = StrippedString(
        required=True,
        lines=True,
        most=TEXT_MOST,
        metadata={
            "label": N_("Proposal"),
            "hint": N_("One point on each line, short enough to be read out; the amount stands inside a point."),
        },
    )
    summary = StrippedString(required=True, lines=True, most=TEXT_MOST, metadata={"label": N_("The matter")})
    background = StrippedString(lines=True, most=TEXT_MOST, metadata={"label": N_("Background")})
    finances = StrippedString(lines=True, most=TEXT_MOST, metadata={"label": N_("Finances")})
    consequences = StrippedString(
        lines=True,
        most=TEXT_MOST,
        metadata={
            "label": N_("Consequences"),
            "hint": N_("Sweden: sustainability and children. Norway: climate and environment."),
        },
    )
    closing = StrippedString(
        lines=True,
        most=TEXT_MOST,
        metadata={
            "label": N_("After the proposal"),
            "hint": N_("Sweden: who gets an extract. Norway: the attachments."),
        },
    )


class CaseFilterSchema(Input[CaseFilter]):
    """Whose figures, and what stands at the head of the document."""

    makes = CaseFilter

    organisation_id = PublicIdField("org", metadata={"label": N_("Organisation"), "widget": "select"})
    unit = StrippedString(most=100, metadata={"label": N_("Unit")})
    case_number = StrippedString(most=60, metadata={"label": N_("Case number")})
    on = LocalDate(metadata={"label": N_("Date")})


class CaseOfSchema(Input[CaseFilter]):
    """Whose figures; a program writes the head of the document itself."""

    makes = CaseFilter

    organisation_id = PublicIdField("org")


class OwnCaseFilterSchema(CaseFilterSchema):
    """The same for a member, who has its own figures only."""

    class Meta(CaseFilterSchema.Meta):
        """A member does not choose whose."""

        exclude = ("organisation_id",)


class ListedCaseTextSchema(Output):
    """One text of the list."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    cooperation = fields.String(attribute="cooperation_name")
    country = fields.String()
    year = fields.Integer()
    rate_ore = fields.Integer(allow_none=True)
    is_released = fields.Boolean()
    released_at = Instant(allow_none=True)


class CaseDocumentSchema(Output):
    """One text as one member's council reads it, and which of its figures nobody has reported."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    member = fields.String()
    language = fields.String()
    text = fields.String()
    missing = fields.List(fields.String())

"""The division of categories on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from followup.domain.categories import CategoryFilter, GiveCategory, NameCoordinator, Order, Prioritise
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString
from followup.schemas.risk import check_category

_CATEGORY = {"label": N_("Category"), "widget": "select"}
_AREA = {"label": N_("Area"), "widget": "select"}
_SOURCE = {"label": N_("Decision or source"), "hint": N_("Such as the minutes in which it stands.")}
_FROM = {"label": N_("From this day on")}


class CategoryFilterSchema(Input[CategoryFilter]):
    """Which division is shown, by the page and by the API alike."""

    makes = CategoryFilter

    on = LocalDate(metadata={"label": N_("As of this day")})
    by = CodedField(Order, metadata={"label": N_("Order"), "widget": "select"})
    cooperation_id = PublicIdField("coo", metadata={"widget": "hidden"})


class GiveCategorySchema(Input[GiveCategory]):
    """A category is given to an area."""

    makes = GiveCategory

    category = StrippedString(required=True, most=40, validate=check_category, metadata=_CATEGORY)
    area = StrippedString(required=True, most=1, metadata=_AREA)
    valid_from = LocalDate(
        required=True,
        metadata={**_FROM, "hint": N_("The area that answers for it now does so to the day before.")},
    )
    source = StrippedString(required=True, most=300, metadata=_SOURCE)


class PrioritiseSchema(Input[Prioritise]):
    """A category is prioritised for a time."""

    makes = Prioritise

    category = StrippedString(required=True, most=40, validate=check_category, metadata=_CATEGORY)
    valid_from = LocalDate(required=True, metadata=_FROM)
    valid_to = LocalDate(metadata={"label": N_("To this day"), "hint": N_("Leave it empty where no end is decided.")})
    source = StrippedString(required=True, most=300, metadata=_SOURCE)


class NameCoordinatorSchema(Input[NameCoordinator]):
    """A person coordinates an area."""

    makes = NameCoordinator

    area = StrippedString(required=True, most=1, metadata=_AREA)
    organisation_id = PublicIdField("org", required=True, metadata={"label": N_("Organisation"), "widget": "select"})
    name = StrippedString(
        required=True,
        most=200,
        metadata={"label": N_("Name"), "hint": N_("All staff of the cooperation read the name.")},
    )
    valid_from = LocalDate(
        required=True,
        metadata={**_FROM, "hint": N_("Who coordinates the area now does so to the day before.")},
    )


class EndSchema(Input[date]):
    """The last day on which something holds."""

    valid_to = LocalDate(
        required=True, metadata={"label": N_("Last day"), "hint": N_("What held stays in the history.")}
    )

    def build(self, loaded: Mapping[str, Any]) -> date:
        """Return the day."""
        on = loaded["valid_to"]
        assert isinstance(on, date)
        return on


class MemberSchema(Output):
    """An organisation, by name."""

    id = fields.String(attribute="public_id")
    name = fields.String()


class CoordinatorSchema(Output):
    """Who coordinates an area."""

    name = fields.String()
    valid_from = LocalDate()
    valid_to = LocalDate(allow_none=True)


class AreaSchema(Output):
    """One area on a day."""

    area = fields.String(attribute="letter")
    organisations = fields.List(fields.Nested(MemberSchema))
    coordinator = fields.Nested(CoordinatorSchema, allow_none=True)
    categories = fields.List(fields.String())


class HeldSchema(Output):
    """Which area answers for a category, from when to when, and where that stands."""

    area = fields.String()
    valid_from = LocalDate(allow_none=True)
    valid_to = LocalDate(allow_none=True)
    source = fields.String()


class CategoryPrioritySchema(Output):
    """From when to when a category is prioritised, and where that stands."""

    valid_from = LocalDate()
    valid_to = LocalDate(allow_none=True)
    source = fields.String()


class CategoryLineSchema(Output):
    """One category on a day."""

    category = fields.String()
    name = fields.String()
    responsible = fields.Nested(HeldSchema, allow_none=True)
    organisations = fields.List(fields.Nested(MemberSchema))
    priority = fields.Nested(CategoryPrioritySchema, allow_none=True)


class CategoryHistorySchema(Output):
    """One category over time, the latest first."""

    category = fields.String()
    name = fields.String()
    responsibilities = fields.List(fields.Nested(HeldSchema))
    priorities = fields.List(fields.Nested(CategoryPrioritySchema))

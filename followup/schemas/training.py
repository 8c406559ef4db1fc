"""The training register on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.training import NewCourse, NewRecords
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import LocalDate, PublicIdField, StrippedString, WholeNumber, YesNo

MONTHS_MOST = 120


class CourseSchema(Input[NewCourse]):
    """A training."""

    makes = NewCourse

    name = StrippedString(required=True, most=300, metadata={"label": N_("Name")})
    content = StrippedString(most=4000, lines=True, metadata={"label": N_("What it teaches")})
    valid_months = WholeNumber(
        least=1,
        most=MONTHS_MOST,
        metadata={
            "label": N_("To be repeated after (months)"),
            "hint": N_("Leave it empty where it does not need to be repeated."),
        },
    )
    is_for_contacts = YesNo(
        metadata={
            "label": N_("Meant for the members' contact persons"),
            "hint": N_("Who has taken it counts as trained in the annual summary."),
        }
    )


class RecordsSchema(Input[NewRecords]):
    """Who took a training on a day."""

    makes = NewRecords

    done_on = LocalDate(required=True, metadata={"label": N_("Day of the training")})
    contact_person_ids = fields.List(PublicIdField("cop"), metadata={"label": N_("Contact persons who took it")})
    name = StrippedString(
        most=200, metadata={"label": N_("Another person"), "hint": N_("Who took it without being a contact person.")}
    )
    organisation_id = PublicIdField(
        "org", metadata={"label": N_("Organisation of the other person"), "widget": "select"}
    )

    def build(self, loaded: Mapping[str, Any]) -> NewRecords:
        """Return the entry; people are chosen once each."""
        people = tuple(dict.fromkeys(loaded.get("contact_person_ids") or ()))
        return NewRecords(**{**loaded, "contact_person_ids": people})


class TrainingFilterSchema(Input[str | None]):
    """Where the list of entries goes on."""

    after = StrippedString(most=500, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> str | None:
        """Return the place."""
        return loaded.get("after")


class ListedCourseSchema(Output):
    """A training with how many took it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    content = fields.String(allow_none=True)
    valid_months = fields.Integer(allow_none=True)
    is_for_contacts = fields.Boolean()
    entry_count = fields.Integer()
    last_on = LocalDate(allow_none=True)


class CourseRecordSchema(Output):
    """That a person took a training."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    organisation_id = fields.String()
    organisation_name = fields.String()
    done_on = LocalDate()


class CourseDetailsSchema(Output):
    """A training."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    content = fields.String(allow_none=True)
    valid_months = fields.Integer(allow_none=True)
    is_for_contacts = fields.Boolean()

"""Organisations on the wire and in the list's filter."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.organisations import CooperationKind, OrganisationFilter, OrganisationKind, OrganisationStatus
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, StrippedString


class OrganisationFilterSchema(Input[OrganisationFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = OrganisationFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("Part of the name.")})
    kind = CodedField(OrganisationKind, metadata={"label": N_("Kind")})
    status = CodedField(OrganisationStatus, metadata={"label": N_("State")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ListedOrganisationSchema(Output):
    """A row of the list; the population is the newest one that is known."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    kind = CodedField(OrganisationKind)
    status = CodedField(OrganisationStatus)
    country = fields.String()
    area = fields.String(allow_none=True)
    inhabitants = fields.Integer(allow_none=True)
    inhabitants_on = LocalDate(allow_none=True)
    inhabitants_source = fields.String(allow_none=True)


class PopulationSchema(Output):
    """Inhabitants on a date; the date is null where the source does not state one."""

    on = LocalDate(allow_none=True)
    inhabitants = fields.Integer()
    source = fields.String()


class MembershipSchema(Output):
    """A cooperation that the organisation belongs to."""

    cooperation_id = fields.String(attribute="public_id")
    name = fields.String()
    kind = CodedField(CooperationKind)
    secretariat_id = fields.String()
    secretariat_name = fields.String()
    area = fields.String(allow_none=True)
    joined_on = LocalDate(allow_none=True)
    left_on = LocalDate(allow_none=True)


class ResponsibilitySchema(Output):
    """A category that the organisation's area answers for."""

    category = fields.String()
    area = fields.String()
    valid_from = LocalDate(allow_none=True)
    valid_to = LocalDate(allow_none=True)
    source = fields.String()


class OrganisationSchema(Output):
    """One organisation."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    kind = CodedField(OrganisationKind)
    status = CodedField(OrganisationStatus)
    country = fields.String()
    number = fields.String(allow_none=True)
    code = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    populations = fields.List(fields.Nested(PopulationSchema))
    cooperations = fields.List(fields.Nested(MembershipSchema))
    categories = fields.List(fields.Nested(ResponsibilitySchema))

"""Members and periods of a cooperation, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.cooperation_bodies import MemberRole, Membership, NewMember, NewPeriod
from followup.domain.organisations import CooperationKind, OrganisationKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString

_AREA = {
    "label": N_("Area"),
    "hint": N_("A letter, where the cooperation is divided into areas."),
}


class NewCooperationMemberSchema(Input[NewMember]):
    """An organisation becomes a member."""

    makes = NewMember

    organisation_id = PublicIdField("org", required=True, metadata={"label": N_("Organisation"), "widget": "select"})
    role = CodedField(MemberRole, required=True, metadata={"label": N_("Role")})
    area = StrippedString(most=1, metadata=_AREA)
    joined_on = LocalDate(required=True, metadata={"label": N_("Member from")})


class MemberChangeSchema(Input[Membership]):
    """What an organisation is in the cooperation."""

    makes = Membership

    role = CodedField(MemberRole, required=True, metadata={"label": N_("Role")})
    area = StrippedString(most=1, metadata=_AREA)
    joined_on = LocalDate(metadata={"label": N_("Member from"), "hint": N_("Leave it empty where it is not known.")})
    left_on = LocalDate(
        metadata={
            "label": N_("Last day as a member"),
            "hint": N_("After that day its staff read nothing more of the cooperation. Leave it empty for a member."),
        }
    )


class PeriodSchema(Input[NewPeriod]):
    """A strategy or programme period."""

    makes = NewPeriod

    name = StrippedString(required=True, most=300, metadata={"label": N_("Name")})
    starts_on = LocalDate(required=True, metadata={"label": N_("First day")})
    ends_on = LocalDate(metadata={"label": N_("Last day")})
    source = StrippedString(
        required=True,
        most=300,
        metadata={"label": N_("Decision or source"), "hint": N_("Such as the minutes in which it stands.")},
    )


class ListedPeriodSchema(Output):
    """A period."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    starts_on = LocalDate()
    ends_on = LocalDate(allow_none=True)
    source = fields.String()


class ListedMemberSchema(Output):
    """A member, also one that has left; days are null where they are not known."""

    organisation_id = fields.String(attribute="public_id")
    name = fields.String()
    kind = CodedField(OrganisationKind)
    role = CodedField(MemberRole)
    area = fields.String(allow_none=True)
    joined_on = LocalDate(allow_none=True)
    left_on = LocalDate(allow_none=True)
    contact_count = fields.Integer()


class CooperationSchema(Output):
    """A cooperation with its members and periods."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    kind = CodedField(CooperationKind)
    secretariat_id = fields.String(attribute="secretariat_public_id")
    secretariat_name = fields.String()
    members = fields.List(fields.Nested(ListedMemberSchema))
    periods = fields.List(fields.Nested(ListedPeriodSchema))

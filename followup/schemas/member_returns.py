"""What each member paid and received, on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.schedule import FollowUpKind
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate, MoneyField


class SharedPartSchema(Output):
    """A member's part of a shared cost."""

    name = fields.Function(lambda part: part[0])
    amount = fields.Function(lambda part: {"minor": part[1].minor, "currency": part[1].currency})


class MemberReturnSchema(Output):
    """One member's year; without an id all of them. Empty is not reported, zero is zero."""

    organisation_id = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    contribution = MoneyField(attribute="paid", allow_none=True)
    credited = MoneyField(allow_none=True)
    shared_costs = fields.List(fields.Nested(SharedPartSchema), attribute="parts")
    paid = MoneyField(attribute="cost", allow_none=True)
    led_count = fields.Integer(attribute="led")
    led_for_count = fields.Integer(attribute="led_for")
    received_count = fields.Integer(attribute="received")
    spared_count = fields.Integer(attribute="spared.count")
    spared_minutes = fields.Integer(attribute="spared.minutes")
    spared_costs = fields.List(MoneyField(), attribute="spared.costs")
    reused_count = fields.Integer(attribute="reused")
    alerts_count = fields.Integer(attribute="alerts")
    trained_count = fields.Integer(attribute="trained", allow_none=True)
    paid_per_received = MoneyField(attribute="per_follow_up", allow_none=True)


class JointRowSchema(Output):
    """One joint follow-up of a member's year."""

    id = fields.String(attribute="public_id")
    kind = CodedField(FollowUpKind)
    done_on = LocalDate()
    supplier_name = fields.String()
    lead_name = fields.String()


class MemberYearSchema(Output):
    """One member's year with the joint follow-ups behind it."""

    member = fields.Nested(MemberReturnSchema)
    joint_follow_ups = fields.List(fields.Nested(JointRowSchema), attribute="joint")

"""Joint follow-ups on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import JointFilter, JointStatus, NewJoint, ParticipantStatus, Payer
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, WholeNumber

YEAR_FIRST, YEAR_LAST = 2000, 2100


class JointFilterSchema(Input[JointFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = JointFilter

    status = CodedField(JointStatus, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class JointDetailsSchema(Input[dict[str, object]]):
    """What the secretariat says of a joint follow-up, when supplier, kind and year are given."""

    site = StrippedString(metadata={"label": N_("Place"), "widget": "select"})
    lead_id = PublicIdField("org", required=True, metadata={"label": N_("Leading organisation"), "widget": "select"})
    participant_ids = fields.List(
        PublicIdField("org"),
        required=True,
        metadata={
            "label": N_("Organisations to ask"),
            "hint": N_("Also one that has planned nothing itself may take part. Each answers for itself."),
        },
    )
    level = CodedField(
        Level,
        metadata={
            "label": N_("Level of the clauses"),
            "hint": N_("The highest one that is asked for serves all."),
            "widget": "select",
        },
    )
    code_version = StrippedString(
        most=40, metadata={"label": N_("Standard terms"), "hint": N_("The newest generation that is needed.")}
    )
    due_on = LocalDate(required=True, metadata={"label": N_("To be done by")})
    payer = CodedField(Payer, required=True, metadata={"label": N_("Who pays"), "widget": "radio"})
    why = StrippedString(
        required=True, most=1000, lines=True, metadata={"label": N_("Why"), "hint": N_("All those asked read it.")}
    )

    def build(self, loaded: Mapping[str, object]) -> dict[str, object]:
        """Return the details by name."""
        return {"site": "", "participant_ids": (), **loaded}


class NewJointSchema(JointDetailsSchema):
    """All of a joint follow-up, as a program suggests it."""

    supplier_id = PublicIdField("sup", required=True)
    kind = CodedField(FollowUpKind, required=True)
    year = WholeNumber(least=YEAR_FIRST, most=YEAR_LAST, required=True)


def new_joint(details: Mapping[str, object], **about: object) -> NewJoint:
    """Return the command made of checked details."""
    said = {**details, **about}
    participant_ids = said.pop("participant_ids")
    assert isinstance(participant_ids, list | tuple)
    return NewJoint(**said, participant_ids=tuple(map(str, participant_ids)))  # type: ignore[arg-type] # checked by the schema


class ReasonSchema(Input[str]):
    """Why; the cooperation reads it."""

    reason = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("All organisations of the cooperation can read it.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class ReportSchema(Input[str]):
    """Which of one's own shared results is the joint follow-up's."""

    result_id = PublicIdField("res", required=True, metadata={"label": N_("Shared result"), "widget": "radio"})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the result's public id."""
        return str(loaded["result_id"])


class TakeResultSchema(Input[tuple[str, ...]]):
    """Which of one's own follow-ups the result covers; none is possible."""

    follow_up_ids = fields.List(PublicIdField("fup"), metadata={"label": N_("Own follow-ups that it covers")})

    def build(self, loaded: Mapping[str, object]) -> tuple[str, ...]:
        """Return their public ids."""
        found = loaded.get("follow_up_ids", ())
        assert isinstance(found, list | tuple)
        return tuple(map(str, found))


class ShareSchema(Output):
    """One organisation's part in what is asked twice."""

    organisation_id = fields.String(attribute="organisation")
    slots = fields.Integer()
    first_due_on = LocalDate()
    level = CodedField(Level, allow_none=True)
    generations = fields.List(fields.String())


class OverlapSchema(Output):
    """What several organisations plan to ask of one supplier in a year."""

    supplier_id = fields.String()
    supplier_name = fields.String()
    site = fields.String(allow_none=True)
    kind = CodedField(FollowUpKind)
    year = fields.Integer()
    shares = fields.List(fields.Nested(ShareSchema))
    joint_id = fields.String(allow_none=True)


class ParticipantSchema(Output):
    """One organisation's answer."""

    id = fields.String(attribute="public_id")
    organisation_id = fields.String()
    name = fields.String()
    status = CodedField(ParticipantStatus)
    slot_count = fields.Integer()
    reason = fields.String(allow_none=True)
    decided_on = LocalDate(allow_none=True)


class JointSchema(Output):
    """A joint follow-up as lists give it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    cooperation_id = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    lead_id = fields.String()
    lead_name = fields.String()
    kind = CodedField(FollowUpKind)
    category = fields.String(allow_none=True)
    year = fields.Integer()
    due_on = LocalDate()
    level = CodedField(Level, allow_none=True)
    code_version = fields.String(allow_none=True)
    payer = CodedField(Payer)
    status = CodedField(JointStatus)
    done_on = LocalDate(allow_none=True)
    organisation_count = fields.Integer()
    in_count = fields.Integer()


class OneJointSchema(JointSchema):
    """One joint follow-up with who takes part, and its result where it is shared."""

    site = fields.String(allow_none=True)
    why = fields.String()
    cancel_reason = fields.String(allow_none=True)
    result_id = fields.String(allow_none=True)
    participants = fields.List(fields.Nested(ParticipantSchema))

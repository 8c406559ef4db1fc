"""One's own part in a joint follow-up: taking part, leading it, reporting its result, and accepting the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from followup.domain.joint_follow_ups import ParticipantStatus
from followup.domain.permissions import Permission
from followup.domain.reuse import Judgement, judge
from followup.i18n import day, gettext
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.queries import joint_follow_ups as queries
from followup.queries import reuse
from followup.queries.rows import AnyRow
from followup.schemas.joint_follow_ups import ReasonSchema, ReportSchema, TakeResultSchema
from followup.services import joint_follow_ups, joint_results
from followup.services.overlaps import COORDINATOR
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("joint_results")


def _shown(tx: Transaction, joint_key: int) -> AnyRow:
    return queries.shown(tx.session, joint_key, organisation_id=tx.actor.organisation_id)


@room.action("/joint-follow-ups/<joint_id>/begin", needs=Permission.JOINT_CONDUCT, versioned=True)
def begin(tx: Transaction, joint_id: str, version: int | None) -> Any:
    """Begin a joint follow-up that one's organisation leads."""
    joint_follow_ups.begin(tx, joint_id, version)
    return see_other("joint_follow_ups.show", joint_id=joint_id, notice="begun")


def _report_form(tx: Transaction, joint_id: str) -> Shown:
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_CONDUCT)
    results = queries.reportable(tx.session, joint)
    own = [
        (row.public_id, gettext("Done {on}, {light}", on=day(row.done_on), light=gettext(row.light.label)))
        for row in results
    ]
    return Shown(
        data={"result_id": own[0][0] if own else None},
        choices={"result_id": own},
        version=joint.version,
        context={"joint": _shown(tx, joint.id), "has_results": bool(own)},
    )


@room.form(
    "/joint-follow-ups/<joint_id>/report",
    needs=Permission.JOINT_CONDUCT,
    takes=ReportSchema,
    template="joint_follow_ups/report.html",
    shows=_report_form,
    versioned=True,
)
def report(tx: Transaction, result_id: str, joint_id: str, version: int | None) -> Any:
    """Report one's own shared result as the joint follow-up's."""
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_CONDUCT)
    others = [p.organisation_key for p in queries.participants(tx.session, joint.id)]
    others = [key for key in others if key != joint.lead_id]
    with runtime().transaction(COORDINATOR, read_only=True) as everything:
        told = queries.recipients(everything.session, joint, others, statuses=(ParticipantStatus.ACCEPTED,))
    joint_results.report(tx, joint_id, result_id, version, recipients=told)
    return see_other("joint_follow_ups.show", joint_id=joint_id, notice="reported")


def _participant(tx: Transaction, participant_id: str) -> tuple[JointParticipant, JointFollowUp]:
    participant = tx.get(JointParticipant, participant_id, to=Permission.JOINT_ANSWER)
    return participant, tx.follow(JointFollowUp, participant.joint_id)


def _to_joint(tx: Transaction, participant: JointParticipant, notice: str) -> Any:
    joint = tx.follow(JointFollowUp, participant.joint_id)
    return see_other("joint_follow_ups.show", joint_id=joint.public_id, notice=notice)


@room.action("/joint-participants/<participant_id>/accept", needs=Permission.JOINT_ANSWER, versioned=True)
def accept(tx: Transaction, participant_id: str, version: int | None) -> Any:
    """Take part in a joint follow-up."""
    return _to_joint(tx, joint_follow_ups.accept(tx, participant_id, version), "takes_part")


def _reason_form(tx: Transaction, participant_id: str) -> Shown:
    participant, joint = _participant(tx, participant_id)
    return Shown(version=participant.version, context={"joint": _shown(tx, joint.id)})


@room.form(
    "/joint-participants/<participant_id>/decline",
    needs=Permission.JOINT_ANSWER,
    takes=ReasonSchema,
    template="joint_follow_ups/decline.html",
    shows=_reason_form,
    versioned=True,
)
def decline(tx: Transaction, reason: str, participant_id: str, version: int | None) -> Any:
    """Do not take part, with a reason."""
    return _to_joint(tx, joint_follow_ups.decline(tx, participant_id, reason, version), "saved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One of one's own follow-ups beside the result, and what speaks for and against."""

    slot: AnyRow
    judgement: Judgement


def _take_form(tx: Transaction, participant_id: str) -> Shown:
    participant, joint = _participant(tx, participant_id)
    result = queries.result_of(tx.session, joint.id)
    slots = reuse.slots_at(tx.session, joint, tx.actor.organisation_id)
    weighed = _weighed(tx, slots, result)
    fitting = [one.slot for one in weighed if one.judgement.suits]
    return Shown(
        data={"follow_up_ids": [slot.public_id for slot in fitting if slot.due_on.year <= joint.year]},
        choices={
            "follow_up_ids": [
                (slot.public_id, gettext("{contract}, due {on}", contract=slot.contract_title, on=day(slot.due_on)))
                for slot in fitting
            ]
        },
        version=participant.version,
        context={
            "joint": _shown(tx, joint.id),
            "result": result,
            "fitting": fitting,
            "unfit": [one for one in weighed if not one.judgement.suits],
        },
    )


def _weighed(tx: Transaction, slots: Sequence[AnyRow], result: Any) -> Sequence[Weighed]:
    if result is None:
        return ()
    offer = reuse.as_offer(result)
    return [Weighed(slot=slot, judgement=judge(reuse.as_slot(slot), offer, tx.today)) for slot in slots]


@room.form(
    "/joint-participants/<participant_id>/take-result",
    needs=Permission.JOINT_ANSWER,
    takes=TakeResultSchema,
    template="joint_follow_ups/take.html",
    shows=_take_form,
    versioned=True,
)
def take(tx: Transaction, follow_up_ids: tuple[str, ...], participant_id: str, version: int | None) -> Any:
    """Accept the result of a joint follow-up for one's own contracts."""
    return _to_joint(tx, joint_results.take(tx, participant_id, follow_up_ids, version), "result_taken")


@room.form(
    "/joint-participants/<participant_id>/refuse-result",
    needs=Permission.JOINT_ANSWER,
    takes=ReasonSchema,
    template="joint_follow_ups/refuse.html",
    shows=_reason_form,
    versioned=True,
)
def refuse(tx: Transaction, reason: str, participant_id: str, version: int | None) -> Any:
    """Do not accept the result of a joint follow-up, with a reason."""
    return _to_joint(tx, joint_results.refuse(tx, participant_id, reason, version), "saved")

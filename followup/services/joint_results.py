"""The result of a joint follow-up: the leading organisation reports it, the others accept it for their own or not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from followup.domain import journal
from followup.domain.joint_follow_ups import (
    NOT_ITS_RESULT,
    NOT_REPORTED,
    JointStatus,
    JointStep,
    ParticipantStatus,
    ParticipantStep,
)
from followup.domain.messages import JointReported
from followup.domain.permissions import Permission
from followup.domain.reuse import judge
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.sharing import SharedResult
from followup.queries import joint_follow_ups as queries
from followup.queries import reuse as slot_queries
from followup.queries.joint_follow_ups import Recipient
from followup.queries.mergers import root_of
from followup.services import joint_follow_ups, reuse
from followup.transaction import Transaction

WITHDRAWN = Reason("joint.withdrawn", N_("The leading organisation has withdrawn the result."))
NOT_OWN_SLOT = Reason("joint.not_own_slot", N_("Choose among your own open follow-ups of this kind at this supplier."))


def report(
    tx: Transaction, joint_id: str, result_id: str, version: int | None, *, recipients: Sequence[Recipient]
) -> JointFollowUp:
    """Report one's own shared result as the joint follow-up's, and tell those who take part.

    What the leading organisation did counts as performed where the follow-up was one of its own plan.
    Errors: Invalid("joint.not_its_result") at result_id.
    """
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_CONDUCT)
    tx.check_version(joint, version)
    found = {row.public_id: row for row in queries.reportable(tx.session, joint)}
    if result_id not in found:
        raise Invalid.at("result_id", NOT_ITS_RESULT)
    result = found[result_id]
    follow_up = tx.follow(FollowUp, result.follow_up_id)
    tx.advance(joint, JointStep.REPORT, done_on=result.done_on, result=result.public_id)
    joint.done_on, joint.minutes_used = result.done_on, follow_up.minutes_used
    result.joint_id = joint.id
    tx.journal(journal.RESULT_JOINED, result, joint=joint.public_id)
    own = queries.participant_of(tx.session, joint.id, tx.actor.organisation_id)
    if own is not None and own.status is ParticipantStatus.ACCEPTED:
        is_own_plan = follow_up.joint_id == joint.id
        if is_own_plan:
            _note_performed(tx, follow_up, result)
        joint_follow_ups.decide(tx, own, ParticipantStep.TAKE_RESULT, count=int(is_own_plan))
    told = joint_follow_ups.told(tx, joint)
    for to in recipients:
        address = joint_follow_ups.addressed(joint, "joint_reported", to)
        tx.post(JointReported(**told, **address, done_on=result.done_on), about=joint)
    return joint


def _note_performed(tx: Transaction, follow_up: FollowUp, result: SharedResult) -> None:
    about = tx.session.execute(
        select(Contract.category, root_of(Contract.supplier_id).label("supplier_key")).where(
            Contract.id == follow_up.contract_id
        )
    ).one()
    reuse.note(tx, follow_up, about, result, reuse.efforts_now(tx), is_performed=True)


def take(tx: Transaction, participant_id: str, follow_up_ids: Sequence[str], version: int | None) -> JointParticipant:
    """Accept the result for one's own contracts: these open follow-ups are covered by it; there need not be any.

    Errors: Conflict("joint.not_reported", "joint.withdrawn"); Invalid at follow_up_ids.
    """
    participant, joint, result = _deciding(tx, participant_id, version)
    slots = {row.public_id: row for row in slot_queries.slots_at(tx.session, joint, tx.actor.organisation_id)}
    if not set(follow_up_ids) <= slots.keys():
        raise Invalid.at("follow_up_ids", NOT_OWN_SLOT)
    chosen = [slots[public_id] for public_id in dict.fromkeys(follow_up_ids)]
    offer = slot_queries.as_offer(result)
    against = [reason for slot in chosen for reason in judge(slot_queries.as_slot(slot), offer, tx.today).against]
    if against:
        raise Invalid.at("follow_up_ids", *{reason.code: reason for reason in against}.values())
    reuse.cover(tx, chosen, result)
    joint_follow_ups.decide(tx, participant, ParticipantStep.TAKE_RESULT, count=len(chosen))
    return participant


def refuse(tx: Transaction, participant_id: str, reason: str, version: int | None) -> JointParticipant:
    """Do not accept the result, with a reason that the cooperation reads; one's own follow-ups stay as planned.

    Errors: Conflict("joint.not_reported", "joint.withdrawn").
    """
    participant, joint, _ = _deciding(tx, participant_id, version)
    joint_follow_ups.decide(tx, participant, ParticipantStep.REFUSE_RESULT, reason)
    joint_follow_ups.leave(tx, joint)
    return participant


def _deciding(
    tx: Transaction, participant_id: str, version: int | None
) -> tuple[JointParticipant, JointFollowUp, SharedResult]:
    participant = tx.get(JointParticipant, participant_id, to=Permission.JOINT_ANSWER)
    tx.check_version(participant, version)
    joint = tx.follow(JointFollowUp, participant.joint_id)
    if joint.status is not JointStatus.REPORTED:
        raise Conflict(NOT_REPORTED)
    result = queries.result_of(tx.session, joint.id)
    if result is None or result.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    return participant, joint, result

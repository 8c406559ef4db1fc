"""Joint follow-ups: the secretariat suggests and offers, each organisation answers for itself, one of them leads.

Whom to tell in other organisations is read by a transaction of COORDINATOR (`services/overlaps.py`), which the caller
opens beside the person's own and hands over as recipients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from followup.domain import cooperation_journal, journal
from followup.domain import joint_follow_ups as rules
from followup.domain.follow_ups import OPEN
from followup.domain.joint_follow_ups import (
    JOINT,
    JOINTLY,
    PARTICIPANT,
    JointStatus,
    JointStep,
    NewJoint,
    ParticipantStatus,
    ParticipantStep,
)
from followup.domain.journal import Fact
from followup.domain.messages import JointCancelled, JointOffered
from followup.domain.nominations import may_offer
from followup.domain.overlaps import share_of
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.organisations import Cooperation, Organisation
from followup.models.suppliers import Supplier
from followup.queries import joint_follow_ups as queries
from followup.queries import overlaps, reuse
from followup.queries.joint_follow_ups import Recipient
from followup.queries.rows import AnyRow
from followup.services.schedule import outdate
from followup.transaction import Transaction

LIVE = (JointStatus.OFFERED, JointStatus.UNDER_WAY)


def suggest(tx: Transaction, cooperation_id: str, new: NewJoint) -> JointFollowUp:
    """Suggest a joint follow-up to members of a cooperation; nobody is told before it is offered.

    Errors: Invalid at lead_id, participant_ids, kind, year or due_on.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.JOINT_SUGGEST)
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ)
    members = {row.public_id: row for row in queries.members(tx.session, cooperation.id, tx.today)}
    _check(new, members, tx.today)
    joint = tx.add(
        JointFollowUp(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            lead_id=members[new.lead_id].id,
            supplier_id=supplier.id,
            site=new.site,
            kind=new.kind,
            category=new.category,
            year=new.year,
            due_on=new.due_on,
            level=new.level,
            code_version=new.code_version,
            payer=new.payer,
            why=new.why,
            status=JOINT.initial,
        )
    )
    chosen = {new.lead_id, *new.participant_ids}
    tx.journal(cooperation_journal.JOINT_SUGGESTED, joint, count=len(chosen))
    counts = _slot_counts(tx, joint, new)
    for public_id, row in members.items():
        if public_id in chosen:
            _invite(tx, joint, row, counts.get(public_id, 0))
    return joint


def _check(new: NewJoint, members: Mapping[str, AnyRow], today: date) -> None:
    wrong = {
        "lead_id": rules.NOT_A_MEMBER if new.lead_id not in members else None,
        "participant_ids": _wrong_participants(new, members),
        "kind": rules.NOT_JOINTLY if new.kind not in JOINTLY else None,
        "year": None
        if today.year <= new.year <= today.year + rules.YEARS_AHEAD
        else rules.PAST_YEAR.but(years=rules.YEARS_AHEAD),
        "due_on": rules.DUE_ELSEWHERE.but(year=str(new.year)) if new.due_on.year != new.year else None,
    }
    if problems := {name: [reason] for name, reason in wrong.items() if reason is not None}:
        raise Invalid(problems)


def _wrong_participants(new: NewJoint, members: Mapping[str, AnyRow]) -> Any:
    if not set(new.participant_ids) <= members.keys():
        return rules.NOT_A_MEMBER
    return rules.LEAD_ALONE if not set(new.participant_ids) - {new.lead_id} else None


def _slot_counts(tx: Transaction, joint: JointFollowUp, new: NewJoint) -> Mapping[str, int]:
    """Return how many follow-ups each organisation plans itself, as far as the overlaps say."""
    rows = [
        row
        for row in overlaps.listed(tx.session, supplier_id=joint.supplier_id)
        if (row.kind, row.year, row.site) == (new.kind, new.year, new.site)
    ]
    return {share.organisation: share.slots for row in rows for share in map(share_of, row.organisations)}


def _invite(tx: Transaction, joint: JointFollowUp, organisation: AnyRow, slot_count: int) -> None:
    participant = tx.add(
        JointParticipant(
            cooperation_id=joint.cooperation_id,
            joint_id=joint.id,
            organisation_id=organisation.id,
            slot_count=slot_count,
            status=PARTICIPANT.initial,
        )
    )
    tx.journal(cooperation_journal.PARTICIPANT_INVITED, participant, organisation=organisation.public_id)


def offer(tx: Transaction, joint_id: str, version: int | None, *, recipients: Sequence[Recipient]) -> JointFollowUp:
    """Offer it to its organisations, and tell their people.

    Errors: Conflict("joint.not_adopted") while the plan that it stands in is not.
    """
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_SUGGEST)
    tx.check_version(joint, version)
    if not may_offer(queries.plan_status(tx.session, joint)):
        raise Conflict(rules.NOT_ADOPTED)
    tx.advance(joint, JointStep.OFFER)
    facts = told(tx, joint)
    for to in recipients:
        is_lead = to.organisation_id == joint.lead_id
        address = addressed(joint, "joint_offered", to)
        letter = JointOffered(**facts, **address, year=joint.year, due_on=joint.due_on, is_lead=is_lead)
        tx.post(letter, about=joint)
    return joint


def cancel(
    tx: Transaction, joint_id: str, reason: str, version: int | None, *, recipients: Sequence[Recipient]
) -> JointFollowUp:
    """Cancel it, and tell those who were asked; what they plan themselves was never touched."""
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_SUGGEST)
    tx.check_version(joint, version)
    was_offered = joint.status is not JointStatus.SUGGESTED
    tx.advance(joint, JointStep.CANCEL)
    joint.cancel_reason = reason
    facts = told(tx, joint)
    for to in recipients if was_offered else ():
        tx.post(JointCancelled(**facts, **addressed(joint, "joint_cancelled", to), year=joint.year), about=joint)
    return joint


def told(tx: Transaction, joint: JointFollowUp) -> dict[str, Any]:
    """Return what every mail about a joint follow-up says."""
    supplier = tx.follow(Supplier, joint.supplier_id)
    return {
        "supplier_name": supplier.name,
        "follow_up_kind": str(joint.kind),
        "lead_name": tx.follow(Organisation, joint.lead_id).name,
        "path": f"/joint-follow-ups/{joint.public_id}",
        "thread": joint.public_id,
    }


def addressed(joint: JointFollowUp, kind: str, to: Recipient) -> dict[str, Any]:
    """Return whom a mail about a joint follow-up goes to, once."""
    return {
        "recipient_address": to.email,
        "recipient_name": to.name,
        "locale": to.language,
        "dedupe_key": f"{kind}:{joint.public_id}:{to.user_id}",
    }


def begin(tx: Transaction, joint_id: str, version: int | None) -> JointFollowUp:
    """Begin it as the organisation that leads: it takes part, and its own open follow-ups become part of it."""
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_CONDUCT)
    tx.check_version(joint, version)
    tx.advance(joint, JointStep.BEGIN)
    own = queries.participant_of(tx.session, joint.id, tx.actor.organisation_id)
    if own is not None and own.status is not ParticipantStatus.ACCEPTED:
        decide(tx, own, ParticipantStep.ACCEPT)
    _join(tx, joint)
    return joint


def accept(tx: Transaction, participant_id: str, version: int | None) -> JointParticipant:
    """Take part: one's own open follow-ups of that kind at that supplier become part of it.

    Errors: Conflict("joint.not_open") before it is offered or after it ended.
    """
    participant, joint = _answering(tx, participant_id, version)
    decide(tx, participant, ParticipantStep.ACCEPT)
    _join(tx, joint)
    return participant


def decline(tx: Transaction, participant_id: str, reason: str, version: int | None) -> JointParticipant:
    """Do not take part, with a reason that the cooperation reads; one's own follow-ups stand alone again.

    Errors: Conflict("joint.not_open"), Conflict("joint.lead_stays") for the leading one once it has begun.
    """
    participant, joint = _answering(tx, participant_id, version)
    if joint.lead_id == participant.organisation_id and joint.status is JointStatus.UNDER_WAY:
        raise Conflict(rules.LEAD_STAYS)
    decide(tx, participant, ParticipantStep.DECLINE, reason)
    leave(tx, joint)
    return participant


def _answering(tx: Transaction, participant_id: str, version: int | None) -> tuple[JointParticipant, JointFollowUp]:
    participant = tx.get(JointParticipant, participant_id, to=Permission.JOINT_ANSWER)
    tx.check_version(participant, version)
    joint = tx.follow(JointFollowUp, participant.joint_id)
    if joint.status not in LIVE:
        raise Conflict(rules.NOT_OPEN)
    return participant, joint


def decide(
    tx: Transaction, own: JointParticipant, step: ParticipantStep, reason: str | None = None, **facts: Fact
) -> None:
    """Note what an organisation decided, by whom and when."""
    tx.advance(own, step, **facts)
    own.reason, own.decided_by_id, own.decided_on = reason, tx.actor.user_id, tx.today


def _join(tx: Transaction, joint: JointFollowUp) -> None:
    """Make one's own open follow-ups that fall in its year, or are late, part of it."""
    slots = reuse.slots_at(tx.session, joint, tx.actor.organisation_id)
    keys = [slot.id for slot in slots if slot.due_on.year <= joint.year]
    for follow_up in tx.session.scalars(select(FollowUp).where(FollowUp.id.in_(keys)).order_by(FollowUp.id)):
        if follow_up.joint_id != joint.id:
            follow_up.joint_id = joint.id
            tx.journal(journal.FOLLOW_UP_JOINED, follow_up, joint=joint.public_id)


def leave(tx: Transaction, joint: JointFollowUp) -> int:
    """Let one's own open follow-ups stand alone again. Returns how many.

    When the secretariat has cancelled it, each organisation's are let go by the night's work.
    """
    mine = select(FollowUp).where(
        FollowUp.joint_id == joint.id, FollowUp.organisation_id == tx.actor.organisation_id, FollowUp.status.in_(OPEN)
    )
    rows = tx.session.scalars(mine.order_by(FollowUp.id)).all()
    for follow_up in rows:
        follow_up.joint_id = None
        tx.journal(journal.FOLLOW_UP_LEFT, follow_up, joint=joint.public_id)
    if rows:
        outdate(tx, {follow_up.contract_id for follow_up in rows})
    return len(rows)

"""Carrying the answers of a joint self-assessment to each organisation that takes part, and what each makes of them.

What one organisation's transaction writes, another's read: `carry` and `note_spared` get rows that COURIER read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from followup.domain import answer_copies as rules
from followup.domain.actors import System
from followup.domain.answer_copies import COPY, CopyStep, part_of
from followup.domain.answers import FileMark, Sent, as_stored
from followup.domain.calendar import today_in
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.link_journal import ANSWER_COPY_DELIVERED, EVIDENCE_ADDED
from followup.domain.link_messages import AnswersDelivered
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.questionnaires import receipt
from followup.errors import Conflict, Reason
from followup.models.answer_copies import AnswerCopy
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.organisations import Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries import answer_copies as queries
from followup.queries import reuse as slot_queries
from followup.queries.answer_copies import Attached
from followup.queries.joint_follow_ups import Recipient
from followup.queries.rows import AnyRow
from followup.services import reuse
from followup.transaction import Transaction

COURIER = System(job="deliver_copies", everything=True)


def receiver(row: AnyRow) -> System:
    """Return who writes in the organisation that a row of COURIER is for."""
    return System(
        job="deliver_copies",
        organisation_id=row.organisation_id,
        zone=row.zone,
        country=row.country,
        cooperation_ids=(row.cooperation_id,),
    )


def carry(tx: Transaction, row: AnyRow, attached: Attached, recipients: Sequence[Recipient]) -> AnswerCopy:
    """Write the organisation's own copy of the answers with their files, cut to its part, and tell its people.

    Assessments, notes and decisions of the leading organisation are not read, and so cannot travel.
    Shape: `row` as `queries.undelivered` gives it.
    Errors: Conflict("answer_copy.known") when another run was there first.
    """
    joint = tx.follow(JointFollowUp, row.joint_key)
    own = queries.own_part(tx.session, joint, tx.actor.organisation_id, tx.today)
    bound = queries.bound(tx.session, [one.contract_key for one in own])
    said = {key: from_plain(Sent, answer) for key, answer in row.answers.items()}
    form, answers = part_of(from_plain(Questionnaire, row.questions), said, bound)
    copy = tx.add(
        AnswerCopy(
            joint_id=joint.id,
            lead_id=row.buyer_id,
            supplier_id=row.supplier_id,
            contract_id=own[0].contract_key if own else None,
            follow_up_id=own[0].follow_up_key if own else None,
            questions=as_plain(form),
            answers={},
            receipt_number=receipt(row.number, today_in(row.submitted_at, row.buyer_zone)),
            fingerprint=row.fingerprint,
            submitted_at=row.submitted_at,
            delivered_at=tx.now,
            status=COPY.initial,
        )
    )
    copy.answers = as_stored(
        {
            key: replace(answer, files=_files(tx, copy, key, answer, attached), is_secrecy_asked=key in attached.secret)
            for key, answer in answers.items()
        }
    )
    tx.journal(ANSWER_COPY_DELIVERED, copy, joint=joint.public_id)
    _tell(tx, joint, copy, recipients)
    return copy


def _files(tx: Transaction, copy: AnswerCopy, key: str, answer: Sent, attached: Attached) -> tuple[FileMark, ...]:
    """Write the copy's own rows of an answer's files: the stored bytes are the same, the access is its own."""
    marks = []
    for mark in answer.files:
        kept = attached.files[mark.public_id]
        evidence = tx.add(
            Evidence(
                answer_copy_id=copy.id,
                question_key=key,
                name=mark.name,
                media_type=kept.media_type,
                size=mark.size,
                sha256=mark.sha256,
                added_at=kept.added_at,
                handed_in_at=copy.submitted_at,
                scan=kept.scan,
                scanned_at=kept.scanned_at,
            )
        )
        tx.journal(EVIDENCE_ADDED, evidence, size=mark.size, sha256=mark.sha256)
        marks.append(replace(mark, public_id=evidence.public_id))
    return tuple(marks)


def _tell(tx: Transaction, joint: JointFollowUp, copy: AnswerCopy, recipients: Sequence[Recipient]) -> None:
    supplier = tx.follow(Supplier, joint.supplier_id)
    lead = tx.follow(Organisation, joint.lead_id)
    for to in recipients:
        letter = AnswersDelivered(
            recipient_address=to.email,
            recipient_name=to.name,
            locale=to.language,
            dedupe_key=f"answers_delivered:{copy.public_id}:{to.user_id}",
            thread=joint.public_id,
            path=f"/answer-copies/{copy.public_id}",
            supplier_name=supplier.name,
            lead_name=lead.name,
            submitted_at=copy.submitted_at,
        )
        tx.post(letter, about=copy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One of one's own follow-ups that the answers may settle, and what stands against that."""

    slot: AnyRow
    against: Sequence[Reason]


def weighed(tx: Transaction, copy: AnswerCopy) -> Sequence[Weighed]:
    """Return one's own open follow-ups that are part of the joint one, the first due first."""
    joint = tx.follow(JointFollowUp, copy.joint_id)
    slots = slot_queries.slots_at(tx.session, joint, copy.organisation_id)
    mine = [slot for slot in slots if slot.joint_id == joint.id]
    unasked = queries.unasked(tx.session, copy, [slot.contract_id for slot in mine])
    answered_on = tx.day_of(copy.submitted_at)
    return [
        Weighed(
            slot=slot,
            against=rules.against(slot_queries.as_slot(slot), answered_on, unasked.get(slot.contract_id, 0), tx.today),
        )
        for slot in mine
    ]


def accept(tx: Transaction, copy_id: str, version: int | None = None) -> AnswerCopy:
    """Accept the answers for one's own contracts: they settle the follow-ups that nothing stands against.

    What was spared is noted when the leading organisation has reported the result (`note_spared`).
    Errors: Conflict("stale"), Conflict("answer_copy.older") once newer answers are there.
    """
    copy = _deciding(tx, copy_id, version)
    settled = {one.slot.id for one in weighed(tx, copy) if not one.against}
    _decide(tx, copy, CopyStep.ACCEPT, None)
    answered_on = tx.day_of(copy.submitted_at)
    wanted = select(FollowUp).where(FollowUp.id.in_(settled)).order_by(FollowUp.id)
    for follow_up in tx.session.scalars(wanted).all():
        reuse.settle(tx, follow_up, answered_on, copy.public_id)
    return copy


def decline(tx: Transaction, copy_id: str, reason: str, version: int | None = None) -> AnswerCopy:
    """Do not accept the answers, with a reason of one's own; one's own follow-ups stay as planned.

    Errors: Conflict("stale"), Conflict("answer_copy.older").
    """
    copy = _deciding(tx, copy_id, version)
    _decide(tx, copy, CopyStep.DECLINE, reason)
    return copy


def _deciding(tx: Transaction, copy_id: str, version: int | None) -> AnswerCopy:
    copy = tx.get(AnswerCopy, copy_id, to=Permission.ANSWER_COPY_DECIDE)
    tx.check_version(copy, version)
    if queries.is_older(tx.session, copy):
        raise Conflict(rules.OLDER)
    return copy


def _decide(tx: Transaction, copy: AnswerCopy, step: CopyStep, reason: str | None) -> None:
    tx.advance(copy, step)
    copy.reason, copy.decided_by_id, copy.decided_at = reason, tx.actor.user_id, tx.now


def note_spared(tx: Transaction, row: AnyRow) -> None:
    """Note an own follow-up that accepted answers settled as covered by the result that was reported since.

    Shape: `row` as `queries.uncounted` gives it.
    """
    follow_up, result = tx.follow(FollowUp, row.follow_up_key), tx.follow(SharedResult, row.result_key)
    reuse.note(tx, follow_up, row, result, reuse.efforts_now(tx))

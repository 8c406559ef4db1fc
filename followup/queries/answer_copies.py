"""Copies of a joint self-assessment's answers: who will read them, what is still to be delivered, and what arrived.

What reads across organisations says so, and is for a transaction of `services/answer_copies.COURIER` only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, false, null, or_, select, true
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Actor, Role
from followup.domain.answer_copies import CopyFilter, CopyStatus
from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import asked
from followup.domain.secrecy import SecrecyStatus
from followup.domain.work import Item, Task, Waits
from followup.models.answer_copies import AnswerCopy
from followup.models.code_of_conduct import Clause
from followup.models.code_of_conduct import Questionnaire as StoredQuestionnaire
from followup.models.contracts import Contract, ContractClause
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import Coverage, JointFollowUp, JointParticipant
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.questionnaires import Invitation, Submission
from followup.models.secrecy import SecrecyRequest
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries import evidence
from followup.queries.incident_reach import in_force
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

MOST = 100
TAKES_PART = (ParticipantStatus.ACCEPTED, ParticipantStatus.RESULT_TAKEN)
"""Who did not accept the shared result in the end gets no more answers either."""


def readers(session: Session, invitation: Invitation) -> tuple[str, ...]:
    """Return who will read the answers: the buyer first, then the organisations that take part, by name.

    For the buyer's own session, or one of COURIER where the holder of the link asks.
    """
    in_it = select(JointParticipant.organisation_id).where(
        JointParticipant.joint_id == invitation.joint_id, JointParticipant.status.in_(TAKES_PART)
    )
    is_buyer = Organisation.id == invitation.organisation_id
    wanted = select(Organisation.name).where(is_buyer | Organisation.id.in_(in_it))
    return tuple(session.scalars(wanted.order_by(~is_buyer, Organisation.sort_sv, Organisation.id)))


def undelivered(session: Session) -> Sequence[AnyRow]:
    """Return the latest answers of joint self-assessments beside each organisation that has not got them yet.

    Only those which took part when the answers were sent in, and still do: the supplier was told of nobody else.
    Reads across organisations.

    Shape: submission_id, invitation_id, questions, answers, number, fingerprint, submitted_at, supplier_id; of the
    buyer buyer_id, buyer_zone; of the joint follow-up joint_key; of the receiver organisation_id, name, zone, country,
    cooperation_id.
    """
    later, buyer = aliased(Submission), aliased(Organisation)
    is_older = exists().where(later.invitation_id == Submission.invitation_id, later.id > Submission.id)
    there = exists().where(
        AnswerCopy.organisation_id == JointParticipant.organisation_id,
        AnswerCopy.joint_id == Invitation.joint_id,
        AnswerCopy.fingerprint == Submission.fingerprint,
    )
    took_part = exists().where(
        JournalEntry.subject_id == JointParticipant.public_id,
        JournalEntry.event == "participant.accept",
        JournalEntry.at <= Submission.submitted_at,
    )
    return session.execute(
        select(
            *(Submission.id.label("submission_id"), Submission.answers, Submission.number, Submission.fingerprint),
            *(Submission.submitted_at, Submission.invitation_id, Invitation.questions, Invitation.supplier_id),
            *(buyer.id.label("buyer_id"), buyer.zone.label("buyer_zone")),
            *(JointFollowUp.id.label("joint_key"), JointFollowUp.cooperation_id),
            *(Organisation.id.label("organisation_id"), Organisation.name, Organisation.zone, Organisation.country),
        )
        .select_from(Submission)
        .join(Invitation, Invitation.id == Submission.invitation_id)
        .join(JointFollowUp, JointFollowUp.id == Invitation.joint_id)
        .join(JointParticipant, JointParticipant.joint_id == JointFollowUp.id)
        .join(Organisation, Organisation.id == JointParticipant.organisation_id)
        .join(buyer, buyer.id == Invitation.organisation_id)
        .where(
            JointFollowUp.status != JointStatus.CANCELLED,
            JointParticipant.status.in_(TAKES_PART),
            JointParticipant.organisation_id != Invitation.organisation_id,
            ~is_older.correlate(Submission),
            ~there.correlate(JointParticipant, Invitation, Submission),
            took_part.correlate(JointParticipant, Submission),
        )
        .order_by(Submission.id, JointParticipant.organisation_id)
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What goes with the answers: the files by their ids, and the questions for which secrecy is asked."""

    files: Mapping[str, AnyRow]
    secret: frozenset[str]


def attached(session: Session, invitation_id: int) -> Attached:
    """Return what goes with the answers of a self-assessment; reads across organisations.

    Shape: of each file public_id, media_type, added_at, scan, scanned_at.
    """
    columns = (Evidence.public_id, Evidence.media_type, Evidence.added_at, Evidence.scan, Evidence.scanned_at)
    mine = select(*columns).where(Evidence.invitation_id == invitation_id, Evidence.handed_in_at.is_not(None))
    secret = select(SecrecyRequest.question_key).where(
        SecrecyRequest.invitation_id == invitation_id, SecrecyRequest.status != SecrecyStatus.WITHDRAWN
    )
    return Attached(
        files={row.public_id: row for row in session.execute(mine)}, secret=frozenset(session.scalars(secret))
    )


def uncounted(session: Session) -> Sequence[AnyRow]:
    """Return the own follow-ups that accepted answers settled, once the result of the joint one is reported.

    They are not noted as spared before that, since until then nobody has performed anything; reads across
    organisations.

    Shape: follow_up_key, result_key, category, supplier_key; organisation_id, zone, country, cooperation_id.
    """
    accepted = exists().where(
        AnswerCopy.organisation_id == FollowUp.organisation_id,
        AnswerCopy.joint_id == FollowUp.joint_id,
        AnswerCopy.status == CopyStatus.ACCEPTED,
    )
    return session.execute(
        select(
            *(FollowUp.id.label("follow_up_key"), SharedResult.id.label("result_key"), SharedResult.cooperation_id),
            *(Contract.category, root_of(Contract.supplier_id).label("supplier_key")),
            *(Organisation.id.label("organisation_id"), Organisation.zone, Organisation.country),
        )
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Organisation, Organisation.id == FollowUp.organisation_id)
        .join(SharedResult, SharedResult.joint_id == FollowUp.joint_id)
        .join(
            JointParticipant,
            (JointParticipant.joint_id == FollowUp.joint_id)
            & (JointParticipant.organisation_id == FollowUp.organisation_id),
        )
        .where(
            FollowUp.joint_id.is_not(None),
            FollowUp.status == FollowUpStatus.COVERED,
            SharedResult.withdrawn_at.is_(None),
            JointParticipant.status.in_(TAKES_PART),
            ~exists().where(Coverage.follow_up_id == FollowUp.id).correlate(FollowUp),
            accepted.correlate(FollowUp),
        )
        .order_by(FollowUp.id)
    ).all()


def own_part(session: Session, joint: JointFollowUp, organisation_id: int | None, today: date) -> Sequence[AnyRow]:
    """Return one's own follow-ups that are part of a joint one, or else one's contracts in force with its supplier.

    Shape: contract_key, follow_up_key (None for a contract without one), the first due first.
    """
    joined = (
        select(FollowUp.contract_id.label("contract_key"), FollowUp.id.label("follow_up_key"))
        .where(FollowUp.joint_id == joint.id, FollowUp.organisation_id == organisation_id)
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    if rows := session.execute(joined).all():
        return rows
    held = (
        select(Contract.id.label("contract_key"), null().label("follow_up_key"))
        .where(Contract.organisation_id == organisation_id, in_force(today))
        .where(root_of(Contract.supplier_id) == root_of(joint.supplier_id))
    )
    return session.execute(held.order_by(Contract.id.desc())).all()


def bound(session: Session, contract_keys: Collection[int]) -> frozenset[str]:
    """Return the keys of the clauses that bind in any of these contracts."""
    keys = select(Clause.key).join(ContractClause, ContractClause.clause_id == Clause.id)
    return frozenset(session.scalars(keys.where(ContractClause.contract_id.in_(contract_keys))))


def unasked(session: Session, copy: AnswerCopy, contract_ids: Collection[str]) -> Mapping[str, int]:
    """Return how many questions each of these contracts would ask by the same form that the copy does not have.

    Shape: by the contract's public id; two statements. A form that the contract's terms do not have lacks nothing.
    """
    forms = session.execute(
        select(Contract.id, Contract.public_id, StoredQuestionnaire.content)
        .join(StoredQuestionnaire, StoredQuestionnaire.code_version_id == Contract.code_version_id)
        .where(Contract.public_id.in_(contract_ids), StoredQuestionnaire.key == copy.questions["key"])
    ).all()
    clauses: dict[int, set[str]] = {}
    held = select(ContractClause.contract_id, Clause.key).join(Clause, Clause.id == ContractClause.clause_id)
    for contract_key, key in session.execute(held.where(ContractClause.contract_id.in_([row.id for row in forms]))):
        clauses.setdefault(contract_key, set()).add(key)
    there = {question.key for question in form_of(copy).questions}
    wanted = {row.public_id: asked(from_plain(Questionnaire, row.content), clauses.get(row.id, ())) for row in forms}
    return {public_id: sum(q.key not in there for q in form.questions) for public_id, form in wanted.items()}


def form_of(copy: AnswerCopy) -> Questionnaire:
    """Return the questions of one's own part."""
    return from_plain(Questionnaire, copy.questions)


def answers_of(session: Session, copy: AnswerCopy) -> dict[str, Sent]:
    """Return the answers of one's own part, and what is known of their files."""
    return evidence.looked_through(session, {key: from_plain(Sent, said) for key, said in copy.answers.items()})


def listed(session: Session, query: CopyFilter) -> Page[AnyRow]:
    """Return one page of the copies that the organisation received, the latest first.

    Shape: as `_columns`.
    """
    statement = _columns()
    if query.status:
        statement = statement.where(AnswerCopy.status == query.status)
    return page(session, statement, (AnswerCopy.id,), after=query.after, descending=True)


def shown(session: Session, copy_id: int) -> AnyRow:
    """Return what stands around one copy.

    Shape: as `_columns`.
    """
    return session.execute(_columns().where(AnswerCopy.id == copy_id)).one()


def is_older(session: Session, copy: AnswerCopy) -> bool:
    """Return whether the supplier has sent in other answers since."""
    return bool(session.scalar(select(_newer(AnswerCopy)).where(AnswerCopy.id == copy.id)))


def _newer(copy: type[AnswerCopy]) -> ColumnElement[bool]:
    newer = aliased(AnswerCopy)
    same = (newer.organisation_id == copy.organisation_id) & (newer.joint_id == copy.joint_id)
    return exists().where(same, newer.submitted_at > copy.submitted_at).correlate(copy)


def _columns() -> AnySelect:
    """Shape: of the copy id, public_id, version, status, receipt_number, fingerprint, submitted_at, delivered_at,
    reason, decided_at, is_older; supplier_*, lead_name, contract_id, contract_title, follow_up_id, joint_id."""
    copy = AnswerCopy
    return (
        select(
            *(copy.id, copy.public_id, copy.version, copy.status, copy.receipt_number, copy.fingerprint),
            *(copy.submitted_at, copy.delivered_at, copy.reason, copy.decided_at, _newer(copy).label("is_older")),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Organisation.name.label("lead_name"),
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            FollowUp.public_id.label("follow_up_id"),
            JointFollowUp.public_id.label("joint_id"),
        )
        .select_from(copy)
        .join(Supplier, Supplier.id == root_of(copy.supplier_id))
        .join(Organisation, Organisation.id == copy.lead_id)
        .join(JointFollowUp, JointFollowUp.id == copy.joint_id)
        .outerjoin(Contract, Contract.id == copy.contract_id)
        .outerjoin(FollowUp, FollowUp.id == copy.follow_up_id)
    )


def to_do(session: Session, actor: Actor) -> Iterator[Item]:
    """Yield the copies that somebody must consider: of the newest answers, about one's own contracts or nobody's."""
    columns = _columns().add_columns(Contract.risk_class)
    whose = or_(Contract.manager_id == actor.user_id, Contract.manager_id.is_(None))
    mine = whose if Role.CONTRACT_MANAGER in actor.roles else false()
    decides = true() if Role.APPROVER in actor.roles else mine
    waiting = columns.where(AnswerCopy.status == CopyStatus.RECEIVED, ~_newer(AnswerCopy), decides)
    for row in session.execute(waiting.order_by(AnswerCopy.id).limit(MOST)):
        yield Item(
            task=Task.CONSIDER_ANSWERS,
            waits=Waits.ME,
            id=row.public_id,
            title=row.contract_title or row.supplier_name,
            supplier=row.supplier_name,
            risk_class=row.risk_class,
        )

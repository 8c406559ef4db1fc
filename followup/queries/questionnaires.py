"""Self-assessments as lists and pages read them. What staff see is always what was sent in, never a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.answers import Answers, Files, Given, Sent
from followup.domain.assignments import NO_ASKER, NO_CONTACT
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import NO_CLAUSES, NO_QUESTIONS, STAGES, Assessment, InvitationFilter, asked
from followup.errors import Problems, Reason
from followup.models.assignments import Assignment
from followup.models.code_of_conduct import Clause
from followup.models.code_of_conduct import Questionnaire as StoredQuestionnaire
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.models.suppliers import Supplier
from followup.queries import assignments, evidence
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

FORM = "self_assessment"


def form_of(invitation: Invitation) -> Questionnaire:
    """Return the questions as they were on the day of sending."""
    return from_plain(Questionnaire, invitation.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What sending a self-assessment about a contract stands on, and what is still missing for it."""

    form: Questionnaire | None
    clauses: Mapping[str, str]
    contacts: Sequence[AnyRow]
    asker: AnyRow | None

    @property
    def problems(self) -> Problems:
        """Return what must be put right first, by the field it belongs to."""
        found: dict[str, list[Reason]] = {}
        if not self.contacts:
            found["contact_id"] = [NO_CONTACT]
        if self.asker is None:
            found["manager_id"] = [NO_ASKER]
        if not self.clauses:
            found["code_version"] = [NO_CLAUSES]
        elif self.form is None or not self.form.questions:
            found["code_version"] = [NO_QUESTIONS]
        return found


def preparation(session: Session, contract: Contract, user_id: int | None) -> Preparation:
    """Return what a self-assessment about this contract would be sent with."""
    stored = session.scalars(
        select(StoredQuestionnaire.content).where(
            StoredQuestionnaire.code_version_id == contract.code_version_id, StoredQuestionnaire.key == FORM
        )
    ).one_or_none()
    bound = clause_ids(session, contract.id)
    return Preparation(
        form=asked(from_plain(Questionnaire, stored), bound) if stored is not None else None,
        clauses=bound,
        contacts=assignments.contacts(session, contract.supplier_id),
        asker=assignments.asker(session, contract, user_id),
    )


def clauses(session: Session, contract_id: int) -> Mapping[str, AnyRow]:
    """Return the clauses that bind in a contract, in clause order.

    Shape: clause key -> key, public_id (of the contract's clause), number, title, obligation.
    """
    rows = session.execute(
        select(Clause.key, ContractClause.public_id, Clause.number, Clause.title, Clause.obligation)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(Clause.position)
    )
    return {row.key: row for row in rows}


def clause_ids(session: Session, contract_id: int) -> Mapping[str, str]:
    """Return the public ids of the clauses that bind in a contract, by clause key."""
    return {key: row.public_id for key, row in clauses(session, contract_id).items()}


def listed(session: Session, query: InvitationFilter) -> Page[AnyRow]:
    """Return one page of the organisation's self-assessments, the earliest deadline first.

    Shape: public_id, status, sent_on, due_on, submitted_at, contract_id, contract_title, supplier_name.
    """
    statement = (
        select(
            Invitation.id,
            Invitation.public_id,
            Invitation.status,
            Invitation.sent_on,
            Invitation.due_on,
            Invitation.submitted_at,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Supplier.name.label("supplier_name"),
        )
        .join(Contract, Contract.id == Invitation.contract_id)
        .join(Supplier, Supplier.id == root_of(Invitation.supplier_id))
        .where(Invitation.status.in_(STAGES[query.stage]))
    )
    if query.q:
        like = f"%{query.q}%"
        statement = statement.where(or_(Contract.title.ilike(like), Supplier.name.ilike(like)))
    return page(session, statement, (Invitation.due_on, Invitation.id), after=query.after)


def around(session: Session, invitation: Invitation) -> AnyRow:
    """Return what stands around one self-assessment, in one statement.

    Shape: contract_id, contract_title, contract_number, supplier_id, supplier_name, follow_up_id, and of the link:
    assignment_id, recipient_name, recipient_email, language, generation, expires_on, revoked_at, closed_at.
    """
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            FollowUp.public_id.label("follow_up_id"),
            Assignment.public_id.label("assignment_id"),
            Assignment.recipient_name,
            Assignment.recipient_email,
            Assignment.language,
            Assignment.generation,
            Assignment.expires_on,
            Assignment.revoked_at,
            Assignment.closed_at,
        )
        .select_from(Invitation)
        .join(Contract, Contract.id == Invitation.contract_id)
        .join(Supplier, Supplier.id == root_of(Invitation.supplier_id))
        .join(FollowUp, FollowUp.id == Invitation.follow_up_id)
        .join(Assignment, Assignment.id == Invitation.assignment_id)
        .where(Invitation.id == invitation.id)
    ).one()


def latest(session: Session, invitation_id: int) -> Submission | None:
    """Return what was sent in last."""
    mine = select(Submission).where(Submission.invitation_id == invitation_id)
    return session.scalars(mine.order_by(Submission.id.desc()).limit(1)).one_or_none()


def sent_answers(submission: Submission | None) -> dict[str, Sent]:
    """Return the answers as they were sent in, by question; nothing before that."""
    stored = submission.answers if submission is not None else {}
    return {key: from_plain(Sent, answer) for key, answer in stored.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the buyer has made of the answers so far."""

    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def judged(session: Session, invitation_id: int) -> Judged:
    """Return the assessments and their notes, by question."""
    rows = session.execute(
        select(Answer.question_key, Answer.assessment, Answer.assessment_note).where(
            Answer.invitation_id == invitation_id
        )
    ).all()
    return Judged(
        assessments={row.question_key: row.assessment for row in rows if row.assessment is not None},
        notes={row.question_key: row.assessment_note for row in rows if row.assessment_note},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """The supplier's own work so far: for the holder of the link only."""

    answers: Answers
    files: Files


def draft(session: Session, invitation_id: int) -> DraftState:
    """Return the supplier's draft: called from the supplier's pages and services only."""
    rows = session.execute(
        select(Answer.question_key, Answer.value, Answer.comment).where(Answer.invitation_id == invitation_id)
    )
    return DraftState(
        answers={row.question_key: Given(value=row.value or "", comment=row.comment or "") for row in rows},
        files=evidence.of_invitation(session, invitation_id),
    )


def of_holder(session: Session, assignment_id: int | None) -> Invitation | None:
    """Return the self-assessment behind the link in this session."""
    return session.scalars(select(Invitation).where(Invitation.assignment_id == assignment_id)).one_or_none()

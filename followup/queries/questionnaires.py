"""Self-assessments as lists and pages read them. What staff see is always what was sent in, never a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.answers import Answers, Files, Given, Sent
from followup.domain.assignments import NO_ASKER, NO_CONTACT
from followup.domain.code_of_conduct import Level, Questionnaire
from followup.domain.forms import ABOUT_CLAUSES, OFFERED, Chosen, Deal, form_for
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import FORM, NO_CLAUSES, NO_QUESTIONS, STAGES, Assessment, InvitationFilter
from followup.domain.scoring import Score
from followup.errors import Invalid, Problems, Reason
from followup.models.assignments import Assignment
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.models.suppliers import Supplier
from followup.queries import assignments, evidence
from followup.queries.forms import shelf
from followup.queries.joint_questions import keys_up_to
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The questions of one invitation: known by its id, since they never change once they are sent."""

    public_id: str
    questions: Mapping[str, object] = field(compare=False, repr=False)


@lru_cache(maxsize=64)
def _read(snapshot: _Snapshot) -> Questionnaire:
    return from_plain(Questionnaire, snapshot.questions)


def form_of(invitation: Invitation) -> Questionnaire:
    """Return the questions as they were on the day of sending."""
    return _read(_Snapshot(invitation.public_id, invitation.questions))


def score_of(invitation: Invitation) -> Score | None:
    """Return what the assessment came to, as it was counted on the day it was finished."""
    return from_plain(Score, invitation.score) if invitation.score else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What sending a form about a contract stands on, and what is still missing for it.

    Shape: `undecided` says what must be answered before it is clear which form is sent; `offered` are the forms that
    can be chosen instead; `version_id` is the adopted version that the questions are from.
    """

    form: Questionnaire | None
    clauses: Mapping[str, str]
    contacts: Sequence[AnyRow]
    asker: AnyRow | None
    form_key: str | None = FORM
    version_id: int | None = None
    offered: Sequence[str] = ()
    undecided: Problems = field(default_factory=dict)

    @property
    def problems(self) -> Problems:
        """Return what must be put right first, by the field it belongs to."""
        found: dict[str, list[Reason]] = {path: list(reasons) for path, reasons in self.undecided.items()}
        if not self.contacts:
            found["contact_id"] = [NO_CONTACT]
        if self.asker is None:
            found["manager_id"] = [NO_ASKER]
        if self.form_key in ABOUT_CLAUSES and not self.clauses:
            found["code_version"] = [NO_CLAUSES]
        elif self.form_key and (self.form is None or not self.form.questions):
            found["code_version"] = [NO_QUESTIONS]
        return found


def preparation(
    session: Session,
    contract: Contract,
    user_id: int | None,
    chosen: Chosen,
    *,
    today: date,
    level: Level | None = None,
) -> Preparation:
    """Return what a form about this contract would be sent with; a joint one may reach a higher level."""
    held = shelf(session, [contract.code_version_id], today)
    bound = clause_ids(session, contract.id)
    about = bound.keys() | keys_up_to(session, contract.code_version_id, level)
    there = held.there(contract.code_version_id)
    key, undecided = _decided(chosen, contract, there)
    return Preparation(
        form=held.form(key, contract.code_version_id, about) if key else None,
        clauses=bound,
        contacts=assignments.contacts(session, contract.supplier_id),
        asker=assignments.asker(session, contract, user_id),
        form_key=key,
        version_id=contract.code_version_id or held.bank_id,
        offered=tuple(name for name in OFFERED.get(chosen.kind, ()) if name in there),
        undecided=undecided,
    )


def _decided(chosen: Chosen, contract: Contract, there: Collection[str]) -> tuple[str | None, Problems]:
    try:
        return form_for(chosen.kind, deal_of(contract, chosen), chosen.form_key, there), {}
    except Invalid as undecided:
        return None, undecided.problems


def deal_of(contract: Contract, chosen: Chosen) -> Deal:
    """Return what decides between the full and the short form."""
    return Deal(
        country=chosen.country,
        is_framework=contract.is_framework,
        value_minor=contract.value_minor,
        currency=contract.currency,
        is_large=chosen.is_large,
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
    """What the buyer has made of the answers so far, and which of them a colleague of the link's holder wrote."""

    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    by_colleague: frozenset[str] = frozenset()


def judged(session: Session, invitation_id: int) -> Judged:
    """Return the assessments and their notes, by question."""
    rows = session.execute(
        select(Answer.question_key, Answer.assessment, Answer.assessment_note, Answer.contributor_id).where(
            Answer.invitation_id == invitation_id
        )
    ).all()
    return Judged(
        assessments={row.question_key: row.assessment for row in rows if row.assessment is not None},
        notes={row.question_key: row.assessment_note for row in rows if row.assessment_note},
        by_colleague=frozenset(row.question_key for row in rows if row.contributor_id is not None),
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

"""Deviations as lists, pages and the supplier's own page read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import false, select
from sqlalchemy.orm import Session, aliased

from followup.domain.code_of_conduct import Question, Questionnaire, Reply
from followup.domain.deviation_steps import DeviationFilter, DeviationStage
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import Assessment
from followup.models.assignments import Assignment
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.models.suppliers import Supplier, SupplierSite
from followup.models.users import User
from followup.queries.deviation_board import narrowed
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

_LISTED = (
    Deviation.id,
    Deviation.public_id,
    Deviation.number,
    Deviation.title,
    Deviation.severity,
    Deviation.status,
    Deviation.found_on,
    Deviation.due_on,
    Deviation.plan_due_on,
    Deviation.closure_due_on,
    Deviation.closed_on,
)


def listed(session: Session, query: DeviationFilter, today: date) -> Page[AnyRow]:
    """Return one page of the organisation's deviations: what is due next at the top; of the settled, the last ones.

    Shape: the columns of `_LISTED`, supplier_name, contract_id (a public id), contract_title, site_name.
    """
    statement = (
        select(
            *_LISTED,
            Supplier.name.label("supplier_name"),
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            SupplierSite.name.label("site_name"),
        )
        .join(Contract, Contract.id == Deviation.contract_id)
        .join(Supplier, Supplier.id == root_of(Deviation.supplier_id))
        .outerjoin(SupplierSite, SupplierSite.id == Deviation.site_id)
        .where(*narrowed(query, today))
    )
    newest_first = query.stage is DeviationStage.SETTLED
    return page(session, statement, (Deviation.due_on, Deviation.id), after=query.after, descending=newest_first)


_FROM = (
    Incident.public_id.label("incident_id"),
    Incident.title.label("incident_title"),
    SupplierSite.name.label("site_name"),
)


_BY_LINK = (
    Assignment.public_id.label("assignment_id"),
    Assignment.recipient_name,
    Assignment.recipient_email,
    Assignment.expires_on,
    Assignment.revoked_at,
    Assignment.closed_at.label("link_closed_at"),
)


def around(session: Session, deviation: Deviation) -> AnyRow:
    """Return what stands around one deviation: contract, follow-up, self-assessment, link, and who did what.

    Shape: contract_id, contract_title, contract_number, supplier_id, supplier_name, follow_up_id, kind, done_on,
    incident_id, incident_title, site_name, invitation_id, questions, answers, assignment_id, recipient_name,
    recipient_email, expires_on, revoked_at, link_closed_at, recorded_by, issued_by, verified_by. All ids are public.
    """
    recorded, issued, verified = aliased(User), aliased(User), aliased(User)
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            FollowUp.public_id.label("follow_up_id"),
            FollowUp.kind,
            FollowUp.done_on,
            *_FROM,
            Invitation.public_id.label("invitation_id"),
            Invitation.questions,
            _made_of(deviation.question_key),
            _sent_in(),
            *_BY_LINK,
            recorded.name.label("recorded_by"),
            issued.name.label("issued_by"),
            verified.name.label("verified_by"),
        )
        .select_from(Deviation)
        .join(Contract, Contract.id == Deviation.contract_id)
        .join(Supplier, Supplier.id == root_of(Deviation.supplier_id))
        .outerjoin(FollowUp, FollowUp.id == Deviation.follow_up_id)
        .join(recorded, recorded.id == Deviation.recorded_by_id)
        .outerjoin(issued, issued.id == Deviation.issued_by_id)
        .outerjoin(verified, verified.id == Deviation.verified_by_id)
        .outerjoin(Invitation, _asked_about(Deviation.follow_up_id, deviation.question_key))
        .outerjoin(Assignment, Assignment.id == Deviation.assignment_id)
        .outerjoin(Incident, Incident.id == Deviation.incident_id)
        .outerjoin(SupplierSite, SupplierSite.id == Deviation.site_id)
        .where(Deviation.id == deviation.id)
    ).one()


def _asked_about(follow_up_id: Any, question_key: str | None) -> Any:
    """Return how to find the self-assessment, which is read only where a question of it is meant."""
    return (Invitation.follow_up_id == follow_up_id) if question_key is not None else false()


def _sent_in() -> Any:
    """Return the answers that were sent in last, as a column beside an invitation."""
    latest = select(Submission.answers).where(Submission.invitation_id == Invitation.id)
    return latest.order_by(Submission.id.desc()).limit(1).scalar_subquery().label("answers")


def _made_of(question_key: str | None) -> Any:
    """Return what the buyer made of the answer, as a column beside an invitation."""
    here = (Answer.invitation_id == Invitation.id, Answer.question_key == question_key)
    return select(Answer.assessment).where(*here).scalar_subquery().label("assessment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The question of a self-assessment that a deviation came from, how it was answered, and what was made of it."""

    question: Question
    value: str
    comment: str
    assessment: Assessment | None = None

    @property
    def reply(self) -> Reply | None:
        """Return the answer as a code with a label, where it is one."""
        return next((reply for reply in Reply if reply == self.value), None)


def origin(session: Session, follow_up_id: int, question_key: str | None) -> Origin | None:
    """Return the question of the follow-up's self-assessment with its answer; None where it was not asked."""
    if question_key is None:
        return None
    columns = (Invitation.questions, _sent_in(), _made_of(question_key))
    mine = select(*columns).where(_asked_about(follow_up_id, question_key))
    row = session.execute(mine).one_or_none()
    return origin_of(row.questions, row.answers, question_key, row.assessment) if row is not None else None


def origin_of(
    questions: object, answers: object, question_key: str | None, assessment: Assessment | None = None
) -> Origin | None:
    """Return the question with its answer out of what was asked and sent in."""
    if question_key is None or not isinstance(questions, Mapping):
        return None
    found = next((q for q in from_plain(Questionnaire, questions).questions if q.key == question_key), None)
    answer = answers.get(question_key, {}) if isinstance(answers, Mapping) else {}
    if found is None:
        return None
    value, comment = answer.get("value", ""), answer.get("comment", "")
    return Origin(question=found, value=value, comment=comment, assessment=assessment)


def ids_of(session: Session, deviation: Deviation) -> AnyRow:
    """Return the public ids of what a deviation is about.

    Shape: contract_id, follow_up_id, clause_id, incident_id, site_id, repeat_of_id; None for what it is without.
    """
    earlier = aliased(Deviation)
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            FollowUp.public_id.label("follow_up_id"),
            ContractClause.public_id.label("clause_id"),
            Incident.public_id.label("incident_id"),
            SupplierSite.public_id.label("site_id"),
            earlier.public_id.label("repeat_of_id"),
        )
        .select_from(Deviation)
        .join(Contract, Contract.id == Deviation.contract_id)
        .outerjoin(FollowUp, FollowUp.id == Deviation.follow_up_id)
        .outerjoin(ContractClause, ContractClause.id == Deviation.contract_clause_id)
        .outerjoin(Incident, Incident.id == Deviation.incident_id)
        .outerjoin(SupplierSite, SupplierSite.id == Deviation.site_id)
        .outerjoin(earlier, earlier.id == Deviation.repeat_of_id)
        .where(Deviation.id == deviation.id)
    ).one()


def of_link(session: Session) -> AnyRow | None:
    """Return the one deviation of the personal link in use, as its holder may know it; None for another kind of link.

    Shape: an allow-list; nothing of it says who recorded or graded it, or what the buyer noted inside.
    """
    return session.execute(
        select(
            Deviation.public_id,
            Deviation.version,
            Deviation.id,
            Deviation.number,
            Deviation.status,
            Deviation.severity,
            Deviation.title,
            Deviation.description,
            Deviation.clause,
            Deviation.found_on,
            Deviation.issued_on,
            Deviation.containment_due_on,
            Deviation.plan_due_on,
            Deviation.closure_due_on,
            Deviation.contained_at,
            Deviation.containment_note,
            Deviation.extended_from_on,
            Deviation.accepted_until,
            Deviation.plan_submitted_at,
            Deviation.submitter_name,
            Deviation.return_note,
            Deviation.closed_on,
            Assignment.buyer_name,
            Assignment.supplier_name,
            Assignment.contract_title,
            Assignment.contract_number,
            Assignment.asker_name,
            Assignment.asker_email,
            Assignment.expires_on,
        ).join(Assignment, Assignment.id == Deviation.assignment_id)
    ).one_or_none()

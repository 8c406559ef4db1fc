"""Deviations as lists, pages and the supplier's own page read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from followup.domain.deviation_steps import STAGES, DeviationFilter, DeviationStage
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation, Submission
from followup.models.suppliers import Supplier
from followup.models.users import User
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
    """Return one page of the organisation's deviations, the one whose next step is due first at the top.

    Shape: the columns of `_LISTED`, supplier_name, contract_id (a public id), contract_title.
    """
    statement = (
        select(
            *_LISTED,
            Supplier.name.label("supplier_name"),
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
        )
        .join(Contract, Contract.id == Deviation.contract_id)
        .join(Supplier, Supplier.id == Deviation.supplier_id)
        .where(*_narrowed(query, today))
    )
    return page(session, statement, (Deviation.due_on, Deviation.id), after=query.after)


def _narrowed(query: DeviationFilter, today: date) -> list[Any]:
    wanted: list[Any] = [Deviation.status.in_(sorted(STAGES[query.stage]))]
    if query.stage is DeviationStage.OVERDUE:
        wanted.append(Deviation.due_on < today)
    if query.severity:
        wanted.append(Deviation.severity == query.severity)
    return wanted


def around(session: Session, deviation: Deviation) -> AnyRow:
    """Return what stands around one deviation: contract, follow-up, link, self-assessment, and who did what.

    Shape: contract_id, contract_title, contract_number, voided_at, supplier_id, supplier_name, follow_up_id, kind,
    done_on, follow_up_due_on, invitation_id, questions, assignment_id, recipient_name, recipient_email, expires_on,
    revoked_at, link_closed_at, recorded_by, issued_by, verified_by. All ids are public.
    """
    recorded, issued, verified = aliased(User), aliased(User), aliased(User)
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Contract.voided_at,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            FollowUp.public_id.label("follow_up_id"),
            FollowUp.kind,
            FollowUp.done_on,
            FollowUp.due_on.label("follow_up_due_on"),
            Invitation.public_id.label("invitation_id"),
            Invitation.questions,
            Assignment.public_id.label("assignment_id"),
            Assignment.recipient_name,
            Assignment.recipient_email,
            Assignment.expires_on,
            Assignment.revoked_at,
            Assignment.closed_at.label("link_closed_at"),
            recorded.name.label("recorded_by"),
            issued.name.label("issued_by"),
            verified.name.label("verified_by"),
        )
        .select_from(Deviation)
        .join(Contract, Contract.id == Deviation.contract_id)
        .join(Supplier, Supplier.id == Deviation.supplier_id)
        .join(FollowUp, FollowUp.id == Deviation.follow_up_id)
        .join(recorded, recorded.id == Deviation.recorded_by_id)
        .outerjoin(issued, issued.id == Deviation.issued_by_id)
        .outerjoin(verified, verified.id == Deviation.verified_by_id)
        .outerjoin(Invitation, Invitation.follow_up_id == Deviation.follow_up_id)
        .outerjoin(Assignment, Assignment.id == Deviation.assignment_id)
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

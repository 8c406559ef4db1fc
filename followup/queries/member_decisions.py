"""What the members have decided on matters of the cooperation, and who has not decided yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from followup.domain.cooperation_bodies import DecisionFilter, Outcome
from followup.domain.money import Money
from followup.models.cooperation_bodies import MemberDecision
from followup.models.joint_documents import CooperationDocument
from followup.models.organisations import Organisation
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

MATTERS_MOST = 50


def listed(session: Session, query: DecisionFilter) -> Page[AnyRow]:
    """Return one page of the decisions of one's cooperations, the latest first.

    Shape: as `_columns`.
    """
    statement = _columns()
    if query.matter:
        statement = statement.where(MemberDecision.matter == query.matter)
    return page(session, statement, (MemberDecision.decided_on, MemberDecision.id), after=query.after, descending=True)


def one(session: Session, public_id: str) -> AnyRow:
    """Return one decision as the list shows it."""
    return session.execute(_columns().where(MemberDecision.public_id == public_id)).one()


def _columns() -> AnySelect:
    return (
        select(
            MemberDecision.id,
            MemberDecision.public_id,
            MemberDecision.version,
            MemberDecision.matter,
            MemberDecision.outcome,
            MemberDecision.decided_on,
            MemberDecision.body,
            MemberDecision.case_number,
            MemberDecision.amount_minor,
            MemberDecision.currency,
            Organisation.public_id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            CooperationDocument.public_id.label("document_id"),
            CooperationDocument.title.label("document_title"),
            CooperationDocument.number.label("document_number"),
        )
        .join(Organisation, Organisation.id == MemberDecision.organisation_id)
        .outerjoin(CooperationDocument, CooperationDocument.id == MemberDecision.document_id)
    )


def amount(row: AnyRow) -> Money | None:
    """Return the amount that was decided, if any."""
    return Money(row.amount_minor, row.currency) if row.amount_minor is not None else None


def matters(session: Session) -> Sequence[AnyRow]:
    """Return the matters on which any member has decided, the latest first.

    Shape: cooperation_id, matter, last_on, organisation_count, adopted_count.
    """
    row = MemberDecision
    adopts = row.outcome.in_((Outcome.ADOPTED, Outcome.ADOPTED_CHANGED))
    return session.execute(
        select(
            row.cooperation_id,
            row.matter,
            func.max(row.decided_on).label("last_on"),
            func.count(func.distinct(row.organisation_id)).label("organisation_count"),
            func.count(func.distinct(case((adopts, row.organisation_id)))).label("adopted_count"),
        )
        .group_by(row.cooperation_id, row.matter)
        .order_by(func.max(row.decided_on).desc(), row.matter)
        .limit(MATTERS_MOST)
    ).all()


def decided_by(session: Session, cooperation_id: int, matter: str) -> set[str]:
    """Return which organisations (by public id) have decided on a matter."""
    row = MemberDecision
    return set(
        session.scalars(
            select(Organisation.public_id)
            .join(row, row.organisation_id == Organisation.id)
            .where(row.cooperation_id == cooperation_id, row.matter == matter)
        )
    )

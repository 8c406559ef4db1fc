"""All that happened with one supplier and the entries merged into it: one bounded statement for each matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.deviations import DeviationStatus
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.plain_data import from_plain
from followup.domain.scoring import Score
from followup.domain.supplier_history import SHOWN_MOST, Happening, HistoryFilter, Matter, What
from followup.models.audits import Audit
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.questionnaires import Invitation
from followup.models.sanctions import Sanction
from followup.models.sharing import SharedResult
from followup.queries.rows import AnyRow, AnySelect
from followup.queries.sharing import readable


def of_supplier(
    session: Session, kin: Sequence[int], query: HistoryFilter, *, organisation_id: int | None, today: date
) -> Iterator[Happening]:
    """Yield what happened with these entries, of each matter the latest; `domain.supplier_history` puts it in order.

    A matter that is not wanted costs no statement.
    """
    parts = {
        Matter.CONTRACT: _contracts,
        Matter.FOLLOW_UP: _follow_ups,
        Matter.SELF_ASSESSMENT: _self_assessments,
        Matter.AUDIT: _audits,
        Matter.DEVIATION: _deviations,
        Matter.SANCTION: _sanctions,
    }
    for matter, part in parts.items():
        if query.matter in (None, matter):
            yield from part(session, kin, query.year, today)
    if query.matter in (None, Matter.RESULT):
        yield from _results(session, kin, query.year, readable(organisation_id, today))


def _latest(session: Session, statement: AnySelect, year: int | None, *dates: Any) -> Sequence[AnyRow]:
    """Return the rows with the latest of these dates, of one year or of all; the first of the dates decides last."""
    by = case((dates[-1].is_not(None), dates[-1]), else_=dates[0])
    statement = statement.where(by.is_not(None))
    if year:
        statement = statement.where(or_(*(each.between(*year_bounds(year)) for each in dates)))
    return session.execute(statement.order_by(by.desc()).limit(SHOWN_MOST + 1)).all()


def _contracts(session: Session, kin: Sequence[int], year: int | None, today: date) -> Iterator[Happening]:
    ended: ColumnElement[Any] = case((Contract.ends_on <= today, Contract.ends_on))
    mine = select(Contract.public_id, Contract.title, Contract.number, Contract.starts_on, ended.label("ended_on"))
    mine = mine.where(Contract.supplier_id.in_(kin), Contract.voided_at.is_(None))
    for row in _latest(session, mine, year, Contract.starts_on, ended):
        about: dict[str, Any] = {"matter": Matter.CONTRACT, "id": row.public_id, "title": row.title}
        for on, what in ((row.starts_on, What.CONTRACT_BEGAN), (row.ended_on, What.CONTRACT_ENDED)):
            if on is not None:
                yield Happening(on=on, what=what, under=row.number, **about)


def _follow_ups(session: Session, kin: Sequence[int], year: int | None, _: date) -> Iterator[Happening]:
    """Yield those done by hand: of a self-assessment and an audit, that itself is told."""
    told = exists().where(Invitation.follow_up_id == FollowUp.id) | exists().where(Audit.follow_up_id == FollowUp.id)
    mine = (
        select(FollowUp.public_id, FollowUp.kind, FollowUp.done_on, FollowUp.status, Contract.title)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .where(Contract.supplier_id.in_(kin), FollowUp.status == FollowUpStatus.COMPLETED, ~told)
    )
    for row in _latest(session, mine, year, FollowUp.done_on):
        yield Happening(
            on=row.done_on,
            matter=Matter.FOLLOW_UP,
            what=What.FOLLOW_UP_DONE,
            id=row.public_id,
            under=row.title,
            sort=row.kind,
        )


def _self_assessments(session: Session, kin: Sequence[int], year: int | None, _: date) -> Iterator[Happening]:
    mine = (
        select(Invitation.public_id, Invitation.sent_on, Invitation.status, Invitation.score, Contract.title)
        .join(Contract, Contract.id == Invitation.contract_id)
        .where(Invitation.supplier_id.in_(kin))
    )
    for row in _latest(session, mine, year, Invitation.sent_on):
        score = from_plain(Score, row.score) if row.score else None
        yield Happening(
            on=row.sent_on,
            matter=Matter.SELF_ASSESSMENT,
            what=What.FORM_SENT,
            id=row.public_id,
            under=row.title,
            state=row.status,
            percent=score.leads.percent if score else None,
        )


def _audits(session: Session, kin: Sequence[int], year: int | None, _: date) -> Iterator[Happening]:
    mine = (
        select(Audit.public_id, Audit.starts_on, Audit.status, Audit.place, FollowUp.kind, Contract.title)
        .join(FollowUp, FollowUp.id == Audit.follow_up_id)
        .join(Contract, Contract.id == Audit.contract_id)
        .where(Audit.supplier_id.in_(kin))
    )
    for row in _latest(session, mine, year, Audit.starts_on):
        yield Happening(
            on=row.starts_on,
            matter=Matter.AUDIT,
            what=What.AUDIT_BEGAN,
            id=row.public_id,
            title=row.place or "",
            under=row.title,
            sort=row.kind,
            state=row.status,
        )


def _deviations(session: Session, kin: Sequence[int], year: int | None, _: date) -> Iterator[Happening]:
    closed: ColumnElement[Any] = case((Deviation.status == DeviationStatus.CLOSED, Deviation.closed_on))
    columns = (Deviation.public_id, Deviation.title, Deviation.severity, Deviation.status, Deviation.issued_on)
    mine = (
        select(*columns, closed.label("ended_on"), Contract.title.label("contract_title"))
        .join(Contract, Contract.id == Deviation.contract_id)
        .where(Deviation.supplier_id.in_(kin), Deviation.issued_on.is_not(None))
    )
    for row in _latest(session, mine, year, Deviation.issued_on, closed):
        about: dict[str, Any] = {"matter": Matter.DEVIATION, "id": row.public_id, "title": row.title}
        about |= {"under": row.contract_title, "sort": row.severity}
        yield Happening(on=row.issued_on, what=What.DEVIATION_SENT, state=row.status, **about)
        if row.ended_on is not None:
            yield Happening(on=row.ended_on, what=What.DEVIATION_CLOSED, **about)


def _sanctions(session: Session, kin: Sequence[int], year: int | None, _: date) -> Iterator[Happening]:
    columns = (Sanction.public_id, Sanction.rung, Sanction.status, Sanction.proposed_at, Sanction.decided_on)
    mine = (
        select(*columns, Contract.title)
        .join(Contract, Contract.id == Sanction.contract_id)
        .where(Sanction.supplier_id.in_(kin))
    )
    if year:
        first, last = year_bounds(year)
        begins, ends = (datetime.combine(on, time(), UTC) for on in (first, last + timedelta(days=1)))
        is_proposed_then = (Sanction.proposed_at >= begins) & (Sanction.proposed_at < ends)
        mine = mine.where(is_proposed_then | Sanction.decided_on.between(first, last))
    for row in session.execute(mine.order_by(Sanction.id.desc()).limit(SHOWN_MOST + 1)):
        about: dict[str, Any] = {"matter": Matter.SANCTION, "id": row.public_id, "under": row.title, "sort": row.rung}
        yield Happening(on=row.proposed_at.date(), what=What.SANCTION_PROPOSED, state=row.status, **about)
        if row.decided_on is not None:
            yield Happening(on=row.decided_on, what=What.SANCTION_DECIDED, **about)


def _results(
    session: Session, kin: Sequence[int], year: int | None, is_readable: ColumnElement[bool]
) -> Iterator[Happening]:
    mine = (
        select(SharedResult.public_id, SharedResult.kind, SharedResult.done_on, SharedResult.light, Organisation.name)
        .join(Organisation, Organisation.id == SharedResult.organisation_id)
        .where(SharedResult.supplier_id.in_(kin), SharedResult.withdrawn_at.is_(None), is_readable)
    )
    for row in _latest(session, mine, year, SharedResult.done_on):
        yield Happening(
            on=row.done_on,
            matter=Matter.RESULT,
            what=What.RESULT_SHARED,
            id=row.public_id,
            under=row.name,
            sort=row.kind,
            state=row.light,
        )

"""The plan by year, month, state and person. Counts are made by the database, rows come a page or a few at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.plan_views import Counted, OpenWork, PlanFilter, PlanState, WaitsOn
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.questionnaires import Invitation
from followup.models.users import User
from followup.queries.follow_ups import is_open
from followup.queries.paging import Page, page
from followup.queries.plan_rows import (
    KEY,
    SETTLED,
    columns,
    how_far,
    is_late,
    joined,
    month_of,
    narrowed,
    rows,
    state_of,
)
from followup.queries.rows import AnyRow

SHOWN = 4  # of a day in a calendar
CARDS = 12  # of a column on the board


def counts(session: Session, query: PlanFilter, today: date) -> Sequence[Counted]:
    """Return how many follow-ups of the year there are, by month, kind and state."""
    one = narrowed(query, today, month_of(query, today).label("month"), FollowUp.kind, *how_far(today)).subquery()
    each = (one.c.month, one.c.kind, one.c.state, one.c.is_late)
    found = session.execute(select(*each, func.count().label("n")).group_by(*each))
    return [Counted(row.month, row.kind, PlanState.of(row.state), row.is_late, row.n) for row in found]


def open_work(session: Session, query: PlanFilter, today: date) -> Sequence[OpenWork]:
    """Return how many open follow-ups of the year each person has, by month and kind."""
    person = aliased(User)
    one = (
        narrowed(
            query,
            today,
            month_of(query, today).label("month"),
            FollowUp.kind,
            is_late(today).label("is_late"),
            person.public_id,
            person.name,
        )
        .outerjoin(person, person.id == FollowUp.assigned_to_id)
        .where(is_open())
        .subquery()
    )
    each = (one.c.public_id, one.c.name, one.c.month, one.c.kind, one.c.is_late)
    return [
        OpenWork(
            person_id=row.public_id,
            name=row.name,
            month=row.month,
            kind=row.kind,
            is_late=row.is_late,
            count=row.n,
        )
        for row in session.execute(select(*each, func.count().label("n")).group_by(*each))
    ]


def in_month(
    session: Session, query: PlanFilter, days: tuple[date, date], today: date
) -> Mapping[date, tuple[int, Sequence[AnyRow]]]:
    """Return, by day, how many follow-ups are due and the first few of them. Shape: rows as `listed`."""
    numbered = (
        rows(query, today, within=FollowUp.due_on.between(*days))
        .add_columns(
            func.row_number().over(partition_by=FollowUp.due_on, order_by=FollowUp.id).label("place"),
            func.count().over(partition_by=FollowUp.due_on).label("count_of_day"),
        )
        .subquery()
    )
    statement = select(numbered).where(numbered.c.place <= SHOWN).order_by(numbered.c.due_on, numbered.c.place)
    found: dict[date, tuple[int, list[AnyRow]]] = {}
    for row in session.execute(statement):
        found.setdefault(row.due_on, (row.count_of_day, []))[1].append(row)
    return found


def within(session: Session, query: PlanFilter, days: tuple[date, date], today: date) -> Page[AnyRow]:
    """Return one page of the follow-ups that are due from one day to another. Shape: as `listed`."""
    return page(session, rows(query, today, within=FollowUp.due_on.between(*days)), KEY, after=query.after)


def board(session: Session, query: PlanFilter, today: date) -> Mapping[PlanState, Sequence[AnyRow]]:
    """Return the first follow-ups of each state: of the open ones the earliest, of the settled ones the latest.

    Shape: rows as `listed`.
    """
    numbered = (
        rows(query, today)
        .add_columns(
            func.row_number().over(partition_by=state_of(), order_by=KEY).label("first"),
            func.row_number().over(partition_by=state_of(), order_by=[column.desc() for column in KEY]).label("last"),
        )
        .subquery()
    )
    opened = numbered.c.state.in_([PlanState.PLANNED, PlanState.UNDER_WAY])
    place = case((opened, numbered.c.first), else_=numbered.c.last)
    found: dict[PlanState, list[AnyRow]] = {state: [] for state in PlanState}
    for row in session.execute(select(numbered).where(place <= CARDS).order_by(place)):
        found[PlanState.of(row.state)].append(row)
    return found


def in_state(session: Session, query: PlanFilter, today: date) -> Page[AnyRow]:
    """Return one page of the year's follow-ups in the state that is asked for, else of all, ordered as on the board.

    Shape: as `listed`.
    """
    looks_back = query.state in SETTLED.values()
    statement = rows(query, today)
    if query.state is not None:
        statement = statement.where(state_of() == str(query.state))
    return page(session, statement, KEY, after=query.after, descending=looks_back)


def listed(session: Session, query: PlanFilter, today: date) -> Page[AnyRow]:
    """Return one page of the open follow-ups of the year, or of one of its months, the earliest first.

    Shape: id, public_id, version, kind, status, state, is_late, due_on, next_on, contract_id, contract_title,
    risk_class, supplier_name, person_id, person_name.
    """
    statement = rows(query, today).where(is_open())
    if query.month is not None:
        statement = statement.where(month_of(query, today) == query.month)
    return page(session, statement, KEY, after=query.after)


def late(session: Session, query: PlanFilter, today: date, user_id: int | None) -> Page[AnyRow]:
    """Return one page of what is late, the longest first. Shape: as `listed`, and waits, why, late_note."""
    waits = _waits_on(user_id)
    statement = (
        rows(query, today)
        .add_columns(waits.label("waits"), FollowUp.why, FollowUp.late_note)
        .outerjoin(JointFollowUp, JointFollowUp.id == FollowUp.joint_id)
        .where(is_late(today))
    )
    if query.waits:
        statement = statement.where(waits == str(query.waits))
    return page(session, statement, KEY, after=query.after)


def late_counts(
    session: Session, query: PlanFilter, today: date, user_id: int | None
) -> Mapping[WaitsOn, tuple[int, int, date]]:
    """Return on whom late follow-ups wait: how many, how many of them unexplained, and the earliest date."""
    one = (
        narrowed(query, today, _waits_on(user_id).label("waits"), FollowUp.late_note, FollowUp.due_on)
        .outerjoin(JointFollowUp, JointFollowUp.id == FollowUp.joint_id)
        .where(is_late(today))
        .subquery()
    )
    explained = func.count(one.c.late_note).label("explained")
    statement = select(one.c.waits, func.count().label("n"), explained, func.min(one.c.due_on).label("since"))
    found = {WaitsOn.of(row.waits): row for row in session.execute(statement.group_by(one.c.waits))}
    return {w: (found[w].n, found[w].n - found[w].explained, found[w].since) for w in WaitsOn if w in found}


def named(session: Session, public_ids: Sequence[str], today: date) -> Sequence[AnyRow]:
    """Return these follow-ups, the earliest first. Shape: as `listed`."""
    wanted = joined(*columns(today)).where(FollowUp.public_id.in_(public_ids))
    return session.execute(wanted.order_by(*KEY)).all()


def of_contract(session: Session, contract_id: int, today: date) -> Sequence[AnyRow]:
    """Return the open follow-ups of one contract, the earliest first. Shape: as `listed`, and why, late_note."""
    statement = joined(*columns(today), FollowUp.why, FollowUp.late_note)
    wanted = statement.where(FollowUp.contract_id == contract_id, is_open()).order_by(*KEY)
    return session.execute(wanted).all()


def _waits_on(user_id: int | None) -> ColumnElement[str]:
    """Return on whom a late follow-up waits, as the code of a WaitsOn."""
    ours = or_(FollowUp.assigned_to_id.is_(None), FollowUp.assigned_to_id == user_id)
    return case(
        (Invitation.status.in_(WITH_SUPPLIER), str(WaitsOn.SUPPLIER)),
        (JointFollowUp.lead_id != FollowUp.organisation_id, str(WaitsOn.LEAD)),
        (ours, str(WaitsOn.US)),
        else_=str(WaitsOn.COLLEAGUE),
    )

"""Budget, outcome and grants of one's cooperations, and the reconciliation of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.budgets import Line, Reconciliation
from followup.domain.charges import Activity
from followup.domain.money import Money
from followup.models.funding import BudgetLine, Contribution, Grant, SharedCost
from followup.models.organisations import Cooperation
from followup.queries import charges


def lines(session: Session, year: int) -> Sequence[BudgetLine]:
    """Return budget and outcome of a year, in the order in which activities are named."""
    found = session.scalars(select(BudgetLine).where(BudgetLine.year == year).order_by(BudgetLine.id)).all()
    order = {activity: place for place, activity in enumerate(Activity)}
    return sorted(found, key=lambda line: order[line.activity])


def line(session: Session, cooperation_id: int, year: int, activity: Activity) -> BudgetLine | None:
    """Return what is set for one activity, or None."""
    wanted = select(BudgetLine).where(
        BudgetLine.cooperation_id == cooperation_id, BudgetLine.year == year, BudgetLine.activity == activity
    )
    return session.scalars(wanted).one_or_none()


def grants(session: Session, year: int) -> Sequence[Grant]:
    """Return the grants for a year, by name."""
    return session.scalars(select(Grant).where(Grant.year == year).order_by(Grant.name, Grant.id)).all()


def years(session: Session) -> Sequence[int]:
    """Return the years of which anything is known, the last one first."""
    known = (
        select(Contribution.year).union(select(SharedCost.year), select(Grant.year), select(BudgetLine.year)).subquery()
    )
    return session.scalars(select(known.c.year).order_by(known.c.year.desc())).all()


def reconciliations(
    session: Session,
    cooperations: Sequence[Cooperation],
    year: int,
    *,
    known: Sequence[BudgetLine],
    granted: Sequence[Grant],
) -> Mapping[int, Reconciliation]:
    """Return what came in and what was used in a year, by cooperation."""
    levy = _sums(session, Contribution, year)
    costs = _sums(session, SharedCost, year)
    charged = charges.charged(session, year)
    return {
        c.id: Reconciliation(
            levy=Money(levy.get(c.id, 0), c.currency),
            costs=Money(costs.get(c.id, 0), c.currency),
            grants=Money(sum(g.granted_minor for g in granted if g.cooperation_id == c.id), c.currency),
            credited=Money(-charged.get(c.id, (0, 0))[1], c.currency),
            lines=[_line(row) for row in known if row.cooperation_id == c.id],
        )
        for c in cooperations
    }


def _sums(session: Session, model: type[Contribution] | type[SharedCost], year: int) -> dict[int, int]:
    rows = session.execute(
        select(model.cooperation_id, func.sum(model.amount_minor).label("minor"))
        .where(model.year == year)
        .group_by(model.cooperation_id)
    )
    return {row.cooperation_id: int(row.minor) for row in rows}


def _line(row: BudgetLine) -> Line:
    return Line(
        activity=row.activity,
        budget=None if row.budget_minor is None else Money(row.budget_minor, row.currency),
        outcome=None if row.outcome_minor is None else Money(row.outcome_minor, row.currency),
    )

"""Budget and outcome by activity, and grants with the cooperation's own share."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from followup.domain.budgets import GRANT_EMPTY, NewBudgetLine, NewGrant
from followup.domain.money import parse
from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import BUDGET_SET, GRANT_CHANGED, GRANT_RECORDED
from followup.errors import Invalid
from followup.models.funding import BudgetLine, Grant
from followup.models.organisations import Cooperation
from followup.transaction import Transaction


def set_line(tx: Transaction, cooperation_id: str, new: NewBudgetLine, version: int | None = None) -> BudgetLine:
    """Set what an activity may cost in a year and what it did cost; an empty amount is not reported.

    Errors: Conflict("stale"), Conflict("budget.known"); Invalid at budget or outcome.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    currency = cooperation.currency
    values = {
        "budget_minor": parse(new.budget, currency, at="budget").minor if new.budget else None,
        "outcome_minor": parse(new.outcome, currency, at="outcome").minor if new.outcome else None,
        "note": new.note or None,
    }
    line = _line(tx, cooperation, new)
    if line is None:
        line = tx.add(
            BudgetLine(
                cooperation_id=cooperation.id,
                secretariat_id=cooperation.secretariat_id,
                year=new.year,
                activity=new.activity,
                currency=currency,
                **values,
            )
        )
    else:
        tx.check_version(line, version)
        for name, value in values.items():
            setattr(line, name, value)
    tx.journal(BUDGET_SET, line, year=new.year, activity=new.activity)
    tx.flush()
    return line


def record_grant(tx: Transaction, cooperation_id: str, new: NewGrant) -> Grant:
    """Record a grant with the share that the cooperation adds itself.

    Errors: Conflict("grant.known"); Invalid at granted or own.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    grant = tx.add(
        Grant(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            year=new.year,
            currency=cooperation.currency,
            **_columns(new, cooperation.currency),
        )
    )
    tx.journal(GRANT_RECORDED, grant, year=new.year)
    return grant


def change_grant(tx: Transaction, grant_id: str, new: NewGrant, version: int | None = None) -> Grant:
    """Correct a grant.

    Errors: Conflict("stale"), Conflict("grant.known"); Invalid at granted or own.
    """
    grant = tx.get(Grant, grant_id, to=Permission.FUNDING_CHANGE)
    tx.check_version(grant, version)
    values = {"year": new.year, **_columns(new, grant.currency)}
    changed = [name for name, value in values.items() if getattr(grant, name) != value]
    for name in changed:
        setattr(grant, name, values[name])
    if changed:
        tx.journal(GRANT_CHANGED, grant, fields=", ".join(changed))
    tx.flush()
    return grant


def _columns(new: NewGrant, currency: str) -> Mapping[str, object]:
    granted = parse(new.granted, currency, at="granted")
    if not granted.minor:
        raise Invalid.at("granted", GRANT_EMPTY)
    return {
        "name": new.name,
        "granted_minor": granted.minor,
        "own_minor": parse(new.own, currency, at="own").minor,
        "source": new.source,
    }


def _line(tx: Transaction, cooperation: Cooperation, new: NewBudgetLine) -> BudgetLine | None:
    wanted = select(BudgetLine).where(
        BudgetLine.cooperation_id == cooperation.id,
        BudgetLine.year == new.year,
        BudgetLine.activity == new.activity,
    )
    return tx.session.scalars(wanted).one_or_none()

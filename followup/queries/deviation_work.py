"""What is to be done about deviations beside their way: more time to decide on, risks that ran out, effects to see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.deviations import WITH_BOTH, DeviationStatus
from followup.domain.risk import RiskClass
from followup.domain.work import Item, Task, Waits, until
from followup.models.deviations import Deviation
from followup.models.organisations import Organisation
from followup.queries.rows import AnyRow


def beside(of_mine: ColumnElement[bool], today: date) -> ColumnElement[bool]:
    """Return the condition that something is to be done about a deviation beside plan and evidence."""
    return or_(_time_asked(), and_(of_mine, or_(_ran_out(), _effect_due(today))))


def item(deviation: Deviation, contract: str, risk_class: RiskClass | None, supplier: str, actor: Actor) -> Item:
    """Return what is to be done about it, for this person or for a colleague."""
    task, due_on = _task_of(deviation)
    is_own = task is Task.DECIDE_EXTENSION and not _may_decide(deviation, actor)
    return Item(
        task=task,
        waits=Waits.COLLEAGUE if is_own else Waits.ME,
        id=deviation.public_id,
        title=f"{deviation.title} ({contract})",
        supplier=supplier,
        detail=deviation.severity,
        due_on=due_on,
        risk_class=risk_class,
    )


def has_run_out(deviation: Deviation) -> bool:
    """Return whether its accepted risk has run out and no plan has come since: it is seen to, not waited for."""
    is_again = deviation.accepted_until is not None and deviation.plan_submitted_at is None
    return deviation.status is DeviationStatus.ISSUED and is_again and not deviation.extension_is_asked


def _task_of(deviation: Deviation) -> tuple[Task, date | None]:
    if deviation.status is DeviationStatus.CLOSED:
        return Task.CHECK_EFFECT, deviation.effect_check_on
    if deviation.extension_is_asked:
        return Task.DECIDE_EXTENSION, deviation.closure_due_on
    return Task.SEE_TO_RISK, deviation.plan_due_on


def _may_decide(deviation: Deviation, actor: Actor) -> bool:
    return actor.user_id not in {*deviation.author_ids, deviation.extension_asked_by_id}


def _time_asked() -> ColumnElement[bool]:
    waits = Deviation.extension_asked_by_id.is_not(None), Deviation.extension_approved_by_id.is_(None)
    return and_(Deviation.status.in_(sorted(WITH_BOTH)), *waits)


def _ran_out() -> ColumnElement[bool]:
    again = Deviation.accepted_until.is_not(None), Deviation.plan_submitted_at.is_(None)
    return and_(Deviation.status == DeviationStatus.ISSUED, *again)


def _effect_due(today: date) -> ColumnElement[bool]:
    near = Deviation.effect.is_(None), Deviation.effect_check_on <= until(today)
    return and_(Deviation.status == DeviationStatus.CLOSED, *near)


def expired_risks(session: Session, on: date) -> Sequence[AnyRow]:
    """Return the deviations of every organisation whose accepted risk has run out, or does so about this day.

    Shape: id, public_id, organisation_id, zone, country, accepted_until.
    """
    columns = select(Deviation.id, Deviation.public_id, Deviation.organisation_id, Deviation.accepted_until)
    return session.execute(
        columns.add_columns(Organisation.zone, Organisation.country)
        .join(Organisation, Organisation.id == Deviation.organisation_id)
        .where(Deviation.status == DeviationStatus.RISK_ACCEPTED, Deviation.accepted_until <= on)
        .order_by(Deviation.organisation_id, Deviation.id)
    ).all()

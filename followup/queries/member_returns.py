"""What was paid and received in a year, by member: one statement counts it all, so that a page stays cheap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, SQLColumnExpression, func, literal, select, union_all
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.charges import Activity, ChargeKind
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.member_returns import Tally
from followup.domain.money import Money
from followup.models.desk import CourseRecord
from followup.models.funding import BudgetLine, Charge, Contribution, SharedCost
from followup.models.joint_follow_ups import Coverage, JointFollowUp, JointParticipant
from followup.models.organisations import Organisation
from followup.models.sanctions import AlertDecision, JointAlert
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

TOOK_PART = (ParticipantStatus.ACCEPTED, ParticipantStatus.RESULT_TAKEN, ParticipantStatus.RESULT_REFUSED)
Counted = Mapping[int, Mapping[Tally, int]]


def tallies(session: Session, cooperation_id: int, year: int, zone: str) -> Counted:
    """Return what each organisation paid and received in a year, by its key; the secretariat has what was spent.

    What has no row is not there: no contribution computed, no training or spending reported. One statement.
    """
    here = cooperation_id, year
    counts = union_all(*_money(*here), *_joint(*here), *_received(*here), _alerts(*here, zone))
    found: dict[int, dict[Tally, int]] = {}
    for organisation_id, what, number in session.execute(counts):
        found.setdefault(organisation_id, {})[Tally.of(what)] = int(number)
    trains = any(Tally.TRAINED in one for one in found.values())
    return _Counted(found, trains=trains)


class _Counted(dict[int, Mapping[Tally, int]]):
    """The numbers by organisation; where anybody was trained, nobody trained is zero and not unknown."""

    def __init__(self, found: Mapping[int, Mapping[Tally, int]], *, trains: bool) -> None:
        self._none: Mapping[Tally, int] = {Tally.TRAINED: 0} if trains else {}
        super().__init__({key: {**self._none, **numbers} for key, numbers in found.items()})

    def __missing__(self, key: int) -> Mapping[Tally, int]:
        return self._none


def _of(what: Tally, organisation: Any, number: SQLColumnExpression[Any]) -> Select[Any]:
    return select(organisation.label("organisation_id"), literal(str(what)).label("what"), number.label("number"))


def _money(cooperation_id: int, year: int) -> Sequence[Select[Any]]:
    """Return what each member was to pay, what was credited, and what the secretariat spent on audits."""
    line = BudgetLine
    return (
        _of(Tally.PAID, Contribution.organisation_id, Contribution.amount_minor).where(
            Contribution.cooperation_id == cooperation_id, Contribution.year == year
        ),
        _of(Tally.CREDITED, Charge.organisation_id, func.sum(Charge.amount_minor))
        .where(Charge.cooperation_id == cooperation_id, Charge.year == year, Charge.kind == ChargeKind.CREDIT)
        .group_by(Charge.organisation_id),
        _of(Tally.SPENT, line.secretariat_id, line.outcome_minor).where(
            line.cooperation_id == cooperation_id,
            line.year == year,
            line.activity == Activity.AUDITS,
            line.outcome_minor.is_not(None),
        ),
    )


def _joint(cooperation_id: int, year: int) -> Sequence[Select[Any]]:
    """Return the reported joint follow-ups: led for others, led without an own one, led by others, and in all."""
    joint, part, cover = JointFollowUp, JointParticipant, Coverage
    reported = (
        joint.cooperation_id == cooperation_id,
        joint.status == JointStatus.REPORTED,
        joint.done_on.between(*year_bounds(year)),
    )
    own = select(cover.id).where(cover.joint_id == joint.id, cover.organisation_id == joint.lead_id, cover.is_performed)
    took_part = (part.organisation_id != joint.lead_id, part.status.in_(TOOK_PART))
    others = select(part.id).where(part.joint_id == joint.id, *took_part)
    led = _of(Tally.LED, joint.lead_id, func.count(joint.id))
    alone = _of(Tally.LED_ALONE, joint.lead_id, func.count(joint.id))
    led_for = _of(Tally.LED_FOR, part.organisation_id, func.count(part.id)).join(joint, joint.id == part.joint_id)
    return (
        led.where(*reported, others.correlate(joint).exists()).group_by(joint.lead_id),
        alone.where(*reported, ~own.correlate(joint).exists()).group_by(joint.lead_id),
        led_for.where(*reported, *took_part).group_by(part.organisation_id),
        _of(Tally.JOINT, joint.secretariat_id, func.count(joint.id)).where(*reported).group_by(joint.secretariat_id),
    )


def _received(cooperation_id: int, year: int) -> Sequence[Select[Any]]:
    """Return the own follow-ups that others' work covered, those of them by a reused result, and who was trained."""
    cover, record, days = Coverage, CourseRecord, year_bounds(year)
    covered = (cover.cooperation_id == cooperation_id, cover.covered_on.between(*days), cover.is_performed.is_(False))
    received = _of(Tally.RECEIVED, cover.organisation_id, func.count(cover.id)).where(*covered)
    reused = _of(Tally.REUSED, cover.organisation_id, func.count(cover.id)).where(*covered, cover.joint_id.is_(None))
    return (
        received.group_by(cover.organisation_id),
        reused.group_by(cover.organisation_id),
        _of(Tally.TRAINED, record.organisation_id, func.count(record.name.distinct()))
        .where(record.cooperation_id == cooperation_id, record.done_on.between(*days))
        .group_by(record.organisation_id),
    )


def _alerts(cooperation_id: int, year: int, zone: str) -> Select[Any]:
    decision, alert = AlertDecision, JointAlert
    begins, ends = (datetime.combine(year_bounds(y)[0], time(), ZoneInfo(zone)) for y in (year, year + 1))
    return (
        _of(Tally.ALERTS, decision.organisation_id, func.count(decision.id))
        .join(alert, alert.id == decision.joint_alert_id)
        .where(decision.cooperation_id == cooperation_id, alert.sent_at >= begins, alert.sent_at < ends)
        .group_by(decision.organisation_id)
    )


def shared_costs(session: Session, cooperation_id: int, year: int) -> Mapping[str, tuple[tuple[str, Money], ...]]:
    """Return each organisation's parts of the year's shared costs, by its public id."""
    cost = SharedCost
    rows = session.execute(
        select(cost.name, cost.amounts, cost.currency)
        .where(cost.cooperation_id == cooperation_id, cost.year == year)
        .order_by(cost.name, cost.id)
    )
    found: dict[str, tuple[tuple[str, Money], ...]] = {}
    for row in rows:
        for member, minor in row.amounts.items():
            found[member] = (*found.get(member, ()), (row.name, Money(minor, row.currency)))
    return found


def led_for(session: Session, cooperation_id: int, organisation_id: int, year: int) -> Sequence[AnyRow]:
    """Return the joint follow-ups of a year that an organisation led or took part in, the latest first.

    Shape: public_id, kind, done_on, supplier_name, lead_id, lead_name.
    """
    joint = JointFollowUp
    took_part = select(JointParticipant.joint_id).where(
        JointParticipant.organisation_id == organisation_id, JointParticipant.status.in_(TOOK_PART)
    )
    return session.execute(
        select(
            joint.public_id,
            joint.kind,
            joint.done_on,
            Supplier.name.label("supplier_name"),
            joint.lead_id,
            Organisation.name.label("lead_name"),
        )
        .select_from(joint)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .join(Organisation, Organisation.id == joint.lead_id)
        .where(
            joint.cooperation_id == cooperation_id,
            joint.status == JointStatus.REPORTED,
            joint.done_on.between(*year_bounds(year)),
            (joint.lead_id == organisation_id) | joint.id.in_(took_part),
        )
        .order_by(joint.done_on.desc(), joint.id.desc())
    ).all()

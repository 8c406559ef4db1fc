"""The deadlines by grade that hold in an organisation on a day, and every decision about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.deviation_policies import DEFAULT_TABLE, DeadlineTable, table_of
from followup.domain.deviations import Deadlines, Severity
from followup.models.contracts import Contract
from followup.models.deviation_policies import DeviationPolicy
from followup.models.organisations import Cooperation, CooperationMember
from followup.models.users import User
from followup.queries.rows import AnyRow, AnySelect

_UNSCOPED = {"followup_unscoped": True}  # deadlines bind whoever acts: the link's holder and the nightly jobs too


def tables(session: Session, on: date, *, organisation_id: int | None = None) -> Mapping[int, DeadlineTable]:
    """Return the tables that hold on a day by organisation (key), in one statement; who is missing has the defaults.

    As with the rules for follow-ups, the cooperation joined first counts.
    """
    found: dict[int, DeadlineTable] = {}
    for row in session.execute(_followed(on, organisation_id), execution_options=_UNSCOPED):
        table = DEFAULT_TABLE
        if row.rules is not None:
            table = table_of(row.rules, is_shorter_for_class_a=row.is_shorter_for_class_a)
        found.setdefault(row.organisation_id, table)
    return found


def _followed(on: date, organisation_id: int | None) -> AnySelect:
    member, policy = CooperationMember, DeviationPolicy
    so_far = select(DeviationPolicy.id).where(
        DeviationPolicy.cooperation_id == member.cooperation_id, DeviationPolicy.valid_from <= on
    )
    latest = so_far.order_by(DeviationPolicy.valid_from.desc()).limit(1).correlate(member).scalar_subquery()
    statement = (
        select(member.organisation_id, policy.rules, policy.is_shorter_for_class_a)
        .outerjoin(policy, policy.id == latest)
        .where(or_(member.joined_on.is_(None), member.joined_on <= on))
        .where(or_(member.left_on.is_(None), member.left_on >= on))
        .order_by(member.joined_on.asc().nulls_first(), member.id)
    )
    return statement if organisation_id is None else statement.where(member.organisation_id == organisation_id)


def in_force(session: Session, organisation_id: int, on: date) -> DeadlineTable:
    """Return the table that holds in an organisation on a day."""
    return tables(session, on, organisation_id=organisation_id).get(organisation_id, DEFAULT_TABLE)


def deadlines(session: Session, organisation_id: int, contract_id: int, on: date) -> Mapping[Severity, Deadlines]:
    """Return the days that hold for a contract on a day, whoever asks: two statements."""
    wanted = select(Contract.risk_class).where(Contract.id == contract_id, Contract.organisation_id == organisation_id)
    risk_class = session.scalars(wanted, execution_options=_UNSCOPED).one()
    return in_force(session, organisation_id, on).deadlines(risk_class)


def of_cooperation(session: Session, cooperation_id: int, on: date) -> DeadlineTable:
    """Return the table that a cooperation has decided; the defaults where it has decided nothing."""
    mine = select(DeviationPolicy).where(
        DeviationPolicy.cooperation_id == cooperation_id, DeviationPolicy.valid_from <= on
    )
    row = session.scalars(mine.order_by(DeviationPolicy.valid_from.desc()).limit(1)).one_or_none()
    if row is None:
        return DEFAULT_TABLE
    return table_of(row.rules, is_shorter_for_class_a=row.is_shorter_for_class_a)


def same_day(session: Session, cooperation_id: int, valid_from: date) -> DeviationPolicy | None:
    """Return the cooperation's table from exactly this day, if there is one."""
    return session.scalars(
        select(DeviationPolicy).where(
            DeviationPolicy.cooperation_id == cooperation_id, DeviationPolicy.valid_from == valid_from
        )
    ).one_or_none()


def decisions(session: Session, cooperation_id: int) -> Sequence[AnyRow]:
    """Return every decision of a cooperation, the latest first.

    Shape: public_id, valid_from, is_shorter_for_class_a, reason, decided_at, decided_by.
    """
    policy = DeviationPolicy
    columns = select(
        policy.public_id,
        policy.valid_from,
        policy.is_shorter_for_class_a,
        policy.reason,
        policy.decided_at,
        User.name.label("decided_by"),
    )
    return session.execute(
        columns.outerjoin(User, User.id == policy.decided_by_id)
        .where(policy.cooperation_id == cooperation_id)
        .order_by(policy.valid_from.desc())
    ).all()


def cooperations(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    """Return the cooperations of an organisation, the one whose table it follows first.

    Shape: id, public_id, name, secretariat_id.
    """
    member = CooperationMember
    columns = select(Cooperation.id, Cooperation.public_id, Cooperation.name, Cooperation.secretariat_id)
    return session.execute(
        columns.join(member, member.cooperation_id == Cooperation.id)
        .where(member.organisation_id == organisation_id, member.left_on.is_(None))
        .order_by(member.joined_on.asc().nulls_first(), member.id)
    ).all()

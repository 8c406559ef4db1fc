"""An organisation's rules for risk assessment: the ones that hold, all there have been, and who they concern."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.actors import Role
from followup.domain.risk import RiskClass
from followup.domain.risk_policies import DEFAULT_RULES, RiskRules
from followup.models.procurements import RiskPolicy
from followup.models.users import Membership, User
from followup.queries.rows import AnyRow


def in_force(session: Session, today: date) -> RiskRules:
    """Return the rules that hold today; without a decision of the organisation, the defaults of this service."""
    wanted = select(RiskPolicy).where(RiskPolicy.valid_from <= today).order_by(RiskPolicy.valid_from.desc()).limit(1)
    found = session.scalars(wanted).one_or_none()
    return DEFAULT_RULES if found is None else rules_of(found)


def rules_of(policy: RiskPolicy) -> RiskRules:
    """Return a stored change as rules."""
    return RiskRules(
        assessors=_roles(policy.assessors),
        approvers=_roles(policy.approvers),
        four_eyes_from=policy.four_eyes_from,
        review_months=policy.review_months,
        hours=_hours(policy.hours),
        valid_from=policy.valid_from,
    )


def _roles(codes: Collection[str]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in codes)


def _hours(stored: Mapping[str, object]) -> Mapping[RiskClass, int]:
    return {level: hours for level in RiskClass if isinstance(hours := stored.get(str(level)), int)}


def history(session: Session) -> Sequence[AnyRow]:
    """Return all changes of the rules as (policy, name of who decided), the latest first."""
    statement = select(RiskPolicy, User.name).outerjoin(User, User.id == RiskPolicy.decided_by_id)
    return session.execute(statement.order_by(RiskPolicy.valid_from.desc())).all()


def holder_count(session: Session, roles: Collection[Role]) -> int:
    """Return how many persons hold any of the roles here, also those whose own organisation is another."""
    wanted = select(func.count(func.distinct(Membership.user_id))).where(Membership.role.in_(roles))
    return session.scalars(wanted).one()

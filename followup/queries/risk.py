"""Risk assessments as pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from followup.domain.plain_data import from_plain
from followup.domain.risk import AssessmentStatus, RiskClass, RiskFacts
from followup.domain.sourced import Provenance
from followup.models.contracts import Contract, RiskAssessment
from followup.models.users import User
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Said:
    """One reason as it was kept; the texts are gettext sources."""

    risk_class: RiskClass
    text: str
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment with the names of who made it and who decided about it."""

    row: RiskAssessment
    assessor: str
    decider: str | None

    @property
    def reasons(self) -> Sequence[Said]:
        """Return why, highest class first."""
        return [from_plain(Said, reason) for reason in self.row.reasons]


def of_contract(session: Session, contract_id: int) -> Sequence[Assessed]:
    """Return the contract's assessments, the latest first."""
    decider = aliased(User)
    rows = session.execute(
        select(RiskAssessment, User.name, decider.name)
        .join(User, User.id == RiskAssessment.assessed_by_id)
        .outerjoin(decider, decider.id == RiskAssessment.decided_by_id)
        .where(RiskAssessment.contract_id == contract_id)
        .order_by(RiskAssessment.id.desc())
    )
    return [Assessed(*row) for row in rows]


def latest_facts(session: Session, contract_id: int) -> RiskFacts | None:
    """Return what was answered at the last assessment."""
    statement = select(RiskAssessment.facts).where(RiskAssessment.contract_id == contract_id)
    facts = session.scalars(statement.order_by(RiskAssessment.id.desc()).limit(1)).one_or_none()
    return None if facts is None else from_plain(RiskFacts, facts)


def waiting(session: Session, user_id: int | None) -> Sequence[AnyRow]:
    """Return the assessments that wait for somebody else than the one who made them.

    Shape: public_id, contract_id (public), title, risk_class, assessed_at, assessor.
    """
    return session.execute(
        select(
            RiskAssessment.public_id,
            Contract.public_id.label("contract_id"),
            Contract.title,
            RiskAssessment.risk_class,
            RiskAssessment.assessed_at,
            User.name.label("assessor"),
        )
        .join(Contract, Contract.id == RiskAssessment.contract_id)
        .join(User, User.id == RiskAssessment.assessed_by_id)
        .where(
            RiskAssessment.status == AssessmentStatus.PROPOSED,
            RiskAssessment.assessed_by_id != user_id,
            Contract.voided_at.is_(None),
        )
        .order_by(RiskAssessment.assessed_at, RiskAssessment.id)
    ).all()

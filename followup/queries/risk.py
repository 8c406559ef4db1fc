"""Risk assessments as pages read them, of a contract and of a planned procurement alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from followup.domain.plain_data import from_plain
from followup.domain.procurements import CLOSED
from followup.domain.risk import AssessmentStatus, RiskClass, RiskFacts
from followup.domain.risk_reasons import REASONS, RuleSource, Side
from followup.domain.sourced import Provenance
from followup.models.contracts import Contract, ContractSite, RiskAssessment
from followup.models.procurements import Procurement
from followup.models.suppliers import SupplierSite
from followup.models.users import User
from followup.queries import guests
from followup.queries.mergers import kin_of
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Said:
    """One reason as it was kept; the texts are gettext sources. Older ones were kept without code and side."""

    risk_class: RiskClass
    text: str
    source: str
    provenance: Provenance
    code: str = ""
    side: Side = Side.BOTH

    @property
    def rule(self) -> RuleSource:
        """Return what the rule rests on, in words; the title alone where the reason is no longer in use."""
        known = REASONS.get(self.code)
        return known.rule if known and known.source == self.source else RuleSource(self.source, "")


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment with the names of who made it and who decided, wherever they belong."""

    row: RiskAssessment
    assessor: str | None
    decider: str | None

    @property
    def reasons(self) -> Sequence[Said]:
        """Return why, highest class first."""
        return [from_plain(Said, reason) for reason in self.row.reasons]

    @property
    def facts(self) -> RiskFacts:
        """Return what was answered."""
        return from_plain(RiskFacts, self.row.facts)


def of_contract(session: Session, contract_id: int) -> Sequence[Assessed]:
    """Return the contract's assessments, the latest first."""
    return _assessed(session, RiskAssessment.contract_id == contract_id)


def of_procurement(session: Session, procurement_id: int) -> Sequence[Assessed]:
    """Return the planned procurement's assessments, the latest first."""
    return _assessed(session, RiskAssessment.procurement_id == procurement_id)


def of_subject(session: Session, subject: Contract | Procurement) -> Sequence[Assessed]:
    """Return the assessments of either, the latest first."""
    if isinstance(subject, Procurement):
        return of_procurement(session, subject.id)
    return of_contract(session, subject.id)


def _assessed(session: Session, about: ColumnElement[bool]) -> Sequence[Assessed]:
    decider = aliased(User)
    rows = session.execute(
        select(RiskAssessment, User.name, decider.name)
        .outerjoin(User, User.id == RiskAssessment.assessed_by_id)
        .outerjoin(decider, decider.id == RiskAssessment.decided_by_id)
        .where(about)
        .order_by(RiskAssessment.id.desc())
    ).all()
    elsewhere = guests.names_by_key(session, _unnamed(rows))
    return [
        Assessed(row, assessor or elsewhere.get(row.assessed_by_id), decided or elsewhere.get(row.decided_by_id or 0))
        for row, assessor, decided in rows
    ]


def _unnamed(rows: Iterable[AnyRow]) -> set[int]:
    """Return who assessed or decided and belongs to another organisation, such as the host."""
    made = {row.assessed_by_id for row, assessor, _ in rows if assessor is None}
    return made | {row.decided_by_id for row, _, decided in rows if decided is None and row.decided_by_id is not None}


def latest_facts(session: Session, subject: Contract | Procurement) -> RiskFacts | None:
    """Return what was answered at the last assessment."""
    about = RiskAssessment.procurement_id if isinstance(subject, Procurement) else RiskAssessment.contract_id
    statement = select(RiskAssessment.facts).where(about == subject.id)
    facts = session.scalars(statement.order_by(RiskAssessment.id.desc()).limit(1)).one_or_none()
    return None if facts is None else from_plain(RiskFacts, facts)


def sites(session: Session, contract_ids: Iterable[int]) -> Mapping[int, Sequence[AnyRow]]:
    """Return where things are made for each contract: its own sites, or all its supplier's where it names none.

    Shape: by the contract's key, rows of (contract_id, site_id, country, is_own); `site_id` is public.
    """
    ids = list(contract_ids)
    columns = (Contract.id.label("contract_id"), SupplierSite.public_id.label("site_id"), SupplierSite.country)
    own = (
        select(*columns, literal(True).label("is_own"))
        .join(ContractSite, ContractSite.contract_id == Contract.id)
        .join(SupplierSite, SupplierSite.id == ContractSite.site_id)
        .where(Contract.id.in_(ids))
    )
    suppliers = (
        select(*columns, literal(False).label("is_own"))
        .join(SupplierSite, SupplierSite.supplier_id.in_(kin_of(Contract.supplier_id)))
        .where(Contract.id.in_(ids))
    )
    found: dict[int, list[AnyRow]] = {}
    for row in session.execute(union_all(own, suppliers)):
        found.setdefault(row.contract_id, []).append(row)
    return {key: [r for r in rows if r.is_own] or rows for key, rows in found.items()}


def waiting(session: Session, user_id: int | None) -> Sequence[AnyRow]:
    """Return the assessments that wait for somebody else than the one who made them.

    Shape: public_id, contract_id and procurement_id (public, one of them), title, risk_class, assessed_at, assessor.
    """
    return session.execute(
        select(
            RiskAssessment.public_id,
            Contract.public_id.label("contract_id"),
            Procurement.public_id.label("procurement_id"),
            Contract.title.label("contract_title"),
            Procurement.title.label("procurement_title"),
            RiskAssessment.risk_class,
            RiskAssessment.assessed_at,
            User.name.label("assessor"),
        )
        .outerjoin(Contract, Contract.id == RiskAssessment.contract_id)
        .outerjoin(Procurement, Procurement.id == RiskAssessment.procurement_id)
        .outerjoin(User, User.id == RiskAssessment.assessed_by_id)
        .where(
            RiskAssessment.status == AssessmentStatus.PROPOSED,
            RiskAssessment.assessed_by_id != user_id,
            Contract.voided_at.is_(None),
            or_(Procurement.id.is_(None), Procurement.status.not_in(sorted(CLOSED))),
        )
        .order_by(RiskAssessment.assessed_at, RiskAssessment.id)
    ).all()

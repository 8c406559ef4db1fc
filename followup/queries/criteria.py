"""The criteria bank as pages read it: what it offers, one criterion, and what a contract has taken from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.code_of_conduct import Area, Level, Part, VersionKind
from followup.domain.criteria import AdoptedCriterion, CriteriaBank, CriteriaFilter, CriterionKind
from followup.domain.plain_data import from_plain
from followup.errors import NotFound
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import Finding
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

HOLDERS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One criterion of the bank; `about` is all that was adopted of it."""

    id: int
    public_id: str
    key: str
    bank_key: str
    bank_title: dict[str, str]
    in_force_to: date | None
    category: str
    title: dict[str, str]
    obligation: dict[str, str]
    level: Level
    kind: CriterionKind
    areas: Sequence[Area]
    about: AdoptedCriterion


def criterion_titles(session: Session, keys: Collection[str]) -> Mapping[str, dict[str, str]]:
    """Return the titles of criteria by their key; where several banks have one, as the latest says it."""
    wanted = (
        select(Clause.key, Clause.title)
        .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
        .where(CodeVersion.kind == VersionKind.CRITERIA, Clause.key.in_(keys))
        .order_by(CodeVersion.id)
    )
    return {row.key: row.title for row in session.execute(wanted)}


def offered(
    session: Session, today: date, query: CriteriaFilter | None = None, *, hidden: Collection[Area] = ()
) -> Sequence[Offered]:
    """Return what the banks in force offer, in their order, narrowed to what is asked for.

    Shape: without criteria that are about `hidden` areas alone. A bank holds some tens of criteria and is read whole.
    """
    rows = session.execute(_criteria().where(*_in_force(today)).order_by(CodeVersion.id, Clause.position)).all()
    told = {
        (bank.key, one.id): AdoptedCriterion(criterion=one, bank_decision=bank.decision)
        for bank in banks(session, today)
        for _, one in bank.criteria
    }
    found = [_offered(row, told[row.bank_key, row.key]) for row in rows]
    shown = [row for row in found if not row.areas or not set(row.areas) <= set(hidden)]
    return [row for row in shown if query is None or _is_asked(row, query)]


def banks(session: Session, today: date) -> Sequence[CriteriaBank]:
    """Return the banks in force whole, the earliest first."""
    kept = select(CodeVersion.sha256, CodeVersion.content).where(CodeVersion.kind == VersionKind.CRITERIA)
    rows = session.execute(kept.where(*_in_force(today)).order_by(CodeVersion.id)).all()
    return [_whole(row.sha256, row.content) for row in rows]


_READ: dict[str, CriteriaBank] = {}  # by fingerprint: an adopted bank never changes, and is read once in a process


def _whole(sha256: str, content: dict[str, object]) -> CriteriaBank:
    if sha256 not in _READ:
        _READ[sha256] = from_plain(CriteriaBank, content)
    return _READ[sha256]


def criterion(session: Session, public_id: str) -> Offered:
    """Return one criterion, also of a bank that is no longer in force.

    Errors: NotFound.
    """
    row = session.execute(_criteria().where(Clause.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound
    content = session.scalar(select(Clause.content).where(Clause.public_id == public_id))
    return _offered(row, from_plain(AdoptedCriterion, content))


def _in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    begun = or_(CodeVersion.in_force_from.is_(None), CodeVersion.in_force_from <= today)
    return begun, or_(CodeVersion.in_force_to.is_(None), CodeVersion.in_force_to >= today)


def _criteria() -> AnySelect:
    return (
        select(
            Clause.id,
            Clause.public_id,
            Clause.key,
            CodeVersion.key.label("bank_key"),
            CodeVersion.title.label("bank_title"),
            CodeVersion.in_force_to,
            Clause.category,
            Clause.title,
            Clause.obligation,
            Clause.level,
            Clause.kind,
            Clause.areas,
        )
        .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
        .where(CodeVersion.kind == VersionKind.CRITERIA, Clause.part == Part.CRITERION)
    )


def _offered(row: AnyRow, about: AdoptedCriterion) -> Offered:
    return Offered(**{**row._asdict(), "areas": about.criterion.areas, "about": about})


def _is_asked(row: Offered, query: CriteriaFilter) -> bool:
    return (
        (not query.group or row.category == query.group)
        and (query.level is None or row.level == query.level)
        and (query.kind is None or row.kind == query.kind)
        and (query.area is None or query.area in row.areas)
        and (query.evidence is None or query.evidence in row.about.criterion.evidence)
    )


def taken(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the criteria that bind in a contract, in the order of the bank.

    Shape: clause_id, contract_clause_id, public_id (of the criterion), key, title, obligation, category, level, kind,
    bound_on, status, is_rested_upon.
    """
    return session.execute(
        select(
            Clause.id.label("clause_id"),
            ContractClause.public_id.label("contract_clause_id"),
            Clause.public_id,
            Clause.key,
            Clause.title,
            Clause.obligation,
            Clause.category,
            Clause.level,
            Clause.kind,
            ContractClause.bound_on,
            ContractClause.status,
            or_(ContractClause.status_on.is_not(None), _rests()).label("is_rested_upon"),
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id == contract_id, Clause.part == Part.CRITERION)
        .order_by(Clause.position, Clause.id)
    ).all()


def is_rested_upon(session: Session, bound: ContractClause) -> bool:
    """Return whether a finding, a deviation, a file or a state rests on what binds in a contract."""
    rests = select(_rests()).where(ContractClause.id == bound.id)
    return bound.status_on is not None or bool(session.scalar(rests))


def _rests() -> ColumnElement[bool]:
    of_it = ContractClause.id
    return or_(
        exists().where(Finding.contract_clause_id == of_it),
        exists().where(Deviation.contract_clause_id == of_it),
        exists().where(Evidence.contract_clause_id == of_it),
    )


def holders(session: Session, clause_id: int) -> Sequence[AnyRow]:
    """Return one's own contracts that hold a criterion, by title, as many as a page shows.

    Shape: public_id, title, number, supplier_name, bound_on, status.
    """
    return session.execute(
        select(
            Contract.public_id,
            Contract.title,
            Contract.number,
            Supplier.name.label("supplier_name"),
            ContractClause.bound_on,
            ContractClause.status,
        )
        .join(Contract, Contract.id == ContractClause.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(ContractClause.clause_id == clause_id, Contract.voided_at.is_(None))
        .order_by(Contract.sort, Contract.id)
        .limit(HOLDERS_SHOWN)
    ).all()

"""Contracts in the columns of the table that leaves and comes back, and whatever the rows of a file name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.code_of_conduct import VersionKind
from followup.domain.exchange_cells import Value, fold
from followup.domain.exchange_commands import Known
from followup.domain.exchange_plan import Stored
from followup.domain.exchange_suppliers import SupplierBook
from followup.domain.suppliers import name_key, shown_number
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import Finding
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier, SupplierAlias
from followup.models.users import User
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

T = TypeVar("T")
AT_ONCE = 1_000  # keys in one statement; both databases take more

_PLAIN = (
    Contract.number,
    Contract.case_number,
    Contract.title,
    Contract.category,
    Contract.cpv,
    Contract.unspsc,
    Contract.currency,
    Contract.signed_on,
    Contract.starts_on,
    Contract.ends_on,
    Contract.notice_days,
    Contract.level,
    Contract.risk_class,
    Contract.criticality,
    Contract.production_country,
    Contract.production_town,
)


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield the values in lists that fit into one statement."""
    rest = iter(values)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


def contracts(session: Session, *wanted: ColumnElement[bool]) -> list[Stored]:
    """Return the organisation's contracts that meet the conditions, by title."""
    rows = session.execute(_statement().where(*wanted).order_by(Contract.sort, Contract.id))
    return [_stored(row) for row in rows]


def exported(session: Session, *wanted: ColumnElement[bool]) -> list[Stored]:
    """Return the contracts that a list leaves with: none that was registered by mistake."""
    return contracts(session, Contract.voided_at.is_(None), *wanted)


def by_id(session: Session, public_ids: Collection[str]) -> dict[str, Stored]:
    """Return the contracts with these ids."""
    found = (row for some in chunks(public_ids) for row in contracts(session, Contract.public_id.in_(some)))
    return {row.public_id: row for row in found}


def by_number(session: Session, numbers: Collection[str]) -> list[Stored]:
    """Return the contracts with one of these numbers that are not voided."""
    return [row for some in chunks(numbers) for row in exported(session, Contract.number.in_(some))]


def by_title(session: Session, sorts: Collection[str]) -> list[Stored]:
    """Return the contracts without a number whose titles sort like one of these, that are not voided."""
    return [
        row for some in chunks(sorts) for row in exported(session, and_(Contract.number == "", Contract.sort.in_(some)))
    ]


def _statement() -> AnySelect:
    deputy, framework = aliased(User), aliased(Contract)
    return (
        select(
            Contract.id,
            Contract.public_id,
            Contract.version,
            Contract.voided_at,
            *_PLAIN,
            Contract.cpv_more,
            Contract.value_minor,
            Contract.is_framework,
            Supplier.id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Supplier.country.label("supplier_country"),
            Supplier.number.label("supplier_number"),
            Supplier.number_given,
            User.email.label("manager"),
            deputy.email.label("deputy"),
            CodeVersion.key.label("code_version"),
            framework.public_id.label("framework"),
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == Contract.manager_id)
        .outerjoin(deputy, deputy.id == Contract.deputy_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .outerjoin(framework, framework.id == Contract.framework_id)
    )


def _stored(row: AnyRow) -> Stored:
    plain: dict[str, Value] = {column.key: _plain(getattr(row, column.key)) for column in _PLAIN}
    return Stored(
        key=row.id,
        public_id=row.public_id,
        version=row.version,
        supplier=row.supplier_id,
        is_voided=row.voided_at is not None,
        values={
            **plain,
            "supplier_number": shown_number(row.supplier_country, row.supplier_number, row.number_given) or None,
            "supplier_name": row.supplier_name,
            "supplier_country": row.supplier_country,
            "cpv_more": tuple(row.cpv_more or ()) or None,
            "value": row.value_minor,
            "manager": row.manager,
            "deputy": row.deputy,
            "code_version": row.code_version,
            "is_framework": "yes" if row.is_framework else None,
            "framework": row.framework,
        },
    )


def _plain(value: Any) -> Value:
    """Return what a column holds as the table has it: codes as texts, an empty text as nothing."""
    if isinstance(value, str):
        return str.__str__(value) or None
    return value if isinstance(value, int) else value or None


def suppliers(session: Session, numbers: Collection[str], sorts: Collection[str], *, own_country: str) -> SupplierBook:
    """Return the suppliers with these numbers and those called like this, by their names or another they go by."""
    book: dict[tuple[str, str], int] = {}
    called: dict[str, list[tuple[str | None, int]]] = {}
    root = root_of(Supplier.id).label("root")
    for some in chunks(numbers):
        found = session.execute(select(root, Supplier.country, Supplier.number).where(Supplier.number.in_(some)))
        book.update({(row.country, row.number): row.root for row in found})
    for some in chunks(sorts):
        named = select(root, Supplier.country, Supplier.name).where(Supplier.sort_sv.in_(some))
        also = (
            select(root, Supplier.country, SupplierAlias.name)
            .join(Supplier, Supplier.id == SupplierAlias.supplier_id)
            .where(SupplierAlias.sort_sv.in_(some))
        )
        for row in (*session.execute(named), *session.execute(also)):
            called.setdefault(name_key(row.name), []).append((row.country, row.root))
    return SupplierBook(book, called, own_country)


def people(session: Session) -> dict[str, Known]:
    """Return the organisation's people by their address, folded."""
    rows = session.execute(select(User.public_id, User.id, User.email).where(User.is_integration.is_(False)))
    return {fold(row.email): Known(row.public_id, row.id) for row in rows}


def frameworks(session: Session, public_ids: Collection[str]) -> dict[str, Known]:
    """Return the framework agreements with these ids."""
    found: dict[str, Known] = {}
    for some in chunks(public_ids):
        wanted = Contract.is_framework.is_(True), Contract.public_id.in_(some), Contract.voided_at.is_(None)
        rows = session.execute(select(Contract.public_id, Contract.id).where(*wanted))
        found |= {row.public_id: Known(row.public_id, row.id) for row in rows}
    return found


def with_call_offs(session: Session, keys: Collection[int]) -> set[int]:
    """Return from which of these framework agreements contracts are called off."""
    found: set[int] = set()
    for some in chunks(keys):
        called = select(Contract.framework_id).where(Contract.framework_id.in_(some), Contract.voided_at.is_(None))
        found.update(key for key in session.scalars(called.distinct()) if key is not None)
    return found


def with_used_clauses(session: Session, keys: Collection[int]) -> set[int]:
    """Return which contracts have clauses on which something rests already, as `services/clauses.py` judges it."""
    used: set[int] = set()
    terms = (ContractClause.contract_id == Contract.id) & (CodeVersion.kind == VersionKind.TERMS)
    for some in chunks(keys):
        bound = exists().where(
            terms,
            Clause.id == ContractClause.clause_id,
            CodeVersion.id == Clause.code_version_id,
            or_(
                ContractClause.status_on.is_not(None),
                exists().where(Finding.contract_clause_id == ContractClause.id),
                exists().where(Evidence.contract_clause_id == ContractClause.id),
                exists().where(Invitation.contract_id == Contract.id),
                exists().where(Deviation.contract_id == Contract.id),
            ),
        )
        used.update(session.scalars(select(Contract.id).where(Contract.id.in_(some), bound)))
    return used


def bound_terms(session: Session, keys: Collection[int]) -> list[AnyRow]:
    """Return the clauses of standard terms that bind in these contracts.

    Shape: id, public_id.
    """
    return [
        row
        for some in chunks(keys)
        for row in session.execute(
            select(ContractClause.id, ContractClause.public_id)
            .join(Clause, Clause.id == ContractClause.clause_id)
            .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
            .where(ContractClause.contract_id.in_(some), CodeVersion.kind == VersionKind.TERMS)
        )
    ]


def terms(session: Session) -> Sequence[AnyRow]:
    """Return every clause of the adopted standard terms with its version.

    Shape: version_id, version (key), clause_id, level; by version and position.
    """
    return session.execute(
        select(
            CodeVersion.id.label("version_id"),
            CodeVersion.key.label("version"),
            Clause.id.label("clause_id"),
            Clause.level,
        )
        .join(Clause, Clause.code_version_id == CodeVersion.id)
        .where(CodeVersion.kind == VersionKind.TERMS)
        .order_by(CodeVersion.id, Clause.position)
    ).all()


def keys_of(session: Session, public_ids: Sequence[str]) -> dict[str, int]:
    """Return the keys of contracts that were just written."""
    rows = (
        row
        for some in chunks(public_ids)
        for row in session.execute(select(Contract.public_id, Contract.id).where(Contract.public_id.in_(some)))
    )
    return {row.public_id: row.id for row in rows}


def supplier_keys_of(session: Session, public_ids: Sequence[str]) -> dict[str, int]:
    """Return the keys of suppliers that were just written."""
    rows = (
        row
        for some in chunks(public_ids)
        for row in session.execute(select(Supplier.public_id, Supplier.id).where(Supplier.public_id.in_(some)))
    )
    return {row.public_id: row.id for row in rows}


def count(session: Session, *wanted: ColumnElement[bool]) -> int:
    """Return how many contracts a list would have."""
    counted = (
        select(func.count(Contract.id))
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
    )
    return int(session.scalars(counted.where(Contract.voided_at.is_(None), *wanted)).one())

"""The list of contracts: what it is narrowed to, its orders, one page of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.contract_lists import ContractKind
from followup.domain.contracts import ContractFilter, ToComplete
from followup.domain.names import sort_key
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries.lives import life_on, obligations_on
from followup.queries.mergers import root_called, root_of
from followup.queries.paging import SIZE, Key, Page, page
from followup.queries.rows import AnyRow
from followup.queries.suppliers import alphabet

_COLUMNS = (
    Contract.id,
    Contract.public_id,
    Contract.version,
    Contract.title,
    Contract.sort,
    Contract.number,
    Contract.category,
    Contract.value_minor,
    Contract.currency,
    Contract.starts_on,
    Contract.ends_on,
    Contract.notice_days,
    Contract.risk_class,
    Contract.is_framework,
    Contract.voided_at,
    Supplier.sort_sv,
    Supplier.sort_nb,
)


def listed(
    session: Session, query: ContractFilter, *, today: date, user_id: int | None = None, size: int = SIZE
) -> Page[AnyRow]:
    """Return one page of the organisation's contracts in the order that is asked for.

    By title and by last day an index gives the page. In the other orders the database looks at all the contracts that
    the list is narrowed to, on a deep page as on the first, and keeps one page of them; an organisation has thousands,
    not millions. Amounts of different currencies are never compared: each currency stands for itself.

    Shape: public_id, version, title, number, category, value_minor, currency, starts_on, ends_on, notice_days,
    risk_class, is_framework, voided_at, life, obligations, supplier_id, supplier_name, manager_id, manager_name.
    """
    manager = aliased(User)
    statement = (
        select(
            *_COLUMNS,
            life_on(today).label("life"),
            obligations_on(today).label("obligations"),
            Supplier.name.label("supplier_name"),
            Supplier.public_id.label("supplier_id"),
            manager.public_id.label("manager_id"),
            manager.name.label("manager_name"),
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(manager, manager.id == Contract.manager_id)
        .where(*narrowed(query, user_id, today))
    )
    is_descending = query.sort.is_descending
    return page(session, statement, _key(query.sort.by), after=query.after, size=size, descending=is_descending)


def _key(by: str) -> Key:
    keys: Mapping[str, Key] = {
        "title": (Contract.sort, Contract.id),
        "ends_on": (Contract.ends_on, Contract.id),
        "risk_class": (Contract.risk_class, Contract.sort, Contract.id),
        "value": (Contract.currency, Contract.value_minor, Contract.id),
        "supplier": (alphabet(), Contract.sort, Contract.id),
    }
    return keys[by]


def narrowed(query: ContractFilter, user_id: int | None, today: date) -> list[Any]:
    """Return the conditions that a contract, joined with its supplier, meets to be on the list."""
    wanted: list[Any] = [*_equal(query), *_called(query)]
    if query.q:
        wanted.append(matching(query.q))
    if query.life:
        wanted.append(life_on(today) == query.life)
    if query.obligations:
        wanted.append(obligations_on(today) == query.obligations)
    if query.kind:
        wanted.append(_of_kind(query.kind))
    if query.lacks:
        wanted.append(lacking(query.lacks))
    if query.mine:
        wanted.append(or_(Contract.manager_id == user_id, Contract.deputy_id == user_id))
    return wanted


def _equal(query: ContractFilter) -> list[ColumnElement[bool]]:
    columns = (Contract.risk_class, Contract.category, Contract.level)
    return [column == value for column in columns if (value := getattr(query, column.key)) is not None]


def _called(query: ContractFilter) -> list[ColumnElement[bool]]:
    """Return the conditions about what is known by an id from outside.

    The tables are aliased, since the statement that is narrowed may join them for itself.
    """
    manager, version = aliased(User), aliased(CodeVersion)
    wanted: list[ColumnElement[bool]] = []
    if query.manager_id:
        person = select(manager.id).where(manager.public_id == query.manager_id)
        wanted.append(Contract.manager_id == person.scalar_subquery())
    if query.code_version:
        terms = select(version.id).where(version.key == query.code_version)
        wanted.append(Contract.code_version_id == terms.scalar_subquery())
    if query.supplier_id:
        wanted.append(root_called(query.supplier_id))
    if query.chosen:
        wanted.append(Contract.public_id.in_(query.chosen))
    return wanted


def matching(q: str) -> ColumnElement[bool]:
    """Return the condition that a contract, joined with its supplier, has the words in title, numbers or supplier.

    The sort keys are compared, since they are folded alike on both databases.
    """
    key = sort_key(q, "sv")
    return or_(
        Contract.sort.contains(key, autoescape=True),
        Supplier.sort_sv.contains(key, autoescape=True),
        Contract.number.icontains(q, autoescape=True),
        Contract.case_number.icontains(q, autoescape=True),
    )


def _of_kind(kind: ContractKind) -> ColumnElement[bool]:
    conditions: Mapping[ContractKind, ColumnElement[bool]] = {
        ContractKind.FRAMEWORK: Contract.is_framework.is_(True),
        ContractKind.CALL_OFF: Contract.framework_id.is_not(None),
        ContractKind.NEITHER: Contract.is_framework.is_(False) & Contract.framework_id.is_(None),
    }
    return conditions[kind]


def lacking(what: ToComplete) -> ColumnElement[bool]:
    """Return the condition that a contract, joined with its supplier, lacks this; `contracts.missing` says the same."""
    if what is ToComplete.CONTACT:
        return root_of(Contract.supplier_id).not_in(select(root_of(SupplierContact.supplier_id)))
    if what is ToComplete.SUPPLIER_NUMBER:
        return Supplier.number.is_(None)
    if what is ToComplete.ENDS_ON:
        is_unlimited = func.coalesce(Contract.source["period"]["is_unlimited"].as_boolean(), false())
        return Contract.ends_on.is_(None) & ~is_unlimited
    columns: Mapping[ToComplete, Any] = {
        ToComplete.STARTS_ON: Contract.starts_on,
        ToComplete.CLAUSES: Contract.code_version_id,
        ToComplete.RISK_CLASS: Contract.risk_class,
        ToComplete.MANAGER: Contract.manager_id,
        ToComplete.VALUE: Contract.value_minor,
        ToComplete.CPV: Contract.cpv,
    }
    return columns[what].is_(None)  # type: ignore[no-any-return] # a column's own condition

"""Suppliers as lists, choices and pages read them.

What hangs on a supplier is read for all the entries that count as it: `kin` are their keys, `mergers.kin` gives them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from followup.domain.deviations import VOID
from followup.domain.names import sort_key
from followup.domain.suppliers import (
    COUNTRIES,
    NumberKind,
    SupplierFilter,
    is_sole_trader,
    kind_of,
    parse_organisation_number,
    shown_number,
)
from followup.i18n import gettext, language
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.organisations import Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier, SupplierAlias, SupplierContact, SupplierSite
from followup.queries.mergers import root_of, stands_alone
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow
from followup.queries.sharing import readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A supplier as others may see it: the number of a sole trader is left out."""

    public_id: str
    name: str
    country: str | None
    town: str | None
    number: str
    number_kind: NumberKind | None
    is_number_checked: bool
    is_number_hidden: bool
    is_sole_trader: bool
    is_invented: bool
    contract_count: int


def listed(session: Session, query: SupplierFilter) -> Page[Listed]:
    """Return one page of the register in the order of the reader's alphabet, with one's own contracts counted.

    What was merged is found, listed and counted as what it was merged into.
    """
    statement = select(
        Supplier.id,
        Supplier.public_id,
        Supplier.name,
        Supplier.sort_sv,
        Supplier.sort_nb,
        Supplier.country,
        Supplier.town,
        Supplier.number,
        Supplier.number_given,
        Supplier.is_invented,
    ).where(stands_alone())
    if query.q:
        statement = statement.where(matching(query.q))
    if query.ours:
        ours = select(root_of(Contract.supplier_id)).where(Contract.voided_at.is_(None))
        statement = statement.where(Supplier.id.in_(ours))
    found = page(session, statement, (alphabet(), Supplier.id), after=query.after)
    counts = _contract_counts(session, [row.id for row in found.rows])
    return Page([as_listed(row, counts.get(row.id, 0)) for row in found.rows], found.next)


def _contract_counts(session: Session, roots: Sequence[int]) -> dict[int, int]:
    """Return how many contracts in use the organisation has with each of these suppliers and what was merged into it.

    A statement of its own: within the list's, SQLite would go through all contracts for each supplier.
    """
    root = func.coalesce(Supplier.merged_into_id, Supplier.id)
    statement = (
        select(root, func.count(Contract.id))
        .select_from(Supplier)
        .join(Contract, Contract.supplier_id == Supplier.id)
        .where(or_(Supplier.id.in_(roots), Supplier.merged_into_id.in_(roots)), Contract.voided_at.is_(None))
        .group_by(root)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def as_listed(supplier: Supplier | AnyRow, contract_count: int = 0) -> Listed:
    """Return what others may see of a supplier."""
    number = shown_number(supplier.country, supplier.number, supplier.number_given)
    return Listed(
        public_id=supplier.public_id,
        name=supplier.name,
        country=supplier.country,
        town=supplier.town,
        number=number,
        number_kind=kind_of(supplier.country, supplier.number),
        is_number_checked=supplier.number is not None,
        is_number_hidden=not number and bool(supplier.number or supplier.number_given),
        is_sole_trader=is_sole_trader(supplier.country, supplier.number),
        is_invented=supplier.is_invented,
        contract_count=contract_count,
    )


def matching(q: str) -> ColumnElement[bool]:
    """Return the condition that a word of a name begins so, or that the number is this one.

    The names are the supplier's own, its aliases, and those of the entries that were merged into it.
    """
    key, entry = sort_key(q, "sv"), aliased(Supplier)
    root = func.coalesce(entry.merged_into_id, entry.id)
    itself = select(root).where(or_(_begins(entry.sort_sv, key), *_numbered(entry, q)))
    alias = select(root).join(SupplierAlias, SupplierAlias.supplier_id == entry.id)
    return Supplier.id.in_(union_all(itself, alias.where(_begins(SupplierAlias.sort_sv, key))))


def _begins(column: InstrumentedAttribute[str], key: str) -> ColumnElement[bool]:
    return or_(column.startswith(key, autoescape=True), column.contains(f" {key}", autoescape=True))


def _numbered(entry: type[Supplier], q: str) -> list[ColumnElement[bool]]:
    """Return the conditions that an entry has this number, in whatever register it stands; never a person's own."""
    prefix = q.strip()[:2].upper()
    countries = (*COUNTRIES, {"EL": "GR", "XI": "GB"}.get(prefix, prefix))
    numbers = [parsed for country in countries if (parsed := parse_organisation_number(q, country))]
    return [
        (entry.number == n.compact) & (literal(n.kind is NumberKind.LEI) | (entry.country == n.country))
        for n in numbers
        if not n.is_sole_trader
    ]


def choices(session: Session) -> list[tuple[str, str]]:
    """Return every supplier as (public_id, name), by name; its other names stand behind it, so that they are found.

    What was merged is no choice; its name stands behind the one it was merged into.
    """
    others: dict[int, list[str]] = {}
    for row in session.execute(_other_names()).all():
        others.setdefault(row[0], []).append(row[1])
    alone = select(Supplier.id, Supplier.public_id, Supplier.name).where(stands_alone())
    return [
        (row.public_id, gettext("{name} (also {names})", name=row.name, names=", ".join(others[row.id])))
        if row.id in others
        else (row.public_id, row.name)
        for row in session.execute(alone.order_by(alphabet(), Supplier.id))
    ]


def _other_names() -> CompoundSelect[int, str]:
    aliases = select(root_of(SupplierAlias.supplier_id), SupplierAlias.name)
    return union_all(
        aliases, select(Supplier.merged_into_id, Supplier.name).where(Supplier.merged_into_id.is_not(None))
    )


def aliases(session: Session, kin: Collection[int]) -> Sequence[AnyRow]:
    """Return the other names of a supplier and of what was merged into it, by name.

    Shape: public_id, name.
    """
    return session.execute(
        select(SupplierAlias.public_id, SupplierAlias.name)
        .where(SupplierAlias.supplier_id.in_(kin))
        .order_by(SupplierAlias.sort_sv, SupplierAlias.id)
    ).all()


def contacts(session: Session, kin: Collection[int]) -> Sequence[SupplierContact]:
    """Return the organisation's own contacts at the supplier, by name."""
    statement = select(SupplierContact).where(SupplierContact.supplier_id.in_(kin))
    return session.scalars(statement.order_by(SupplierContact.name, SupplierContact.id)).all()


def sites(session: Session, kin: Collection[int]) -> Sequence[SupplierSite]:
    """Return the sites that the organisation knows of, final production first."""
    statement = select(SupplierSite).where(SupplierSite.supplier_id.in_(kin))
    return session.scalars(statement.order_by(SupplierSite.tier, SupplierSite.name, SupplierSite.id)).all()


def contracts(session: Session, kin: Collection[int]) -> Sequence[AnyRow]:
    """Return the organisation's contracts with the supplier, the one that ends last first.

    Shape: public_id, title, number, starts_on, ends_on, risk_class, voided_at.
    """
    return session.execute(
        select(
            Contract.public_id,
            Contract.title,
            Contract.number,
            Contract.starts_on,
            Contract.ends_on,
            Contract.risk_class,
            Contract.voided_at,
        )
        .where(Contract.supplier_id.in_(kin))
        .order_by(func.coalesce(Contract.ends_on, date.max).desc(), Contract.id.desc())
    ).all()


def deviations(session: Session, kin: Collection[int]) -> Sequence[AnyRow]:
    """Return the organisation's deviations at the supplier that are neither drafts nor void, the open ones first.

    Shape: public_id, number, title, severity, status, due_on, closed_on.
    """
    return session.execute(
        select(
            Deviation.public_id,
            Deviation.number,
            Deviation.title,
            Deviation.severity,
            Deviation.status,
            Deviation.due_on,
            Deviation.closed_on,
        )
        .where(Deviation.supplier_id.in_(kin), Deviation.issued_on.is_not(None))
        .where(Deviation.status.not_in(sorted(VOID)))
        .order_by(Deviation.closed_on.is_not(None), Deviation.due_on, Deviation.id)
        .limit(50)
    ).all()


def results(session: Session, kin: Collection[int], *, organisation_id: int | None, today: date) -> Sequence[AnyRow]:
    """Return what the members of one's cooperations have shared about the supplier, the latest first.

    Shape: public_id, organisation_name, category, kind, done_on, level, light, light_on, reusable_until, open_count.
    """
    return session.execute(
        select(
            SharedResult.public_id,
            Organisation.name.label("organisation_name"),
            SharedResult.category,
            SharedResult.kind,
            SharedResult.done_on,
            SharedResult.level,
            SharedResult.light,
            SharedResult.light_on,
            SharedResult.reusable_until,
            SharedResult.open_count,
        )
        .join(Organisation, Organisation.id == SharedResult.organisation_id)
        .where(
            SharedResult.supplier_id.in_(kin),
            SharedResult.withdrawn_at.is_(None),
            readable(organisation_id, today),
        )
        .order_by(SharedResult.done_on.desc(), SharedResult.id.desc())
        .limit(50)
    ).all()


def alphabet() -> InstrumentedAttribute[str]:
    """Return the sort key of suppliers in the reader's language."""
    return Supplier.sort_nb if language() == "nb" else Supplier.sort_sv

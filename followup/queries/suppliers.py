"""Suppliers as lists, choices and pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.domain.names import sort_key
from followup.domain.suppliers import SupplierFilter, is_sole_trader, parse_organisation_number, shown_number
from followup.i18n import language
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier, SupplierContact, SupplierSite
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A supplier as others may see it: the number of a sole trader is left out."""

    public_id: str
    name: str
    country: str | None
    town: str | None
    number: str
    is_number_checked: bool
    is_sole_trader: bool
    is_invented: bool
    contract_count: int


def listed(session: Session, query: SupplierFilter) -> Page[Listed]:
    """Return one page of the register in the order of the reader's alphabet, with one's own contracts counted."""
    contracts = select(func.count(Contract.id)).where(Contract.supplier_id == Supplier.id, Contract.voided_at.is_(None))
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
        contracts.scalar_subquery().label("contract_count"),
    )
    if query.q:
        statement = statement.where(matching(query.q))
    if query.ours:
        statement = statement.where(exists().where(Contract.supplier_id == Supplier.id, Contract.voided_at.is_(None)))
    found = page(session, statement, (_alphabet(), Supplier.id), after=query.after)
    return Page([as_listed(row, row.contract_count) for row in found.rows], found.next)


def as_listed(supplier: Supplier | AnyRow, contract_count: int = 0) -> Listed:
    """Return what others may see of a supplier."""
    return Listed(
        public_id=supplier.public_id,
        name=supplier.name,
        country=supplier.country,
        town=supplier.town,
        number=shown_number(supplier.country, supplier.number, supplier.number_given),
        is_number_checked=supplier.number is not None,
        is_sole_trader=is_sole_trader(supplier.country, supplier.number),
        is_invented=supplier.is_invented,
        contract_count=contract_count,
    )


def matching(q: str) -> ColumnElement[bool]:
    """Return the condition that a word of the name begins so, or that the number is this one."""
    key = sort_key(q, "sv")
    wanted = [Supplier.sort_sv.startswith(key, autoescape=True), Supplier.sort_sv.contains(f" {key}", autoescape=True)]
    numbers = [parsed for country in ("SE", "NO", "DK", "FI") if (parsed := parse_organisation_number(q, country))]
    wanted += [
        (Supplier.country == n.country) & (Supplier.number == n.compact) for n in numbers if not n.is_sole_trader
    ]
    return or_(*wanted)


def choices(session: Session) -> list[tuple[str, str]]:
    """Return every supplier as (public_id, name), by name."""
    statement = select(Supplier.public_id, Supplier.name).order_by(_alphabet(), Supplier.id)
    return [(row.public_id, row.name) for row in session.execute(statement)]


def contacts(session: Session, supplier_id: int) -> Sequence[SupplierContact]:
    """Return the organisation's own contacts at the supplier, by name."""
    statement = select(SupplierContact).where(SupplierContact.supplier_id == supplier_id)
    return session.scalars(statement.order_by(SupplierContact.name, SupplierContact.id)).all()


def sites(session: Session, supplier_id: int) -> Sequence[SupplierSite]:
    """Return the sites that the organisation knows of, final production first."""
    statement = select(SupplierSite).where(SupplierSite.supplier_id == supplier_id)
    return session.scalars(statement.order_by(SupplierSite.tier, SupplierSite.name, SupplierSite.id)).all()


def contracts(session: Session, supplier_id: int) -> Sequence[AnyRow]:
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
        .where(Contract.supplier_id == supplier_id)
        .order_by(func.coalesce(Contract.ends_on, date.max).desc(), Contract.id.desc())
    ).all()


def results(session: Session, supplier_id: int) -> Sequence[AnyRow]:
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
        .where(SharedResult.supplier_id == supplier_id, SharedResult.withdrawn_at.is_(None))
        .order_by(SharedResult.done_on.desc(), SharedResult.id.desc())
        .limit(50)
    ).all()


def _alphabet() -> InstrumentedAttribute[str]:
    return Supplier.sort_nb if language() == "nb" else Supplier.sort_sv

"""Which entry of the register a reference counts for, and which entries seem to be one supplier.

A merger rewrites no reference: whatever joins `Supplier` to show, filter or count joins it on `root_of(...)`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, CompoundSelect, Select, exists, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from followup.domain.mergers import Entry, Proposal, proposals
from followup.models.certificates import SupplierCertificate
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier, SupplierAlias, SupplierContact, SupplierSite
from followup.queries.rows import AnyRow

MOST = 100  # keys that several entries share, shown at a time
_IGNORED = " .,-/&"  # what does not count when names and numbers are compared; the rule itself looks closer

Referring = InstrumentedAttribute[int] | ColumnElement[int]


def root_of(supplier_id: Referring | int) -> ColumnElement[int]:
    """Return the entry that a reference counts for: the one that its entry was merged into, else that entry itself."""
    entry = aliased(Supplier)
    target = select(entry.merged_into_id).where(entry.id == supplier_id).correlate_except(entry)
    return func.coalesce(target.scalar_subquery(), supplier_id)


def kin_of(supplier_id: Referring | int) -> CompoundSelect[int]:
    """Return the keys of all entries that count as the same supplier as this one, itself among them.

    For one supplier; a list that asks it for every row makes SQLite go through everything for each of them.
    """
    entry, kin = aliased(Supplier), aliased(Supplier)
    root = func.coalesce(entry.merged_into_id, entry.id)
    itself = select(root).where(entry.id == supplier_id)
    others = select(kin.id).join(entry, kin.merged_into_id == root).where(entry.id == supplier_id)
    return union_all(itself.correlate_except(entry), others.correlate_except(entry, kin))


def kin(session: Session, supplier_id: int) -> Sequence[int]:
    """Return the keys of all entries that count as the same supplier as this one, for statements about it."""
    return session.scalars(kin_of(supplier_id)).all()


def stands_alone() -> ColumnElement[bool]:
    """Return the condition that a supplier was not merged into another one.

    Nearly all stand alone, so an index on it would only keep a list from being read in its own order.
    """
    return func.coalesce(Supplier.merged_into_id, 0) == 0


def root_called(public_id: str) -> ColumnElement[bool]:
    """Return the condition that a supplier, joined by `root_of`, is the one that this public id counts for."""
    entry = aliased(Supplier)
    wanted = select(func.coalesce(entry.merged_into_id, entry.id)).where(entry.public_id == public_id)
    return Supplier.id == wanted.correlate_except(entry).scalar_subquery()


def are_same(session: Session, one: int, other: int) -> bool:
    """Return whether two entries count as one supplier."""
    together = exists().where(Supplier.id == one, Supplier.id.in_(kin_of(other)))
    return one == other or bool(session.scalar(select(together)))


def roots(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """Return what each merged entry among these counts for now, by public id; entries that stand alone are left out."""
    target = aliased(Supplier)
    rows = session.execute(
        select(Supplier.public_id, target.public_id.label("root")).join(target, target.id == Supplier.merged_into_id)
    )
    return {row.public_id: row.root for row in rows if row.public_id in public_ids}


def target_of(session: Session, supplier: Supplier) -> Supplier | None:
    """Return the entry that this one was merged into, or None."""
    if supplier.merged_into_id is None:
        return None
    return session.scalars(select(Supplier).where(Supplier.id == supplier.merged_into_id)).one()


def merged_into(session: Session, supplier_id: int) -> Sequence[AnyRow]:
    """Return the entries that were merged into this one, by name.

    Shape: id, public_id, name, merged_on.
    """
    statement = select(Supplier.id, Supplier.public_id, Supplier.name, Supplier.merged_on)
    return session.execute(
        statement.where(Supplier.merged_into_id == supplier_id).order_by(Supplier.sort_sv, Supplier.id)
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """How much of one's own organisation's, and of the cooperations', hangs on an entry."""

    contracts: int
    deviations: int
    contacts: int
    sites: int
    certificates: int
    results: int


def hanging(session: Session, *supplier_ids: int) -> list[Hanging]:
    """Return what hangs on each of these entries themselves, in their order, in one statement."""
    nouns = (Contract, Deviation, SupplierContact, SupplierSite, SupplierCertificate, SharedResult)

    def count(noun: Any) -> Any:
        return select(func.count(noun.id)).where(noun.supplier_id == Supplier.id).scalar_subquery()

    rows = session.execute(select(Supplier.id, *map(count, nouns)).where(Supplier.id.in_(supplier_ids)))
    counts = {row[0]: tuple(row)[1:] for row in rows}
    names = ("contracts", "deviations", "contacts", "sites", "certificates", "results")
    return [Hanging(**dict(zip(names, counts[key], strict=True))) for key in supplier_ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """Proposals to merge, the entries that they are about, and whether there are more."""

    proposals: Sequence[Proposal]
    entries: dict[int, Supplier]
    has_more: bool


def duplicates(session: Session) -> Duplicates:
    """Return the entries that seem to be the same supplier: candidates by the database, the rule by the domain."""
    called = _keys().cte("called")
    keys = _shared_by_several(called).limit(MOST + 1).subquery()
    same = (called.c.key == keys.c.key) & (called.c.country == keys.c.country)
    rows = session.execute(select(called.c.id, keys.c.key).join(keys, same)).all()
    shown = sorted({row.key for row in rows})[:MOST]
    wanted = {row.id for row in rows if row.key in shown}
    entries = {row.id: row for row in session.scalars(select(Supplier).where(Supplier.id.in_(wanted)))}
    names = _other_names(session, wanted)
    found = proposals(_entry(row, names.get(key, ())) for key, row in entries.items())
    return Duplicates(proposals=found, entries=entries, has_more=len({row.key for row in rows}) > MOST)


def _entry(row: Supplier, aliases: Sequence[str]) -> Entry:
    return Entry(
        id=row.id, name=row.name, country=row.country, number=row.number, given=row.number_given, aliases=tuple(aliases)
    )


def _other_names(session: Session, keys: set[int]) -> dict[int, list[str]]:
    """Return the aliases of these entries and the names of those that were merged into them."""
    aliases = select(SupplierAlias.supplier_id, SupplierAlias.name).where(SupplierAlias.supplier_id.in_(keys))
    merged = select(Supplier.merged_into_id, Supplier.name).where(Supplier.merged_into_id.in_(keys))
    found: dict[int, list[str]] = {}
    rows: Sequence[AnyRow] = session.execute(union_all(aliases, merged)).all()
    for row in rows:
        found.setdefault(row[0], []).append(row[1])
    return found


def _shared_by_several(called: CTE) -> Select[Any]:
    return (
        select(called.c.country, called.c.key)
        .where(called.c.key.not_in(("name:", "number:")))
        .group_by(called.c.country, called.c.key)
        .having(func.count(func.distinct(called.c.id)) > 1)
        .order_by(called.c.key, called.c.country)
    )


def _keys() -> Any:
    """Return under which keys each entry that stands alone is known: its names, its aliases and its number."""
    entry = aliased(Supplier)
    root = func.coalesce(entry.merged_into_id, entry.id).label("id")
    country = func.coalesce(entry.country, "").label("country")
    number = func.lower(func.coalesce(entry.number, _bare(entry.number_given), ""))
    by_name = select(root, country, (literal("name:") + _bare(entry.sort_sv)).label("key"))
    by_alias = select(root, country, (literal("name:") + _bare(SupplierAlias.sort_sv)).label("key")).join(
        entry, entry.id == SupplierAlias.supplier_id
    )
    by_number = select(root, country, (literal("number:") + number).label("key")).where(number != "")
    return union_all(by_name, by_alias, by_number)


def _bare(column: Any) -> ColumnElement[str]:
    for character in _IGNORED:
        column = func.replace(column, character, "")
    return column  # type: ignore[no-any-return] # each turn wraps the column in one more function

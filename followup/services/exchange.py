"""The list of contracts back into the register: looked up a set at a time, written as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, literal, tuple_, update

from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Level
from followup.domain.contracts import Criticality
from followup.domain.exchange_cells import Value, fold
from followup.domain.exchange_commands import Known, Names
from followup.domain.exchange_plan import ChangedRow, NewRow, Plan, Register, Stored, likeness, plan
from followup.domain.exchange_rows import OnConflict, Reading, Row
from followup.domain.exchange_suppliers import number_of
from followup.domain.ids import new_id
from followup.domain.journal import CONTRACT_CHANGED, CONTRACT_REGISTERED, SUPPLIER_REGISTERED, Origin
from followup.domain.names import sort_key, sort_keys
from followup.domain.permissions import Permission
from followup.domain.suppliers import NewSupplier, kept_number, kind_of
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import exchange as queries
from followup.services import bindings
from followup.services.bindings import Binding
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction

REJECTED = Reason("exchange.rejected", N_("{count} rows have something to correct, so nothing was imported."))
MEANWHILE = Reason(
    "exchange.meanwhile", N_("The register has changed since you looked through the file. Look through it once more.")
)

PARAMETERS_MOST = 30_000  # in one statement; SQLite takes 32 766
_SET = {"followup_set": True, "synchronize_session": False}

# The columns that a row may change, as the register has them. Clauses are bound, not written.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "sort"),
    "value": ("value_minor",),
    "manager": ("manager_id",),
    "deputy": ("deputy_id",),
    "framework": ("framework_id",),
    "criticality": ("criticality", "criticality_since"),
    "code_version": (),
    "level": (),
}


def look_through(tx: Transaction, reading: Reading, on_conflict: OnConflict) -> Plan:
    """Return what the file would do to the register; nothing is written."""
    tx.require(Permission.CONTRACT_REGISTER)
    tx.require(Permission.CONTRACT_CHANGE)
    return plan(reading, _register(tx, reading.rows), on_conflict)


def take_in(tx: Transaction, made: Plan) -> None:
    """Write what was planned in this transaction, all of it.

    Errors: Invalid("exchange.rejected") when any row has something to correct; Conflict when others got there first.
    """
    if made.faults:
        raise Invalid.at("", REJECTED.but(count=made.rejected))
    if made.new_suppliers:
        tx.require(Permission.SUPPLIER_REGISTER)
    names = _names(tx, [*(row.values for row in made.new), *(row.values for row in made.changed)])
    binding = [*_register_new(tx, made.new, _suppliers(tx, made), names), *_change(tx, made.changed, names)]
    bindings.bind_all(tx, binding)


def _register(tx: Transaction, rows: Iterable[Row]) -> Register:
    rows = list(rows)
    loose = [row for row in rows if row.id is None]
    contracts = queries.by_id(tx.session, {row.id for row in rows if row.id is not None})
    alike: dict[tuple[object, ...], list[Stored]] = {}
    for stored in _like(tx, loose):
        told = stored.values
        like = likeness(told["number"], stored.supplier, told["title"], told["starts_on"])
        alike.setdefault(like, []).append(stored)
    numbers = {
        number.compact
        for row in loose
        if (number := number_of(_text(row, "supplier_number"), _text(row, "supplier_country"), tx.actor.country))
    }
    sorts = {sort_key(name, "sv") for row in loose if (name := _text(row, "supplier_name"))}
    return Register(
        contracts=contracts,
        alike=alike,
        suppliers=queries.suppliers(tx.session, numbers, sorts, own_country=tx.actor.country),
        names=_names(tx, [row.values for row in rows], gone=_unmarked(rows, contracts).values()),
        used=_used(tx, rows, contracts, alike),
        called_off=queries.with_call_offs(tx.session, _unmarked(rows, contracts)),
        own_address=_own_address(tx),
    )


def _like(tx: Transaction, loose: Iterable[Row]) -> list[Stored]:
    rows = list(loose)
    numbers = {number for row in rows if (number := _text(row, "number"))}
    titles = {sort_key(title, "sv") for row in rows if not _text(row, "number") and (title := _text(row, "title"))}
    return [*queries.by_number(tx.session, numbers), *queries.by_title(tx.session, titles)]


def _used(
    tx: Transaction,
    rows: Iterable[Row],
    contracts: Mapping[str, Stored],
    alike: Mapping[tuple[object, ...], list[Stored]],
) -> set[int]:
    """Return, of the contracts whose clauses the rows may exchange, those on whose clauses something rests."""
    asked = {
        stored.key
        for row in rows
        if row.id is not None and (stored := contracts.get(row.id)) is not None
        if any(key in row.values and row.values[key] != stored.values[key] for key in ("code_version", "level"))
    }
    return queries.with_used_clauses(tx.session, asked | {one.key for found in alike.values() for one in found})


def _unmarked(rows: Iterable[Row], contracts: Mapping[str, Stored]) -> dict[int, str]:
    """Return the framework agreements that a file says are none, by their keys."""
    named = (contracts.get(row.id) for row in rows if row.id and row.values.get("is_framework", "yes") is None)
    return {stored.key: stored.public_id for stored in named if stored and stored.values["is_framework"]}


def _names(tx: Transaction, rows: Iterable[Mapping[str, Value]], gone: Iterable[str] = ()) -> Names:
    wanted = {str(named) for values in rows if (named := values.get("framework"))} - set(gone)
    return Names(
        people=queries.people(tx.session),
        frameworks=queries.frameworks(tx.session, wanted),
        own_currency=CURRENCIES.get(tx.actor.country, "EUR"),
    )


def _own_address(tx: Transaction) -> str | None:
    """Return the address of the person who imports, who then manages what is new; a program manages nothing."""
    if not isinstance(tx.actor, Staff) or tx.actor.is_integration or tx.actor.user_id is None:
        return None
    return tx.follow(User, tx.actor.user_id).email


def _suppliers(tx: Transaction, made: Plan) -> dict[NewSupplier, int]:
    """Register the suppliers that are new and return their keys."""
    ids = {new: new_id(Supplier.prefix) for new in made.new_suppliers}
    rows = [{"public_id": ids[new], **_supplier(new)} for new in ids]
    tx.add_all(Supplier, rows, SUPPLIER_REGISTERED, lambda row: {"origin": Origin.WORKBOOK})
    keys = queries.supplier_keys_of(tx.session, list(ids.values()))
    if len(keys) != len(ids):
        raise Conflict(MEANWHILE)  # somebody else has registered one of them
    return {new: keys[public_id] for new, public_id in ids.items()}


def _supplier(new: NewSupplier) -> dict[str, object]:
    sort_sv, sort_nb = sort_keys(new.name)
    number, given = kept_number(new.number, new.country)
    row = {"name": new.name, "sort_sv": sort_sv, "sort_nb": sort_nb, "country": new.country}
    kind = kind_of(new.country, number)
    return {**row, "number": number, "number_given": given, "number_kind": kind, "town": new.town or None}


def _register_new(
    tx: Transaction, rows: Iterable[NewRow], suppliers: Mapping[NewSupplier, int], names: Names
) -> list[Binding]:
    ids = [(new_id(Contract.prefix), row) for row in rows]
    prepared = [
        {
            "public_id": public_id,
            "organisation_id": tx.actor.organisation_id,
            "supplier_id": row.supplier if isinstance(row.supplier, int) else suppliers[row.supplier],
            "registered_at": tx.now,
            "changed_at": tx.now,
            **_columns(row.values, names, tx.today),
        }
        for public_id, row in ids
    ]
    tx.add_all(Contract, prepared, CONTRACT_REGISTERED, lambda row: {"origin": Origin.WORKBOOK})
    keys = queries.keys_of(tx.session, [public_id for public_id, row in ids if row.values.get("code_version")])
    return [
        Binding(keys[public_id], public_id, str(row.values["code_version"]), Level.of(str(row.values["level"])))
        for public_id, row in ids
        if public_id in keys
    ]


def _change(tx: Transaction, rows: Iterable[ChangedRow], names: Names) -> list[Binding]:
    """Write exactly the edited columns: one statement for all contracts in which the same ones were edited."""
    groups: dict[tuple[str, ...], list[dict[str, object]]] = {}
    binding: list[Binding] = []
    for row in rows:
        stored, values = row.stored, row.values
        edited = tuple(name for edit in row.edits for name in _COLUMNS.get(edit.key, (edit.key,)))
        columns = _columns(values, names, tx.today)
        groups.setdefault(edited, []).append(
            {"id": stored.key, "version": stored.version, **{name: columns[name] for name in edited}}
        )
        if edited:
            told = ", ".join(name for name in edited if name not in ("sort", "criticality_since"))
            tx.journal(CONTRACT_CHANGED, Contract(public_id=stored.public_id), fields=told)
        if row.binds:
            level = Level.of(str(values["level"]))
            binding.append(Binding(stored.key, stored.public_id, str(values["code_version"]), level, is_new=False))
    for names_of, prepared in groups.items():
        _write(tx, names_of, prepared)
    return binding


def _write(tx: Transaction, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Give each contract its own values of these columns, as long as it has the version that was looked at.

    Errors: Conflict when somebody else has saved one of them.
    """
    at_once = PARAMETERS_MOST // (2 * len(names) + 3)
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        columns = {name: getattr(Contract, name) for name in names}
        values = {
            name: case({row["id"]: literal(row[name], column.type) for row in some}, value=Contract.id)
            for name, column in columns.items()
        }
        known = tuple_(Contract.id, Contract.version).in_([(row["id"], row["version"]) for row in some])
        statement = update(Contract).where(known)
        statement = statement.values(version=Contract.version + 1, changed_at=tx.now, planned_at=None, **values)
        done = tx.session.execute(statement, execution_options=_SET)
        if done.rowcount != len(some):  # type: ignore[attr-defined] # a CursorResult
            raise Conflict(MEANWHILE)


def _columns(values: Mapping[str, Value], names: Names, today: date) -> dict[str, object]:
    """Return the columns of a contract for what stands in a row; a portfolio group is set today."""
    plain = ("category", "cpv", "unspsc", "currency", "signed_on", "starts_on", "ends_on", "notice_days")
    more, criticality = values.get("cpv_more"), values.get("criticality")
    return {
        **{key: values.get(key) for key in (*plain, "production_country", "production_town")},
        "title": values["title"],
        "sort": sort_key(str(values["title"]), "sv"),
        "number": values.get("number") or "",
        "case_number": values.get("case_number") or "",
        "cpv_more": list(more) if isinstance(more, tuple) else None,
        "value_minor": values.get("value"),
        "manager_id": _key(names.people, values.get("manager")),
        "deputy_id": _key(names.people, values.get("deputy")),
        "is_framework": values.get("is_framework") is not None,
        "framework_id": _key(names.frameworks, values.get("framework")),
        "criticality": Criticality.of(str(criticality)) if criticality else None,
        "criticality_since": today if criticality else None,
    }


def _key(known: Mapping[str, Known], named: Value) -> int | None:
    found = known.get(fold(str(named))) or known.get(str(named)) if named is not None else None
    return found.key if found else None


def _text(row: Row, key: str) -> str:
    return str(row.values.get(key) or "")

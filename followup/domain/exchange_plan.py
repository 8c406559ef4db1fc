"""What an import would do, row by row, before anything is done: new, changed, unchanged, left alone or rejected.

Nothing here asks the database: the service looks up whatever the rows name, a set at a time, and hands it over as a
`Register`. A row passes through the same commands as the form, so it is held to the same rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from followup.domain.exchange import BY_KEY, CONTENT, Use
from followup.domain.exchange_cells import Value, fold, normal
from followup.domain.exchange_commands import NO_FRAMEWORK, Names, completed
from followup.domain.exchange_rows import Fault, OnConflict, Reading, Row, edited, shown
from followup.domain.exchange_suppliers import SupplierBook
from followup.domain.suppliers import NewSupplier
from followup.errors import N_, Invalid, Reason

NOT_THERE = Reason(
    "exchange.not_there", N_("There is no contract with this id here. Leave the id empty to register a new one.")
)
VOIDED = Reason("exchange.voided", N_("This contract is voided and can no longer be changed. Take the row away."))
CHANGED = Reason(
    "exchange.changed_since",
    N_(
        "Somebody has changed this contract since it was exported. Export again, or choose to skip or update such rows."
    ),
)
KNOWN = Reason(
    "exchange.known",
    N_("This contract is registered already and says something else. Export it to change it, or choose to update."),
)
SEVERAL = Reason(
    "exchange.several",
    N_("Several contracts are like this one. Export them, and write the id in the row that is meant."),
)
ROW_TWICE = Reason("exchange.row_twice", N_("The same contract stands in row {row} too. Keep one of the two."))
NOT_HERE = Reason("exchange.not_here", N_("This cannot be changed in a file. Write what stood there, or export again."))
NOT_NEW = Reason("exchange.not_new", N_("A new contract has none yet. Leave the cell empty."))
CLAUSES_KEPT = Reason(
    "exchange.clauses_kept", N_("Something rests on these clauses already, so they can no longer be exchanged.")
)

HAS_CALL_OFFS = Reason(
    "exchange.has_call_offs", N_("Contracts are called off from this one. Change those first, in the service.")
)

_TERMS = ("code_version", "level")
_FOLLOWS = ("currency", *_TERMS)  # what changes along with another cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A contract as it stands in the register, in the columns of the table."""

    key: int
    public_id: str
    version: int
    supplier: int
    values: Mapping[str, Value]
    is_voided: bool = False


@dataclass(slots=True, kw_only=True)
class Register:
    """All that the rows of one file name, looked up before they are judged.

    Shape: `alike` by `likeness`; `used` the contracts on whose clauses something rests; `called_off` the framework
    agreements from which contracts are called off.
    """

    contracts: Mapping[str, Stored] = field(default_factory=dict)
    alike: Mapping[tuple[object, ...], list[Stored]] = field(default_factory=dict)
    suppliers: SupplierBook = field(default_factory=SupplierBook)
    names: Names = field(default_factory=Names)
    used: Collection[int] = ()
    called_off: Collection[int] = ()
    own_address: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that differs: what stands in the register, and what will."""

    key: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class NewRow:
    """A contract to register, with a supplier that is known or new."""

    row: int
    values: Mapping[str, Value]
    supplier: int | NewSupplier


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A contract to change, and exactly what of it."""

    row: int
    stored: Stored
    edits: tuple[Edit, ...]

    @property
    def values(self) -> dict[str, Value]:
        """Return the contract as it will be."""
        return {**self.stored.values, **{edit.key: edit.new for edit in self.edits}}

    @property
    def binds(self) -> bool:
        """Return whether other clauses are bound."""
        return any(edit.key in _TERMS for edit in self.edits)


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    new: list[NewRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Return how many rows have something to correct."""
        return len({fault.row for fault in self.faults})

    @property
    def does_nothing(self) -> bool:
        """Return whether there is nothing to write."""
        return not self.new and not self.changed

    @property
    def new_suppliers(self) -> dict[NewSupplier, None]:
        """Return the suppliers to register, each once."""
        return dict.fromkeys(row.supplier for row in self.new if isinstance(row.supplier, NewSupplier))

    @property
    def seal(self) -> str:
        """Return what tells this plan from any other: what is confirmed is what was looked at."""
        told = hashlib.sha256(repr((self.unchanged, self.skipped, len(self.faults))).encode())
        for new in self.new:
            told.update(repr(("new", new.row, sorted(new.values.items()), new.supplier)).encode())
        for changed in self.changed:
            told.update(repr((changed.stored.public_id, changed.stored.version, changed.edits)).encode())
        return told.hexdigest()


def likeness(number: Value, supplier: object, title: Value, starts_on: Value) -> tuple[object, ...]:
    """Return what makes a row without an id the same contract as one that is registered.

    A number and the supplier, since the firms of one framework agreement share its number; without a number the title,
    the supplier and the first day.
    """
    return (fold(str(number)), supplier) if number else ("", supplier, fold(str(title)), starts_on)


def plan(reading: Reading, register: Register, on_conflict: OnConflict) -> Plan:
    """Return what the rows of a file would do to the register; what could not be read is rejected too."""
    judge = _Judge(reading, register, on_conflict)
    for row in reading.rows:
        try:
            judge.judge(row)
        except Invalid as refused:
            judge.reject(row, refused)
    judge.made.faults.sort(key=lambda fault: fault.row)
    return judge.made


class _Judge:
    """Judges one row after the other. What is wrong is raised as Invalid at the columns of the table."""

    def __init__(self, reading: Reading, register: Register, on_conflict: OnConflict) -> None:
        self.reading, self.register, self.on_conflict = reading, register, on_conflict
        self.made = Plan(faults=list(reading.faults))
        self.seen: dict[tuple[object, ...], int] = {}

    def reject(self, row: Row, refused: Invalid) -> None:
        """Add what is wrong with a row to the plan, each reason at its cell."""
        values: Mapping[str, Value] = {**row.values, "id": row.id}
        for key, reasons in refused.problems.items():
            given = values.get(key)
            text = shown(", ".join(given) if isinstance(given, tuple) else given)
            letter = self.reading.columns.get(key, "")
            self.made.faults.append(Fault(self.reading.sheet, row.number, letter, key, text, reasons[0]))

    def judge(self, row: Row) -> None:
        """Add what becomes of a row to the plan."""
        if row.id is not None:
            stored = self.register.contracts.get(row.id)
            if stored is None:
                raise Invalid.at("id", NOT_THERE)
            self.change(row, stored)
            return
        supplier = self.register.suppliers.named(row.values)
        like = likeness(row.values.get("number"), supplier, row.values.get("title"), row.values.get("starts_on"))
        if (first := self.seen.setdefault(like, row.number)) != row.number:
            raise Invalid.at("title", ROW_TWICE.but(row=first))
        alike = self.register.alike.get(like, [])
        if len(alike) > 1:
            raise Invalid.at("number", SEVERAL)
        if alike:
            self.change(row, alike[0])
        else:
            self.register_new(row, supplier)

    def register_new(self, row: Row, supplier: int | NewSupplier) -> None:
        """Add a contract to register to the plan."""
        told = [key for key, value in row.values.items() if BY_KEY[key].use is Use.SHOWN and value is not None]
        if told:
            raise Invalid({key: [NOT_NEW] for key in told})
        values = {"manager": self.register.own_address, **{k: v for k, v in row.values.items() if v is not None}}
        self.made.new.append(NewRow(row.number, completed(values, {}, self.register.names), supplier))

    def change(self, row: Row, stored: Stored) -> None:
        """Add what becomes of a registered contract to the plan."""
        edits = self.edits(row, stored)
        if not edits:
            self.made.unchanged += 1
            return
        if stored.is_voided:
            raise Invalid.at("id" if row.id else "title", VOIDED)
        if row.mark is None or row.mark.version != stored.version:
            if self.on_conflict is OnConflict.STOP:
                raise Invalid.at("id", CHANGED) if row.id else Invalid.at("title", KNOWN)
            if self.on_conflict is OnConflict.SKIP:
                self.made.skipped.append(row.number)
                return
        fixed = [key for key in edits if BY_KEY[key].use is not Use.FREE]
        if fixed:
            raise Invalid({key: [NOT_HERE] for key in fixed})
        self.keep(row, stored, edits)

    def edits(self, row: Row, stored: Stored) -> dict[str, Value]:
        """Return the cells that were edited and differ; in a row that was never exported, an empty one says nothing."""
        touched = edited(row)
        columns = [column for column in CONTENT if column.key in row.values]
        if row.id is None:
            columns = [c for c in columns if row.values[c.key] is not None and c.use is not Use.ONCE]
        return {
            column.key: row.values[column.key]
            for column in columns
            if touched is None or column.key in touched
            if normal(row.values[column.key]) != normal(stored.values.get(column.key))
        }

    def keep(self, row: Row, stored: Stored, edits: Mapping[str, Value]) -> None:
        """Add the edits to the plan, with what changes along with them, after asking the form's rules."""
        done = completed({**stored.values, **edits}, stored.values, self.register.names)
        changed = tuple(
            Edit(key, stored.values.get(key), done.get(key))
            for key in dict.fromkeys((*edits, *_FOLLOWS))
            if done.get(key) != stored.values.get(key)
        )
        if not changed:
            self.made.unchanged += 1
            return
        found = ChangedRow(row.number, stored, changed)
        if edits.get("is_framework", "yes") is None and stored.key in self.register.called_off:
            raise Invalid.at("is_framework", HAS_CALL_OFFS)
        if edits.get("framework") == stored.public_id:
            raise Invalid.at("framework", NO_FRAMEWORK)
        if found.binds and stored.key in self.register.used:
            raise Invalid.at("code_version", CLAUSES_KEPT)
        self.made.changed.append(found)

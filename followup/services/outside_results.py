"""Results from elsewhere: entered by hand or from a file, corrected, and taken back by those who entered them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from followup.domain.crosswalks import Crosswalk
from followup.domain.event import canonical
from followup.domain.exchange_rows import Fault
from followup.domain.outside_results import (
    ROW_TWICE,
    UNKNOWN_SUPPLIER,
    NewOutsideResult,
    NewRow,
    OutsideFacts,
    OutsidePlan,
    OutsideReading,
    OutsideRow,
)
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.domain.secretariat_journal import (
    OUTSIDE_RESULT_CHANGED,
    OUTSIDE_RESULT_ENTERED,
    OUTSIDE_RESULT_WITHDRAWN,
)
from followup.errors import N_, Conflict, Forbidden, Invalid, Reason
from followup.models.organisations import Cooperation
from followup.models.sharing import OutsideResult
from followup.models.suppliers import Supplier
from followup.queries import outside_results as queries
from followup.transaction import Transaction

WITHDRAWN = Reason("outside_result.withdrawn", N_("This result has already been withdrawn."))
REJECTED = Reason("outside_result.rejected", N_("Some rows have something to correct, so nothing was imported."))

_FOLLOWS = ("mapping", "reusable_until")  # from what is told beside it
_NAMES = {"source": "told_by"}  # as the journal calls it


def enter(tx: Transaction, new: NewOutsideResult, crosswalk: Crosswalk) -> OutsideResult:
    """Enter a result from elsewhere in the cooperation that is named, else in one's only one.

    One that oneself had withdrawn is there again, as it is told now.
    Errors: Invalid at what cannot be; Conflict("outside_result.known"); Forbidden outside of a cooperation.
    """
    tx.require(Permission.OUTSIDE_RESULT_ENTER)
    cooperation = cooperation_of(tx, new.cooperation_id)
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ)
    new.facts.check(tx.today)
    row = queries.withdrawn(tx.session, cooperation.id, supplier.id, *_likeness(new.facts))
    if row is None or row.organisation_id != tx.actor.organisation_id:
        return _entered(tx, cooperation, supplier.id, new.facts, crosswalk)
    for name, value in {**new.facts.columns(crosswalk), "withdrawn_at": None, "withdraw_reason": None}.items():
        setattr(row, name, value)
    tx.journal(OUTSIDE_RESULT_ENTERED, row, kind=row.kind, done_on=row.done_on)
    tx.flush()
    return row


def change(
    tx: Transaction, result_id: str, facts: OutsideFacts, version: int | None, crosswalk: Crosswalk
) -> OutsideResult:
    """Correct a result from elsewhere.

    Errors: Invalid at what cannot be; Conflict("outside_result.withdrawn", "outside_result.known", "stale").
    """
    row = tx.get(OutsideResult, result_id, to=Permission.OUTSIDE_RESULT_CHANGE)
    tx.check_version(row, version)
    if row.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    facts.check(tx.today)
    told = facts.columns(crosswalk)
    if told["areas"] == row.areas:
        told["mapping"] = row.mapping  # the same outcomes came by the mapping by which they first came
    changed = {name: value for name, value in told.items() if getattr(row, name) != value}
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    named = [_NAMES.get(name, name) for name in changed if name not in _FOLLOWS]
    tx.journal(OUTSIDE_RESULT_CHANGED, row, fields=", ".join(named or ["areas"]))
    tx.flush()
    return row


def withdraw(tx: Transaction, result_id: str, reason: str) -> OutsideResult:
    """Take a result from elsewhere back; the cooperation no longer sees it.

    Errors: Conflict("outside_result.withdrawn").
    """
    row = tx.get(OutsideResult, result_id, to=Permission.OUTSIDE_RESULT_CHANGE)
    if row.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    row.withdrawn_at, row.withdraw_reason = tx.now, reason
    tx.journal(OUTSIDE_RESULT_WITHDRAWN, row)
    tx.flush()
    return row


def look_through(tx: Transaction, reading: OutsideReading, cooperation_id: str | None) -> OutsidePlan:
    """Return what the file would do to the cooperation's results; nothing is written."""
    tx.require(Permission.OUTSIDE_RESULT_ENTER)
    cooperation = cooperation_of(tx, cooperation_id)
    plan = OutsidePlan(faults=list(reading.faults))
    suppliers = queries.suppliers_numbered(tx.session, {row.number for row in reading.rows})
    known = queries.known(tx.session, cooperation.id, {key for key, _ in suppliers.values()})
    seen: dict[tuple[object, ...], int] = {}
    for row in reading.rows:
        found = suppliers.get((row.country, row.number))
        fault = _fault(tx, reading, row, found, seen)
        if fault is not None:
            plan.faults.append(fault)
        elif found is not None and (found[0], *_likeness(row.facts)) in known:
            plan.known_count += 1
        elif found is not None:
            plan.new.append(NewRow(row.row, found[0], found[1], row.facts))
    plan.seal = _seal(plan)
    return plan


def take_in(tx: Transaction, plan: OutsidePlan, cooperation_id: str | None, crosswalk: Crosswalk) -> int:
    """Enter what was planned, all of it. Returns how many.

    Errors: Invalid("outside_result.rejected") when any row has something to correct; Conflict("outside_result.known").
    """
    tx.require(Permission.OUTSIDE_RESULT_ENTER)
    if plan.faults:
        raise Invalid.at("", REJECTED)
    cooperation = cooperation_of(tx, cooperation_id)
    for row in plan.new:
        _entered(tx, cooperation, row.supplier_key, row.facts, crosswalk)
    return len(plan.new)


def cooperation_of(tx: Transaction, public_id: str | None) -> Cooperation:
    """Return one's cooperation of this id, or the first of one's own where none is named.

    Errors: Forbidden where one has none, or not this one; NotFound.
    """
    keys = tx.actor.scope.cooperation_ids
    if not keys:
        raise Forbidden
    if public_id is None:
        return tx.follow(Cooperation, keys[0])
    named = tx.get(Cooperation, public_id, to=Permission.RESULT_READ)
    if named.id not in keys:
        raise Forbidden
    return named


def _entered(
    tx: Transaction, cooperation: Cooperation, supplier_key: int, facts: OutsideFacts, crosswalk: Crosswalk
) -> OutsideResult:
    columns: dict[str, Any] = facts.columns(crosswalk)
    row = tx.add(
        OutsideResult(
            **columns,
            cooperation_id=cooperation.id,
            organisation_id=tx.actor.organisation_id,
            supplier_id=supplier_key,
            entered_by_id=tx.actor.user_id,
        )
    )
    tx.journal(OUTSIDE_RESULT_ENTERED, row, kind=row.kind, done_on=row.done_on)
    return row


def _fault(
    tx: Transaction,
    reading: OutsideReading,
    row: OutsideRow,
    supplier: tuple[int, str] | None,
    seen: dict[tuple[object, ...], int],
) -> Fault | None:
    if supplier is None:
        return Fault(reading.sheet, row.row, row.number_column, "supplier_number", row.number, UNKNOWN_SUPPLIER)
    try:
        row.facts.check(tx.today)
    except Invalid as refused:
        [(key, reasons)] = refused.problems.items()
        return Fault(reading.sheet, row.row, "", key, str(getattr(row.facts, key)), reasons[0])
    first = seen.setdefault((supplier[0], *_likeness(row.facts)), row.row)
    return None if first == row.row else Fault(reading.sheet, row.row, "", "", "", ROW_TWICE.but(row=first))


def _likeness(facts: OutsideFacts) -> tuple[str, FollowUpKind, date]:
    return facts.holder, facts.kind, facts.done_on


def _seal(plan: OutsidePlan) -> str:
    """Return a print of what was shown, so that what is confirmed is what was looked at."""
    rows: Sequence[object] = [[row.row, row.supplier_key, repr(row.facts)] for row in plan.new]
    return hashlib.sha256(canonical({"new": rows, "known": plan.known_count}).encode()).hexdigest()

"""Several contracts changed at once: all of them or none, each with its own entry in the journal."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.bulk import CHANGED, SAME_PERSON, VOIDED, BulkChange, differing, named
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.users import User
from followup.services import contracts
from followup.transaction import Transaction


def change(tx: Transaction, new: BulkChange) -> int:
    """Give the contracts what is asked for. Returns how many of them that changed.

    Errors: NotFound, Forbidden for any of them; Conflict("bulk.changed"), Conflict("bulk.voided");
    Invalid("bulk.same_person").
    """
    rows = tx.get_all(Contract, new.chosen, to=Permission.CONTRACT_CHANGE)
    _refuse(CHANGED, [row for row in rows if row.version != new.chosen[row.public_id]])
    _refuse(VOIDED, [row for row in rows if row.voided_at is not None])
    values = _values(tx, new)
    _check_persons(rows, values)
    changed = [row for row in rows if differing({name: getattr(row, name) for name in values}, values)]
    for row in changed:
        contracts.save(tx, row, values)
    tx.flush()
    return len(changed)


def _refuse(why: Reason, rows: Sequence[Contract]) -> None:
    if rows:
        raise Conflict(why.but(titles=named([row.title for row in rows])))


def _values(tx: Transaction, new: BulkChange) -> dict[str, object]:
    given: dict[str, object] = {"category": new.category, "criticality": new.criticality}
    for name, public_id in (("manager_id", new.manager_id), ("deputy_id", new.deputy_id)):
        given[name] = tx.get(User, public_id, to=Permission.WORK_READ).id if public_id else None
    return {name: value for name, value in given.items() if value is not None}


def _check_persons(rows: Sequence[Contract], values: dict[str, object]) -> None:
    """Refuse to leave one person as both manager and deputy."""
    persons = [name for name in ("manager_id", "deputy_id") if name in values]
    both = [
        row
        for row in rows
        if persons and values.get("manager_id", row.manager_id) == values.get("deputy_id", row.deputy_id)
    ]
    if both:
        raise Invalid.at(persons[-1], SAME_PERSON.but(titles=named([row.title for row in both])))

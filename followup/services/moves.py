"""Moving follow-ups by hand, several in one save, where the plan leaves them; and saying why one is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from followup.domain.bulk import named
from followup.domain.follow_ups import NOT_A_DOER, OPEN
from followup.domain.journal import FOLLOW_UP_ASSIGNED, FOLLOW_UP_LATE_EXPLAINED, FOLLOW_UP_MOVED
from followup.domain.moves import ASKED, CHANGED, CLOSED, JOINT, NOT_LATE, Move, moved
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.users import User
from followup.queries import follow_ups as queries
from followup.transaction import Transaction


def move(tx: Transaction, new: Move) -> Sequence[FollowUp]:
    """Give open follow-ups another date, another person, or both. Returns those that changed.

    Errors: NotFound, Forbidden for any of them; Conflict("move.changed"), Conflict("move.closed"),
    Conflict("move.asked"), Conflict("move.joint"); Invalid("follow_up.not_a_doer") at person_id,
    Invalid("follow_up.too_far") at due_on or month.
    """
    rows = tx.get_all(FollowUp, new.chosen, to=Permission.FOLLOW_UP_PLAN)
    titles = _titles(tx, rows)
    _refuse(CHANGED, titles, [row for row in rows if row.version != new.chosen[row.public_id]])
    _refuse(CLOSED, titles, [row for row in rows if row.status not in OPEN])
    if new.has_date:
        new.check(tx.today)
        asked = _asked(tx, rows)
        _refuse(ASKED, titles, [row for row in rows if row.id in asked])
        _refuse(JOINT, titles, [row for row in rows if row.joint_id is not None])
    person = _doer(tx, new.person_id)
    changed = [row for row in rows if _move(tx, row, new) | _give(tx, row, person)]
    tx.flush()
    return changed


def explain(tx: Transaction, follow_up_id: str, note: str, version: int | None = None) -> FollowUp:
    """Say why a follow-up is late; what was said before is replaced.

    Errors: Conflict("move.not_late"), Conflict("stale").
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_RECORD)
    if not queries.is_late(tx.session, follow_up, tx.today):
        raise Conflict(NOT_LATE)
    tx.check_version(follow_up, version)
    follow_up.late_note = note
    tx.journal(FOLLOW_UP_LATE_EXPLAINED, follow_up)
    return follow_up


def _move(tx: Transaction, row: FollowUp, new: Move) -> bool:
    """Put a follow-up on its new date; what was said about its being late no longer holds."""
    due_on = new.new_date(row.due_on, tx.actor.country)
    if due_on == row.due_on:
        return False
    tx.journal(FOLLOW_UP_MOVED, row, from_on=row.due_on, due_on=due_on)
    row.why = moved(row.why, row.due_on, due_on, new.reason)
    row.due_on, row.late_note = due_on, None
    return True


def _give(tx: Transaction, row: FollowUp, person: User | None) -> bool:
    if person is None or row.assigned_to_id == person.id:
        return False
    row.assigned_to_id = person.id
    tx.journal(FOLLOW_UP_ASSIGNED, row, user=person.public_id)
    return True


def _doer(tx: Transaction, person_id: str | None) -> User | None:
    if person_id is None:
        return None
    person = tx.get(User, person_id, to=Permission.WORK_READ)
    if person.public_id not in {doer.public_id for doer in queries.doers(tx.session)}:
        raise Invalid.at("person_id", NOT_A_DOER)
    return person


def _titles(tx: Transaction, rows: Sequence[FollowUp]) -> Mapping[int, str]:
    statement = select(Contract.id, Contract.title).where(Contract.id.in_({row.contract_id for row in rows}))
    return {row.id: row.title for row in tx.session.execute(statement)}


def _asked(tx: Transaction, rows: Sequence[FollowUp]) -> frozenset[int]:
    """Return the keys of those whose supplier is being asked."""
    asking = select(FollowUp.id).join(Invitation, queries.is_asking()).where(FollowUp.id.in_([row.id for row in rows]))
    return frozenset(tx.session.scalars(asking))


def _refuse(why: Reason, titles: Mapping[int, str], rows: Sequence[FollowUp]) -> None:
    if rows:
        raise Conflict(why.but(titles=named(list(dict.fromkeys(titles[row.contract_id] for row in rows)))))

"""More time for a deviation: one person asks for it before the time runs out, another one decides, and once only."""

from __future__ import annotations

from datetime import timedelta

from followup.domain.deviation_gates import (
    EXTENSION_ASKED,
    EXTENSION_NOT_ASKED,
    OWN_REQUEST,
    check_extension,
)
from followup.domain.deviation_messages import DeviationExtended
from followup.domain.deviation_steps import MoreTime
from followup.domain.deviations import WITH_BOTH, DeviationStatus
from followup.domain.journal import DEVIATION_EXTENDED, DEVIATION_EXTENSION_ASKED, DEVIATION_EXTENSION_DECLINED
from followup.domain.permissions import Permission
from followup.domain.states import NOT_ALLOWED
from followup.errors import Conflict
from followup.models.deviations import Deviation
from followup.services.deviations import judged, table_of, tell
from followup.services.verification import link_until
from followup.transaction import Transaction

_WAITS_FOR_CLOSING = (DeviationStatus.CORRECTING, DeviationStatus.REPORTED_DONE)


def ask(tx: Transaction, deviation_id: str, more: MoreTime, version: int | None = None) -> Deviation:
    """Ask for a later day by which it must be put right; nothing changes before another person has agreed.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Conflict("deviation.extension_waits"); Invalid as
    `check_extension`.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_EXTEND)
    if deviation.status not in WITH_BOTH:
        raise Conflict(NOT_ALLOWED.but(state=deviation.status))
    if deviation.extension_is_asked:
        raise Conflict(EXTENSION_ASKED)
    _check(tx, deviation, more)
    deviation.extension_until_on, deviation.extension_reason = more.new_due_on, more.reason
    deviation.extension_asked_by_id = tx.actor.user_id
    tx.journal(DEVIATION_EXTENSION_ASKED, deviation, until=more.new_due_on)
    return deviation


def approve(tx: Transaction, deviation_id: str, version: int | None = None) -> Deviation:
    """Give the time that another person asked for, and tell the supplier.

    Errors: Conflict("stale"), Conflict("deviation.own_request"), Conflict("deviation.extension_not_asked"); Invalid
    where the time has run out meanwhile.
    """
    deviation = _asked_by_another(tx, deviation_id, version)
    until, due_on = deviation.extension_until_on, deviation.closure_due_on
    assert until is not None
    assert due_on is not None
    _check(tx, deviation, MoreTime(new_due_on=until, reason=deviation.extension_reason or ""))
    deviation.extended_from_on, deviation.closure_due_on = due_on, until
    deviation.extension_approved_by_id = tx.actor.user_id
    if deviation.status in _WAITS_FOR_CLOSING:
        deviation.due_on = until
    tx.journal(DEVIATION_EXTENDED, deviation, from_on=due_on, until=until)
    tx.flush()
    link = link_until(tx, deviation, until)
    tell(tx, deviation, link, DeviationExtended, closure_due_on=until)
    return deviation


def decline(tx: Transaction, deviation_id: str, version: int | None = None) -> Deviation:
    """Give no more time; the day stays, and it can be asked for once more.

    Errors: as `approve`.
    """
    deviation = _asked_by_another(tx, deviation_id, version)
    deviation.extension_until_on = deviation.extension_reason = deviation.extension_asked_by_id = None
    tx.journal(DEVIATION_EXTENSION_DECLINED, deviation)
    return deviation


def _asked_by_another(tx: Transaction, deviation_id: str, version: int | None) -> Deviation:
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_EXTENSION_APPROVE)
    if deviation.status not in WITH_BOTH or not deviation.extension_is_asked:
        raise Conflict(EXTENSION_NOT_ASKED)
    if deviation.extension_asked_by_id == tx.actor.user_id:
        raise Conflict(OWN_REQUEST)
    return deviation


def _check(tx: Transaction, deviation: Deviation, more: MoreTime) -> None:
    """Refuse what breaks a rule; the time first given is the grade's, also when it was counted anew."""
    due_on = deviation.closure_due_on or tx.today
    check_extension(
        start_on=due_on - timedelta(days=table_of(tx, deviation)[deviation.severity].closure_days),
        due_on=due_on,
        new_due_on=more.new_due_on,
        today=tx.today,
        extended_count=0 if deviation.extended_from_on is None else 1,
        reason=more.reason,
    )

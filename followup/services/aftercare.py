"""What follows a deviation beside its plan: remedy, the look afterwards, opening it again, replacing it, repeats."""

from __future__ import annotations

from datetime import timedelta

from followup.domain.actions import ActionStatus, ActionStep
from followup.domain.deviation_gates import ITSELF, check_effect, check_remedied, check_repeat
from followup.domain.deviation_messages import DeviationReopened
from followup.domain.deviation_steps import SENT, Aftermath, Remedy, Repeat, Replacement
from followup.domain.deviations import DEVIATION, OPEN, SETTLED, DeviationStatus, DeviationStep
from followup.domain.journal import (
    DEVIATION_CHANGED,
    DEVIATION_EFFECT_CHECKED,
    DEVIATION_REMEDY_NOTED,
    DEVIATION_REPEAT_LINKED,
)
from followup.domain.permissions import Permission
from followup.domain.states import NOT_ALLOWED
from followup.errors import Conflict, Invalid
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.queries import actions, deviation_repeats
from followup.queries.mergers import are_same
from followup.services import assignments
from followup.services.deviation_drafts import keep_reason
from followup.services.deviations import judged, let_go, link_of, step, table_of, tell
from followup.services.verification import link_until
from followup.transaction import Transaction


def record_remedy(tx: Transaction, deviation_id: str, remedy: Remedy, version: int | None = None) -> Deviation:
    """Record what those who were harmed were given; without it nothing critical is closed.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Invalid at remedied_on.
    """
    deviation = judged(tx, deviation_id, version)
    if deviation.status not in OPEN:
        raise Conflict(NOT_ALLOWED.but(state=deviation.status))
    check_remedied(remedy.remedied_on, found_on=deviation.found_on, today=tx.today)
    deviation.remedy_note, deviation.remedied_on = remedy.note, remedy.remedied_on
    tx.journal(DEVIATION_REMEDY_NOTED, deviation)
    return deviation


def record_effect(tx: Transaction, deviation_id: str, found: Aftermath, version: int | None = None) -> Deviation:
    """Record whether a mended deviation has come back; if it has, another one is recorded, linked to this one.

    Errors: Conflict("stale"), Conflict as `check_effect`; Invalid at effect.
    """
    deviation = judged(tx, deviation_id, version)
    check_on = deviation.effect_check_on if deviation.status is DeviationStatus.CLOSED else None
    check_effect(found.effect, check_on=check_on, known=deviation.effect, today=tx.today)
    deviation.effect, deviation.effect_note = found.effect, found.note
    deviation.effect_checked_on, deviation.effect_checked_by_id = tx.today, tx.actor.user_id
    tx.journal(DEVIATION_EFFECT_CHECKED, deviation, effect=found.effect)
    return deviation


def reopen(tx: Transaction, deviation_id: str, reason: str, version: int | None = None) -> Deviation:
    """Open again what was closed too early; the reason is for the supplier, who reports every action done once more.

    The grade's time for putting right counts from today; who verified it, and what was seen, stays readable.
    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    deviation = judged(tx, deviation_id, version)
    DEVIATION.after(deviation.status, DeviationStep.REOPEN)
    due_on = tx.today + timedelta(days=table_of(tx, deviation)[deviation.severity].closure_days)
    deviation.return_note, deviation.closure_due_on = reason, due_on
    deviation.closed_on = deviation.reported_done_at = deviation.is_in_time = None
    deviation.effect = deviation.effect_note = deviation.effect_check_on = None
    deviation.effect_checked_on = deviation.effect_checked_by_id = None
    step(tx, deviation, DeviationStep.REOPEN)
    for action in actions.of_deviation(tx.session, deviation.id):
        if action.status is ActionStatus.VERIFIED:
            tx.advance(action, ActionStep.RETURN_EVIDENCE)
    assignments.open_again(tx, link_of(tx, deviation))
    tell(tx, deviation, link_until(tx, deviation, due_on), DeviationReopened, closure_due_on=due_on)
    return deviation


def supersede(tx: Transaction, deviation_id: str, by: Replacement, version: int | None = None) -> Deviation:
    """Let another deviation of the same supplier stand for this one; the reason stays inside.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Invalid("deviation.itself") at other_id.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ISSUE)
    other = tx.get(Deviation, by.other_id, to=Permission.DEVIATION_READ)
    is_theirs = are_same(tx.session, other.supplier_id, deviation.supplier_id)
    if other.id == deviation.id or other.status in SETTLED or not is_theirs:
        raise Invalid.at("other_id", ITSELF)
    deviation.withdraw_reason, deviation.superseded_by_id = by.reason, other.id
    step(tx, deviation, DeviationStep.SUPERSEDE, other=other.public_id)
    let_go(tx, deviation)
    return deviation


def link_repeat(tx: Transaction, deviation_id: str, repeat: Repeat, version: int | None = None) -> Deviation:
    """Link a draft to the closed deviation that has come again, with the grade that a person gives it now.

    Errors: Conflict("stale"), Conflict("deviation.sent"), NotFound, Invalid("deviation.lower_grade") at reason.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_RECORD)
    if deviation.status is not DeviationStatus.DRAFT:
        raise Conflict(SENT)
    contract = tx.follow(Contract, deviation.contract_id)
    earlier = deviation_repeats.earlier(tx.session, contract, repeat.earlier_id)
    check_repeat(repeat.severity, repeat.reason)
    deviation.repeat_of_id = earlier.id
    tx.journal(DEVIATION_REPEAT_LINKED, deviation, earlier=earlier.public_id)
    if deviation.severity is not repeat.severity:
        assert tx.actor.user_id is not None
        deviation.severity, deviation.graded_by_id = repeat.severity, tx.actor.user_id
        tx.journal(DEVIATION_CHANGED, deviation, fields="severity")
    keep_reason(tx, deviation, repeat.reason)
    return deviation

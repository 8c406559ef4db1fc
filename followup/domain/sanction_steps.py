"""What people hand in along a sanction's way, the gates before it is decided, and how a list is narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.follow_ups import reason_of
from followup.domain.penalties import PenaltyTrigger
from followup.domain.sanctions import (
    HEARING_SHORT,
    NO_AMOUNT,
    NO_CLAUSE,
    NOT_HEARD,
    STATED_LATER,
    STILL_HEARD,
    Rung,
    SanctionStatus,
)
from followup.errors import N_, Conflict, Invalid, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSanction:
    """A step proposed by a person; without a deviation it is about the contract as a whole."""

    rung: Rung
    note: str
    deviation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """To whom at the supplier the letter goes, until when an answer is awaited, and which clause is meant."""

    contact_id: str
    due_on: date
    clause_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the supplier said, and when."""

    statement: str
    stated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which clause allows it, and the decision in words."""

    clause_id: str
    note: str


class SanctionStage(Coded):
    """What a list of sanctions is narrowed to."""

    OPEN = "open", N_("To decide")
    DECIDED = "decided", N_("Decided")
    ALL = "all", N_("All")


_S = SanctionStatus
STAGES: Mapping[SanctionStage, frozenset[SanctionStatus]] = {
    SanctionStage.OPEN: frozenset({_S.PROPOSED, _S.HEARING}),
    SanctionStage.DECIDED: frozenset({_S.DECIDED}),
    SanctionStage.ALL: frozenset(_S),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionFilter:
    """What a list of sanctions is narrowed to."""

    stage: SanctionStage = SanctionStage.OPEN
    after: str | None = None


def needs_hearing(rung: Rung) -> bool:
    """Return whether the supplier is heard before this step: all but a plain notice, and an alert tells only facts.

    Source: domain.md 3.4; default of this service.
    """
    return rung not in (Rung.NOTICE, Rung.JOINT_ALERT)


def check_deciding(
    rung: Rung,
    status: SanctionStatus,
    *,
    hearing_due_on: date | None,
    stated_on: date | None,
    has_amount: bool,
    today: date,
) -> None:
    """Refuse a decision before the supplier was heard, and a penalty without days to count.

    Errors: Conflict("sanction.not_heard", "sanction.still_heard", "sanction.no_amount").
    """
    if rung is Rung.PENALTY and not has_amount:
        raise Conflict(NO_AMOUNT)
    if not needs_hearing(rung):
        return
    if status is SanctionStatus.PROPOSED:
        raise Conflict(NOT_HEARD)
    if stated_on is None and hearing_due_on is not None and today <= hearing_due_on:
        raise Conflict(STILL_HEARD.but(due=hearing_due_on))


def check_clause(clause_id: str | None) -> str:
    """Return the clause that was named.

    Errors: Invalid at clause_id.
    """
    if not clause_id:
        raise Invalid.at("clause_id", NO_CLAUSE)
    return clause_id


def check_hearing(due_on: date, today: date) -> None:
    """Refuse to hear somebody by a day that leaves no time.

    Errors: Invalid at due_on.
    """
    if due_on < today + timedelta(days=1):
        raise Invalid.at("due_on", HEARING_SHORT)


def check_statement(stated_on: date, today: date) -> None:
    """Refuse a comment that came in the future.

    Errors: Invalid at stated_on.
    """
    if stated_on > today:
        raise Invalid.at("stated_on", STATED_LATER)


_CODES: Mapping[str, Mapping[str, Coded]] = {
    "trigger": {str(trigger): trigger for trigger in PenaltyTrigger},
    "taken": {str(rung): rung for rung in Rung},
}


def why(kept: Mapping[str, object]) -> Reason:
    """Return why a step was proposed, as it was kept, ready to be said in any language."""
    reason = reason_of(kept)
    codes = {name: _CODES[name].get(str(value), value) for name, value in reason.params.items() if name in _CODES}
    return reason.but(**codes)

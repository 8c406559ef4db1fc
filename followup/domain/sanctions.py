"""The ladder of sanctions: proposals by rule, the supplier heard, and a decision by the contract's owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.deviations import OPEN, WAITS_ON_SUPPLIER, DeviationStatus, Severity
from followup.domain.penalties import PenaltyTrigger
from followup.domain.penalties import PenaltyUnit as PenaltyUnit
from followup.domain.states import StateMachine
from followup.errors import N_, Reason


class Rung(Coded):
    """A step of the ladder, mildest first.

    Source: domain.md 3.4.
    """

    NOTICE = "notice", N_("Written notice")
    WARNING = "warning", N_("Formal warning")
    PENALTY = "penalty", N_("Penalty")
    WITHHOLD = "withhold", N_("Withheld payment or stopped call-offs")
    JOINT_ALERT = "joint_alert", N_("Alert to other buyers")
    TERMINATION = "termination", N_("Termination of the contract")


class SanctionStatus(Coded):
    """Where a sanction stands; nothing holds before a person has decided it."""

    PROPOSED = "proposed", N_("Proposed")
    HEARING = "hearing", N_("Supplier is heard")
    DECIDED = "decided", N_("Decided")
    DECLINED = "declined", N_("Not decided on")
    LIFTED = "lifted", N_("Lifted")


class SanctionStep(Coded):
    """What can be done to a sanction."""

    HEAR = "hear", N_("Hear the supplier")
    DECIDE = "decide", N_("Decide")
    DECLINE = "decline", N_("Do not decide on it")
    LIFT = "lift", N_("Lift")


_S, _E = SanctionStatus, SanctionStep
SANCTION = StateMachine(
    initial=_S.PROPOSED,
    steps={
        (_S.PROPOSED, _E.HEAR): _S.HEARING,
        (_S.PROPOSED, _E.DECIDE): _S.DECIDED,  # a plain notice: `check_deciding` stops all others
        (_S.HEARING, _E.DECIDE): _S.DECIDED,
        (_S.PROPOSED, _E.DECLINE): _S.DECLINED,
        (_S.HEARING, _E.DECLINE): _S.DECLINED,
        (_S.DECIDED, _E.LIFT): _S.LIFTED,
    },
)


class LetterKind(Coded):
    """What a letter to a supplier says."""

    NOTICE = "notice", N_("Notice of non-fulfilment")
    WARNING = "warning", N_("Warning")
    PENALTY = "penalty", N_("Claim for a penalty")
    TERMINATION = "termination", N_("Notice of termination")
    HEARING = "hearing", N_("Opportunity to comment")


class AlertStance(Coded):
    """What an alerted organisation decides for its own contracts."""

    WATCH = "watch", N_("Follows the matter")
    ACT = "act", N_("Acts on its own contract")
    NONE = "none", N_("Takes no step, with a reason")


# What stands between the supplier and the contract's end, mildest first; an alert is beside it, see `due`.
LADDER = (Rung.NOTICE, Rung.WARNING, Rung.PENALTY, Rung.WITHHOLD, Rung.JOINT_ALERT, Rung.TERMINATION)
LETTERS: Mapping[Rung, LetterKind] = {
    Rung.NOTICE: LetterKind.NOTICE,
    Rung.WARNING: LetterKind.WARNING,
    Rung.PENALTY: LetterKind.PENALTY,
    Rung.WITHHOLD: LetterKind.WARNING,
    Rung.TERMINATION: LetterKind.TERMINATION,
}
NOTICE_DAYS = 7  # Source: default of this service, domain.md 3.4
RETURNED_MOST = 2  # Source: default of this service, domain.md 3.4: a plan sent back twice
RESPITE_DAYS = 14  # Source: default of this service: time to mend after each step, before the next is proposed
HEARING_DAYS = 14  # Source: default of this service
UNDER_WAY = frozenset({_S.PROPOSED, _S.HEARING})
SERIOUS = frozenset({Severity.CRITICAL, Severity.MAJOR})

BY_HAND = Reason("sanction.by_hand", N_("Proposed by a person: {note}"))
LATE = Reason("sanction.late", N_("The deadline passed {days} days ago, on {due}."))
NO_PLAN = Reason("sanction.no_plan", N_("No action plan has come; it was due on {due}."))
RETURNED = Reason("sanction.returned", N_("The action plan has been sent back {count} times."))
DATE_MISSED = Reason("sanction.date_missed", N_("The deviation was to be corrected by {due}, and is not."))
CLAUSE_TRIGGER = Reason(
    "sanction.clause_trigger", N_("The clause allows a penalty: {trigger}. Overdue since {due}, after a warning.")
)
CONTINUES = Reason(
    "sanction.continues", N_("Serious, and not corrected after: {taken}. Only if the contract allows it.")
)
UNREMEDIED = Reason("sanction.unremedied", N_("Serious, and still without a remedy after: {taken}."))
LAST_RESORT = Reason(
    "sanction.last_resort",
    N_(
        "The last resort, after: {taken}. First weigh the harm to those who work there and to the supply, and have the "
        "law looked at."
    ),
)
ZERO_TOLERANCE = Reason(
    "sanction.zero_tolerance",
    N_(
        "Critical: alert and contain at once. First comes the remedy for those harmed; ending the contract is not "
        "proposed."
    ),
)
REFUSES = Reason(
    "sanction.refuses",
    N_("No penalty: the supplier's own supplier refuses, and the clause frees a supplier that has done its part."),
)
NO_TERMS = Reason("sanction.no_terms", N_("The contract states no penalty. Enter what its clause says first."))
NOT_HEARD = Reason(
    "sanction.not_heard", N_("The supplier must be heard first. Send the letter with a day to answer by.")
)
STILL_HEARD = Reason(
    "sanction.still_heard",
    N_("The supplier may comment until {due}. Record the comment, or wait until the day has passed."),
)
NO_CLAUSE = Reason("sanction.no_clause", N_("Choose the clause of the contract that allows it."))
NO_AMOUNT = Reason("sanction.no_amount", N_("State what the penalty is for and which days count first."))
UNDER_WAY_ALREADY = Reason("sanction.under_way", N_("A step for this is already proposed. Decide about it first."))
HEARING_SHORT = Reason("sanction.hearing_short", N_("Give the supplier until tomorrow at least."))
STATED_LATER = Reason("sanction.stated_later", N_("The comment cannot have come in the future."))
NEVER_SENT = Reason("sanction.never_sent", N_("The deviation has not been sent to the supplier, or is settled."))
NO_LETTER = Reason("sanction.no_letter", N_("A letter about it can be made once it is decided."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An earlier step for the same deviation."""

    rung: Rung
    status: SanctionStatus
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderFacts:
    """What the ladder is read from; the dates are the deviation's own, `returned_count` its plans sent back."""

    severity: Severity
    status: DeviationStatus
    plan_due_on: date | None
    closure_due_on: date | None
    has_sent_plan: bool = False
    returned_count: int = 0
    is_contained: bool = False
    is_remedied: bool = False
    refuses: bool = False
    has_penalty: bool = False
    earlier: Sequence[Taken] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the ladder says: a step and why, or no step and, where something stops it, what."""

    rung: Rung | None = None
    why: Reason | None = None
    trigger: PenaltyTrigger | None = None


NOTHING = Due()


def due(facts: LadderFacts, today: date) -> Due:
    """Return which step of the ladder is due and why: never more than the one after the last that was taken.

    Remedy comes first: nothing while the buyer has something to assess, while a step is under way, or before the time
    to mend after the last one has passed. What was declined is not proposed again.
    Source: domain.md 3.4; what a critical deviation skips to is the alert, and never the end of the contract.
    """
    if facts.status not in OPEN or facts.is_remedied or any(step.status in UNDER_WAY for step in facts.earlier):
        return NOTHING
    if facts.severity is Severity.CRITICAL and not facts.is_contained and not _tried(facts, Rung.JOINT_ALERT):
        return Due(rung=Rung.JOINT_ALERT, why=ZERO_TOLERANCE)
    if facts.status not in WAITS_ON_SUPPLIER or _in_respite(facts, today):
        return NOTHING
    found = _wanted(facts, today)
    return NOTHING if found.rung is not None and _tried(facts, found.rung) else found


def _tried(facts: LadderFacts, rung: Rung) -> bool:
    return any(step.rung is rung for step in facts.earlier)


def _taken(facts: LadderFacts) -> list[Rung]:
    """Return the steps that hold, mildest first; an alert to others is no step against the supplier by itself."""
    held = {step.rung for step in facts.earlier if step.status is SanctionStatus.DECIDED}
    return [rung for rung in LADDER if rung in held]


def _in_respite(facts: LadderFacts, today: date) -> bool:
    days = [step.decided_on for step in facts.earlier if step.decided_on is not None]
    return bool(days) and today <= max(days) + timedelta(days=RESPITE_DAYS)


def _wanted(facts: LadderFacts, today: date) -> Due:
    taken = _taken(facts)
    due_on = _missed_on(facts, today)
    is_late = due_on is not None and (today - due_on).days >= NOTICE_DAYS
    if Rung.NOTICE not in taken:
        return Due(rung=Rung.NOTICE, why=_first(facts, today, due_on)) if is_late or _is_returned(facts) else NOTHING
    if due_on is None and not _is_returned(facts):
        return NOTHING
    if Rung.WARNING not in taken:
        return Due(rung=Rung.WARNING, why=_first(facts, today, due_on))
    return _after_warning(facts, taken, due_on)


def _after_warning(facts: LadderFacts, taken: Sequence[Rung], due_on: date | None) -> Due:
    if Rung.PENALTY not in taken and facts.refuses:
        return Due(why=REFUSES)
    if Rung.PENALTY not in taken and facts.has_penalty and due_on is not None:
        trigger = PenaltyTrigger.DEVIATION_NOT_HANDLED
        return Due(rung=Rung.PENALTY, why=CLAUSE_TRIGGER.but(trigger=trigger, due=due_on), trigger=trigger)
    if facts.severity not in SERIOUS:
        return NOTHING
    last = taken[-1] if taken[-1] is not Rung.JOINT_ALERT or len(taken) == 1 else taken[-2]
    if Rung.WITHHOLD not in taken:
        return Due(rung=Rung.WITHHOLD, why=CONTINUES.but(taken=last))
    if Rung.JOINT_ALERT not in taken:
        return Due(rung=Rung.JOINT_ALERT, why=UNREMEDIED.but(taken=last))
    if facts.severity is Severity.CRITICAL:
        return Due(why=ZERO_TOLERANCE)
    return Due(rung=Rung.TERMINATION, why=LAST_RESORT.but(taken=last))


def _missed_on(facts: LadderFacts, today: date) -> date | None:
    """Return the day that passed without what the supplier was to do by then."""
    waits_for = facts.plan_due_on if facts.status is DeviationStatus.ISSUED else facts.closure_due_on
    return waits_for if waits_for is not None and waits_for < today else None


def _is_returned(facts: LadderFacts) -> bool:
    return facts.status is DeviationStatus.ISSUED and facts.returned_count >= RETURNED_MOST


def _first(facts: LadderFacts, today: date, due_on: date | None) -> Reason:
    """Return why the first steps are due: no plan, one sent back twice, or a date that was missed."""
    if _is_returned(facts):
        return RETURNED.but(count=facts.returned_count)
    assert due_on is not None
    if facts.status is DeviationStatus.ISSUED:
        return LATE.but(days=(today - due_on).days, due=due_on) if facts.has_sent_plan else NO_PLAN.but(due=due_on)
    return DATE_MISSED.but(due=due_on)

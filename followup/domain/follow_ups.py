"""Follow-ups: their life, why they are due, what was found clause by clause, and what a new plan changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.codes import Coded
from followup.domain.criticality import Criticality
from followup.domain.follow_up_rules import FollowUpKind, RuleOrigin
from followup.domain.risk import RiskClass
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

INCOMPLETE = Reason("follow_up.incomplete", N_("Say what you found for this clause, or mark it as not assessed."))
CONTRADICTION = Reason(
    "follow_up.contradiction",
    N_("This clause is marked otherwise. Choose “Clause by clause” above, or clear the mark."),
)
NOT_BOUND = Reason("follow_up.not_bound", N_("This clause does not bind in the contract."))
FUTURE = Reason("follow_up.future", N_("A follow-up that has been done cannot lie in the future (today is {today})."))
CLOSED = Reason("follow_up.closed", N_("The follow-up is completed and takes no more findings or deviations."))
ASKED = Reason(
    "follow_up.asked", N_("The supplier has been asked. Assess the answers, or cancel the self-assessment first.")
)
ALREADY_OPEN = Reason(
    "follow_up.already_open", N_("One of this kind is open already, due {due}. Do that one now instead.")
)
AUDITED = Reason(
    "follow_up.audited", N_("An audit has been prepared for it, and completes it. Open the audit, or cancel it first.")
)
NEXT_HALF = Reason(
    "follow_up.next_half", N_("A next step needs three things: its kind, its day and what is to be done.")
)
NEXT_PAST = Reason("follow_up.next_past", N_("The next step lies ahead: choose {today} or later."))
NOT_A_DOER = Reason(
    "follow_up.not_a_doer", N_("Choose somebody who is active and has the role of auditor or contract manager.")
)
TOO_FAR = Reason("follow_up.too_far", N_("Check the year: a follow-up lies at most {years} years from today."))
BY_HAND = Reason("follow_up.by_hand", N_("Due {due}: added by hand. {note}"))
MOVED_BY_HAND = Reason("follow_up.moved_by_hand", N_("Due {due}: moved by hand from {planned}. {note}"))

NO_REPORT = Reason(
    "follow_up.no_report",
    N_("Write what was controlled and found: a control of pay and working conditions ends in a documented report."),
)

SOON_DAYS = 14  # Source: issue A, "late and the next 14 days"
YEARS_MOST = 10  # Source: default of this service; beyond it a year was mistyped


class FollowUpStatus(Coded):
    """The life of one follow-up."""

    PLANNED = "planned", N_("Planned")
    STARTED = "started", N_("Under way")
    COMPLETED = "completed", N_("Completed")
    SKIPPED = "skipped", N_("Skipped")
    COVERED = "covered", N_("Covered by a shared result")


class FollowUpStep(Coded):
    """What can be done to a follow-up."""

    START = "start", N_("Start")
    COMPLETE = "complete", N_("Mark as completed")
    SKIP = "skip", N_("Skip")
    COVER = "cover", N_("Cover by a shared result")


FOLLOW_UP = StateMachine(
    initial=FollowUpStatus.PLANNED,
    steps={
        (FollowUpStatus.PLANNED, FollowUpStep.START): FollowUpStatus.STARTED,
        (FollowUpStatus.PLANNED, FollowUpStep.COMPLETE): FollowUpStatus.COMPLETED,
        (FollowUpStatus.PLANNED, FollowUpStep.SKIP): FollowUpStatus.SKIPPED,
        (FollowUpStatus.STARTED, FollowUpStep.COMPLETE): FollowUpStatus.COMPLETED,
        (FollowUpStatus.PLANNED, FollowUpStep.COVER): FollowUpStatus.COVERED,
        (FollowUpStatus.STARTED, FollowUpStep.COVER): FollowUpStatus.COVERED,
    },
)
OPEN = frozenset({FollowUpStatus.PLANNED, FollowUpStatus.STARTED})


class FindingResult(Coded):
    """What was found for one clause, on the scale that all organisations share."""

    FULFILLED = "fulfilled", N_("Fulfilled")
    PARTLY = "partly", N_("Partly fulfilled")
    NOT_FULFILLED = "not_fulfilled", N_("Not fulfilled")
    NOT_ASSESSED = "not_assessed", N_("Not assessed")


class Outcome(Coded):
    """How the findings are stated: for all clauses at once, or one by one."""

    ALL_FULFILLED = "all_fulfilled", N_("All clauses fulfilled")
    NONE_ASSESSED = "none_assessed", N_("No clause was assessed this time")
    BY_CLAUSE = "by_clause", N_("Clause by clause, as I state below")


AT_ONCE: Mapping[Outcome, FindingResult] = {
    Outcome.ALL_FULFILLED: FindingResult.FULFILLED,
    Outcome.NONE_ASSESSED: FindingResult.NOT_ASSESSED,
}


class ListState(Coded):
    """What a list of follow-ups is narrowed to."""

    OPEN = "open", N_("Open")
    LATE = "late", N_("Late")
    SOON = "soon", N_("Next 14 days")
    PLANNED = "planned", N_("Planned")
    STARTED = "started", N_("Under way")
    COMPLETED = "completed", N_("Completed")
    SKIPPED = "skipped", N_("Skipped")
    ALL = "all", N_("All")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFilter:
    """What a list of follow-ups is narrowed to."""

    state: ListState = ListState.OPEN
    kind: FollowUpKind | None = None
    mine: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUp:
    """A follow-up added by hand, with the reason why."""

    kind: FollowUpKind
    due_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a follow-up gave, logged with one save.

    Shape: `results` and `notes` by the public id of the contract's clause. Units: `minutes_used` of all who took part
    on our side; empty where nobody counted.
    """

    done_on: date
    participants: str = ""
    summary: str = ""
    minutes_used: int | None = None
    outcome: Outcome = Outcome.BY_CLAUSE
    results: Mapping[str, FindingResult] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    next_step: str = ""
    next_kind: FollowUpKind | None = None
    next_on: date | None = None

    @property
    def next(self) -> NewFollowUp | None:
        """Return the follow-up that was agreed on as the next step, if one was."""
        if self.next_kind is None or self.next_on is None:
            return None
        return NewFollowUp(kind=self.next_kind, due_on=self.next_on, reason=self.next_step)


def missing_clauses(due: Sequence[str], results: Mapping[str, FindingResult]) -> tuple[str, ...]:
    """Return the clauses that were due and got no result, in clause order."""
    return tuple(key for key in due if key not in results)


def settled_results(due: Sequence[str], findings: Findings) -> dict[str, FindingResult]:
    """Return one result per clause that binds.

    Shape: `due` and the result by the clause's public id, in clause order.
    Errors: Invalid at results.<id>: what is missing, unknown, or contradicts a statement about all.
    """
    problems = {f"results.{key}": [NOT_BOUND] for key in (*findings.results, *findings.notes) if key not in due}
    at_once = AT_ONCE.get(findings.outcome)
    results = dict(findings.results) if at_once is None else dict.fromkeys(due, at_once)
    for key in missing_clauses(due, results):
        problems[f"results.{key}"] = [INCOMPLETE]
    for key, said in findings.results.items():
        if key in due and said is not results[key]:
            problems[f"results.{key}"] = [CONTRADICTION]
    if problems:
        raise Invalid(problems)
    return results


def check_done(done_on: date, today: date) -> None:
    """Refuse a completed follow-up in the future.

    Errors: Invalid("follow_up.future") at done_on.
    """
    if done_on > today:
        raise Invalid.at("done_on", FUTURE.but(today=today))


def check_next(findings: Findings, today: date) -> None:
    """Refuse a next step that says not what, how or by when.

    Errors: Invalid("follow_up.next_half") at next_step, Invalid("follow_up.next_past") at next_on.
    """
    said = (findings.next_step, findings.next_kind, findings.next_on)
    if any(said) and not all(said):
        raise Invalid.at("next_step", NEXT_HALF)
    if findings.next_on is not None and findings.next_on < today:
        raise Invalid.at("next_on", NEXT_PAST.but(today=today))


def check_report(kind: FollowUpKind, summary: str) -> None:
    """Refuse a control of pay and working conditions without a report.

    Errors: Invalid("follow_up.no_report") at summary.
    Source: domain.md 2.4, the control must end in a documented report (DFØ).
    """
    if kind is FollowUpKind.PAY_CONTROL and not summary.strip():
        raise Invalid.at("summary", NO_REPORT)


def check_due(due_on: date, today: date) -> None:
    """Refuse a date that can only be a slip of the hand.

    Errors: Invalid("follow_up.too_far") at due_on.
    """
    if abs(due_on.year - today.year) > YEARS_MOST:
        raise Invalid.at("due_on", TOO_FAR.but(years=YEARS_MOST))


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def stored(reason: Reason) -> dict[str, object]:
    """Return why a follow-up is due, as it is kept with it."""
    return {"code": reason.code, "text": reason.text, "params": {n: _plain(v) for n, v in reason.params.items()}}


def reason_of(why: Mapping[str, object]) -> Reason:
    """Return why a follow-up is due, ready to be said in any language."""
    params = why.get("params")
    said = {name: _said(name, value) for name, value in params.items()} if isinstance(params, Mapping) else {}
    return Reason(str(why.get("code", "")), str(why.get("text", "")), said)


def _plain(value: object) -> object:
    if isinstance(value, Reason):
        return stored(value)
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Coded) else value


_CODES: Mapping[str, Mapping[str, Coded]] = {
    "risk": {str(group): group for group in (*RiskClass, *Criticality)},
    "rule": {str(origin): origin for origin in RuleOrigin},
}


def _said(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        return reason_of(value)
    if name in _CODES:
        return _CODES[name][str(value)]
    if name != "note" and isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    return value

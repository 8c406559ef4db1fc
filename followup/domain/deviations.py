"""Deviations: how grave, by when, and the way from draft to closed. An observation is no deviation.

What stands before a step is in `deviation_gates.py`, the table that a cooperation decides in `deviation_policies.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.sourced import Provenance
from followup.domain.states import StateMachine
from followup.errors import N_


class Severity(Coded):
    """The grade of a deviation."""

    CRITICAL = "critical", N_("Critical")
    MAJOR = "major", N_("Major")
    MINOR = "minor", N_("Minor")


MEANING: Mapping[Severity, str] = {
    Severity.CRITICAL: N_("Danger to life or health, child or forced labour, bribery, falsified records"),
    Severity.MAJOR: N_("Breach of clause or law, a fault in the system, or a process requirement that is missing"),
    Severity.MINOR: N_("A single lapse, or documents that are incomplete"),
}


class Verification(Coded):
    """How it was checked that a deviation is remedied."""

    DESKTOP = "desktop", N_("From documents")
    ON_SITE = "on_site", N_("On site")
    RIGHTS_HOLDERS = "rights_holders", N_("Confirmed by those who were harmed")


class DeviationOrigin(Coded):
    """Where a deviation was found."""

    FOLLOW_UP = "follow_up", N_("At a follow-up")
    ANSWER = "answer", N_("In an answer")
    AUDIT = "audit", N_("At an audit")
    INCIDENT = "incident", N_("Through an incident")
    BY_HAND = "by_hand", N_("Otherwise")


class Effect(Coded):
    """Whether a remedy lasted, looked at some time after closing."""

    HELD = "held", N_("Has not come back")
    CAME_BACK = "came_back", N_("Has come back")


class DeviationStatus(Coded):
    """The life of a deviation; the supplier never takes it further than reported done."""

    DRAFT = "draft", N_("Draft")
    ISSUED = "issued", N_("Action plan requested")
    PLAN_SUBMITTED = "plan_submitted", N_("Action plan to assess")
    CORRECTING = "correcting", N_("Being corrected")
    REPORTED_DONE = "reported_done", N_("Reported done, to verify")
    CLOSED = "closed", N_("Closed")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    RISK_ACCEPTED = "risk_accepted", N_("Risk accepted for a time")
    SUPERSEDED = "superseded", N_("Replaced by another deviation")


class DeviationStep(Coded):
    """What can be done to a deviation."""

    ISSUE = "issue", N_("Send to the supplier")
    SUBMIT_PLAN = "submit_plan", N_("Submit the action plan")
    RETURN_PLAN = "return_plan", N_("Send the plan back")
    ACCEPT_PLAN = "accept_plan", N_("Accept the plan")
    REPORT_DONE = "report_done", N_("Report done")
    RETURN_EVIDENCE = "return_evidence", N_("Send the evidence back")
    CLOSE = "close", N_("Verify and close")
    WITHDRAW = "withdraw", N_("Withdraw")
    NOTE_PROGRESS = "note_progress", N_("Partly mended: send back with what remains")
    ACCEPT_RISK = "accept_risk", N_("Accept the risk for a time")
    RESUME = "resume", N_("Take up again")
    REOPEN = "reopen", N_("Open again")
    SUPERSEDE = "supersede", N_("Replace by another deviation")


_S, _E = DeviationStatus, DeviationStep
DEVIATION = StateMachine(
    initial=_S.DRAFT,
    steps={
        (_S.DRAFT, _E.ISSUE): _S.ISSUED,
        (_S.ISSUED, _E.SUBMIT_PLAN): _S.PLAN_SUBMITTED,
        (_S.PLAN_SUBMITTED, _E.RETURN_PLAN): _S.ISSUED,
        (_S.PLAN_SUBMITTED, _E.ACCEPT_PLAN): _S.CORRECTING,
        (_S.CORRECTING, _E.REPORT_DONE): _S.REPORTED_DONE,
        (_S.REPORTED_DONE, _E.RETURN_EVIDENCE): _S.CORRECTING,
        (_S.REPORTED_DONE, _E.CLOSE): _S.CLOSED,
        (_S.DRAFT, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.ISSUED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.PLAN_SUBMITTED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.CORRECTING, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.REPORTED_DONE, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.REPORTED_DONE, _E.NOTE_PROGRESS): _S.CORRECTING,
        (_S.ISSUED, _E.ACCEPT_RISK): _S.RISK_ACCEPTED,
        (_S.PLAN_SUBMITTED, _E.ACCEPT_RISK): _S.RISK_ACCEPTED,
        (_S.CORRECTING, _E.ACCEPT_RISK): _S.RISK_ACCEPTED,
        (_S.REPORTED_DONE, _E.ACCEPT_RISK): _S.RISK_ACCEPTED,
        (_S.RISK_ACCEPTED, _E.RESUME): _S.ISSUED,
        (_S.RISK_ACCEPTED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.CLOSED, _E.REOPEN): _S.CORRECTING,
        **{(status, _E.SUPERSEDE): _S.SUPERSEDED for status in (_S.DRAFT, _S.ISSUED, _S.PLAN_SUBMITTED, _S.CORRECTING)},
    },
)
BY_SUPPLIER = frozenset({_E.SUBMIT_PLAN, _E.REPORT_DONE})
NEEDS_REASON = frozenset(
    {_E.RETURN_PLAN, _E.RETURN_EVIDENCE, _E.NOTE_PROGRESS, _E.WITHDRAW, _E.ACCEPT_RISK, _E.REOPEN, _E.SUPERSEDE}
)
SETTLED = frozenset({_S.CLOSED, _S.WITHDRAWN, _S.SUPERSEDED})
VOID = frozenset({_S.WITHDRAWN, _S.SUPERSEDED})  # counted nowhere: it was no deviation, or stands as another one
OPEN = frozenset(_S) - SETTLED - {_S.DRAFT}  # an accepted risk is not mended
WITH_BOTH = OPEN - {_S.RISK_ACCEPTED}  # between supplier and buyer
WAITS_ON_SUPPLIER = frozenset({_S.ISSUED, _S.CORRECTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """What a grade demands.

    Units: calendar days, counted from the report's sending or, for a critical one, from its discovery.
    """

    plan_days: int
    answer_days: int
    closure_days: int
    verified_by: frozenset[Verification]
    containment_days: int | None = None
    reminder_offsets: tuple[int, ...] = ()
    source: str = N_("Default of this service; the deadlines of the action plan are agreed case by case")
    provenance: Provenance = Provenance.DEFAULT


_ANY = frozenset(Verification)
# Source: defaults; anchors are RBA 7 and 14 days, the joint clause 28 days, audit programmes 90 and 180 days.
DEFAULT_DEADLINES: Mapping[Severity, Deadlines] = {
    Severity.CRITICAL: Deadlines(
        containment_days=2,
        plan_days=7,
        answer_days=3,
        closure_days=30,
        verified_by=frozenset({Verification.ON_SITE, Verification.RIGHTS_HOLDERS}),
        reminder_offsets=tuple(range(-30, 31)),
    ),
    Severity.MAJOR: Deadlines(
        containment_days=14,
        plan_days=14,
        answer_days=7,
        closure_days=90,
        verified_by=_ANY,
        reminder_offsets=(-14, -7, -1, 1, 7),
    ),
    Severity.MINOR: Deadlines(
        plan_days=28, answer_days=14, closure_days=180, verified_by=_ANY, reminder_offsets=(-14, -1, 7)
    ),
}
EFFECT_MONTHS = 6  # Source: default of this service: half a year after closing, has it come back?


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDates:
    """The last days of one deviation; without containment the grade asks for no immediate action."""

    counted_from_on: date
    containment_due_on: date | None
    plan_due_on: date
    closure_due_on: date


def due_dates(
    severity: Severity,
    *,
    issued_on: date,
    discovered_on: date,
    table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES,
) -> DueDates:
    """Return the deadlines, counted from sending; a critical deviation's from its discovery.

    What was sent long after its discovery can still be met: nothing is due before the day after sending.
    Source: default of this service.
    """
    row = table[severity]
    start_on = discovered_on if severity is Severity.CRITICAL else issued_on
    earliest_on = issued_on + timedelta(days=1)

    def after(days: int) -> date:
        return max(start_on + timedelta(days=days), earliest_on)

    return DueDates(
        counted_from_on=start_on,
        containment_due_on=None if row.containment_days is None else after(row.containment_days),
        plan_due_on=after(row.plan_days),
        closure_due_on=after(row.closure_days),
    )


def answer_due_on(
    severity: Severity, submitted_on: date, table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES
) -> date:
    """Return the last day for the buyer to answer a submitted plan."""
    return submitted_on + timedelta(days=table[severity].answer_days)


def plan_due_again_on(
    severity: Severity, returned_on: date, table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES
) -> date:
    """Return the last day for a plan that was sent back: the grade's time for a plan, from that day.

    Source: default of this service.
    """
    return returned_on + timedelta(days=table[severity].plan_days)


def needs_onsite(severity: Severity, table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES) -> bool:
    """Return whether documents alone cannot close a deviation of this grade."""
    return Verification.DESKTOP not in table[severity].verified_by

"""Deviations: how grave, by when, the way from draft to closed, and who may close. An observation is no deviation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.sourced import Provenance
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason


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


class DeviationStatus(Coded):
    """The life of a deviation; the supplier never takes it further than reported done."""

    DRAFT = "draft", N_("Draft")
    ISSUED = "issued", N_("Action plan requested")
    PLAN_SUBMITTED = "plan_submitted", N_("Action plan to assess")
    CORRECTING = "correcting", N_("Being corrected")
    REPORTED_DONE = "reported_done", N_("Reported done, to verify")
    CLOSED = "closed", N_("Closed")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


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
    },
)
BY_SUPPLIER = frozenset({_E.SUBMIT_PLAN, _E.REPORT_DONE})
NEEDS_REASON = frozenset({_E.RETURN_PLAN, _E.RETURN_EVIDENCE, _E.WITHDRAW})
OPEN = frozenset({_S.ISSUED, _S.PLAN_SUBMITTED, _S.CORRECTING, _S.REPORTED_DONE})
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
EXTENSIONS_MOST = 1  # Source: default of this service
EXTENSION_PERCENT_MOST = 50  # Source: default of this service, of the time first given

EXTENDED_BEFORE = Reason("deviation.extended_before", N_("The deadline has been extended once already."))
EXTENSION_LATE = Reason(
    "deviation.extension_late", N_("A deadline can be extended until it passes; this one passed on {due}.")
)
EXTENSION_BACK = Reason("deviation.extension_back", N_("Choose a date after the present deadline, {due}."))
EXTENSION_LONG = Reason("deviation.extension_long", N_("Choose {latest} or earlier: at most half the time again."))
REASON_MISSING = Reason("deviation.reason_missing", N_("Write the reason."))
OWN_WORK = Reason("deviation.own_work", N_("Somebody else must verify: you recorded, graded or sent this deviation."))
NO_EVIDENCE = Reason("deviation.no_evidence", N_("There is no evidence to verify."))
ACTIONS_OPEN = Reason("deviation.actions_open", N_("{count} of the supplier's actions are not reported done."))
WRONG_VERIFICATION = Reason(
    "deviation.wrong_verification",
    N_("A critical deviation is verified on site, or by those who were harmed."),
)


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


def latest_extension(start_on: date, due_on: date) -> date:
    """Return the latest date to which a deadline can be extended.

    Source: default of this service: at most half the time again, whole days.
    """
    return due_on + timedelta(days=(due_on - start_on).days * EXTENSION_PERCENT_MOST // 100)


def check_extension(
    *, start_on: date, due_on: date, new_due_on: date, today: date, extended_count: int, reason: str
) -> None:
    """Refuse an extension that comes twice, too late, backwards, too long or without a reason.

    Errors: Invalid at new_due_on and reason.
    Source: default of this service.
    """
    latest = latest_extension(start_on, due_on)
    wrong = [
        (extended_count >= EXTENSIONS_MOST, EXTENDED_BEFORE),
        (today > due_on, EXTENSION_LATE.but(due=due_on)),
        (new_due_on <= due_on, EXTENSION_BACK.but(due=due_on)),
        (new_due_on > latest, EXTENSION_LONG.but(latest=latest)),
    ]
    problems = {"new_due_on": [problem for holds, problem in wrong if holds]}
    if not reason.strip():
        problems["reason"] = [REASON_MISSING]
    if any(problems.values()):
        raise Invalid({path: found for path, found in problems.items() if found})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """What decides whether a person may close; the authors are all who recorded, graded or sent the deviation."""

    severity: Severity
    verifier_id: int | None
    author_ids: frozenset[int]
    evidence_count: int
    actions_not_done_count: int
    verification: Verification


def closing_problems(
    facts: ClosingFacts, table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES
) -> tuple[Reason, ...]:
    """Return all that stands against closing; empty means that it may be closed.

    Source: default of this service: proof, four eyes, never the supplier (who has no user id), on site if asked for.
    """
    against = (
        (facts.verifier_id is None or facts.verifier_id in facts.author_ids, OWN_WORK),
        (facts.evidence_count == 0, NO_EVIDENCE),
        (facts.actions_not_done_count > 0, ACTIONS_OPEN.but(count=facts.actions_not_done_count)),
        (facts.verification not in table[facts.severity].verified_by, WRONG_VERIFICATION),
    )
    return tuple(reason for holds, reason in against if holds)


def may_close(facts: ClosingFacts) -> bool:
    """Return whether this person may close the deviation now."""
    return not closing_problems(facts)

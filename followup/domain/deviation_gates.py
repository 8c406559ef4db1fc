"""What stands before a deviation's steps: more time, an accepted risk, closing, opening again, the look afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import add_months
from followup.domain.deviations import (
    DEFAULT_DEADLINES,
    EFFECT_MONTHS,
    Deadlines,
    Effect,
    Severity,
    Verification,
)
from followup.errors import N_, Conflict, Invalid, Reason

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
    N_("This grade is verified on site, or by those who were harmed."),
)
REMEDY_MISSING = Reason(
    "deviation.remedy_missing",
    N_("Record first how those who were harmed have been given remedy, or that nobody was harmed."),
)
REMEDY_LATER = Reason("deviation.remedy_later", N_("Choose a day from {found} to today."))
EXTENSION_ASKED = Reason(
    "deviation.extension_waits", N_("More time has been asked for already and waits for an answer.")
)
EXTENSION_NOT_ASKED = Reason("deviation.extension_not_asked", N_("Nobody has asked for more time."))
OWN_REQUEST = Reason("deviation.own_request", N_("Somebody else must decide: you asked for more time."))
ACCEPTED_PAST = Reason("deviation.accepted_past", N_("Choose a day after today, {latest} at the latest."))
ZERO_TOLERANCE = Reason(
    "deviation.zero_tolerance", N_("The risk of a critical deviation cannot be accepted: it is contained and mended.")
)
EFFECT_EARLY = Reason("deviation.effect_early", N_("Whether it has lasted can be said from {on}."))
EFFECT_KNOWN = Reason("deviation.effect_known", N_("The effect has been recorded already."))
NOT_CLOSED = Reason("deviation.not_closed", N_("The effect is looked at once the deviation is closed."))
LOWER_GRADE = Reason(
    "deviation.lower_grade", N_("A repeated deviation is proposed as major. Write why it is graded lower here.")
)
ITSELF = Reason("deviation.itself", N_("Choose another deviation of the same supplier that is not settled."))
ACCEPTANCE_DAYS_MOST = 365  # Source: default of this service: an accepted risk is looked at every year


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


def check_acceptance(severity: Severity, *, until: date, today: date) -> None:
    """Refuse to accept a risk to life or health, without an end, or for too long.

    Errors: Conflict("deviation.zero_tolerance"); Invalid at until.
    Source: default of this service.
    """
    if severity is Severity.CRITICAL:
        raise Conflict(ZERO_TOLERANCE)
    latest = today + timedelta(days=ACCEPTANCE_DAYS_MOST)
    if not today < until <= latest:
        raise Invalid.at("until", ACCEPTED_PAST.but(latest=latest))


def check_remedied(remedied_on: date, *, found_on: date, today: date) -> None:
    """Refuse a remedy before the finding or in the future.

    Errors: Invalid("deviation.remedy_later") at remedied_on.
    """
    if not found_on <= remedied_on <= today:
        raise Invalid.at("remedied_on", REMEDY_LATER.but(found=found_on))


def effect_check_on(closed_on: date) -> date:
    """Return the day from which it is looked at whether a mended deviation has come back.

    Source: default of this service.
    """
    return add_months(closed_on, EFFECT_MONTHS)


def check_effect(effect: Effect, *, check_on: date | None, known: Effect | None, today: date) -> None:
    """Refuse a second look, or to say that it has lasted before there was time to come back.

    Errors: Conflict("deviation.not_closed"), Conflict("deviation.effect_known"); Invalid at effect.
    """
    if check_on is None:
        raise Conflict(NOT_CLOSED)
    if known is not None:
        raise Conflict(EFFECT_KNOWN)
    if effect is Effect.HELD and today < check_on:
        raise Invalid.at("effect", EFFECT_EARLY.but(on=check_on))


def proposed_grade(severity: Severity, *, is_repeat: bool) -> Severity:
    """Return the grade to propose: the same minor deviation once more is a fault in the system.

    Source: domain.md 7.2.
    """
    return Severity.MAJOR if is_repeat and severity is Severity.MINOR else severity


def check_repeat(severity: Severity, reason: str) -> None:
    """Refuse a repeated deviation that is graded lower than proposed without a reason.

    Errors: Invalid("deviation.lower_grade") at reason.
    """
    if proposed_grade(severity, is_repeat=True) is not severity and not reason.strip():
        raise Invalid.at("reason", LOWER_GRADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """What decides whether a person may close; the authors are all who recorded, graded or sent the deviation."""

    severity: Severity
    verifier_id: int | None
    author_ids: frozenset[int]
    evidence_count: int
    actions_not_done_count: int
    verification: Verification
    is_remedied: bool = False


def closing_problems(
    facts: ClosingFacts, table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES
) -> tuple[Reason, ...]:
    """Return all that stands against closing; empty means that it may be closed.

    Source: default of this service: proof, four eyes, never the supplier (who has no user id), on site if asked for,
    and remedy for those harmed where nothing is tolerated.
    """
    against = (
        (facts.verifier_id is None or facts.verifier_id in facts.author_ids, OWN_WORK),
        (facts.evidence_count == 0, NO_EVIDENCE),
        (facts.actions_not_done_count > 0, ACTIONS_OPEN.but(count=facts.actions_not_done_count)),
        (facts.verification not in table[facts.severity].verified_by, WRONG_VERIFICATION),
        (facts.severity is Severity.CRITICAL and not facts.is_remedied, REMEDY_MISSING),
    )
    return tuple(reason for holds, reason in against if holds)


def may_close(facts: ClosingFacts, table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES) -> bool:
    """Return whether this person may close the deviation now."""
    return not closing_problems(facts, table)

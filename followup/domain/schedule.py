"""The plan: contract facts, history and policy in; the next follow-ups and why they are due out.

Nothing here knows whether it ran yesterday. Of one kind and subject there is at most one open occurrence, and the
next one is counted from what was settled, so running twice, late, or in another order plans the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import add_months, next_working_day
from followup.domain.codes import Coded
from followup.domain.risk import RiskClass
from followup.domain.sourced import Provenance
from followup.errors import N_, Reason


class FollowUpKind(Coded):
    """What is done to follow up a contract.

    Source: steps of the regions' joint work, husr.se and upphandlingsmyndigheten.se.
    """

    KICK_OFF = "kick_off", N_("Kick-off dialogue")
    SELF_ASSESSMENT = "self_assessment", N_("Self-assessment")
    TRACEABILITY = "traceability", N_("Traceability request")
    DOCUMENT_REVIEW = "document_review", N_("Document review")
    OFFICE_AUDIT = "office_audit", N_("Office audit")
    SITE_AUDIT = "site_audit", N_("On-site audit")
    FOLLOW_UP_AUDIT = "follow_up_audit", N_("Follow-up audit")
    PORTFOLIO_REVIEW = "portfolio_review", N_("Yearly risk review")
    PAY_CONTROL = "pay_control", N_("Control of pay and working conditions")
    DEVELOPMENT_MEETING = "development_meeting", N_("Development meeting")


AUDITS = frozenset({FollowUpKind.OFFICE_AUDIT, FollowUpKind.SITE_AUDIT, FollowUpKind.FOLLOW_UP_AUDIT})
MONTHS_AFTER_OFFICE_AUDIT = 12  # Source: Adda, at least one year of the contract must remain after the audit
REMINDER_OFFSETS = (-14, -7, -1, 1, 7)  # Source: default of this service


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """When a kind is due for a risk class; without an interval it is done once.

    Units: `first_*` from the contract's start (of a follow-up audit: from the deviation); days are calendar days.
    """

    risk_class: RiskClass
    kind: FollowUpKind
    first_months: int = 0
    first_days: int = 0
    interval_months: int | None = None
    answer_days: int | None = None
    reminder_offsets: tuple[int, ...] = REMINDER_OFFSETS
    source: str = ""
    provenance: Provenance = Provenance.DEFAULT


Policy = Mapping[tuple[RiskClass, FollowUpKind], PolicyRow]

_K = FollowUpKind
_A, _B, _C, _D = RiskClass
# kind, class, first due after months and days, then every so many months. Source: domain table, all defaults.
_DEFAULTS: tuple[tuple[FollowUpKind, RiskClass, int, int, int | None], ...] = (
    (_K.KICK_OFF, _A, 0, 30, None),
    (_K.KICK_OFF, _B, 0, 30, None),
    (_K.KICK_OFF, _C, 0, 60, None),
    (_K.SELF_ASSESSMENT, _A, 0, 0, 12),
    (_K.SELF_ASSESSMENT, _B, 0, 0, 12),
    (_K.SELF_ASSESSMENT, _C, 0, 180, 24),
    (_K.TRACEABILITY, _A, 6, 0, 24),
    (_K.TRACEABILITY, _B, 12, 0, 36),
    (_K.DOCUMENT_REVIEW, _A, 12, 0, 12),
    (_K.DOCUMENT_REVIEW, _B, 24, 0, 24),
    (_K.OFFICE_AUDIT, _A, 12, 0, 36),
    (_K.OFFICE_AUDIT, _B, 36, 0, 36),
    (_K.SITE_AUDIT, _A, 24, 0, 24),
    (_K.FOLLOW_UP_AUDIT, _A, 6, 0, None),
    (_K.FOLLOW_UP_AUDIT, _B, 6, 0, None),
    (_K.FOLLOW_UP_AUDIT, _C, 12, 0, None),
    (_K.PORTFOLIO_REVIEW, _A, 12, 0, 12),
    (_K.PORTFOLIO_REVIEW, _B, 12, 0, 12),
    (_K.PORTFOLIO_REVIEW, _C, 12, 0, 12),
    (_K.PORTFOLIO_REVIEW, _D, 12, 0, 12),
)
_SOURCES: Mapping[FollowUpKind, str] = {
    _K.KICK_OFF: N_("Default of this service; the regions hold a kick-off after the standstill period (husr.se)"),
    _K.SELF_ASSESSMENT: N_("Default of this service; DFØ sends it when the contract is signed and again yearly"),
    _K.TRACEABILITY: N_("Default of this service; the joint clause gives the supplier four weeks to answer"),
    _K.DOCUMENT_REVIEW: N_("Default of this service"),
    _K.OFFICE_AUDIT: N_("Default of this service; Adda begins after about a year, results are reused for three years"),
    _K.SITE_AUDIT: N_("Default of this service; amfori BSCI and RBA repeat within two years"),
    _K.FOLLOW_UP_AUDIT: N_("Default of this service; amfori BSCI asks for it within twelve months"),
    _K.PORTFOLIO_REVIEW: N_("Default of this service; DFØ advises a yearly risk assessment of the portfolio"),
}
_ANSWER_DAYS: Mapping[FollowUpKind, Mapping[str, int]] = {
    _K.SELF_ASSESSMENT: {"SE": 28, "NO": 42},  # Source: joint clause (4 weeks, for traceability); DFØ (6 weeks)
    _K.TRACEABILITY: {"SE": 28, "NO": 28},  # Source: joint clause, 4 weeks
}


def default_policy(country: str) -> Policy:
    """Return the default table for organisations of "SE" or "NO"."""
    return {
        (risk_class, kind): PolicyRow(
            risk_class=risk_class,
            kind=kind,
            first_months=months,
            first_days=days,
            interval_months=interval,
            answer_days=_ANSWER_DAYS.get(kind, {}).get(country),
            source=_SOURCES[kind],
        )
        for kind, risk_class, months, days, interval in _DEFAULTS
    }


DEFAULT_POLICY: Mapping[str, Policy] = {country: default_policy(country) for country in ("SE", "NO")}


@dataclass(frozen=True, slots=True)
class Recheck:
    """A deviation that a follow-up audit must look at again."""

    subject: str
    since_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """What the plan needs to know of a contract; without a class or a start nothing can be planned."""

    risk_class: RiskClass | None
    starts_on: date | None
    ends_on: date | None
    country: str
    is_voided: bool = False
    rechecks: tuple[Recheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A follow-up that exists: open, done (settled with a day) or skipped (settled without)."""

    kind: FollowUpKind
    due_on: date
    subject: str = ""
    is_settled: bool = False
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFollowUp:
    """A follow-up that should exist; one that is blocked is shown, never stored.

    Shape: of what the supplier is asked, `due_on` is the day to ask; see `answer_due_on`.
    """

    kind: FollowUpKind
    subject: str
    ordinal: int
    due_on: date
    reason: Reason
    blocked: Reason | None = None


TOO_SHORT = Reason(
    "schedule.too_short", N_("Blocked: less than {months} months of the contract would remain after {start}.")
)
_START = Reason("schedule.start", N_("Due {due}: {risk}, at the start on {start}."))
_DAYS = Reason("schedule.days", N_("Due {due}: {risk}, within {days} days of {start}."))
_MONTHS = Reason("schedule.months", N_("Due {due}: {risk}, within {months} months of {start}."))
_DONE = Reason("schedule.done", N_("Due {due}: {risk}, last done {last}, every {months} months."))
_SKIPPED = Reason("schedule.skipped", N_("Due {due}: {risk}, skipped {last}, every {months} months."))


def plan(
    facts: ContractFacts, history: Sequence[Occurrence], policy: Policy, today: date, horizon: date
) -> tuple[PlannedFollowUp, ...]:
    """Return the follow-ups that should exist up to the horizon and do not yet, the earliest first.

    Lateness is never clamped: what should have been done last year is due last year. Dates on days off move to the
    next working day. A contract that has ended, or lacks class or start, plans nothing.
    """
    if facts.risk_class is None or facts.starts_on is None or facts.is_voided:
        return ()
    if (facts.ends_on is not None and today > facts.ends_on) or facts.starts_on > horizon:
        return ()
    found: list[PlannedFollowUp] = []
    for row, subject, start_on in _slots(facts, policy):
        mine = [o for o in history if o.kind is row.kind and o.subject == subject]
        if all(o.is_settled for o in mine):
            found.extend(_next(row, subject, start_on, mine, facts, today, horizon))
    return tuple(sorted(found, key=lambda planned: (planned.due_on, planned.kind, planned.subject)))


def answer_due_on(row: PolicyRow, sent_on: date, country: str) -> date | None:
    """Return the last day for the supplier to answer, a working day, or None for what is not asked of the supplier."""
    if row.answer_days is None:
        return None
    return next_working_day(sent_on + timedelta(days=row.answer_days), country)


def reminder_due(today: date, due_on: date, sent: Sequence[date], offsets: Sequence[int]) -> int | None:
    """Return the offset whose reminder is to be sent today, or None: at most one, also after missed days.

    Shape: `sent` holds the day of the first letter and of every reminder; a letter on or after an offset's day answers
    that offset and all before it.
    Units: offsets in calendar days, negative before the deadline.
    """
    reached = [offset for offset in offsets if due_on + timedelta(days=offset) <= today]
    if not reached:
        return None
    latest = max(reached)
    return None if any(day >= due_on + timedelta(days=latest) for day in sent) else latest


def _slots(facts: ContractFacts, policy: Policy) -> Iterator[tuple[PolicyRow, str, date]]:
    for (risk_class, kind), row in policy.items():
        if risk_class is not facts.risk_class or facts.starts_on is None:
            continue
        if kind is FollowUpKind.FOLLOW_UP_AUDIT:
            yield from ((row, recheck.subject, recheck.since_on) for recheck in facts.rechecks)
        else:
            yield row, "", facts.starts_on


def _next(
    row: PolicyRow,
    subject: str,
    start_on: date,
    settled: Sequence[Occurrence],
    facts: ContractFacts,
    today: date,
    horizon: date,
) -> Iterator[PlannedFollowUp]:
    """Yield the next occurrence of one slot, if it has one up to the horizon and before the contract ends."""
    if settled and row.interval_months is None:
        return
    counted_on, reason = _counted(row, start_on, settled)
    if counted_on > horizon or (facts.ends_on is not None and counted_on > facts.ends_on):
        return
    due_on = next_working_day(counted_on, facts.country)
    yield PlannedFollowUp(
        kind=row.kind,
        subject=subject,
        ordinal=len(settled) + 1,
        due_on=due_on,
        reason=reason.but(due=due_on, risk=row.risk_class),
        blocked=_blocked(row.kind, max(counted_on, today), facts.ends_on),
    )


def _counted(row: PolicyRow, start_on: date, settled: Sequence[Occurrence]) -> tuple[date, Reason]:
    """Return the date before it moves to a working day, and what it is counted from."""
    if settled and row.interval_months is not None:
        last = max(settled, key=lambda o: o.done_on or o.due_on)
        last_on, reason = (last.done_on, _DONE) if last.done_on else (last.due_on, _SKIPPED)
        return add_months(last_on, row.interval_months), reason.but(last=last_on, months=row.interval_months)
    first_on = add_months(start_on, row.first_months) + timedelta(days=row.first_days)
    if row.first_months:
        return first_on, _MONTHS.but(start=start_on, months=row.first_months)
    return first_on, _DAYS.but(start=start_on, days=row.first_days) if row.first_days else _START.but(start=start_on)


def _blocked(kind: FollowUpKind, begin_on: date, ends_on: date | None) -> Reason | None:
    if kind is not FollowUpKind.OFFICE_AUDIT or ends_on is None:
        return None
    if add_months(begin_on, MONTHS_AFTER_OFFICE_AUDIT) - timedelta(days=1) <= ends_on:  # both days are inclusive
        return None
    return TOO_SHORT.but(months=MONTHS_AFTER_OFFICE_AUDIT, start=begin_on)

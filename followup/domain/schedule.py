"""The plan: contract facts, history and policy in; the next follow-ups and why they are due out.

Nothing here knows whether it ran yesterday. Of one kind and subject there is at most one open occurrence, and the
next one is counted from what was settled, so running twice, late, or in another order plans the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import add_months, next_working_day
from followup.domain.criticality import Criticality
from followup.domain.follow_up_rules import AUDITS as AUDITS
from followup.domain.follow_up_rules import DEFAULT_POLICY as DEFAULT_POLICY
from followup.domain.follow_up_rules import REMINDER_OFFSETS as REMINDER_OFFSETS
from followup.domain.follow_up_rules import REUSE_MONTHS, Group, Trigger
from followup.domain.follow_up_rules import FollowUpKind as FollowUpKind
from followup.domain.follow_up_rules import Policy as Policy
from followup.domain.follow_up_rules import PolicyRow as PolicyRow
from followup.domain.follow_up_rules import answer_due_on as answer_due_on
from followup.domain.follow_up_rules import default_policy as default_policy
from followup.domain.risk import RiskClass
from followup.domain.schedule_reasons import PAY, TOO_SHORT, why
from followup.errors import Reason

MONTHS_AFTER_OFFICE_AUDIT = 12  # Source: Adda, at least one year of the contract must remain after the audit
PAY_ASSESSMENT = "assessment"  # the subject of the risk assessment that each covered contract needs
PAY_ASSESSMENT_DAYS = 30  # Source: default of this service, as DFØ asks for the self-report within a month of signing
SAMPLE = "sample {year}"


@dataclass(frozen=True, slots=True)
class Recheck:
    """A deviation that a follow-up audit must look at again."""

    subject: str
    since_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """What the plan needs to know of a contract; without a start nothing can be planned, without a class only meetings.

    Shape: `public_id` draws the yearly samples; `registered_on` is the day from which it can be drawn; `pay_rules` says
    whether the Norwegian rules on pay and working conditions cover it; `joint_ends_on` is the end of the longest
    contract that takes part in a joint office audit with it.
    """

    risk_class: RiskClass | None
    starts_on: date | None
    ends_on: date | None
    country: str
    is_voided: bool = False
    rechecks: tuple[Recheck, ...] = ()
    public_id: str = ""
    criticality: Criticality | None = None
    pay_rules: bool = False
    registered_on: date | None = None
    risk_since: date | None = None
    criticality_since: date | None = None
    joint_ends_on: date | None = None

    def since(self, group: Group) -> date | None:
        """Return the day from which the contract is in its class or group, where that is known."""
        return self.criticality_since if isinstance(group, Criticality) else self.risk_since

    @property
    def has_pay_rules(self) -> bool:
        """Return whether pay and working conditions are to be controlled: a duty of Norwegian buyers."""
        return self.pay_rules and self.country == "NO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A follow-up that exists: open, done (settled with a day), skipped (settled without), or covered by a result.

    One that the plan took back because the rules no longer ask for it counts for nothing but its number.
    """

    kind: FollowUpKind
    due_on: date
    subject: str = ""
    is_settled: bool = False
    done_on: date | None = None
    is_covered: bool = False
    is_dropped: bool = False


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


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the plan: a kind, a subject, the day it counts from, the rule (none for what the law asks), and since
    when the contract is in the class or group that the rule is about.
    """

    kind: FollowUpKind
    subject: str
    start_on: date
    row: PolicyRow | None
    since: date | None = None


def plan(
    facts: ContractFacts, history: Sequence[Occurrence], policy: Policy, today: date, horizon: date
) -> tuple[PlannedFollowUp, ...]:
    """Return the follow-ups that should exist up to the horizon and do not yet, the earliest first.

    Lateness is never clamped: what should have been done last year is due last year. Dates on days off move to the
    next working day. A contract that has ended, or lacks its start, plans nothing.
    """
    if facts.starts_on is None or facts.is_voided or facts.starts_on > horizon:
        return ()
    if facts.ends_on is not None and today > facts.ends_on:
        return ()
    of_slot: dict[tuple[FollowUpKind, str], list[Occurrence]] = {}
    for occurrence in history:
        of_slot.setdefault((occurrence.kind, occurrence.subject), []).append(occurrence)
    found: list[PlannedFollowUp] = []
    for slot in slots(facts, policy, today):
        mine = of_slot.get((slot.kind, slot.subject), [])
        if all(o.is_settled for o in mine):
            found.extend(_next(slot, mine, facts, today, horizon))
    return tuple(sorted(found, key=lambda planned: (planned.due_on, planned.kind, planned.subject)))


def slots(facts: ContractFacts, policy: Policy, today: date) -> Iterator[Slot]:
    """Return the places that the contract's plan has by its class, its portfolio group and the rules that cover it."""
    if facts.starts_on is None:
        return
    for group in (facts.risk_class, facts.criticality):
        for kind in FollowUpKind:
            row = None if group is None else policy.get((group, kind))
            if row is not None and (kind is not FollowUpKind.PAY_CONTROL or facts.has_pay_rules):
                yield from _of_row(row, facts, facts.starts_on, today)
    if facts.has_pay_rules:
        yield Slot(FollowUpKind.PAY_CONTROL, PAY_ASSESSMENT, facts.starts_on, None)


def _of_row(row: PolicyRow, facts: ContractFacts, starts_on: date, today: date) -> Iterator[Slot]:
    in_group = facts.since(row.group)
    if row.trigger is Trigger.SCHEDULED:
        is_meeting = row.kind is FollowUpKind.DEVELOPMENT_MEETING
        yield Slot(row.kind, "", max(starts_on, in_group or starts_on) if is_meeting else starts_on, row, in_group)
    elif row.trigger is Trigger.DEVIATION:
        yield from (Slot(row.kind, recheck.subject, recheck.since_on, row, in_group) for recheck in facts.rechecks)
    elif row.trigger is Trigger.SAMPLED:
        since = max(day for day in (starts_on, facts.registered_on, facts.risk_since, row.since) if day is not None)
        for year in range(max(since.year, starts_on.year + 1), today.year + 1):
            drawn_on = add_months(starts_on, 12 * (year - starts_on.year))
            if drawn_on >= since and is_drawn(facts.public_id, year, row.sample_percent or 0):
                yield Slot(row.kind, SAMPLE.format(year=year), starts_on, row, in_group)


def is_drawn(public_id: str, year: int, percent: int) -> bool:
    """Return whether a contract is in the sample of a year: a lot that everybody can draw again, and nobody choose."""
    lot = hashlib.sha256(f"{public_id} {year}".encode()).digest()
    return int.from_bytes(lot[:8]) % 100 < percent


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


def _next(
    slot: Slot, mine: Sequence[Occurrence], facts: ContractFacts, today: date, horizon: date
) -> Iterator[PlannedFollowUp]:
    """Yield the next occurrence of one slot, if it has one up to the horizon and before the contract ends."""
    settled = [o for o in mine if not o.is_dropped]
    counted = _counted(slot, settled)
    if counted is None:
        return
    counted_on, reason = counted
    if counted_on > horizon or (facts.ends_on is not None and counted_on > facts.ends_on):
        return
    due_on = next_working_day(counted_on, facts.country)
    yield PlannedFollowUp(
        kind=slot.kind,
        subject=slot.subject,
        ordinal=len(mine) + 1,
        due_on=due_on,
        reason=reason.but(due=due_on),
        blocked=_blocked(slot.kind, counted_on if due_on >= today else today, facts),
    )


def _counted(slot: Slot, settled: Sequence[Occurrence]) -> tuple[date, Reason] | None:
    """Return the date before it moves to a working day, and what it is counted from; None for what is done once."""
    row, start_on = slot.row, slot.start_on
    if row is None:
        reason = PAY.but(start=start_on, days=PAY_ASSESSMENT_DAYS)
        return None if settled else (start_on + timedelta(days=PAY_ASSESSMENT_DAYS), reason)
    if row.trigger is Trigger.SAMPLED:
        return None if settled else _sampled(slot, row, int(slot.subject.rpartition(" ")[2]))
    if settled:
        return None if row.interval_months is None else _again(slot, row, row.interval_months, settled)
    first_on = add_months(start_on, row.first_months) + timedelta(days=row.first_days)
    if row.first_months:
        return first_on, why("schedule.months", row, slot.since, start=start_on, months=row.first_months)
    if row.first_days:
        return first_on, why("schedule.days", row, slot.since, start=start_on, days=row.first_days)
    return first_on, why("schedule.start", row, slot.since, start=start_on)


def _again(slot: Slot, row: PolicyRow, interval: int, settled: Sequence[Occurrence]) -> tuple[date, Reason]:
    last = max(settled, key=lambda o: o.done_on or o.due_on)
    if last.is_covered and last.done_on is not None:
        months = min(interval, REUSE_MONTHS)
        reason = why("schedule.covered", row, slot.since, last=last.done_on, months=months)
        return add_months(last.done_on, months), reason
    code, last_on = ("schedule.done", last.done_on) if last.done_on else ("schedule.skipped", last.due_on)
    return add_months(last_on, interval), why(code, row, slot.since, last=last_on, months=interval)


def _sampled(slot: Slot, row: PolicyRow, year: int) -> tuple[date, Reason]:
    due_on = add_months(slot.start_on, 12 * (year - slot.start_on.year))
    facts = {"start": slot.start_on, "year": str(year), "percent": row.sample_percent or 0}
    return due_on, why("schedule.sampled", row, slot.since, **facts)


def _blocked(kind: FollowUpKind, begin_on: date, facts: ContractFacts) -> Reason | None:
    """Return why no office audit can begin that day; a follow-up audit can at any time.

    In a joint audit the longest of the contracts counts.
    """
    ends_on = facts.ends_on
    if kind is not FollowUpKind.OFFICE_AUDIT or ends_on is None:
        return None
    ends_on = max(ends_on, facts.joint_ends_on or ends_on)
    if add_months(begin_on, MONTHS_AFTER_OFFICE_AUDIT) - timedelta(days=1) <= ends_on:  # both days are inclusive
        return None
    return TOO_SHORT.but(months=MONTHS_AFTER_OFFICE_AUDIT, start=begin_on)

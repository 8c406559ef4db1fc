"""What a new plan changes of the follow-ups that are stored: some come, some move, some are no longer asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.calendar import add_months, next_working_day
from followup.domain.follow_ups import BY_HAND, MOVED_BY_HAND, OPEN, FollowUpStatus, stored
from followup.domain.schedule import (
    ContractFacts,
    FollowUpKind,
    Occurrence,
    PlannedFollowUp,
    Policy,
    plan,
    slots,
)
from followup.errors import N_, Reason

PLAN_MONTHS = 240  # one occurrence of every kind is always planned; only a mistyped century lies beyond
_AFTER_THE_END = Reason("follow_up.after_the_end", N_("No longer due on {due}: the contract ends on {end}."))
_NOT_ASKED = Reason("follow_up.not_asked", N_("No longer due on {due}: the rules do not ask for it any more."))
_TOO_SHORT = Reason(
    "follow_up.too_short", N_("No longer due on {due}: too little of the contract would remain after the audit.")
)
NO_LONGER = frozenset({_AFTER_THE_END.code, _NOT_ASKED.code, _TOO_SHORT.code})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A follow-up that is stored, as the planner sees it; what is part of a joint one is dated by those who join."""

    key: int
    kind: FollowUpKind
    subject: str
    due_on: date
    status: FollowUpStatus
    done_on: date | None
    why: Mapping[str, object]
    is_joint: bool = False

    @property
    def is_movable(self) -> bool:
        """Return whether a new plan may give it another date: planned by the system, not moved by hand, not begun."""
        by_hand = self.why.get("code") in (BY_HAND.code, MOVED_BY_HAND.code)
        return self.status is FollowUpStatus.PLANNED and not by_hand and not self.is_joint

    def as_occurrence(self) -> Occurrence:
        """Return what counts for the plan."""
        return Occurrence(
            kind=self.kind,
            due_on=self.due_on,
            subject=self.subject,
            is_settled=self.status not in OPEN,
            done_on=self.done_on,
            is_covered=self.status is FollowUpStatus.COVERED,
            is_dropped=self.status is FollowUpStatus.SKIPPED and self.why.get("code") in NO_LONGER,
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new plan changes: follow-ups to be, stored ones (by key) with another date or reason, and with none."""

    new: tuple[PlannedFollowUp, ...] = ()
    moved: tuple[tuple[int, PlannedFollowUp], ...] = ()
    dropped: tuple[tuple[int, Reason], ...] = ()


def revise(facts: ContractFacts, standing: Sequence[Standing], policy: Policy, today: date) -> Revision:
    """Return what must change so that the stored follow-ups are the plan.

    What has been begun, was added or moved by hand, or is late stays as it is: a new plan never hides lateness. What
    lies ahead and is no longer asked for is taken back. Without a start nothing is known, so nothing changes.
    """
    if facts.starts_on is None or facts.is_voided:
        return Revision()
    movable = {(s.kind, s.subject): s for s in standing if s.is_movable}
    kept = [s.as_occurrence() for s in standing if not s.is_movable]
    planned = plan(facts, kept, policy, today, add_months(today, PLAN_MONTHS))
    wanted = {(p.kind, p.subject): p for p in planned if p.blocked is None}
    too_late = {(p.kind, p.subject) for p in planned if p.blocked is not None}
    ahead = {place: s for place, s in movable.items() if s.due_on >= today}
    return Revision(
        new=tuple(p for place, p in wanted.items() if place not in movable),
        moved=tuple(
            (s.key, wanted[place])
            for place, s in ahead.items()
            if place in wanted and dict(s.why) != stored(wanted[place].reason)
        ),
        dropped=tuple(
            (s.key, why)
            for place, s in ahead.items()
            if place not in wanted
            and (why := _TOO_SHORT.but(due=s.due_on) if place in too_late else _no_longer(s, facts, policy, today))
            is not None
        ),
    )


def _last_day(ends_on: date, country: str, today: date) -> date:
    """Return the last day on which a follow-up can lie: once the contract has ended at a weekend, what fell on that
    weekend is still due on the working day after it.
    """
    return ends_on if today <= ends_on else next_working_day(ends_on, country)


def _no_longer(follow_up: Standing, facts: ContractFacts, policy: Policy, today: date) -> Reason | None:
    """Return why a follow-up that lies ahead is no longer asked for, or None."""
    due_on = follow_up.due_on
    if facts.ends_on is not None and due_on > _last_day(facts.ends_on, facts.country, today):
        return _AFTER_THE_END.but(due=due_on, end=facts.ends_on)
    if (follow_up.kind, follow_up.subject) not in {(s.kind, s.subject) for s in slots(facts, policy, due_on)}:
        return _NOT_ASKED.but(due=due_on)
    return None

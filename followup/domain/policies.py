"""The adopted defaults as the secretariat keeps them: what is followed up when, deadlines by grade, single numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.criticality import Criticality
from followup.domain.deviations import Deadlines, Severity, Verification
from followup.domain.follow_up_rules import FollowUpKind, Policy, PolicyRow
from followup.domain.follow_up_rules import Trigger as Trigger
from followup.domain.risk import RiskClass
from followup.domain.sourced import Number, Provenance, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRule:
    """When one kind of follow-up comes first and comes again in one risk class.

    Units: the first one is counted from the contract's start (trigger DEVIATION: from the deviation), in calendar days
    or months; the interval in months from the last completed one of the kind.
    """

    kind: FollowUpKind
    risk_class: RiskClass
    trigger: Trigger
    provenance: Provenance
    source: str
    first_days: int = 0
    first_months: int = 0
    interval_months: int | None = None
    sample_percent: int | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRule:
    """How often a contract as such is gone through with the supplier, whatever its risk class.

    Units: months; the first one is counted from the contract's start.
    """

    group: Criticality
    interval_months: int
    provenance: Provenance
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """How long a supplier has for a request, by the country of the buyer.

    Units: calendar days from sending.
    """

    kind: FollowUpKind
    country: str
    days: int
    provenance: Provenance
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """When somebody is reminded of a deadline.

    Units: calendar days from the deadline, negative before it.
    """

    offsets: tuple[int, ...]
    provenance: Provenance
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPlan:
    """The contents of follow_up_plan.toml: a rule for every kind in every class, and the meetings beside them."""

    reminders: Reminders
    rules: tuple[FollowUpRule, ...]
    meetings: tuple[MeetingRule, ...]
    answer_times: tuple[AnswerTime, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRule:
    """The deadlines of one grade.

    Units: calendar days from sending (a critical deviation's from its discovery); the buyer's answer from the plan.
    """

    severity: Severity
    meaning: Text
    plan_days: int
    answer_days: int
    closure_days: int
    verified_by: tuple[Verification, ...]
    reminder_offsets: tuple[int, ...]
    provenance: Provenance
    source: str
    containment_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationDeadlines:
    """The contents of deviation_deadlines.toml: a rule for every grade."""

    rules: tuple[DeviationRule, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The contents of sharing.toml."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Everything under policies/."""

    follow_up_plan: FollowUpPlan
    deviation_deadlines: DeviationDeadlines
    sharing: Sharing

    def plan(self, country: str) -> Policy:
        """Return the planner's table for organisations of a country."""
        plan = self.follow_up_plan
        answer_days = {row.kind: row.days for row in plan.answer_times if row.country == country}
        by_class = [
            PolicyRow(
                kind=rule.kind,
                group=rule.risk_class,
                trigger=rule.trigger,
                first_months=rule.first_months,
                first_days=rule.first_days,
                interval_months=rule.interval_months,
                sample_percent=rule.sample_percent,
                answer_days=answer_days.get(rule.kind),
                reminder_offsets=plan.reminders.offsets,
                source=rule.source,
                provenance=rule.provenance,
            )
            for rule in plan.rules
        ]
        meetings = [
            PolicyRow(
                kind=FollowUpKind.DEVELOPMENT_MEETING,
                group=meeting.group,
                first_months=meeting.interval_months,
                interval_months=meeting.interval_months,
                reminder_offsets=plan.reminders.offsets,
                source=meeting.source,
                provenance=meeting.provenance,
            )
            for meeting in plan.meetings
        ]
        return {(row.group, row.kind): row for row in (*by_class, *meetings)}

    def deadlines(self) -> Mapping[Severity, Deadlines]:
        """Return the deadlines by grade, as `domain/deviations.py` counts with them."""
        return {
            rule.severity: Deadlines(
                plan_days=rule.plan_days,
                answer_days=rule.answer_days,
                closure_days=rule.closure_days,
                verified_by=frozenset(rule.verified_by),
                containment_days=rule.containment_days,
                reminder_offsets=rule.reminder_offsets,
                source=rule.source,
                provenance=rule.provenance,
            )
            for rule in self.deviation_deadlines.rules
        }

    def number(self, key: str) -> Number:
        """Return one of the single numbers.

        Errors: KeyError.
        """
        numbers = (*self.follow_up_plan.numbers, *self.deviation_deadlines.numbers, *self.sharing.numbers)
        return {number.key: number for number in numbers}[key]

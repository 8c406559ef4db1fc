"""The adopted defaults: what is followed up how often by class, deadlines by grade, and a few single numbers.

Kinds, classes and grades are codes here (an enum member fits wherever a code is asked for), so that the
modules that own those enums can read the policies without a ring.
"""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.sourced import Number, Provenance, Text
from followup.errors import N_


class Trigger(Coded):
    """What makes a follow-up of a kind due in a class."""

    SCHEDULED = "scheduled", N_("By the calendar")
    SAMPLED = "sampled", N_("By the calendar, for a sample of the contracts")
    EVENT = "event", N_("When something happens")
    NEED = "need", N_("When there is a need")
    DEVIATION = "deviation", N_("After a major or critical deviation")
    NOT_PLANNED = "not_planned", N_("Not planned")


class CountsFrom(Coded):
    """The day from which the deadlines of a deviation are counted."""

    DISCOVERY = "discovery", N_("the day it was discovered")
    REPORT_SENT = "report_sent", N_("the day the report was sent to the supplier")


class Verification(Coded):
    """How it is checked that a deviation has been put right."""

    ON_SITE = "on_site", N_("On site, or confirmed by those affected")
    ON_SITE_OR_STRONG_DESK = "on_site_or_strong_desk", N_("On site, or by strong documents")
    DESK = "desk", N_("By documents")
    NONE = "none", N_("No verification")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRule:
    """When one kind of follow-up comes first and comes again in one risk class.

    Units: the first one is counted from the start of the contract (of kind DEVIATION: from the deviation), in
    calendar days or months; the interval in months from the last completed one of the kind.
    """

    kind: str
    risk_class: str
    trigger: Trigger
    provenance: Provenance
    source: str
    first_days: int | None = None
    first_months: int | None = None
    interval_months: int | None = None
    sample_percent: int | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """How long a supplier has for a request, by the country of the buyer.

    Units: calendar days from sending.
    """

    kind: str
    country: str
    days: int
    provenance: Provenance
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """When somebody is reminded of a deadline.

    Units: calendar days from the deadline, negative before it.
    """

    about: str
    offsets: tuple[int, ...]
    provenance: Provenance
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRule:
    """Deadlines of one grade of deviation; empty where the grade has none.

    Units: calendar days; the buyer's answer is counted from the day the plan came.
    """

    severity: str
    meaning: Text
    counts_from: CountsFrom
    verification: Verification
    provenance: Provenance
    source: str
    containment_days: int | None = None
    plan_days: int | None = None
    answer_days: int | None = None
    closure_days: int | None = None
    reminder_offsets: tuple[int, ...] = ()
    daily_reminders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPlan:
    """The contents of follow_up_plan.toml."""

    rules: tuple[FollowUpRule, ...]
    answer_times: tuple[AnswerTime, ...]
    reminders: tuple[ReminderRule, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationDeadlines:
    """The contents of deviation_deadlines.toml."""

    rules: tuple[DeviationRule, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The contents of sharing.toml."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """All policies in force; every look-up raises KeyError for what they do not know."""

    follow_up_plan: FollowUpPlan
    deviation_deadlines: DeviationDeadlines
    sharing: Sharing

    def follow_up(self, kind: str, risk_class: str) -> FollowUpRule:
        """Return the rule for one kind of follow-up in one class."""
        return {(rule.kind, rule.risk_class): rule for rule in self.follow_up_plan.rules}[kind, risk_class]

    def answer_days(self, kind: str, country: str) -> int:
        """Return how many calendar days a supplier has to answer a buyer of this country."""
        return {(row.kind, row.country): row for row in self.follow_up_plan.answer_times}[kind, country].days

    def reminders(self, about: str) -> tuple[int, ...]:
        """Return the reminder days of a deadline, counted from it, the earliest first."""
        return {row.about: row for row in self.follow_up_plan.reminders}[about].offsets

    def deviation(self, severity: str) -> DeviationRule:
        """Return the deadlines of one grade."""
        return {rule.severity: rule for rule in self.deviation_deadlines.rules}[severity]

    def number(self, key: str) -> Number:
        """Return one of the single numbers."""
        numbers = (*self.follow_up_plan.numbers, *self.deviation_deadlines.numbers, *self.sharing.numbers)
        return {number.key: number for number in numbers}[key]

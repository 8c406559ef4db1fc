"""Deadlines by grade as a cooperation decides them, from a day on; otherwise the defaults of this service hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from followup.domain.deviations import DEFAULT_DEADLINES, Deadlines, Severity, Verification
from followup.domain.follow_up_rules import RuleOrigin
from followup.domain.risk import RiskClass
from followup.domain.sourced import Provenance
from followup.errors import N_, Invalid, Reason

ANCHORS: Mapping[Severity, str] = {
    Severity.CRITICAL: N_("RBA asks for a plan 7 days after the discovery, SHIELD for immediate action within 2 days."),
    Severity.MAJOR: N_("RBA asks for a plan 14 days after the report, SHIELD gives 90 days to put it right."),
    Severity.MINOR: N_("The Swedish clause gives 28 days for an answer, SHIELD gives 180 days to put it right."),
}  # Source: domain.md 7.2
DECIDED = N_("Decided by the cooperation")
DAYS_MOST = 365
OFFSETS_MOST = 80
OFFSET_MOST = 365

IN_THE_PAST = Reason(
    "deviation_policy.in_the_past", N_("Deadlines hold from today or later: what was sent before keeps its own.")
)
OUT_OF_ORDER = Reason(
    "deviation_policy.out_of_order",
    N_("Immediate action comes first, then the plan, then putting right: {before} days at the most here."),
)

_GRAVER: Mapping[Severity, Severity] = {Severity.MINOR: Severity.MAJOR, Severity.MAJOR: Severity.CRITICAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """What holds for one grade, whose decision that is, since when and why."""

    severity: Severity
    deadlines: Deadlines
    origin: RuleOrigin = RuleOrigin.DEFAULT
    since: date | None = None
    reason: str = ""

    @property
    def needs_onsite(self) -> bool:
        """Return whether documents alone cannot close a deviation of this grade."""
        return Verification.DESKTOP not in self.deadlines.verified_by


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineTable:
    """A whole table: a rule for every grade, and whether risk class A has a step less time."""

    rules: Mapping[Severity, GradeRule]
    is_shorter_for_class_a: bool = False

    @property
    def is_default(self) -> bool:
        """Return whether nothing has been decided."""
        return not self.is_shorter_for_class_a and all(
            rule.origin is RuleOrigin.DEFAULT for rule in self.rules.values()
        )

    def deadlines(self, risk_class: RiskClass | None) -> Mapping[Severity, Deadlines]:
        """Return the days that hold for a contract of this class.

        Source: domain.md 7.2 and the issue: one step shorter for class A by setting, which is the next graver grade's
        days where they are fewer; how it is verified and whether immediate action is asked for stays the grade's own.
        """
        own = {severity: rule.deadlines for severity, rule in self.rules.items()}
        if not (self.is_shorter_for_class_a and risk_class is RiskClass.A):
            return own
        return {s: _shorter(d, own[_GRAVER[s]]) if s in _GRAVER else d for s, d in own.items()}


def _shorter(own: Deadlines, graver: Deadlines) -> Deadlines:
    containment = own.containment_days
    if containment is not None and graver.containment_days is not None:
        containment = min(containment, graver.containment_days)
    return replace(
        own,
        containment_days=containment,
        plan_days=min(own.plan_days, graver.plan_days),
        answer_days=min(own.answer_days, graver.answer_days),
        closure_days=min(own.closure_days, graver.closure_days),
    )


DEFAULT_TABLE = DeadlineTable(
    rules={severity: GradeRule(severity=severity, deadlines=row) for severity, row in DEFAULT_DEADLINES.items()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGradeRule:
    """A decision about one grade from a day on, and whether class A has a step less time in every grade.

    Units: calendar days, from the report's sending or, for a critical deviation, from its discovery.
    """

    severity: Severity
    plan_days: int
    answer_days: int
    closure_days: int
    needs_onsite: bool
    is_shorter_for_class_a: bool
    valid_from: date
    reason: str
    containment_days: int | None = None
    reminder_offsets: tuple[int, ...] = ()

    def checked(self, today: date) -> NewGradeRule:
        """Return the decision.

        Errors: Invalid at valid_from, containment_days, plan_days.
        """
        found: dict[str, list[Reason]] = {}
        if self.valid_from < today:
            found["valid_from"] = [IN_THE_PAST]
        if self.containment_days is not None and self.containment_days > self.plan_days:
            found["containment_days"] = [OUT_OF_ORDER.but(before=self.plan_days)]
        if self.plan_days > self.closure_days:
            found["plan_days"] = [OUT_OF_ORDER.but(before=self.closure_days)]
        if found:
            raise Invalid(found)
        return self

    def taken_into(self, table: DeadlineTable) -> DeadlineTable:
        """Return the table with this decision in it."""
        verified_by = frozenset(Verification) - ({Verification.DESKTOP} if self.needs_onsite else set())
        deadlines = Deadlines(
            containment_days=self.containment_days,
            plan_days=self.plan_days,
            answer_days=self.answer_days,
            closure_days=self.closure_days,
            verified_by=verified_by,
            reminder_offsets=tuple(sorted(set(self.reminder_offsets))),
            source=DECIDED,
            provenance=Provenance.SOURCED,
        )
        rule = GradeRule(
            severity=self.severity,
            deadlines=deadlines,
            origin=RuleOrigin.COOPERATION,
            since=self.valid_from,
            reason=self.reason,
        )
        return DeadlineTable(
            rules={**table.rules, self.severity: rule}, is_shorter_for_class_a=self.is_shorter_for_class_a
        )


_NUMBERS = ("containment_days", "plan_days", "answer_days", "closure_days")


def stored_table(table: DeadlineTable) -> dict[str, object]:
    """Return the rules as they are stored: by grade, those that were decided only."""
    return {str(rule.severity): _stored(rule) for rule in table.rules.values() if rule.since is not None}


def _stored(rule: GradeRule) -> dict[str, object]:
    days = rule.deadlines
    return {name: getattr(days, name) for name in _NUMBERS} | {
        "verified_by": sorted(str(way) for way in days.verified_by),
        "reminder_offsets": list(days.reminder_offsets),
        "since": rule.since.isoformat() if rule.since else None,
        "reason": rule.reason,
    }


def table_of(stored: Mapping[str, object], *, is_shorter_for_class_a: bool) -> DeadlineTable:
    """Return a stored table; a grade about which nothing was decided has its default."""
    rules = {
        severity: _rule(severity, cell) if isinstance(cell := stored.get(str(severity)), Mapping) else default
        for severity, default in DEFAULT_TABLE.rules.items()
    }
    return DeadlineTable(rules=rules, is_shorter_for_class_a=is_shorter_for_class_a)


def _rule(severity: Severity, cell: Mapping[str, object]) -> GradeRule:
    days = {name: int(str(cell[name])) for name in _NUMBERS if cell.get(name) is not None}
    ways, offsets = cell.get("verified_by"), cell.get("reminder_offsets")
    assert isinstance(ways, list)
    assert isinstance(offsets, list)
    return GradeRule(
        severity=severity,
        deadlines=Deadlines(
            containment_days=days.get("containment_days"),
            plan_days=days["plan_days"],
            answer_days=days["answer_days"],
            closure_days=days["closure_days"],
            verified_by=frozenset(way for way in Verification if way in ways),
            reminder_offsets=tuple(offsets),
            source=DECIDED,
            provenance=Provenance.SOURCED,
        ),
        origin=RuleOrigin.COOPERATION,
        since=date.fromisoformat(str(cell["since"])),
        reason=str(cell["reason"]),
    )

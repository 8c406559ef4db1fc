"""When which kind of follow-up is due: a rule for every kind in every risk class, and the defaults of this service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from followup.domain.calendar import next_working_day
from followup.domain.codes import Coded
from followup.domain.criticality import Criticality
from followup.domain.risk import RiskClass
from followup.domain.sourced import Provenance
from followup.errors import N_


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


class Trigger(Coded):
    """What makes a follow-up of a kind due in a class."""

    SCHEDULED = "scheduled", N_("By the calendar")
    SAMPLED = "sampled", N_("For a sample of the contracts each year")
    DEVIATION = "deviation", N_("After a major or critical deviation")
    EVENT = "event", N_("When something happens")
    NEED = "need", N_("When there is a need")
    NOT_PLANNED = "not_planned", N_("Not planned")


class RuleOrigin(Coded):
    """Whose rule it is."""

    DEFAULT = "default", N_("Default of this service")
    COOPERATION = "cooperation", N_("Rule of the cooperation")
    OWN = "own", N_("Own rule of the organisation")


Group = RiskClass | Criticality
AUDITS = frozenset({FollowUpKind.OFFICE_AUDIT, FollowUpKind.SITE_AUDIT, FollowUpKind.FOLLOW_UP_AUDIT})
ASKED = frozenset({FollowUpKind.SELF_ASSESSMENT, FollowUpKind.TRACEABILITY})  # what a supplier answers by a day
BY_CLASS = tuple(kind for kind in FollowUpKind if kind is not FollowUpKind.DEVELOPMENT_MEETING)
REUSE_MONTHS = 36  # Source: husr.se, a result of another buyer may be reused for at most three years
REMINDER_OFFSETS = (-14, -7, -1, 1, 7)  # Source: default of this service


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a rule says; without an interval a follow-up of the kind is done once.

    Units: `first_*` from the contract's start (trigger DEVIATION: from the deviation), in calendar days and months;
    the interval in months from the last one done; `answer_days` in calendar days from asking; `reminder_offsets` in
    calendar days from the deadline, negative before it; the sample in per cent of the contracts each year.
    """

    trigger: Trigger = Trigger.SCHEDULED
    first_months: int = 0
    first_days: int = 0
    interval_months: int | None = None
    answer_days: int | None = None
    reminder_offsets: tuple[int, ...] = REMINDER_OFFSETS
    sample_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PolicyRow(Terms):
    """The rule that holds for a kind in a risk class (a development meeting: in a portfolio group), and whose it is.

    Shape: `since` and `reason` are those of the decision; a default has none.
    """

    kind: FollowUpKind
    group: Group
    source: str = ""
    provenance: Provenance = Provenance.DEFAULT
    origin: RuleOrigin = RuleOrigin.DEFAULT
    since: date | None = None
    reason: str = ""

    def __repr__(self) -> str:
        """Return the rule's name: a whole table stands in every trace of the planner."""
        return f"<rule {self.key}: {self.trigger}>"

    @property
    def key(self) -> str:
        """Return the name of the rule, as it is stored."""
        return f"{self.kind}/{self.group}"

    @property
    def terms(self) -> Terms:
        """Return what the rule says, whoever decided it."""
        return Terms(**{name: getattr(self, name) for name in _TERMS})

    def decided(self, terms: Terms, origin: RuleOrigin, since: date | None, reason: str) -> PolicyRow:
        """Return the rule with what was decided otherwise."""
        said: dict[str, Any] = {name: getattr(terms, name) for name in _TERMS}
        return replace(self, **said, origin=origin, since=since, reason=reason)


_TERMS = tuple(field.name for field in fields(Terms))
Policy = Mapping[tuple[Group, FollowUpKind], PolicyRow]

_K, _T = FollowUpKind, Trigger
_A, _B, _C, _D = RiskClass
# kind, class, first due after months and days, then every so many months. Source: domain table, all defaults.
_SCHEDULED: tuple[tuple[FollowUpKind, RiskClass, int, int, int | None], ...] = (
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
    (_K.PORTFOLIO_REVIEW, _A, 12, 0, 12),
    (_K.PORTFOLIO_REVIEW, _B, 12, 0, 12),
    (_K.PORTFOLIO_REVIEW, _C, 12, 0, 12),
    (_K.PORTFOLIO_REVIEW, _D, 12, 0, 12),
    (_K.PAY_CONTROL, _A, 6, 0, 12),
    (_K.PAY_CONTROL, _B, 12, 0, 24),
)
_AFTER_DEVIATION = ((_A, 6), (_B, 6), (_C, 12))  # class, months from the deviation
_OTHERWISE: Mapping[tuple[FollowUpKind, RiskClass], Trigger] = {
    (_K.KICK_OFF, _D): _T.NEED,
    (_K.TRACEABILITY, _C): _T.EVENT,
    (_K.DOCUMENT_REVIEW, _C): _T.SAMPLED,
    (_K.OFFICE_AUDIT, _C): _T.EVENT,
    (_K.SITE_AUDIT, _B): _T.EVENT,
    (_K.SITE_AUDIT, _C): _T.EVENT,
    (_K.PAY_CONTROL, _C): _T.SAMPLED,
    (_K.PAY_CONTROL, _D): _T.NEED,
}
SAMPLE_PERCENT = 10  # Source: domain table, default of this service
_SOURCES: Mapping[FollowUpKind, str] = {
    _K.KICK_OFF: N_("Default of this service; the regions hold a kick-off after the standstill period (husr.se)"),
    _K.SELF_ASSESSMENT: N_("Default of this service; DFØ sends it when the contract is signed and again yearly"),
    _K.TRACEABILITY: N_("Default of this service; the joint clause gives the supplier four weeks to answer"),
    _K.DOCUMENT_REVIEW: N_("Default of this service"),
    _K.OFFICE_AUDIT: N_("Default of this service; Adda begins after about a year, results are reused for three years"),
    _K.SITE_AUDIT: N_("Default of this service; amfori BSCI and RBA repeat within two years"),
    _K.FOLLOW_UP_AUDIT: N_("Default of this service; amfori BSCI asks for it within twelve months"),
    _K.PORTFOLIO_REVIEW: N_("Default of this service; DFØ advises a yearly risk assessment of the portfolio"),
    _K.PAY_CONTROL: N_("Default of this service; the Norwegian rules ask for control by risk, and say no interval"),
    _K.DEVELOPMENT_MEETING: N_("SKR's guide of May 2024: three times a year, yearly, every second year"),
}
_MEETING_MONTHS: Mapping[Criticality, int] = {  # Source: SKR, guide to contract follow-up, 7 May 2024
    Criticality.CRITICAL: 4,
    Criticality.REGULAR: 12,
    Criticality.OTHER: 24,
}
_ANSWER_DAYS: Mapping[FollowUpKind, Mapping[str, int]] = {
    _K.SELF_ASSESSMENT: {"SE": 28, "NO": 42},  # Source: joint clause (4 weeks, for traceability); DFØ (6 weeks)
    _K.TRACEABILITY: {"SE": 28, "NO": 28},  # Source: joint clause, 4 weeks
}


def default_policy(country: str) -> Policy:
    """Return the default table for organisations of "SE" or "NO": a rule for every kind in every class."""
    terms, not_planned = _default_terms(), Terms(trigger=_T.NOT_PLANNED)
    rows = [
        replace(
            PolicyRow(kind=kind, group=level, source=_SOURCES[kind]).decided(
                terms.get((level, kind), not_planned), RuleOrigin.DEFAULT, None, ""
            ),
            answer_days=_ANSWER_DAYS.get(kind, {}).get(country),
        )
        for kind in BY_CLASS
        for level in RiskClass
    ]
    rows += [
        PolicyRow(
            kind=_K.DEVELOPMENT_MEETING,
            group=group,
            first_months=months,
            interval_months=months,
            source=_SOURCES[_K.DEVELOPMENT_MEETING],
            provenance=Provenance.SOURCED,
        )
        for group, months in _MEETING_MONTHS.items()
    ]
    return MappingProxyType({(row.group, row.kind): row for row in rows})


def _default_terms() -> dict[tuple[RiskClass, FollowUpKind], Terms]:
    found = {
        (level, kind): Terms(first_months=months, first_days=days, interval_months=interval)
        for kind, level, months, days, interval in _SCHEDULED
    }
    found |= {
        (level, kind): Terms(
            trigger=trigger,
            interval_months=12 if trigger is _T.SAMPLED else None,
            sample_percent=SAMPLE_PERCENT if trigger is _T.SAMPLED else None,
        )
        for (kind, level), trigger in _OTHERWISE.items()
    }
    for level, months in _AFTER_DEVIATION:
        found[level, _K.FOLLOW_UP_AUDIT] = Terms(trigger=_T.DEVIATION, first_months=months)
    return found


DEFAULT_POLICY: Mapping[str, Policy] = {country: default_policy(country) for country in ("SE", "NO")}


def answer_due_on(row: Terms, sent_on: date, country: str) -> date | None:
    """Return the last day for the supplier to answer, a working day, or None for what is not asked of the supplier."""
    if row.answer_days is None:
        return None
    return next_working_day(sent_on + timedelta(days=row.answer_days), country)

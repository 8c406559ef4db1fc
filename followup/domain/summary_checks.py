"""Cross-checks of a compiled summary: what cannot be right stops the review, what is unusual is told.

A finding names an organisation and an indicator. It carries numbers of activities only, never of what could identify a
supplier, since a finding is stored with the edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.figures import Cut, Figure, FigureState, Item
from followup.domain.indicators import IDENTIFYING, ONCE_PER_SUPPLIER, SUMMED, Indicator
from followup.domain.sanctions import Rung
from followup.domain.summaries import SummaryFigures
from followup.errors import N_

I = Indicator  # noqa: E741
Values = Mapping[tuple[Indicator, Cut, str], int | None]
MUCH_PERCENT, MUCH_LEAST = 50, 10  # Source: defaults of this service, a change of a member's activity worth a question
UNNAMED_PERCENT = 20  # Source: default of this service, contracts without a category
DAYS_MOST = 3 * 365  # Source: default of this service, longer than any deadline that it proposes


class Level(Coded):
    """What a finding means for the review."""

    STOP = "stop", N_("To be mended or accepted with a reason")
    NOTICE = "notice", N_("To be looked at")


class Check(Coded):
    """One cross-check; its text is what is wrong when it finds something."""

    CLAUSE_OVER_CONTRACTS = "clause_over_contracts", N_("More contracts with a clause than contracts in force.")
    ORIGIN_OVER_CONTRACTS = "origin_over_contracts", N_("More contracts with a known origin than contracts in force.")
    ANSWERED_OVER_SENT = "answered_over_sent", N_("More self-assessments answered than sent.")
    IN_TIME_OVER_ANSWERED = "in_time_over_answered", N_("More self-assessments answered in time than answered.")
    ASSESSED_OVER_ANSWERED = "assessed_over_answered", N_("More self-assessments assessed than answered.")
    CLOSED_IN_TIME_OVER_CLOSED = "closed_in_time_over_closed", N_("More deviations closed in time than closed.")
    OVERDUE_OVER_OPEN = "overdue_over_open", N_("More deviations overdue than open.")
    TRAINED_OVER_PERSONS = "trained_over_persons", N_("More contact persons trained than there are contact persons.")
    AUDITS_DO_NOT_ADD = "audits_do_not_add", N_("Audits reported are not the sum of office and factory audits.")
    LIST_DISAGREES = "list_disagrees", N_("The confirmed figure is not what the list behind it gives.")
    CATEGORIES_DO_NOT_ADD = "categories_do_not_add", N_("The categories do not add up to the figure in all.")
    GRADES_DO_NOT_ADD = "grades_do_not_add", N_("The grades or kinds do not add up to the figure in all.")
    TOTAL_OVER_MEMBERS = "total_over_members", N_("The figure in all is more than the members' figures together.")
    TOTAL_UNDER_A_MEMBER = "total_under_a_member", N_("The figure in all is less than one member's own figure.")
    PENALTY_WITHOUT_DECISION = "penalty_without_decision", N_("A penalty amount without a decided penalty.")
    CLOSED_BEFORE_ISSUED = "closed_before_issued", N_("A deviation was closed before it was issued.")
    YEARS_DO_NOT_MEET = (
        "years_do_not_meet",
        N_("Deviations open a year ago, and those issued and closed since, do not lead to those open now."),
    )
    CLOSED_VERY_LATE = "closed_very_late", N_("A deviation took more than three years to close.")
    NOT_REPORTED = "not_reported", N_("The member has not confirmed its figures.")
    NOTHING_COUNTED = "nothing_counted", N_("The member has confirmed nothing but zeros.")
    ACTIVITY_WITHOUT_CONTRACTS = "activity_without_contracts", N_("Follow-ups, but no contract in force.")
    MANY_WITHOUT_CATEGORY = "many_without_category", N_("Many contracts have no category.")
    JOINT_WITHOUT_LEAD = (
        "joint_without_lead",
        N_("A joint follow-up is reported by who benefited, and not by the one that led it."),
    )
    MUCH_CHANGED = "much_changed", N_("Much more or less than a year ago: {before} then, {now} now.")
    ZERO_AFTER_NUMBER = "zero_after_number", N_("Nothing this year; {before} a year ago.")
    SAME_AS_LAST_YEAR = "same_as_last_year", N_("All figures are the same as a year ago.")
    NO_LONGER_REPORTED = "no_longer_reported", N_("In last year's summary, but not in this one.")
    NO_CONTRIBUTION = "no_contribution", N_("No contribution and no number of inhabitants for the year.")
    HIDDEN_WHOLE = "hidden_whole", N_("Hidden whole, since it could identify a supplier.")
    USE_OVER_LEVY = "use_over_levy", N_("More contributions used than the members paid.")


STOPS = frozenset(list(Check)[: list(Check).index(Check.CLOSED_BEFORE_ISSUED) + 1])
_PART_OF: Mapping[Check, tuple[Indicator, Indicator]] = {
    Check.CLAUSE_OVER_CONTRACTS: (I.CONTRACTS_WITH_CLAUSE, I.ACTIVE_CONTRACTS),
    Check.ORIGIN_OVER_CONTRACTS: (I.CONTRACTS_WITH_ORIGIN, I.ACTIVE_CONTRACTS),
    Check.ANSWERED_OVER_SENT: (I.SELF_ASSESSMENTS_ANSWERED, I.SELF_ASSESSMENTS_SENT),
    Check.IN_TIME_OVER_ANSWERED: (I.SELF_ASSESSMENTS_IN_TIME, I.SELF_ASSESSMENTS_ANSWERED),
    Check.ASSESSED_OVER_ANSWERED: (I.SELF_ASSESSMENTS_ASSESSED, I.SELF_ASSESSMENTS_ANSWERED),
    Check.CLOSED_IN_TIME_OVER_CLOSED: (I.DEVIATIONS_CLOSED_IN_TIME, I.DEVIATIONS_CLOSED),
    Check.OVERDUE_OVER_OPEN: (I.DEVIATIONS_OVERDUE, I.DEVIATIONS_OPEN),
    Check.TRAINED_OVER_PERSONS: (I.CONTACT_PERSONS_TRAINED, I.CONTACT_PERSONS),
}
_ACTIVITIES = tuple(i for i in Indicator if i not in IDENTIFYING | SUMMED)
_FOLLOW_UPS = (I.SUPPLIERS_FOLLOWED_UP, I.SELF_ASSESSMENTS_SENT, I.AUDITS_REPORTED)
_ADDING = tuple(i for i in Indicator if i not in ONCE_PER_SUPPLIER | SUMMED | {I.MEDIAN_DAYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found, of whom and in which figure; numbers of activities only."""

    check: Check
    organisation: str = ""
    indicator: Indicator | None = None
    before: int | None = None
    now: int | None = None

    @property
    def key(self) -> str:
        """Return what names the finding when somebody accepts it."""
        return ":".join((self.check, self.organisation, self.indicator or ""))

    @property
    def level(self) -> Level:
        """Return whether it stops the review."""
        return Level.STOP if self.check in STOPS else Level.NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What one member confirmed: its aggregates, and the list that they were counted from."""

    organisation: str
    confirmed: Values
    counted: Values
    items: tuple[Item, ...]

    def total(self, indicator: Indicator) -> int:
        """Return a figure in all; nought where there is none."""
        return self.counted.get((indicator, Cut.TOTAL, "")) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that the checks look at; `last` are the members' figures of the year before, whole."""

    joint: SummaryFigures
    reported: tuple[Reported, ...]
    last: Mapping[str, Values]


def values(figures: Sequence[Figure]) -> Values:
    """Return figures by what they are about."""
    return {(f.indicator, f.cut, f.key): f.value for f in figures}


def checked(material: Material) -> tuple[Finding, ...]:
    """Return what the checks found, what stops first, by check and organisation."""
    found = {finding for check in CHECKS for finding in check(material)}
    order = list(Check)
    return tuple(sorted(found, key=lambda one: (order.index(one.check), one.organisation, one.indicator or "")))


def open_stops(findings: Sequence[Finding], accepted: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the findings that stop the review and that nobody has accepted."""
    return tuple(one for one in findings if one.level is Level.STOP and one.key not in accepted)


def _parts(material: Material) -> Iterator[Finding]:
    for one in material.reported:
        for check, (part, whole) in _PART_OF.items():
            keys = {(cut, key) for indicator, cut, key in one.counted if indicator is part}
            if any((one.counted[part, *k] or 0) > (one.counted.get((whole, *k)) or 0) for k in keys):
                yield Finding(check=check, organisation=one.organisation, indicator=part)


def _sums(material: Material) -> Iterator[Finding]:
    for one in material.reported:
        if one.total(I.AUDITS_REPORTED) != one.total(I.OFFICE_AUDITS_REPORTED) + one.total(I.SITE_AUDITS_REPORTED):
            yield Finding(check=Check.AUDITS_DO_NOT_ADD, organisation=one.organisation, indicator=I.AUDITS_REPORTED)
        for check, cut in ((Check.CATEGORIES_DO_NOT_ADD, Cut.CATEGORY), (Check.GRADES_DO_NOT_ADD, Cut.DETAIL)):
            for indicator in _ADDING:
                cells = [value or 0 for (i, c, _), value in one.counted.items() if (i, c) == (indicator, cut)]
                if cells and sum(cells) != one.total(indicator):
                    yield Finding(check=check, organisation=one.organisation, indicator=indicator)


def _lists(material: Material) -> Iterator[Finding]:
    for one in material.reported:
        for indicator in Indicator:
            place = (indicator, Cut.TOTAL, "")
            if place in one.confirmed and one.confirmed[place] != one.counted.get(place):
                yield Finding(check=Check.LIST_DISAGREES, organisation=one.organisation, indicator=indicator)
        if one.total(I.PENALTY_AMOUNT) and not one.counted.get((I.SANCTIONS_DECIDED, Cut.DETAIL, Rung.PENALTY)):
            yield Finding(
                check=Check.PENALTY_WITHOUT_DECISION, organisation=one.organisation, indicator=I.PENALTY_AMOUNT
            )
        days = [item.days for item in one.items if item.days is not None]
        late = Finding(check=Check.CLOSED_VERY_LATE, organisation=one.organisation, indicator=I.DEVIATIONS_CLOSED)
        if any(count < 0 for count in days):
            yield Finding(
                check=Check.CLOSED_BEFORE_ISSUED, organisation=one.organisation, indicator=I.DEVIATIONS_CLOSED
            )
        if any(count > DAYS_MOST for count in days):
            yield late


def _totals(material: Material) -> Iterator[Finding]:
    joint = values(material.joint.figures)
    for indicator in _ACTIVITIES:
        total = joint.get((indicator, Cut.TOTAL, ""))
        own = [one.total(indicator) for one in material.reported]
        if total is None or indicator in (I.MEDIAN_DAYS, I.AUDITS_REPORTED) or not own:
            continue
        if total > sum(own):
            yield Finding(check=Check.TOTAL_OVER_MEMBERS, indicator=indicator, before=sum(own), now=total)
        if indicator in ONCE_PER_SUPPLIER and total < max(own):
            yield Finding(check=Check.TOTAL_UNDER_A_MEMBER, indicator=indicator, before=max(own), now=total)


def _members(material: Material) -> Iterator[Finding]:
    reported = {one.organisation for one in material.reported}
    paid = {one.organisation for one in material.joint.contributions}
    for member in material.joint.members:
        if member not in reported:
            yield Finding(check=Check.NOT_REPORTED, organisation=member)
        if paid and member not in paid:
            yield Finding(check=Check.NO_CONTRIBUTION, organisation=member)
    for member in sorted(set(material.last) - reported - set(material.joint.members)):
        yield Finding(check=Check.NO_LONGER_REPORTED, organisation=member)


def _contents(material: Material) -> Iterator[Finding]:
    for one in material.reported:
        contracts = one.total(I.ACTIVE_CONTRACTS)
        if not any(one.counted.values()):
            yield Finding(check=Check.NOTHING_COUNTED, organisation=one.organisation)
        elif not contracts and any(one.total(indicator) for indicator in _FOLLOW_UPS):
            yield Finding(check=Check.ACTIVITY_WITHOUT_CONTRACTS, organisation=one.organisation)
        unnamed = one.counted.get((I.ACTIVE_CONTRACTS, Cut.CATEGORY, "")) or 0
        if unnamed * 100 > contracts * UNNAMED_PERCENT:
            yield Finding(
                check=Check.MANY_WITHOUT_CATEGORY,
                organisation=one.organisation,
                indicator=I.ACTIVE_CONTRACTS,
                before=contracts,
                now=unnamed,
            )
    items = [(one.organisation, item) for one in material.reported for item in one.items if item.joint]
    led = {item.joint for _, item in items if not item.benefits}
    for organisation, item in items:
        if item.benefits and item.joint not in led:
            yield Finding(check=Check.JOINT_WITHOUT_LEAD, organisation=organisation, indicator=item.indicator)


def _years(material: Material) -> Iterator[Finding]:
    for one in material.reported:
        last = material.last.get(one.organisation)
        if last is None:
            continue
        then = {indicator: last.get((indicator, Cut.TOTAL, "")) for indicator in Indicator}
        opened = (then[I.DEVIATIONS_OPEN] or 0) + one.total(I.DEVIATIONS_ISSUED) - one.total(I.DEVIATIONS_CLOSED)
        if then[I.DEVIATIONS_OPEN] is not None and opened != one.total(I.DEVIATIONS_OPEN):
            yield Finding(check=Check.YEARS_DO_NOT_MEET, organisation=one.organisation, indicator=I.DEVIATIONS_OPEN)
        known = [(indicator, before) for indicator, before in then.items() if before and indicator in _ACTIVITIES]
        if known and all(one.total(indicator) == before for indicator, before in known):
            yield Finding(check=Check.SAME_AS_LAST_YEAR, organisation=one.organisation)
        for indicator, before in known:
            yield from _changed(one, indicator, before)


def _changed(one: Reported, indicator: Indicator, before: int) -> Iterator[Finding]:
    now = one.total(indicator)
    change = abs(now - before)
    if before >= MUCH_LEAST and not now:
        check = Check.ZERO_AFTER_NUMBER
    elif change >= MUCH_LEAST and change * 100 > before * MUCH_PERCENT:
        check = Check.MUCH_CHANGED
    else:
        return
    yield Finding(check=check, organisation=one.organisation, indicator=indicator, before=before, now=now)


def _nation(material: Material) -> Iterator[Finding]:
    for figure in material.joint.figures:
        if figure.cut is Cut.TOTAL and figure.state is FigureState.SUPPRESSED:
            yield Finding(check=Check.HIDDEN_WHOLE, indicator=figure.indicator)
    joint = values(material.joint.figures)
    paid, used = (joint.get((indicator, Cut.TOTAL, "")) or 0 for indicator in (I.LEVY, I.LEVY_USED))
    if used > paid:
        yield Finding(check=Check.USE_OVER_LEVY, indicator=I.LEVY_USED)


CHECKS: tuple[Callable[[Material], Iterator[Finding]], ...] = (
    _parts,
    _sums,
    _lists,
    _totals,
    _members,
    _contents,
    _years,
    _nation,
)

"""The plan over twenty years: missed nights, clocks that jump, summer time and 29 February change nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.calendar import ZONES, add_months, is_working_day, today_in
from followup.domain.criticality import Criticality
from followup.domain.follow_up_rules import DEFAULT_POLICY, Policy, RuleOrigin, Terms, Trigger
from followup.domain.follow_ups import MOVED_BY_HAND, FollowUpStatus, reason_of, stored
from followup.domain.revisions import Revision, Standing, revise
from followup.domain.risk import RiskClass
from followup.domain.schedule import ContractFacts, FollowUpKind, Occurrence, Recheck, is_drawn, plan
from followup.i18n import explain, speaking

K = FollowUpKind
BEGIN, END = date(2024, 1, 1), date(2044, 12, 31)
SE, NO = DEFAULT_POLICY["SE"], DEFAULT_POLICY["NO"]
FACTS = ContractFacts(
    risk_class=RiskClass.C,
    criticality=Criticality.CRITICAL,
    pay_rules=True,
    starts_on=date(2024, 2, 29),
    ends_on=date(2044, 2, 28),
    country="NO",
    public_id="con_of_a_test",
    registered_on=date(2024, 2, 20),
)


class Shelf:
    """Stored follow-ups, settled so many days after they were due."""

    def __init__(self, after: int = 3) -> None:
        self.rows: dict[int, Standing] = {}
        self.after = after

    def night(self, facts: ContractFacts, policy: Policy, today: date) -> Revision:
        """Settle and plan until there is nothing more: a late night finds the work of several years."""
        while True:
            self._settle(today)
            revision = revise(facts, list(self.rows.values()), policy, today)
            if revision == Revision():
                return revision
            self._keep(revision)

    def _settle(self, today: date) -> None:
        for key, row in self.rows.items():
            done_on = row.due_on + timedelta(days=self.after)
            if row.status is FollowUpStatus.PLANNED and done_on <= today:
                self.rows[key] = replace(row, status=FollowUpStatus.COMPLETED, done_on=done_on)

    def _keep(self, revision: Revision) -> None:
        for planned in revision.new:
            key = len(self.rows) + 1
            why = json.loads(json.dumps(stored(planned.reason)))
            self.rows[key] = Standing(
                key=key,
                kind=planned.kind,
                subject=planned.subject,
                due_on=planned.due_on,
                status=FollowUpStatus.PLANNED,
                done_on=None,
                why=why,
            )
        for key, planned in revision.moved:
            self.rows[key] = replace(self.rows[key], due_on=planned.due_on, why=stored(planned.reason))
        for key, why_not in revision.dropped:
            self.rows[key] = replace(self.rows[key], status=FollowUpStatus.SKIPPED, why=stored(why_not))

    @property
    def plain(self) -> set[tuple[FollowUpKind, str, date, date | None]]:
        return {(r.kind, r.subject, r.due_on, r.done_on) for r in self.rows.values()}


def lived(nights: Sequence[date], facts: ContractFacts = FACTS, policy: Policy = NO) -> Shelf:
    shelf = Shelf()
    for night in nights:
        shelf.night(facts, policy, night)
    return shelf


def every(days: int, until: date = END) -> list[date]:
    return [*(BEGIN + timedelta(days=n) for n in range(0, (until - BEGIN).days, days)), until]


@pytest.fixture(scope="module")
def whole() -> Shelf:
    return lived(every(14))


def test_twenty_years_have_every_occurrence_once_on_a_working_day_and_explained(whole: Shelf) -> None:
    slots = [(r.kind, r.subject, r.due_on) for r in whole.rows.values()]
    assert len(slots) == len(set(slots))
    assert {r.kind for r in whole.rows.values()} >= {K.DEVELOPMENT_MEETING, K.PAY_CONTROL, K.DOCUMENT_REVIEW}
    assert sum(r.kind is K.DEVELOPMENT_MEETING for r in whole.rows.values()) > 50
    for row in whole.rows.values():
        assert is_working_day(row.due_on, "NO")
        assert explain(reason_of(row.why)).startswith("Due ")


@pytest.mark.parametrize("gap", [28, 91, 365])
def test_missed_nights_leave_the_plan_of_twenty_years_the_same(whole: Shelf, gap: int) -> None:
    ended = FACTS.ends_on
    assert ended is not None
    assert lived(sorted({*every(gap), ended})).plain == whole.plain


def test_a_clock_that_jumps_back_changes_nothing() -> None:
    nights = every(30, date(2030, 1, 1))
    jumping = [night for pair in zip(nights[6:], nights[:-6], strict=True) for night in pair]
    assert lived([*nights[:6], *jumping, nights[-1]]).plain == lived(nights).plain


@pytest.mark.parametrize("year", range(2024, 2045))
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_on_both_nights_of_summer_time_each_hour_plans_the_same(year: int, country: str) -> None:
    facts = replace(FACTS, country=country, ends_on=None)
    for month in (3, 10):
        sunday = max(day for day in (date(year, month, n) for n in range(25, 32)) if day.weekday() == 6)
        midnight = datetime(year, month, sunday.day, tzinfo=UTC) - timedelta(hours=1 if month == 3 else 2)
        shelf = Shelf()
        shelf.night(facts, DEFAULT_POLICY[country], sunday)
        before = shelf.plain
        for half_hours in (0, *range(2, 8), 45):
            today = today_in(midnight + timedelta(minutes=30 * half_hours), ZONES[country])
            assert today == sunday
            assert shelf.night(facts, DEFAULT_POLICY[country], today) == Revision()
        assert shelf.plain == before


def test_the_29th_of_february_does_not_drift() -> None:
    yearly: Policy = {(RiskClass.D, K.PORTFOLIO_REVIEW): SE[RiskClass.D, K.PORTFOLIO_REVIEW]}
    facts = replace(FACTS, risk_class=RiskClass.D, criticality=None, pay_rules=False, country="SE", ends_on=None)
    shelf = Shelf(after=0)
    for night in every(20, date(2032, 12, 31)):
        shelf.night(facts, yearly, night)
    assert all(row.due_on.month in (2, 3) for row in shelf.rows.values())


@settings(max_examples=40)
@given(st.permutations(sorted(NO)), st.integers(0, 3000))
def test_the_order_of_the_rules_changes_nothing(order: list[tuple[RiskClass, FollowUpKind]], day: int) -> None:
    today = BEGIN + timedelta(days=day)
    other: Policy = {place: NO[place] for place in order}
    assert plan(FACTS, (), other, today, END) == plan(FACTS, (), NO, today, END)


@settings(max_examples=60)
@given(st.sampled_from(RiskClass), st.sampled_from(RiskClass), st.integers(0, 2500), st.booleans())
def test_a_change_of_class_touches_only_what_lies_ahead_and_has_not_begun(
    before: RiskClass, after: RiskClass, day: int, is_begun: bool
) -> None:
    today = BEGIN + timedelta(days=day)
    facts = replace(FACTS, risk_class=before)
    shelf = Shelf(after=9_000)  # nothing is ever done
    shelf.night(facts, NO, today)
    if is_begun:
        shelf.rows = {k: replace(r, status=FollowUpStatus.STARTED) for k, r in shelf.rows.items()}
    untouched = {k: r for k, r in shelf.rows.items() if r.due_on < today or is_begun}
    shelf.night(replace(facts, risk_class=after), NO, today)
    assert {k: shelf.rows[k] for k in untouched} == untouched
    fresh = Shelf(after=9_000)
    fresh.night(replace(facts, risk_class=after), NO, today)
    planned = [r for r in shelf.rows.values() if r.status is FollowUpStatus.PLANNED]
    ahead = {(r.kind, r.subject) for r in planned if r.due_on >= today}
    assert ahead <= {(r.kind, r.subject) for r in fresh.rows.values()}


def test_an_extension_extends_and_an_end_takes_back_what_lies_behind_it() -> None:
    facts = replace(FACTS, risk_class=RiskClass.B, ends_on=date(2027, 1, 31), starts_on=date(2024, 3, 1))
    shelf = Shelf()
    today = date(2024, 3, 10)
    shelf.night(facts, NO, today)
    assert K.OFFICE_AUDIT not in {r.kind for r in shelf.rows.values()}
    longer = replace(facts, ends_on=date(2029, 2, 28))
    shelf.night(longer, NO, today)
    audit = next(r for r in shelf.rows.values() if r.kind is K.OFFICE_AUDIT)
    assert audit.due_on == date(2027, 3, 1)
    shelf.night(facts, NO, today)
    gone = shelf.rows[audit.key]
    assert gone.status is FollowUpStatus.SKIPPED
    assert explain(reason_of(gone.why)) == "No longer due on 1 Mar 2027: the contract ends on 31 Jan 2027."
    shelf.night(longer, NO, today)
    again = [r for r in shelf.rows.values() if r.kind is K.OFFICE_AUDIT and r.status is FollowUpStatus.PLANNED]
    assert [r.due_on for r in again] == [date(2027, 3, 1)]


def test_what_a_person_moved_stays_where_it_was_put() -> None:
    shelf = Shelf()
    today = date(2024, 3, 10)
    shelf.night(FACTS, NO, today)
    key = next(k for k, r in shelf.rows.items() if r.kind is K.SELF_ASSESSMENT)
    put = MOVED_BY_HAND.but(due=date(2024, 12, 2), planned=shelf.rows[key].due_on, note="They have a new plant.")
    moved = shelf.rows[key] = replace(shelf.rows[key], due_on=date(2024, 12, 2), why=stored(put))
    shelf.night(replace(FACTS, starts_on=date(2024, 5, 2), risk_class=RiskClass.A), NO, today)
    assert shelf.rows[key] == moved
    with speaking("en"):
        assert explain(reason_of(moved.why)).endswith("They have a new plant.")


@pytest.mark.parametrize(
    ("interval", "due_on"), [(12, date(2027, 5, 3)), (36, date(2029, 5, 2)), (48, date(2029, 5, 2))]
)
def test_what_a_shared_result_covered_comes_again_by_the_shorter_of_the_interval_and_three_years(
    interval: int, due_on: date
) -> None:
    row = SE[RiskClass.A, K.OFFICE_AUDIT].decided(
        Terms(first_months=12, interval_months=interval), RuleOrigin.OWN, BEGIN, ""
    )
    covered = Occurrence(
        kind=K.OFFICE_AUDIT, due_on=date(2027, 1, 4), is_settled=True, is_covered=True, done_on=date(2026, 5, 2)
    )
    facts = replace(FACTS, risk_class=RiskClass.A, ends_on=None, country="SE", criticality=None)
    found = plan(facts, [covered], {(RiskClass.A, K.OFFICE_AUDIT): row}, date(2026, 6, 1), END)
    assert [(p.due_on, p.ordinal) for p in found] == [(due_on, 2)]
    assert explain(found[0].reason).endswith("Own rule of the organisation since 1 Jan 2024.")


def test_in_a_joint_audit_the_longest_contract_counts_and_a_follow_up_audit_is_exempt() -> None:
    facts = replace(FACTS, risk_class=RiskClass.A, starts_on=date(2024, 3, 1), ends_on=date(2026, 1, 31), country="SE")
    facts = replace(facts, rechecks=(Recheck("dev_1", date(2025, 6, 2)),))

    def blocked(facts: ContractFacts) -> dict[FollowUpKind, bool]:
        return {p.kind: p.blocked is not None for p in plan(facts, (), SE, date(2024, 3, 4), END)}

    assert blocked(facts)[K.OFFICE_AUDIT]
    assert not blocked(facts)[K.FOLLOW_UP_AUDIT]
    assert not blocked(replace(facts, joint_ends_on=date(2027, 1, 31)))[K.OFFICE_AUDIT]


def test_about_one_contract_in_ten_is_drawn_each_year_and_never_the_same_ones_for_ever() -> None:
    drawn = {year: {n for n in range(2000) if is_drawn(f"con_{n}", year, 10)} for year in (2026, 2027)}
    assert all(150 < len(some) < 250 for some in drawn.values())
    assert drawn[2026] != drawn[2027]
    assert is_drawn("con_1", 2026, 100)
    assert not is_drawn("con_1", 2026, 0)


def test_a_sample_is_drawn_from_the_year_after_the_start_and_each_year_once(whole: Shelf) -> None:
    reviews = [r for r in whole.rows.values() if r.kind is K.DOCUMENT_REVIEW]
    years = [int(r.subject.removeprefix("sample ")) for r in reviews]
    assert len(years) == len(set(years))
    assert years
    assert set(years) == {year for year in range(2025, 2045) if is_drawn(FACTS.public_id, year, 10)}


@pytest.mark.parametrize("facts", [replace(FACTS, country="SE"), replace(FACTS, pay_rules=False)])
def test_pay_is_controlled_only_where_the_norwegian_rules_cover_the_contract(facts: ContractFacts) -> None:
    assert K.PAY_CONTROL not in {p.kind for p in plan(facts, (), NO, date(2024, 3, 4), END)}
    covered = plan(replace(FACTS, risk_class=None, criticality=None), (), NO, date(2024, 3, 4), END)
    assert [(p.kind, p.subject) for p in covered] == [(K.PAY_CONTROL, "assessment")]
    assert "risk assessment that every contract" in explain(covered[0].reason)


@pytest.mark.parametrize(
    ("group", "months"), [(Criticality.CRITICAL, 4), (Criticality.REGULAR, 12), (Criticality.OTHER, 24)]
)
def test_meetings_follow_the_portfolio_group_whatever_the_risk_class(group: Criticality, months: int) -> None:
    for risk in (None, *RiskClass):
        facts = replace(FACTS, risk_class=risk, criticality=group, starts_on=date(2024, 4, 2))
        meeting = next(p for p in plan(facts, (), SE, BEGIN, END) if p.kind is K.DEVELOPMENT_MEETING)
        assert meeting.due_on >= add_months(date(2024, 4, 2), months)
        assert (meeting.due_on - add_months(date(2024, 4, 2), months)).days < 10


T = Trigger
TABLE = {  # domain.md 7.1, written again by hand: first, then every so many months
    K.KICK_OFF: ("30 d", "30 d", "60 d", T.NEED),
    K.SELF_ASSESSMENT: ("0/12", "0/12", "180 d/24", T.NOT_PLANNED),
    K.TRACEABILITY: ("6/24", "12/36", T.EVENT, T.NOT_PLANNED),
    K.DOCUMENT_REVIEW: ("12/12", "24/24", T.SAMPLED, T.NOT_PLANNED),
    K.OFFICE_AUDIT: ("12/36", "36/36", T.EVENT, T.NOT_PLANNED),
    K.SITE_AUDIT: ("24/24", T.EVENT, T.EVENT, T.NOT_PLANNED),
    K.FOLLOW_UP_AUDIT: (T.DEVIATION, T.DEVIATION, T.DEVIATION, T.NOT_PLANNED),
    K.PORTFOLIO_REVIEW: ("12/12", "12/12", "12/12", "12/12"),
}


@pytest.mark.parametrize("kind", TABLE)
def test_the_defaults_are_the_table_of_the_sources(kind: FollowUpKind) -> None:
    for level, said in zip(RiskClass, TABLE[kind], strict=True):
        row = SE[level, kind]
        if isinstance(said, Trigger):
            assert row.trigger is said
            continue
        first = f"{row.first_days} d" if row.first_days else str(row.first_months)
        assert said == (first if row.interval_months is None else f"{first}/{row.interval_months}")


def test_meetings_count_from_the_day_the_portfolio_group_was_set_and_the_sentence_says_so() -> None:
    old = replace(FACTS, risk_class=None, starts_on=date(2021, 4, 6), country="SE", criticality_since=date(2026, 3, 2))
    (meeting,) = plan(old, (), SE, date(2026, 3, 2), END)
    assert meeting.due_on == date(2026, 7, 2)
    expected = "Due 2 Jul 2026: Group 1: critical or large since 2 Mar 2026, within 4 months of 2 Mar 2026."
    assert explain(meeting.reason) == explain(reason_of(json.loads(json.dumps(stored(meeting.reason))))) == expected


def test_the_sentence_says_since_when_the_contract_is_in_its_class() -> None:
    facts = replace(FACTS, risk_class=RiskClass.B, criticality=None, country="SE", ends_on=None)
    facts = replace(facts, starts_on=date(2024, 3, 1), risk_since=date(2024, 3, 2))
    done = Occurrence(kind=K.OFFICE_AUDIT, due_on=date(2024, 3, 1), is_settled=True, done_on=date(2024, 3, 2))
    audit = next(p for p in plan(facts, [done], SE, date(2024, 3, 4), END) if p.kind is K.OFFICE_AUDIT)
    assert explain(audit.reason) == (
        "Due 2 Mar 2027: Risk class B since 2 Mar 2024, last done 2 Mar 2024, every 36 months."
    )


def test_a_contract_that_is_shortened_to_a_saturday_keeps_nothing_after_it() -> None:
    facts = replace(FACTS, risk_class=RiskClass.D, criticality=None, country="SE", starts_on=date(2025, 9, 14))
    shelf = Shelf()
    today = date(2026, 3, 2)
    shelf.night(facts, SE, today)
    assert [r.due_on for r in shelf.rows.values()] == [date(2026, 9, 14)]  # a Monday
    shelf.night(replace(facts, ends_on=date(2026, 9, 12)), SE, today)
    assert {r.status for r in shelf.rows.values()} == {FollowUpStatus.SKIPPED}


def test_what_falls_on_the_last_saturday_is_still_due_on_the_monday_after_it() -> None:
    facts = replace(FACTS, risk_class=RiskClass.D, criticality=None, country="SE", starts_on=date(2025, 9, 12))
    facts = replace(facts, ends_on=date(2026, 9, 12))  # a Saturday
    shelf = Shelf()
    for today in (date(2026, 3, 2), date(2026, 9, 13)):
        shelf.night(facts, SE, today)
        assert [(r.due_on, r.status) for r in shelf.rows.values()] == [(date(2026, 9, 14), FollowUpStatus.PLANNED)]

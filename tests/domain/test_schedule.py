from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.calendar import add_months, is_working_day, next_working_day
from followup.domain.risk import RiskClass
from followup.domain.schedule import (
    DEFAULT_POLICY,
    REMINDER_OFFSETS,
    ContractFacts,
    FollowUpKind,
    Occurrence,
    PlannedFollowUp,
    PolicyRow,
    Recheck,
    answer_due_on,
    plan,
    reminder_due,
)

K = FollowUpKind
START = date(2026, 3, 2)
FACTS = ContractFacts(risk_class=RiskClass.A, starts_on=START, ends_on=date(2030, 3, 1), country="SE")
FAR = date(2031, 1, 1)


def planned(
    facts: ContractFacts = FACTS,
    history: Sequence[Occurrence] = (),
    today: date = START,
    horizon: date = FAR,
) -> dict[FollowUpKind, PlannedFollowUp]:
    return {p.kind: p for p in plan(facts, history, DEFAULT_POLICY[facts.country], today, horizon)}


def done(kind: FollowUpKind, on: date, subject: str = "") -> Occurrence:
    return Occurrence(kind=kind, subject=subject, due_on=on, is_settled=True, done_on=on)


@pytest.mark.parametrize(
    ("risk_class", "expected"),
    [
        (
            "a",
            {
                K.KICK_OFF: date(2026, 4, 1),
                K.SELF_ASSESSMENT: date(2026, 3, 2),
                K.TRACEABILITY: date(2026, 9, 2),
                K.DOCUMENT_REVIEW: date(2027, 3, 2),
                K.OFFICE_AUDIT: date(2027, 3, 2),
                K.SITE_AUDIT: date(2028, 3, 2),
                K.PORTFOLIO_REVIEW: date(2027, 3, 2),
            },
        ),
        (
            "b",
            {
                K.KICK_OFF: date(2026, 4, 1),
                K.SELF_ASSESSMENT: date(2026, 3, 2),
                K.TRACEABILITY: date(2027, 3, 2),
                K.DOCUMENT_REVIEW: date(2028, 3, 2),
                K.OFFICE_AUDIT: date(2029, 3, 2),
                K.PORTFOLIO_REVIEW: date(2027, 3, 2),
            },
        ),
        (
            "c",
            {
                K.KICK_OFF: date(2026, 5, 4),  # 1 May and a weekend move it
                K.SELF_ASSESSMENT: date(2026, 8, 31),  # 180 days end on a Saturday
                K.PORTFOLIO_REVIEW: date(2027, 3, 2),
            },
        ),
        ("d", {K.PORTFOLIO_REVIEW: date(2027, 3, 2)}),
    ],
)
def test_the_default_policy_plans_each_class(risk_class: str, expected: dict[FollowUpKind, date]) -> None:
    facts = replace(FACTS, risk_class=next(r for r in RiskClass if r == risk_class))
    found = planned(facts)
    assert {kind: p.due_on for kind, p in found.items()} == expected
    assert {p.ordinal for p in found.values()} == {1}


def test_every_default_says_that_it_is_one() -> None:
    for policy in DEFAULT_POLICY.values():
        meetings = {row.provenance for row in policy.values() if row.kind is K.DEVELOPMENT_MEETING}
        assert meetings == {"sourced"}
        assert {row.provenance for row in policy.values() if row.kind is not K.DEVELOPMENT_MEETING} == {"default"}
        assert all(row.source for row in policy.values())


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, risk_class=None),
        replace(FACTS, starts_on=None),
        replace(FACTS, is_voided=True),
        replace(FACTS, ends_on=START - timedelta(days=1)),
    ],
)
def test_a_contract_that_is_over_or_incomplete_plans_nothing(facts: ContractFacts) -> None:
    assert planned(facts) == {}


def test_the_contracts_last_day_is_still_planned() -> None:
    facts = replace(FACTS, ends_on=date(2026, 9, 1))
    assert planned(facts, today=date(2026, 9, 1))
    assert not planned(facts, today=date(2026, 9, 2))


def test_a_contract_without_an_end_is_planned_and_never_blocked() -> None:
    found = planned(replace(FACTS, ends_on=None))
    assert all(p.blocked is None for p in found.values())


def test_nothing_is_planned_beyond_the_horizon_or_the_end() -> None:
    assert set(planned(horizon=date(2026, 4, 1))) == {K.KICK_OFF, K.SELF_ASSESSMENT}
    assert set(planned(replace(FACTS, ends_on=date(2026, 9, 1)))) == {K.KICK_OFF, K.SELF_ASSESSMENT}


def test_an_open_occurrence_is_never_joined_by_another() -> None:
    late = Occurrence(kind=K.SELF_ASSESSMENT, due_on=date(2020, 1, 1))
    assert K.SELF_ASSESSMENT not in planned(history=[done(K.SELF_ASSESSMENT, date(2026, 3, 30)), late])


def test_the_next_is_counted_from_the_last_done_and_explained() -> None:
    history = [done(K.SELF_ASSESSMENT, date(2027, 4, 5)), done(K.SELF_ASSESSMENT, date(2026, 3, 30))]
    found = planned(history=history)[K.SELF_ASSESSMENT]
    assert (found.ordinal, found.due_on) == (3, date(2028, 4, 5))
    assert found.reason.text == "Due {due}: {risk}, last done {last}, every {months} months."
    assert found.reason.params == {
        "due": date(2028, 4, 5),
        "risk": RiskClass.A,
        "last": date(2027, 4, 5),
        "months": 12,
    }


def test_a_skipped_one_counts_from_the_day_it_was_due() -> None:
    skipped = Occurrence(kind=K.DOCUMENT_REVIEW, due_on=date(2027, 3, 2), is_settled=True)
    found = planned(history=[skipped])[K.DOCUMENT_REVIEW]
    assert (found.ordinal, found.due_on, found.reason.code) == (2, date(2028, 3, 2), "schedule.skipped")


def test_the_first_is_explained_by_the_contracts_start() -> None:
    reasons = {kind: p.reason for kind, p in planned().items()}
    assert reasons[K.SELF_ASSESSMENT].code == "schedule.start"
    assert reasons[K.KICK_OFF].params == {"due": date(2026, 4, 1), "risk": RiskClass.A, "start": START, "days": 30}
    assert reasons[K.TRACEABILITY].params["months"] == 6


def test_what_is_done_once_is_not_planned_again() -> None:
    assert K.KICK_OFF not in planned(history=[done(K.KICK_OFF, date(2026, 3, 20))])


def test_lateness_is_not_clamped() -> None:
    found = planned(today=date(2029, 1, 15))
    assert found[K.SELF_ASSESSMENT].due_on == START
    assert found[K.PORTFOLIO_REVIEW].due_on == date(2027, 3, 2)


def test_a_start_on_the_29th_of_february_clips_and_does_not_drift() -> None:
    facts = replace(FACTS, starts_on=date(2024, 2, 29), ends_on=date(2034, 2, 28))
    assert planned(facts)[K.PORTFOLIO_REVIEW].due_on == date(2025, 2, 28)
    again = planned(facts, [done(K.PORTFOLIO_REVIEW, date(2024, 2, 29))])
    assert again[K.PORTFOLIO_REVIEW].due_on == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("ends_on", "today", "is_blocked"),
    [
        (date(2028, 3, 1), START, False),  # twelve months to the day remain, both days counted
        (date(2028, 2, 29), START, True),
        (date(2030, 3, 1), date(2029, 3, 2), False),  # late, but a year remains from today
        (date(2030, 3, 1), date(2029, 3, 3), True),  # too late now
    ],
)
def test_an_office_audit_is_blocked_when_less_than_a_year_would_remain(
    ends_on: date, today: date, is_blocked: bool
) -> None:
    found = planned(replace(FACTS, ends_on=ends_on), today=today)
    assert (found[K.OFFICE_AUDIT].blocked is not None) == is_blocked
    assert all(p.blocked is None for kind, p in found.items() if kind is not K.OFFICE_AUDIT)


def test_a_blocked_audit_says_why() -> None:
    blocked = planned(replace(FACTS, ends_on=date(2027, 6, 1)))[K.OFFICE_AUDIT].blocked
    assert blocked is not None
    assert (blocked.code, blocked.params) == ("schedule.too_short", {"months": 12, "start": date(2027, 3, 2)})


def test_each_serious_deviation_gets_one_follow_up_audit_of_its_own() -> None:
    facts = replace(FACTS, rechecks=(Recheck("dev_1", date(2026, 5, 4)), Recheck("dev_2", date(2026, 6, 1))))
    history = [done(K.FOLLOW_UP_AUDIT, date(2026, 9, 1), subject="dev_1")]
    found = [p for p in plan(facts, history, DEFAULT_POLICY["SE"], START, FAR) if p.kind is K.FOLLOW_UP_AUDIT]
    assert [(p.subject, p.ordinal, p.due_on) for p in found] == [("dev_2", 1, date(2026, 12, 1))]


def test_a_norwegian_supplier_has_six_weeks_and_a_swedish_four() -> None:
    def due_on(country: str, kind: FollowUpKind) -> date | None:
        return answer_due_on(DEFAULT_POLICY[country][RiskClass.A, kind], START, country)

    assert due_on("SE", K.SELF_ASSESSMENT) == date(2026, 3, 30)
    assert due_on("NO", K.SELF_ASSESSMENT) == date(2026, 4, 13)
    assert due_on("NO", K.TRACEABILITY) == date(2026, 3, 30)
    assert due_on("SE", K.KICK_OFF) is None


starts = st.dates(date(2024, 1, 1), date(2040, 12, 31))
contracts = st.builds(
    lambda risk, start, length, country: ContractFacts(
        risk_class=risk,
        starts_on=start,
        ends_on=None if length is None else start + timedelta(days=length),
        country=country,
    ),
    st.sampled_from(RiskClass),
    starts | st.just(date(2024, 2, 29)) | st.just(date(2028, 2, 29)),
    st.none() | st.integers(0, 2200),
    st.sampled_from(["SE", "NO"]),
)


def run(
    facts: ContractFacts, nights: Sequence[date], after: int, order: Sequence[PolicyRow]
) -> dict[tuple[str, str, int], tuple[date, date | None]]:
    """Plan on each night, and settle everything so many days after it is due; return all that came to be."""
    policy = {(row.group, row.kind): row for row in order}
    made: dict[tuple[str, str, int], tuple[date, date | None]] = {}
    open_: dict[tuple[str, str, int], Occurrence] = {}
    history: list[Occurrence] = []
    for night in nights:
        for key, occurrence in list(open_.items()):
            settled_on = occurrence.due_on + timedelta(days=after)
            if settled_on <= night:
                del open_[key]
                history.append(replace(occurrence, is_settled=True, done_on=settled_on))
                made[key] = (occurrence.due_on, settled_on)
        new = plan(facts, [*history, *open_.values()], policy, night, night + timedelta(days=90))
        for p in new:
            key = (p.kind.value, p.subject, p.ordinal)
            assert key not in made
            if p.blocked is None:
                made[key] = (p.due_on, None)
                open_[key] = Occurrence(kind=p.kind, subject=p.subject, due_on=p.due_on)
        slots = [(o.kind, o.subject) for o in open_.values()]
        assert len(slots) == len(set(slots))
    return made


@settings(max_examples=25, deadline=None)
@given(contracts, st.integers(0, 40), st.integers(1, 60))
def test_missed_nights_and_another_order_plan_the_same(facts: ContractFacts, after: int, gap: int) -> None:
    assert facts.starts_on is not None
    rows = list(DEFAULT_POLICY[facts.country].values())
    last = 1100
    every = [facts.starts_on + timedelta(days=n) for n in range(0, last + 1, 10)]
    some = [night for n, night in enumerate(every) if n % (1 + gap // 10) == 0 or n == len(every) - 1]
    assert run(facts, every, after, rows) == run(facts, some, after, rows[::-1])


@settings(max_examples=40)
@given(contracts, st.integers(0, 900))
def test_running_twice_adds_nothing_and_the_plan_explains_itself(facts: ContractFacts, day: int) -> None:
    assert facts.starts_on is not None
    today = facts.starts_on + timedelta(days=day)
    policy = DEFAULT_POLICY[facts.country]
    first = plan(facts, (), policy, today, today + timedelta(days=400))
    stored = [Occurrence(kind=p.kind, subject=p.subject, due_on=p.due_on) for p in first if p.blocked is None]
    again = plan(facts, stored, policy, today, today + timedelta(days=400))
    assert [p for p in again if p.blocked is None] == []
    for p in first:
        assert is_working_day(p.due_on, facts.country)
        assert p.reason.params["due"] == p.due_on
        p.reason.text.format(**p.reason.params)


@settings(max_examples=40)
@given(starts, starts, st.sampled_from(["SE", "NO"]))
def test_the_next_date_is_the_last_plus_the_interval_on_a_working_day(start: date, last_on: date, country: str) -> None:
    facts = replace(FACTS, starts_on=start, ends_on=None, country=country)
    found = planned(facts, [done(K.OFFICE_AUDIT, last_on)], today=last_on, horizon=date(2050, 1, 1))
    assert found[K.OFFICE_AUDIT].due_on == next_working_day(add_months(last_on, 36), country)


DUE = date(2026, 3, 30)


@pytest.mark.parametrize(
    ("today", "sent", "expected"),
    [
        (date(2026, 3, 15), [], None),
        (date(2026, 3, 16), [], -14),
        (date(2026, 3, 16), [date(2026, 3, 16)], None),
        (date(2026, 3, 20), [date(2026, 3, 2)], -14),  # missed nights: one reminder, not two
        (date(2026, 3, 30), [], -1),
        (date(2026, 3, 30), [date(2026, 3, 25)], -1),
        (date(2026, 3, 30), [date(2026, 3, 29)], None),
        (date(2026, 3, 31), [date(2026, 3, 29)], 1),
        (date(2026, 4, 6), [date(2026, 3, 31)], 7),
        (date(2026, 5, 20), [date(2026, 4, 6)], None),  # the last one has gone
        (date(2027, 3, 30), [], 7),
        (date(2026, 3, 24), [date(2026, 3, 24)], None),  # the first letter went out today
    ],
)
def test_at_most_one_reminder_is_due(today: date, sent: list[date], expected: int | None) -> None:
    assert reminder_due(today, DUE, sent, REMINDER_OFFSETS) == expected


@settings(max_examples=40)
@given(st.lists(st.integers(-30, 60), max_size=30))
def test_each_offset_is_answered_once_whatever_nights_the_job_runs(nights: list[int]) -> None:
    sent: list[date] = []
    offsets: list[int] = []
    for night in sorted(nights):
        today = DUE + timedelta(days=night)
        for _ in range(2):  # and twice the same night
            offset = reminder_due(today, DUE, sent, REMINDER_OFFSETS)
            if offset is not None:
                sent.append(today)
                offsets.append(offset)
    assert offsets == sorted(set(offsets))
    assert len(sent) == len(set(sent))


def test_without_offsets_nobody_is_reminded() -> None:
    assert reminder_due(DUE, DUE, [], ()) is None

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.deviation_gates import (
    ClosingFacts,
    check_extension,
    closing_problems,
    latest_extension,
    may_close,
)
from followup.domain.deviations import (
    BY_SUPPLIER,
    DEFAULT_DEADLINES,
    DEVIATION,
    MEANING,
    NEEDS_REASON,
    OPEN,
    VOID,
    WAITS_ON_SUPPLIER,
    WITH_BOTH,
    DeviationStatus,
    DeviationStep,
    Severity,
    Verification,
    answer_due_on,
    due_dates,
    needs_onsite,
    plan_due_again_on,
)
from followup.errors import Conflict, Invalid

S, E = DeviationStatus, DeviationStep
SENT = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("severity", "containment", "plan", "closure"),
    [
        (Severity.CRITICAL, date(2026, 3, 4), date(2026, 3, 9), date(2026, 4, 1)),
        (Severity.MAJOR, date(2026, 3, 16), date(2026, 3, 16), date(2026, 5, 31)),
        (Severity.MINOR, None, date(2026, 3, 30), date(2026, 8, 29)),
    ],
)
def test_the_worked_dates_of_each_grade(
    severity: Severity, containment: date | None, plan: date, closure: date
) -> None:
    due = due_dates(severity, issued_on=SENT, discovered_on=SENT)
    assert (due.containment_due_on, due.plan_due_on, due.closure_due_on) == (containment, plan, closure)


def test_a_critical_deviation_counts_from_its_discovery_and_the_others_from_sending() -> None:
    found = SENT - timedelta(days=5)
    assert due_dates(Severity.CRITICAL, issued_on=SENT, discovered_on=found).counted_from_on == found
    assert due_dates(Severity.MAJOR, issued_on=SENT, discovered_on=found).counted_from_on == SENT


def test_deadlines_are_calendar_days_over_leap_days_and_year_ends() -> None:
    assert due_dates(Severity.CRITICAL, issued_on=SENT, discovered_on=date(2028, 2, 28)).plan_due_on == date(2028, 3, 6)
    assert due_dates(Severity.MAJOR, issued_on=date(2027, 12, 31), discovered_on=SENT).closure_due_on == date(
        2028, 3, 30
    )


@pytest.mark.parametrize(("severity", "days"), [("critical", 3), ("major", 7), ("minor", 14)])
def test_the_buyer_has_a_deadline_to_answer_a_plan_too(severity: str, days: int) -> None:
    grade = next(s for s in Severity if s == severity)
    assert answer_due_on(grade, SENT) == SENT + timedelta(days=days)


def test_a_plan_sent_back_gets_the_grades_time_again() -> None:
    assert plan_due_again_on(Severity.MAJOR, date(2026, 3, 20)) == date(2026, 4, 3)


def test_only_a_critical_deviation_must_be_seen_on_site() -> None:
    assert [needs_onsite(severity) for severity in Severity] == [True, False, False]


def test_every_grade_has_a_meaning_and_says_that_its_deadlines_are_defaults() -> None:
    assert set(MEANING) == set(DEFAULT_DEADLINES) == set(Severity)
    assert {row.provenance for row in DEFAULT_DEADLINES.values()} == {"default"}
    assert all(row.source for row in DEFAULT_DEADLINES.values())


def test_the_whole_way_from_draft_to_closed() -> None:
    state = DEVIATION.initial
    for step, expected in [
        (E.ISSUE, S.ISSUED),
        (E.SUBMIT_PLAN, S.PLAN_SUBMITTED),
        (E.RETURN_PLAN, S.ISSUED),
        (E.SUBMIT_PLAN, S.PLAN_SUBMITTED),
        (E.ACCEPT_PLAN, S.CORRECTING),
        (E.REPORT_DONE, S.REPORTED_DONE),
        (E.RETURN_EVIDENCE, S.CORRECTING),
        (E.REPORT_DONE, S.REPORTED_DONE),
        (E.CLOSE, S.CLOSED),
    ]:
        state = DEVIATION.after(state, step)
        assert state is expected


def test_the_only_way_to_closed_is_to_verify_what_was_reported_done() -> None:
    assert [before for before, after in DEVIATION.steps.items() if after is S.CLOSED] == [(S.REPORTED_DONE, E.CLOSE)]


def test_the_supplier_never_takes_it_further_than_reported_done() -> None:
    assert {after for (_, step), after in DEVIATION.steps.items() if step in BY_SUPPLIER} == {
        S.PLAN_SUBMITTED,
        S.REPORTED_DONE,
    }
    assert {state for state in S if set(DEVIATION.allowed(state)) & BY_SUPPLIER} == WAITS_ON_SUPPLIER


def test_only_what_was_withdrawn_or_replaced_is_final_and_what_was_closed_can_be_opened_again() -> None:
    assert {state for state in S if DEVIATION.is_final(state)} == VOID == {S.WITHDRAWN, S.SUPERSEDED}
    assert DEVIATION.allowed(S.CLOSED) == (E.REOPEN,)
    assert set(S) - {S.DRAFT, S.CLOSED, *VOID} == OPEN


def test_whatever_is_not_settled_can_be_withdrawn_and_an_accepted_risk_is_open() -> None:
    assert {state for state in S if E.WITHDRAW in DEVIATION.allowed(state)} == {*OPEN, S.DRAFT}
    assert {S.RISK_ACCEPTED} == OPEN - WITH_BOTH
    assert E.WITHDRAW in NEEDS_REASON


@given(st.sampled_from(S), st.sampled_from(E))
def test_a_step_outside_the_table_is_refused(state: DeviationStatus, step: DeviationStep) -> None:
    if (state, step) in DEVIATION.steps:
        assert step in DEVIATION.allowed(state)
        return
    with pytest.raises(Conflict):
        DEVIATION.after(state, step)


DUE = date(2026, 5, 31)


def test_an_extension_gives_at_most_half_the_time_again() -> None:
    assert latest_extension(SENT, DUE) == date(2026, 7, 15)
    assert latest_extension(SENT, SENT + timedelta(days=7)) == SENT + timedelta(days=10)


def extend(
    new_due_on: date, *, today: date = date(2026, 5, 1), extended_count: int = 0, reason: str = "Parts are late"
) -> dict[str, list[str]]:
    try:
        check_extension(
            start_on=SENT,
            due_on=DUE,
            new_due_on=new_due_on,
            today=today,
            extended_count=extended_count,
            reason=reason,
        )
    except Invalid as refused:
        return {path: [reason.code for reason in found] for path, found in refused.problems.items()}
    return {}


def test_a_reasoned_extension_in_time_is_granted_once() -> None:
    assert extend(date(2026, 7, 15)) == {}
    assert extend(date(2026, 7, 15), today=DUE) == {}
    assert extend(date(2026, 6, 1), extended_count=1) == {"new_due_on": ["deviation.extended_before"]}


@pytest.mark.parametrize(
    ("new_due_on", "today", "reason", "expected"),
    [
        (date(2026, 7, 16), SENT, "x", {"new_due_on": ["deviation.extension_long"]}),
        (DUE, SENT, "x", {"new_due_on": ["deviation.extension_back"]}),
        (date(2026, 6, 5), date(2026, 6, 1), "x", {"new_due_on": ["deviation.extension_late"]}),
        (date(2026, 6, 5), SENT, " ", {"reason": ["deviation.reason_missing"]}),
    ],
)
def test_an_extension_that_breaks_a_rule_is_refused(
    new_due_on: date, today: date, reason: str, expected: dict[str, list[str]]
) -> None:
    assert extend(new_due_on, today=today, reason=reason) == expected


READY = ClosingFacts(
    severity=Severity.MAJOR,
    verifier_id=2,
    author_ids=frozenset({1}),
    evidence_count=1,
    actions_not_done_count=0,
    verification=Verification.DESKTOP,
)
REMEDIED = replace(READY, severity=Severity.CRITICAL, verification=Verification.ON_SITE, is_remedied=True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (READY, []),
        (replace(READY, verifier_id=1), ["deviation.own_work"]),
        (replace(READY, verifier_id=None), ["deviation.own_work"]),
        (replace(READY, evidence_count=0), ["deviation.no_evidence"]),
        (replace(READY, actions_not_done_count=2), ["deviation.actions_open"]),
        (replace(REMEDIED, verification=Verification.DESKTOP), ["deviation.wrong_verification"]),
        (REMEDIED, []),
        (replace(REMEDIED, verification=Verification.RIGHTS_HOLDERS), []),
        (replace(REMEDIED, is_remedied=False), ["deviation.remedy_missing"]),
        (replace(READY, severity=Severity.MINOR, verifier_id=1), ["deviation.own_work"]),
    ],
)
def test_closing_needs_another_person_proof_and_the_grades_verification(
    facts: ClosingFacts, expected: list[str]
) -> None:
    assert [reason.code for reason in closing_problems(facts)] == expected
    assert may_close(facts) == (not expected)

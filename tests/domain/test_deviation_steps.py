from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.actions import DoneReport, check_due, check_shown
from followup.domain.deviation_steps import SETTLED, STAGES, DeviationStage, check_found, check_takes, next_due_on
from followup.domain.deviations import (
    DEVIATION,
    WAITS_ON_SUPPLIER,
    DeviationStatus,
    Severity,
    answer_due_on,
    due_dates,
)
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Invalid

S, D = DeviationStatus, DeviationStage
TODAY = date(2026, 3, 2)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_the_stages_tell_every_status_apart_and_agree_with_the_life_cycle() -> None:
    assert STAGES[D.ON_US] | STAGES[D.ON_SUPPLIER] == STAGES[D.OPEN]
    assert not STAGES[D.ON_US] & STAGES[D.ON_SUPPLIER]
    assert STAGES[D.OPEN] | STAGES[D.SETTLED] == STAGES[D.ALL] == set(S)
    assert {status for status in S if DEVIATION.is_final(status)} == SETTLED - {S.CLOSED}  # what came back is reopened
    assert STAGES[D.ON_SUPPLIER] == WAITS_ON_SUPPLIER
    assert STAGES[D.OPEN] - STAGES[D.OVERDUE] == {S.DRAFT}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (S.DRAFT, date(2026, 2, 20)),
        (S.ISSUED, date(2026, 3, 16)),
        (S.PLAN_SUBMITTED, date(2026, 3, 9)),
        (S.CORRECTING, date(2026, 5, 31)),
        (S.REPORTED_DONE, date(2026, 5, 31)),
        (S.CLOSED, TODAY),
        (S.WITHDRAWN, TODAY),
        (S.SUPERSEDED, TODAY),
        (S.RISK_ACCEPTED, date(2026, 9, 1)),
    ],
)
def test_the_next_step_is_due(status: DeviationStatus, expected: date) -> None:
    due = due_dates(Severity.MAJOR, issued_on=TODAY, discovered_on=TODAY)
    is_draft = status is S.DRAFT
    assert (
        next_due_on(
            status,
            Severity.MAJOR,
            found_on=date(2026, 2, 20),
            plan_due_on=None if is_draft else due.plan_due_on,
            closure_due_on=None if is_draft else due.closure_due_on,
            accepted_until=date(2026, 9, 1),
            today=TODAY,
        )
        == expected
    )


@given(st.sampled_from(sorted(WAITS_ON_SUPPLIER | {S.PLAN_SUBMITTED})), st.sampled_from(Severity), days, days, days)
def test_no_step_is_due_later_than_the_closing(
    status: DeviationStatus, severity: Severity, plan: date, closure: date, today: date
) -> None:
    due = next_due_on(status, severity, found_on=today, plan_due_on=plan, closure_due_on=closure, today=today)
    assert due <= closure
    assert due in {plan, closure, answer_due_on(severity, today)}


@given(st.sampled_from(Severity), days, days)
def test_what_is_sent_can_always_be_met(severity: Severity, issued_on: date, discovered_on: date) -> None:
    due = due_dates(severity, issued_on=issued_on, discovered_on=min(discovered_on, issued_on))
    assert issued_on < due.plan_due_on <= due.closure_due_on
    assert due.containment_due_on is None or issued_on < due.containment_due_on <= due.plan_due_on


F, K = FollowUpStatus, FollowUpKind


@pytest.mark.parametrize("kind", [K.OFFICE_AUDIT, K.SELF_ASSESSMENT])
@pytest.mark.parametrize("key", [None, "1"])
@pytest.mark.parametrize("status", F)
def test_a_follow_up_takes_deviations_until_it_is_settled_and_answers_even_then(
    status: FollowUpStatus, kind: FollowUpKind, key: str | None
) -> None:
    takes = status in (F.PLANNED, F.STARTED) or (status is F.COMPLETED and kind is K.SELF_ASSESSMENT and key == "1")
    if takes:
        check_takes(status, kind, key)
    else:
        with pytest.raises(Conflict):
            check_takes(status, kind, key)


def test_nothing_is_found_in_the_future() -> None:
    check_found(TODAY, TODAY)
    with pytest.raises(Invalid):
        check_found(TODAY + timedelta(days=1), TODAY)


@given(days, days, days, days)
def test_an_action_lies_between_finding_and_closing_while_closing_can_be_met(
    due_on: date, found_on: date, closure_due_on: date, today: date
) -> None:
    fits = found_on <= due_on and (due_on <= closure_due_on or closure_due_on < today)
    try:
        check_due(due_on, found_on=found_on, closure_due_on=closure_due_on, today=today)
    except Invalid:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(("reason", "count", "fits"), [("", 0, False), ("", 1, True), ("Only on the spot", 0, True)])
def test_a_report_shows_something_or_says_why_not(reason: str, count: int, fits: bool) -> None:
    report = DoneReport(note="Done", no_file_reason=reason)
    if fits:
        check_shown(report, count)
    else:
        with pytest.raises(Invalid):
            check_shown(report, count)

"""The ladder of sanctions: never more than the next step, remedy first, and nothing that ends a contract by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.deviations import OPEN, DeviationStatus, Severity
from followup.domain.follow_ups import stored
from followup.domain.penalties import PenaltyTrigger
from followup.domain.sanction_steps import check_deciding, needs_hearing, why
from followup.domain.sanctions import (
    LADDER,
    REFUSES,
    RESPITE_DAYS,
    SANCTION,
    LadderFacts,
    Rung,
    SanctionStatus,
    SanctionStep,
    Taken,
    due,
)
from followup.errors import Conflict, FollowupError
from followup.i18n import explain

DUE = date(2026, 3, 16)
LONG_AGO = date(2026, 1, 1)
S = SanctionStatus


def facts(*earlier: Taken, **changes: object) -> LadderFacts:
    plain: dict[str, object] = {
        "severity": Severity.MAJOR,
        "status": DeviationStatus.ISSUED,
        "plan_due_on": DUE,
        "closure_due_on": date(2026, 5, 31),
        "has_penalty": True,
        "earlier": earlier,
    }
    return LadderFacts(**{**plain, **changes})  # type: ignore[arg-type] # a test's own values


def held(*rungs: Rung, on: date = LONG_AGO) -> Sequence[Taken]:
    return [Taken(rung=rung, status=S.DECIDED, decided_on=on) for rung in rungs]


@pytest.mark.parametrize(("days", "rung"), [(0, None), (1, None), (6, None), (7, Rung.NOTICE), (200, Rung.NOTICE)])
def test_the_first_step_is_a_notice_seven_days_after_the_deadline(days: int, rung: Rung | None) -> None:
    assert due(facts(), DUE + timedelta(days=days)).rung is rung


@pytest.mark.parametrize(
    ("taken", "rung"),
    [
        ((Rung.NOTICE,), Rung.WARNING),
        ((Rung.NOTICE, Rung.WARNING), Rung.PENALTY),
        ((Rung.NOTICE, Rung.WARNING, Rung.PENALTY), Rung.WITHHOLD),
        ((Rung.NOTICE, Rung.WARNING, Rung.PENALTY, Rung.WITHHOLD), Rung.JOINT_ALERT),
        (LADDER[:-1], Rung.TERMINATION),
        (LADDER, None),
    ],
)
def test_each_step_follows_the_one_before(taken: tuple[Rung, ...], rung: Rung | None) -> None:
    assert due(facts(*held(*taken)), date(2026, 9, 1)).rung is rung


def test_a_minor_deviation_leads_no_further_than_a_penalty() -> None:
    done = held(Rung.NOTICE, Rung.WARNING, Rung.PENALTY)
    assert due(facts(*done, severity=Severity.MINOR), date(2026, 9, 1)).rung is None


def test_a_plan_sent_back_twice_is_a_reason_before_its_date_passes() -> None:
    early = DUE - timedelta(days=3)
    assert due(facts(returned_count=1), early).rung is None
    found = due(facts(returned_count=2), early)
    assert found.rung is Rung.NOTICE
    assert found.why is not None
    assert found.why.code == "sanction.returned"


def test_time_to_mend_passes_before_the_next_step() -> None:
    noticed = date(2026, 4, 1)
    done = held(Rung.NOTICE, on=noticed)
    assert due(facts(*done), noticed + timedelta(days=RESPITE_DAYS)).rung is None
    assert due(facts(*done), noticed + timedelta(days=RESPITE_DAYS + 1)).rung is Rung.WARNING


def test_the_suppliers_own_supplier_refusing_blocks_the_penalty_and_says_why() -> None:
    found = due(facts(*held(Rung.NOTICE, Rung.WARNING), refuses=True), date(2026, 9, 1))
    assert (found.rung, found.why) == (None, REFUSES)


def test_without_a_penalty_in_the_contract_none_is_proposed() -> None:
    done = held(Rung.NOTICE, Rung.WARNING)
    assert due(facts(*done, has_penalty=False), date(2026, 9, 1)).rung is Rung.WITHHOLD


def test_a_declined_step_is_not_proposed_again() -> None:
    refused = Taken(rung=Rung.WARNING, status=S.DECLINED, decided_on=LONG_AGO)
    assert due(facts(*held(Rung.NOTICE), refused), date(2026, 9, 1)).rung is None


def test_a_critical_deviation_alerts_at_once_and_only_until_it_is_contained() -> None:
    critical = facts(severity=Severity.CRITICAL)
    assert due(critical, date(2026, 3, 3)).rung is Rung.JOINT_ALERT
    assert due(facts(severity=Severity.CRITICAL, is_contained=True), date(2026, 3, 3)).rung is None


_FACTS = st.builds(
    LadderFacts,
    severity=st.sampled_from(Severity),
    status=st.sampled_from(DeviationStatus),
    plan_due_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    closure_due_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    has_sent_plan=st.booleans(),
    returned_count=st.integers(0, 3),
    is_contained=st.booleans(),
    is_remedied=st.booleans(),
    refuses=st.booleans(),
    has_penalty=st.booleans(),
    earlier=st.lists(
        st.builds(
            Taken,
            rung=st.sampled_from(Rung),
            status=st.sampled_from(SanctionStatus),
            decided_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        ),
        max_size=6,
    ),
)


@given(_FACTS, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_whatever_happens_no_step_is_jumped_and_nothing_is_said_twice(found: LadderFacts, today: date) -> None:
    result = due(found, today)
    holds = {step.rung for step in found.earlier if step.status is S.DECIDED}
    if result.rung is None:
        return
    assert found.status in OPEN
    assert not found.is_remedied
    assert result.why is not None
    assert result.rung not in {step.rung for step in found.earlier}
    assert result.rung is not Rung.PENALTY or (not found.refuses and found.has_penalty and Rung.WARNING in holds)
    assert result.rung is not Rung.TERMINATION or (found.severity is Severity.MAJOR and Rung.JOINT_ALERT in holds)
    if result.rung not in (Rung.NOTICE, Rung.JOINT_ALERT):
        assert Rung.NOTICE in holds
        assert result.rung is Rung.WARNING or Rung.WARNING in holds


@settings(max_examples=40)
@given(_FACTS, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_why_a_step_is_proposed_survives_being_kept(found: LadderFacts, today: date) -> None:
    result = due(found, today)
    if result.why is not None:
        assert explain(why(stored(result.why))) == explain(result.why)


@given(st.lists(st.sampled_from(SanctionStep), max_size=6), st.sampled_from(Rung))
def test_no_way_leads_past_the_hearing_but_for_a_plain_notice_and_an_alert(
    steps: list[SanctionStep], rung: Rung
) -> None:
    status, was_heard = SANCTION.initial, False
    for step in steps:
        try:
            if step is SanctionStep.DECIDE:
                heard_on = date(2026, 3, 1) if was_heard else None
                check_deciding(
                    rung, status, hearing_due_on=heard_on, stated_on=None, has_amount=True, today=date(2026, 9, 1)
                )
            status = SANCTION.after(status, step)
        except FollowupError:
            continue
        was_heard = was_heard or step is SanctionStep.HEAR
        if status is S.DECIDED:
            assert was_heard or not needs_hearing(rung)


def test_a_comment_or_the_day_passed_opens_the_decision() -> None:
    due_on = date(2026, 4, 1)

    def decide(today: date, stated_on: date | None = None) -> None:
        check_deciding(
            Rung.WARNING, S.HEARING, hearing_due_on=due_on, stated_on=stated_on, has_amount=False, today=today
        )

    with pytest.raises(Conflict):
        decide(due_on)
    decide(due_on, stated_on=date(2026, 3, 20))
    decide(due_on + timedelta(days=1))


def test_a_penalty_without_days_is_not_decided() -> None:
    with pytest.raises(Conflict):
        check_deciding(
            Rung.PENALTY,
            S.HEARING,
            hearing_due_on=date(2026, 3, 1),
            stated_on=None,
            has_amount=False,
            today=date(2026, 4, 1),
        )


def test_the_trigger_of_a_proposed_penalty_is_the_clauses() -> None:
    found = due(facts(*held(Rung.NOTICE, Rung.WARNING)), date(2026, 9, 1))
    assert found.trigger is PenaltyTrigger.DEVIATION_NOT_HANDLED

"""No way past a gate: the life of a deviation played through at random, and deadlines at every edge of a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from followup.domain.actors import Role, Staff
from followup.domain.deviation_gates import (
    ClosingFacts,
    check_acceptance,
    check_effect,
    check_extension,
    check_repeat,
    closing_problems,
    effect_check_on,
    latest_extension,
    proposed_grade,
)
from followup.domain.deviation_policies import (
    DEFAULT_TABLE,
    DeadlineTable,
    NewGradeRule,
    stored_table,
    table_of,
)
from followup.domain.deviations import (
    BY_SUPPLIER,
    DEVIATION,
    OPEN,
    SETTLED,
    VOID,
    DeviationStatus,
    DeviationStep,
    Effect,
    Severity,
    Verification,
    due_dates,
)
from followup.domain.follow_up_rules import RuleOrigin
from followup.domain.permissions import Permission
from followup.domain.risk import RiskClass
from followup.domain.rules import allows
from followup.errors import Conflict, FollowupError, Invalid

S, E = DeviationStatus, DeviationStep
SENT = date(2026, 3, 2)
AUTHOR, OTHER = 1, 2
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
grades = st.sampled_from(Severity)


class Life(RuleBasedStateMachine):
    """One deviation whose steps are tried by anybody in any order; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.status, self.severity, self.today = DEVIATION.initial, Severity.MINOR, SENT
        self.due_on, self.extended, self.asked_by = SENT, 0, None
        self.until: date | None = None
        self.has_plan = self.has_evidence = self.is_remedied = self.was_accepted = False
        self.closed: list[tuple[int | None, Verification, bool, bool, bool]] = []
        self.accepted_by: list[int] = []
        self.extensions: list[tuple[int, int, date, date]] = []

    def step(self, step: DeviationStep) -> bool:
        try:
            self.status = DEVIATION.after(self.status, step)
        except Conflict:
            return False
        return True

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @precondition(lambda self: self.status is S.DRAFT)
    @rule(severity=grades)
    def issue(self, severity: Severity) -> None:
        self.severity = severity
        self.step(E.ISSUE)
        self.due_on = due_dates(severity, issued_on=self.today, discovered_on=self.today).closure_due_on

    @rule(step=st.sampled_from(sorted(BY_SUPPLIER)))
    def supplier(self, step: DeviationStep) -> None:
        if self.step(step):
            self.has_plan = self.has_plan or step is E.SUBMIT_PLAN
            self.has_evidence = self.has_evidence or step is E.REPORT_DONE

    @rule(step=st.sampled_from((E.RETURN_PLAN, E.RETURN_EVIDENCE, E.NOTE_PROGRESS, E.REOPEN, E.RESUME, E.WITHDRAW)))
    def buyer(self, step: DeviationStep) -> None:
        self.step(step)

    @rule()
    def accept_plan(self) -> None:
        self.was_accepted = self.step(E.ACCEPT_PLAN) or self.was_accepted

    @rule()
    def remedy(self) -> None:
        self.is_remedied = self.is_remedied or self.status in OPEN

    @rule(who=st.sampled_from((None, AUTHOR, OTHER)), way=st.sampled_from(Verification))
    def close(self, who: int | None, way: Verification) -> None:
        facts = ClosingFacts(
            severity=self.severity,
            verifier_id=who,
            author_ids=frozenset({AUTHOR}),
            evidence_count=int(self.has_evidence),
            actions_not_done_count=0,
            verification=way,
            is_remedied=self.is_remedied,
        )
        if not closing_problems(facts) and self.step(E.CLOSE):
            self.closed.append((who, way, self.has_evidence, self.was_accepted, self.is_remedied))

    @rule(who=st.sampled_from((AUTHOR, OTHER)), days=st.integers(-5, 500))
    def accept_risk(self, who: int, days: int) -> None:
        if not allows(staff(who, Role.APPROVER), Permission.DEVIATION_ACCEPT_RISK, Subject()):
            return
        try:
            check_acceptance(self.severity, until=self.today + timedelta(days=days), today=self.today)
        except FollowupError:
            return
        if self.step(E.ACCEPT_RISK):
            self.until = self.today + timedelta(days=days)
            self.accepted_by.append(who)

    @rule(asker=st.sampled_from((AUTHOR, OTHER)), decider=st.sampled_from((AUTHOR, OTHER)), days=st.integers(-5, 200))
    def extend(self, asker: int, decider: int, days: int) -> None:
        new_due_on = self.due_on + timedelta(days=days)
        start_on = self.due_on - timedelta(days=DEFAULT_TABLE.rules[self.severity].deadlines.closure_days)
        try:
            check_extension(
                start_on=start_on,
                due_on=self.due_on,
                new_due_on=new_due_on,
                today=self.today,
                extended_count=self.extended,
                reason="Parts",
            )
        except Invalid:
            return
        if asker != decider and self.status in OPEN:
            self.extensions.append((asker, decider, self.due_on, new_due_on))
            self.due_on, self.extended = new_due_on, self.extended + 1

    @invariant()
    def nothing_is_closed_but_by_plan_proof_and_another_person(self) -> None:
        for who, way, has_evidence, was_accepted, is_remedied in self.closed:
            assert who == OTHER
            assert has_evidence
            assert was_accepted
            if self.severity is Severity.CRITICAL:
                assert way is not Verification.DESKTOP
                assert is_remedied
        assert self.status is not S.CLOSED or self.closed

    @invariant()
    def a_risk_is_accepted_by_another_with_an_end_and_never_a_critical_one(self) -> None:
        assert set(self.accepted_by) <= {OTHER}
        if self.status is S.RISK_ACCEPTED:
            assert self.until is not None
            assert self.severity is not Severity.CRITICAL

    @invariant()
    def time_is_extended_once_by_two_and_by_half_at_most(self) -> None:
        assert len(self.extensions) <= 1
        for asker, decider, before, after in self.extensions:
            assert asker != decider
            assert before < after <= before + timedelta(days=90)

    @invariant()
    def what_was_withdrawn_is_over(self) -> None:
        assert (self.status in VOID) == DEVIATION.is_final(self.status)


class Subject:
    organisation_id, author_ids = 5, frozenset({AUTHOR})


def staff(user_id: int, *roles: Role) -> Staff:
    return Staff(public_id="usr_x", user_id=user_id, organisation_id=5, roles=frozenset(roles))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("user_id", [AUTHOR, OTHER])
@pytest.mark.parametrize(
    "permission",
    [Permission.DEVIATION_VERIFY, Permission.DEVIATION_ACCEPT_RISK, Permission.DEVIATION_EXTENSION_APPROVE],
)
def test_four_eyes_whatever_the_role(role: Role, user_id: int, permission: Permission) -> None:
    may = role in (Role.CONTRACT_MANAGER, Role.APPROVER) and user_id == OTHER
    assert allows(staff(user_id, role), permission, Subject()) == may


EDGES = sorted(
    {
        *holidays.country_holidays("SE", years=range(2024, 2030)),
        *holidays.country_holidays("NO", years=range(2024, 2030)),
        *(date(year, month, 1) - timedelta(days=1) for year in range(2025, 2030) for month in range(1, 13)),
        *(date(year, 2, day) for year in (2024, 2028) for day in (28, 29)),
    }
)


@pytest.mark.parametrize("severity", Severity)
def test_days_are_calendar_days_over_month_ends_leap_days_and_days_off(severity: Severity) -> None:
    row = DEFAULT_TABLE.rules[severity].deadlines
    for day in EDGES:
        due = due_dates(severity, issued_on=day, discovered_on=day)
        assert (due.plan_due_on - day).days == row.plan_days
        assert (due.closure_due_on - day).days == row.closure_days
        assert (due.closure_due_on - day).days == due.closure_due_on.toordinal() - day.toordinal()


@pytest.mark.parametrize(
    ("sent", "plan", "closure"),
    [
        (date(2028, 1, 31), date(2028, 2, 14), date(2028, 4, 30)),
        (date(2028, 2, 29), date(2028, 3, 14), date(2028, 5, 29)),
        (date(2027, 2, 28), date(2027, 3, 14), date(2027, 5, 29)),
        (date(2026, 12, 24), date(2027, 1, 7), date(2027, 3, 24)),
        (date(2026, 4, 3), date(2026, 4, 17), date(2026, 7, 2)),
    ],
)
def test_a_major_one_sent_on_an_edge_is_due(sent: date, plan: date, closure: date) -> None:
    due = due_dates(Severity.MAJOR, issued_on=sent, discovered_on=sent)
    assert (due.plan_due_on, due.closure_due_on) == (plan, closure)


@pytest.mark.parametrize(
    ("closed", "looked_at"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 3, 2), date(2026, 9, 2)),
    ],
)
def test_the_effect_is_looked_at_half_a_year_later(closed: date, looked_at: date) -> None:
    assert effect_check_on(closed) == looked_at
    with pytest.raises(Invalid):
        check_effect(Effect.HELD, check_on=looked_at, known=None, today=looked_at - timedelta(days=1))
    check_effect(Effect.CAME_BACK, check_on=looked_at, known=None, today=closed)


def test_a_repeated_minor_is_proposed_as_major_and_nothing_is_made_milder() -> None:
    assert [proposed_grade(s, is_repeat=True) for s in Severity] == [Severity.CRITICAL, Severity.MAJOR, Severity.MAJOR]
    assert [proposed_grade(s, is_repeat=False) for s in Severity] == list(Severity)
    with pytest.raises(Invalid):
        check_repeat(Severity.MINOR, " ")
    check_repeat(Severity.MAJOR, "")


@given(grades, days)
def test_half_the_time_again_is_never_more_than_half(severity: Severity, sent: date) -> None:
    due = due_dates(severity, issued_on=sent, discovered_on=sent).closure_due_on
    given_days, more = (due - sent).days, (latest_extension(sent, due) - due).days
    assert 2 * more <= given_days < 2 * (more + 1)


NEW = NewGradeRule(
    severity=Severity.MINOR,
    plan_days=21,
    answer_days=7,
    closure_days=120,
    needs_onsite=True,
    is_shorter_for_class_a=True,
    valid_from=SENT,
    reason="Decision 7",
    reminder_offsets=(7, -7, 7),
)


def decided(new: NewGradeRule = NEW) -> DeadlineTable:
    return new.checked(SENT).taken_into(DEFAULT_TABLE)


def test_what_was_decided_is_stored_and_read_back_and_the_other_grades_stay_defaults() -> None:
    table = decided()
    read = table_of(stored_table(table), is_shorter_for_class_a=table.is_shorter_for_class_a)
    assert read == table
    assert [rule.origin for rule in table.rules.values()] == [
        RuleOrigin.DEFAULT,
        RuleOrigin.DEFAULT,
        RuleOrigin.COOPERATION,
    ]
    assert (table.is_default, DEFAULT_TABLE.is_default) == (False, True)
    assert table.rules[Severity.MINOR].deadlines.reminder_offsets == (-7, 7)
    assert table.rules[Severity.MINOR].needs_onsite


@pytest.mark.parametrize("risk_class", [None, *RiskClass])
def test_only_class_a_has_a_step_less_time_and_only_where_it_was_decided(risk_class: RiskClass | None) -> None:
    own, usual = decided().deadlines(risk_class), DEFAULT_TABLE.deadlines(risk_class)
    assert usual == {s: r.deadlines for s, r in DEFAULT_TABLE.rules.items()}
    found = [(own[s].plan_days, own[s].closure_days, own[s].containment_days) for s in Severity]
    if risk_class is RiskClass.A:
        assert found == [(7, 30, 2), (7, 30, 2), (14, 90, None)]
    else:
        assert found == [(7, 30, 2), (14, 90, 14), (21, 120, None)]
    assert all(own[s].verified_by == decided().rules[s].deadlines.verified_by for s in Severity)


@pytest.mark.parametrize(
    ("new", "at"),
    [
        (replace(NEW, valid_from=SENT - timedelta(days=1)), "valid_from"),
        (replace(NEW, plan_days=121), "plan_days"),
        (replace(NEW, containment_days=22), "containment_days"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(new: NewGradeRule, at: str) -> None:
    with pytest.raises(Invalid) as refused:
        new.checked(SENT)
    assert list(refused.value.problems) == [at]


def test_every_open_deviation_has_a_way_to_an_end() -> None:
    for status in OPEN:
        reached, more = {status}, {status}
        while more:
            more = {DEVIATION.after(s, step) for s in more for step in DEVIATION.allowed(s)} - reached
            reached |= more
        assert reached & (SETTLED - VOID)

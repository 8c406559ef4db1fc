"""The policies are complete, say that they are defaults, and are what the planner and the deadlines count with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from followup.domain.code_checks import policy_problems
from followup.domain.deviation_gates import EXTENSION_PERCENT_MOST, EXTENSIONS_MOST
from followup.domain.deviations import DEFAULT_DEADLINES, Deadlines, Severity
from followup.domain.follow_up_rules import Group
from followup.domain.policies import FollowUpRule, Trigger
from followup.domain.risk import RiskClass
from followup.domain.schedule import DEFAULT_POLICY, MONTHS_AFTER_OFFICE_AUDIT, FollowUpKind, PolicyRow
from followup.domain.sharing import CHECK_WORKING_DAYS, REUSE_MONTHS
from followup.domain.sourced import Provenance
from followup.domain.suppression import THRESHOLD

from .content import content, policies


def without_source(rows: Mapping[tuple[Group, FollowUpKind], PolicyRow]) -> dict[object, PolicyRow]:
    return {key: replace(row, source="") for key, row in rows.items()}


def test_the_policies_are_complete_and_sourced() -> None:
    assert policy_problems(policies(), content().library) == {}


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_planner_counts_with_the_written_plan(country: str) -> None:
    assert without_source(policies().plan(country)) == without_source(DEFAULT_POLICY[country])


def test_deviations_count_with_the_written_deadlines() -> None:
    def bare(rows: Mapping[Severity, Deadlines]) -> dict[Severity, Deadlines]:
        return {severity: replace(row, source="") for severity, row in rows.items()}

    assert bare(policies().deadlines()) == bare(DEFAULT_DEADLINES)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("months_after_office_audit", MONTHS_AFTER_OFFICE_AUDIT),
        ("extensions_most", EXTENSIONS_MOST),
        ("extension_percent_most", EXTENSION_PERCENT_MOST),
        ("reuse_months", REUSE_MONTHS),
        ("supplier_check_working_days", CHECK_WORKING_DAYS),
        ("suppress_below_suppliers", THRESHOLD),
    ],
)
def test_a_single_number_is_the_one_in_use(key: str, value: int) -> None:
    assert policies().number(key).value == value


def test_every_rule_of_the_plan_and_every_deadline_says_that_it_is_a_default() -> None:
    rules = (*policies().follow_up_plan.rules, *policies().deviation_deadlines.rules)
    assert {rule.provenance for rule in rules} == {Provenance.DEFAULT}


def test_a_norwegian_buyer_gives_six_weeks_and_a_swedish_one_four() -> None:
    key = (RiskClass.A, FollowUpKind.SELF_ASSESSMENT)
    assert (policies().plan("NO")[key].answer_days, policies().plan("SE")[key].answer_days) == (42, 28)


def test_what_waits_for_an_event_is_not_planned_by_the_calendar() -> None:
    assert policies().plan("SE")[RiskClass.C, FollowUpKind.OFFICE_AUDIT].trigger is Trigger.EVENT


def with_rules(*rules: FollowUpRule) -> list[str]:
    changed = replace(policies(), follow_up_plan=replace(policies().follow_up_plan, rules=rules))
    return [reason.code for reasons in policy_problems(changed, content().library).values() for reason in reasons]


def test_a_forgotten_rule_is_found() -> None:
    assert with_rules(*policies().follow_up_plan.rules[1:]) == ["code.no_rule"]


def test_a_rule_given_twice_is_found() -> None:
    rules = policies().follow_up_plan.rules
    assert with_rules(*rules, rules[0]) == ["code.repeated"]


def test_a_rule_without_a_source_is_found() -> None:
    first, *others = policies().follow_up_plan.rules
    assert with_rules(replace(first, source=""), *others) == ["content.no_source"]

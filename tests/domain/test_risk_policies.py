"""The organisation's rules for risk assessment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from followup.domain.actors import Role
from followup.domain.code_of_conduct import Area
from followup.domain.risk import RiskClass
from followup.domain.risk_areas import REGIONS_AREAS, AreaChoice, AreaScheme, StrategyArea, crosswalk, default_choice
from followup.domain.risk_policies import DEFAULT_RULES, NewRules, RiskRules, check_rules
from followup.errors import Forbidden, Invalid

TODAY = date(2026, 3, 2)
NEW = NewRules(
    assessors=(Role.CONTRACT_MANAGER,),
    approvers=(Role.APPROVER,),
    four_eyes_from=RiskClass.C,
    review_months=6,
    valid_from=TODAY,
    reason="Decided.",
)


def test_without_a_decision_the_defaults_hold_and_say_so() -> None:
    assert DEFAULT_RULES.is_default
    assert DEFAULT_RULES.four_eyes_from is RiskClass.B
    assert DEFAULT_RULES.valid_until(date(2024, 2, 29)) == date(2025, 2, 28)
    assert DEFAULT_RULES.hours == {}


def test_only_the_roles_that_the_rules_name_assess_and_approve() -> None:
    rules = RiskRules(assessors=(Role.APPROVER,), approvers=(Role.CONTRACT_MANAGER,))
    rules.check_assessor({Role.APPROVER, Role.READER})
    rules.check_approver({Role.CONTRACT_MANAGER})
    with pytest.raises(Forbidden) as refused:
        rules.check_assessor({Role.CONTRACT_MANAGER})
    assert refused.value.reason.code == "risk_policy.not_an_assessor"
    with pytest.raises(Forbidden) as refused:
        rules.check_approver({Role.APPROVER})
    assert refused.value.reason.code == "risk_policy.not_an_approver"


def test_rules_neither_reach_back_nor_name_roles_that_cannot_do_it() -> None:
    check_rules(NEW, TODAY)
    with pytest.raises(Invalid) as refused:
        check_rules(replace(NEW, valid_from=date(2026, 3, 1), assessors=(Role.READER,)), TODAY)
    assert set(refused.value.problems) == {"valid_from", "assessors"}


def test_each_country_speaks_of_its_own_four_areas() -> None:
    assert default_choice("SE").areas == REGIONS_AREAS
    assert default_choice("NO").areas == tuple(StrategyArea)
    assert len(default_choice("SE").areas) == len(default_choice("NO").areas) == 4


def test_animal_welfare_is_a_fifth_area_where_the_cooperation_switched_it_on() -> None:
    switched_on = AreaChoice(AreaScheme.CODE, has_animal_welfare=True)
    assert switched_on.areas == (*REGIONS_AREAS, Area.ANIMAL_WELFARE)
    assert switched_on.hidden == frozenset()
    assert AreaChoice(AreaScheme.CODE).hidden == {Area.ANIMAL_WELFARE}
    assert AreaChoice(AreaScheme.STRATEGY).hidden == frozenset()


def test_the_cross_walk_is_the_same_read_from_either_side() -> None:
    there, back = crosswalk()
    assert {(link.area, match) for link in there for match in link.matches} == {
        (match, link.area) for link in back for match in link.matches
    }
    assert [link.area for link in there] == list(StrategyArea)
    assert [link.area for link in back] == list(Area)
    assert all(link.matches for link in (*there, *back))

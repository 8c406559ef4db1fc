from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from followup.domain.figures import Cut, Figure, FigureState, Item
from followup.domain.indicators import IDENTIFYING, Indicator
from followup.domain.sanctions import Rung
from followup.domain.summaries import MemberContribution, SummaryFigures
from followup.domain.summary_checks import (
    STOPS,
    Check,
    Finding,
    Level,
    Material,
    Reported,
    Values,
    checked,
    open_stops,
)

I = Indicator  # noqa: E741
Numbers = dict[Indicator | tuple[Indicator, Cut, str], int]


def told(numbers: Numbers) -> Values:
    return {
        (key if isinstance(key, tuple) else (key, Cut.TOTAL, "")): value for key, value in {**SOUND, **numbers}.items()
    }


SOUND: Numbers = {
    I.ACTIVE_CONTRACTS: 20,
    I.CONTRACTS_WITH_CLAUSE: 12,
    I.SELF_ASSESSMENTS_SENT: 6,
    I.SELF_ASSESSMENTS_ANSWERED: 5,
    I.SELF_ASSESSMENTS_IN_TIME: 4,
    I.SELF_ASSESSMENTS_ASSESSED: 5,
    I.DEVIATIONS_ISSUED: 3,
    I.DEVIATIONS_CLOSED: 2,
    I.DEVIATIONS_CLOSED_IN_TIME: 1,
    I.DEVIATIONS_OPEN: 4,
    I.DEVIATIONS_OVERDUE: 1,
}


def member(name: str = "a", items: tuple[Item, ...] = (), **more: Values) -> Reported:
    return Reported(
        organisation=name,
        items=items,
        **{"confirmed": told({}), "counted": told({}), **more},  # type: ignore[arg-type] # values only
    )


def counted(numbers: Numbers) -> Reported:
    return member(confirmed=told(numbers), counted=told(numbers))


def material(*reported: Reported, joint: Numbers | None = None, **more: Any) -> Material:
    last = more.pop("last", {})
    hidden = more.pop("hidden", ())
    figures = [
        Figure(indicator=i, cut=Cut.TOTAL, key="", value=value, state=FigureState.SHOWN)
        for i, value in (joint or {}).items()
        if isinstance(i, Indicator)
    ]
    figures += [Figure(indicator=i, cut=Cut.TOTAL, key="", value=None, state=FigureState.SUPPRESSED) for i in hidden]
    members = more.pop("members", tuple(one.organisation for one in reported))
    paid = more.pop("paid", members)
    contributions = tuple(
        MemberContribution(organisation=one, inhabitants=1, amount_minor=1, currency="SEK") for one in paid
    )
    return Material(
        joint=SummaryFigures(
            year=2025,
            threshold=3,
            members=members,
            reported=tuple(one.organisation for one in reported),
            figures=tuple(figures),
            contributions=contributions,
        ),
        reported=reported,
        last=last,
    )


def closing(days: int) -> tuple[Item, ...]:
    return (Item(indicator=I.DEVIATIONS_CLOSED, supplier="s", days=days),)


BENEFIT = (Item(indicator=I.AUDITS_REPORTED, supplier="s", joint="j", benefits=True),)
ZERO: Numbers = dict.fromkeys(SOUND, 0)
FAULTS: dict[Check, Material] = {
    Check.CLAUSE_OVER_CONTRACTS: material(counted({I.CONTRACTS_WITH_CLAUSE: 21})),
    Check.ORIGIN_OVER_CONTRACTS: material(counted({I.CONTRACTS_WITH_ORIGIN: 21})),
    Check.ANSWERED_OVER_SENT: material(counted({I.SELF_ASSESSMENTS_ANSWERED: 7})),
    Check.IN_TIME_OVER_ANSWERED: material(counted({I.SELF_ASSESSMENTS_IN_TIME: 6})),
    Check.ASSESSED_OVER_ANSWERED: material(counted({I.SELF_ASSESSMENTS_ASSESSED: 6})),
    Check.CLOSED_IN_TIME_OVER_CLOSED: material(counted({I.DEVIATIONS_CLOSED_IN_TIME: 3})),
    Check.OVERDUE_OVER_OPEN: material(counted({I.DEVIATIONS_OVERDUE: 5})),
    Check.TRAINED_OVER_PERSONS: material(counted({I.CONTACT_PERSONS_TRAINED: 1})),
    Check.AUDITS_DO_NOT_ADD: material(counted({I.AUDITS_REPORTED: 2, I.OFFICE_AUDITS_REPORTED: 1})),
    Check.LIST_DISAGREES: material(member(confirmed=told({I.ACTIVE_CONTRACTS: 19}))),
    Check.CATEGORIES_DO_NOT_ADD: material(counted({(I.ACTIVE_CONTRACTS, Cut.CATEGORY, "gloves"): 19})),
    Check.GRADES_DO_NOT_ADD: material(counted({(I.DEVIATIONS_OPEN, Cut.DETAIL, "minor"): 3})),
    Check.TOTAL_OVER_MEMBERS: material(member("a"), member("b"), joint={I.ACTIVE_CONTRACTS: 41}),
    Check.TOTAL_UNDER_A_MEMBER: material(counted({I.SUPPLIERS_FOLLOWED_UP: 5}), joint={I.SUPPLIERS_FOLLOWED_UP: 4}),
    Check.PENALTY_WITHOUT_DECISION: material(counted({I.PENALTY_AMOUNT: 100})),
    Check.CLOSED_BEFORE_ISSUED: material(member(items=closing(-1))),
    Check.YEARS_DO_NOT_MEET: material(member(), last={"a": told({I.DEVIATIONS_OPEN: 9})}),
    Check.CLOSED_VERY_LATE: material(member(items=closing(3 * 365 + 1))),
    Check.NOT_REPORTED: material(member("a"), members=("a", "b")),
    Check.NOTHING_COUNTED: material(counted(ZERO)),
    Check.ACTIVITY_WITHOUT_CONTRACTS: material(counted({I.ACTIVE_CONTRACTS: 0, I.CONTRACTS_WITH_CLAUSE: 0})),
    Check.MANY_WITHOUT_CATEGORY: material(
        counted({(I.ACTIVE_CONTRACTS, Cut.CATEGORY, ""): 5, (I.ACTIVE_CONTRACTS, Cut.CATEGORY, "gloves"): 15})
    ),
    Check.JOINT_WITHOUT_LEAD: material(member(items=BENEFIT)),
    Check.MUCH_CHANGED: material(member(), last={"a": told({I.ACTIVE_CONTRACTS: 41})}),
    Check.ZERO_AFTER_NUMBER: material(member(), last={"a": told({I.RESULTS_SHARED: 10})}),
    Check.SAME_AS_LAST_YEAR: material(member(), last={"a": told({})}),
    Check.NO_LONGER_REPORTED: material(member(), last={"gone": told({})}),
    Check.NO_CONTRIBUTION: material(member("a"), member("b"), paid=("a",)),
    Check.HIDDEN_WHOLE: material(member(), hidden=(I.DEVIATIONS_ISSUED,)),
    Check.USE_OVER_LEVY: material(member(), joint={I.LEVY: 10, I.LEVY_USED: 11}),
}


def test_there_are_at_least_twenty_checks_and_each_has_a_fault_to_find() -> None:
    assert len(FAULTS) == len(Check) >= 20


@pytest.mark.parametrize("check", list(Check))
def test_a_check_finds_its_fault(check: Check) -> None:
    assert check in {finding.check for finding in checked(FAULTS[check])}


def test_sound_figures_give_no_finding() -> None:
    last = {"a": told({I.DEVIATIONS_OPEN: 3, I.ACTIVE_CONTRACTS: 18})}
    assert checked(material(member(), last=last, joint={I.ACTIVE_CONTRACTS: 20})) == ()


def test_a_decided_penalty_has_an_amount_and_nothing_is_wrong() -> None:
    numbers: Numbers = {
        I.PENALTY_AMOUNT: 100,
        I.SANCTIONS_DECIDED: 1,
        (I.SANCTIONS_DECIDED, Cut.DETAIL, Rung.PENALTY): 1,
    }
    assert checked(material(counted(numbers))) == ()


@pytest.mark.parametrize("check", list(Check))
def test_a_finding_carries_no_number_of_what_could_identify_a_supplier(check: Check) -> None:
    for finding in checked(FAULTS[check]):
        if finding.indicator in IDENTIFYING:
            assert finding.before is None
            assert finding.now is None


def test_what_stops_is_open_until_it_is_accepted_by_its_own_name() -> None:
    findings = checked(FAULTS[Check.ANSWERED_OVER_SENT])
    [stop] = open_stops(findings, {})
    assert (stop.check in STOPS, stop.level) == (True, Level.STOP)
    assert open_stops(findings, {stop.key: "Counted by hand"}) == ()
    assert open_stops(findings, {replace(stop, organisation="b").key: "Another member"}) == (stop,)
    assert Finding(check=Check.NOT_REPORTED).level is Level.NOTICE

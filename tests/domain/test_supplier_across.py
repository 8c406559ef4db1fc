"""What is known of one supplier over all who followed it up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from followup.domain.follow_ups import FindingResult
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.domain.supplier_across import Member, Tie, Told, buyers, latest_by_area, once, standings

TODAY = date(2026, 3, 2)
OLD = Told(
    key="1",
    id="res_1",
    who="Region One",
    organisation=1,
    kind=FollowUpKind.OFFICE_AUDIT,
    category="gloves",
    done_on=date(2024, 3, 31),
    light=Light.YELLOW,
    light_on=date(2026, 1, 1),
    code_version="se-2017",
    level=None,
    reusable_until=date(2027, 3, 31),
    areas={"policy": "fulfilled", "audit": "partly"},
)
NEW = replace(
    OLD,
    key="2",
    id="out_2",
    who="Elsewhere",
    organisation=None,
    done_on=date(2025, 6, 1),
    light=None,
    code_version="no-oecd6",
    reusable_until=date(2028, 6, 1),
    areas={"policy": "not_fulfilled", "audit": "not_assessed"},
)


def test_of_each_area_the_latest_assessment_counts_whatever_the_terms() -> None:
    latest = latest_by_area([OLD, NEW], ["policy", "audit", "penalty"], TODAY)
    assert [(row.area, row.outcome, row.told.id) for row in latest] == [
        ("policy", FindingResult.NOT_FULFILLED, "out_2"),
        ("audit", FindingResult.PARTLY, "res_1"),
    ]


def test_what_is_too_old_to_be_reused_says_nothing_of_today() -> None:
    day = date(2027, 4, 1)
    assert [row.told.id for row in latest_by_area([OLD, NEW], ["policy", "audit"], day)] == ["out_2"]
    assert standings([OLD], day) == []
    assert (OLD.is_reusable(date(2027, 3, 31)), OLD.is_reusable(day)) == (True, False)


def test_age_is_told_in_whole_months() -> None:
    assert OLD.age_months(date(2024, 4, 29)) == 0
    assert OLD.age_months(date(2024, 5, 1)) == 1
    assert OLD.age_months(date(2026, 3, 30)) == 23
    assert OLD.age_months(date(2026, 3, 31)) == 24


def test_a_category_stands_as_its_worst_light_and_a_result_without_a_light_says_none() -> None:
    red = replace(OLD, key="3", light=Light.RED, light_on=date(2026, 2, 1))
    [standing] = standings([OLD, red, NEW], TODAY)
    assert (standing.light, standing.as_of, standing.count) == (Light.RED, date(2026, 2, 1), 2)


def test_a_follow_up_shared_with_two_cooperations_is_told_once() -> None:
    assert [told.id for told in once([OLD, replace(OLD, id="res_9"), NEW])] == ["res_9", "out_2"]


def test_buyers_come_in_the_order_of_the_members_and_who_has_left_is_not_there() -> None:
    members = {2: Member(key=2, id="org_2", name="A"), 1: Member(key=1, id="org_1", name="B")}
    found = buyers([(1, Tie.JOINT), (1, Tie.SHARED), (2, Tie.PLANS), (3, Tie.SHARED), (1, Tie.JOINT)], members)
    assert [(one.member.id, one.ties) for one in found] == [("org_2", (Tie.PLANS,)), ("org_1", (Tie.SHARED, Tie.JOINT))]

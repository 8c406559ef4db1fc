"""The release package against the rules of OCDS 1.1 and its sustainability extension, written down here as tests.

Source: release-package-schema, release-schema and codelists of OCDS 1.1; the sustainability extension; domain.md 4.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.documents import ocds as out
from followup.domain.contracts import ContractLife
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.money import CURRENCIES, Money
from followup.domain.notices import NoticeFormat
from followup.domain.releases import (
    CONTRACT_STATUS,
    Milestone,
    MilestoneStatus,
    Party,
    Publication,
    Release,
    goals_of,
    milestone_status,
)
from followup.domain.schedule import FollowUpKind
from followup.domain.strategic import Green, GreenCriteria, Purpose, Social, Strategic
from followup.imports import ocds as back

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
TODAY = date(2026, 3, 2)

# Source: the codelists of OCDS 1.1; closed ones but for milestoneType, partyRole and the extension's two.
RELEASE_TAG = {"award", "contract", "implementation"}
PARTY_ROLE = {"buyer", "supplier"}
AWARD_STATUS = {"pending", "active", "cancelled", "unsuccessful"}
CONTRACT_STATUSES = {"pending", "active", "cancelled", "terminated"}
MILESTONE_STATUS = {"scheduled", "met", "notMet", "partiallyMet"}
MILESTONE_TYPE = {"preProcurement", "approval", "engagement", "assessment", "delivery", "reporting", "financing"}
STRATEGIES = {
    "awardCriteria",
    "contractPerformanceConditions",
    "marginOfPreference",
    "reservedParticipation",
    "selectionCriteria",
    "technicalSpecifications",
    "euGPPCriteria",
    "nationalGPPCriteria",
    "otherGPPCriteria",
}
GOAL = re.compile(r"(environmental|social|economic)(\.[a-z][A-Za-z]+)?")
DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
DATE_FIELDS = {"date", "publishedDate", "dateSigned", "startDate", "endDate", "dueDate", "dateMet"}


def party(ref: str = "sup_1", **changes: Any) -> Party:
    return replace(Party(ref=ref, name="Invented AB", country="SE", number="123456-7897", town="Ån"), **changes)


def release(ref: str = "con_1", **changes: Any) -> Release:
    whole = Release(
        ref=ref,
        version=3,
        title="Gloves",
        number="0017",
        supplier=party(),
        life=ContractLife.RUNNING,
        cpv=("33141420", "18143000"),
        value=Money(125_000_050, "SEK"),
        signed_on=date(2025, 12, 1),
        starts_on=date(2026, 1, 1),
        ends_on=date(2029, 12, 31),
        has_terms=True,
        goals=("environmental", "social.laborRightsPromotion"),
        criteria=("euGPPCriteria",),
        goal_text="Fewer chemicals.",
        milestones=(
            Milestone(
                ref="fup_1",
                kind=FollowUpKind.SELF_ASSESSMENT,
                due_on=date(2026, 2, 1),
                done_on=date(2026, 1, 30),
                status=MilestoneStatus.MET,
            ),
        ),
    )
    return replace(whole, **changes)


def publication(*releases: Release) -> Publication:
    buyer = party("org_1", name="Region Invented", number="232100-0214", town="")
    return Publication(
        publisher=buyer, published_at=AT, address="https://followup.test/contracts/export/ocds", releases=releases
    )


def package(*releases: Release) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.package(publication(*releases)))
    return found


def inside(value: object, path: str = "$") -> Iterator[tuple[str, object]]:
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from inside(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from inside(inner, f"{path}[{at}]")


def check(told: dict[str, Any]) -> None:
    """Hold a package to the rules of the standard's schema."""
    assert {"uri", "version", "publishedDate", "publisher", "releases"} <= told.keys()
    assert told["version"] == "1.1"
    assert told["publisher"]["name"]
    assert all(url.endswith("/extension.json") for url in told["extensions"])
    for path, value in inside(told):
        assert value not in ("", [], {}, None) or path == "$.releases", f"{path} is empty"
        if path.rpartition(".")[2] in DATE_FIELDS:
            assert DATE_TIME.fullmatch(str(value)), path
        if isinstance(value, list):
            assert len({json.dumps(item, sort_keys=True) for item in value}) == len(value), f"{path} repeats itself"
    identifiers = [(one["ocid"], one["id"]) for one in told["releases"]]
    assert len(set(identifiers)) == len(identifiers)
    for one in told["releases"]:
        check_release(one)


def check_release(one: dict[str, Any]) -> None:
    assert {"ocid", "id", "date", "tag", "initiationType"} <= one.keys()
    assert "#" not in one["id"]
    assert set(one["tag"]) <= RELEASE_TAG
    assert one["initiationType"] == "tender"
    parties = {party["id"]: party for party in one["parties"]}
    assert len(parties) == len(one["parties"])
    for known in parties.values():
        assert set(known["roles"]) <= PARTY_ROLE
        assert re.fullmatch("[A-Z]{2}", known.get("address", {}).get("country", "SE"))
    referred = [one["buyer"], *(supplier for award in one["awards"] for supplier in award["suppliers"])]
    assert all(parties[known["id"]]["name"] == known["name"] for known in referred)
    check_tender(one["tender"])
    awards = {award["id"]: award for award in one["awards"]}
    assert all(award["status"] in AWARD_STATUS for award in awards.values())
    for contract in one["contracts"]:
        check_contract(contract, awards)


def check_tender(tender: dict[str, Any]) -> None:
    assert tender["id"]
    lots = {lot["id"] for lot in tender["lots"]}
    assert len(lots) == len(tender["lots"])
    for lot in tender["lots"]:
        assert lot.get("hasSustainability", True) is True
        for aim in lot.get("sustainability", []):
            assert aim.keys() <= {"goal", "strategies", "description"}
            assert GOAL.fullmatch(aim.get("goal", "social"))
            assert set(aim.get("strategies", [])) <= STRATEGIES
    for item in tender.get("items", []):
        assert item["id"]
        assert item["relatedLot"] in lots
        for code in (item["classification"], *item.get("additionalClassifications", [])):
            assert code["scheme"] == "CPV"
            assert re.fullmatch("[0-9]{8}", code["id"])


def check_contract(contract: dict[str, Any], awards: dict[str, Any]) -> None:
    assert contract["id"]
    assert contract["awardID"] in awards
    assert contract.get("status", "active") in CONTRACT_STATUSES
    if "value" in contract:
        assert isinstance(contract["value"]["amount"], int | float)
        assert contract["value"]["currency"] in CURRENCIES
    milestones = contract.get("implementation", {}).get("milestones", [])
    assert len({milestone["id"] for milestone in milestones}) == len(milestones)
    for milestone in milestones:
        assert milestone["type"] in MILESTONE_TYPE
        assert milestone["status"] in MILESTONE_STATUS
        assert milestone["status"] != "met" or "dateMet" in milestone


def test_a_whole_contract_is_as_the_standard_wants_it() -> None:
    told = package(release(), release("con_2", milestones=(), supplier=party("sup_2")))
    check(told)
    first = told["releases"][0]
    assert first["tag"] == ["award", "contract", "implementation"]
    assert first["contracts"][0]["value"] == {"amount": 1250000.5, "currency": "SEK"}
    assert first["parties"][1]["identifier"] == {"scheme": "SE-BLV", "id": "1234567897", "legalName": "Invented AB"}
    assert first["tender"]["lots"][0]["sustainability"] == [
        {"goal": goal, "strategies": ["contractPerformanceConditions"], "description": "Fewer chemicals."}
        for goal in ("environmental", "social.laborRightsPromotion")
    ] + [{"strategies": ["euGPPCriteria"]}]


def test_what_is_not_known_is_left_out() -> None:
    bare = release(
        number="", cpv=(), value=None, signed_on=None, starts_on=None, ends_on=None, has_terms=False, goals=(),
        criteria=(), goal_text="", milestones=(), life=ContractLife.UNDATED, supplier=party(number="", country=None),
    )  # fmt: skip
    told = package(bare)
    check(told)
    assert told["releases"][0]["contracts"] == [{"id": "con_1", "awardID": "con_1-award", "title": "Gloves"}]
    assert told["releases"][0]["tender"]["lots"] == [{"id": "con_1-lot", "title": "Gloves"}]


def test_no_contract_is_a_package_too() -> None:
    check(package())


def test_terms_alone_are_a_strategy_without_a_goal() -> None:
    lot = package(release(goals=(), criteria=(), goal_text=""))["releases"][0]["tender"]["lots"][0]
    assert lot["hasSustainability"] is True
    assert lot["sustainability"] == [{"strategies": ["contractPerformanceConditions"]}]


def test_a_sole_traders_number_does_not_leave() -> None:
    told = out.package(publication(release(supplier=party(number="811218-9876", is_person=True)))).decode()
    assert "811218" not in told
    assert "9876" not in told


def test_a_number_that_no_list_vouches_for_has_no_scheme() -> None:
    told = package(release(supplier=party(country="DE", number="HRB 1234")))
    assert told["releases"][0]["parties"][1]["identifier"] == {"id": "HRB 1234", "legalName": "Invented AB"}


@pytest.mark.parametrize(
    ("status", "due_on", "has_open", "told"),
    [
        (FollowUpStatus.PLANNED, date(2026, 3, 2), False, "scheduled"),
        (FollowUpStatus.STARTED, date(2026, 3, 3), False, "scheduled"),
        (FollowUpStatus.PLANNED, date(2026, 3, 1), False, "notMet"),
        (FollowUpStatus.STARTED, date(2026, 3, 1), True, "notMet"),
        (FollowUpStatus.COMPLETED, date(2026, 3, 1), False, "met"),
        (FollowUpStatus.COMPLETED, date(2026, 3, 9), True, "partiallyMet"),
    ],
)
def test_a_follow_up_has_come_as_far_as_the_cross_walk_says(
    status: FollowUpStatus, due_on: date, has_open: bool, told: str
) -> None:
    assert milestone_status(status, due_on, TODAY, has_open=has_open) == told


def test_the_fields_of_eforms_become_goals_and_criteria() -> None:
    strategic = Strategic(
        purposes=(Purpose.ENVIRONMENT, Purpose.SOCIAL),
        green=(Green.POLLUTION,),
        social=(Social.HUMAN_RIGHTS,),
        green_criteria=(GreenCriteria.EU,),
    )
    goals, criteria = goals_of(strategic)
    assert goals == (
        "environmental", "environmental.pollutionPrevention", "social", "social.humanRightsInSupplyChains"
    )  # fmt: skip
    assert criteria == ("euGPPCriteria",)


# -- there and back ---------------------------------------------------------------------------------------------------

LINE = st.text("aåäöæøÅ 0é", min_size=1, max_size=20).map(lambda text: " ".join(text.split()) or "a")
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2060, 1, 1))


@st.composite
def releases(draw: st.DrawFn, ref: str) -> Release:
    starts_on = draw(DAYS)
    return release(
        ref,
        title=draw(LINE),
        number=draw(st.just("") | LINE),
        supplier=party(f"sup_{ref}", name=draw(LINE), number=draw(st.sampled_from(["", "123456-7897"]))),
        life=draw(st.sampled_from([*CONTRACT_STATUS, ContractLife.UNDATED])),
        cpv=tuple(draw(st.lists(st.sampled_from(["33141420", "18143000", "03000000"]), unique=True))),
        value=draw(st.none() | st.builds(Money, st.integers(0, 10**15 - 1), st.sampled_from(CURRENCIES))),
        signed_on=draw(DAYS),
        starts_on=starts_on,
        ends_on=draw(DAYS.filter(lambda day: day is None or starts_on is None or day >= starts_on)),
        has_terms=draw(st.booleans()),
        goals=tuple(sorted(draw(st.sets(st.sampled_from(["environmental", "social", "social.genderEquality"]))))),
        criteria=tuple(draw(st.sets(st.sampled_from(["euGPPCriteria"])))),
        goal_text=draw(st.just("") | LINE),
    )


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.tuples(releases("con_1"), releases("con_2")))
def test_any_package_keeps_the_rules_and_is_read_again_without_change(made: tuple[Release, Release]) -> None:
    check(package(*made))
    notices = back.read_all("package.json", out.package(publication(*made)))
    assert len(notices) == len(made)
    for notice, told in zip(notices, made, strict=True):
        [contract] = notice.contracts
        assert notice.format is NoticeFormat.OCDS
        assert (contract.contract_ref, contract.title, contract.reference) == (told.ref, told.title, told.number)
        assert (contract.value, contract.signed_on) == (told.value, told.signed_on)
        assert (contract.period.starts_on, contract.period.last_day) == (told.starts_on, told.ends_on)
        assert tuple(code for code in (contract.cpv, *contract.cpv_additional) if code) == told.cpv
        assert set(contract.goals) == {*told.goals, *told.criteria}
        assert contract.goal_text == told.goal_text
        winner = contract.winner
        assert (winner.ref, winner.name, winner.country) == (told.supplier.ref, told.supplier.name, "SE")
        assert (winner.number.written if winner.number else "") == told.supplier.number
        assert contract.buyers[0].name == "Region Invented"


def test_a_release_alone_is_read_as_before() -> None:
    [one] = package(release())["releases"]
    [notice] = back.read_all("release.json", json.dumps(one).encode())
    assert notice.contracts[0].title == "Gloves"

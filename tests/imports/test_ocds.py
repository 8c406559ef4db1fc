from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from followup.domain.money import Money
from followup.domain.notices import NoticeFormat, Skip
from followup.errors import Invalid
from followup.imports import ocds
from tests.imports.notice_files import SECOND, WINNER, a_tender, an_agreement, facts, release

Change = Callable[[dict[str, Any]], object]


def read(change: Change = lambda whole: None, **of_facts: object) -> Any:
    whole = release(facts(**of_facts))
    change(whole)
    return ocds.read("n.json", json.dumps(whole).encode())


def bid(whole: dict[str, Any]) -> dict[str, Any]:
    return whole["bids"]["details"][0]


def lot(whole: dict[str, Any]) -> dict[str, Any]:
    return whole["tender"]["lots"][0]


def item(whole: dict[str, Any]) -> dict[str, Any]:
    return whole["tender"]["items"][0]


def refusal(change: Change) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        read(change)
    [(place, [reason])] = refused.value.problems.items()
    return place, reason.code


AMOUNT, ITEM = "$.bids.details[0].value.amount", "$.tender.items[0]"


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda w: w["contracts"][0].update(dateSigned="soon"), "$.contracts[0].dateSigned", "import.no_date"),
        (lambda w: bid(w)["value"].update(amount=1.005), AMOUNT, "import.no_amount"),
        (lambda w: bid(w)["value"].update(amount=-1), AMOUNT, "import.no_amount"),
        (lambda w: bid(w)["value"].update(currency="JPY"), AMOUNT, "money.currency"),
        (lambda w: bid(w)["value"].update(amount=True), AMOUNT, "import.no_text"),
        (lambda w: w["contracts"][0].update(relatedBids=["TEN-9"]), "$.contracts[0].relatedBids[0]", "import.dangling"),
        (lambda w: w["contracts"][0].update(awardID="RES-9"), "$.contracts[0].awardID", "import.dangling"),
        (lambda w: w["contracts"][0].update(relatedBids="TEN-0001"), "$.contracts[0].relatedBids", "import.no_list"),
        (lambda w: w.update(tender="no"), "$.tender", "import.no_table"),
        (lambda w: w["parties"][1].pop("name"), "$.parties[1]", "import.lacking"),
        (lambda w: w["parties"].append(w["parties"][0]), "$.parties[2].id", "import.twice"),
        (lambda w: w["parties"][1].update(name="Nord\u0000lys"), "$.parties[1].name", "text.unreadable"),
        (lambda w: w["parties"][1].update(name="Nord\ud800lys"), "$.parties[1].name", "text.unreadable"),
        (lambda w: w.pop("date"), "$", "import.lacking"),
        (lambda w: w["awards"][0].pop("buyers"), "$", "import.lacking"),
        (lambda w: item(w)["classification"].update(id="X"), f"{ITEM}.classification.id", "import.no_cpv"),
        (
            lambda w: lot(w).update(contractPeriod={"startDate": "2024-02-01", "endDate": "2024-01-01"}),
            "$.tender.lots[0].contractPeriod",
            "contract.ends_before_start",
        ),
        (
            lambda w: lot(w).update(contractPeriod={"durationInDays": 0}),
            "$.tender.lots[0].contractPeriod.durationInDays",
            "import.no_count",
        ),
    ],
)  # fmt: skip
def test_a_value_that_is_not_what_it_should_be_refuses_the_file_at_its_path(
    change: Change, place: str, code: str
) -> None:
    assert refusal(change) == (f"n.json:{place}", code)


def test_awards_without_a_supplier_and_without_a_contract_are_skipped_and_counted() -> None:
    notice = read(lambda w: w["awards"].extend([{"id": "A"}, {"id": "B", "suppliers": [{"id": WINNER.ref}]}]))
    assert [(skipped.award, skipped.why) for skipped in notice.skipped] == [
        ("A", Skip.NO_SUPPLIER),
        ("B", Skip.NO_CONTRACT),
    ]
    assert len(notice.contracts) == 1
    assert notice.format is NoticeFormat.OCDS


def test_only_the_bids_that_the_contract_names_have_won() -> None:
    whole = facts(an_agreement(a_tender(WINNER)), an_agreement(a_tender(SECOND), ref="CON-0002"))
    data = release(whole)
    data["contracts"] = data["contracts"][:1]
    data["awards"][0]["relatedBids"] = ["TEN-0001", "TEN-0002"]
    notice = ocds.read("n.json", json.dumps(data).encode())
    assert [contract.winner.ref for contract in notice.contracts] == [WINNER.ref]


def test_without_bids_the_award_s_suppliers_and_value_count() -> None:
    def change(whole: dict[str, Any]) -> None:
        del whole["bids"], whole["contracts"][0]["relatedBids"]
        whole["awards"][0].update(value={"amount": 12.5, "currency": "NOK"}, relatedLots=["LOT-0001"])

    contract = read(change).contracts[0]
    assert (contract.winner.ref, contract.value, contract.cpv) == (WINNER.ref, Money(1_250, "NOK"), "33141420")


def test_the_contract_s_own_value_stands_in_for_a_bid_without_one_but_the_award_s_does_not() -> None:
    def only_award(whole: dict[str, Any]) -> None:
        del whole["bids"]["details"][0]["value"]
        whole["awards"][0]["value"] = {"amount": 95, "currency": "NOK"}

    def with_contract(whole: dict[str, Any]) -> None:
        only_award(whole)
        whole["contracts"][0]["value"] = {"amount": 80.1, "currency": "NOK"}

    assert read(only_award).contracts[0].value is None
    assert read(with_contract).contracts[0].value == Money(8_010, "NOK")


def test_a_bid_that_names_no_lot_is_for_the_award_s_lots() -> None:
    def change(whole: dict[str, Any]) -> None:
        del bid(whole)["relatedLots"]
        whole["awards"][0]["relatedLots"] = ["LOT-0001"]

    assert read(change).contracts[0].lot_refs == ("LOT-0001",)


def test_a_bid_named_twice_counts_once() -> None:
    notice = read(lambda w: w["contracts"][0].update(relatedBids=["TEN-0001", "TEN-0001"]))
    assert notice.contracts[0].value == Money(125_000_050, "NOK")


def test_signatories_filed_under_an_award_with_the_contract_s_id_are_its_buyers() -> None:
    def change(whole: dict[str, Any]) -> None:
        del whole["awards"][0]["buyers"]
        whole["awards"].append({"id": "CON-0001", "buyers": [{"id": "ORG-0001"}]})
        whole["buyer"] = {"id": "ORG-0002"}

    assert read(change).contracts[0].buyers[0].ref == "ORG-0001"


def test_the_release_s_buyer_leads_the_other_buyers() -> None:
    def change(whole: dict[str, Any]) -> None:
        del whole["awards"][0]["buyers"]
        whole["buyer"] = {"id": "ORG-0002"}
        whole["parties"][0]["roles"] = ["buyer"]

    assert [party.ref for party in read(change).contracts[0].buyers] == ["ORG-0002", "ORG-0001"]


def test_the_contract_s_own_period_comes_before_the_lot_s() -> None:
    def change(whole: dict[str, Any]) -> None:
        whole["tender"]["lots"][0]["contractPeriod"] = {"startDate": "2020-01-01"}
        whole["contracts"][0]["period"] = {"startDate": "2024-03-01T00:00:00+02:00"}

    assert read(change).contracts[0].period.starts_on == date(2024, 3, 1)


def test_a_code_of_another_list_than_cpv_is_left_out() -> None:
    notice = read(lambda w: item(w)["classification"].update(scheme="UNSPSC"))
    assert notice.contracts[0].cpv == "18143000"


def test_the_described_goal_is_kept_with_its_lines() -> None:
    aims = [{"goal": "social", "description": "No forced\nlabour."}, {"goal": "environmental"}]
    contract = read(lambda w: lot(w).update(sustainability=aims)).contracts[0]
    assert (contract.goals, contract.goal_text) == (("environmental", "social"), "No forced\nlabour.")

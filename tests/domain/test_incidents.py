"""Incidents: names of sites, who asks for all, and what a day makes of a question."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.incident_reach import Member, Reach, Tie, asker, site_key
from followup.domain.incidents import (
    DAYS_MOST,
    NewIncident,
    QuestionStatus,
    SiteUse,
    check_due,
    check_new,
    standing_of,
    tally,
)
from followup.errors import Invalid

TODAY = date(2026, 3, 2)


def told(**changes: object) -> NewIncident:
    facts = {"title": "T", "facts": "F", "source": "S", "reported_on": TODAY, "site": "Plant", "site_country": "MY"}
    return NewIncident(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("other", ["TOP-GLÖW sdn. bhd.", "Top Glow  Sdn Bhd", "top glow (Sdn) Bhd"])
def test_capitals_accents_and_signs_do_not_make_another_site(other: str) -> None:
    assert site_key("Top Glow Sdn Bhd").replace("3", "") == site_key(other.replace("Ö", "O"))


def test_another_number_is_another_site() -> None:
    assert site_key("Plant 4") != site_key("Plant 5")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"site": "", "site_country": None}, "site"),
        ({"site": "–"}, "site"),
        ({"site_country": None}, "site_country"),
        ({"reported_on": TODAY + timedelta(days=1)}, "reported_on"),
    ],
)
def test_what_cannot_be_looked_for_is_no_incident(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_new(told(**changes), TODAY)
    assert list(refused.value.problems) == [field]


def test_a_supplier_alone_is_enough() -> None:
    check_new(told(site="", site_country=None, supplier_id="sup_x"), TODAY)


@pytest.mark.parametrize("days", [-1, 0, DAYS_MOST + 1])
def test_suppliers_get_a_day_that_they_can_keep(days: int) -> None:
    with pytest.raises(Invalid):
        check_due(TODAY + timedelta(days=days), TODAY)


def test_the_responsible_area_asks_even_if_others_buy_more() -> None:
    assert asker({"org_a": 9, "org_b": 1}, {"org_b", "org_z"}) == "org_b"


def test_else_the_one_with_most_contracts_asks_and_the_id_decides_a_tie() -> None:
    assert asker({"org_c": 2, "org_b": 3, "org_a": 3}, set()) == "org_a"


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 3), min_size=1), st.data())
def test_who_asks_depends_on_no_order(buyers: dict[str, int], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(list(buyers.items())))
    assert asker(dict(shuffled), ()) == asker(buyers, ())


def test_an_asked_question_is_unanswered_from_the_day_after() -> None:
    days = [TODAY, TODAY + timedelta(days=1)]
    assert [standing_of(QuestionStatus.ASKED, TODAY, day) for day in days] == [
        QuestionStatus.ASKED,
        QuestionStatus.UNANSWERED,
    ]
    assert standing_of(QuestionStatus.ANSWERED, TODAY, days[1]) is QuestionStatus.ANSWERED


def test_every_question_is_counted_once() -> None:
    rows = [(QuestionStatus.ANSWERED, SiteUse.USES), (QuestionStatus.ASKED, None), (QuestionStatus.TO_ASK, None)]
    counts = dict(tally(rows))
    assert counts[SiteUse.USES] == counts[QuestionStatus.ASKED] == counts[QuestionStatus.TO_ASK] == 1
    assert sum(counts.values()) == len(rows)


def tie(supplier: int, organisation: int, count: int = 1) -> Tie:
    member = Member(key=organisation, public_id=f"org_{organisation}", name=f"Region {organisation}")
    return Tie(
        supplier_key=supplier,
        supplier_id=f"sup_{supplier}",
        supplier=f"S{supplier}",
        organisation=member,
        contract_count=count,
    )


def test_an_organisation_counts_once_whatever_it_buys_through() -> None:
    reach = Reach(ties=(tie(1, 7, 2), tie(2, 7, 3), tie(2, 8)), member_count=21)
    assert list(reach.organisations) == [7, 8]
    assert reach.counts_of(7) == (5, 2)
    assert [len(ties) for ties in reach.through()] == [2, 1]
    assert list(reach.only({8}).organisations) == [8]

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.money import Money
from followup.domain.notices import (
    Agreement,
    Duration,
    DurationUnit,
    Lot,
    Missing,
    Notice,
    NoticeFacts,
    NoticeFormat,
    Party,
    Period,
    SettledContract,
    Skip,
    Skipped,
    Tender,
)
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.reconciliations import Difference, Fact, compare, merge
from followup.domain.settlements import settle
from followup.errors import Invalid

BUYER = Party(ref="ORG-1", name="Fjordby kommune", number_as_given="987654325", country="NO")
FIRM = Party(ref="ORG-2", name="Nordlys AS", number_as_given="123456785", country="NO")
OTHER = Party(ref="ORG-3", name="Polarstjerne AB", number_as_given="123456-7897", country="SE")
LOT = Lot(ref="LOT-1", title="Hansker", cpv=("33141420",))
HUNDRED, TWO_HUNDRED = Money(10_000, "NOK"), Money(20_000, "NOK")


def tender(*tenderers: Party, amount: Money | None = HUNDRED, lots: tuple[Lot, ...] = (LOT,)) -> Tender:
    return Tender(tenderers=tenderers, lots=lots, amount=amount)


def agreement(*tenders: Tender, ref: str = "CON-1", value: Money | None = None) -> Agreement:
    return Agreement(ref=ref, tenders=tenders, buyers=(BUYER,), signed_on=date(2024, 1, 18), value=value)


def facts(*agreements: Agreement, total: Money | None = None, skipped: tuple[Skipped, ...] = ()) -> NoticeFacts:
    return NoticeFacts(
        notice_id="N",
        format=NoticeFormat.EFORMS,
        issued_on=date(2024, 1, 19),
        title="Hansker til sykehjem",
        agreements=agreements,
        total=total,
        skipped=skipped,
    )


def contract(**changes: object) -> SettledContract:
    return replace(settle(facts(agreement(tender(FIRM)))).contracts[0], **changes)


# Periods


@pytest.mark.parametrize(
    ("count", "unit", "starts_on", "last_day"),
    [
        (1, DurationUnit.DAY, date(2024, 1, 1), date(2024, 1, 1)),
        (2, DurationUnit.WEEK, date(2024, 1, 1), date(2024, 1, 14)),
        (1, DurationUnit.MONTH, date(2024, 1, 1), date(2024, 1, 31)),
        (1, DurationUnit.MONTH, date(2023, 1, 31), date(2023, 2, 28)),
        (1, DurationUnit.MONTH, date(2024, 1, 30), date(2024, 2, 29)),
        (48, DurationUnit.MONTH, date(2024, 3, 1), date(2028, 2, 29)),
        (1, DurationUnit.YEAR, date(2024, 2, 29), date(2025, 2, 28)),
        (7, DurationUnit.YEAR, date(2024, 7, 4), date(2031, 7, 3)),
        (999_999_999, DurationUnit.YEAR, date(2024, 1, 1), None),
        (999_999_999, DurationUnit.WEEK, date(2024, 1, 1), None),
    ],
)
def test_a_duration_ends_the_day_before_its_date_comes_round(
    count: int, unit: DurationUnit, starts_on: date, last_day: date | None
) -> None:
    assert Duration(count, unit).last_day(starts_on) == last_day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 600))
def test_the_next_period_begins_in_the_month_in_which_this_one_ends_or_the_one_after(
    starts_on: date, months: int
) -> None:
    last = Duration(months, DurationUnit.MONTH).last_day(starts_on)
    assert last is not None
    next_on = date.fromordinal(last.toordinal() + 1)
    assert (next_on.year * 12 + next_on.month) - (starts_on.year * 12 + starts_on.month) - months in (0, 1)
    assert next_on.day == starts_on.day or next_on.day == 1


def test_an_end_is_counted_only_from_a_start_that_is_given_and_never_against_one_that_is() -> None:
    year = Duration(1, DurationUnit.YEAR)
    assert Period(duration=year).last_day is None
    assert Period(starts_on=date(2024, 1, 1), duration=year).last_day == date(2024, 12, 31)
    assert Period(starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 30), duration=year).last_day == date(2024, 6, 30)


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid):
        Period(starts_on=date(2024, 2, 1), ends_on=date(2024, 1, 31))


# What is missing


def test_everything_that_the_notice_does_not_say_is_listed() -> None:
    bare = Party(ref="ORG-9", name="Ukjent")
    lacking = contract(winner=bare, buyers=(bare,), value=None, cpv="", signed_on=None)
    assert lacking.missing == tuple(Missing)


def test_nothing_is_missing_where_all_is_said() -> None:
    year = Period(starts_on=date(2024, 1, 1), duration=Duration(1, DurationUnit.YEAR))
    assert contract(period=year).missing == ()


def test_an_unlimited_contract_misses_no_end() -> None:
    assert contract(period=Period(is_unlimited=True)).missing == (Missing.STARTS_ON,)


@pytest.mark.parametrize(
    ("number", "country", "lacks"),
    [
        ("123456785", "NO", False),
        ("123456786", "NO", True),
        ("123456785", "SE", True),
        ("HRB 12", "DE", False),
        ("", "DE", True),
        ("HRB 12", None, True),
    ],
)
def test_a_number_lacks_where_it_can_be_checked_and_is_wrong_or_was_never_given(
    number: str, country: str | None, lacks: bool
) -> None:
    assert Party(ref="ORG-1", name="X", number_as_given=number, country=country).lacks_number is lacks


def test_a_person_is_known_by_the_notice_or_by_the_number() -> None:
    assert replace(FIRM, is_natural_person=True).is_person
    assert Party(ref="ORG-1", name="X", number_as_given="640823-3234", country="SE").is_person
    assert not FIRM.is_person


# Winners and values


def test_every_winner_of_a_framework_is_a_contract_with_an_amount_of_its_own() -> None:
    first, second = settle(facts(agreement(tender(FIRM), tender(OTHER, amount=TWO_HUNDRED)))).contracts
    assert [c.winner for c in (first, second)] == [FIRM, OTHER]
    assert [c.value for c in (first, second)] == [HUNDRED, TWO_HUNDRED]
    assert not first.is_value_shared
    assert not second.is_value_shared


def test_an_amount_that_several_winners_of_one_contract_share_is_marked_so_that_it_is_counted_once() -> None:
    ceiling = settle(facts(agreement(tender(FIRM), tender(OTHER)))).contracts
    group = settle(facts(agreement(tender(FIRM, OTHER)))).contracts
    for contracts in (ceiling, group):
        assert all(c.is_value_shared for c in contracts)
        assert len({(c.agreement_key, c.value) for c in contracts}) == 1


def test_the_same_amount_in_two_contracts_is_not_shared() -> None:
    notice = settle(facts(agreement(tender(FIRM)), agreement(tender(OTHER), ref="CON-2")))
    assert [c.is_value_shared for c in notice.contracts] == [False, False]


def test_a_winner_of_two_lots_in_one_contract_has_the_sum_and_none_if_one_is_unknown() -> None:
    other_lot = Lot(ref="LOT-2", cpv=("18143000",))
    both = settle(facts(agreement(tender(FIRM), tender(FIRM, lots=(other_lot,))))).contracts
    assert [(c.value, c.lot_refs) for c in both] == [(TWO_HUNDRED, ("LOT-1", "LOT-2"))]
    half = settle(facts(agreement(tender(FIRM), tender(FIRM, amount=None)))).contracts
    mixed = settle(facts(agreement(tender(FIRM), tender(FIRM, amount=Money(1, "SEK"))))).contracts
    assert [half[0].value, mixed[0].value] == [None, None]


def test_the_notice_s_total_is_nobody_s_value_where_there_are_several() -> None:
    nothing = tender(FIRM, amount=None)
    assert settle(facts(agreement(nothing), total=HUNDRED)).contracts[0].value == HUNDRED
    two = settle(facts(agreement(nothing), agreement(nothing, ref="CON-2"), total=HUNDRED))
    group = settle(facts(agreement(tender(FIRM, OTHER, amount=None)), total=HUNDRED))
    pending = settle(
        facts(
            agreement(nothing),
            total=HUNDRED,
            skipped=(Skipped("N", NoticeFormat.EFORMS, "RES-2", Skip.NO_CONTRACT),),
        )
    )
    unwon = settle(facts(agreement(nothing), agreement(tender(), ref="CON-2"), total=HUNDRED))
    assert {c.value for notice in (two, group, pending, unwon) for c in notice.contracts} == {None}


def test_a_contract_without_a_winner_is_skipped_and_counted() -> None:
    notice = settle(facts(agreement(tender()), agreement(tender(FIRM), ref="CON-2")))
    assert [c.contract_ref for c in notice.contracts] == ["CON-2"]
    assert notice.skipped == (Skipped("N", NoticeFormat.EFORMS, "CON-1", Skip.NO_SUPPLIER),)


def test_a_title_is_found_even_where_the_contract_has_none() -> None:
    untitled = agreement(tender(FIRM, lots=()))
    assert settle(facts(agreement(tender(FIRM)))).contracts[0].title == "Hansker"
    assert settle(facts(untitled)).contracts[0].title == "Hansker til sykehjem"
    assert settle(replace(facts(untitled), title="")).contracts[0].title == "N"


def test_a_contract_is_kept_as_plain_data_and_comes_back_as_it_was() -> None:
    whole = contract(period=Period(starts_on=date(2024, 1, 1), duration=Duration(4, DurationUnit.YEAR)))
    assert from_plain(SettledContract, as_plain(whole)) == whole


# Two formats of one notice


def as_ocds(*contracts: SettledContract, skipped: tuple[Skipped, ...] = ()) -> Notice:
    return Notice("N", NoticeFormat.OCDS, date(2024, 1, 19), contracts, skipped)


def as_eforms(*contracts: SettledContract) -> Notice:
    return Notice("N", NoticeFormat.EFORMS, date(2024, 1, 19), contracts)


def test_the_xml_wins_and_every_difference_is_listed() -> None:
    xml = contract(period=Period(duration=Duration(7, DurationUnit.YEAR)))
    json = contract(
        period=Period(duration=Duration(2555, DurationUnit.DAY)),
        winner=replace(FIRM, name="Nordlys AS - Salg"),
        value=None,
    )
    for order in ((as_ocds(json), as_eforms(xml)), (as_eforms(xml), as_ocds(json))):
        merged = merge(order)
        assert merged.notices == (as_eforms(xml),)
        assert merged.differences == (
            Difference(xml.key, Fact.SUPPLIER, "Nordlys AS", "Nordlys AS - Salg"),
            Difference(xml.key, Fact.VALUE, "100.00 NOK", ""),
            Difference(xml.key, Fact.DURATION, "7 year", "2555 day"),
        )


def test_a_contract_that_one_format_lacks_is_a_difference() -> None:
    first, second = contract(), contract(winner=OTHER)
    merged = merge([as_eforms(first), as_ocds(second)])
    assert merged.notices[0].contracts == (first,)
    assert merged.differences == (
        Difference(first.key, Fact.CONTRACT, "Nordlys AS", ""),
        Difference(second.key, Fact.CONTRACT, "", "Polarstjerne AB"),
    )


def test_a_notice_in_one_format_is_kept_as_it_is() -> None:
    assert merge([as_ocds(contract())]).notices == (as_ocds(contract()),)
    assert merge([]).notices == ()


def test_a_number_written_in_two_ways_is_no_difference() -> None:
    assert compare(contract(), contract(winner=replace(FIRM, number_as_given="NO 123 456 785 MVA"))) == []


def test_skipped_awards_are_counted_by_reason_over_all_files() -> None:
    no_one = Skipped("N", NoticeFormat.OCDS, "A", Skip.NO_SUPPLIER)
    pending = Skipped("N", NoticeFormat.OCDS, "B", Skip.NO_CONTRACT)
    assert merge([as_eforms(contract()), as_ocds(skipped=(no_one, no_one, pending))]).skipped == {
        Skip.NO_SUPPLIER: 2,
        Skip.NO_CONTRACT: 1,
    }


def test_of_two_versions_in_one_format_the_later_counts() -> None:
    old = as_eforms(contract(title="Old"))
    new = replace(as_eforms(contract(title="New")), issued_on=date(2024, 2, 1))
    assert merge([new, old]).notices == (new,)
    assert merge([old, new]).notices == (new,)

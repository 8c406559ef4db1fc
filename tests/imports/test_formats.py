"""The two formats of one notice say the same: what is written from one set of facts is read as one set of contracts."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.money import Money
from followup.domain.names import clean_line
from followup.domain.notices import (
    Agreement,
    Duration,
    DurationUnit,
    Lot,
    NoticeFacts,
    NoticeFormat,
    Party,
    Period,
    Tender,
)
from followup.domain.reconciliations import merge
from followup.domain.settlements import settle
from followup.imports import eforms, ocds
from tests.imports.notice_files import BUYER, WINNER, a_tender, an_agreement, as_json, as_xml, facts

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
LINES = st.text("AaBbÅåÄäÖöÆæØøÉé12 -&<>'\"/.", max_size=40).map(clean_line)
NAMES = LINES.filter(lambda name: any(character.isalnum() for character in name))
NUMBERS = st.sampled_from(["", "987 654 325", "NO123456785MVA", "123456-7897", "12345", "640823-3234", "HRB 12"])
COUNTRIES = st.sampled_from([None, "NO", "SE", "DK", "FI", "US"])
CODES = st.lists(st.sampled_from(["33141420", "18143000", "55510000", "72268000"]), unique=True, max_size=3).map(tuple)
AMOUNTS = st.none() | st.builds(Money, st.integers(0, 10**15 - 1), st.sampled_from(["NOK", "SEK", "EUR"]))
GOALS = st.lists(
    st.sampled_from(["environmental.circularEconomy", "social.humanRightsInSupplyChains", "euGPPCriteria"]), unique=True
).map(lambda goals: tuple(sorted(goals)))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
    return Period(
        starts_on=draw(st.sampled_from([None, days[0]])),
        ends_on=draw(st.sampled_from([None, days[1]])),
        duration=draw(st.none() | st.builds(Duration, st.integers(1, 4000), st.just(DurationUnit.DAY))),
        is_unlimited=draw(st.booleans()),
    )


@st.composite
def notices(draw: st.DrawFn) -> NoticeFacts:
    parties = [
        Party(
            ref=f"ORG-{number:04}",
            name=draw(NAMES),
            number_as_given=draw(NUMBERS),
            country=draw(COUNTRIES),
            town=draw(LINES),
            is_natural_person=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(2, 5)))
    ]
    lots = [
        Lot(ref=f"LOT-{number:04}", title=draw(LINES), cpv=draw(CODES), period=draw(periods()), goals=draw(GOALS))
        for number in range(1, draw(st.integers(2, 4)))
    ]
    agreements = []
    for number in range(1, draw(st.integers(2, 4))):
        tenders = draw(st.lists(tenders_of(parties, lots), min_size=1, max_size=3))
        agreements.append(
            Agreement(
                ref=f"CON-{number:04}",
                tenders=tuple(tenders),
                buyers=tuple(draw(st.lists(st.sampled_from(parties), min_size=1, max_size=2, unique=True))),
                title=draw(LINES),
                reference=draw(st.just("") | NAMES),
                awarded_on=draw(st.none() | DAYS),
                signed_on=draw(st.none() | DAYS),
            )
        )
    return facts(*agreements, title=draw(LINES), issued_on=draw(DAYS))


def tenders_of(parties: list[Party], lots: list[Lot]) -> st.SearchStrategy[Tender]:
    return st.builds(
        Tender,
        tenderers=st.lists(st.sampled_from(parties), min_size=1, max_size=2, unique=True).map(tuple),
        lots=st.lists(st.sampled_from(lots), min_size=1, max_size=2, unique=True).map(tuple),
        amount=AMOUNTS,
    )


@pytest.mark.slow
@given(notices())
@settings(max_examples=40, deadline=None)
def test_each_format_gives_the_contracts_that_follow_from_the_facts(notice: NoticeFacts) -> None:
    assert eforms.read("notice.xml", as_xml(notice)) == settle(notice)
    of_ocds = replace(notice, format=NoticeFormat.OCDS)
    assert ocds.read("notice.json", as_json(notice)) == settle(of_ocds)


@pytest.mark.slow
@given(notices())
@settings(max_examples=40, deadline=None)
def test_both_formats_of_one_notice_give_each_contract_once_and_no_difference(notice: NoticeFacts) -> None:
    xml, json = eforms.read("notice.xml", as_xml(notice)), ocds.read("notice.json", as_json(notice))
    merged = merge([json, xml])
    assert merged.notices == (xml,)
    assert merged.differences == ()
    assert [contract.key for contract in xml.contracts] == [contract.key for contract in json.contracts]


@pytest.mark.slow
@given(
    DAYS,
    st.sampled_from(["", "Z", "+00:00", "+01:00", "+14:00", "-11:00"]),
    st.sampled_from(["", "T00:00:00Z", "T00:30:00+02:00", "T23:59:59Z", "T23:59:59-11:00", "T12:00:00.000+01:00"]),
)
@settings(max_examples=50, deadline=None)
def test_a_date_is_the_day_that_the_notice_writes_in_whatever_zone(day: date, zone: str, time: str) -> None:
    lot = Lot(ref="LOT-0001", period=Period(starts_on=day, ends_on=day))
    notice = facts(
        an_agreement(a_tender(lots=(lot,)), awarded_on=day, signed_on=day),
        issued_on=day,
    )
    for read in (eforms.read("n.xml", as_xml(notice, zone=zone)), ocds.read("n.json", as_json(notice, time=time))):
        contract = read.contracts[0]
        written = (read.issued_on, contract.issued_on, contract.awarded_on, contract.signed_on)
        assert {*written, contract.period.starts_on, contract.period.ends_on} == {day}


def test_double_blanks_and_split_letters_are_the_same_name_in_either_format() -> None:
    rough = replace(WINNER, name=unicodedata.normalize("NFD", "  Blåbær  og  Ål AS "), town="\u00a0Ås ")
    notice = facts(an_agreement(a_tender(rough)))
    for read in (eforms.read("n.xml", as_xml(notice)), ocds.read("n.json", as_json(notice))):
        assert read.contracts[0].winner.name == "Blåbær og Ål AS"
        assert read.contracts[0].winner.town == "Ås"


def test_no_contact_details_are_taken_from_either_format() -> None:
    notice = facts()
    assert b"Kari Kontakt" in as_xml(notice)
    assert b"Kari Kontakt" in as_json(notice)
    for read in (eforms.read("n.xml", as_xml(notice)), ocds.read("n.json", as_json(notice))):
        assert "Kari" not in repr(read)
        assert "99 99 99 99" not in repr(read)


def test_reading_the_same_file_twice_gives_the_same_notice() -> None:
    once = eforms.read("n.xml", as_xml(facts()))
    again = eforms.read("n.xml", as_xml(facts()))
    assert merge([once, again]).notices == (once,)
    assert once.contracts[0].key == "2024-100001/CON-0001/ORG-0002"
    assert once.contracts[0].buyers == (BUYER,)

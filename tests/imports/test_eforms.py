from __future__ import annotations

from dataclasses import replace

import pytest

from followup.domain.money import Money
from followup.domain.notices import Lot, Skip
from followup.errors import Invalid
from followup.imports import eforms
from tests.imports.notice_files import BUYER, LOT, SECOND, WINNER, a_tender, an_agreement, as_xml, facts


def changed(*changes: tuple[str, str], **of_facts: object) -> bytes:
    """Return the file with these pieces of it replaced."""
    text = as_xml(facts(**of_facts)).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2024-01-18", "2024-02-30", "import.no_date"),
        ("1250000.50", "1250000.505", "import.no_amount"),
        ("1250000.50", "1.25e6", "import.no_amount"),
        ('currencyID="NOK"', "", "money.currency"),
        (">33141420<", ">gloves<", "import.no_cpv"),
        ("<efac:TenderLot><cbc:ID>LOT-0001", "<efac:TenderLot><cbc:ID>LOT-0009", "import.dangling"),
        ("<efac:Tenderer><cbc:ID>ORG-0002", "<efac:Tenderer><cbc:ID>ORG-0009", "import.dangling"),
        (">2024-100001<", "><", "import.lacking"),
        ("<cbc:IssueDate>2024-01-19+01:00</cbc:IssueDate>", "", "import.lacking"),
        (">Nordlys AS<", ">Nord\u202elys AS<", "text.hidden_direction"),
        (">Nordlys AS<", f">{'N' * 301}<", "text.too_long"),
        (">CON-0001<", f">{'C' * 290}<", "notice.key_too_long"),
    ],
)
def test_a_value_that_is_not_what_it_should_be_refuses_the_file_at_its_line_and_column(
    old: str, new: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        eforms.read("n.xml", changed((old, new)))
    [(place, [reason])] = refused.value.problems.items()
    assert reason.code == code
    name, line, column = place.split(":")
    assert (name, line.isdigit(), column.isdigit()) == ("n.xml", True, True)


def test_the_place_of_a_wrong_amount_is_where_the_amount_stands() -> None:
    data = changed(("<cbc:PayableAmount", "\n\n<cbc:PayableAmount"), ("1250000.50", "much"))
    with pytest.raises(Invalid) as refused:
        eforms.read("n.xml", data)
    assert list(refused.value.problems) == ["n.xml:4:1"]


def test_an_identifier_that_stands_twice_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        eforms.read("n.xml", changed((">ORG-0002<", ">ORG-0001<")))
    assert [reason.code for [reason] in refused.value.problems.values()] == ["import.twice"]


def test_the_award_date_that_only_ubl_demands_is_not_taken() -> None:
    data = as_xml(facts(an_agreement(awarded_on=None, signed_on=None)))
    assert b"2000-01-01Z" in data
    contract = eforms.read("n.xml", data).contracts[0]
    assert (contract.awarded_on, contract.signed_on) == (None, None)


def test_amounts_of_tenders_that_the_contract_does_not_name_are_not_its_value() -> None:
    trial = "<efac:LotTender><cbc:ID>TEN-0099</cbc:ID><cac:LegalMonetaryTotal><cbc:PayableAmount currencyID='NOK'>95"
    trial += "</cbc:PayableAmount></cac:LegalMonetaryTotal></efac:LotTender>"
    data = changed(("</efac:NoticeResult>", trial + "</efac:NoticeResult>"))
    data = data.replace(b'<cbc:PayableAmount currencyID="NOK">1250000.50</cbc:PayableAmount>', b"")
    assert eforms.read("n.xml", data).contracts[0].value is None


def test_the_total_of_the_notice_is_the_value_of_its_only_contract() -> None:
    notice = facts(an_agreement(a_tender(amount=None)), total=Money(1_080_000_000, "NOK"))
    assert eforms.read("n.xml", as_xml(notice)).contracts[0].value == Money(1_080_000_000, "NOK")


def test_a_lot_without_a_winner_is_skipped_and_counted() -> None:
    closed = "<efac:LotResult><cbc:ID>RES-0002</cbc:ID><cbc:TenderResultCode>{}</cbc:TenderResultCode></efac:LotResult>"
    results = closed.format("clos-nw") + closed.format("selec-w").replace("2", "3", 1)
    notice = eforms.read("n.xml", changed(("</efac:NoticeResult>", results + "</efac:NoticeResult>")))
    assert [(skipped.award, skipped.why) for skipped in notice.skipped] == [
        ("RES-0002", Skip.NO_SUPPLIER),
        ("RES-0003", Skip.NO_CONTRACT),
    ]
    assert len(notice.contracts) == 1


def test_the_wording_in_the_notice_s_own_language_is_taken_and_a_blank_one_is_none() -> None:
    two = '<cbc:Title languageID="ENG">Gloves</cbc:Title><cbc:Title languageID="NOR">{}</cbc:Title>'
    one = '<cbc:Title languageID="NOR">Avtale om hansker</cbc:Title>'
    own = eforms.read("n.xml", changed((one, two.format("Hansker, avtale"))))
    foreign = eforms.read("n.xml", changed((one, two.format(" "))))
    neither = eforms.read("n.xml", changed((one, "<cbc:Title/>")))
    assert [read.contracts[0].title for read in (own, foreign, neither)] == ["Hansker, avtale", "Gloves", "Hansker"]


def test_the_buyer_who_leads_the_group_comes_first_and_who_publishes_counts_when_nobody_signed() -> None:
    data = as_xml(facts(an_agreement(buyers=(BUYER, SECOND)))).decode()
    led = data.replace(
        "<efbc:NaturalPersonIndicator>false</efbc:NaturalPersonIndicator><efac:Company><cac:PartyIdentification><cbc:ID>ORG-0003",
        "<efbc:GroupLeadIndicator>true</efbc:GroupLeadIndicator><efac:Company><cac:PartyIdentification><cbc:ID>ORG-0003",
    )
    assert led != data
    assert [party.ref for party in eforms.read("n.xml", led.encode()).contracts[0].buyers] == ["ORG-0003", "ORG-0001"]
    publisher = "<cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>ORG-0002</cbc:ID>"
    publisher += "</cac:PartyIdentification></cac:Party></cac:ContractingParty>"
    unsigned = (
        as_xml(facts(an_agreement(buyers=())))
        .decode()
        .replace("<cac:ProcurementProject>", publisher + "<cac:ProcurementProject>", 1)
    )
    assert [party.ref for party in eforms.read("n.xml", unsigned.encode()).contracts[0].buyers] == ["ORG-0002"]


def test_a_group_gives_one_contract_per_member_and_shares_the_tender_s_amount() -> None:
    notice = facts(an_agreement(a_tender(WINNER, SECOND, leader=SECOND.ref)))
    first, second = eforms.read("n.xml", as_xml(notice)).contracts
    assert (first.winner, first.is_group_leader) == (WINNER, False)
    assert (second.winner, second.is_group_leader) == (SECOND, True)
    assert first.value == second.value == Money(125_000_050, "NOK")
    assert first.is_value_shared
    assert second.is_value_shared
    assert first.agreement_key == second.agreement_key
    assert first.key != second.key


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ('<cbc:DurationMeasure unitCode="YEAR">7</cbc:DurationMeasure>', "7 year"),
        ('<cbc:DurationMeasure unitCode="MONTH">53</cbc:DurationMeasure>', "53 month"),
        ('<cbc:DurationMeasure unitCode="WEEK">2</cbc:DurationMeasure>', "2 week"),
        ('<cbc:DurationMeasure unitCode="DAY">10.0</cbc:DurationMeasure>', "10 day"),
    ],
)
def test_a_duration_is_kept_in_its_own_unit(period: str, says: str) -> None:
    planned = f"<cac:PlannedPeriod>{period}</cac:PlannedPeriod>"
    at = "</cac:ProcurementProject></cac:ProcurementProjectLot>"
    contract = eforms.read("n.xml", changed((at, planned + at))).contracts[0]
    assert contract.period.duration is not None
    assert f"{contract.period.duration.count} {contract.period.duration.unit}" == says
    assert contract.period.last_day is None


def test_an_unknown_unit_of_time_is_refused() -> None:
    planned = '<cac:PlannedPeriod><cbc:DurationMeasure unitCode="MOON">3</cbc:DurationMeasure></cac:PlannedPeriod>'
    at = "</cac:ProcurementProject></cac:ProcurementProjectLot>"
    with pytest.raises(Invalid) as refused:
        eforms.read("n.xml", changed((at, planned + at)))
    assert [reason.code for [reason] in refused.value.problems.values()] == ["import.no_unit"]


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    days = "<cbc:StartDate>2024-02-01</cbc:StartDate><cbc:EndDate>2024-01-31</cbc:EndDate>"
    planned = f"<cac:PlannedPeriod>{days}</cac:PlannedPeriod>"
    at = "</cac:ProcurementProject></cac:ProcurementProjectLot>"
    with pytest.raises(Invalid) as refused:
        eforms.read("n.xml", changed((at, planned + at)))
    assert [reason.code for [reason] in refused.value.problems.values()] == ["contract.ends_before_start"]


def test_sustainability_goals_are_taken_with_their_description_and_unknown_codes_as_they_are() -> None:
    lot = replace(LOT, goals=("environmental.circularEconomy", "euGPPCriteria", "social.humanRightsInSupplyChains"))
    at = '<cbc:ProcurementTypeCode listName="social-objective">hum-right</cbc:ProcurementTypeCode>'
    more = '<cbc:ProcurementTypeCode listName="{}">{}</cbc:ProcurementTypeCode>'
    described = (
        more.format("strategic-procurement", "soc-obj")
        + "<cbc:ProcurementType>No forced\n labour.</cbc:ProcurementType>"
    )
    data = as_xml(facts(an_agreement(a_tender(lots=(lot,))))).decode()
    assert at in data
    end = "</cac:ProcurementAdditionalType>"
    extra = f"{end}<cac:ProcurementAdditionalType>"
    data = data.replace(
        at,
        at
        + extra
        + described
        + extra
        + more.format("environmental-impact", "moon-care")
        + more.format("gpp-criteria", "none"),
    )
    contract = eforms.read("n.xml", data.encode()).contracts[0]
    assert contract.goals == (
        "environmental.circularEconomy",
        "euGPPCriteria",
        "moon-care",
        "social",
        "social.humanRightsInSupplyChains",
    )
    assert contract.goal_text == "No forced\n labour."


def test_a_contract_over_lots_that_disagree_leaves_the_period_open_and_keeps_every_code() -> None:
    other = Lot(ref="LOT-0002", title="Masker", cpv=("33140000",))
    notice = facts(an_agreement(a_tender(lots=(LOT, other)), title=""))
    contract = eforms.read("n.xml", as_xml(notice)).contracts[0]
    assert (contract.title, contract.cpv, contract.cpv_additional) == (
        "Hansker til sykehjem",
        "33141420",
        ("18143000", "33140000"),
    )
    assert contract.lot_refs == ("LOT-0001", "LOT-0002")


def test_nobody_gets_endless_work_from_a_small_file() -> None:
    many = tuple(replace(WINNER, ref=f"ORG-{n:04}") for n in range(2, 102))
    tender = a_tender(*many)
    notice = facts(*(an_agreement(tender, ref=f"CON-{n:04}") for n in range(51)))
    with pytest.raises(Invalid) as refused:
        eforms.read("n.xml", as_xml(notice))
    assert [reason.code for [reason] in refused.value.problems.values()] == ["notice.too_many_winners"]

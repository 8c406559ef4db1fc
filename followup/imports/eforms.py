"""Contract award notices as eForms XML (UBL ContractAwardNotice, SDK 1.x), as published on Doffin and TED.

Only what a contract's follow-up needs is read; `domain/notices.py` says why no contact details are.
`cac:TenderResult/cbc:AwardDate` is not read: UBL demands it, so eForms fills it with 2000-01-01.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from followup.domain import strategic
from followup.domain.money import Money
from followup.domain.notices import (
    Agreement,
    Duration,
    DurationUnit,
    Lot,
    Notice,
    NoticeFacts,
    NoticeFormat,
    Party,
    Period,
    Skip,
    Skipped,
    Tender,
)
from followup.domain.settlements import settle
from followup.errors import N_, Reason
from followup.imports.strict import DANGLING, LACKING, QUOTED_MOST, distinct
from followup.imports.values import civil_date, country_code, cpv_code, exact_amount, identifier, whole_count
from followup.imports.xml_tree import Element, read_xml

NO_AWARD_NOTICE = Reason(
    "import.no_award_notice", N_("This is not an eForms contract award notice. Choose the notice's own XML file.")
)
NO_UNIT = Reason("import.no_unit", N_("“{unit}” is not a unit of time that is known here: {known}."))

PREFIXES: Mapping[str, str] = {
    "urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2": "can",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2": "cac",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2": "cbc",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2": "ext",
    "http://data.europa.eu/p27/eforms-ubl-extensions/1": "efext",
    "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1": "efac",
    "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1": "efbc",
}
_EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
_RESULT = f"{_EXTENSION}/efac:NoticeResult"
_PARTY_ID = "cac:PartyIdentification/cbc:ID"
_UNITS: Mapping[str, DurationUnit] = {unit.value.upper(): unit for unit in DurationUnit}

# What eForms says in five code lists, OCDS says in one of goals and one of criteria.
GOALS: Mapping[str, Mapping[str, str]] = {
    name: {code.value: goal for code, goal in strategic.GOALS[kind].items()}
    for name, kind in (
        ("strategic-procurement", strategic.Purpose),
        ("environmental-impact", strategic.Green),
        ("social-objective", strategic.Social),
        ("innovative-acquisition", strategic.Innovative),
        ("gpp-criteria", strategic.GreenCriteria),
    )
}


def read(name: str, data: bytes) -> Notice:
    """Return the notice in an eForms XML file.

    Errors: Invalid at `name:line:column`; nothing of a file with a fault is returned.
    """
    root = read_xml(name, data, PREFIXES)
    if root.name != "can:ContractAwardNotice":
        raise root.spot.refusal(NO_AWARD_NOTICE)
    facts = _Reader(root).facts()
    return root.spot.placed(lambda: settle(facts))


class _Reader:
    """Finds the parts of one notice by their technical identifiers (ORG-, LOT-, TEN-, TPA-, CON-)."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.language = root.text("cbc:NoticeLanguageCode")
        self.notice_id = root.needed("cbc:ID")
        self.organisations = distinct(
            (known.own_text, known.spot, organisation)
            for organisation in root.each(f"{_EXTENSION}/efac:Organizations/efac:Organization")
            for kind in ("efac:Company", "efac:TouchPoint")
            for known in organisation.each(f"{kind}/{_PARTY_ID}")
        )
        self.lots = _by_id(root.each("cac:ProcurementProjectLot"))
        self.tenders = _by_id(root.each(f"{_RESULT}/efac:LotTender"))
        self.groups = _by_id(root.each(f"{_RESULT}/efac:TenderingParty"))
        self.contracts = _by_id(root.each(f"{_RESULT}/efac:SettledContract"))
        # Each part is made once, however often it is named: a small file cannot ask for endless work.
        self.party = cache(self.make_party)
        self.lot = cache(self.make_lot)
        self.tender = cache(self.make_tender)
        self.publishers = cache(self.make_publishers)

    def facts(self) -> NoticeFacts:
        issued = self.root.one("cbc:IssueDate")
        totals = [_amount(total) for total in self.root.each(f"{_RESULT}/cbc:TotalAmount")]
        return NoticeFacts(
            notice_id=self.notice_id,
            format=NoticeFormat.EFORMS,
            issued_on=issued.spot.read(civil_date, issued.own_text),
            title=self.line(self.root, "cac:ProcurementProject/cbc:Name"),
            agreements=tuple(self.agreement(contract) for contract in self.contracts.values()),
            total=totals[0] if totals else None,
            skipped=tuple(self.skipped()),
        )

    def skipped(self) -> Iterator[Skipped]:
        """Yield the results that led to no contract."""
        for result in self.root.each(f"{_RESULT}/efac:LotResult"):
            contracts = [_found(c, self.contracts) for c in result.each("efac:SettledContract/cbc:ID")]
            if not contracts:
                won = result.text("cbc:TenderResultCode") == "selec-w"
                why = Skip.NO_CONTRACT if won else Skip.NO_SUPPLIER
                yield Skipped(self.notice_id, NoticeFormat.EFORMS, result.text("cbc:ID"), why)

    def agreement(self, contract: Element) -> Agreement:
        tenders = {tender.own_text: tender for tender in contract.each("efac:LotTender/cbc:ID")}
        return Agreement(
            ref=contract.needed("cbc:ID"),
            tenders=tuple(self.tender(_found(tender, self.tenders)) for tender in tenders.values()),
            buyers=self.buyers(contract),
            title=self.line(contract, "cbc:Title"),
            reference=identifier(contract.text("efac:ContractReference/cbc:ID")),
            awarded_on=contract.optional("cbc:AwardDate", civil_date),
            signed_on=contract.optional("cbc:IssueDate", civil_date),
        )

    def buyers(self, contract: Element) -> tuple[Party, ...]:
        """Return who signed the contract, else who published the notice; who leads a group of buyers comes first."""
        return self.parties(contract.each(f"cac:SignatoryParty/{_PARTY_ID}")) or self.publishers()

    def make_publishers(self) -> tuple[Party, ...]:
        named = self.root.each(f"cac:ContractingParty/cac:Party/{_PARTY_ID}")
        if not named:
            raise self.root.spot.refusal(LACKING.but(name="cac:ContractingParty"))
        return self.parties(named)

    def parties(self, named: list[Element]) -> tuple[Party, ...]:
        found = list(dict.fromkeys(_found(name, self.organisations) for name in named))
        found.sort(key=lambda organisation: not _is_true(organisation, "efbc:GroupLeadIndicator"))
        return tuple(self.party(organisation) for organisation in found)

    def make_tender(self, tender: Element) -> Tender:
        amounts = [_amount(amount) for amount in tender.each("cac:LegalMonetaryTotal/cbc:PayableAmount")]
        groups = [_found(group, self.groups) for group in tender.each("efac:TenderingParty/cbc:ID")]
        tenderers = [tenderer for group in groups for tenderer in group.each("efac:Tenderer")]
        leaders = [tenderer.text("cbc:ID") for tenderer in tenderers if _is_true(tenderer, "efbc:GroupLeadIndicator")]
        return Tender(
            tenderers=self.parties([tenderer.one("cbc:ID") for tenderer in tenderers]),
            lots=tuple(self.lot(_found(lot, self.lots)) for lot in tender.each("efac:TenderLot/cbc:ID")),
            amount=amounts[0] if amounts else None,
            leader=leaders[0] if leaders else "",
        )

    def make_party(self, organisation: Element) -> Party:
        company = organisation.one("efac:Company")
        name = self.line(company, "cac:PartyName/cbc:Name")
        if not name:
            raise company.spot.refusal(LACKING.but(name="cac:PartyName"))
        return Party(
            ref=company.needed(_PARTY_ID),
            name=name,
            number_as_given=identifier(company.text("cac:PartyLegalEntity/cbc:CompanyID")),
            country=country_code(company.text("cac:PostalAddress/cac:Country/cbc:IdentificationCode")),
            town=company.text("cac:PostalAddress/cbc:CityName"),
            is_natural_person=_is_true(organisation, "efbc:NaturalPersonIndicator"),
        )

    def make_lot(self, lot: Element) -> Lot:
        project = lot.one("cac:ProcurementProject")
        kinds = project.each("cac:ProcurementAdditionalType")
        described = [
            self.worded(kind, "cbc:ProcurementType") for kind in kinds if _codes(kind, "strategic-procurement")
        ]
        return Lot(
            ref=lot.needed("cbc:ID"),
            title=self.line(project, "cbc:Name"),
            cpv=_cpv(project),
            period=_period(project),
            goals=tuple(sorted({goals.get(code, code) for kind in kinds for code, goals in _goals(kind)})),
            goal_text="\n".join(dict.fromkeys(text.own_lines for text in described if text is not None)),
        )

    def line(self, element: Element, path: str) -> str:
        worded = self.worded(element, path)
        return worded.own_text if worded else ""

    def worded(self, element: Element, path: str) -> Element | None:
        """Return the wording in the notice's own language, else the first one; those left blank do not count."""
        worded = [wording for wording in element.each(path) if wording.own_lines]
        in_own_language = [w for w in worded if w.attributes.get("languageID") == self.language]
        return next(iter(in_own_language or worded), None)


def _by_id(elements: Iterable[Element]) -> dict[str, Element]:
    return distinct((element.needed("cbc:ID"), element.one("cbc:ID").spot, element) for element in elements)


def _found(reference: Element, known: Mapping[str, Element]) -> Element:
    if reference.own_text not in known:
        raise reference.spot.refusal(DANGLING.but(name=reference.own_text))
    return known[reference.own_text]


def _is_true(element: Element, path: str) -> bool:
    return element.text(path) in ("true", "1")


def _amount(amount: Element) -> Money | None:
    if not amount.own_text:
        return None
    currency = amount.attributes.get("currencyID", "")
    return amount.spot.read(lambda text: exact_amount(text, currency), amount.own_text)


def _cpv(project: Element) -> tuple[str, ...]:
    """Return the main code and then the additional ones, each once."""
    main = project.each("cac:MainCommodityClassification/cbc:ItemClassificationCode", listName="cpv")
    more = project.each("cac:AdditionalCommodityClassification/cbc:ItemClassificationCode", listName="cpv")
    return tuple(dict.fromkeys(code.spot.read(cpv_code, code.own_text) for code in main + more if code.own_text))


def _codes(kind: Element, code_list: str) -> list[str]:
    codes = kind.each("cbc:ProcurementTypeCode", listName=code_list)
    return [code.own_text for code in codes if code.own_text not in ("", "none")]


def _goals(kind: Element) -> Iterator[tuple[str, Mapping[str, str]]]:
    for code_list, goals in GOALS.items():
        yield from ((code, goals) for code in _codes(kind, code_list))


def _period(project: Element) -> Period:
    planned = project.each("cac:PlannedPeriod")
    if not planned:
        return Period()
    starts_on = planned[0].optional("cbc:StartDate", civil_date)
    ends_on = planned[0].optional("cbc:EndDate", civil_date)
    durations = [_duration(m) for m in planned[0].each("cbc:DurationMeasure") if m.own_text]
    unlimited = planned[0].text("cbc:DescriptionCode") == "UNLIMITED"
    return planned[0].spot.placed(
        lambda: Period(
            starts_on=starts_on,
            ends_on=ends_on,
            duration=durations[0] if durations else None,
            is_unlimited=unlimited,
        )
    )


def _duration(measure: Element) -> Duration:
    unit = measure.attributes.get("unitCode", "")
    if unit not in _UNITS:
        raise measure.spot.refusal(NO_UNIT.but(unit=unit[:QUOTED_MOST], known=", ".join(_UNITS)))
    return Duration(measure.spot.read(whole_count, measure.own_text), _UNITS[unit])

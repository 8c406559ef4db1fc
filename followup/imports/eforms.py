"""Contract award notices as eForms XML (UBL ContractAwardNotice, SDK 1.x), as published on Doffin and TED.

Only what a contract's follow-up needs is read; `domain/notices.py` says why no contact details are.
`cac:TenderResult/cbc:AwardDate` is not read: UBL demands it, so eForms fills it with 2000-01-01.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from followup.domain.money import Money
from followup.domain.names import clean_text
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
from followup.imports.strict import DANGLING, LACKING
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
# Source: domain.md 4.1 and 4.2; the open eForms profile of OCDS.
GOALS: Mapping[str, Mapping[str, str]] = {
    "strategic-procurement": {
        "env-imp": "environmental",
        "soc-obj": "social",
        "inn-pur": "economic.innovativePurchase",
    },
    "environmental-impact": {
        "biodiv-eco": "environmental.biodiversityProtectionRestoration",
        "circ-econ": "environmental.circularEconomy",
        "clim-adapt": "environmental.climateChangeAdaptation",
        "clim-mitig": "environmental.climateChangeMitigation",
        "pollu-prev": "environmental.pollutionPrevention",
        "water-mar": "environmental.waterResourcesProtection",
        "other": "environmental",
    },
    "social-objective": {
        "acc-all": "social.accessibility",
        "et-eq": "social.ethnicEquality",
        "gen-eq": "social.genderEquality",
        "hum-right": "social.humanRightsInSupplyChains",
        "opp": "social.disadvantagedEmploymentOpportunities",
        "work-cond": "social.laborRightsPromotion",
        "other": "social",
    },
    "innovative-acquisition": {
        "mar-nov": "economic.marketInnovationPromotion",
        "proc-innov": "economic.processInnovationPromotion",
        "prod-innov": "economic.productInnovationPromotion",
        "rd-act": "economic.researchDevelopmentActivities",
    },
    "gpp-criteria": {"eu": "euGPPCriteria", "national": "nationalGPPCriteria", "other": "otherGPPCriteria"},
}


def read(name: str, data: bytes) -> Notice:
    """Return the notice in an eForms XML file.

    Errors: Invalid at `name:line:column`; nothing of a file with a fault is returned.
    """
    root = read_xml(name, data, PREFIXES)
    if root.name != "can:ContractAwardNotice":
        raise root.spot.refusal(NO_AWARD_NOTICE)
    return settle(_Reader(root).facts())


class _Reader:
    """Finds the parts of one notice by their technical identifiers (ORG-, LOT-, TEN-, TPA-, CON-)."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.language = root.text("cbc:NoticeLanguageCode")
        self.notice_id = root.needed("cbc:ID")
        self.organisations = {
            known.own_text: organisation
            for organisation in root.each(f"{_EXTENSION}/efac:Organizations/efac:Organization")
            for kind in ("efac:Company", "efac:TouchPoint")
            for known in organisation.each(f"{kind}/{_PARTY_ID}")
        }
        self.lots = _by_id(root.each("cac:ProcurementProjectLot"))
        self.tenders = _by_id(root.each(f"{_RESULT}/efac:LotTender"))
        self.groups = _by_id(root.each(f"{_RESULT}/efac:TenderingParty"))
        self.contracts = _by_id(root.each(f"{_RESULT}/efac:SettledContract"))

    def facts(self) -> NoticeFacts:
        project = self.root.each("cac:ProcurementProject")
        issued_on = self.root.optional("cbc:IssueDate", civil_date)
        if issued_on is None:
            raise self.root.spot.refusal(LACKING.but(name="cbc:IssueDate"))
        totals = [_amount(total) for total in self.root.each(f"{_RESULT}/cbc:TotalAmount")]
        return NoticeFacts(
            notice_id=self.notice_id,
            format=NoticeFormat.EFORMS,
            issued_on=issued_on,
            title=self.in_language(project[0], "cbc:Name") if project else "",
            agreements=tuple(self.agreement(contract) for contract in self.contracts.values()),
            total=totals[0] if totals else None,
            skipped=tuple(self.skipped()),
        )

    def skipped(self) -> Iterable[Skipped]:
        """Yield the lots' results that led to no contract."""
        for result in self.root.each(f"{_RESULT}/efac:LotResult"):
            contracts = result.each("efac:SettledContract/cbc:ID")
            for contract in contracts:
                _found(contract, self.contracts)
            if not contracts:
                won = result.text("cbc:TenderResultCode") == "selec-w"
                why = Skip.NO_CONTRACT if won else Skip.NO_SUPPLIER
                yield Skipped(self.notice_id, NoticeFormat.EFORMS, result.text("cbc:ID"), why)

    def agreement(self, contract: Element) -> Agreement:
        named = {tender.own_text: tender for tender in contract.each("efac:LotTender/cbc:ID")}
        return Agreement(
            ref=contract.needed("cbc:ID"),
            tenders=tuple(self.tender(_found(tender, self.tenders)) for tender in named.values()),
            buyers=self.buyers(contract),
            title=self.in_language(contract, "cbc:Title"),
            reference=identifier(contract.text("efac:ContractReference/cbc:ID")),
            awarded_on=contract.optional("cbc:AwardDate", civil_date),
            signed_on=contract.optional("cbc:IssueDate", civil_date),
        )

    def buyers(self, contract: Element) -> tuple[Party, ...]:
        """Return who signed the contract, else who published the notice; who leads a group of buyers first."""
        signed = contract.each(f"cac:SignatoryParty/{_PARTY_ID}")
        named = signed or self.root.each(f"cac:ContractingParty/cac:Party/{_PARTY_ID}")
        if not named:
            raise self.root.spot.refusal(LACKING.but(name="cac:ContractingParty"))
        leading_first = sorted(
            named, key=lambda buyer: not _is_true(_found(buyer, self.organisations), "efbc:GroupLeadIndicator")
        )
        return tuple(self.party(buyer) for buyer in leading_first)

    def tender(self, tender: Element) -> Tender:
        amounts = [_amount(amount) for amount in tender.each("cac:LegalMonetaryTotal/cbc:PayableAmount")]
        groups = [_found(group, self.groups) for group in tender.each("efac:TenderingParty/cbc:ID")]
        tenderers = [tenderer for group in groups for tenderer in group.each("efac:Tenderer")]
        leaders = [tenderer.text("cbc:ID") for tenderer in tenderers if _is_true(tenderer, "efbc:GroupLeadIndicator")]
        return Tender(
            tenderers=tuple(self.party(known) for tenderer in tenderers for known in tenderer.each("cbc:ID")),
            lots=tuple(self.lot(_found(lot, self.lots)) for lot in tender.each("efac:TenderLot/cbc:ID")),
            amount=amounts[0] if amounts else None,
            leader=leaders[0] if leaders else "",
        )

    def party(self, reference: Element) -> Party:
        organisation = _found(reference, self.organisations)
        company = organisation.each("efac:Company")[0]
        name = self.in_language(company, "cac:PartyName/cbc:Name")
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

    def lot(self, lot: Element) -> Lot:
        project = lot.each("cac:ProcurementProject")[0] if lot.each("cac:ProcurementProject") else lot
        codes = [
            code
            for kind in ("cac:MainCommodityClassification", "cac:AdditionalCommodityClassification")
            for code in project.each(f"{kind}/cbc:ItemClassificationCode", listName="cpv")
        ]
        kinds = project.each("cac:ProcurementAdditionalType")
        strategic = [
            kind for kind in kinds if kind.each("cbc:ProcurementTypeCode", listName="strategic-procurement")
        ]
        texts = (self.in_language(kind, "cbc:ProcurementType") for kind in strategic)
        return Lot(
            ref=lot.needed("cbc:ID"),
            title=self.in_language(project, "cbc:Name"),
            cpv=tuple(dict.fromkeys(code.spot.read(cpv_code, code.own_text) for code in codes if code.own_text)),
            period=_period(project),
            goals=tuple(sorted(set(_goals(kinds)))),
            goal_text="\n".join(dict.fromkeys(text for text in texts if text)),
        )

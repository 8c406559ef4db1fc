"""One notice in two formats: the eForms XML is what was published, the OCDS release is somebody's conversion of it.

So the XML wins wherever they differ, and every difference is listed for a person to see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.domain.notices import Duration, Notice, NoticeFormat, Party, SettledContract, Skip
from followup.errors import N_


class Fact(Coded):
    """What two formats of one notice may say differently."""

    CONTRACT = "contract", N_("The contract itself")
    TITLE = "title", N_("Title")
    REFERENCE = "reference", N_("Contract number")
    BUYER = "buyer", N_("Buyer")
    BUYER_NUMBER = "buyer_number", N_("Buyer's organisation number")
    BUYER_COUNTRY = "buyer_country", N_("Buyer's country")
    BUYER_TOWN = "buyer_town", N_("Buyer's town")
    SUPPLIER = "supplier", N_("Supplier")
    SUPPLIER_NUMBER = "supplier_number", N_("Supplier's organisation number")
    SUPPLIER_COUNTRY = "supplier_country", N_("Supplier's country")
    SUPPLIER_TOWN = "supplier_town", N_("Supplier's town")
    NATURAL_PERSON = "natural_person", N_("Supplier is a natural person")
    GROUP_LEADER = "group_leader", N_("Supplier leads the group")
    VALUE = "value", N_("Value")
    ISSUED_ON = "issued_on", N_("Date of the notice")
    AWARDED_ON = "awarded_on", N_("Date of the award decision")
    SIGNED_ON = "signed_on", N_("Date of the contract")
    STARTS_ON = "starts_on", N_("Start date")
    ENDS_ON = "ends_on", N_("End date")
    DURATION = "duration", N_("Duration")
    UNLIMITED = "unlimited", N_("No end")
    CPV = "cpv", N_("CPV code")
    CPV_ADDITIONAL = "cpv_additional", N_("Additional CPV codes")
    LOTS = "lots", N_("Lots")
    GOALS = "goals", N_("Sustainability goals")
    GOAL_TEXT = "goal_text", N_("Sustainability goals, described")


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that the XML and the JSON of a notice say differently.

    Shape: `contract` is the contract's key; the two texts are for people, empty where a format is silent.
    """

    contract: str
    fact: Fact
    xml: str
    json: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Notices brought together: each once, what the formats said differently, and what all the files had skipped."""

    notices: tuple[Notice, ...]
    differences: tuple[Difference, ...]
    skipped: Mapping[Skip, int]


def merge(notices: Iterable[Notice]) -> Merged:
    """Return every notice once, the XML where there is one, with the differences and the count of skipped awards.

    A notice that is there twice in one format counts as it was issued last, or as it was read last.
    """
    found: dict[str, dict[NoticeFormat, Notice]] = {}
    skipped: Counter[Skip] = Counter()
    for notice in sorted(notices, key=lambda notice: notice.issued_on):
        found.setdefault(notice.notice_id, {})[notice.format] = notice
    kept: list[Notice] = []
    differences: list[Difference] = []
    for formats in found.values():
        skipped.update(award.why for notice in formats.values() for award in notice.skipped)
        xml, json = formats.get(NoticeFormat.EFORMS), formats.get(NoticeFormat.OCDS)
        kept += [notice for notice in (xml or json,) if notice is not None]
        if xml is not None and json is not None:
            differences += compare_notices(xml, json)
    return Merged(tuple(kept), tuple(differences), dict(skipped))


def compare_notices(xml: Notice, json: Notice) -> list[Difference]:
    """Return what the two formats of one notice say differently, contract by contract."""
    of_xml = {contract.key: contract for contract in xml.contracts}
    of_json = {contract.key: contract for contract in json.contracts}
    differences: list[Difference] = []
    for key in of_xml | of_json:
        if key in of_xml and key in of_json:
            differences += compare(of_xml[key], of_json[key])
        else:
            sides = [side[key].winner.name if key in side else "" for side in (of_xml, of_json)]
            differences.append(Difference(key, Fact.CONTRACT, sides[0], sides[1]))
    return differences


def compare(xml: SettledContract, json: SettledContract) -> list[Difference]:
    """Return what the two formats say differently of one contract; what follows from other facts is not repeated."""
    return [
        Difference(xml.key, fact, _shown(of(xml)), _shown(of(json)))
        for fact, of in _COMPARED.items()
        if of(xml) != of(json)
    ]


def _number(party: Party) -> str:
    return party.number.written if party.number else party.number_as_given


def _shown(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "✓"
        case Money():
            return f"{value.amount} {value.currency}"
        case Duration():
            return f"{value.count} {value.unit.value}"
        case tuple():
            return "; ".join(_shown(item) for item in value if item)
        case _:
            return str(value)


_COMPARED: Mapping[Fact, Callable[[SettledContract], object]] = {
    Fact.TITLE: lambda contract: contract.title,
    Fact.REFERENCE: lambda contract: contract.reference,
    Fact.BUYER: lambda contract: tuple(buyer.name for buyer in contract.buyers),
    Fact.BUYER_NUMBER: lambda contract: tuple(_number(buyer) for buyer in contract.buyers),
    Fact.BUYER_COUNTRY: lambda contract: tuple(buyer.country for buyer in contract.buyers),
    Fact.BUYER_TOWN: lambda contract: tuple(buyer.town for buyer in contract.buyers),
    Fact.SUPPLIER: lambda contract: contract.winner.name,
    Fact.SUPPLIER_NUMBER: lambda contract: _number(contract.winner),
    Fact.SUPPLIER_COUNTRY: lambda contract: contract.winner.country,
    Fact.SUPPLIER_TOWN: lambda contract: contract.winner.town,
    Fact.NATURAL_PERSON: lambda contract: contract.winner.is_natural_person,
    Fact.GROUP_LEADER: lambda contract: contract.is_group_leader,
    Fact.VALUE: lambda contract: contract.value,
    Fact.ISSUED_ON: lambda contract: contract.issued_on,
    Fact.AWARDED_ON: lambda contract: contract.awarded_on,
    Fact.SIGNED_ON: lambda contract: contract.signed_on,
    Fact.STARTS_ON: lambda contract: contract.period.starts_on,
    Fact.ENDS_ON: lambda contract: contract.period.ends_on,
    Fact.DURATION: lambda contract: contract.period.duration,
    Fact.UNLIMITED: lambda contract: contract.period.is_unlimited,
    Fact.CPV: lambda contract: contract.cpv,
    Fact.CPV_ADDITIONAL: lambda contract: contract.cpv_additional,
    Fact.LOTS: lambda contract: contract.lot_refs,
    Fact.GOALS: lambda contract: contract.goals,
    Fact.GOAL_TEXT: lambda contract: contract.goal_text,
}

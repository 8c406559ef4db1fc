"""Writes one set of facts as an eForms XML file and as an OCDS release, the way the two formats say them.

Every name and number here is invented; the organisation numbers are synthetic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from followup.domain.money import Money
from followup.domain.notices import Agreement, Lot, NoticeFacts, NoticeFormat, Party, Period, Tender
from followup.imports.eforms import GOALS, PREFIXES

THREE_LETTERS = {"NO": "NOR", "SE": "SWE", "DK": "DNK", "FI": "FIN", "US": "USA"}

BUYER = Party(ref="ORG-0001", name="Fjordby kommune", number_as_given="987 654 325", country="NO", town="Fjordby")
WINNER = Party(ref="ORG-0002", name="Nordlys AS", number_as_given="123 456 785", country="NO", town="Vik")
SECOND = Party(ref="ORG-0003", name="Polarstjerne AB", number_as_given="123456-7897", country="SE", town="Ån")
LOT = Lot(ref="LOT-0001", title="Hansker", cpv=("33141420", "18143000"))


def a_tender(*tenderers: Party, **changes: object) -> Tender:
    whole = Tender(tenderers=tenderers or (WINNER,), lots=(LOT,), amount=Money(125_000_050, "NOK"))
    return replace(whole, **changes)


def an_agreement(*tenders: Tender, **changes: object) -> Agreement:
    whole = Agreement(
        ref="CON-0001",
        tenders=tenders or (a_tender(),),
        buyers=(BUYER,),
        title="Avtale om hansker",
        reference="24/117",
        awarded_on=date(2024, 1, 17),
        signed_on=date(2024, 1, 18),
    )
    return replace(whole, **changes)


def facts(*agreements: Agreement, **changes: object) -> NoticeFacts:
    whole = NoticeFacts(
        notice_id="2024-100001",
        format=NoticeFormat.EFORMS,
        issued_on=date(2024, 1, 19),
        title="Hansker til sykehjem",
        agreements=agreements or (an_agreement(),),
    )
    return replace(whole, **changes)


def _distinct_tenders(notice: NoticeFacts) -> list[tuple[str, Tender]]:
    tenders = [tender for agreement in notice.agreements for tender in agreement.tenders]
    return [(f"TEN-{number:04}", tender) for number, tender in enumerate(tenders, 1)]


def _parties(notice: NoticeFacts) -> list[Party]:
    winners = (p for a in notice.agreements for t in a.tenders for p in t.tenderers)
    buyers = (p for a in notice.agreements for p in a.buyers)
    return list(dict.fromkeys((*buyers, *winners)))


def _lots(notice: NoticeFacts) -> list[Lot]:
    return list(dict.fromkeys(lot for a in notice.agreements for t in a.tenders for lot in t.lots))


# XML


def element(name: str, *inside: str, **attributes: str) -> str:
    written = "".join(f" {known}={quoteattr(value)}" for known, value in attributes.items())
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def _id(text: str) -> str:
    return element("cbc:ID", escape(text))


def _day(name: str, day: date | None, zone: str) -> str:
    return element(name, f"{day}{zone}") if day else ""


def _xml_amount(name: str, amount: Money | None) -> str:
    return element(name, str(amount.amount), currencyID=amount.currency) if amount else ""


def _xml_tender(ref: str, group: str, tender: Tender) -> str:
    amount = _xml_amount("cbc:PayableAmount", tender.amount)
    return element(
        "efac:LotTender",
        _id(ref),
        element("cac:LegalMonetaryTotal", amount) if amount else "",
        element("efac:TenderingParty", _id(group)),
        *(element("efac:TenderLot", _id(lot.ref)) for lot in tender.lots),
    )


def _xml_group(group: str, tender: Tender) -> str:
    return element(
        "efac:TenderingParty",
        _id(group),
        *(
            element(
                "efac:Tenderer",
                _id(party.ref),
                element("efbc:GroupLeadIndicator", "true") if party.ref == tender.leader else "",
            )
            for party in tender.tenderers
        ),
    )


def _xml_contract(agreement: Agreement, tenders: Iterable[str], zone: str) -> str:
    return element(
        "efac:SettledContract",
        _id(agreement.ref),
        _day("cbc:AwardDate", agreement.awarded_on, zone),
        _day("cbc:IssueDate", agreement.signed_on, zone),
        element("cbc:Title", escape(agreement.title), languageID="NOR"),
        *(
            element("cac:SignatoryParty", element("cac:PartyIdentification", _id(buyer.ref)))
            for buyer in agreement.buyers
        ),
        element("efac:ContractReference", _id(agreement.reference)),
        *(element("efac:LotTender", _id(tender)) for tender in tenders),
    )


def _xml_organisation(party: Party) -> str:
    country = THREE_LETTERS.get(party.country or "", "")
    return element(
        "efac:Organization",
        element("efbc:NaturalPersonIndicator", "true" if party.is_natural_person else "false"),
        element(
            "efac:Company",
            element("cac:PartyIdentification", _id(party.ref)),
            element("cac:PartyName", element("cbc:Name", escape(party.name), languageID="NOR")),
            element(
                "cac:PostalAddress",
                element("cbc:CityName", escape(party.town)),
                element("cac:Country", element("cbc:IdentificationCode", country)) if country else "",
            ),
            element("cac:PartyLegalEntity", element("cbc:CompanyID", escape(party.number_as_given))),
            element("cac:Contact", element("cbc:Name", "Kari Kontakt"), element("cbc:Telephone", "99 99 99 99")),
        ),
    )


def _xml_period(period: Period, zone: str) -> str:
    inside = (
        _day("cbc:StartDate", period.starts_on, zone)
        + _day("cbc:EndDate", period.ends_on, zone)
        + (
            element("cbc:DurationMeasure", str(period.duration.count), unitCode=period.duration.unit.upper())
            if period.duration
            else ""
        )
        + (element("cbc:DescriptionCode", "UNLIMITED") if period.is_unlimited else "")
    )
    return element("cac:PlannedPeriod", inside) if inside else ""


def _xml_goals(lot: Lot) -> str:
    codes = [(known, code) for known, goals in GOALS.items() for code, goal in goals.items() if goal in lot.goals]
    kinds = [
        element("cac:ProcurementAdditionalType", element("cbc:ProcurementTypeCode", code, listName=known))
        for known, code in codes
    ]
    return "".join(kinds)


def _xml_lot(lot: Lot, zone: str) -> str:
    main = [element("cac:MainCommodityClassification", _cpv(code)) for code in lot.cpv[:1]]
    more = [element("cac:AdditionalCommodityClassification", _cpv(code)) for code in lot.cpv[1:]]
    return element(
        "cac:ProcurementProjectLot",
        _id(lot.ref),
        element(
            "cac:ProcurementProject",
            element("cbc:Name", escape(lot.title), languageID="NOR"),
            _xml_goals(lot),
            *main,
            *more,
            _xml_period(lot.period, zone),
        ),
    )


def _cpv(code: str) -> str:
    return element("cbc:ItemClassificationCode", code, listName="cpv")


def as_xml(notice: NoticeFacts, *, zone: str = "+01:00") -> bytes:
    """Return the facts as an eForms notice whose dates are written with this zone."""
    tenders = _distinct_tenders(notice)
    names = iter(ref for ref, _ in tenders)
    of_contract = {a.ref: [next(names) for _ in a.tenders] for a in notice.agreements}
    result = element(
        "efac:NoticeResult",
        _xml_amount("cbc:TotalAmount", notice.total),
        *(
            element(
                "efac:LotResult",
                _id(f"RES-{number:04}"),
                element("cbc:TenderResultCode", "selec-w"),
                element("efac:SettledContract", _id(agreement.ref)),
            )
            for number, agreement in enumerate(notice.agreements, 1)
        ),
        *(_xml_tender(ref, ref.replace("TEN", "TPA"), tender) for ref, tender in tenders),
        *(_xml_contract(agreement, of_contract[agreement.ref], zone) for agreement in notice.agreements),
        *(_xml_group(ref.replace("TEN", "TPA"), tender) for ref, tender in tenders),
    )
    organisations = element("efac:Organizations", *map(_xml_organisation, _parties(notice)))
    extension = element("efext:EformsExtension", result, organisations)
    spaces = {f"xmlns:{prefix}": uri for uri, prefix in PREFIXES.items()}
    whole = element(
        "can:ContractAwardNotice",
        element("ext:UBLExtensions", element("ext:UBLExtension", element("ext:ExtensionContent", extension))),
        _id(notice.notice_id),
        _day("cbc:IssueDate", notice.issued_on, zone),
        element("cbc:NoticeLanguageCode", "NOR"),
        element("cac:ProcurementProject", element("cbc:Name", escape(notice.title), languageID="NOR")),
        *(_xml_lot(lot, zone) for lot in _lots(notice)),
        element("cac:TenderResult", element("cbc:AwardDate", "2000-01-01Z")),
        **spaces,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}'.encode()


# JSON


def _json_period(period: Period, time: str) -> dict[str, object]:
    return _filled(
        startDate=period.starts_on and f"{period.starts_on}{time}",
        endDate=period.ends_on and f"{period.ends_on}{time}",
        durationInDays=period.duration and period.duration.count,
        description="UNLIMITED" if period.is_unlimited else None,
    )


def _filled(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def _json_amount(amount: Money | None) -> dict[str, object]:
    return {"amount": float(amount.amount), "currency": amount.currency} if amount else {}


def _refs(parties: Sequence[Party]) -> list[dict[str, str]]:
    return [{"id": party.ref} for party in parties]


def _json_party(party: Party, roles: list[str]) -> dict[str, object]:
    return _filled(
        id=party.ref,
        name=party.name,
        roles=roles,
        additionalIdentifiers=[{"id": party.number_as_given}] if party.number_as_given else [],
        address=_filled(locality=party.town, country=party.country),
        contactPoint={"name": "Kari Kontakt", "telephone": "99 99 99 99"},
        details={"scale": "selfEmployed"} if party.is_natural_person else {},
    )


def _json_item(number: int, lot: Lot) -> dict[str, object]:
    return _filled(
        id=str(number),
        relatedLot=lot.ref,
        classification={"scheme": "CPV", "id": lot.cpv[0]} if lot.cpv else {},
        additionalClassifications=[{"scheme": "CPV", "id": code} for code in lot.cpv[1:]],
    )


def _json_lot(lot: Lot, time: str) -> dict[str, object]:
    return _filled(
        id=lot.ref,
        title=lot.title,
        contractPeriod=_json_period(lot.period, time),
        sustainability=[
            {"strategies": ["awardCriteria", goal]} if goal.endswith("GPPCriteria") else {"goal": goal}
            for goal in lot.goals
        ],
    )


def release(notice: NoticeFacts, *, time: str = "T23:59:59+02:00") -> dict[str, object]:
    """Return the facts as an OCDS release, each contract with an award of its own."""
    tenders = _distinct_tenders(notice)
    names = iter(ref for ref, _ in tenders)
    of_contract = {a.ref: [next(names) for _ in a.tenders] for a in notice.agreements}
    leaders = {tender.leader for _, tender in tenders}
    award_of = {agreement.ref: f"RES-{number:04}" for number, agreement in enumerate(notice.agreements, 1)}
    winners = {a.ref: list(dict.fromkeys(p for t in a.tenders for p in t.tenderers)) for a in notice.agreements}
    return {
        "ocid": f"ocds-abcd12-{notice.notice_id}",
        "id": notice.notice_id,
        "date": f"{notice.issued_on}{time}",
        "tender": {
            "title": notice.title,
            "lots": [_json_lot(lot, time) for lot in _lots(notice)],
            "items": [_json_item(number, lot) for number, lot in enumerate(_lots(notice), 1)],
        },
        "parties": [_json_party(party, ["leadTenderer"] if party.ref in leaders else []) for party in _parties(notice)],
        "awards": [
            _filled(
                id=award_of[agreement.ref],
                date=agreement.awarded_on and f"{agreement.awarded_on}{time}",
                suppliers=_refs(winners[agreement.ref]),
                buyers=_refs(agreement.buyers),
            )
            for agreement in notice.agreements
        ],
        "bids": {
            "details": [
                _filled(
                    id=ref,
                    tenderers=_refs(tender.tenderers),
                    relatedLots=[lot.ref for lot in tender.lots],
                    value=_json_amount(tender.amount),
                )
                for ref, tender in tenders
            ]
        },
        "contracts": [
            _filled(
                id=agreement.ref,
                awardID=award_of[agreement.ref],
                title=agreement.title,
                identifiers=[{"id": agreement.reference}] if agreement.reference else [],
                dateSigned=agreement.signed_on and f"{agreement.signed_on}{time}",
                relatedBids=of_contract[agreement.ref],
            )
            for agreement in notice.agreements
        ],
    }


def as_json(notice: NoticeFacts, *, time: str = "T23:59:59+02:00") -> bytes:
    """Return the facts as an OCDS release whose dates are written with this time and zone."""
    return json.dumps(release(notice, time=time), ensure_ascii=False).encode()

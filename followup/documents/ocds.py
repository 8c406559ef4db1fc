"""Contracts as an OCDS 1.1 release package, with the extensions for lots and for sustainability.

Source: Open Contracting Data Standard 1.1 and its sustainability extension, as quoted in domain.md 4.2. One release is
one contract. Before a package is published, its publisher registers a prefix for the `ocid` with the standard's
owners; until then it is `UNREGISTERED`.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from followup.domain.money import Money
from followup.domain.releases import CONTRACT_STATUS, SCHEMES, Milestone, Party, Publication, Release
from followup.domain.suppliers import parse_organisation_number
from followup.i18n import gettext, speaking

VERSION = "1.1"
UNREGISTERED = "ocds-000000"
_EXTENSIONS = "https://raw.githubusercontent.com/open-contracting-extensions"
EXTENSIONS = tuple(
    f"{_EXTENSIONS}/ocds_{name}_extension/master/extension.json" for name in ("lots", "sustainability", "countryCode")
)
TERMS = "contractPerformanceConditions"  # the strategy that the clauses of a contract are; codelist of the extension

Json = dict[str, object]


def package(publication: Publication, *, prefix: str = UNREGISTERED) -> bytes:
    """Return the package as a file; the same publication gives the same bytes."""
    publisher = publication.publisher
    number = _identifier(publisher)
    told = _filled(
        uri=publication.address,
        version=VERSION,
        extensions=list(EXTENSIONS),
        publishedDate=_instant(publication.published_at),
        publisher=_filled(name=publisher.name, scheme=number.get("scheme"), uid=number.get("id")),
        license=publication.license,
        releases=[_release(release, publication, prefix) for release in publication.releases],
    )
    told.setdefault("releases", [])
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _release(release: Release, publication: Publication, prefix: str) -> Json:
    buyer = {"id": publication.publisher.ref, "name": publication.publisher.name}
    supplier = {"id": release.supplier.ref, "name": release.supplier.name}
    award = f"{release.ref}-award"
    return _filled(
        ocid=f"{prefix}-{release.ref}",
        id=f"{release.ref}-{release.version}",
        date=_instant(publication.published_at),
        tag=["award", "contract", *(["implementation"] if release.milestones else [])],
        initiationType="tender",
        language=publication.language,
        parties=[_party(publication.publisher, "buyer"), _party(release.supplier, "supplier")],
        buyer=buyer,
        tender=_tender(release, publication.note),
        awards=[
            {"id": award, "status": "active", "suppliers": [supplier], "relatedLots": [_lot_ref(release)]},
        ],
        contracts=[_contract(release, award)],
    )


def _tender(release: Release, note: str) -> Json:
    """Return the tender: one lot that says what is bought and what it is to achieve."""
    lot = _filled(
        id=_lot_ref(release),
        title=release.title,
        hasSustainability=True if release.has_terms or release.goals or release.criteria else None,
        sustainability=_sustainability(release),
    )
    tender = f"{release.ref}-tender"
    return _filled(id=tender, title=release.title, description=note, lots=[lot], items=_items(release))


def _sustainability(release: Release) -> list[Json]:
    terms = [TERMS] if release.has_terms else []
    aims = [_filled(goal=goal, strategies=terms, description=release.goal_text) for goal in release.goals]
    if release.criteria:
        aims.append({"strategies": list(release.criteria)})
    if not release.goals and (terms or release.goal_text):
        aims.append(_filled(strategies=terms, description=release.goal_text))
    return aims


def _items(release: Release) -> list[Json]:
    if not release.cpv:
        return []
    main, *more = ({"scheme": "CPV", "id": code} for code in release.cpv)
    return [
        _filled(
            id=f"{release.ref}-item",
            relatedLot=_lot_ref(release),
            description=release.title,
            classification=main,
            additionalClassifications=more,
        )
    ]


def _contract(release: Release, award: str) -> Json:
    return _filled(
        id=release.ref,
        awardID=award,
        title=release.title,
        identifiers=[{"id": release.number}] if release.number else [],
        status=CONTRACT_STATUS.get(release.life),
        dateSigned=_day(release.signed_on),
        period=_filled(startDate=_day(release.starts_on), endDate=_day(release.ends_on, is_last=True)),
        value=_amount(release.value),
        implementation=_filled(milestones=[_milestone(milestone) for milestone in release.milestones]),
    )


def _milestone(milestone: Milestone) -> Json:
    with speaking("en"):
        title = gettext(milestone.kind.label)
    return _filled(
        id=milestone.ref,
        title=title,
        type=milestone.type,
        code=milestone.kind.value,
        dueDate=_day(milestone.due_on, is_last=True),
        dateMet=_day(milestone.done_on),
        status=milestone.status.value,
    )


def _party(party: Party, role: str) -> Json:
    return _filled(
        id=party.ref,
        name=party.name,
        identifier=_identifier(party),
        address=_filled(locality=party.town, country=party.country),
        details={"scale": "selfEmployed"} if party.is_person else {},
        roles=[role],
    )


def _identifier(party: Party) -> Json:
    """Return the organisation number with the list that it stands in, where the number tells."""
    if not party.number or party.is_person:
        return {}
    number = parse_organisation_number(party.number, party.country or "")
    scheme = SCHEMES.get(number.country) if number is not None and number.compact.isdigit() else None
    return _filled(scheme=scheme, id=number.compact if number else party.number, legalName=party.name)


def _amount(value: Money | None) -> Json:
    if value is None:
        return {}
    amount = value.amount  # fifteen digits at most, so that the nearest float is written as the same number
    return {"amount": float(amount) if value.minor % 100 else int(amount), "currency": value.currency}


def _day(day: date | None, *, is_last: bool = False) -> str | None:
    """Return a civil date as the standard wants it: the whole day, in UTC."""
    return f"{day}T{'23:59:59' if is_last else '00:00:00'}Z" if day else None


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _lot_ref(release: Release) -> str:
    return f"{release.ref}-lot"


def _filled(**values: object) -> Json:
    """Return the values that say something; the standard has no empty ones."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", [], {}, ())}

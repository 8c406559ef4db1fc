"""What is true in the demonstration: regions, areas, populations, rates, Kongsvinger; with sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from followup.domain.funding import REGIONS_COMPONENTS
from followup.domain.organisations import CooperationKind, OrganisationKind
from followup.errors import N_
from followup.models.organisations import Cooperation, Organisation
from followup.services import funding, organisations
from followup.services.organisations import NewOrganisation, NewPopulation
from followup.transaction import Transaction

HERE = Path(__file__).resolve().parent
# The pages show a source in the reader's language, so it stands here and not with the facts that it is the source of.
SCB = N_("SCB, read in a public copy")
SSB = N_("SSB, read in a public copy")
DIVISION = N_("lfu.se, hallbarupphandling.se; the division was revised in 2021, the day is not known")
DECISION = N_("RS/29/2022: 131 418 kr at 1,00 kr per inhabitant; date not stated")


@dataclass(frozen=True, slots=True)
class Founded:
    """One cooperation and its members by code or name."""

    cooperation: Cooperation
    secretariat: Organisation
    members: Mapping[str, Organisation]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def found_regions(tx: Transaction) -> Founded:
    """Register the 21 regions, their secretariat, areas, categories, populations and the history of the rate."""
    facts = _read("sweden.toml")
    about = facts["cooperation"]
    secretariat = organisations.register(
        tx, NewOrganisation(name=about["secretariat"], kind=OrganisationKind.SECRETARIAT, country="SE")
    )
    cooperation = organisations.found_cooperation(
        tx, name=about["name"], slug=about["slug"], kind=CooperationKind.SECRETARIAT, secretariat=secretariat
    )
    members = {region["code"]: _region(tx, cooperation, region) for region in facts["regions"]}
    for area in facts["areas"]:
        pairs = [(category, area["letter"]) for category in area["categories"]]
        organisations.assign_categories(tx, cooperation, pairs, valid_from=area["valid_from"], source=DIVISION)
    for rate in REGIONS_COMPONENTS:
        funding.record_rate(tx, cooperation, rate)
    return Founded(cooperation, secretariat, members)


def _region(tx: Transaction, cooperation: Cooperation, facts: Mapping[str, Any]) -> Organisation:
    region = organisations.register(
        tx,
        NewOrganisation(
            name=facts["name"],
            kind=OrganisationKind.REGION,
            country="SE",
            number=facts["number"],
            code=facts["code"],
        ),
    )
    for figure in facts["populations"]:
        _population(tx, region, figure["inhabitants"], figure["on"], SCB)
    for figure in facts.get("undated", []):
        _population(tx, region, figure["inhabitants"], None, DECISION)
    organisations.join(tx, cooperation, region, area=facts["area"])
    return region


def _population(tx: Transaction, organisation: Organisation, inhabitants: int, on: date | None, source: str) -> None:
    organisations.record_population(tx, organisation, NewPopulation(inhabitants=inhabitants, on=on, source=source))


def found_kongsvinger(tx: Transaction) -> Founded:
    """Register the Kongsvinger cooperation: the host, six more municipalities and six intermunicipal companies."""
    facts = _read("norway.toml")
    members: dict[str, Organisation] = {}
    for member in facts["members"]:
        new = NewOrganisation(
            name=member["name"], kind=OrganisationKind.of(member["kind"]), country="NO", code=member.get("code")
        )
        members[member.get("code", member["name"])] = organisation = organisations.register(tx, new)
        for figure in member.get("populations", []):
            _population(tx, organisation, figure["inhabitants"], figure["on"], SSB)
    host = members["3401"]
    about = facts["cooperation"]
    cooperation = organisations.found_cooperation(
        tx, name=about["name"], slug=about["slug"], kind=CooperationKind.HOST, secretariat=host
    )
    for organisation in members.values():
        if organisation is not host:
            organisations.join(tx, cooperation, organisation)
    return Founded(cooperation, host, members)

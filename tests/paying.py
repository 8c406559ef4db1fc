"""A cooperation whose members have inhabitants, a rate, and a coordinator who charges them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.actors import Role, Staff
from followup.domain.charges import SplitKey
from followup.domain.funding import RateComponent
from followup.domain.organisations import OrganisationKind
from followup.domain.splits import NewSharedCost
from followup.models.organisations import Cooperation, Organisation
from followup.services import funding, organisations
from followup.services.organisations import NewPopulation
from tests.builders import World

PARTS = (
    RateComponent(name="Code of conduct", ore=40, valid_from=date(2016, 1, 1), source="RS/29/2022"),
    RateComponent(name="Environment", ore=10, valid_from=date(2018, 1, 1), source="RS/29/2022"),
)


@dataclass
class Paying:
    """Who pays, and who charges."""

    cooperation: Cooperation
    members: list[Organisation]
    coordinator: Staff
    member: Staff


def paying(world: World, *inhabitants: int, year: int = 2026, is_hosted: bool = False) -> Paying:
    """Found it all and compute the year's contributions."""
    members = [world.organisation(f"Member {place}") for place in range(1, len(inhabitants) + 1)]
    secretariat = members[0] if is_hosted else world.organisation("Secretariat", OrganisationKind.SECRETARIAT)
    others = members[1:] if is_hosted else members
    cooperation = world.cooperation(*others, secretariat=secretariat)
    with world.tx() as tx:
        for member, count in zip(members, inhabitants, strict=True):
            counted = NewPopulation(inhabitants=count, on=date(year - 1, 11, 1), source="Count")
            organisations.record_population(tx, member, counted)
        for part in PARTS:
            funding.record_rate(tx, cooperation, part)
        funding.compute(tx, cooperation, year)
    within = (cooperation,)
    return Paying(
        cooperation=cooperation,
        members=members,
        coordinator=world.staff(secretariat, Role.COORDINATOR, cooperations=within),
        member=world.staff(members[-1], cooperations=within),
    )


def a_cost(name: str = "Audit abroad", split: SplitKey = SplitKey.EQUAL, amount: str = "100,00") -> NewSharedCost:
    """Return a cost as somebody types it."""
    return NewSharedCost(year=2026, name=name, split=split, source="Minutes 4", amount=amount)

"""What the members pay: the true levy of the 21 regions, to the öre, on the population of the day."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.funding import REGIONS_COMPONENTS
from followup.domain.money import Money
from followup.domain.organisations import OrganisationKind
from followup.errors import Invalid
from followup.models.funding import Contribution
from followup.models.journal import JournalEntry
from followup.models.organisations import Cooperation, Organisation
from followup.queries import funding as queries
from followup.resources import package_dir
from followup.services import funding, organisations
from followup.services.organisations import NewPopulation
from tests.builders import World

pytestmark = pytest.mark.database


def a_levy(world: World, *members: Organisation) -> Cooperation:
    cooperation = world.cooperation(*members)
    with world.tx() as tx:
        for component in REGIONS_COMPONENTS:
            funding.record_rate(tx, cooperation, component)
    return cooperation


def counted(world: World, member: Organisation, inhabitants: int, on: date | None, source: str = "SCB") -> None:
    with world.tx() as tx:
        organisations.record_population(tx, member, NewPopulation(inhabitants=inhabitants, on=on, source=source))


def paid(world: World, year: int) -> list[Contribution]:
    with world.reading() as tx:
        statement = select(Contribution).where(Contribution.year == year).order_by(Contribution.id)
        return list(tx.session.scalars(statement))


@pytest.mark.slow
def test_the_21_regions_at_one_krona_pay_10_551_707_kronor(world: World) -> None:
    regions = tomllib.loads(package_dir("demo", "sweden.toml").read_text("utf-8"))["regions"]
    members = []
    for region in regions:
        member = world.organisation(region["name"])
        for figure in region["populations"]:
            counted(world, member, figure["inhabitants"], figure["on"])
        members.append(member)
    cooperation = a_levy(world, *members)
    with world.tx() as tx:
        assert funding.compute(tx, cooperation, 2024) == 21
    rows = paid(world, 2024)
    assert sum(row.amount_minor for row in rows) == 1_055_170_700
    assert {row.population_on for row in rows} == {date(2023, 12, 31)}
    assert {row.rate_ore for row in rows} == {100}


def test_jamtland_harjedalen_pays_131_418_kronor_where_the_decision_names_that_population(world: World) -> None:
    region = world.organisation("Region Jämtland Härjedalen")
    counted(world, region, 132_670, date(2022, 12, 31))
    counted(world, region, 131_418, None, "RS/29/2022")
    cooperation = a_levy(world, region)
    with world.tx() as tx:
        named = queries.undated(tx.session, region.id)
        assert funding.compute(tx, cooperation, 2023, decided=named) == 1
    [row] = paid(world, 2023)
    assert Money(row.amount_minor, row.currency) == Money(13_141_800, "SEK")
    assert (row.inhabitants, row.population_on, row.population_source) == (131_418, None, "RS/29/2022")


def test_without_a_decision_the_newest_figure_before_the_year_counts(world: World) -> None:
    region = world.organisation()
    for on, inhabitants in ((date(2023, 12, 31), 3), (date(2021, 12, 31), 1), (date(2022, 12, 31), 2), (None, 9)):
        counted(world, region, inhabitants, on)
    cooperation = a_levy(world, region)
    with world.tx() as tx:
        funding.compute(tx, cooperation, 2023)
    assert [row.inhabitants for row in paid(world, 2023)] == [2]


@pytest.mark.parametrize(("year", "minor"), [(2016, 40), (2018, 50), (2022, 50), (2023, 100), (2026, 100)])
def test_the_rate_of_the_year_is_the_one_in_force_when_it_begins(world: World, year: int, minor: int) -> None:
    region = world.organisation()
    counted(world, region, 1000, date(2015, 12, 31))
    cooperation = a_levy(world, region)
    with world.tx() as tx:
        funding.compute(tx, cooperation, year)
    assert [row.amount_minor for row in paid(world, year)] == [1000 * minor]


def test_a_contribution_is_never_computed_again(world: World) -> None:
    first, second = world.organisation(), world.organisation()
    counted(world, first, 1000, date(2022, 12, 31))
    cooperation = a_levy(world, first, second)
    with world.tx() as tx:
        assert funding.compute(tx, cooperation, 2023) == 1
    counted(world, first, 1001, date(2022, 12, 31))
    counted(world, second, 500, date(2022, 11, 1))
    with world.tx() as tx:
        assert [row.name for row in queries.not_computed(tx.session, [cooperation.id], 2023)] == [second.name]
        assert funding.compute(tx, cooperation, 2023) == 1
        assert funding.compute(tx, cooperation, 2023) == 0
    assert [row.inhabitants for row in paid(world, 2023)] == [1000, 500]
    with world.reading() as tx:
        told = tx.session.scalars(select(JournalEntry).where(JournalEntry.event == "contribution.computed")).all()
    assert [entry.facts for entry in told] == [
        {"year": 2023, "amount_minor": 100_000},
        {"year": 2023, "amount_minor": 50_000},
    ]


def test_a_year_without_a_rate_is_refused_and_the_secretariat_pays_nothing(world: World) -> None:
    region = world.organisation()
    counted(world, region, 1000, date(2014, 12, 31))
    secretariat = world.organisation("Secretariat", OrganisationKind.SECRETARIAT)
    counted(world, secretariat, 7, date(2014, 12, 31))
    cooperation = world.cooperation(region, secretariat=secretariat)
    with pytest.raises(Invalid) as refused, world.tx() as tx:
        funding.compute(tx, cooperation, 2023)
    assert refused.value.problems["year"][0].code == "funding.no_rate"
    with world.tx() as tx:
        for component in REGIONS_COMPONENTS:
            funding.record_rate(tx, cooperation, component)
        funding.compute(tx, cooperation, 2023)
    assert [row.organisation_id for row in paid(world, 2023)] == [region.id]


def test_members_read_what_their_cooperation_pays_and_no_other(world: World) -> None:
    mine, theirs = world.organisation(), world.organisation()
    for member in (mine, theirs):
        counted(world, member, 10, date(2022, 12, 31))
    ours, others = a_levy(world, mine), a_levy(world, theirs)
    with world.tx() as tx:
        funding.compute(tx, ours, 2023)
        funding.compute(tx, others, 2023)
    staff = world.staff(mine, cooperations=(ours,))
    with world.reading(staff) as tx:
        assert [row.organisation_name for row in queries.contributions(tx.session, 2023)] == [mine.name]
        assert {row.cooperation_id for row in queries.rates(tx.session)} == {ours.id}

"""The division of categories: given, handed over and ended, and told for any day."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.actors import Role, Staff
from followup.domain.categories import GiveCategory, NameCoordinator, Prioritise
from followup.domain.organisations import OrganisationKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.organisations import Cooperation, Organisation
from followup.queries import categories as queries
from followup.queries import journal
from followup.services import categories, organisations
from tests.builders import SETUP, World

pytestmark = pytest.mark.database
THIS_YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)


class Division:
    """Two areas with a region each, and the secretariat's coordinator."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.north, self.south = world.organisation("Region North"), world.organisation("Region South")
        secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        self.cooperation: Cooperation = world.cooperation(self.north, secretariat=secretariat)
        with world.tx(SETUP) as tx:
            organisations.join(tx, self.cooperation, self.south, area="B")
        self.coordinator = self._staff(secretariat, Role.COORDINATOR)
        self.manager = self._staff(self.north, Role.CONTRACT_MANAGER)

    def _staff(self, organisation: Organisation, role: Role) -> Staff:
        return self.world.staff(organisation, role, cooperations=(self.cooperation,))

    def give(self, area: str, since: date = THIS_YEAR, category: str = "textile") -> None:
        new = GiveCategory(category=category, area=area, valid_from=since, source="Minutes")
        with self.world.tx(self.coordinator) as tx:
            categories.give(tx, self.cooperation.public_id, new)

    def prioritise(self, since: date, until: date | None = None) -> None:
        new = Prioritise(category="textile", valid_from=since, valid_to=until, source="Programme")
        with self.world.tx(self.coordinator) as tx:
            categories.prioritise(tx, self.cooperation.public_id, new)

    def name(self, organisation: Organisation, area: str, name: str, since: date) -> None:
        new = NameCoordinator(area=area, organisation_id=organisation.public_id, name=name, valid_from=since)
        with self.world.tx(self.coordinator) as tx:
            categories.name_coordinator(tx, self.cooperation.public_id, new)

    def line(self, on: date) -> queries.Line:
        with self.world.reading(self.manager) as tx:
            [line] = queries.standing(
                tx.session, self.cooperation.id, on, {"textile": "", "gloves": "consumables"}
            ).lines
            return line


def test_a_handed_over_category_is_told_for_any_day(world: World) -> None:
    division = Division(world)
    division.give("A")
    division.give("B", NEXT_YEAR)
    assert division.line(date(2025, 12, 31)).area is None
    before, after = division.line(date(2026, 12, 31)), division.line(NEXT_YEAR)
    assert before.area is not None
    assert after.area is not None
    assert [row.name for row in before.area.organisations] == ["Region North"]
    assert [row.name for row in after.area.organisations] == ["Region South"]
    with world.reading(division.manager) as tx:
        kept = queries.responsibilities(tx.session, division.cooperation.id, "textile")
    assert [(row.area, row.valid_from, row.valid_to) for row in kept] == [
        ("B", NEXT_YEAR, None),
        ("A", THIS_YEAR, date(2026, 12, 31)),
    ]


def test_a_category_is_given_to_an_area_that_has_members_and_does_not_have_it(world: World) -> None:
    division = Division(world)
    division.give("A")
    with pytest.raises(Conflict):
        division.give("A", NEXT_YEAR)
    with pytest.raises(Invalid) as refused:
        division.give("Q", NEXT_YEAR)
    assert "area" in refused.value.problems


def test_a_released_category_is_nobodys_and_stays_in_the_history(world: World) -> None:
    division = Division(world)
    division.give("A")
    with world.tx(division.coordinator) as tx:
        categories.release(tx, division.cooperation.public_id, "textile", date(2026, 6, 30))
    assert division.line(date(2026, 6, 30)).area is not None
    assert division.line(date(2026, 7, 1)).area is None
    with world.reading(division.coordinator) as tx:
        told = [line.text for line in journal.history(tx.session, [division.cooperation.public_id], most=2)]
    assert told == ["Category textile no longer with area A", "Category textile given to area A"]


def test_who_answers_for_the_whole_answers_for_a_part_of_it(world: World) -> None:
    division = Division(world)
    division.give("B", category="consumables")
    new = Prioritise(category="gloves", valid_from=THIS_YEAR, source="Programme")
    with world.tx(division.coordinator) as tx:
        categories.prioritise(tx, division.cooperation.public_id, new)
    with world.reading(division.manager) as tx:
        known = {"consumables": "", "gloves": "consumables"}
        lines = queries.standing(tx.session, division.cooperation.id, THIS_YEAR, known).lines
    assert [(line.category, line.area.letter if line.area else None) for line in lines] == [
        ("consumables", "B"),
        ("gloves", "B"),
    ]


def test_what_nobody_holds_cannot_be_ended(world: World) -> None:
    division = Division(world)
    with world.tx(division.coordinator) as tx, pytest.raises(NotFound):
        categories.release(tx, division.cooperation.public_id, "textile", THIS_YEAR)


def test_a_category_is_prioritised_in_its_periods_only(world: World) -> None:
    division = Division(world)
    with world.reading(division.manager) as tx:
        assert queries.is_prioritised(tx.session, ["textile"], THIS_YEAR) is None
    division.prioritise(date(2024, 1, 1), date(2025, 12, 31))
    division.prioritise(NEXT_YEAR)
    with world.reading(division.manager) as tx:
        days = (date(2025, 6, 1), date(2026, 6, 1), NEXT_YEAR)
        assert [queries.is_prioritised(tx.session, ["textile"], day) for day in days] == [True, False, True]
        assert queries.is_prioritised(tx.session, ["food"], NEXT_YEAR) is False


def test_a_coordinator_follows_another_and_comes_from_the_area(world: World) -> None:
    division = Division(world)
    division.name(division.north, "A", "Anna", THIS_YEAR)
    division.name(division.north, "A", "Adam", NEXT_YEAR)
    with pytest.raises(Invalid):
        division.name(division.south, "A", "Bo", date(2028, 1, 1))
    with world.reading(division.manager) as tx:
        named = queries.coordinators(tx.session, division.cooperation.id, "A")
    assert [(row.name, row.valid_to) for row in named] == [("Adam", None), ("Anna", date(2026, 12, 31))]
    with world.tx(division.coordinator) as tx:
        categories.end_coordinator(tx, division.cooperation.public_id, "A", date(2027, 6, 30))


def test_only_the_secretariat_changes_the_division(world: World) -> None:
    division = Division(world)
    new = GiveCategory(category="textile", area="A", valid_from=THIS_YEAR, source="Minutes")
    with world.tx(division.manager) as tx, pytest.raises(Forbidden):
        categories.give(tx, division.cooperation.public_id, new)
    other = Division(world)
    with world.tx(other.coordinator) as tx, pytest.raises(Forbidden):
        categories.give(tx, division.cooperation.public_id, new)

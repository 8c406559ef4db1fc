"""What an edition is made of: sealed lists, and what everybody can read of other editions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followup.domain.differences import NATIONWIDE
from followup.domain.indicators import Indicator
from followup.domain.journal import FIGURES_CONFIRMED
from followup.domain.permissions import Permission
from followup.models.summaries import ConfirmedFigures
from followup.services import summaries
from followup.services.summaries import COMPILER
from followup.services.summary_sources import Gathered
from tests.annual import House, a_year
from tests.builders import World

pytestmark = pytest.mark.database


def gathered(house: House, year: int = 2025) -> Gathered:
    with house.world.reading(COMPILER) as everything:
        return summaries.gather(everything, house.cooperation, year)


def test_an_edition_of_the_year_is_known_with_what_it_was_made_of(world: World) -> None:
    house = House(world)
    a_year(house)
    house.confirm()
    house.publish(house.review(house.compile()))
    [earlier] = gathered(house).earlier
    assert (earlier.year, earlier.is_own, earlier.reported) == (2025, True, (house.organisations[0].public_id,))
    assert earlier.then is not None
    assert set(earlier.then) == {house.organisations[0].public_id, NATIONWIDE}
    assert Indicator.LIGHTS not in {item.indicator for item in earlier.then[house.organisations[0].public_id]}


def test_figures_confirmed_anew_are_not_what_the_edition_was_made_of(world: World) -> None:
    house = House(world)
    row = house.confirm()
    house.publish(house.review(house.compile()))
    with world.tx(house.approvers[0]) as tx:
        again = tx.get(ConfirmedFigures, row.public_id, to=Permission.SUMMARY_CONFIRM)
        again.confirmed_at = tx.now + timedelta(days=1)
        tx.journal(FIGURES_CONFIRMED, again, year=2025, sha256=again.sha256)
    [earlier] = gathered(house).earlier
    assert earlier.then is None


def test_last_years_edition_and_figures_are_known_and_those_of_strangers_are_not(world: World) -> None:
    house, stranger = House(world), House(world)
    for one in (house, stranger):
        one.confirm(year=2024)
        one.publish(one.review(one.compile(2024)))
    house.confirm()
    found = gathered(house)
    assert [(one.year, one.is_own, one.then) for one in found.earlier] == [(2024, True, None)]
    assert set(found.last) == {house.organisations[0].public_id}


def test_figures_opened_again_are_not_compiled(world: World) -> None:
    house = House(world)
    row = house.confirm()
    with world.tx(house.approvers[0]) as tx:
        again = tx.get(ConfirmedFigures, row.public_id, to=Permission.SUMMARY_CONFIRM)
        again.reopened_at = tx.now
        tx.journal(FIGURES_CONFIRMED, again, year=2025, sha256=again.sha256)
    assert gathered(house).sealed == ()

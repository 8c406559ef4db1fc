"""The areas that a cooperation speaks of, and the cross-walk between two ways of dividing them.

The Swedish regions' code has four areas; Lillestrøm municipality divides the field into four others, with animal
welfare as one of its own. Which of the two a buyer sees follows from the country of its cooperation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.code_of_conduct import Area
from followup.domain.codes import Coded
from followup.errors import N_


class StrategyArea(Coded):
    """The four areas of Lillestrøm municipality's strategy for sustainable procurement.

    Source: Lillestrøm municipality, strategy for sustainable procurement, strategy areas.
    """

    CLIMATE = "climate_environment", N_("Climate and environment")
    ANIMALS = "animals", N_("Animal welfare (Lillestrøm's area)")
    ETHICS = "ethics", N_("Ethics and human rights")
    SERIOUSNESS = "seriousness", N_("Seriousness, corruption and workers' rights")


REGIONS_AREAS = (Area.HUMAN_RIGHTS, Area.LABOUR_RIGHTS, Area.ENVIRONMENT, Area.ANTI_CORRUPTION)
REGIONS_SOURCE = N_("The Swedish regions' code of conduct for suppliers (sustainabilityduediligence.com)")
STRATEGY_SOURCE = N_("Lillestrøm municipality, strategy for sustainable procurement: the four strategy areas")
CROSSWALK_SOURCE = N_("Our own mapping: neither source speaks of the other")

# Source: mapping of this service. Each of one kind to what it shares with the other; animal welfare has no counterpart
# in the Swedish code unless the cooperation has switched the fifth area on.
CROSSWALK: Mapping[StrategyArea, tuple[Area, ...]] = {
    StrategyArea.CLIMATE: (Area.ENVIRONMENT,),
    StrategyArea.ANIMALS: (Area.ANIMAL_WELFARE,),
    StrategyArea.ETHICS: (Area.HUMAN_RIGHTS, Area.ANTI_CORRUPTION),
    StrategyArea.SERIOUSNESS: (Area.LABOUR_RIGHTS, Area.ANTI_CORRUPTION),
}

_STRATEGY_COUNTRIES = frozenset({"NO"})  # Source: domain.md 2.2, animal welfare is a topic area in Norway


@dataclass(frozen=True, slots=True)
class AreaLink:
    """One area with what corresponds to it on the other side; none where nothing does."""

    area: Area | StrategyArea
    matches: tuple[Area | StrategyArea, ...]


def areas_of(country: str) -> tuple[Area | StrategyArea, ...]:
    """Return the areas that buyers of a country speak of."""
    return tuple(StrategyArea) if country in _STRATEGY_COUNTRIES else REGIONS_AREAS


def crosswalk() -> tuple[tuple[AreaLink, ...], tuple[AreaLink, ...]]:
    """Return the cross-walk from both sides: from the strategy's areas, and from the code's."""
    there = tuple(AreaLink(area, matches) for area, matches in CROSSWALK.items())
    back = tuple(
        AreaLink(area, tuple(other for other, matches in CROSSWALK.items() if area in matches)) for area in Area
    )
    return there, back


def area_label(key: str) -> str:
    """Return the English label of an area's key; the key itself where no area has it."""
    return {str(area): area.label for kind in (Area, StrategyArea) for area in kind}.get(key, key)

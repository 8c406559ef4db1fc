"""The areas that a cooperation speaks of, and the cross-walk between two ways of dividing them.

The Swedish regions' code has four areas; Lillestrøm municipality divides the field into four others, with animal
welfare as one of its own. A cooperation chooses which of the two it speaks of, and whether animal welfare is one.
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


class AreaScheme(Coded):
    """Which division of the field a cooperation speaks of."""

    CODE = "code", N_("The four areas of the Swedish regions' code of conduct")
    STRATEGY = "strategy", N_("The four areas of Lillestrøm's strategy")


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

_STRATEGY_COUNTRIES = frozenset({"NO"})  # Source: default of this service until the cooperation has chosen


@dataclass(frozen=True, slots=True)
class AreaLink:
    """One area with what corresponds to it on the other side; none where nothing does."""

    area: Area | StrategyArea
    matches: tuple[Area | StrategyArea, ...]


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """What a cooperation chose."""

    scheme: AreaScheme
    has_animal_welfare: bool = False

    @property
    def areas(self) -> tuple[Area | StrategyArea, ...]:
        """Return the areas that are spoken of; Lillestrøm's have animal welfare as one of the four."""
        if self.scheme is AreaScheme.STRATEGY:
            return tuple(StrategyArea)
        return (*REGIONS_AREAS, Area.ANIMAL_WELFARE) if self.has_animal_welfare else REGIONS_AREAS

    @property
    def hidden(self) -> frozenset[Area]:
        """Return the areas of the code whose criteria are not offered."""
        return frozenset() if set(self.areas) & {Area.ANIMAL_WELFARE, StrategyArea.ANIMALS} else _OPTIONAL


_OPTIONAL = frozenset({Area.ANIMAL_WELFARE})


def default_choice(country: str) -> AreaChoice:
    """Return what holds in a country until the cooperation has chosen."""
    return AreaChoice(AreaScheme.STRATEGY if country in _STRATEGY_COUNTRIES else AreaScheme.CODE)


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

"""Harmonisation: what was found clause by clause, in any generation of the terms, as outcomes per requirement area.

The areas and the clauses that belong to them are content (`code_of_conduct/crosswalk.toml`); the mapping has a key, and
every result keeps the key of the mapping by which it came to its areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from followup.domain.code_of_conduct import RequirementArea
from followup.domain.follow_ups import FindingResult

_WORST_FIRST = (FindingResult.NOT_FULFILLED, FindingResult.PARTLY, FindingResult.FULFILLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What was found in each area, and by which mapping; without one nobody has mapped it.

    Shape: `areas` maps the area's key to a code of `FindingResult`; an area that the terms do not have is not there.
    """

    areas: Mapping[str, str] = field(default_factory=dict)
    mapping: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Which clauses of all generations belong to which area, under the key of this mapping."""

    key: str
    areas: tuple[RequirementArea, ...]

    def outcomes(self, version: str | None, found: Mapping[str, FindingResult]) -> Outcomes:
        """Return the outcome of every area that the version has, from the findings by clause id.

        A clause that was not looked at counts as not assessed. A version that the mapping does not know gives nothing.
        """
        areas = {area.key: area.clauses_of(version) for area in self.areas} if version else {}
        outcomes = {
            key: worst(found.get(clause, FindingResult.NOT_ASSESSED) for clause in clauses).value
            for key, clauses in areas.items()
            if clauses
        }
        return Outcomes(areas=outcomes, mapping=self.key) if outcomes else Outcomes()

    def clauses_of(self, version: str) -> tuple[str, ...]:
        """Return the ids of the version's clauses, each once."""
        return tuple(dict.fromkeys(clause for area in self.areas for clause in area.clauses_of(version)))

    @property
    def versions(self) -> tuple[str, ...]:
        """Return the keys of the versions that it maps."""
        return tuple(dict.fromkeys(clause.partition("/")[0] for area in self.areas for clause in area.clauses))


def worst(results: Iterable[FindingResult]) -> FindingResult:
    """Return the outcome of an area with several clauses: the worst of those that were assessed.

    Source: default of this service, the same as when an audit's checks are put together.
    """
    found = set(results)
    return next((result for result in _WORST_FIRST if result in found), FindingResult.NOT_ASSESSED)

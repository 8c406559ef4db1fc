"""Asked twice: the same supplier, or the same site, in several organisations' plans for one year.

Only what may be shared is kept of a plan: which organisation, how many follow-ups, the first day, the level, the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.code_of_conduct import Level
from followup.domain.names import sort_key
from followup.domain.schedule import FollowUpKind

AT_SITES = frozenset({FollowUpKind.SITE_AUDIT, FollowUpKind.FOLLOW_UP_AUDIT})
"""What is done at a place, so that one visit can serve the buyers of several suppliers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Follow-ups of one organisation that are open and due in one year, counted alike by supplier, level and terms.

    Shape: `organisation` is its public id; `site` is empty, or the place where each of them is to be done.
    """

    organisation: str
    supplier_id: int
    kind: FollowUpKind
    year: int
    slots: int
    first_due_on: date
    level: Level | None = None
    generation: str | None = None
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What others learn of one organisation's part in an overlap."""

    organisation: str
    slots: int
    first_due_on: date
    level: Level | None
    generations: tuple[str, ...]

    def stored(self) -> dict[str, object]:
        """Return it as it is kept."""
        return {
            "organisation": self.organisation,
            "slots": self.slots,
            "first_due_on": self.first_due_on.isoformat(),
            "level": None if self.level is None else str(self.level),
            "generations": list(self.generations),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One supplier, or one site, that several organisations plan to follow up in the same way in the same year."""

    supplier_id: int
    site: str
    kind: FollowUpKind
    year: int
    shares: tuple[Share, ...]

    @property
    def key(self) -> tuple[int, str, FollowUpKind, int]:
        """Return what tells it from the others of a cooperation."""
        return self.supplier_id, self.site, self.kind, self.year


def share_of(kept: Mapping[str, object]) -> Share:
    """Return one organisation's part as it was kept."""
    level, slots, generations = kept["level"], kept["slots"], kept["generations"]
    assert isinstance(slots, int)
    assert isinstance(generations, list)
    return Share(
        organisation=str(kept["organisation"]),
        slots=slots,
        first_due_on=date.fromisoformat(str(kept["first_due_on"])),
        level=None if level is None else Level.of(str(level)),
        generations=tuple(str(generation) for generation in generations),
    )


def place(name: str, country: str) -> str:
    """Return a site as people name it."""
    return f"{name}, {country}"


def same_place(site: str) -> str:
    """Return the key under which two spellings of a site are one."""
    return " ".join(sort_key(site, "sv").split())


def by_supplier(planned: Iterable[Planned]) -> list[Asked]:
    """Return the suppliers that more than one organisation plans to follow up, in a fixed order."""
    found: dict[tuple[int, FollowUpKind, int], list[Planned]] = {}
    for one in planned:
        found.setdefault((one.supplier_id, one.kind, one.year), []).append(one)
    asked = [
        Asked(supplier_id=supplier_id, site="", kind=kind, year=year, shares=_shares(rows))
        for (supplier_id, kind, year), rows in found.items()
    ]
    return sorted((one for one in asked if len(one.shares) > 1), key=lambda one: one.key)


def by_site(planned: Iterable[Planned]) -> list[Asked]:
    """Return the sites that more than one organisation plans to visit through more than one supplier.

    Through one supplier it is that supplier's overlap already. The supplier with the lowest key stands for the site.
    """
    found: dict[tuple[str, FollowUpKind, int], list[Planned]] = {}
    for one in planned:
        if one.site and one.kind in AT_SITES:
            found.setdefault((same_place(one.site), one.kind, one.year), []).append(one)
    asked = [
        Asked(
            supplier_id=min(row.supplier_id for row in rows),
            site=min(row.site for row in rows),
            kind=kind,
            year=year,
            shares=_shares(rows),
        )
        for (_, kind, year), rows in found.items()
        if len({row.supplier_id for row in rows}) > 1
    ]
    return sorted((one for one in asked if len(one.shares) > 1), key=lambda one: one.key)


def _shares(rows: Sequence[Planned]) -> tuple[Share, ...]:
    return tuple(
        Share(
            organisation=organisation,
            slots=sum(row.slots for row in mine),
            first_due_on=min(row.first_due_on for row in mine),
            level=highest(row.level for row in mine),
            generations=tuple(sorted({row.generation for row in mine if row.generation})),
        )
        for organisation in sorted({row.organisation for row in rows})
        for mine in [[row for row in rows if row.organisation == organisation]]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOrganisation:
    """How much of one organisation's plan others plan too, and how much of it a joint follow-up is suggested for."""

    organisation: str
    slots: int
    supplier_count: int
    joint_count: int
    first_due_on: date


def by_organisation(asked: Iterable[tuple[str, Sequence[Share], bool]]) -> list[OfOrganisation]:
    """Return each organisation's part in what is asked twice, the one with most follow-ups first.

    Shape: `asked` has each supplier's public id, the shares, and whether a joint follow-up is there for it.
    """
    mine: dict[str, list[tuple[str, Share, bool]]] = {}
    for supplier_id, shares, is_joint in asked:
        for share in shares:
            mine.setdefault(share.organisation, []).append((supplier_id, share, is_joint))
    found = [
        OfOrganisation(
            organisation=organisation,
            slots=sum(share.slots for _, share, _ in parts),
            supplier_count=len({supplier_id for supplier_id, _, _ in parts}),
            joint_count=sum(is_joint for _, _, is_joint in parts),
            first_due_on=min(share.first_due_on for _, share, _ in parts),
        )
        for organisation, parts in mine.items()
    ]
    return sorted(found, key=lambda one: (-one.slots, one.first_due_on, one.organisation))


def highest(levels: Iterable[Level | None]) -> Level | None:
    """Return the level that satisfies all; None where none is known."""
    order = tuple(Level)
    return max((level for level in levels if level is not None), key=order.index, default=None)


def newest(generations: Iterable[str]) -> str | None:
    """Return the terms that all can live with: the newest, since its key ends in the year; None where none is known."""
    return max(generations, key=lambda key: key.rpartition("-")[::-1], default=None)

"""Whom an incident reaches: from a site to suppliers, from them to organisations; and who asks for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from followup.domain.names import sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An organisation as others may know it."""

    key: int
    public_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """That an organisation has contracts in force through a supplier: how many, never which."""

    supplier_key: int
    supplier_id: str
    supplier: str
    organisation: Member
    contract_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom an incident reaches.

    Shape: `supplier_keys` are all entries that count as the suppliers concerned, `site_keys` the sites that were found.
    """

    ties: tuple[Tie, ...] = ()
    member_count: int = 0
    supplier_keys: frozenset[int] = frozenset()
    site_keys: frozenset[int] = frozenset()

    @property
    def organisations(self) -> Mapping[int, Member]:
        """Return the organisations reached, by key."""
        return {tie.organisation.key: tie.organisation for tie in self.ties}

    def counts_of(self, organisation_key: int) -> tuple[int, int]:
        """Return how many contracts of an organisation are reached, and through how many suppliers."""
        own = [tie for tie in self.ties if tie.organisation.key == organisation_key]
        return sum(tie.contract_count for tie in own), len({tie.supplier_key for tie in own})

    def only(self, organisation_keys: Collection[int]) -> Reach:
        """Return the part that is about these organisations."""
        kept = tuple(tie for tie in self.ties if tie.organisation.key in organisation_keys)
        return replace(self, ties=kept)

    def through(self) -> tuple[tuple[Tie, ...], ...]:
        """Return the ties supplier by supplier, the one that reaches most organisations first."""
        found: dict[int, list[Tie]] = {}
        for tie in self.ties:
            found.setdefault(tie.supplier_key, []).append(tie)
        ordered = sorted(found.values(), key=lambda ties: (-len(ties), ties[0].supplier, ties[0].supplier_key))
        return tuple(tuple(ties) for ties in ordered)


def site_key(name: str) -> str:
    """Return what counts when names of sites are compared: letters and figures, without case and accents."""
    return "".join(character for character in sort_key(name, "sv") if character.isalnum())


def asker(buyers: Mapping[str, int], responsible: Collection[str]) -> str:
    """Return which organisation asks a supplier for all: of the responsible area, else the one with most contracts.

    Shape: `buyers` as public id to number of contracts; both ways the most contracts count, then the id.
    """
    nearest = [public_id for public_id in buyers if public_id in responsible] or list(buyers)
    return min(nearest, key=lambda public_id: (-buyers[public_id], public_id))

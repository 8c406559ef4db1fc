"""Entries of the register that seem to be the same supplier: which they are, why, and which of two should stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.suppliers import NumberKind, OrganisationNumber, name_key
from followup.errors import N_, Reason

ITSELF = Reason("merger.itself", N_("An entry cannot be merged into itself. Choose another one."))
ALREADY = Reason("merger.already", N_("“{name}” has already been merged. Undo that first."))
TARGET_GONE = Reason(
    "merger.target_gone", N_("“{name}” has itself been merged into another entry. Merge into that one.")
)
HAS_OTHERS = Reason(
    "merger.has_others",
    N_("Other entries were merged into “{name}”. Merge the other way round, or undo those mergers first."),
)
NOT_MERGED = Reason("merger.not_merged", N_("This entry has not been merged, so there is nothing to undo."))


class Likeness(Coded):
    """Why two entries seem to be one supplier."""

    NAME = "name", N_("Same name")
    ALIAS = "alias", N_("Another name of the one is a name of the other")
    NUMBER = "number", N_("Same number, not checked in one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as far as it tells whether another is the same supplier.

    Shape: `number` a checked number, `given` what was given and is none; `aliases` other names.
    """

    id: int
    name: str
    country: str | None
    number: str | None = None
    given: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Return all names as names are compared."""
        return frozenset(name_key(name) for name in (self.name, *self.aliases))

    @property
    def kind(self) -> NumberKind | None:
        """Return the register in which the checked number stands."""
        return OrganisationNumber(self.country or "", self.number).kind if self.number else None

    @property
    def digits(self) -> str:
        """Return the number as numbers are compared, checked or not."""
        return self.number or bare(self.given or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Two entries that seem to be one supplier, the one that should stay, and why."""

    goes: int
    stays: int
    why: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Which entry another is merged into, by its public id."""

    into_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlias:
    """Another name that a supplier goes by."""

    name: str


def bare(number: str) -> str:
    """Return a number without what does not count when numbers are compared."""
    return "".join(character for character in number if character.isalnum()).casefold()


def likenesses(one: Entry, other: Entry) -> tuple[Likeness, ...]:
    """Return why two entries seem to be one supplier; nothing where they are surely two.

    Two checked numbers of one register are two suppliers: the same number cannot stand here twice.
    """
    if one.country != other.country or (one.kind is not None and one.kind is other.kind):
        return ()
    found = (
        (Likeness.NAME, name_key(one.name) == name_key(other.name)),
        (Likeness.ALIAS, not one.names.isdisjoint(other.names)),
        (Likeness.NUMBER, bool(one.digits) and one.digits.casefold() == other.digits.casefold()),
    )
    likely = tuple(likeness for likeness, holds in found if holds)
    return tuple(like for like in likely if like is not Likeness.ALIAS or Likeness.NAME not in likely)


def proposals(entries: Iterable[Entry]) -> tuple[Proposal, ...]:
    """Return which entries to merge: in each group that shares a key, every other one with the one that should stay.

    The work grows with the number of entries, not with its square.
    """
    found: dict[tuple[int, int], Proposal] = {}
    for group in _groups(entries):
        stays = min(group, key=_rank)
        for goes in sorted(group, key=_rank):
            why = likenesses(goes, stays) if goes.id != stays.id else ()
            if why:
                found.setdefault((goes.id, stays.id), Proposal(goes=goes.id, stays=stays.id, why=why))
    return tuple(found.values())


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    by_key: dict[tuple[str | None, str], list[Entry]] = {}
    for entry in entries:
        keys = {f"name:{name}" for name in entry.names}
        keys |= {f"number:{entry.digits.casefold()}"} if entry.digits else set()
        for key in sorted(keys):
            by_key.setdefault((entry.country, key), []).append(entry)
    yield from (group for group in by_key.values() if len(group) > 1)


def _rank(entry: Entry) -> tuple[bool, int]:
    """Return the order in which entries should stay: one with a checked number before one without, then the oldest."""
    return (entry.number is None, entry.id)

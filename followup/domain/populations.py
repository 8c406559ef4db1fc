"""A file of populations: which figures it brings, which contributions they renew, and which are invoiced and stay."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.names import sort_key
from followup.errors import N_, Reason

NOT_A_MEMBER = Reason(
    "population.not_a_member",
    N_("“{text}” is no member of this cooperation. Write its code, its organisation number or its name as it is here."),
)
INVOICED = Reason(
    "population.invoiced",
    N_("The invoice for {year} rests on this figure. Give the new figure a source of its own, such as “corrected”."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRow:
    """One row of the file; the number of the row as a spreadsheet counts."""

    row: int
    organisation: str
    on: date
    inhabitants: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFigure:
    """A figure that is new, or that replaces another of the same day and source."""

    row: PopulationRow
    organisation_id: int
    name: str
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A contribution that is not invoiced and follows the new figure."""

    name: str
    year: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationPlan:
    """What a file would do.

    Shape: `kept` names the invoiced contributions (member, year) that another figure would have changed.
    """

    figures: Sequence[PlannedFigure] = ()
    unchanged: int = 0
    faults: Sequence[tuple[PopulationRow, Reason]] = ()
    renewed: Sequence[Renewed] = ()
    kept: Sequence[tuple[str, int]] = ()

    @property
    def seal(self) -> str:
        """Return a mark of what was shown: confirming something else is refused."""
        told = [(f.row, f.organisation_id, f.before) for f in self.figures]
        return hashlib.sha256(repr((told, self.renewed, self.kept)).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member by everything that a file may call it."""

    organisation_id: int
    name: str
    code: str | None = None
    number: str | None = None


def by_name(members: Sequence[Member]) -> Mapping[str, Member]:
    """Return the members by code, by organisation number and by name, each as `called` writes it."""
    found: dict[str, Member] = {}
    for member in members:
        for text in (member.code, member.number, member.name):
            if text:
                found.setdefault(called(text), member)
    return found


def called(text: str) -> str:
    """Return how a member is looked up: a number without hyphen, blanks and leading zeros, a name folded."""
    digits = re.sub(r"[\s-]", "", text)
    return digits.lstrip("0") if digits.isascii() and digits.isdigit() else sort_key(" ".join(text.split()), "sv")

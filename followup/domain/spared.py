"""Spared follow-ups: what was covered by a joint or reused follow-up, less what was performed for it.

Source: default of this service. Three organisations with one follow-up each and one joint audit: three covered, one
performed, two spared; the leading one spares none, the others one each, and the members' numbers sum to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from followup.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """An own follow-up that was covered, known by its key; `is_performed` where the organisation itself did it.

    Units: minutes and cost that the organisation's own rules give the kind; None where it has decided none.
    """

    slot: int
    organisation_id: int
    is_performed: bool
    minutes: int | None = None
    cost: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """How many follow-ups one organisation, or all of them, were spared.

    Shape: `costs` has one amount per currency; `without_minutes` and `without_cost` say of how many nothing is stated.
    """

    covered: int = 0
    performed: int = 0
    minutes: int = 0
    without_minutes: int = 0
    costs: tuple[Money, ...] = ()
    without_cost: int = 0

    @property
    def count(self) -> int:
        """Return the number; below zero where more was done for others than was saved."""
        return self.covered - self.performed

    def __add__(self, other: Spared) -> Spared:
        """Return both together."""
        return Spared(
            covered=self.covered + other.covered,
            performed=self.performed + other.performed,
            minutes=self.minutes + other.minutes,
            without_minutes=self.without_minutes + other.without_minutes,
            costs=_by_currency((*self.costs, *other.costs)),
            without_cost=self.without_cost + other.without_cost,
        )


def spared(covered: Iterable[Covered], led: Iterable[int] = ()) -> Mapping[int, Spared]:
    """Return the numbers by organisation.

    Shape: `led` has an organisation for each reported joint follow-up that it performed without one of its own.
    """
    slots = {one.slot: one for one in covered}
    found: dict[int, Spared] = {}
    for one in slots.values():
        found[one.organisation_id] = found.get(one.organisation_id, Spared()) + _of_one(one)
    for organisation_id in led:
        found[organisation_id] = found.get(organisation_id, Spared()) + Spared(performed=1)
    return found


def total(numbers: Iterable[Spared]) -> Spared:
    """Return the sum."""
    return reduce(Spared.__add__, numbers, Spared())


def _of_one(one: Covered) -> Spared:
    if one.is_performed:
        return Spared(covered=1, performed=1)
    return Spared(
        covered=1,
        minutes=one.minutes or 0,
        without_minutes=int(one.minutes is None),
        costs=(one.cost,) if one.cost is not None else (),
        without_cost=int(one.cost is None),
    )


def _by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))

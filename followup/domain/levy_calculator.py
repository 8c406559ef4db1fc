"""What another rate would mean: for each member, for all, and for the positions that it is to pay for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from followup.domain.funding import contribution
from followup.domain.member_returns import each
from followup.domain.money import Money

RATE_MOST_ORE = 100_000
POSITIONS_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RateQuestion:
    """From which rate to which, in which cooperation and year, and with how many more positions at what cost.

    Units: rates in öre per inhabitant and year; one position in whole kronor a year, empty where nobody has said it.
    """

    cooperation_id: str | None = None
    year: int | None = None
    from_ore: int | None = None
    to_ore: int | None = None
    positions: int = 0
    position_kronor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the change means for one member; without a population nothing is known."""

    organisation_id: str | None
    name: str | None
    inhabitants: int | None
    before: Money | None
    after: Money | None
    is_own: bool = False

    @property
    def difference(self) -> Money | None:
        """Return how much more a year, below zero where it is less."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the change means for all; `left` is what the change brings beyond the new positions."""

    members: tuple[Effect, ...]
    all: Effect
    positions: int
    positions_cost: Money | None
    own_share: Money | None

    @property
    def own(self) -> Effect | None:
        """Return the reader's own row."""
        return next((member for member in self.members if member.is_own), None)

    @property
    def own_percent(self) -> Decimal | None:
        """Return the own share of what all pay.

        Units: percent with one decimal, half up.
        """
        own, whole = self.own, self.all.inhabitants
        if own is None or own.inhabitants is None or not whole:
            return None
        return (Decimal(own.inhabitants * 100) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def left(self) -> Money | None:
        """Return what is left of the difference once the positions are paid, below zero where it does not reach."""
        more = self.all.difference
        return None if more is None or self.positions_cost is None else more - self.positions_cost

    @property
    def each_position(self) -> Money | None:
        """Return what each position may cost at most if the whole difference went to them."""
        more = self.all.difference
        return None if more is None or more.minor <= 0 else each(more, self.positions)


def answer(question: RateQuestion, members: Sequence[tuple[str, str, int | None, bool]], *, currency: str) -> Answer:
    """Return what the change means.

    Shape: each member is public id, name, inhabitants and whether it is the reader's own.
    Source: RS/29/2022 asks the question this answers: from 50 öre to 1,00 kr, with two positions.
    """
    effects = tuple(
        Effect(
            organisation_id=public_id,
            name=name,
            inhabitants=inhabitants,
            before=_paid(inhabitants, question.from_ore, currency),
            after=_paid(inhabitants, question.to_ore, currency),
            is_own=is_own,
        )
        for public_id, name, inhabitants, is_own in members
    )
    known = sum(effect.inhabitants or 0 for effect in effects)
    whole = Effect(
        organisation_id=None,
        name=None,
        inhabitants=known,
        before=_paid(known, question.from_ore, currency),
        after=_paid(known, question.to_ore, currency),
    )
    kronor = question.position_kronor
    cost = None if kronor is None else Money(kronor * 100 * question.positions, currency)
    return Answer(
        members=effects,
        all=whole,
        positions=question.positions,
        positions_cost=cost,
        own_share=_share(cost, effects),
    )


def _paid(inhabitants: int | None, ore: int | None, currency: str) -> Money | None:
    return None if inhabitants is None or ore is None else contribution(inhabitants, Money(ore, currency))


def _share(cost: Money | None, effects: Sequence[Effect]) -> Money | None:
    """Return the own part of what the positions cost, split by inhabitants to the last öre."""
    if cost is None or not any(effect.inhabitants for effect in effects):
        return None
    parts = cost.split([effect.inhabitants or 0 for effect in effects])
    return next((part for part, effect in zip(parts, effects, strict=True) if effect.is_own), None)

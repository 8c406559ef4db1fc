"""What each member paid to the joint work in a year, and what it received for it; and what one follow-up cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.domain.spared import Spared
from followup.errors import N_


class Tally(Coded):
    """What is counted for a member in a year, or paid by it."""

    PAID = "paid", N_("Contribution")
    CREDITED = "credited", N_("Credited")
    LED = "led", N_("Joint follow-ups that it led for others")
    LED_ALONE = "led_alone", N_("Joint follow-ups that it led without one of its own plan")
    LED_FOR = "led_for", N_("Joint follow-ups that others led for it")
    RECEIVED = "received", N_("Follow-ups of its own that others' work covered")
    REUSED = "reused", N_("Shared results that it reused")
    ALERTS = "alerts", N_("Alerts that it received")
    TRAINED = "trained", N_("Persons trained")
    JOINT = "joint", N_("Joint follow-ups reported")
    SPENT = "spent", N_("Spent on audits")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReturn:
    """One member's year; None is not reported, zero is zero.

    Shape: `parts` has the name and the amount of each shared cost that it carries a part of.
    """

    organisation_id: str | None
    name: str | None
    paid: Money | None = None
    credited: Money | None = None
    parts: tuple[tuple[str, Money], ...] = ()
    led: int = 0
    led_for: int = 0
    received: int = 0
    reused: int = 0
    alerts: int = 0
    trained: int | None = None
    spared: Spared = field(default_factory=Spared)
    is_own: bool = False

    @property
    def cost(self) -> Money | None:
        """Return all that it paid: the contribution, its parts of shared costs and, below zero, what was credited.

        None where nothing is known.
        """
        return _sum([self.paid, self.credited, *(amount for _, amount in self.parts)])

    @property
    def per_follow_up(self) -> Money | None:
        """Return what it paid for each follow-up of its own that others' work covered; None where there is none."""
        return None if self.cost is None else each(self.cost, self.received)


def spared_count(counted: Mapping[Tally, int]) -> int:
    """Return the number of spared follow-ups, the same as `domain/spared.py` counts from the rows."""
    return counted.get(Tally.RECEIVED, 0) - counted.get(Tally.LED_ALONE, 0)


def each(whole: Money, count: int) -> Money | None:
    """Return the whole divided by a number, for showing only; None where there is nothing to divide by.

    Units: to the minor unit, half up.
    """
    if count <= 0:
        return None
    minor = (Decimal(whole.minor) / count).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(minor), whole.currency)


def returned(
    member: tuple[int, str, str],
    counted: Mapping[Tally, int],
    spared: Spared,
    *,
    currency: str,
    parts: tuple[tuple[str, Money], ...] = (),
    is_own: bool = False,
) -> MemberReturn:
    """Return one member's year from what was counted.

    Shape: `member` is key, public id and name.
    """
    return MemberReturn(
        organisation_id=member[1],
        name=member[2],
        paid=_money(counted.get(Tally.PAID), currency),
        credited=_money(counted.get(Tally.CREDITED), currency),
        parts=parts,
        led=counted.get(Tally.LED, 0),
        led_for=counted.get(Tally.LED_FOR, 0),
        received=counted.get(Tally.RECEIVED, 0),
        reused=counted.get(Tally.REUSED, 0),
        alerts=counted.get(Tally.ALERTS, 0),
        trained=counted.get(Tally.TRAINED),
        spared=spared,
        is_own=is_own,
    )


def in_all(members: Iterable[MemberReturn]) -> MemberReturn:
    """Return the members together; what nobody reported stays not reported."""
    rows = list(members)
    trained = [row.trained for row in rows if row.trained is not None]
    return MemberReturn(
        organisation_id=None,
        name=None,
        paid=_sum(row.paid for row in rows),
        credited=_sum(row.credited for row in rows),
        parts=tuple(part for row in rows for part in row.parts),
        led=sum(row.led for row in rows),
        led_for=sum(row.led_for for row in rows),
        received=sum(row.received for row in rows),
        reused=sum(row.reused for row in rows),
        alerts=sum(row.alerts for row in rows),
        trained=sum(trained) if trained else None,
        spared=sum((row.spared for row in rows), Spared()),
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _sum(amounts: Iterable[Money | None]) -> Money | None:
    """Return the sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None

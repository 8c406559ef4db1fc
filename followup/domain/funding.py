"""What each member pays to the joint secretariat: inhabitants times the decided rate, exact to the öre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from followup.domain.money import Money, parse
from followup.errors import N_, Invalid, Reason

NO_RATE = Reason("funding.no_rate", N_("No rate is decided for {year}."))
NOT_NEW_YEAR = Reason(
    "funding.not_new_year", N_("The rate of a year is the one that holds on 1 January. Write that day.")
)
ENDS_EARLY = Reason("funding.ends_early", N_("The last day comes before the first one."))
INHABITANTS_NEGATIVE = Reason("funding.inhabitants_negative", N_("The number of inhabitants cannot be negative."))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateComponent:
    """One decided part of the rate; one that replaces all ends every part decided before it.

    Units: öre per inhabitant and year; both dates inclusive.
    """

    name: str
    ore: int
    valid_from: date
    valid_to: date | None = None
    replaces_all: bool = False
    source: str


_MEMO = "Region Jämtland Härjedalen, RS/29/2022, 2022-04-06"
# Source: RS/29/2022: 40 öre by decision of 2016, 10 öre more for the environment from 2018, 1.00 kr in all from 2023.
REGIONS_COMPONENTS: tuple[RateComponent, ...] = (
    RateComponent(name=N_("Code of conduct"), ore=40, valid_from=date(2016, 1, 1), source=_MEMO),
    RateComponent(name=N_("Environment"), ore=10, valid_from=date(2018, 1, 1), source=_MEMO),
    RateComponent(
        name=N_("Joint work, undivided"), ore=100, valid_from=date(2023, 1, 1), replaces_all=True, source=_MEMO
    ),
)


def decided_part(new: NewRate, currency: str) -> RateComponent:
    """Return the part of the rate that was entered.

    Errors: Invalid at rate, valid_from or valid_to.
    """
    if (new.valid_from.month, new.valid_from.day) != (1, 1):
        raise Invalid.at("valid_from", NOT_NEW_YEAR)
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise Invalid.at("valid_to", ENDS_EARLY)
    return RateComponent(
        name=new.name,
        ore=parse(new.rate, currency, at="rate").minor,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        replaces_all=new.replaces_all,
        source=new.source,
    )


def components_on(year: int, components: Sequence[RateComponent]) -> tuple[RateComponent, ...]:
    """Return the parts that make up the year's rate, those in force on its first day."""
    first_on = date(year, 1, 1)
    begun = [c for c in components if c.valid_from <= first_on]
    since = max((c.valid_from for c in begun if c.replaces_all), default=date.min)
    return tuple(c for c in begun if c.valid_from >= since and (c.valid_to is None or c.valid_to >= first_on))


def rate_on(year: int, components: Sequence[RateComponent], currency: str = "SEK") -> Money:
    """Return the rate of one year: the sum of the parts in force on its first day.

    Units: per inhabitant and year.
    Errors: Invalid("funding.no_rate") at year.
    """
    parts = components_on(year, components)
    if not parts:
        raise Invalid.at("year", NO_RATE.but(year=str(year)))
    return Money(sum(part.ore for part in parts), currency)


def contribution(inhabitants: int, rate: Money) -> Money:
    """Return what one member pays to the joint secretariat for one year.

    Units: inhabitants in whole persons on the stored population date; rate per inhabitant and year.
    Errors: Invalid("funding.inhabitants_negative") at inhabitants.
    Source: Region Jämtland Härjedalen RS/29/2022: 131 418 kr a year from 2023 at 1.00 kr.
    """
    if inhabitants < 0:
        raise Invalid.at("inhabitants", INHABITANTS_NEGATIVE)
    return rate * inhabitants


def parts_of(inhabitants: int, components: Sequence[RateComponent]) -> list[dict[str, object]]:
    """Return the contribution part by part as it is kept; the amounts sum to the whole.

    Shape: name, ore and amount_minor of each part.
    """
    return [{"name": c.name, "ore": c.ore, "amount_minor": c.ore * inhabitants} for c in components]


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant together with the share that the receiver adds.

    Source: Kongsvinger cooperation: 1 470 000 + 490 000 (25 %) = 1 960 000.
    """

    granted: Money
    own: Money

    @property
    def total(self) -> Money:
        """Return what there is to spend."""
        return self.granted + self.own

    @property
    def own_percent(self) -> Decimal:
        """Return the own share of the whole.

        Units: percent with one decimal, half up.
        """
        share = Decimal(self.own.minor * 100) / Decimal(self.total.minor)
        return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """A decided part of the rate as it is entered; the rate as typed, per inhabitant and year."""

    name: str
    rate: str
    valid_from: date
    source: str
    valid_to: date | None = None
    replaces_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingFilter:
    """Which year is shown; the latest where none is named."""

    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeYear:
    """The year whose contributions are to be computed."""

    year: int

"""Money in whole minor units: exact to add, exact to divide, strict to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from followup.errors import N_, Invalid, Reason

UNREADABLE = Reason("money.unreadable", N_("Write the amount in digits with at most two decimals, such as 1 234,50."))
TOO_LARGE = Reason("money.too_large", N_("The amount is too large: at most {digits} digits in all."))
CURRENCY_UNKNOWN = Reason("money.currency", N_("Choose one of these currencies: {currencies}."))

CURRENCIES = ("SEK", "NOK", "EUR", "DKK", "GBP", "USD", "CHF")  # all with a hundred minor units
DIGITS_MOST = 15  # Source: trust.md I2

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_AMOUNT = re.compile(r"([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount.

    Units: `minor` in öre, øre or cent.
    Errors: Invalid("money.currency") at currency.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse a currency whose minor unit we do not know."""
        if self.currency not in CURRENCIES:
            raise Invalid.at("currency", CURRENCY_UNKNOWN.but(currencies=", ".join(CURRENCIES)))

    @property
    def amount(self) -> Decimal:
        """Return the amount in whole units, for showing only."""
        return Decimal(self.minor).scaleb(-2)

    def __add__(self, other: Money) -> Money:
        """Return the sum; two currencies have none."""
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Return the difference; two currencies have none."""
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        """Return the amount so many times."""
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Return one part per weight; what division leaves over goes to the largest remainders, the first on a tie.

        Shape: one part per weight, in order; the parts always sum to the whole.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights are whole numbers, none negative, not all zero")
        parts = [self.minor * weight // total for weight in weights]
        remainders = [self.minor * weight % total for weight in weights]
        by_remainder = sorted(range(len(parts)), key=lambda place: -remainders[place])
        for place in by_remainder[: self.minor - sum(parts)]:
            parts[place] += 1
        return tuple(Money(part, self.currency) for part in parts)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor


def parse(text: str, currency: str, *, at: str = "amount") -> Money:
    """Return the amount that a person wrote: "1 234,50", "1234.50", "1 234,5".

    Errors: Invalid("money.unreadable"), Invalid("money.too_large") at `at`; Invalid("money.currency") at currency.
    Source: trust.md I2.
    """
    found = _AMOUNT.fullmatch(text.translate(_SPACES).strip())
    if found is None:
        raise Invalid.at(at, UNREADABLE)
    whole, decimals = found[1].replace(" ", ""), (found[2] or "").ljust(2, "0")
    if len(whole.lstrip("0")) + len(decimals) > DIGITS_MOST:
        raise Invalid.at(at, TOO_LARGE.but(digits=DIGITS_MOST))
    return Money(int(whole + decimals), currency)

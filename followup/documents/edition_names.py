"""The names of what the figures of an edition are about, and the figures as words; nothing here knows an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from followup.documents.edition_parts import WORDS, named
from followup.domain.code_of_conduct import Area
from followup.domain.codes import Coded
from followup.domain.editions import Edition
from followup.domain.indicators import DETAILS, Indicator, Unit, unit
from followup.domain.summaries import Cut, Figure
from followup.i18n import country, gettext, money, number

NO_CELL = "–"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of an edition's keys in the language in force."""

    organisations: dict[str, str]
    categories: dict[str, str]

    @classmethod
    def of(cls, edition: Edition) -> Names:
        """Return the names that the edition itself holds, each cut in its order."""
        return cls(dict(named(edition, Cut.ORGANISATION)), dict(named(edition, Cut.CATEGORY)))

    def name(self, cut: Cut, key: str) -> str:
        """Return what a key is called; a key that has no name keeps itself."""
        if cut is Cut.TOTAL:
            return gettext(cut.label)
        if cut is Cut.AREA:
            return gettext("Area {letter}", letter=key)
        if cut is Cut.COUNTRY:
            return country(key) if key else gettext("Country not stated")
        if cut is Cut.TOPIC:
            return gettext(_label(Area, key)) if key else gettext("Requirement area not stated")
        known = {Cut.ORGANISATION: self.organisations, Cut.CATEGORY: self.categories}.get(cut, {})
        return known.get(key) or next((gettext(code.label) for code in _DETAILED if code.value == key), key)

    def in_order(self, cut: Cut, keys: Iterable[str]) -> list[str]:
        """Return the keys as they are listed: codes in their own order, all others by name, what has none last."""
        wanted = set(keys)
        own = {Cut.ORGANISATION: list(self.organisations), Cut.CATEGORY: list(self.categories)}
        order = own.get(cut) or [code.value for code in (*_DETAILED, *Area)]
        known = [key for key in dict.fromkeys(order) if key in wanted]
        return known + sorted(wanted - set(known), key=lambda key: (key == "", self.name(cut, key)))


_DETAILED: tuple[Coded, ...] = tuple(code for codes in DETAILS.values() for code in codes if isinstance(code, Coded))


def word(figure: Figure | None, currency: str) -> str:
    """Return a figure in its unit, or the word for why there is none."""
    if figure is None:
        return NO_CELL
    if figure.value is None:
        return gettext(WORDS[figure.state])
    return amount(figure.indicator, figure.value, currency)


def amount(indicator: Indicator, value: int, currency: str) -> str:
    """Return a value of an indicator with its unit, where it is not a plain number."""
    return money(kronor(value), currency) if unit(indicator) is Unit.MONEY else number(value)


def kronor(minor: int) -> Decimal:
    """Return minor units as an exact amount."""
    return Decimal(minor).scaleb(-2)


def plain(figure: Figure) -> int | Decimal | None:
    """Return a figure as a program reads it: money in whole units with two decimals, all else as whole numbers."""
    if figure.value is None or unit(figure.indicator) is not Unit.MONEY:
        return figure.value
    return kronor(figure.value)


def unit_name(indicator: Indicator, currency: str) -> str:
    """Return what the values of an indicator are counted in."""
    measured = unit(indicator)
    return currency if measured is Unit.MONEY else gettext(measured.label).lower()


def _label(codes: type[Coded], key: str) -> str:
    return next((code.label for code in codes if code.value == key), key)

"""Shares and rates of an edition: derived from its published figures only, so that none tells more than they do."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from followup.domain.editions import Edition
from followup.domain.indicators import NATIONAL, OUT_OF, Indicator, Unit, unit
from followup.domain.summaries import Cut, Figure

PEOPLE = 100_000
WITH_PEOPLE = (Cut.TOTAL, Cut.ORGANISATION, Cut.AREA)  # what of an edition has inhabitants
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


class Rates:
    """The shares and rates of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.cells = edition.cells()
        figures = edition.figures
        self.inhabitants = {one.organisation: one.inhabitants for one in figures.contributions}
        self.members, self.reported = figures.members, figures.reported
        self.areas = {one.organisation: one.area for one in figures.areas}

    def share(self, indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = "") -> Decimal | None:
        """Return the per cent of the indicator's denominator, rounded half up to a tenth; None where there is none."""
        of = OUT_OF.get(indicator)
        part, whole = self.value(indicator, cut, key), self.value(of, cut, key) if of else None
        if part is None or not whole:
            return None
        return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)

    def rate(self, indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = "") -> Decimal | None:
        """Return the number per 100 000 inhabitants of those who reported, rounded half up; None where not known."""
        value, people = self.value(indicator, cut, key), self.people(indicator, cut, key)
        if unit(indicator) is not Unit.COUNT or value is None or not people:
            return None
        return (Decimal(value) * PEOPLE / Decimal(people)).quantize(_HUNDREDTH, ROUND_HALF_UP)

    def value(self, indicator: Indicator, cut: Cut, key: str) -> int | None:
        """Return the published figure, if there is one."""
        figure: Figure | None = self.cells.get((indicator, cut, key))
        return figure.value if figure is not None else None

    def people(self, indicator: Indicator, cut: Cut, key: str) -> int | None:
        """Return the inhabitants behind a figure; None where those of any member that reported are not known."""
        counted = self.members if indicator in NATIONAL else self.reported
        wanted = {
            Cut.TOTAL: counted,
            Cut.ORGANISATION: (key,),
            Cut.AREA: tuple(one for one in counted if self.areas.get(one) == key),
        }.get(cut, ())
        if not all(one in self.inhabitants for one in wanted):
            return None
        return sum(self.inhabitants[one] for one in wanted)

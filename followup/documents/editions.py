"""An edition of the annual summary in words: the same tables, charts and explanations for page, PDF and draft.

Everything is finished text in the language in force; what is hidden, missing or too small says so in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from followup.documents.charts import Chart, Series, bars
from followup.documents.edition_parts import (
    BY_GRADE,
    COLOURS,
    GROUPS,
    WORDS,
    I,
    KeyFigure,
    Section,
    Table,
    Written,
    facts,
    mark,
    named,
    paid,
    reading,
)
from followup.domain.deviations import Severity
from followup.domain.editions import Edition
from followup.domain.indicators import Indicator
from followup.domain.summaries import Cut, Figure, MemberContribution
from followup.errors import N_
from followup.i18n import day, gettext, money, number


def written(edition: Edition) -> Written:
    """Return the edition in the language in force."""
    pen = _Pen(edition)
    return Written(
        title=gettext("Annual summary {year}", year=str(edition.year)),
        cooperation=edition.cooperation,
        lead=gettext("What the members asked of their suppliers, what they found, and what was put right."),
        mark=mark(edition),
        facts=facts(edition),
        key_figures=pen.key_figures(),
        charts=tuple((chart, bars(chart)) for chart in pen.charts()),
        sections=(pen.in_all(), pen.by_organisation(), pen.by_category(), *pen.funding()),
        reading=reading(edition),
    )


class _Pen:
    """Writes the parts of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.cells = edition.cells()
        self.rules = {rule.indicator: gettext(rule.text) for rule in edition.rules}
        self.organisations = named(edition, Cut.ORGANISATION)
        self.categories = named(edition, Cut.CATEGORY)

    def cell(self, indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = "") -> str:
        """Return a figure, or the word for why there is none; nothing counted is nought."""
        figure = self.cells.get((indicator, cut, key))
        return _word(figure) if figure is not None else number(0)

    def key_figures(self) -> tuple[KeyFigure, ...]:
        asked = (
            (I.CONTRACTS_WITH_CLAUSE, I.ACTIVE_CONTRACTS, N_("contracts with a clause, of {all} in force")),
            (I.SUPPLIERS_FOLLOWED_UP, None, N_("suppliers followed up")),
            (I.SELF_ASSESSMENTS_IN_TIME, I.SELF_ASSESSMENTS_SENT, N_("self-assessments in time, of {all} sent")),
            (I.DEVIATIONS_CLOSED_IN_TIME, I.DEVIATIONS_CLOSED, N_("deviations closed in time, of {all} closed")),
        )
        return tuple(
            KeyFigure(
                figure=self.cell(indicator),
                text=gettext(text, all=self.cell(of)) if of else gettext(text),
                rule=self.rules.get(indicator, ""),
            )
            for indicator, of, text in asked
        )

    def charts(self) -> Iterator[Chart]:
        yield self._chart(
            "chart-self-assessments",
            N_("Self-assessments"),
            N_("Step"),
            [(gettext(i.label), (i, Cut.TOTAL, "")) for i in GROUPS[1][2]],
        )
        yield self._chart(
            "chart-deviations",
            N_("Deviations issued, by grade"),
            N_("Grade"),
            [(gettext(grade.label), (I.DEVIATIONS_ISSUED, Cut.DETAIL, grade.value)) for grade in Severity],
        )
        yield self._chart(
            "chart-suppliers",
            N_("Suppliers followed up, by organisation"),
            N_("Organisation"),
            [(name, (I.SUPPLIERS_FOLLOWED_UP, Cut.ORGANISATION, key)) for key, name in self.organisations],
        )
        yield self._chart(
            "chart-lights",
            N_("Suppliers by traffic light on 31 December"),
            N_("Colour"),
            [(gettext(light.label), (I.LIGHTS, Cut.DETAIL, light.value)) for light in COLOURS],
        )

    def _chart(
        self, id_: str, title: str, category: str, asked: Sequence[tuple[str, tuple[Indicator, Cut, str]]]
    ) -> Chart:
        found = [self.cells.get(place) for _, place in asked]
        missing = next((_word(figure) for figure in found if figure is not None and figure.value is None), "–")
        return Chart(
            id=id_,
            title=gettext(title),
            summary="; ".join(f"{name}: {self.cell(*place)}" for name, place in asked),
            category_name=gettext(category),
            categories=[name for name, _ in asked],
            series=[Series(name=gettext("Number"), values=[f.value if f is not None else 0 for f in found])],
            missing=missing,
        )

    def in_all(self) -> Section:
        every = Table(
            id="in-all",
            heading=gettext("The year in figures"),
            header=(gettext("Figure"), gettext("How it is counted"), gettext("Number")),
            rows=tuple((gettext(i.label), self.rules.get(i, ""), self.cell(i)) for i in Indicator),
            texts=2,
        )
        grades = Table(
            id="by-grade",
            heading=gettext("Deviations by grade"),
            header=(gettext("Figure"), *(gettext(grade.label) for grade in Severity)),
            rows=tuple(
                (gettext(i.label), *(self.cell(i, Cut.DETAIL, grade.value) for grade in Severity)) for i in BY_GRADE
            ),
        )
        colours = Table(
            id="by-colour",
            heading=gettext("Suppliers by traffic light on 31 December"),
            header=(gettext("Colour"), gettext("Number")),
            rows=tuple((gettext(light.label), self.cell(I.LIGHTS, Cut.DETAIL, light.value)) for light in COLOURS),
        )
        return Section(id="all", heading=gettext("In all"), tables=(every, grades, colours))

    def by_organisation(self) -> Section:
        note = gettext("A supplier that several organisations follow up counts at each of them, and once in all.")
        first, *others = (self._by(Cut.ORGANISATION, gettext("Organisation"), *group) for group in GROUPS)
        return Section(
            id="organisations",
            heading=gettext(Cut.ORGANISATION.label),
            tables=(replace(first, note=note), *others),
        )

    def by_category(self) -> Section:
        groups = (*GROUPS[:2], (GROUPS[2][0], GROUPS[2][1], (*GROUPS[2][2], I.LIGHTS)))
        tables = tuple(self._by(Cut.CATEGORY, gettext("Category"), *group) for group in groups)
        return Section(id="categories", heading=gettext(Cut.CATEGORY.label), tables=tables)

    def _by(self, cut: Cut, about: str, id_: str, heading: str, indicators: Sequence[Indicator]) -> Table:
        pairs = self.organisations if cut is Cut.ORGANISATION else self.categories
        return Table(
            id=f"{cut}-{id_}",
            heading=gettext(heading),
            header=(about, *(gettext(i.label) for i in indicators)),
            rows=tuple((name, *(self.cell(i, cut, key) for i in indicators)) for key, name in pairs),
        )

    def funding(self) -> Iterator[Section]:
        pairs = paid(self.edition)
        if not pairs:
            return
        currency = pairs[0][1].currency
        rows = [_contribution(name, one) for name, one in pairs]
        inhabitants = number(sum(one.inhabitants for _, one in pairs))
        rows.append((gettext("In all"), "", inhabitants, _money(sum(one.amount_minor for _, one in pairs), currency)))
        rates = ", ".join(_money(ore, currency) for ore in sorted({one.rate_ore for _, one in pairs}))
        columns = (N_("Organisation"), N_("Population"), N_("Inhabitants"), N_("Contribution"))
        table = Table(
            id="contributions",
            heading=gettext("Contributions per inhabitant"),
            header=tuple(gettext(column) for column in columns),
            rows=tuple(rows),
            texts=2,
            note=gettext("Inhabitants times {rate}, exact.", rate=rates),
        )
        yield Section(id="funding", heading=gettext("Funding"), tables=(table,))


def _word(figure: Figure) -> str:
    return number(figure.value) if figure.value is not None else gettext(WORDS[figure.state])


def _money(minor: int, currency: str) -> str:
    return money(Decimal(minor).scaleb(-2), currency)


def _contribution(name: str, one: MemberContribution) -> tuple[str, ...]:
    counted_on = day(one.population_on) or gettext("day not stated")
    return (
        name,
        ", ".join(part for part in (counted_on, gettext(one.population_source)) if part),
        number(one.inhabitants),
        _money(one.amount_minor, one.currency),
    )

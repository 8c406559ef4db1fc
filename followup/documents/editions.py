"""An edition of the annual summary in words: the same tables, charts and explanations for page, PDF and draft.

Everything is finished text in the language in force; what is hidden, missing or too small says so in words. The tables
follow what the edition holds: an indicator or a cut that comes later appears by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from followup.documents.charts import Chart, Series, bars
from followup.documents.edition_html import body
from followup.documents.edition_names import NO_CELL, Names, kronor, word
from followup.documents.edition_parts import (
    I,
    KeyFigure,
    Section,
    Table,
    Written,
    facts,
    grouped,
    mark,
    paid,
    reading,
)
from followup.documents.edition_rates import WITH_PEOPLE, Rates
from followup.domain.editions import Edition
from followup.domain.indicators import DETAILS, OUT_OF, Indicator
from followup.domain.summaries import Cut, Figure, MemberContribution
from followup.errors import N_
from followup.i18n import day, gettext, language, money, number

_KEY_FIGURES = (
    (I.CONTRACTS_WITH_CLAUSE, I.ACTIVE_CONTRACTS, N_("contracts with a clause, of {all} in force")),
    (I.SUPPLIERS_FOLLOWED_UP, None, N_("suppliers followed up")),
    (I.SELF_ASSESSMENTS_IN_TIME, I.SELF_ASSESSMENTS_SENT, N_("self-assessments in time, of {all} sent")),
    (I.DEVIATIONS_CLOSED_IN_TIME, I.DEVIATIONS_CLOSED, N_("deviations closed in time, of {all} closed")),
)
_STEPS = (
    I.SELF_ASSESSMENTS_SENT,
    I.SELF_ASSESSMENTS_ANSWERED,
    I.SELF_ASSESSMENTS_IN_TIME,
    I.SELF_ASSESSMENTS_ASSESSED,
)
_RATED = (
    I.SUPPLIERS_FOLLOWED_UP,
    I.SELF_ASSESSMENTS_SENT,
    I.AUDITS_REPORTED,
    I.RESULTS_SHARED,
    I.DEVIATIONS_ISSUED,
)
_ABOUT = {
    Cut.ORGANISATION: N_("Organisation"),
    Cut.AREA: N_("Area"),
    Cut.CATEGORY: N_("Category"),
    Cut.TOPIC: N_("Requirement area"),
    Cut.COUNTRY: N_("Country"),
}
_SPLITS = {
    I.LIGHTS: N_("Suppliers by traffic light on 31 December"),
    I.SANCTIONS_DECIDED: N_("Sanctions by step"),
    I.LEVY_USED: N_("Use of the contributions, by activity"),
}


def written(edition: Edition) -> Written:
    """Return the edition in the language in force."""
    pen = _Pen(edition)
    cuts = (cut for cut in Cut if cut not in (Cut.TOTAL, Cut.DETAIL))
    text = Written(
        title=gettext("Annual summary {year}", year=str(edition.year)),
        cooperation=edition.cooperation,
        lead=gettext("What the members asked of their suppliers, what they found, and what was put right."),
        mark=mark(edition),
        facts=facts(edition),
        key_figures=pen.key_figures(),
        charts=tuple((chart, bars(chart)) for chart in pen.charts()),
        sections=(pen.in_all(), *(section for cut in cuts for section in pen.by(cut)), *pen.funding()),
        reading=reading(edition),
        erratum=edition.erratum.to(language()) if edition.erratum else "",
    )
    return replace(text, html=body(text))


class _Pen:
    """Writes the parts of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.cells = edition.cells()
        self.rules = {rule.indicator: gettext(rule.text) for rule in edition.rules}
        self.names, self.rates = Names.of(edition), Rates(edition)
        self.keys: dict[tuple[Indicator, Cut], set[str]] = {}
        for indicator, cut, key in self.cells:
            self.keys.setdefault((indicator, cut), set()).add(key)

    def found(self, indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = "") -> Figure | None:
        return self.cells.get((indicator, cut, key))

    def cell(self, indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = "") -> str:
        return word(self.found(indicator, cut, key), self.edition.currency)

    def present(self, cut: Cut) -> list[Indicator]:
        return [indicator for indicator in Indicator if (indicator, cut) in self.keys]

    def key_figures(self) -> tuple[KeyFigure, ...]:
        return tuple(
            KeyFigure(
                figure=self.cell(indicator),
                text=gettext(text, all=self.cell(of)) if of else gettext(text),
                rule=self.rules.get(indicator, ""),
            )
            for indicator, of, text in _KEY_FIGURES
            if self.found(indicator) is not None
        )

    def charts(self) -> Iterator[Chart]:
        if steps := [i for i in _STEPS if self.found(i) is not None]:
            places = [(gettext(i.label), self.found(i)) for i in steps]
            yield self._chart("self-assessments", gettext("Self-assessments"), gettext("Step"), places)
        yield from self._charted(I.DEVIATIONS_ISSUED, Cut.DETAIL, N_("Deviations issued, by grade"), N_("Grade"))
        yield from self._charted(I.DEVIATIONS_ISSUED, Cut.TOPIC, N_("Deviations issued, by requirement area"), None)
        yield from self._charted(I.LIGHTS, Cut.DETAIL, _SPLITS[I.LIGHTS], N_("Colour"))
        title = N_("Suppliers followed up, by organisation")
        yield from self._charted(I.SUPPLIERS_FOLLOWED_UP, Cut.ORGANISATION, title, None)

    def _charted(self, indicator: Indicator, cut: Cut, title: str, about: str | None) -> Iterator[Chart]:
        keys = self.names.in_order(cut, self.keys.get((indicator, cut), ()))
        if keys:
            places = [(self.names.name(cut, key), self.found(indicator, cut, key)) for key in keys]
            yield self._chart(f"{indicator}-{cut}", gettext(title), gettext(about or _ABOUT[cut]), places)

    def _chart(self, id_: str, title: str, about: str, places: Sequence[tuple[str, Figure | None]]) -> Chart:
        texts = [(name, word(figure, self.edition.currency)) for name, figure in places]
        missing = next((text for (_, figure), (_, text) in zip(places, texts, strict=True) if not _has(figure)), "–")
        return Chart(
            id=f"chart-{id_.replace('_', '-')}",
            title=title,
            summary="; ".join(f"{name}: {text}" for name, text in texts),
            category_name=about,
            categories=[name for name, _ in places],
            series=[Series(name=gettext("Number"), values=[f.value if f is not None else None for _, f in places])],
            missing=missing,
        )

    def in_all(self) -> Section:
        columns = (N_("Figure"), N_("How it is counted"), N_("Number"), N_("Share"), N_("Per 100,000 inhabitants"))
        every = Table(
            id="in-all",
            heading=gettext("The year in figures"),
            header=tuple(gettext(column) for column in columns),
            rows=tuple(
                (gettext(i.label), self.rules.get(i, ""), self.cell(i), self.part(i), self.rate(i))
                for i in self.present(Cut.TOTAL)
            ),
            texts=2,
        )
        return Section(id="all", heading=gettext("In all"), tables=(every, *self._splits()))

    def part(self, indicator: Indicator) -> str:
        share = self.rates.share(indicator)
        if share is None:
            return NO_CELL
        whole = gettext(OUT_OF[indicator].label)
        return gettext("{share} % of “{figure}”", share=number(share, 1), figure=whole)

    def rate(self, indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = "") -> str:
        rate = self.rates.rate(indicator, cut, key)
        return NO_CELL if rate is None else number(rate, 2)

    def share(self, indicator: Indicator, cut: Cut, key: str) -> str:
        share = self.rates.share(indicator, cut, key)
        return NO_CELL if share is None else gettext("{share} %", share=number(share, 1))

    def _splits(self) -> Iterator[Table]:
        """Yield a table for each way of splitting: by grade, by colour and the like, in their own order."""
        families: dict[tuple[str, ...], list[Indicator]] = {}
        for indicator in self.present(Cut.DETAIL):
            families.setdefault(DETAILS.get(indicator, ()), []).append(indicator)
        for family, indicators in families.items():
            heading = _SPLITS.get(indicators[0], N_("Deviations by grade")) if family else N_("Other splits")
            yield self._table(f"by-{indicators[0].replace('_', '-')}", heading, N_("Split"), Cut.DETAIL, indicators)

    def by(self, cut: Cut) -> Iterator[Section]:
        """Yield what a cut holds, in groups; nothing where the edition is not divided like this."""
        tables = [
            self._table(f"{cut}-{id_}", heading, _ABOUT.get(cut, cut.label), cut, indicators)
            for id_, heading, indicators in grouped(self.present(cut))
        ]
        tables += [*self._shares(cut), *self._rates(cut)]
        if not tables:
            return
        if cut is Cut.ORGANISATION:
            note = gettext("A supplier that several organisations follow up counts at each of them, and once in all.")
            tables[0] = replace(tables[0], note=note)
        yield Section(id=f"by-{cut}", heading=gettext(cut.label), tables=tuple(tables))

    def _shares(self, cut: Cut) -> Iterator[Table]:
        parts = [i for i in self.present(cut) if i in OUT_OF and OUT_OF[i] in self.present(cut)]
        if parts:
            heading = N_("Shares in per cent")
            yield self._table(f"{cut}-shares", heading, _ABOUT.get(cut, cut.label), cut, parts, self.share)

    def _rates(self, cut: Cut) -> Iterator[Table]:
        counted = [i for i in self.present(cut) if i in _RATED]
        if cut in WITH_PEOPLE and counted:
            heading = N_("Per 100,000 inhabitants")
            yield self._table(f"{cut}-rates", heading, _ABOUT.get(cut, cut.label), cut, counted, self.rate)

    def _table(
        self,
        id_: str,
        heading: str,
        about: str,
        cut: Cut,
        indicators: Sequence[Indicator],
        written_as: Callable[[Indicator, Cut, str], str] | None = None,
    ) -> Table:
        tell = written_as or self.cell
        keys = self.names.in_order(cut, {key for i in indicators for key in self.keys[i, cut]})
        return Table(
            id=id_,
            heading=gettext(heading),
            header=(gettext(about), *(gettext(i.label) for i in indicators)),
            rows=tuple((self.names.name(cut, key), *(tell(i, cut, key) for i in indicators)) for key in keys),
        )

    def funding(self) -> Iterator[Section]:
        pairs = paid(self.edition)
        if not pairs:
            return
        currency = pairs[0][1].currency
        rows = [_contribution(name, one) for name, one in pairs]
        inhabitants = number(sum(one.inhabitants for _, one in pairs))
        total = money(kronor(sum(one.amount_minor for _, one in pairs)), currency)
        rows.append((gettext("In all"), "", inhabitants, total))
        columns = (N_("Organisation"), N_("Population"), N_("Inhabitants"), N_("Contribution"))
        table = Table(
            id="contributions",
            heading=gettext("Contributions per inhabitant"),
            header=tuple(gettext(column) for column in columns),
            rows=tuple(rows),
            texts=2,
            note=gettext("Inhabitants times {rate}, exact.", rate=_rates((one for _, one in pairs), currency)),
        )
        yield Section(id="funding", heading=gettext("Funding"), tables=(table,))


def _has(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


def _rates(paid_by_all: Iterable[MemberContribution], currency: str) -> str:
    return ", ".join(money(kronor(ore), currency) for ore in sorted({one.rate_ore for one in paid_by_all}))


def _contribution(name: str, one: MemberContribution) -> tuple[str, ...]:
    counted_on = day(one.population_on) or gettext("day not stated")
    return (
        name,
        ", ".join(part for part in (counted_on, gettext(one.population_source)) if part),
        number(one.inhabitants),
        money(kronor(one.amount_minor), one.currency),
    )

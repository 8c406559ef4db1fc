"""An edition of the annual summary as files: JSON, CSV, Excel and PDF, all of the same frozen content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from io import BytesIO

from followup.documents import csv, pdf, xlsx
from followup.documents.cells import Cell
from followup.documents.edition_parts import WORDS, facts, mark, named, paid, reading
from followup.documents.editions import written
from followup.domain.deviations import Severity
from followup.domain.editions import Edition, content
from followup.domain.indicators import Indicator
from followup.domain.sharing import Light
from followup.domain.summaries import Cut, FigureState, canonical_json
from followup.errors import N_
from followup.i18n import gettext, language, speaking

TYPES: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
HEADER = (
    N_("Year"),
    N_("Edition"),
    N_("Code"),
    N_("Figure"),
    N_("Broken down by"),
    N_("Key"),
    N_("About"),
    N_("Value"),
    N_("Unit"),
    N_("State"),
)
FUNDING_HEADER = (
    N_("Organisation"),
    N_("Population on"),
    N_("Source"),
    N_("Inhabitants"),
    N_("Rate"),
    N_("Contribution"),
    N_("Currency"),
)


def made(edition: Edition, kind: str, in_language: str) -> bytes:
    """Return the edition as a file of that kind; the same edition and language always give the same bytes."""
    with speaking(in_language):
        return {"json": as_json, "csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}[kind](edition)


def as_json(edition: Edition) -> bytes:
    """Return the content in the one form whose SHA-256 is the edition's fingerprint."""
    return canonical_json(content(edition))


def as_csv(edition: Edition) -> bytes:
    """Return every figure as a line of its own."""
    header = [gettext(text) for text in HEADER]
    rows = (*_figures(edition), *_contributions(edition))
    return b"".join(csv.write(header, rows, nordic=False, mark=mark(edition)))


def as_xlsx(edition: Edition) -> bytes:
    """Return a workbook: the figures, the funding, and how it is counted."""
    title = gettext("Annual summary {year}", year=str(edition.year))
    about: list[tuple[Cell, ...]] = [(name, text) for name, text in facts(edition)]
    about += [(gettext(rule.indicator.label), gettext(rule.text)) for rule in edition.rules]
    about += [("", text) for text in reading(edition)]
    sheets = (
        xlsx.Sheet(
            name=gettext("Figures"),
            header=[gettext(text) for text in HEADER],
            rows=_figures(edition),
            mark=mark(edition),
            widths=(8, 8, 26, 40, 14, 30, 40, 12, 10, 26),
        ),
        xlsx.Sheet(
            name=gettext("Funding"),
            header=[gettext(text) for text in FUNDING_HEADER],
            rows=_funding(edition),
            mark=mark(edition),
            widths=(40, 14, 50, 14, 10, 18, 10),
        ),
        xlsx.Sheet(
            name=gettext("About this file"),
            header=(gettext("What"), gettext("Explanation")),
            rows=about,
            mark=mark(edition),
            widths=(40, 100),
        ),
    )
    file = BytesIO()
    xlsx.write(file, sheets, title=title, created_at=_made_at(edition))
    return file.getvalue()


def as_pdf(edition: Edition) -> bytes:
    """Return an accessible PDF of what the page shows."""
    text = written(edition)
    key_figures = {
        "heading": gettext("Key figures"),
        "header": [gettext("Figure"), gettext("How it is counted"), gettext("Number")],
        "rows": [[key.text, key.rule, key.figure] for key in text.key_figures],
        "texts": 2,
    }
    tables = [
        {
            "heading": f"{section.heading}: {table.heading}",
            "header": table.header,
            "rows": table.rows,
            "texts": table.texts,
            "note": table.note,
        }
        for section in text.sections
        for table in section.tables
    ]
    data = {
        "title": text.title,
        "subtitle": text.cooperation,
        "publisher": edition.publisher,
        "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
        "demonstration": text.mark,
        "facts": text.facts,
        "sections": [
            key_figures,
            *tables,
            {"heading": gettext("How to read this"), "paragraphs": text.reading},
        ],
    }
    return pdf.render("annual_summary", data, language=language(), created_at=_made_at(edition))


def _made_at(edition: Edition) -> datetime:
    return datetime.combine(edition.published_on, time(12), UTC)


def _figures(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    names = {cut: dict(named(edition, cut)) for cut in (Cut.ORGANISATION, Cut.CATEGORY)}
    details = {code.value: gettext(code.label) for code in (*Severity, *Light)}
    about = {Cut.TOTAL: {"": gettext(Cut.TOTAL.label)}, Cut.DETAIL: details, **names}
    for figure in edition.figures.figures:
        yield (
            edition.year,
            edition.edition,
            figure.indicator.value,
            gettext(figure.indicator.label),
            gettext(figure.cut.label),
            figure.key,
            about[figure.cut].get(figure.key, figure.key),
            figure.value,
            gettext("days") if figure.indicator is Indicator.MEDIAN_DAYS else gettext("number"),
            "" if figure.state is FigureState.SHOWN else gettext(WORDS[figure.state]),
        )


def _contributions(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    for name, one in paid(edition):
        head = (edition.year, edition.edition)
        about = (gettext(Cut.ORGANISATION.label), one.organisation, name)
        yield (*head, "inhabitants", gettext("Inhabitants"), *about, one.inhabitants, gettext("number"), "")
        yield (*head, "rate", gettext("Rate"), *about, _kronor(one.rate_ore), one.currency, "")
        yield (*head, "contribution", gettext("Contribution"), *about, _kronor(one.amount_minor), one.currency, "")


def _funding(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    for name, one in paid(edition):
        yield (
            name,
            one.population_on,
            gettext(one.population_source),
            one.inhabitants,
            _kronor(one.rate_ore),
            _kronor(one.amount_minor),
            one.currency,
        )


def _kronor(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)

"""An edition of the annual summary as files: JSON, CSV, Excel, PDF and HTML, all of the same frozen content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from io import BytesIO

from followup.documents import csv, edition_html, pdf, xlsx
from followup.documents.cells import Cell
from followup.documents.charts import bars
from followup.documents.edition_dictionary import COLUMNS, LICENCE, entries
from followup.documents.edition_names import Names, kronor, plain, unit_name
from followup.documents.edition_parts import WORDS, Written, facts, mark, paid, reading
from followup.documents.edition_rates import Rates
from followup.documents.editions import written
from followup.domain.editions import Edition, content
from followup.domain.indicators import OUT_OF
from followup.domain.summaries import Cut, FigureState, canonical_json
from followup.errors import N_
from followup.i18n import gettext, language, speaking

TYPES: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_PICTURE = "760"  # units across the page, so that a picture's letters are as large as a table's
HEADER = tuple(head for head, _ in COLUMNS)
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
        return {"json": as_json, "csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf, "html": as_html}[kind](edition)


def as_json(edition: Edition) -> bytes:
    """Return the content in the one form whose SHA-256 is the edition's fingerprint."""
    return canonical_json(content(edition))


def as_csv(edition: Edition) -> bytes:
    """Return every figure as a line of its own."""
    header = [gettext(text) for text in HEADER]
    rows = (*_figures(edition), *_contributions(edition))
    return b"".join(csv.write(header, rows, nordic=False, mark=mark(edition)))


def as_xlsx(edition: Edition) -> bytes:
    """Return a workbook: the figures, the funding, how to read them, and what each code means."""
    title = gettext("Annual summary {year}", year=str(edition.year))
    about: list[tuple[Cell, ...]] = [*facts(edition), (gettext("Licence"), LICENCE)]
    if edition.erratum:
        about.append((gettext("What this edition corrects"), edition.erratum.to(language())))
    about += [("", text) for text in reading(edition)]
    sheets = (
        xlsx.Sheet(
            name=gettext("Figures"),
            header=[gettext(text) for text in HEADER],
            rows=_figures(edition),
            mark=mark(edition),
            widths=(8, 8, 26, 40, 14, 30, 40, 12, 10, 26, 26, 10, 14),
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
        xlsx.Sheet(
            name=gettext("Data dictionary"),
            header=(gettext("Sort"), gettext("Code"), gettext("Name"), gettext("Explanation")),
            rows=[(entry.sort, entry.code, entry.name, entry.meaning) for entry in entries(edition)],
            mark=mark(edition),
            widths=(12, 30, 40, 100),
        ),
    )
    file = BytesIO()
    xlsx.write(file, sheets, title=title, created_at=_made_at(edition))
    return file.getvalue()


def as_html(edition: Edition) -> bytes:
    """Return one page that needs nothing beside it."""
    return edition_html.document(written(edition))


def as_pdf(edition: Edition) -> bytes:
    """Return an accessible PDF of what the page shows."""
    text = written(edition)
    data = {
        "title": text.title,
        "subtitle": text.cooperation,
        "publisher": edition.publisher,
        "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
        "demonstration": text.mark,
        "facts": text.facts,
        "sections": list(_sections(text)),
    }
    return pdf.render("annual_summary", data, language=language(), created_at=_made_at(edition))


def _sections(text: Written) -> Iterator[dict[str, object]]:
    if text.erratum:
        yield {"heading": gettext("What this edition corrects"), "paragraphs": [text.erratum]}
    yield {
        "heading": gettext("Key figures"),
        "header": [gettext("Figure"), gettext("How it is counted"), gettext("Number")],
        "rows": [[key.text, key.rule, key.figure] for key in text.key_figures],
        "texts": 2,
    }
    for chart, _ in text.charts:
        picture = {"picture": str(bars(chart, _PICTURE)), "about": chart.summary}
        yield {"heading": chart.title, **picture, "header": chart.header, "rows": chart.rows}
    for section in text.sections:
        for table in section.tables:
            yield {
                "heading": f"{section.heading}: {table.heading}",
                "header": table.header,
                "rows": table.rows,
                "texts": table.texts,
                "note": table.note,
            }
    yield {"heading": gettext("How to read this"), "paragraphs": text.reading}


def _made_at(edition: Edition) -> datetime:
    return datetime.combine(edition.published_on, time(12), UTC)


def _figures(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    names, rates = Names.of(edition), Rates(edition)
    for figure in edition.figures.figures:
        yield (
            edition.year,
            edition.edition,
            figure.indicator.value,
            gettext(figure.indicator.label),
            gettext(figure.cut.label),
            figure.key,
            names.name(figure.cut, figure.key),
            plain(figure),
            unit_name(figure.indicator, edition.currency),
            "" if figure.state is FigureState.SHOWN else gettext(WORDS[figure.state]),
            of.value if (of := OUT_OF.get(figure.indicator)) else "",
            rates.share(figure.indicator, figure.cut, figure.key),
            rates.rate(figure.indicator, figure.cut, figure.key),
        )


def _contributions(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    for name, one in paid(edition):
        head = (edition.year, edition.edition)
        about = (gettext(Cut.ORGANISATION.label), one.organisation, name)
        for code, text, value, unit in (
            ("inhabitants", gettext("Inhabitants"), one.inhabitants, gettext("number")),
            ("rate", gettext("Rate"), kronor(one.rate_ore), one.currency),
            ("contribution", gettext("Contribution"), kronor(one.amount_minor), one.currency),
        ):
            yield (*head, code, text, *about, value, unit, "", "", None, None)


def _funding(edition: Edition) -> Iterator[tuple[Cell, ...]]:
    for name, one in paid(edition):
        yield (
            name,
            one.population_on,
            gettext(one.population_source),
            one.inhabitants,
            kronor(one.rate_ore),
            kronor(one.amount_minor),
            one.currency,
        )

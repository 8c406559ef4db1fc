"""A written edition as HTML: the part that pages show, and a file of its own that needs nothing beside it."""

from __future__ import annotations

from html import escape

from followup.documents.charts import Chart, Svg
from followup.documents.edition_parts import Html, Section, Table, Written
from followup.i18n import gettext, language, ngettext
from followup.resources import package_dir

WIDE = 6  # columns of a table that may be pushed sideways in a narrow window
LONG = 8  # rows of a table that is opened by whoever wants it; on paper all are open
_OWN_STYLE = """
body { margin: 0; font: 1rem/1.5 Lato, system-ui, sans-serif; color: var(--ink); background: var(--paper); }"""


def body(text: Written) -> Html:
    """Return all of the edition but its title: figures, charts with their tables, tables, how to read them."""
    figures = "".join(
        f'<div><dt>{escape(key.text)}</dt><dd class="figure-number">{escape(key.figure)}</dd>'
        f'<dd class="figure-note">{escape(key.rule)}</dd></div>'
        for key in text.key_figures
    )
    pictures = "".join(f'<div class="col-lg-6">{_figure(chart, picture)}</div>' for chart, picture in text.charts)
    reading = "".join(f"<li>{escape(sentence)}</li>" for sentence in text.reading)
    erratum = f'<p class="prose">{escape(text.erratum)}</p>'
    parts = (
        *((_section("erratum", gettext("What this edition corrects"), erratum),) if text.erratum else ()),
        f'<dl class="figures">{figures}</dl>',
        _contents(text),
        _section("pictures", gettext("In pictures"), f'<div class="row">{pictures}</div>'),
        *(_tables(section) for section in text.sections),
        _section("reading", gettext("How to read this"), f"<ul>{reading}</ul>"),
        _section("about", gettext("About this edition"), _facts(text)),
    )
    return Html("\n".join(parts))


def document(text: Written) -> bytes:
    """Return the edition as one file in the language in force; the same edition gives the same bytes."""
    style = package_dir("web", "static").joinpath("app.css").read_text("utf-8")
    mark = f'<p class="demonstration">{escape(text.mark)}</p>' if text.mark else ""
    return f"""<!doctype html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(text.title)}, {escape(text.cooperation)}</title>
<style>{style}{_OWN_STYLE}</style>
</head>
<body class="bare">
{mark}
<main class="wrap">
<p class="heading-over">{escape(text.cooperation)}</p>
<h1>{escape(text.title)}</h1>
<p class="lead">{escape(text.lead)}</p>
{body(text)}
</main>
</body>
</html>
""".encode()


def _section(id_: str, heading: str, inner: str) -> str:
    return (
        f'<section aria-labelledby="{escape(id_)}">\n<div class="section-head"><h2 id="{escape(id_)}">'
        f"{escape(heading)}</h2></div>\n{inner}\n</section>"
    )


def _contents(text: Written) -> str:
    named = [("pictures", gettext("In pictures")), *((section.id, section.heading) for section in text.sections)]
    links = "".join(f'<li><a href="#{escape(id_)}">{escape(heading)}</a></li>' for id_, heading in named)
    title = escape(gettext("On this page"))
    return f'<nav aria-label="{title}" class="contents"><p>{title}</p><ul>{links}</ul></nav>'


def _tables(section: Section) -> str:
    return _section(section.id, section.heading, "\n".join(_table(table) for table in section.tables))


def _table(table: Table) -> str:
    note = f'\n<p class="muted">{escape(table.note)}</p>' if table.note else ""
    grid = (
        f'<table class="list" aria-labelledby="{escape(table.id)}">\n'
        f"{_grid(table.header, table.rows, table.texts)}</table>"
    )
    if len(table.header) >= WIDE:
        grid = f'<div class="table-wide" tabindex="0" role="region" aria-labelledby="{escape(table.id)}">{grid}</div>'
    grid += note
    if len(table.rows) > LONG:
        rows = ngettext("{n} row", "{n} rows", len(table.rows))
        grid = f'<details><summary aria-describedby="{escape(table.id)}">{escape(rows)}</summary>\n{grid}</details>'
    return f'<h3 id="{escape(table.id)}">{escape(table.heading)}</h3>\n{grid}'


def _grid(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], texts: int) -> str:
    head = "".join(f'<th scope="col"{_number(place >= texts)}>{escape(name)}</th>' for place, name in enumerate(header))
    return f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(_row(header, row, texts) for row in rows)}</tbody>\n"


def _row(header: tuple[str, ...], row: tuple[str, ...], texts: int) -> str:
    first, *others = row
    cells = "".join(
        f'<td data-label="{escape(header[place])}" class="{"number" if place >= texts else "wide"}">{escape(cell)}</td>'
        for place, cell in enumerate(others, start=1)
    )
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>\n'


def _figure(chart: Chart, picture: Svg) -> str:
    rows = _grid(chart.header, chart.rows, 1)
    return (
        f'<figure class="chart"><figcaption>{escape(chart.title)}</figcaption>\n{picture}\n'
        f"<details><summary>{escape(gettext('The figures as a table'))}</summary>\n"
        f'<table class="list"><caption class="visually-hidden">{escape(chart.title)}</caption>\n{rows}</table>'
        "</details></figure>"
    )


def _facts(text: Written) -> str:
    facts = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(value)}</dd></div>" for term, value in text.facts)
    return f'<dl class="facts">{facts}</dl>'


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""

"""Country indices from a CSV file: country, on, governance, ituc, environment, corruption, source.

Everything that is wrong is told at once, each with row, column, what stands there and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from followup.domain.countries import MOST_TENTHS, TENTHS, IndexRow, converted, ratings
from followup.domain.names import clean_line
from followup.domain.risk_tables import CountryThresholds
from followup.errors import N_, Invalid, Reason
from followup.imports.csv_cells import Cells, refused
from followup.imports.csv_cells import table as table_of
from followup.imports.strict import QUOTED_MOST
from followup.imports.values import civil_date, country_code

COLUMNS = ("country", "on", "governance", "ituc", "environment", "corruption", "source")
POINTS = ("governance", "environment", "corruption")  # given as points; the fourth index as its rating
ROWS_MOST = 5_000

NO_HEADER = Reason("countries.no_header", N_("The first row must name these columns: {columns}. It says: “{text}”."))
NO_ROWS = Reason("countries.no_rows", N_("There are no rows below the first one. Write one for each country."))
MANY_ROWS = Reason("countries.many_rows", N_("The file has more than {most} rows. Split it."))
OTHER_WIDTH = Reason(
    "countries.other_width", N_("This row has {here} cells and the first one {there}. Make them equal.")
)
NO_COUNTRY = Reason("countries.no_country", N_("“{text}” is not a country code. Write two letters, such as BD."))
NO_DAY = Reason("countries.no_day", N_("“{text}” is not a date. Write it as 2026-03-02."))
LATER = Reason("countries.later", N_("“{text}” has not come yet. Write the day for which the indices were published."))
NO_POINTS = Reason(
    "countries.no_points",
    N_("“{text}” is not a number of points. Write 0 to 100 with at most one decimal, or leave it empty."),
)
NO_RATING = Reason(
    "countries.no_rating", N_("“{text}” is not a rating of the index. Write one of {choices}, or leave it empty.")
)
NO_SOURCE = Reason("countries.no_source", N_("Say where the numbers come from, such as the publication and its year."))
TWICE = Reason("countries.twice", N_("{country} stands with the same date in row {row} too. Keep one of them."))

_POINTS = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))?")


def read(file: str, data: bytes, table: CountryThresholds, today: date) -> Sequence[IndexRow]:
    """Return the rows of a file.

    Errors: Invalid at `file: row, column`, with every fault of the file.
    """
    header, lines = table_of(file, data, COLUMNS, NO_HEADER)
    rows = [(number, line) for number, line in enumerate(lines, start=2) if any(cell.strip() for cell in line)]
    if not rows or len(rows) > ROWS_MOST:
        raise Invalid.at(file, MANY_ROWS.but(most=ROWS_MOST) if rows else NO_ROWS)
    reader = _Reader(file, table, today)
    found = [reader.row(number, header, line) for number, line in rows]
    if reader.problems:
        raise Invalid(reader.problems)
    return [row for row in found if row is not None]


class _Reader(Cells):
    """Reads every cell before it complains."""

    def __init__(self, file: str, table: CountryThresholds, today: date) -> None:
        super().__init__(file, OTHER_WIDTH)
        self.table, self.today = table, today
        self.seen: dict[tuple[str, date], int] = {}

    def row(self, number: int, header: Sequence[str], line: Sequence[str]) -> IndexRow | None:
        cells = self.named(number, header, line)
        if cells is None:
            return None
        country = self.cell(number, cells, "country", self._country)
        on = self.cell(number, cells, "on", self._day)
        points = {name: self.cell(number, cells, name, _points) for name in POINTS}
        labour = self.cell(number, cells, "ituc", self._rating)
        source = self.cell(number, cells, "source", _source)
        if country is None or on is None or source is None:
            return None
        if self.seen.setdefault((country, on), number) != number:
            self.fault(number, "country", TWICE.but(country=country, row=self.seen[country, on]))
        return IndexRow(country=country, on=on, labour=labour, source=source, **points)

    def _country(self, text: str) -> str:
        code = country_code(text) if len(text) == 2 else None
        if code is None:
            raise refused(NO_COUNTRY, text)
        return code

    def _day(self, text: str) -> date:
        try:
            on = civil_date(text)
        except Invalid:
            raise refused(NO_DAY, text) from None
        if on > self.today:
            raise refused(LATER, text)
        return on

    def _rating(self, text: str) -> int | None:
        if not text:
            return None
        tenths = converted(text, self.table)
        if tenths is None:
            raise Invalid.at("", NO_RATING.but(text=text[:QUOTED_MOST], choices=", ".join(ratings(self.table))))
        return tenths


def _points(text: str) -> int | None:
    if not text:
        return None
    found = _POINTS.fullmatch(text)
    tenths = int(found[1]) * TENTHS + int(found[2] or 0) if found else MOST_TENTHS + 1
    if tenths > MOST_TENTHS:
        raise refused(NO_POINTS, text)
    return tenths


def _source(text: str) -> str:
    if not text:
        raise Invalid.at("", NO_SOURCE)
    return clean_line(text)

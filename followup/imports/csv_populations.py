"""Populations from a CSV file: organisation, on, inhabitants, source. Everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from followup.domain.names import clean_line
from followup.domain.populations import PopulationRow
from followup.errors import N_, Invalid, Reason
from followup.imports.csv_cells import Cells, refused
from followup.imports.csv_cells import table as table_of
from followup.imports.values import civil_date

COLUMNS = ("organisation", "on", "inhabitants", "source")
ROWS_MOST = 1_000  # default of this service: far more than a cooperation has members
SOURCE_MOST = 300

NO_HEADER = Reason("populations.no_header", N_("The first row must name these columns: {columns}. It says: “{text}”."))
NO_ROWS = Reason("populations.no_rows", N_("There are no figures below the first row. Write one for each member."))
MANY_ROWS = Reason("populations.many_rows", N_("The file has more than {most} rows. Split it."))
OTHER_WIDTH = Reason(
    "populations.other_width", N_("This row has {here} cells and the first one {there}. Make them equal.")
)
NO_MEMBER = Reason("populations.no_member", N_("Write whose population it is: code, organisation number or name."))
NO_DAY = Reason("populations.no_day", N_("“{text}” is not a date. Write it as 2026-03-02."))
LATER = Reason("populations.later", N_("“{text}” has not come yet. Write the day on which the population was counted."))
NO_COUNT = Reason("populations.no_count", N_("“{text}” is not a number of inhabitants. Write it in digits."))
NO_SOURCE = Reason("populations.no_source", N_("Say where the figure comes from, in at most {most} characters."))
TWICE = Reason("populations.twice", N_("The same member, day and source stand in row {row} too. Keep one of them."))

_COUNT = re.compile(r"[0-9]{1,10}")
_BLANKS = re.compile("[ \u00a0\u202f]")


def read(file: str, data: bytes, today: date) -> Sequence[PopulationRow]:
    """Return the rows of a file; a row without inhabitants is left out, as in a list that was half filled in.

    Errors: Invalid at `file: row, column`, with every fault of the file.
    """
    header, lines = table_of(file, data, COLUMNS, NO_HEADER)
    reader = _Reader(file, today)
    rows = [(number, line) for number, line in enumerate(lines, start=2) if any(cell.strip() for cell in line)]
    if len(rows) > ROWS_MOST:
        raise Invalid.at(file, MANY_ROWS.but(most=ROWS_MOST))
    found = [row for number, line in rows if (row := reader.row(number, header, line)) is not None]
    if reader.problems:
        raise Invalid(reader.problems)
    if not found:
        raise Invalid.at(file, NO_ROWS)
    return found


class _Reader(Cells):
    """Reads every cell before it complains."""

    def __init__(self, file: str, today: date) -> None:
        super().__init__(file, OTHER_WIDTH)
        self.today = today
        self.seen: dict[tuple[str, date, str], int] = {}

    def row(self, number: int, header: Sequence[str], line: Sequence[str]) -> PopulationRow | None:
        cells = self.named(number, header, line)
        if cells is None:
            return None
        if not cells["inhabitants"]:
            return None
        organisation = self.cell(number, cells, "organisation", _member)
        on = self.cell(number, cells, "on", self._day)
        inhabitants = self.cell(number, cells, "inhabitants", _count)
        source = self.cell(number, cells, "source", _source)
        if organisation is None or on is None or inhabitants is None or source is None:
            return None
        if self.seen.setdefault((organisation.casefold(), on, source), number) != number:
            self.fault(number, "organisation", TWICE.but(row=self.seen[organisation.casefold(), on, source]))
        return PopulationRow(row=number, organisation=organisation, on=on, inhabitants=inhabitants, source=source)

    def _day(self, text: str) -> date:
        try:
            on = civil_date(text)
        except Invalid:
            raise refused(NO_DAY, text) from None
        if on > self.today:
            raise refused(LATER, text)
        return on


def _member(text: str) -> str:
    if not text:
        raise Invalid.at("", NO_MEMBER)
    return clean_line(text)


def _count(text: str) -> int:
    digits = _BLANKS.sub("", text)
    if not digits.isascii() or not _COUNT.fullmatch(digits):
        raise refused(NO_COUNT, text)
    return int(digits)


def _source(text: str) -> str:
    if not text or len(text) > SOURCE_MOST:
        raise Invalid.at("", NO_SOURCE.but(most=SOURCE_MOST))
    return clean_line(text)

"""CSV files as tables of texts, in the Nordic form and in the form for programs; how each was taken is told."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import NamedTuple

from followup.domain.exchange_cells import fold
from followup.domain.exchange_rows import AS_CSV, ROWS_MOST, TOO_MANY_ROWS, Line, Table
from followup.errors import N_, Invalid, Reason
from followup.imports.workbook import COLUMNS_MOST, MEGABYTES_MOST, TOO_LARGE, TOO_WIDE

NOT_TEXT = Reason("exchange.not_text", N_("The file is not text. Save it as CSV UTF-8 and try again."))
EMPTY = Reason("exchange.empty", N_("The file is empty. Use the template."))
BROKEN = Reason("exchange.broken", N_("The quotation marks do not match at line {line}. Save the file anew."))

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES: Mapping[str, str] = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
_CELL_LONGEST = 20_000  # Source: trust.md I3


class _Found(NamedTuple):
    text: str
    encoding: str


def read(name: str, data: bytes, names: Mapping[str, str]) -> Table:
    """Return the rows of a CSV file; the separator is the one with which most columns are known.

    Shape: `names` as for `exchange_rows.read_rows`; the table says how it was taken.
    Errors: Invalid at the file.
    """
    if len(data) > MEGABYTES_MOST * 1024 * 1024:
        raise Invalid.at(name, TOO_LARGE.but(most=MEGABYTES_MOST))
    found = _decoded(name, data)
    first = found.text.lstrip("\r\n").splitlines()[:1]
    if not first:
        raise Invalid.at(name, EMPTY)
    separator = max(AS_CSV, key=lambda mark: (_known(first[0], mark, names), first[0].count(mark)))
    header, *lines = _lines(name, found.text, separator)
    taken_as = AS_CSV[separator].but(encoding=_NAMES[found.encoding])
    return Table(name, tuple(text.strip() for text in _trimmed(header)), lines, taken_as)


def _decoded(name: str, data: bytes) -> _Found:
    """Return the text: by its byte order mark, else UTF-8, else what Nordic Windows programs write."""
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return _Found(text, encoding)
    raise Invalid.at(name, NOT_TEXT)


def _known(line: str, separator: str, names: Mapping[str, str]) -> int:
    return sum(fold(cell) in names for row in csv.reader([line], delimiter=separator) for cell in row)


def _lines(name: str, text: str, separator: str) -> list[Line]:
    csv.field_size_limit(_CELL_LONGEST * 2)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    lines: list[Line] = []
    begins = 1
    try:
        for cells in reader:
            if cells:
                lines.append(Line(begins, tuple(cells)))
            if len(cells) > COLUMNS_MOST:
                raise Invalid.at(name, TOO_WIDE.but(most=COLUMNS_MOST))
            if len(lines) > ROWS_MOST + 1:
                raise Invalid.at(name, TOO_MANY_ROWS.but(most=ROWS_MOST))
            begins = reader.line_num + 1
    except csv.Error:
        raise Invalid.at(name, BROKEN.but(line=begins)) from None
    if not lines:
        raise Invalid.at(name, EMPTY)
    return lines


def _trimmed(header: Line) -> list[str]:
    cells = [str(cell) for cell in header.cells]
    while cells and not cells[-1].strip():
        cells.pop()
    return cells

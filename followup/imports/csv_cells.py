"""A CSV file cell by cell: every cell is read before anything is complained about."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from followup.errors import Invalid, Reason
from followup.imports.strict import QUOTED_MOST, decoded

T = TypeVar("T")


def table(file: str, data: bytes, columns: Sequence[str], no_header: Reason) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns, in the file's order, and all lines below them.

    Errors: Invalid at `file` with `no_header`, where the first row does not name exactly these columns.
    """
    text = decoded(file, data.removeprefix(b"\xef\xbb\xbf"))
    first, _, _ = text.partition("\n")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ","))
    header = [name.strip().casefold() for name in lines[0]] if lines else []
    if sorted(header) != sorted(columns):
        raise Invalid.at(file, no_header.but(columns=", ".join(columns), text=first.strip()[:QUOTED_MOST]))
    return header, lines[1:]


class Cells:
    """The cells of a file, and what is wrong with them, by `file: row, column`."""

    def __init__(self, file: str, other_width: Reason) -> None:
        self.file, self.other_width = file, other_width
        self.problems: dict[str, list[Reason]] = {}

    def named(self, number: int, header: Sequence[str], line: Sequence[str]) -> Mapping[str, str] | None:
        """Return a row's cells by column, or None where it is longer or shorter than the first one."""
        if len(line) != len(header):
            self.fault(number, "", self.other_width.but(here=len(line), there=len(header)))
            return None
        return {name: cell.strip() for name, cell in zip(header, line, strict=True)}

    def cell(self, number: int, cells: Mapping[str, str], column: str, read: Callable[[str], T]) -> T | None:
        """Return what a cell says, or None after noting what is wrong with it."""
        try:
            return read(cells[column])
        except Invalid as error:
            self.fault(number, column, next(iter(error.problems.values()))[0])
            return None

    def fault(self, number: int, column: str, reason: Reason) -> None:
        """Note what is wrong in a row, or in one column of it."""
        place = f"{self.file}: row {number}, {column}" if column else f"{self.file}: row {number}"
        self.problems.setdefault(place, []).append(reason)


def refused(reason: Reason, text: str) -> Invalid:
    """Return the refusal of a cell, with the beginning of what stands in it."""
    return Invalid.at("", reason.but(text=text[:QUOTED_MOST]))

"""A list of contracts as it comes in, Excel or CSV: from the file's bytes to rows that can be judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from followup.domain.exchange_rows import Reading, read_rows
from followup.imports import csv_contracts, workbook
from followup.schemas.exchange import column_names, lists_of

_ZIP = b"PK\x03\x04"


def read(name: str, data: bytes, versions: Iterable[tuple[str, Mapping[str, str]]]) -> Reading:
    """Return the rows of a file, and everything that is wrong in it.

    Shape: `versions` are the adopted standard terms with their titles, which the file names.
    Errors: Invalid at the file, the sheet or the column where the file as a whole cannot be read.
    """
    names = column_names()
    table = workbook.read(name, data) if data.startswith(_ZIP) else csv_contracts.read(name, data, names)
    return read_rows(table, names, lists_of(versions).codes)

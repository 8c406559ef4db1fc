"""Reads one file of `code_of_conduct/` into values; whatever is wrong is named by file and key, all of it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from followup.domain.plain_data import from_plain
from followup.errors import N_, Invalid, Reason

T = TypeVar("T")

NO_FILE = Reason("content.no_file", N_("The file is missing."))
NOT_READABLE = Reason("content.not_readable", N_("The file cannot be read: {detail}"))


def name(file: Path) -> str:
    """Return how a file is called in a fault: its folder and its name."""
    return f"{file.parent.name}/{file.name}"


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Put the file's name before the path of every problem, and turn an unreadable file into one."""
    try:
        yield
    except Invalid as error:
        raise Invalid({f"{name(file)}: {path}": reasons for path, reasons in error.problems.items()}) from None
    except FileNotFoundError:
        raise Invalid.at(name(file), NO_FILE) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid.at(name(file), NOT_READABLE.but(detail=str(error))) from None


def text(file: Path) -> str:
    """Return what stands in the file.

    Errors: Invalid at the file.
    """
    with naming(file):
        return file.read_text("utf-8")


def table(file: Path) -> Mapping[str, object]:
    """Return the file's names and values as they stand.

    Errors: Invalid at the file.
    """
    with naming(file):
        return tomllib.loads(file.read_text("utf-8"))


def read(kind: Callable[..., T], file: Path) -> T:
    """Return the dataclass `kind` that the file holds.

    Errors: Invalid, each problem at "file: key".
    """
    values = table(file)
    with naming(file):
        return from_plain(kind, values)

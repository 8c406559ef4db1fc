"""What every file from outside is held to: its size, its encoding, and a place for whatever is wrong in it.

`json_tree.py` and `xml_tree.py` build on this. Nothing is guessed, nothing is expanded, nothing is read twice. Each
value found knows its `Spot`, so what is wrong in meaning is refused with file and place like what is wrong in form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from followup.domain.names import clean_line
from followup.errors import N_, Invalid, Reason

T = TypeVar("T")

TOO_LARGE = Reason("import.too_large", N_("The file has more than {most} bytes. Split it or ask for a smaller one."))
TOO_MANY = Reason("import.too_many", N_("The file has more than {most} parts. Split it or ask for a smaller one."))
TOO_DEEP = Reason("import.too_deep", N_("The file is nested more than {most} levels deep; no notice is."))
NOT_UTF8 = Reason("import.not_utf8", N_("The file is not UTF-8 text. Save it as UTF-8 and try again."))
BYTE_ORDER_MARK = Reason(
    "import.byte_order_mark", N_("The file begins with a byte order mark. Save it as UTF-8 without one.")
)
BROKEN = Reason("import.broken", N_("The file breaks off or is not well formed here: {detail}. Fetch it again."))
LACKING = Reason("import.lacking", N_("“{name}” is missing here, and without it the notice cannot be read."))
TWICE = Reason("import.twice", N_("“{name}” stands here twice, so it is not clear which one is meant."))
DANGLING = Reason("import.dangling", N_("“{name}” is named here but described nowhere in the file."))

BYTES_MOST = 5 * 1024 * 1024  # default: sixty times the largest notice seen
PARTS_MOST = 100_000  # default: elements, or commas and brackets; the largest notice seen has 700
DEPTH_MOST = 32  # Source: trust.md I1
QUOTED_MOST = 60  # characters of a foreign name in a message


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: line and column, or the path to a value."""

    file: str
    place: str

    def refusal(self, reason: Reason) -> Invalid:
        """Return the refusal of the whole file because of what stands here.

        Shape: the problem's path is `file:place`.
        """
        return Invalid.at(f"{self.file}:{self.place}", reason)

    def placed(self, make: Callable[[], T]) -> T:
        """Return what `make` makes of what stands here.

        Errors: Invalid at this place, with the first reason of `make`.
        """
        try:
            return make()
        except Invalid as refused:
            raise self.refusal(next(iter(refused.problems.values()))[0]) from None

    def read(self, how: Callable[[str], T], text: str) -> T:
        """Return the text as the value that `how` makes of it.

        Errors: as `placed`.
        """
        return self.placed(lambda: how(text))

    def line(self, text: str) -> str:
        """Return a name or title as it is kept: NFC, single blanks, nothing hidden.

        Errors: as `placed`.
        """
        return self.placed(lambda: clean_line(text))


def decoded(file: str, data: bytes, *, most: int = BYTES_MOST) -> str:
    """Return the text of a UTF-8 file of decent size.

    Errors: Invalid at `file:line:column`.
    """
    if len(data) > most:
        raise Spot(file, "1:1").refusal(TOO_LARGE.but(most=most))
    if data.startswith(b"\xef\xbb\xbf"):
        raise Spot(file, "1:1").refusal(BYTE_ORDER_MARK)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode("utf-8")
        raise spot_at(file, readable, len(readable)).refusal(NOT_UTF8) from None


def distinct(entries: Iterable[tuple[str, Spot, T]]) -> dict[str, T]:
    """Return the entries by their identifiers.

    Errors: Invalid at the second place where an identifier stands.
    """
    found: dict[str, T] = {}
    for known_as, spot, entry in entries:
        if known_as in found:
            raise spot.refusal(TWICE.but(name=known_as[:QUOTED_MOST]))
        found[known_as] = entry
    return found


def spot_at(file: str, text: str, offset: int) -> Spot:
    """Return the line and column of a character; both are counted from one."""
    line_begins = text.rfind("\n", 0, offset) + 1
    return Spot(file, f"{text.count(chr(10), 0, offset) + 1}:{offset - line_begins + 1}")

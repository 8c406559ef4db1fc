"""One cell of the table of contracts: read strictly, written exactly, the same again after the journey.

A value is what stands in the register, a cell what stands in a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from followup.domain import money
from followup.domain.contracts import cpv_digits
from followup.domain.exchange import Column, Kind
from followup.domain.guards import unguarded
from followup.domain.names import clean_line, nfc
from followup.errors import N_, Invalid, Reason

Cell = str | int | Decimal | bool | date | None
Value = str | int | date | tuple[str, ...] | None
Codes = Mapping[str, Mapping[str, str]]
"""By column: each name that a code goes by, folded, and the code."""
Labels = Mapping[str, Mapping[str, str]]
"""By column: each code and what it is called in one language."""

NO_TEXT = Reason(
    "exchange.no_text", N_("Excel has made a date or a truth of this. Make the cell a text and write it again.")
)
NO_DATE = Reason("exchange.no_date", N_("Write a date: year-month-day, such as 2026-03-02."))
NO_AMOUNT = Reason("exchange.no_amount", N_("Write the amount in digits with at most two decimals, and nothing else."))
NO_COUNT = Reason("exchange.no_count", N_("Write a whole number from 0 to {most}."))
NO_CHOICE = Reason("exchange.no_choice", N_("Choose one of the listed values: {choices}."))
NO_CPV = Reason("exchange.no_cpv", N_("Write each CPV code as eight digits, such as 33141420, with a comma between."))
NO_UNSPSC = Reason("exchange.no_unspsc", N_("Write the UNSPSC code as eight digits, such as 42132203."))
TOO_LONG = Reason("exchange.too_long", N_("Write at most {most} characters; this is {length}."))

COUNT_MOST = 3_650  # Source: default of this service, ten years of notice; more is a slip of the hand
_CHOICES_SHOWN = 12
_CENT = Decimal("0.01")
_CLOSE = Decimal("0.000001")  # a number that a spreadsheet has computed is not exact in its last binary digit
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")  # as a Norwegian spreadsheet writes it, the day first


def fold(text: str) -> str:
    """Return a name as names of columns and choices are compared: case, blanks and full stops do not count."""
    return " ".join(nfc(nfc(text).casefold()).replace("\u2019", "'").split()).strip(" .:*")


def read(column: Column, cell: Cell, codes: Codes) -> Value:
    """Return what a cell says; None for an empty one.

    Errors: Invalid at the column's key, with what to write instead.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return _READERS[column.kind](column, cell, codes)


def written(column: Column, value: Value, labels: Labels | None = None) -> Cell:
    """Return the value as it stands in a cell: with labels in the reader's language, without them as for a program."""
    if value is None:
        return None
    if column.kind is Kind.AMOUNT:
        return Decimal(str(value)).scaleb(-2).quantize(_CENT)
    if isinstance(value, tuple):
        return ", ".join(value)
    if labels is None or column.kind is not Kind.CHOICE or column.writes_code:
        return value
    return labels.get(column.key, {}).get(str(value), value)


def normal(value: Value) -> Value:
    """Return the value as a file can give it back: a text loses the apostrophe that a spreadsheet would add."""
    return (unguarded(value) or None) if isinstance(value, str) else value


def _text(column: Column, cell: Cell, codes: Codes) -> Value:
    if isinstance(cell, bool | date):
        raise Invalid.at(column.key, NO_TEXT)
    text = unguarded(clean_line(_plain(cell), at=column.key))
    if len(text) > column.most:
        raise Invalid.at(column.key, TOO_LONG.but(most=column.most, length=len(text)))
    return text or None


def _plain(cell: Cell) -> str:
    """Return a number as a person wrote it: 2024, and not 2024.0 or 2.024E+3."""
    if not isinstance(cell, Decimal):
        return str(cell)
    return f"{cell:.0f}" if cell == cell.to_integral_value() else f"{cell:f}"


def _date(column: Column, cell: Cell, codes: Codes) -> Value:
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise Invalid.at(column.key, NO_DATE)
    text = cell.strip()
    if found := _ISO.fullmatch(text):
        parts = (found[1], found[2], found[3])
    elif found := _DOTTED.fullmatch(text):
        parts = (found[3], found[2], found[1])
    else:
        raise Invalid.at(column.key, NO_DATE)
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise Invalid.at(column.key, NO_DATE) from None


def _amount(column: Column, cell: Cell, codes: Codes) -> Value:
    if cell is None or isinstance(cell, bool | date):
        raise Invalid.at(column.key, NO_AMOUNT)
    text = cell if isinstance(cell, str) else _two_places(column, Decimal(cell))
    try:
        return money.parse(text, "SEK", at=column.key).minor
    except Invalid as refused:
        unreadable = refused.problems[column.key][0].code == money.UNREADABLE.code
        raise (Invalid.at(column.key, NO_AMOUNT) if unreadable else refused) from None


def _two_places(column: Column, exact: Decimal) -> str:
    rounded = exact.quantize(_CENT) if exact.adjusted() < money.DIGITS_MOST else exact
    if exact < 0 or abs(exact - rounded) > _CLOSE:
        raise Invalid.at(column.key, NO_AMOUNT)
    return f"{rounded:f}"


def _count(column: Column, cell: Cell, codes: Codes) -> Value:
    text = "" if isinstance(cell, bool | date) else _plain(cell).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) > COUNT_MOST:
        raise Invalid.at(column.key, NO_COUNT.but(most=COUNT_MOST))
    return int(text)


def _choice(column: Column, cell: Cell, codes: Codes) -> Value:
    known = codes.get(column.key, {})
    found = known.get(fold(unguarded(_plain(cell)) if isinstance(cell, str | Decimal) else str(cell)))
    if found is None:
        choices = [code for code in dict.fromkeys(known.values()) if code]
        listed = ", ".join(choices[:_CHOICES_SHOWN]) + (", …" if len(choices) > _CHOICES_SHOWN else "")
        raise Invalid.at(column.key, NO_CHOICE.but(choices=listed))
    return found or None


def _cpv(column: Column, cell: Cell, codes: Codes) -> Value:
    try:
        return cpv_digits(_digits(cell)) or None
    except Invalid as refused:
        raise Invalid.at(column.key, next(iter(refused.problems.values()))[0]) from None


def _cpv_list(column: Column, cell: Cell, codes: Codes) -> Value:
    given = [text for text in re.split(r"[\s,;]+", _digits(cell)) if text]
    try:
        return tuple(dict.fromkeys(cpv_digits(text) for text in given)) or None
    except Invalid:
        raise Invalid.at(column.key, NO_CPV) from None


def _unspsc(column: Column, cell: Cell, codes: Codes) -> Value:
    text = _digits(cell)
    if not (text.isascii() and text.isdigit() and len(text) == 8):
        raise Invalid.at(column.key, NO_UNSPSC)
    return text


def _digits(cell: Cell) -> str:
    """Return a code as text; a spreadsheet that took it for a number has dropped the noughts in front."""
    if isinstance(cell, bool | date):
        return "?"
    return _plain(cell).strip().rjust(8, "0") if isinstance(cell, int | Decimal) else str(cell).strip()


_READERS: Mapping[Kind, Callable[[Column, Cell, Codes], Value]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.AMOUNT: _amount,
    Kind.COUNT: _count,
    Kind.CHOICE: _choice,
    Kind.CPV: _cpv,
    Kind.CPV_LIST: _cpv_list,
    Kind.UNSPSC: _unspsc,
}

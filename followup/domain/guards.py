"""What a spreadsheet would run as a formula, and the apostrophe that keeps it a text: put there and taken away."""

from __future__ import annotations

import re

# What a spreadsheet would read as the beginning of a formula, in its full-width and small forms too, also behind
# characters that do not show.
_FORMULA = re.compile("[\t\r\n\0]|[\\s\0\ufeff\u200b-\u200f]*[=+\\-@＝＋－＠﹦﹢﹣﹫]")


def guarded(text: str) -> str:
    """Return the text with an apostrophe in front where it could run as a formula.

    Source: trust.md I7.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text without the apostrophe that `guarded` puts in front of it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text

"""Values as a tagged PDF (PDF/UA-1, PDF/A-2a), laid out by `templates/reports/*.typ`. The only file that knows typst.

A template has no language of its own: labels, numbers and dates come as finished texts. They are data and never markup.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

import font_lato
import typst

from followup.resources import resource_dir

# What Lato and the fonts that come with typst can show: Latin, Greek, Cyrillic, punctuation, currency signs.
_SHOWN = ((0x0020, 0x024F), (0x0370, 0x04FF), (0x1E00, 0x1EFF), (0x2010, 0x203A), (0x20A0, 0x20BF))


def render(template: str, data: Mapping[str, object], *, language: str, created_at: datetime) -> bytes:
    """Return the document; the same arguments give the same bytes.

    `template` is a name in `templates/reports`, whose first lines say what it needs of `data`; `language` is its tag.
    Errors: typst.TypstError where a template lacks what it needs.
    """
    try:
        return _compiled(template, json.dumps({**data, "lang": language}), created_at)
    except typst.TypstError:
        spelled_out = {name: _spelled_out(value) for name, value in data.items()}
        # One letter that no font has, such as a Chinese name, makes the whole document impossible: write its number.
        return _compiled(template, json.dumps({**spelled_out, "lang": language}), created_at)


def _compiled(template: str, data: str, created_at: datetime) -> bytes:
    folder = resource_dir("templates") / "reports"
    return typst.compile(
        folder / f"{template}.typ",
        root=folder,
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        sys_inputs={"data": data},
        font_paths=[font_lato.font_directory],
        ignore_system_fonts=True,
        timestamp=created_at.astimezone(UTC),
    )


def _spelled_out(value: object) -> object:
    """Return the same values, every letter that cannot be shown replaced by its number in brackets."""
    if isinstance(value, str):
        return "".join(_shown(letter) for letter in unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: _spelled_out(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled_out(inner) for inner in value]
    return value


def _shown(letter: str) -> str:
    in_a_font = letter.isprintable() and any(first <= ord(letter) <= last for first, last in _SHOWN)
    if in_a_font or letter == "\n":
        return letter
    return "" if unicodedata.category(letter) == "Cc" else f"[U+{ord(letter):04X}]"

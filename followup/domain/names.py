"""Text as it is kept: one Unicode form, no hidden characters, and keys that put names in Nordic order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from followup.errors import N_, Invalid, Reason

UNREADABLE = Reason(
    "text.unreadable", N_("The text has characters that cannot be kept, at character {place}. Remove them.")
)
HIDDEN_DIRECTION = Reason(
    "text.hidden_direction", N_("Character {place} is invisible and changes the reading direction. Remove it.")
)
TOO_LONG = Reason("text.too_long", N_("Write at most {most} characters; this is {length}."))

TEXT_LONGEST = 20_000  # Source: trust.md I3
LINE_LONGEST = 300

# Control characters but tab and new line, halves of surrogate pairs, and two that no XML file may hold.
_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_AFTER_Z: Mapping[str, Mapping[str, str]] = {
    "sv": {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3"},
    "nb": {"æ": "{1", "ä": "{1", "ø": "{2", "ö": "{2", "å": "{3"},
}


def nfc(text: str) -> str:
    """Return the text in the one Unicode form that is stored and compared."""
    return unicodedata.normalize("NFC", text)


def clean_text(text: str, *, at: str = "", most: int = TEXT_LONGEST) -> str:
    """Return free text as it is kept: one form, plain line ends, no white space around it.

    Errors: Invalid("text.unreadable"), Invalid("text.too_long") at `at`.
    Source: trust.md I3.
    """
    kept = nfc(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if (bad := _UNKEPT.search(kept)) is not None:
        raise Invalid.at(at, UNREADABLE.but(place=bad.start() + 1))
    if len(kept) > most:
        raise Invalid.at(at, TOO_LONG.but(most=most, length=len(kept)))
    return kept


def clean_line(text: str, *, at: str = "", most: int = LINE_LONGEST) -> str:
    """Return a name, title, address or file name as it is kept: one line, single spaces, nothing that turns it around.

    Errors: as `clean_text`, and Invalid("text.hidden_direction") at `at`.
    Source: trust.md I3.
    """
    kept = " ".join(clean_text(text, at=at).split())
    if (bad := _BIDI.search(kept)) is not None:
        raise Invalid.at(at, HIDDEN_DIRECTION.but(place=bad.start() + 1))
    if len(kept) > most:
        raise Invalid.at(at, TOO_LONG.but(most=most, length=len(kept)))
    return kept


def sort_key(text: str, locale: str) -> str:
    """Return the key by which the text is ordered in "sv" or "nb": å ä ö, or æ ø å, after z.

    "{" stands after "z" in ASCII; the stored keys are compared byte by byte on both databases.
    Units: at most as many characters as a name.
    """
    folded = nfc(nfc(text).casefold())
    if locale == "nb":
        folded = folded.replace("aa", "å")
    placed = "".join(_AFTER_Z.get(locale, {}).get(character, character) for character in folded)
    bare = "".join(c for c in unicodedata.normalize("NFD", placed) if not unicodedata.combining(c))
    return bare[:LINE_LONGEST]


def sort_keys(text: str) -> tuple[str, str]:
    """Return both stored keys.

    Shape: (Swedish, Norwegian).
    """
    return sort_key(text, "sv"), sort_key(text, "nb")

"""Public ids: a noun's prefix and 130 random bits, such as `con_4k9x…`. Serial numbers are for reading only."""

from __future__ import annotations

import re
import secrets

_PATTERN = re.compile(r"[a-z]{3}_[a-z2-7]{26}")
_LETTERS = bytes(b"abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in range(256))  # five bits of each byte


def new_id(prefix: str) -> str:
    """Return a fresh public id of this noun.

    Source: trust.md T7 (128 random bits; these are 130).
    """
    return f"{prefix}_{secrets.token_bytes(26).translate(_LETTERS).decode()}"


def is_id(text: str, prefix: str | None = None) -> bool:
    """Return whether the text has the shape of a public id (of this noun)."""
    return bool(_PATTERN.fullmatch(text)) and (prefix is None or text.startswith(prefix + "_"))

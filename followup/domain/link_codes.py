"""Codes mailed to the holder of a link: how they are made and compared, and how many there may be."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import timedelta

from followup.domain.risk import RiskClass
from followup.errors import N_, Forbidden, Reason

CODE_NEEDED = Reason(
    "link.code_needed", N_("The buyer asks for a code first. It is sent to the address to which the link was sent.")
)
WRONG_CODE = Reason("link.code_wrong", N_("This is not the code in the newest mail. Check it and try again."))
CODE_OVER = Reason("link.code_over", N_("This code no longer works. Ask for a new one."))
NO_CODE_YET = Reason("link.code_none", N_("No code has been sent to you here yet. Ask for one first."))
TOO_MANY_CODES = Reason(
    "link.codes_too_many", N_("No more codes are sent now, after so many. Wait an hour, or until tomorrow.")
)
CODES_LOCKED = Reason(
    "link.codes_locked", N_("This link is locked after too many wrong codes. Ask the sender for a new link.")
)

DIGITS = 8  # Source: trust.md L6
LIVES = timedelta(minutes=10)  # Source: trust.md L6
TRIES = 5  # Source: trust.md L6, wrong ones for each code
IN_AN_HOUR, IN_A_DAY = 5, 10  # Source: trust.md L6
WRONG_IN_ALL = 50  # Source: trust.md L6, until the link is renewed; new codes do not begin it anew


class CodeNeeded(Forbidden):
    """A code mailed to the holder must be typed before this."""

    def __init__(self) -> None:
        super().__init__(CODE_NEEDED)


def asks_for_code(*, asked: bool, risk_class: RiskClass | None) -> bool:
    """Return whether a mailed code is needed: where the buyer has set it so, for contracts of risk class A.

    Source: issue D (trust.md L7 as a setting, for risk class A).
    """
    return asked and risk_class is RiskClass.A


def code(key: bytes, public_id: str, nonce: bytes) -> str:
    """Return the code, always the same for the same row.

    Source: trust.md L6, eight digits.
    """
    message = b"\x00".join((b"code", public_id.encode(), nonce))
    number = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest())
    return f"{number % 10**DIGITS:0{DIGITS}}"


def canonical(typed: str) -> str:
    """Return a code in the one form in which it is compared and kept: full-width digits as plain ones, no spaces.

    Source: trust.md L7.
    """
    return "".join(unicodedata.normalize("NFKC", typed).split())


def code_hash(key: bytes, public_id: str, typed: str) -> str:
    """Return what the database keeps of a code; without the key nobody can try all codes against it."""
    message = b"\x00".join((b"kept", public_id.encode(), canonical(typed).encode("utf-8", "replace")))
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def why_no_more(*, last_hour: int, last_day: int, wrong: int) -> Reason | None:
    """Return why no code is sent now."""
    if wrong >= WRONG_IN_ALL:
        return CODES_LOCKED
    return TOO_MANY_CODES if last_hour >= IN_AN_HOUR or last_day >= IN_A_DAY else None

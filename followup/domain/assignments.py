"""Personal links: what is asked of somebody outside, how the token is made, and when the link is alive."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.errors import N_, Reason

LINK_GONE = Reason("link.gone", N_("This link is no longer valid. You can ask for a new one below."))
OTHER_ADDRESS = Reason(
    "link.other_address", N_("That is not the address the link was sent to. Check the spelling, or ask the sender.")
)
LINK_LOCKED = Reason(
    "link.locked", N_("Too many attempts with another address. Wait 15 minutes, or ask the sender for a new link.")
)

GRACE_DAYS = 30  # Source: trust.md L10 and domain.md 7.5: due date + 30 days
LONGEST_DAYS = 180  # Source: trust.md L10
RECEIPT_DAYS = 90  # Source: issue D, the receipt stays readable for 90 days


class AssignmentKind(Coded):
    """What the holder of the link is asked for."""

    SELF_ASSESSMENT = "self_assessment", N_("Self-assessment")
    ACTION_PLAN = "action_plan", N_("Action plan for a deviation")


def token(key: bytes, public_id: str, generation: int, nonce: bytes) -> str:
    """Return the link's token, always the same for the same link and generation; 256 bits, URL-safe.

    Source: trust.md L1.
    """
    message = b"\x00".join((b"link", public_id.encode(), str(generation).encode(), nonce))
    return base64.urlsafe_b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode().rstrip("=")


def token_hash(text: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def expires_on(due_on: date, sent_on: date) -> date:
    """Return the last day on which the link lives.

    Source: trust.md L10: deadline + 30 days, at most 180 days from sending.
    """
    return min(due_on + timedelta(days=GRACE_DAYS), sent_on + timedelta(days=LONGEST_DAYS))


def same_address(typed: str, registered: str) -> bool:
    """Return whether the typed address is the registered one: domain in lower case, local part exact but for NFC."""
    return hmac.compare_digest(_canonical(typed).encode(), _canonical(registered).encode())


def _canonical(address: str) -> str:
    text = unicodedata.normalize("NFC", address.strip())
    local, _, host = text.rpartition("@")
    return f"{local}@{host.lower()}"

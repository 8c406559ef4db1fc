"""Personal links: what is asked of somebody outside, how the token is made, and when the link is alive."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from datetime import date, datetime, timedelta

from followup.domain.codes import Coded
from followup.errors import N_, Invalid, Reason

LINK_GONE = Reason("link.gone", N_("This link is no longer valid."))
OTHER_ADDRESS = Reason(
    "link.other_address", N_("That is not the address the link was sent to. Check the spelling, or ask the sender.")
)
LINK_PAUSED = Reason(
    "link.paused", N_("Too many attempts with another address. Wait 15 minutes, or ask the sender for a new link.")
)
LINK_LOCKED = Reason(
    "link.locked", N_("This link is locked after too many wrong addresses. Ask the sender for a new link.")
)
NO_CONTACT = Reason(
    "link.no_contact",
    N_("There is nobody at the supplier to send it to. Add a contact person to the supplier first."),
)
NO_ASKER = Reason(
    "link.no_asker", N_("The supplier needs somebody to ask. Give the contract a contract manager first.")
)
NOTHING_ASKED = Reason("link.closed", N_("Nothing more is asked through this link, so no new one is needed."))
DUE_LATE = Reason("link.due_late", N_("Choose a day within {most} days: the link would stop working before."))
DUE_PAST = Reason("link.due_past", N_("Choose a day after today."))

WRONG_PAUSE, WRONG_LOCK = 5, 20  # Source: trust.md L6
PAUSE = timedelta(minutes=15)  # Source: trust.md L6
UNKNOWN_MOST, UNKNOWN_WITHIN = 20, timedelta(minutes=1)  # Source: trust.md L6
SESSION = timedelta(hours=12)  # Source: trust.md L4

GRACE_DAYS = 30  # Source: trust.md L10 and domain.md 7.5: due date + 30 days
LONGEST_DAYS = 180  # Source: trust.md L10
RECEIPT_DAYS = 90  # Source: issue D, the receipt stays readable for 90 days


class AssignmentKind(Coded):
    """What the holder of the link is asked for."""

    SELF_ASSESSMENT = "self_assessment", N_("Self-assessment")
    ACTION_PLAN = "action_plan", N_("Action plan for a deviation")
    AUDIT = "audit", N_("Documents and report of an audit")
    AUDIT_VISIT = "audit_visit", N_("Audit by an external auditor")
    PUBLICATION = "publication", N_("Check of the facts before publication")


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


def check_due(due_on: date, sent_on: date) -> None:
    """Refuse a deadline that has passed or that the link would not live to see.

    Errors: Invalid("link.due_past"), Invalid("link.due_late") at due_on.
    """
    if due_on <= sent_on:
        raise Invalid.at("due_on", DUE_PAST)
    most = LONGEST_DAYS - GRACE_DAYS
    if due_on > sent_on + timedelta(days=most):
        raise Invalid.at("due_on", DUE_LATE.but(most=most))


def receipt_until(expires_on: date, sent_on: date) -> date:
    """Return the last day on which the receipt can be read through the link; never less than the link had."""
    return max(expires_on, sent_on + timedelta(days=RECEIPT_DAYS))


def is_alive(*, generation: int, current: int, expires_on: date, revoked_at: datetime | None, today: date) -> bool:
    """Return whether a link, or a session begun by it, still opens anything; the last day counts."""
    return generation == current and revoked_at is None and today <= expires_on


def wrong_address_reason(lately: int, in_all: int) -> Reason | None:
    """Return why no address is compared now, after so many wrong ones within the pause and for this link in all."""
    if in_all >= WRONG_LOCK:
        return LINK_LOCKED
    return LINK_PAUSED if lately >= WRONG_PAUSE else None


def same_address(typed: str, registered: str) -> bool:
    """Return whether the typed address is the registered one: domain in lower case, local part exact but for NFC."""
    return hmac.compare_digest(_canonical(typed), _canonical(registered))


def _canonical(address: str) -> bytes:
    text = unicodedata.normalize("NFC", address.strip())
    local, _, host = text.rpartition("@")
    return f"{local}@{host.lower()}".encode("utf-8", "replace")

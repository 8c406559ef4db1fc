"""References to a file in the store that a page carries: signed, for one person of one organisation, for an hour."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from followup.domain.actors import Actor
from followup.domain.exchange_rows import OnConflict
from followup.errors import N_, Gone, NotFound, Reason
from followup.web.security import runtime

EXPIRED = Reason("exchange.expired", N_("More than an hour has passed since you chose the file. Choose it again."))
SECONDS = 3_600  # Source: default of this service


@dataclass(frozen=True, slots=True)
class Reference:
    """The file, its name, and what was asked when it was sent."""

    sha256: str
    name: str
    on_conflict: OnConflict


def signed(actor: Actor, reference: Reference, now: datetime) -> str:
    """Return the reference as it stands in an address or a form."""
    until = int(now.timestamp()) + SECONDS
    told = json.dumps([reference.sha256, reference.name, reference.on_conflict, until], ensure_ascii=False)
    body = base64.urlsafe_b64encode(told.encode()).decode()
    return f"{body}.{_marks(actor, body)[0]}"


def opened(actor: Actor, text: str, now: datetime) -> Reference:
    """Return the reference that this actor was given.

    Errors: NotFound for anything else, another's included; Gone("exchange.expired").
    """
    body, _, mark = text.partition(".")
    sent = mark.encode("utf-8", "surrogatepass")
    if not any(hmac.compare_digest(sent, ours.encode()) for ours in _marks(actor, body)):
        raise NotFound
    try:
        sha256, name, on_conflict, until = json.loads(base64.urlsafe_b64decode(body))
    except (ValueError, binascii.Error):
        raise NotFound from None
    if now.timestamp() > until:
        raise Gone(EXPIRED)
    return Reference(sha256, name, OnConflict.of(on_conflict))


def _marks(actor: Actor, body: str) -> list[str]:
    message = f"{actor.organisation_id}/{actor.reference}/{body}".encode("utf-8", "surrogatepass")
    return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in runtime().keys.derived("import")]

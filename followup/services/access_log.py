"""The access log: denials, failed attempts and downloads. Unchained; a line says that something was tried or read."""

from __future__ import annotations

import ipaddress

from followup.domain.actors import Actor, System
from followup.models.journal import AccessLog
from followup.runtime import Runtime
from followup.transaction import Transaction

_CLERK = System(job="sign_in", everything=True)
_KEPT_BITS = {4: 24, 6: 48}  # Source: trust.md A1


def note(
    runtime: Runtime, kind: str, key: str, actor: Actor, subject: str | None = None, *, request_id: str | None = None
) -> None:
    """Write one line in a transaction of its own; called when the answer is ready."""
    with runtime.transaction(_CLERK, request_id=request_id) as tx:
        add(tx, kind, key, actor, subject)


def add(tx: Transaction, kind: str, key: str, actor: Actor, subject: str | None = None) -> None:
    """Write one line in this transaction, which counts and decides at once."""
    row = {"at": tx.now, "kind": kind, "key": key, "actor": actor.reference, "subject_id": subject}
    tx.put(AccessLog, {**row, "request_id": tx.request_id})


def network(address: str | None) -> str:
    """Return the network by which attempts are counted: no more of an address is ever kept.

    Source: trust.md A1.
    """
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{ip}/{_KEPT_BITS[ip.version]}", strict=False))

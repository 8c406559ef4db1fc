"""Files that go out: always as an attachment of a fixed kind, in a sandbox, and each time written down.

What a virus was found in never goes out. What no scanner has spoken of does, and the pages say so.
"""

from __future__ import annotations

import io
from typing import Any

from flask import g, request, send_file
from werkzeug.wrappers import Response

from followup.domain.actors import Actor
from followup.domain.evidence import ScanState
from followup.domain.permissions import Permission
from followup.errors import N_, Gone, NotFound, Reason
from followup.models.evidence import Evidence
from followup.queries import blocked_files, journal
from followup.schemas.evidence import EvidenceSchema
from followup.services import access_log
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.security import runtime

room = Room("evidence")

DOWNLOADED = "evidence.downloaded"
BLOCKED = Reason(
    "evidence.blocked",
    N_("A virus was found in “{name}”. It is not given to anybody. Send a clean copy, or ask for one."),
)


@room.page("/files/<evidence_id>", needs=Permission.EVIDENCE_READ)
def show(tx: Transaction, evidence_id: str) -> dict[str, Any]:
    """Return what is known of a file, and where it belongs."""
    evidence = _of_staff(tx, evidence_id)
    return {
        "file": blocked_files.about(tx.session, evidence.id),
        "history": journal.history(tx.session, [evidence.public_id]),
    }


@room.read("/files/<evidence_id>", needs=Permission.EVIDENCE_READ, gives=EvidenceSchema)
def get_file(tx: Transaction, evidence_id: str) -> Any:
    """Return what is known of a file, and where it belongs."""
    return blocked_files.about(tx.session, _of_staff(tx, evidence_id).id)


def _of_staff(tx: Transaction, evidence_id: str) -> Evidence:
    """Return a file as staff may see it: what still belongs to a draft is not there."""
    evidence = tx.get(Evidence, evidence_id, to=Permission.EVIDENCE_READ)
    if evidence.handed_in_at is None:
        raise NotFound
    return evidence


@room.gate("/evidence/<evidence_id>", needs=Permission.EVIDENCE_READ)
def download(actor: Actor, evidence_id: str) -> Response:
    """Return a file to the buyer's staff; what still belongs to a draft is not there."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        evidence = _of_staff(tx, evidence_id)
    return _attached(actor, evidence)


@room.gate("/s/evidence/<evidence_id>", needs=Permission.EVIDENCE_READ, identity="link")
def download_own(actor: Actor, evidence_id: str) -> Response:
    """Return a file to the holder of the link through which it came."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        evidence = tx.get(Evidence, evidence_id, to=Permission.EVIDENCE_READ)
        if evidence.handed_in_at is not None:
            require_confirmed(tx)
    return _attached(actor, evidence)


def _attached(actor: Actor, evidence: Evidence) -> Response:
    """Return the bytes as trust.md I4 demands.

    Errors: Gone("evidence.blocked"); Gone("file.damaged") when they are not what was stored.
    """
    if evidence.scan is ScanState.INFECTED:
        raise Gone(BLOCKED.but(name=evidence.name))
    data = runtime().files.get(evidence.sha256)
    response = send_file(io.BytesIO(data), evidence.media_type, as_attachment=True, download_name=evidence.name)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    response.direct_passthrough = False  # or nobody would be told that the answer has gone out
    if request.method == "GET":
        home, number, subject = runtime(), g.request_id, evidence.public_id
        response.call_on_close(lambda: access_log.note(home, DOWNLOADED, subject, actor, subject, request_id=number))
    return response

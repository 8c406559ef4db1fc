"""Files that go out: always as an attachment of a fixed kind, in a sandbox, and each time written down."""

from __future__ import annotations

import io

from flask import g, request, send_file
from werkzeug.wrappers import Response

from followup.domain.actors import Actor
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.models.evidence import Evidence
from followup.services import access_log
from followup.web.endpoint import Room
from followup.web.security import runtime

room = Room("evidence")

DOWNLOADED = "evidence.downloaded"


@room.gate("/evidence/<evidence_id>", needs=Permission.EVIDENCE_READ)
def download(actor: Actor, evidence_id: str) -> Response:
    """Return a file to the buyer's staff; what still belongs to a draft is not there."""
    evidence = _found(actor, evidence_id)
    if evidence.handed_in_at is None:
        raise NotFound
    return _attached(actor, evidence)


@room.gate("/s/evidence/<evidence_id>", needs=Permission.EVIDENCE_READ, identity="link")
def download_own(actor: Actor, evidence_id: str) -> Response:
    """Return a file to the holder of the link through which it came."""
    return _attached(actor, _found(actor, evidence_id))


def _found(actor: Actor, evidence_id: str) -> Evidence:
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        return tx.get(Evidence, evidence_id, to=Permission.EVIDENCE_READ)


def _attached(actor: Actor, evidence: Evidence) -> Response:
    """Return the bytes as trust.md I4 demands.

    Errors: Gone("file.damaged") when they are not what was stored.
    """
    data = runtime().files.get(evidence.sha256)
    response = send_file(io.BytesIO(data), evidence.media_type, as_attachment=True, download_name=evidence.name)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    response.direct_passthrough = False  # or nobody would be told that the answer has gone out
    if request.method == "GET":
        home, number, subject = runtime(), g.request_id, evidence.public_id
        response.call_on_close(lambda: access_log.note(home, DOWNLOADED, subject, actor, subject, request_id=number))
    return response

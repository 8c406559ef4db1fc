"""Files that are made for one reader to keep: always an attachment, never drawn in our name, never cached."""

from __future__ import annotations

from flask import g, make_response, request
from werkzeug.wrappers import Response

from followup.domain.actors import Actor
from followup.services import access_log
from followup.web.security import runtime


def attachment(data: bytes, name: str, media_type: str) -> Response:
    """Return a file to keep, under this name."""
    response = make_response(data)
    response.content_type = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def export(actor: Actor, event: str, data: bytes, name: str, media_type: str) -> Response:
    """Return a file to keep, and write down once it has left that it did: who took what."""
    response = attachment(data, name, media_type)
    if request.method == "GET":
        home, number, subject = runtime(), g.request_id, getattr(actor, "organisation_public_id", None)
        response.call_on_close(lambda: access_log.note(home, event, name, actor, subject, request_id=number))
    return response

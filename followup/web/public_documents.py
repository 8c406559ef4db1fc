"""Documents that a cooperation put before everybody: risk analyses, action plans, guidance; no sign-in, text only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from followup import __version__
from followup.domain.actors import Actor, System
from followup.domain.ids import is_id
from followup.domain.joint_documents import DocumentStatus
from followup.domain.summaries import fingerprint
from followup.errors import NotFound
from followup.i18n import LANGUAGES, language
from followup.models.joint_documents import CooperationDocument
from followup.queries import joint_documents as queries
from followup.queries.rows import AnyRow
from followup.web.endpoint import Open, Room
from followup.web.joint_documents import topic_name
from followup.web.security import runtime

room = Room("public_documents", identity="public")
READER = System(job="public_documents", everything=True)
PUBLISHED = Open("published for everybody; reads documents of which that was decided only")
FOR_A_WHILE = "public, max-age=300"


def _held(tag: str, template: str, **context: Any) -> Response:
    """Return nothing again where the reader has what the tag stands for, else the page."""
    is_held = request.if_none_match.contains(tag)
    context |= {"topic_name": topic_name, "languages_by_code": LANGUAGES}
    response = make_response("", 304) if is_held else make_response(render_template(template, **context))
    response.set_etag(tag)
    response.headers["Cache-Control"] = FOR_A_WHILE
    response.vary.update(("Cookie", "Accept-Language"))
    return response


def _tag(rows: Sequence[AnyRow]) -> str:
    return f"documents-{fingerprint({str(row.id): row.version for row in rows})}-{language()}-{__version__}"


@room.gate("/pub/documents/", needs=PUBLISHED)
def index(actor: Actor) -> Response:
    """Return the documents that everybody may read, those that hold."""
    with runtime().transaction(READER, read_only=True, request_id=g.request_id) as tx:
        rows = queries.public(tx.session)
    return _held(_tag(rows), "public_documents/index.html", rows=rows)


@room.gate("/pub/documents/<document_id>", needs=PUBLISHED)
def show(actor: Actor, document_id: str) -> Response:
    """Return one version; also one that a newer one has replaced, marked as such."""
    if not is_id(document_id, CooperationDocument.prefix):
        raise NotFound
    with runtime().transaction(READER, read_only=True, request_id=g.request_id) as tx:
        row = queries.public_one(tx.session, document_id)
    if row is None:
        raise NotFound
    return _held(_tag([row]), "public_documents/show.html", row=row, is_replaced=row.status is DocumentStatus.REPLACED)

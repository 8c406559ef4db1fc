"""Contracts that their owners publish as open data (OCDS): a person decides it, everybody reads it from files alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from followup.documents import open_contracts as documents
from followup.documents.edition_dictionary import LICENCE_ADDRESS
from followup.documents.open_contracts import MANIFEST, PACKAGE, SHELF, Published
from followup.domain.actors import Actor
from followup.domain.permissions import Permission
from followup.domain.releases import Publication
from followup.domain.summaries import fingerprint
from followup.errors import NotFound
from followup.files import Shelf
from followup.i18n import gettext
from followup.queries import releases
from followup.runtime import Runtime
from followup.services import open_contracts
from followup.web.endpoint import see_other
from followup.web.public import FOR_A_WHILE, Answer, PublicRoom, drawn, file_of, tag_of
from followup.web.security import runtime

room = PublicRoom("public_contracts", identity="public")


@room.gate("/contracts/publish", needs=Permission.CONTRACT_PUBLISH, methods=("POST",), identity="staff")
def publish(actor: Actor) -> Response:
    """Publish all contracts of one's own organisation as they are now, with how far each follow-up has come."""
    given = give_out(runtime(), actor, g.request_id)
    return see_other("public_contracts.show", organisation=given.publisher.ref, notice="published")


def give_out(home: Runtime, actor: Actor, request_id: str | None = None) -> Publication:
    """Return what was published: read, noted in the journal, and then put on the shelf.

    Errors: Forbidden.
    """
    with home.transaction(actor, read_only=True, request_id=request_id) as tx:
        found = releases.publication(tx, "")
    where = documents.place(found.publisher.ref, documents.stamp(found.published_at))
    note = gettext(documents.DEMONSTRATION) if home.is_demonstration else ""
    whole = replace(found, address=f"{home.base_url}/pub/{where}/{PACKAGE}", license=LICENCE_ADDRESS, note=note)
    made = documents.files(whole, is_demonstration=home.is_demonstration)
    with home.transaction(actor, request_id=request_id) as tx:
        open_contracts.note_published(tx, len(whole.releases))
    home.public.put(where, made)
    return whole


@room.stored("/pub/contracts/")
def index() -> Answer:
    """Return which organisations publish their contracts, each with its newest publication."""
    newest = [found[0] for one in runtime().public.inside(SHELF) if (found := _of(one))]
    heads = sorted(newest, key=lambda head: (head.name, head.organisation))
    return Answer(
        tag=tag_of(_state(heads)),
        cache=FOR_A_WHILE,
        varies=True,
        draw=partial(drawn, "public_contracts/index.html", heads=heads, demonstration=_is_demonstration(heads)),
    )


@room.stored("/pub/contracts/<organisation>/")
def show(organisation: str) -> Answer:
    """Return what one organisation has published, the newest first."""
    heads = _of(organisation)
    if not heads:
        raise NotFound
    return Answer(
        tag=tag_of(_state(heads)),
        cache=FOR_A_WHILE,
        varies=True,
        draw=partial(drawn, "public_contracts/show.html", heads=heads, demonstration=_is_demonstration(heads)),
    )


@room.stored("/pub/contracts/<organisation>/latest.json")
def latest_file(organisation: str) -> Answer:
    """Lead to the newest package of an organisation."""
    heads = _of(organisation)
    if not heads:
        raise NotFound
    address = url_for("public_contracts.file", organisation=organisation, stamp=heads[0].stamp, name=PACKAGE)
    return Answer(tag=heads[0].stamp, cache=FOR_A_WHILE, draw=lambda: redirect(address))


@room.stored("/pub/contracts/<organisation>/<stamp>/<name>")
def file(organisation: str, stamp: str, name: str) -> Answer:
    """Return a file of a publication, which never changes."""
    return file_of(documents.place(organisation, stamp), name)


def _of(organisation: str) -> list[Published]:
    shelf = runtime().public
    stamps = shelf.inside(f"{SHELF}/{organisation}")
    return [_manifest(shelf, documents.place(organisation, one)) for one in reversed(stamps)]


@lru_cache(maxsize=256)
def _manifest(shelf: Shelf, where: str) -> Published:
    return documents.manifest(shelf.read(where, MANIFEST))


def _state(heads: Sequence[Published]) -> str:
    return fingerprint({"heads": [f"{head.organisation} {head.stamp}" for head in heads]})


def _is_demonstration(heads: Sequence[Published]) -> bool:
    return runtime().is_demonstration or any(head.is_demonstration for head in heads)

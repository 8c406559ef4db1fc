"""Published traffic lights, for everybody: no sign-in, frozen content only, and answers that caches may keep.

An edition never changes until it is withdrawn; since it may be, caches ask for it again after a while.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from followup import __version__
from followup.documents import csv as csv_files
from followup.documents.cells import Cell
from followup.domain.actors import ANONYMOUS, Actor
from followup.domain.editions import check_edition
from followup.domain.public_lights import PublicLight, from_content
from followup.domain.publications import LightFilter
from followup.domain.sharing import MEANING, REMEDIED
from followup.domain.summaries import canonical_json
from followup.errors import NotFound, Reason
from followup.i18n import language
from followup.models.publications import PublishedLight
from followup.queries import public_lights as queries
from followup.queries.rows import AnyRow
from followup.schemas.publications import LightFilterSchema
from followup.schemas.risk import category_name
from followup.web.endpoint import Open, Room
from followup.web.forms import Form, decode
from followup.web.security import runtime

room = Room("public_lights", identity="public")
FOR_A_WHILE = "public, max-age=300"
PUBLISHED = Open("published for everybody; reads published lights only")
GONE = 410
_NAME = re.compile("[a-z0-9-]{1,60}")
HEADER = (
    "cooperation", "buyer", "supplier", "organisation_number", "country", "category", "light", "light_on",
    "followed_up_on", "remedied_on", "plan_on", "text_en", "text_sv", "text_nb", "next_step_en", "next_step_sv",
    "next_step_nb", "reply", "published_on", "edition", "address", "sha256",
)  # fmt: skip


def _held(tag: str, draw: Callable[[], Response]) -> Response:
    """Return nothing again where the reader has what the tag stands for, else what `draw` makes."""
    response = make_response("", 304) if request.if_none_match.contains(tag) else draw()
    if response.status_code in (200, 304):
        response.set_etag(tag)
        response.headers["Cache-Control"] = FOR_A_WHILE
        response.vary.update(("Cookie", "Accept-Language"))
    return response


def _wanted() -> LightFilter:
    return LightFilterSchema().read(decode(request.args, LightFilterSchema))


def _tag(state: str) -> str:
    asked = canonical_json(dict(sorted(request.args.items()))).hex()
    return f"{state}-{asked}-{language()}-{__version__}"


def _page(template: str, **context: Any) -> Response:
    return make_response(render_template(template, meaning=meaning, category_name=category_name, **context))


def meaning(light: PublicLight) -> Sequence[Reason]:
    """Return what the colour says, and what was remedied."""
    said = [MEANING[light.light].but(on=light.light_on)]
    return [*said, REMEDIED.but(on=light.remedied_on)] if light.remedied_on else said


def _read(rows: Sequence[AnyRow | PublishedLight]) -> list[PublicLight]:
    return [from_content(row.content) for row in rows if row.content is not None]


def _is_demonstration(rows: Sequence[AnyRow | PublishedLight]) -> bool:
    return runtime().is_demonstration or any(row.is_demonstration for row in rows)


@room.gate("/pub/lights/", needs=PUBLISHED)
def index(actor: Actor) -> Response:
    """Return the lights that hold, by supplier, category and colour."""
    query = _wanted()
    with runtime().transaction(ANONYMOUS, read_only=True, request_id=g.request_id) as tx:
        state = queries.state(tx.session)
        found = queries.listed(tx.session, query)
        categories = queries.categories(tx.session)
    choices = {"category": sorted(((key, category_name(key)) for key in categories), key=lambda one: one[1])}
    data = {"q": query.q, "category": query.category, "light": query.light}
    return _held(
        _tag(state),
        lambda: _page(
            "public_lights/index.html",
            lights=_read(found.rows),
            next=found.next,
            query=query,
            filter=Form(LightFilterSchema, data, None, choices),
            demonstration=_is_demonstration(found.rows),
        ),
    )


@room.gate("/pub/lights.json", needs=PUBLISHED)
def json_file(actor: Actor) -> Response:
    """Return all lights that hold, each as it was frozen, with its fingerprint."""
    state, rows = _all()
    lights = [{**row.content, "sha256": row.sha256} for row in rows]
    return _held(_tag(state), lambda: _file(canonical_json({"lights": lights}), "application/json; charset=utf-8"))


@room.gate("/pub/lights.csv", needs=PUBLISHED)
def csv_file(actor: Actor) -> Response:
    """Return all lights that hold as a table."""
    state, rows = _all()

    def draw() -> Response:
        lines = [_line(from_content(row.content), row.sha256) for row in rows]
        mark = "Demonstration, invented figures" if _is_demonstration(rows) else ""
        response = _file(b"".join(csv_files.write(HEADER, lines, nordic=False, mark=mark)), "text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="lights.csv"'
        response.headers["Content-Security-Policy"] = "sandbox"
        return response

    return _held(_tag(state), draw)


def _all() -> tuple[str, Sequence[AnyRow]]:
    query = _wanted()
    with runtime().transaction(ANONYMOUS, read_only=True, request_id=g.request_id) as tx:
        return queries.state(tx.session), queries.holding(tx.session, query)


def _line(light: PublicLight, sha256: str) -> list[Cell]:
    texts = [getattr(text, code) for text in (light.text, light.next_step) for code in ("en", "sv", "nb")]
    address = f"{runtime().base_url}/pub/lights/{light.slug}/{light.key}/r{light.edition}"
    days = (light.light_on, light.followed_up_on, light.remedied_on, light.plan_on)
    return [
        light.cooperation, light.buyer, light.supplier, light.number, light.country, light.category,
        str(light.light), *days, *texts, light.reply, light.published_on, light.edition, address, sha256,
    ]  # fmt: skip


def _file(data: bytes, media_type: str) -> Response:
    response = make_response(data)
    response.content_type = media_type
    return response


@room.gate("/pub/lights/<slug>/suppliers/<supplier_key>", needs=PUBLISHED)
def supplier(actor: Actor, slug: str, supplier_key: str) -> Response:
    """Return one supplier: the light that holds in each category, and what was published before."""
    _check_names(slug, supplier_key)
    with runtime().transaction(ANONYMOUS, read_only=True, request_id=g.request_id) as tx:
        rows = queries.of_supplier(tx.session, slug, supplier_key)
    if not rows:
        raise NotFound
    holding = [row for row in rows if row.replaced_at is None and row.withdrawn_at is None]
    state = "-".join(f"{row.sha256[:16]}{bool(row.replaced_at)}{bool(row.withdrawn_at)}" for row in rows)
    return _held(
        _tag(state),
        lambda: _page(
            "public_lights/supplier.html",
            name=rows[0].supplier_name,
            lights=_read(holding),
            earlier=[row for row in rows if row not in holding],
            slug=slug,
            demonstration=_is_demonstration(rows),
        ),
    )


def _check_names(*names: str) -> None:
    """Refuse what no address of ours holds, before a database is asked for it.

    Errors: NotFound.
    """
    if not all(_NAME.fullmatch(name) for name in names):
        raise NotFound


def _edition(slug: str, key: str, edition: int) -> tuple[PublishedLight, Sequence[PublishedLight]]:
    """Return one edition, and all at its address, the newest first.

    Errors: NotFound.
    """
    check_edition(edition)
    _check_names(slug, key)
    with runtime().transaction(ANONYMOUS, read_only=True, request_id=g.request_id) as tx:
        rows = queries.editions(tx.session, slug, key)
    found = next((row for row in rows if row.edition == edition), None)
    if found is None:
        raise NotFound
    return found, rows


@room.gate("/pub/lights/<slug>/<light_key>/r<int:edition>", needs=PUBLISHED)
def show(actor: Actor, slug: str, light_key: str, edition: int) -> Response:
    """Return one edition as it was published, marked where it was replaced, or the stone where it was withdrawn."""
    found, rows = _edition(slug, light_key, edition)
    shown = {"found": found, "newest": rows[0], "demonstration": _is_demonstration(rows)}
    if found.content is None:
        response = _page("public_lights/withdrawn.html", **shown)
        response.status_code = GONE
        return response
    light = from_content(found.content)
    return _held(
        _tag(f"{found.sha256}-{rows[0].edition}"),
        lambda: _page("public_lights/show.html", light=light, editions=rows, **shown),
    )


@room.gate("/pub/lights/<slug>/<light_key>/r<int:edition>.json", needs=PUBLISHED)
def edition_file(actor: Actor, slug: str, light_key: str, edition: int) -> Response:
    """Return the frozen content itself; its SHA-256 is the fingerprint. A withdrawn one says so and no more."""
    found, _ = _edition(slug, light_key, edition)
    kind = "application/json; charset=utf-8"
    content = found.content
    if content is None:
        gone = {"withdrawn_at": found.withdrawn_at.isoformat() if found.withdrawn_at else None}
        response = _file(json.dumps(gone).encode(), kind)
        response.status_code = GONE
        return response
    return _held(found.sha256, lambda: _file(canonical_json(content), kind))

"""Published summaries, for everybody: no sign-in, from the files that were written once, and kept by caches.

No page here asks the database. A file of an edition never changes, so it is kept for good. The page around it is asked
for again after a while, since it says whether a newer edition has come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from followup import __version__
from followup.documents import edition_files
from followup.documents.edition_bundle import IN_A_LANGUAGE, KINDS, Manifest, file_name, place
from followup.documents.edition_dictionary import LICENCE, LICENCE_ADDRESS, explained
from followup.documents.edition_parts import GROUPS
from followup.documents.edition_trend import trend
from followup.domain.actors import Actor
from followup.domain.summaries import fingerprint
from followup.errors import NotFound
from followup.i18n import LANGUAGES, language
from followup.web import public_shelf
from followup.web.endpoint import Open, Room, View
from followup.web.security import runtime

PAGES_KEPT = 64
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"
STORED = Open("published for everybody; reads published files only, never the database")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader gets: nothing again where the tag says that it is there, else what `draw` makes."""

    tag: str
    cache: str
    varies: bool = False  # with the reader's language
    draw: Callable[[], AnyResponse] | None = None

    @property
    def is_held(self) -> bool:
        """Return whether the reader already has it."""
        return request.if_none_match.contains(self.tag)

    def respond(self) -> AnyResponse:
        """Return the response."""
        response = make_response("", 304) if self.is_held or self.draw is None else self.draw()
        response.set_etag(self.tag)
        response.headers["Cache-Control"] = self.cache
        if self.varies:
            response.vary.update(("Cookie", "Accept-Language"))
        return response


class PublicRoom(Room):
    """A room whose pages are the same for everybody and are answered with 304 before anything is drawn."""

    def stored(self, rule: str) -> Callable[[View], View]:
        """Declare a page or file that needs no database: the view `(**ids)` returns an `Answer`."""

        def declare(view: View) -> View:
            def answer(actor: Actor, **ids: Any) -> AnyResponse:
                return _kept(view(**ids))

            self._add(self.pages, rule, ("GET",), view, answer, needs=STORED)
            return view

        return declare


def _kept(answer: Answer) -> AnyResponse:
    """Return the response; a page that was drawn before is not drawn again, since its tag says all that it shows."""
    if answer.draw is None or not answer.varies or request.args:
        return answer.respond()
    kept: dict[tuple[str, str], bytes] = current_app.extensions.setdefault("followup_public_pages", {})
    place = (request.path, answer.tag)
    if (body := kept.get(place)) is not None:
        return replace(answer, draw=partial(make_response, body)).respond()
    response = answer.respond()
    is_page = response.mimetype == "text/html" and "Content-Disposition" not in response.headers
    if response.status_code == HTTPStatus.OK and is_page:
        if len(kept) >= PAGES_KEPT:
            kept.clear()
        kept[place] = response.get_data()
    return response


room = PublicRoom("public", identity="public")
SHOWN_HERE = frozenset({"json", "txt"})  # a browser shows these; all other files are saved


@room.stored("/pub/")
def index() -> Answer:
    """Return the newest edition of each cooperation, and all editions."""
    heads = public_shelf.heads()
    newest = public_shelf.newest(heads)
    has_contracts = bool(runtime().public.inside("contracts"))
    draw = partial(
        drawn,
        "public/index.html",
        heads=heads,
        newest=[head for place, head in enumerate(newest) if head.slug not in {one.slug for one in newest[:place]}],
        current=[head in newest for head in heads],
        has_lights="public_lights.index" in current_app.view_functions,
        has_contracts=has_contracts,
        demonstration=_is_demonstration(heads),
    )
    return Answer(tag=tag_of(f"{_state(heads)}-{has_contracts}"), cache=FOR_A_WHILE, varies=True, draw=draw)


@room.stored("/pub/how-to-read")
def how_to_read() -> Answer:
    """Return how the figures are counted, shown and checked."""
    draw = partial(drawn, "public/how_to_read.html", dictionary=explained, licence=LICENCE, address=LICENCE_ADDRESS)
    return Answer(tag=tag_of("how-to-read"), cache=FOR_A_WHILE, varies=True, draw=draw)


@room.stored("/pub/<slug>/")
def cooperation(slug: str) -> Answer:
    """Return a cooperation's years side by side, each as it was published."""
    heads = public_shelf.heads(slug)
    newest = public_shelf.newest(heads)
    return Answer(tag=tag_of(_state(heads)), cache=FOR_A_WHILE, varies=True, draw=partial(_draw_years, heads, newest))


@room.stored("/pub/<slug>/latest")
def latest(slug: str) -> Answer:
    """Lead to the cooperation's newest edition."""
    return _lead_to(public_shelf.newest(public_shelf.heads(slug))[0])


@room.stored("/pub/<slug>/<int:year>/")
def latest_of_year(slug: str, year: int) -> Answer:
    """Lead to the newest edition of a year."""
    return _lead_to(public_shelf.of_year(slug, year)[0])


@room.stored("/pub/<slug>/<int:year>/r<int:edition>")
def show(slug: str, year: int, edition: int) -> Answer:
    """Return one edition as a page in the reader's language."""
    head, newest = public_shelf.one(slug, year, edition)
    tag = tag_of(f"{head.sha256}-{newest}")
    return Answer(tag=tag, cache=FOR_A_WHILE, varies=True, draw=partial(_draw_edition, head, newest))


@room.stored("/pub/<slug>/<int:year>/r<int:edition>.<kind>")
def download(slug: str, year: int, edition: int, kind: str) -> Answer:
    """Return one form of the edition, in the language that is asked for or else the reader's."""
    if kind not in KINDS:
        raise NotFound
    asked = request.args.get("language", "")
    name = file_name(slug, year, edition, kind, asked if asked in LANGUAGES else language())
    return replace(file_of(place(slug, year, edition), name), varies=kind in IN_A_LANGUAGE and asked not in LANGUAGES)


@room.stored("/pub/<slug>/<int:year>/r<int:edition>/<name>")
def file(slug: str, year: int, edition: int, name: str) -> Answer:
    """Return a file by the name that the manifest and the checksums give it."""
    return file_of(place(slug, year, edition), name)


def file_of(where: str, name: str) -> Answer:
    """Return a file of the shelf, kept for good.

    Errors: NotFound.
    """
    shelf = runtime().public
    tag = fingerprint(dict(shelf.sums(where))) if name == shelf.SUMS else shelf.sums(where).get(name)
    if tag is None:
        raise NotFound
    return Answer(tag=tag, cache=FOR_GOOD, draw=partial(_draw_file, where, name))


def _draw_file(where: str, name: str) -> AnyResponse:
    response = make_response(runtime().public.read(where, name))
    kind = name.rpartition(".")[2] if "." in name else "txt"
    response.content_type = edition_files.TYPES[kind]
    if kind not in SHOWN_HERE:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _lead_to(head: Manifest) -> Answer:
    address = url_for("public.show", slug=head.slug, year=head.year, edition=head.edition)
    return Answer(tag=head.sha256, cache=FOR_A_WHILE, draw=lambda: redirect(address))


def _draw_edition(head: Manifest, newest: int) -> AnyResponse:
    sums = runtime().public.sums(place(head.slug, head.year, head.edition))
    return drawn(
        "public/show.html",
        head=head,
        text=public_shelf.told(head, language()),
        newest=newest,
        files=sorted(sums.items()),
        kinds={name: name.rpartition(".")[2] for name in sums},
        demonstration=_is_demonstration([head]),
    )


def _draw_years(heads: Sequence[Manifest], newest: Sequence[Manifest]) -> AnyResponse:
    editions = [public_shelf.content(head) for head in reversed(newest)]
    return drawn(
        "public/cooperation.html",
        heads=heads,
        newest=newest,
        trend=trend(editions, GROUPS),
        demonstration=_is_demonstration(heads),
    )


def _is_demonstration(heads: Sequence[Manifest]) -> bool:
    return runtime().is_demonstration or any(head.is_demonstration for head in heads)


def _state(heads: Sequence[Manifest]) -> str:
    return fingerprint({"heads": [f"{head.slug} {head.year} {head.edition} {head.sha256}" for head in heads]})


def tag_of(state: str) -> str:
    """Return the tag of what also depends on the language and on this version of the service."""
    return f"{state}-{language()}-{__version__}"


def drawn(template: str, **context: Any) -> AnyResponse:
    """Return a page."""
    return make_response(render_template(template, **context))

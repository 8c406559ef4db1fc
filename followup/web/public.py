"""Published summaries, for everybody: no sign-in, frozen content only, and an answer that caches may keep.

A file of an edition never changes, so it is kept for good. The page around it is asked for again after a while, since
it says whether a newer edition has come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from followup import __version__
from followup.documents import edition_files
from followup.documents.editions import written
from followup.domain.actors import ANONYMOUS, Actor
from followup.domain.editions import Edition, check_edition, check_year
from followup.domain.summaries import fingerprint
from followup.errors import NotFound
from followup.i18n import LANGUAGES, language, speaking
from followup.queries import editions as queries
from followup.queries.rows import AnyRow
from followup.resources import package_dir
from followup.transaction import Transaction
from followup.web.endpoint import Open, Room, View
from followup.web.security import runtime

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"
PUBLISHED = Open("published for everybody; reads published editions only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader gets: nothing again where the tag says that it is there, else what `draw` makes of read values."""

    tag: str
    cache: str
    varies: bool = False  # with the reader's language
    draw: Callable[[], AnyResponse] | None = None

    @property
    def is_held(self) -> bool:
        """Return whether the reader already has it."""
        return request.if_none_match.contains(self.tag)

    def respond(self) -> AnyResponse:
        """Return the response; made after the transaction is closed."""
        response = make_response("", 304) if self.is_held or self.draw is None else self.draw()
        response.set_etag(self.tag)
        response.headers["Cache-Control"] = self.cache
        if self.varies:
            response.vary.update(("Cookie", "Accept-Language"))
        return response


class PublicRoom(Room):
    """A room whose pages are the same for everybody and are answered with 304 before anything is drawn."""

    def published(self, rule: str) -> Callable[[View], View]:
        """Declare a page or file: the view `(tx, **ids)` returns an `Answer`."""

        def declare(view: View) -> View:
            def answer(actor: Actor, **ids: Any) -> AnyResponse:
                with runtime().transaction(ANONYMOUS, read_only=True, request_id=g.request_id) as tx:
                    found = view(tx, **ids)
                response: AnyResponse = found.respond()
                return response

            self._add(self.pages, rule, ("GET",), view, answer, needs=PUBLISHED)
            return view

        return declare


room = PublicRoom("public", identity="public")


@room.published("/pub/")
def index(tx: Transaction) -> Answer:
    """Return all editions, the latest first."""
    heads = queries.listed(tx.session)
    state = fingerprint({"heads": [f"{head.slug} {head.year} {head.edition} {head.sha256}" for head in heads]})
    latest = {(head.slug, head.year): head for head in reversed(heads)}
    newest = {head.slug: head for head in reversed(heads)}
    draw = partial(
        _page,
        "public/index.html",
        heads=heads,
        newest=list(newest.values()),
        current=[latest[head.slug, head.year] is head for head in heads],
        demonstration=runtime().is_demonstration or any(head.is_demonstration for head in heads),
    )
    return Answer(tag=_tag(state), cache=FOR_A_WHILE, varies=True, draw=draw)


@room.published("/pub/<slug>/<int:year>/r<int:edition>")
def show(tx: Transaction, slug: str, year: int, edition: int) -> Answer:
    """Return one edition as a page in the reader's language."""
    head, newest = _head(tx, slug, year, edition)
    answer = Answer(tag=_tag(f"{head.sha256}-{newest}"), cache=FOR_A_WHILE, varies=True)
    if answer.is_held:
        return answer
    content = queries.content(tx.session, slug, year, edition)
    return replace(answer, draw=partial(_draw_edition, content, newest))


@room.published("/pub/<slug>/<int:year>/r<int:edition>.json")
def json_file(tx: Transaction, slug: str, year: int, edition: int) -> Answer:
    """Return the frozen content itself; its SHA-256 is the fingerprint and the tag."""
    head, _ = _head(tx, slug, year, edition)
    answer = Answer(tag=head.sha256, cache=FOR_GOOD)
    return _with_file(tx, answer, "json", slug, year, edition)


@room.published("/pub/<slug>/<int:year>/r<int:edition>.csv")
def csv_file(tx: Transaction, slug: str, year: int, edition: int) -> Answer:
    """Return every figure of the edition as a line of its own."""
    return _file(tx, "csv", slug, year, edition)


@room.published("/pub/<slug>/<int:year>/r<int:edition>.xlsx")
def xlsx_file(tx: Transaction, slug: str, year: int, edition: int) -> Answer:
    """Return the edition as a workbook."""
    return _file(tx, "xlsx", slug, year, edition)


@room.published("/pub/<slug>/<int:year>/r<int:edition>.pdf")
def pdf_file(tx: Transaction, slug: str, year: int, edition: int) -> Answer:
    """Return the edition as an accessible PDF."""
    return _file(tx, "pdf", slug, year, edition)


def standalone(edition: Edition, in_language: str) -> str:
    """Return the edition as one HTML file that needs nothing beside it; must be called within the application."""
    with speaking(in_language):
        style = _StyleSheet(package_dir("web", "static").joinpath("app.css").read_text("utf-8"))
        return render_template("public/document.html", text=written(edition), language=in_language, style=style)


class _StyleSheet(str):
    """Our own style sheet, which a template prints as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _file(tx: Transaction, kind: str, slug: str, year: int, edition: int) -> Answer:
    head, _ = _head(tx, slug, year, edition)
    asked = request.args.get("language", "")
    answer = Answer(tag=_tag(f"{head.sha256}-{kind}", asked), cache=FOR_GOOD, varies=asked not in LANGUAGES)
    return _with_file(tx, answer, kind, slug, year, edition)


def _with_file(tx: Transaction, answer: Answer, kind: str, slug: str, year: int, edition: int) -> Answer:
    if answer.is_held:
        return answer
    content = queries.content(tx.session, slug, year, edition)
    return replace(answer, draw=partial(_draw_file, content, kind, request.args.get("language", "")))


def _head(tx: Transaction, slug: str, year: int, edition: int) -> tuple[AnyRow, int]:
    """Return the edition without its content, and the number of the year's newest one.

    Errors: NotFound.
    """
    heads: Sequence[AnyRow] = queries.of_year(tx.session, slug, check_year(year))
    found = next((head for head in heads if head.edition == check_edition(edition)), None)
    if found is None:
        raise NotFound
    return found, heads[0].edition


def _tag(state: str, asked: str = "") -> str:
    """Return the tag of what also depends on the language and on this version of the service."""
    return f"{state}-{asked if asked in LANGUAGES else language()}-{__version__}"


def _draw_edition(edition: Edition, newest: int) -> AnyResponse:
    return _page(
        "public/show.html",
        edition=edition,
        text=written(edition),
        newest=newest,
        demonstration=runtime().is_demonstration or edition.is_demonstration,
    )


def _page(template: str, **context: Any) -> AnyResponse:
    return make_response(render_template(template, **context))


def _draw_file(edition: Edition, kind: str, asked: str) -> AnyResponse:
    in_language = asked if asked in LANGUAGES else language()
    response = make_response(_made(edition, kind, in_language))
    response.content_type = edition_files.TYPES[kind]
    if kind != "json":
        name = f"{edition.slug}-{edition.year}-r{edition.edition}-{in_language}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Content-Security-Policy"] = "sandbox"
    return response


@lru_cache(maxsize=64)
def _made(edition: Edition, kind: str, in_language: str) -> bytes:
    """Return the file, made once in the life of a process while it is asked for."""
    return edition_files.made(edition, kind, in_language)

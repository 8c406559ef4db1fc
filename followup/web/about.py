"""What every public service tells: is a mail genuine, how accessible it is, what it keeps, and that it lives."""

from __future__ import annotations

from datetime import date
from importlib.metadata import distributions
from operator import itemgetter
from typing import Any

from flask import current_app, g, make_response, render_template
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from followup import __version__
from followup.domain.actors import Actor, System
from followup.queries import health
from followup.web.endpoint import Open, Room
from followup.web.security import runtime

room = Room("about", identity="public")
TELLS = Open("tells what the service is; reads nothing about anybody")
WATCH = Open("tells an operator's watch whether the service works, without a name or a number of anything in it")
WATCHER = System(job="maintenance", everything=True)
REVIEWED_ON = date(2026, 11, 21)  # the day on which the accessibility statement was last gone through


@room.gate("/about", needs=TELLS)
def index(_: Actor) -> Response:
    """Return what the service is, who runs it, and the pages about it."""
    return _told("about/index.html", version=__version__)


@room.gate("/about/mail", needs=TELLS)
def mail(_: Actor) -> Response:
    """Return how to see that a mail comes from here."""
    config = current_app.extensions["followup_config"]
    return _told("about/mail.html", sender=config.mail_sender, address=config.base_url)


@room.gate("/about/accessibility", needs=TELLS)
def accessibility(_: Actor) -> Response:
    """Return the accessibility statement: what was tested, how, and what was not."""
    return _told("about/accessibility.html", reviewed_on=REVIEWED_ON)


@room.gate("/about/privacy", needs=TELLS)
def privacy(_: Actor) -> Response:
    """Return what is kept about whom, how long, and which cookies there are."""
    return _told("about/privacy.html")


@room.gate("/about/notices", needs=TELLS)
def notices(_: Actor) -> Response:
    """Return the open-source software that the service stands on, each with its licence."""
    return _told("about/notices.html", packages=_packages())


@room.gate("/healthz", needs=WATCH)
def healthz(_: Actor) -> Response:
    """Return that this process answers."""
    return _plain("ok", 200)


@room.gate("/readyz", needs=WATCH)
def readyz(_: Actor) -> Response:
    """Return whether the database answers, jobs run and mail leaves; 503 with the codes of what does not."""
    try:
        with runtime().transaction(WATCHER, read_only=True, request_id=g.request_id) as tx:
            found = health.problems(tx.session, tx.now)
    except SQLAlchemyError:
        found = ["database"]
    return _plain("\n".join(found) or "ok", 503 if found else 200)


def _plain(text: str, status: int) -> Response:
    response = make_response(f"{text}\n", status)
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(template: str, **context: Any) -> Response:
    return make_response(render_template(template, **context))


def _packages() -> list[tuple[str, str, str]]:
    """Return name, version and licence of what is installed beside us, by name."""
    found = {
        str(one.metadata["Name"]): (
            one.version,
            one.metadata["License-Expression"]
            if "License-Expression" in one.metadata
            else _licence(one.metadata.get_all("Classifier") or []),
        )
        for one in distributions()
    }
    named = [(name, *rest) for name, rest in found.items() if name != "followup"]
    return sorted(named, key=lambda row: itemgetter(0)(row).lower())


def _licence(classifiers: list[str]) -> str:
    named = [text.rpartition("::")[2].strip() for text in classifiers if text.startswith("License ::")]
    return ", ".join(named)

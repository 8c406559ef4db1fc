"""`demo`: load the demonstration where it is not loaded yet, then serve it with its own post office."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, event

from followup import migrate
from followup.app import create_app
from followup.cli.adoption import import_code
from followup.cli.processes import only_one, serve
from followup.cli.setting import mailer_of, runtime_of
from followup.clock import FixedClock, SystemClock
from followup.config import Config, from_env
from followup.db import Database
from followup.demo import cast, post
from followup.demo.pages import room_of
from followup.demo.story import MONTHS, Story
from followup.domain.calendar import add_months
from followup.i18n import compile_catalogues, gettext
from followup.jobs import scheduler
from followup.log import configure

MAIL_PORT_ABOVE = 1  # the post office listens on the port after the pages'
LOADED = "demonstration"


def run(*, port: int, reset: bool, load_only: bool) -> int:
    """Load if needed, then serve until stopped."""
    config = _settings(port)
    configure("WARNING")
    with only_one(config):
        if reset or not (config.data / LOADED).exists():
            _forget(config)  # a half-told story is started over
        compile_catalogues(config.data / "catalogues")
        letters = config.data / "mail"
        with post.office(letters, config.smtp_port):
            if not (config.data / LOADED).exists():
                _load(config)
            if not load_only:
                _serve(config, letters, port)
    return 0


def _settings(port: int) -> Config:
    """Return the configuration of a demonstration on this machine, whatever the environment says of mail."""
    return from_env(
        {
            "FOLLOWUP_DATA": os.environ.get("FOLLOWUP_DATA", "instance"),
            "FOLLOWUP_DEMONSTRATION": "yes",
            "FOLLOWUP_SMTP_PORT": str(port + MAIL_PORT_ABOVE),
            "FOLLOWUP_SMTP_SECURITY": "none",
            "FOLLOWUP_MAIL_SENDER": "followup@demonstration.example",
            "PORT": str(port),
        }
    )


def _forget(config: Config) -> None:
    for name in ("mail", "files", "public"):
        shutil.rmtree(config.data / name, ignore_errors=True)
    for path in (*config.data.glob("followup.sqlite3*"), config.data / LOADED):
        path.unlink(missing_ok=True)


def _load(config: Config) -> None:
    """Tell the whole story into an empty database."""
    database = Database.at(config.database_url)
    migrate.upgrade(database)
    today = SystemClock().now().date()
    clock = FixedClock(SystemClock().now())
    runtime = runtime_of(config, clock=clock)
    _in_haste(runtime.database.engine)
    import_code(runtime, optional=("animal-welfare-2026",))  # Kongsvinger's municipalities speak of it
    story = Story(runtime, clock, today, mailer_of(config))
    print("Loading the demonstration: four years of follow-ups, made by calling the services …")
    story.tell(_meter(today))
    database.checkpoint()
    runtime.database.engine.dispose()
    (config.data / LOADED).write_text(today.isoformat())


def _in_haste(engine: Engine) -> None:
    """Let the disk take its time while loading: a half-told story is started over, so nothing can be lost."""
    engine.dispose()
    event.listen(engine, "connect", lambda con, _: con.execute("PRAGMA synchronous=OFF"))


def _meter(today: date) -> Callable[[date], None]:
    begin = add_months(today, -MONTHS)
    total = (today - begin).days

    def show(day: date) -> None:
        if sys.stderr.isatty():
            done = 30 * (day - begin).days // total
            print(
                f"\r[{'#' * done}{' ' * (30 - done)}] {day.isoformat()}",
                end="\n" if day == today else "",
                file=sys.stderr,
            )

    return show


def _serve(config: Config, letters: Path, port: int) -> None:
    runtime = runtime_of(config)
    app = create_app(config, runtime, room_of(letters, dict(cast.PEOPLE)))
    print(f"\n  followup is on http://127.0.0.1:{port}   (stop with Ctrl+C)\n")
    print(f"  Sign in with one click:   http://127.0.0.1:{port}/demo")
    for email, what in cast.PEOPLE.items():
        print(f"    {email:36} {gettext(what)}")
    print(f"  Read the mail it sends:   http://127.0.0.1:{port}/demo/mail")
    print(f"  The published summary:    http://127.0.0.1:{port}/pub\n", flush=True)
    with scheduler.beating(runtime, mailer_of(config)):
        serve(app, "127.0.0.1", port, 8)

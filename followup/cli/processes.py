"""`serve`, `web`, `worker`, `migrate`, `check`, `demo`: what runs, and what must hold before it runs."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

from flask import Flask

from followup import migrate as migrations
from followup.app import create_app
from followup.cli.backup import is_in_quarantine
from followup.cli.setting import configured, mailer_of, runtime_of
from followup.config import Config
from followup.db import Database
from followup.jobs import scheduler
from followup.jobs.registry import JOBS
from followup.log import log
from followup.mail.deliver import DeliveryFailure
from followup.runtime import Runtime

SQLITE_SAFE = (3, 51, 3)  # Source: trust.md C5, the WAL-reset fault is mended there; our writer lock avoids it before


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    serve = commands.add_parser("serve", help="one process: pages, scheduler and mail, on SQLite or PostgreSQL")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--threads", type=int, default=8)
    serve.set_defaults(run=run_serve)
    web = commands.add_parser("web", help="pages only, with several processes, on PostgreSQL")
    web.add_argument("--bind", default="127.0.0.1:8000")
    web.add_argument("--workers", type=int, default=2)
    web.set_defaults(run=run_web)
    commands.add_parser("worker", help="scheduler and mail only, on PostgreSQL").set_defaults(run=run_worker)
    commands.add_parser("migrate", help="bring the database to the newest form").set_defaults(run=run_migrate)
    commands.add_parser("check", help="whether everything is in place; run it before each deployment").set_defaults(
        run=run_check
    )
    demo = commands.add_parser("demo", help="load the demonstration if it is not there, and serve it")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--reset", action="store_true", help="start over")
    demo.add_argument("--load-only", action="store_true", help="load and stop")
    demo.set_defaults(run=run_demo)


def run_serve(chosen: argparse.Namespace) -> int:
    """Serve pages and run jobs in one process."""
    config = configured()
    with only_one(config):
        runtime = runtime_of(config)
        with _jobs(config, runtime):
            serve(create_app(config, runtime), chosen.host, chosen.port, chosen.threads)
    return 0


def _jobs(config: Config, runtime: Runtime) -> contextlib.AbstractContextManager[None]:
    """Return the running scheduler; none after a restore, until an operator has released it."""
    if is_in_quarantine(config):
        log.warning("jobs.none", why="restored and not yet released: run `followup restore --release send` or `drop`")
        return contextlib.nullcontext()
    return scheduler.beating(runtime, mailer_of(config))


def serve(app: Flask, host: str, port: int, threads: int) -> None:
    """Serve until told to stop."""
    import waitress  # only this process needs it

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt):
        waitress.serve(app, host=host, port=port, threads=threads, ident=None)


@contextlib.contextmanager
def only_one(config: Config) -> Iterator[None]:
    """Refuse a second serving process on the same SQLite data folder."""
    if not config.database_url.startswith("sqlite"):
        yield
        return
    with (config.data / "serving.lock").open("w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(f"followup: another process already serves {config.data}", file=sys.stderr)
            raise SystemExit(1) from None
        if sqlite3.sqlite_version_info < SQLITE_SAFE:
            log.warning("sqlite.old", version=sqlite3.sqlite_version, safe_from="3.51.3")
        yield


def run_web(chosen: argparse.Namespace) -> NoReturn:
    """Hand over to gunicorn; each of its workers makes its own application."""
    import os

    config = configured()
    if config.database_url.startswith("sqlite"):
        print("followup: several processes need PostgreSQL; use `followup serve` with SQLite", file=sys.stderr)
        raise SystemExit(2)
    runtime_of(config)
    command = ["gunicorn", "--bind", chosen.bind, "--workers", str(chosen.workers), "followup.cli.processes:wsgi()"]
    os.execvp(sys.executable, [sys.executable, "-m", *command])  # noqa: S606  (our own arguments)


def wsgi() -> Flask:
    """Return the application for a WSGI server's worker."""
    config = configured()
    return create_app(config, runtime_of(config))


def run_worker(_: argparse.Namespace) -> int:
    """Run jobs until told to stop; a running job finishes."""
    config = configured()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _jobs(config, runtime_of(config)):
        stop.wait()
    return 0


def run_migrate(_: argparse.Namespace) -> int:
    """Migrate."""
    config = configured()
    database = Database.at(config.database_url)
    migrations.upgrade(database)
    print("The database is up to date.")
    return 0


def run_check(_: argparse.Namespace) -> int:
    """Print one line per check; 1 when anything is not in place."""
    config = configured()
    runtime = runtime_of(config, migrated=False)
    create_app(config, runtime)
    results = {
        "configuration": "",
        "database at the newest migration": "" if migrations.is_current(runtime.database) else "run `followup migrate`",
        "templates, routes and their policy": "",
        "mail server": _mail_problem(config),
        "no quarantine after a restore": "run `followup restore --release send` or `drop`"
        if is_in_quarantine(config)
        else "",
        "job runs": _job_problem(runtime) if migrations.is_current(runtime.database) else "not known",
    }
    for what, problem in results.items():
        print(f"{'ok  ' if not problem else 'FAIL'} {what}{f': {problem}' if problem else ''}")
    return int(any(results.values()))


def _mail_problem(config: Config) -> str:
    try:
        mailer_of(config).probe()
    except DeliveryFailure:
        return f"{config.smtp_host}:{config.smtp_port} does not answer as configured"
    return ""


def _job_problem(runtime: Runtime) -> str:
    from followup.cli.jobs import last_runs

    runs = last_runs(runtime)
    failed = [job.name for job in JOBS if job.name in runs and runs[job.name].first_error]
    return f"the last run had errors: {', '.join(failed)}" if failed else ""


def run_demo(chosen: argparse.Namespace) -> int:
    """Load the demonstration where it is not loaded yet, then serve it."""
    from followup.cli.demonstration import run

    return run(port=chosen.port, reset=chosen.reset, load_only=chosen.load_only)

"""Building the long-lived things out of the configuration, and what all commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from followup import i18n, log, migrate
from followup.clock import Clock, SystemClock
from followup.config import Config, Misconfigured, from_env
from followup.db import Database
from followup.files import FileStore, Shelf
from followup.mail.deliver import MailSettings, SmtpMailer
from followup.runtime import Keys, Runtime
from followup.scanning import Clamd

T = TypeVar("T")
BAR = 30


def configured() -> Config:
    """Return the configuration from the environment, with logging and languages ready."""
    config = from_env()
    log.configure()
    i18n.compile_catalogues(config.data / "catalogues")
    return config


def runtime_of(config: Config, *, clock: Clock | None = None, migrated: bool = True) -> Runtime:
    """Return the runtime; by default refuses a database that is not at the newest form."""
    database = Database.at(config.database_url)
    if migrated and not migrate.is_current(database):
        print("followup: the database is not up to date: run `followup migrate` first", file=sys.stderr)
        raise SystemExit(2)
    return Runtime(
        database=database,
        clock=clock or SystemClock(),
        keys=Keys(config.secret_keys),
        files=FileStore(config.data / "files"),
        base_url=config.base_url,
        is_demonstration=config.demonstration,
        scanner=_scanner(config),
        public=Shelf(config.data / "public"),
    )


def _scanner(config: Config) -> Clamd | None:
    try:
        return Clamd.at(config.clamd) if config.clamd else None
    except ValueError as error:
        raise Misconfigured(f"FOLLOWUP_CLAMD: {error}") from None


def mailer_of(config: Config) -> SmtpMailer:
    """Return the mailer for the configured server."""
    return SmtpMailer(
        MailSettings(
            host=config.smtp_host,
            port=config.smtp_port,
            sender_address=config.mail_sender,
            sender_name="followup",
            security=config.smtp_security,
            username=config.smtp_username or "",
            password=config.smtp_password or "",
            ca_file=Path(config.mail_ca_file) if config.mail_ca_file else None,
        )
    )


def progress(items: Iterable[T], *, total: int, what: str) -> Iterator[T]:
    """Yield the items; where a terminal is there, show how far it has come."""
    shows = sys.stderr.isatty() and total > 1
    for done, item in enumerate(items, start=1):
        yield item
        if shows:
            filled = BAR * done // total
            print(f"\r{what} [{'#' * filled}{' ' * (BAR - filled)}] {done}/{total}", end="", file=sys.stderr)
    if shows:
        print(file=sys.stderr)

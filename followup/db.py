"""The database: engine, SQLite's pragmas and its one writer, and the scope applied to every ORM statement.

A session without a scope refuses to run: tenancy cannot be forgotten.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, false, or_
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.pool import ConnectionPoolEntry

from followup.domain.actors import Scope
from followup.models.assignments import Assignment
from followup.models.base import Assigned, Cooperative, Internal, Journaled, Owned, Reference, Restricted, Submitted

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "wal_autocheckpoint=0",
)


class Unscoped(RuntimeError):
    """A session was used before it was told what its actor may see."""


class WriteWhileReading(RuntimeError):
    """A safe request (GET, HEAD) tried to change something."""


class Unjournaled(RuntimeError):
    """A change would have been committed without a journal entry."""


class ScopedSession(Session):
    """A session that knows what its actor may see."""


class Database:
    """One database and the ways into it."""

    def __init__(self, engine: Engine, *, lock_file: Path | None = None) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.sessions = sessionmaker(engine, class_=ScopedSession, expire_on_commit=False)
        self._mutex = threading.RLock()
        self._lock_file = lock_file

    @classmethod
    def at(cls, url: str) -> Database:
        """Return the database behind the address; an SQLite file gets a lock file beside it."""
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite"))
        lock = Path(f"{engine.url.database}.lock") if engine.dialect.name == "sqlite" and engine.url.database else None
        return cls(engine, lock_file=lock)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold SQLite's one place for a writer: a mutex, then a lock between processes. Free on PostgreSQL."""
        if not self.is_sqlite:
            yield
            return
        with self._mutex, self._between_processes():
            yield

    @contextmanager
    def _between_processes(self) -> Iterator[None]:
        if self._lock_file is None:
            yield
            return
        with self._lock_file.open("a") as f:
            fcntl.flock(f, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(f, fcntl.LOCK_UN)

    def checkpoint(self) -> None:
        """Move SQLite's write-ahead log into the file, under the writer's lock."""
        if self.is_sqlite:
            with self.writing(), self.engine.connect() as con:
                con.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr] # the driver's own connection

    @contextmanager
    def session(self, scope: Scope, *, read_only: bool) -> Iterator[Session]:
        """Return a session bound to the scope; a writing one holds the writer's place until it is closed."""
        with nullcontext() if read_only else self.writing(), self.sessions() as session:
            session.info.update(scope=scope, read_only=read_only, touched=[])
            if read_only:
                session.connection(execution_options={"followup_read_only": True})
            yield session


@event.listens_for(Engine, "connect")
def _on_connect(con: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    if isinstance(con, sqlite3.Connection):
        con.isolation_level = None  # we, not the driver, say BEGIN
        for pragma in PRAGMAS:
            con.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _on_begin(con: Connection) -> None:
    read_only = bool(con.get_execution_options().get("followup_read_only"))
    if con.dialect.name == "sqlite":
        con.exec_driver_sql(f"PRAGMA query_only={int(read_only)}")
        con.exec_driver_sql("BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")
    elif read_only:
        con.exec_driver_sql("SET TRANSACTION READ ONLY")


@event.listens_for(ScopedSession, "do_orm_execute")
def _apply_scope(state: ORMExecuteState) -> None:
    scope = state.session.info.get("scope")
    if scope is None:
        raise Unscoped("a session must be opened for an actor")
    options = state.execution_options
    if (state.is_insert or state.is_update or state.is_delete) and not options.get("followup_set"):
        raise Unjournaled("sets are written by Transaction.add_all, so that they are journalled")
    if state.is_insert or scope.everything or options.get("followup_unscoped"):
        return
    state.statement = state.statement.options(*_criteria(scope))


def _criteria(scope: Scope) -> tuple[ORMOption, ...]:
    if scope.assignment_id is not None:
        return _of_assignment(scope.assignment_id)
    if scope.organisation_id is not None:
        return _of_organisation(scope.organisation_id, scope.cooperation_ids)
    return (
        with_loader_criteria(Owned, lambda row: false(), include_aliases=True),
        with_loader_criteria(Cooperative, lambda row: false(), include_aliases=True),
        with_loader_criteria(Submitted, lambda row: false(), include_aliases=True),
        with_loader_criteria(Reference, lambda row: false(), include_aliases=True),
        with_loader_criteria(Restricted, lambda row: false(), include_aliases=True),
    )


def _of_assignment(assignment: int) -> tuple[ORMOption, ...]:
    return (
        with_loader_criteria(Assigned, lambda row: row.assignment_id == assignment, include_aliases=True),
        with_loader_criteria(Assignment, lambda row: row.id == assignment, include_aliases=True),
        with_loader_criteria(Internal, lambda row: false(), include_aliases=True),
        with_loader_criteria(Cooperative, lambda row: false(), include_aliases=True),
        with_loader_criteria(Submitted, lambda row: false(), include_aliases=True),
        with_loader_criteria(Reference, lambda row: false(), include_aliases=True),
        with_loader_criteria(Restricted, lambda row: false(), include_aliases=True),
    )


def _of_organisation(organisation: int, cooperations: tuple[int, ...]) -> tuple[ORMOption, ...]:
    return (
        with_loader_criteria(Owned, lambda row: row.organisation_id == organisation, include_aliases=True),
        with_loader_criteria(Cooperative, lambda row: row.cooperation_id.in_(cooperations), include_aliases=True),
        with_loader_criteria(
            Submitted,
            lambda row: or_(row.organisation_id == organisation, row.secretariat_id == organisation),
            include_aliases=True,
        ),
        with_loader_criteria(Restricted, lambda row: false(), include_aliases=True),
    )


@event.listens_for(ScopedSession, "before_flush")
def _note_changes(session: Session, *_: object) -> None:
    changed = [
        o for o in (*session.new, *session.dirty, *session.deleted) if session.is_modified(o) or o in session.deleted
    ]
    if not changed:
        return
    if "scope" not in session.info:
        raise Unscoped("a session must be opened for an actor")
    if session.info["read_only"]:
        raise WriteWhileReading(f"a safe request changed {changed[0]!r}")
    session.info["touched"].extend(o for o in changed if isinstance(o, Journaled))

"""A copy of everything that was kept: the database, the files, and a manifest of hashes and counts, written last.

The database is copied as one SQLite file whichever database is in use, so that a copy can be restored into either. The
secret key is not in it: who steals a copy must not be able to sign.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, inspect, select

from followup import migrate
from followup.db import Database
from followup.errors import N_, Conflict, Reason
from followup.models import Base
from followup.models.journal import JournalEntry

FORMAT = "followup backup 1"
MANIFEST, DATABASE = "manifest.json", "database.sqlite3"
FOLDERS = ("files", "public")
ROWS = 1000

NOT_EMPTY = Reason("backup.not_empty", N_("{path} is not empty. Choose a folder that is empty or not there yet."))
NO_MANIFEST = Reason("backup.no_manifest", N_("{path} holds no whole backup: its manifest is missing or not readable."))
DAMAGED = Reason("backup.damaged", N_("{name} is missing or differs from the manifest. Use another backup."))
IN_USE = Reason("backup.in_use", N_("The database holds something already. Restore into an empty one."))
DIFFERS = Reason("backup.differs", N_("After restoring, {name} is not as the manifest says. Do not use this database."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds.

    Shape: `rows` by table; `heads` by chain of the journal, its length and last hash; `hashes` by path, SHA-256.
    """

    format: str
    made_at: str
    revision: str
    rows: Mapping[str, int]
    heads: Mapping[str, str]
    hashes: Mapping[str, str]


def back_up(database: Database, data: Path, target: Path, made_at: datetime) -> Manifest:
    """Copy everything into a folder of its own while the service goes on, and return what it holds.

    The database first, then the files, so that every file that a copied row names is there.
    Errors: Conflict("backup.not_empty").
    """
    if target.exists() and any(target.iterdir()):
        raise Conflict(NOT_EMPTY.but(path=str(target)))
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    _snapshot(database, target / DATABASE)
    copied = Database.at(f"sqlite:///{target / DATABASE}")
    with copied.engine.connect() as con:
        rows, heads = _counts(con), _heads(con)
    _settle(copied)
    hashes = {DATABASE: _hash(target / DATABASE)}
    for path in _files(data):
        name = path.relative_to(data).as_posix()
        hashes[name] = _copy(path, target / name)
    manifest = Manifest(
        format=FORMAT,
        made_at=made_at.isoformat(),
        revision=migrate.revision(database),
        rows=rows,
        heads=heads,
        hashes=hashes,
    )
    _write(target / MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True).encode())
    return manifest


def check(source: Path) -> Manifest:
    """Return what a backup holds, after every hash was compared.

    Errors: Conflict("backup.no_manifest", "backup.damaged").
    """
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise Conflict(NO_MANIFEST.but(path=str(source))) from None
    if manifest.format != FORMAT:
        raise Conflict(NO_MANIFEST.but(path=str(source)))
    for name, digest in manifest.hashes.items():
        path = source / name
        if not path.is_file() or _hash(path) != digest:
            raise Conflict(DAMAGED.but(name=name))
    return manifest


def restore(source: Path, database: Database, data: Path) -> Manifest:
    """Copy a checked backup into an empty database and an empty folder, bring it to the newest form, and count again.

    Errors: Conflict as `check`; Conflict("backup.in_use", "backup.not_empty", "backup.differs").
    """
    manifest = check(source)
    for folder in FOLDERS:
        if (data / folder).exists() and any((data / folder).iterdir()):
            raise Conflict(NOT_EMPTY.but(path=str(data / folder)))
    if _is_used(database):
        raise Conflict(IN_USE)
    with TemporaryDirectory(dir=data) as scratch:
        whole = Path(scratch) / DATABASE
        shutil.copyfile(source / DATABASE, whole)
        staged = Database.at(f"sqlite:///{whole}")
        _compare(staged, manifest)
        migrate.upgrade(staged)
        _settle(staged)
        _fill(database, staged, whole)
    for name in manifest.hashes:
        if name != DATABASE:
            _copy(source / name, data / name)
    return manifest


def _is_used(database: Database) -> bool:
    if database.is_sqlite:  # not even opened: what SQLite would write beside an empty file must not meet the copy
        path = Path(str(database.engine.url.database))
        return path.exists() and path.stat().st_size > 0
    return bool(inspect(database.engine).get_table_names())


def _snapshot(database: Database, target: Path) -> None:
    if database.is_sqlite:
        with database.engine.connect() as con:
            driver = con.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA query_only=0")  # the pool may hand out one that only read
            driver.execute("VACUUM INTO ?", (str(target),))
        return
    copied = Database.at(f"sqlite:///{target}")
    migrate.upgrade(copied)
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
        _pour(source, copied)
    copied.engine.dispose()


def _fill(database: Database, staged: Database, whole: Path) -> None:
    """Bring the staged copy, which is at the newest form, into the database that is to be used."""
    if database.is_sqlite:
        assert database.engine.url.database is not None
        database.engine.dispose()
        shutil.copyfile(whole, database.engine.url.database)
        return
    migrate.upgrade(database)
    with staged.engine.connect().execution_options(followup_read_only=True) as source:
        _pour(source, database)


def _pour(source: Connection, target: Database) -> None:
    """Copy every row of every table; keys are looked at once all are there."""
    with target.writing(), target.engine.begin() as con:
        _defer(con)
        for table in Base.metadata.tables.values():
            rows = source.execution_options(yield_per=ROWS).execute(select(table).order_by(table.c.id))
            for some in rows.mappings().partitions(ROWS):
                con.execute(table.insert(), [dict(row) for row in some])
        _enforce(con)


def _defer(con: Connection) -> None:
    if con.dialect.name == "sqlite":
        con.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        return
    for table, name in _foreign_keys(con):
        con.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED')


def _enforce(con: Connection) -> None:
    """Look at the keys now, and let numbers go on where they ended."""
    if con.dialect.name == "sqlite":
        return
    con.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name_of_table, name in _foreign_keys(con):
        con.exec_driver_sql(f'ALTER TABLE "{name_of_table}" ALTER CONSTRAINT "{name}" NOT DEFERRABLE')
    for table in Base.metadata.tables.values():
        last = con.execute(select(func.max(table.c.id))).scalar_one()
        sequence = func.pg_get_serial_sequence(table.name, "id")
        con.execute(select(func.setval(sequence, last or 1, last is not None)))


def _foreign_keys(con: Connection) -> Iterator[tuple[str, str]]:
    for table in Base.metadata.tables.values():
        for key in inspect(con).get_foreign_keys(table.name):
            yield table.name, str(key["name"])


def _counts(con: Connection) -> dict[str, int]:
    tables = Base.metadata.tables.values()
    return {table.name: con.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def _heads(con: Connection) -> dict[str, str]:
    entry = JournalEntry.__table__
    last = select(entry.c.chain, func.max(entry.c.seq).label("seq")).group_by(entry.c.chain).subquery()
    ends = select(entry.c.chain, entry.c.seq, entry.c.hash).join(
        last, (last.c.chain == entry.c.chain) & (last.c.seq == entry.c.seq)
    )
    return {str(row.chain): f"{row.seq} {row.hash}" for row in con.execute(ends)}


def _compare(staged: Database, manifest: Manifest) -> None:
    """Refuse a copy that is not whole, though its bytes are those that were written."""
    with staged.engine.connect() as con:
        broken = con.exec_driver_sql("PRAGMA integrity_check").scalar_one() != "ok"
        if broken or con.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise Conflict(DAMAGED.but(name=DATABASE))
        if _heads(con) != manifest.heads:
            raise Conflict(DIFFERS.but(name="journal_entry"))


def compare(database: Database, manifest: Manifest) -> None:
    """Refuse a restored database whose tables hold another number of rows, or whose chains end elsewhere.

    Errors: Conflict("backup.differs").
    """
    with database.engine.connect() as con:
        counted = _counts(con)
        for name, count in manifest.rows.items():
            if counted.get(name) != count:
                raise Conflict(DIFFERS.but(name=name))
        if _heads(con) != manifest.heads:
            raise Conflict(DIFFERS.but(name="journal_entry"))


def _settle(database: Database) -> None:
    """Leave one plain file behind: no write-ahead log beside it, no lock."""
    database.engine.dispose()
    path = Path(str(database.engine.url.database))
    with closing(sqlite3.connect(path)) as con:
        con.execute("PRAGMA journal_mode=DELETE")
    Path(f"{path}.lock").unlink(missing_ok=True)


def _files(data: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path


def _copy(path: Path, target: Path) -> str:
    data = path.read_bytes()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(target, data)
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())


def _hash(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()

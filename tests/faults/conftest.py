"""A database of its own, on which several can write at once: the tests' usual one is one connection that is undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from followup.clock import FixedClock
from followup.db import Database
from followup.runtime import Runtime
from tests.conftest import NOW, runtime_on


def copied(made: Engine, file: Path) -> None:
    """Copy the migrated database of the tests into a file, which is quicker than to migrate another."""
    source = made.raw_connection()
    with closing(sqlite3.connect(file)) as target:
        source.driver_connection.backup(target)  # type: ignore[union-attr] # SQLite's own connection
    source.close()


@pytest.fixture
def together(engine: Engine, tmp_path: Path) -> Iterator[Runtime]:
    """Yield the long-lived things on a committed database, SQLite's file or a PostgreSQL database."""
    if engine.dialect.name == "sqlite":
        copied(engine, tmp_path / "followup.sqlite3")
        database = Database.at(f"sqlite:///{tmp_path / 'followup.sqlite3'}")
        yield runtime_on(database, tmp_path, FixedClock(NOW))
        database.engine.dispose()
        return
    name = f"together_{tmp_path.name}".replace("-", "_")
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} template template_followup"))
    made = create_engine(engine.url.set(database=name), pool_size=20)
    yield runtime_on(Database(made), tmp_path, FixedClock(NOW))
    made.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name}"))
    admin.dispose()

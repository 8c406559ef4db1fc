"""Runs migrations on the connection it is given: SQLite in batches with foreign keys off, PostgreSQL under a lock."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Connection

from followup.models import Base
from followup.models.types import UtcDateTime

LOCK = 727274


def render_item(kind: str, obj: Any, _: object) -> str | Literal[False]:  # alembic's own signature
    """Return how a custom type is written in a migration, so that none needs our code."""
    if kind == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(obj, JSON):
        return "sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"
    return False


def run(connection: Connection) -> None:
    """Run what is missing."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # on the driver: inside a transaction the pragma does nothing
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr] # sqlite3's
    else:
        connection.exec_driver_sql(f"select pg_advisory_lock({LOCK})")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"a migration broke foreign keys: {broken[:5]}")
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr] # sqlite3's
    else:
        connection.exec_driver_sql(f"select pg_advisory_unlock({LOCK})")
    connection.commit()


run(context.config.attributes["connection"])

"""One row in every table for one organisation, made from the columns alone, with a canary in every text.

A model that is added later is filled too, or the filling fails: then it needs a line in `FIXED`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    UniqueConstraint,
)

from followup.domain.ids import new_id
from followup.models import Base
from followup.models.base import Identified, Public, Reference

MODELS = {mapper.class_.__table__: mapper.class_ for mapper in Base.registry.mappers}
PREFIXES = {table: model.prefix for table, model in MODELS.items() if issubclass(model, Identified)}
DAY, INSTANT = date(2026, 1, 15), datetime(2026, 1, 15, 9, tzinfo=UTC)
FIXED: dict[str, object] = {
    "language": "en",
    "asker_language": "en",
    "locale": "en",
    "country": "SE",
    "currency": "SEK",
    "zone": "Europe/Stockholm",
    "version": 1,
    "generation": 1,
    "app_user.status": "active",
    "cooperation_member.role": "member",
    "summary_cycle.threshold": 3,
    "risk_assessment.procurement_id": None,  # an assessment is of a contract or of a planned procurement
}
LEAST_TEXT = 60  # shorter columns hold codes, not what people write


def is_for_all(model: type) -> bool:
    """Return whether every organisation's staff may read the table."""
    return issubclass(model, Reference | Public)


def fill(connection: Connection, canary: str) -> dict[str, Mapping[str, object]]:
    """Insert one row into every table, belonging together, and return them by table name.

    The canary stands in the tables that not everybody may read.
    """
    made: dict[str, Mapping[str, object]] = {}
    for table in Base.metadata.sorted_tables:
        mark = "shared" if is_for_all(MODELS[table]) else canary
        row = {c.name: value for c in table.columns if (value := _value(table, c, made, mark)) is not None}
        key = connection.execute(table.insert().values(row).returning(table.c.id)).scalar_one()
        made[table.name] = {**row, "id": key}
    return made


def _value(table: Table, column: Column, made: Mapping[str, Mapping[str, object]], canary: str) -> object:  # type: ignore[type-arg]
    if column.name == "id":
        return None
    for name in (f"{table.name}.{column.name}", column.name):
        if name in FIXED:
            return FIXED[name]
    if column.name == "public_id" and table in PREFIXES:
        return new_id(PREFIXES[table])
    for key in column.foreign_keys:  # several where a parent of the same organisation is pointed at: any that is made
        if key.column.table.name in made:
            return made[key.column.table.name][key.column.name]
    return None if column.foreign_keys else _by_type(column, canary)


def _by_type(column: Column, canary: str) -> object:  # type: ignore[type-arg]
    kind = column.type
    if isinstance(kind, Enum):
        return next(iter(kind.python_type)) if column.name != "role" else "reader"
    if isinstance(kind, String):
        if kind.length is not None and kind.length < LEAST_TEXT + 5:
            return secrets.token_hex(6)[: kind.length]
        return f"{canary} {column.name} {secrets.token_hex(4)}@canary.test"
    if isinstance(kind, JSON):
        return dict.fromkeys(("en", "sv", "nb"), canary)
    if isinstance(kind, LargeBinary):
        return secrets.token_bytes(16)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | BigInteger):
        return 1 + secrets.randbelow(10**6) if _is_in_a_unique_key(column) else 1
    if isinstance(kind, Numeric):
        return 1
    impl = getattr(kind, "impl", kind)
    if isinstance(impl, DateTime):
        return INSTANT
    if isinstance(impl, Date):
        return DAY + timedelta(days=secrets.randbelow(10**4)) if _is_in_a_unique_key(column) else DAY
    raise TypeError(f"{column} has a type that the canaries do not know: give it a line in FIXED")


def _is_in_a_unique_key(column: Column) -> bool:  # type: ignore[type-arg]
    assert column.table is not None
    return any(isinstance(c, UniqueConstraint) and column.name in c.columns for c in column.table.constraints)

"""Migrations give exactly what the models say, on both databases, and can be undone."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect
from sqlalchemy.exc import DatabaseError

from followup import migrate
from followup.db import Database
from followup.models import Base
from followup.models.base import Cooperative, Owned, Public, Reference, Restricted, Submitted
from tests.builders import World

pytestmark = pytest.mark.database


def test_migrating_from_nothing_gives_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_constraint_is_really_there(engine: Engine) -> None:
    inspector = inspect(engine)
    live = {(t, c["name"]) for t in inspector.get_table_names() for c in inspector.get_check_constraints(t)}
    want = {
        (t.name, str(c.name))
        for t in Base.metadata.tables.values()
        for c in t.constraints
        if isinstance(c, CheckConstraint)
    }
    assert live == want


def test_every_foreign_key_has_an_index() -> None:
    bare = []
    for table in Base.metadata.tables.values():
        led = {next(iter(i.columns)).name for i in table.indexes}
        led |= {next(iter(c.columns)).name for c in table.constraints if c.__class__.__name__ == "UniqueConstraint"}
        bare += [f"{table.name}.{k.parent.name}" for k in table.foreign_keys if k.parent.name not in led]
    assert sorted(set(bare)) == []


def test_every_table_says_who_may_see_it() -> None:
    kinds = (Owned, Cooperative, Submitted, Reference, Public, Restricted)
    for mapper in Base.registry.mappers:
        assert sum(issubclass(mapper.class_, kind) for kind in kinds) == 1, mapper.class_.__name__


def test_migrations_can_be_undone(tmp_path) -> None:
    database = Database(create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}"))
    migrate.upgrade(database)
    assert migrate.is_current(database)
    migrate.downgrade(database, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]


FIRST = (  # rows as the first migration had them
    "INSERT INTO organisation (id, public_id, version, name, sort_sv, sort_nb, kind, status, country, zone, language)"
    " VALUES (1, 'org_a', 1, 'A', 'a', 'a', 'region', 'joined', 'SE', 'Europe/Stockholm', 'sv')",
    "INSERT INTO supplier (id, public_id, version, name, sort_sv, sort_nb, is_invented)"
    " VALUES (1, 'sup_a', 1, 'S', 's', 's', false)",
    "INSERT INTO contract (id, public_id, version, organisation_id, title, sort, number, case_number, supplier_id,"
    " level, registered_at, changed_at)"
    " VALUES (1, 'con_a', 3, 1, 'T', 't', '', '', 1, 'advanced', '2026-01-01', '2026-01-01')",
)


def test_what_was_kept_before_the_register_was_deepened_is_kept_by_it(tmp_path) -> None:
    database = Database(create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}"))
    migrate.upgrade(database, "0001")
    with database.engine.begin() as connection:
        for statement in FIRST:
            connection.exec_driver_sql(statement)
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT version, title, level, is_framework, notice_days FROM contract").one()
    assert tuple(row) == (3, "T", "advanced", 0, None)


def test_the_journal_can_neither_be_edited_nor_cut(world: World) -> None:
    world.organisation()
    for change in ("UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(DatabaseError, match="append-only"), world.tx() as tx:
            tx.session.connection().exec_driver_sql(change)

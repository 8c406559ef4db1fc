"""A backup taken while the service goes on is whole, comes back into either database, and comes back in quarantine.

Source: trust.md F7, t-F9.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, select, text

from followup import backup, migrate
from followup.cli import backup as command
from followup.cli import journal
from followup.config import Config
from followup.db import Database
from followup.domain.deviations import DeviationStatus
from followup.errors import Conflict
from followup.models import Base
from followup.models.assignments import Assignment
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.users import StaffSession
from followup.runtime import Runtime
from followup.services import restoring
from tests.builders import World
from tests.conftest import KEY, NOW, runtime_on
from tests.deviation_scenes import found

pytestmark = pytest.mark.database
PROOF = b"%PDF-1.7 proof"
PROOF_AT = hashlib.sha256(PROOF).hexdigest()
Rows = Mapping[str, list[tuple[object, ...]]]


@contextmanager
def empty_one(engine: Engine, folder: Path, name: str) -> Iterator[Database]:
    """An empty database of the kind that the run is on."""
    folder.mkdir(exist_ok=True)
    if engine.dialect.name == "sqlite":
        database = Database.at(f"sqlite:///{folder / 'followup.sqlite3'}")
        yield database
        database.engine.dispose()
        return
    url = make_url(engine.url)
    name = f"{url.database}_{name}"
    with closing_admin(engine) as admin:
        admin.execute(text(f"drop database if exists {name} with (force)"))
        admin.execute(text(f"create database {name} template template0"))
    database = Database(create_engine(url.set(database=name)))
    yield database
    database.engine.dispose()
    with closing_admin(engine) as admin:
        admin.execute(text(f"drop database {name} with (force)"))


@contextmanager
def closing_admin(engine: Engine):
    admin = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        yield connection
    admin.dispose()


@pytest.fixture(scope="module")
def lived_in(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Path]]:
    """A service with work of many kinds in it: links, answers, a deviation with a plan and files, mails that wait."""
    folder = tmp_path_factory.mktemp("lived-in")
    with empty_one(engine, folder, "lived_in") as database:
        migrate.upgrade(database)
        world = World(runtime_on(database, folder))
        scene = found(world).reported()
        later = found(world)
        assert world.runtime.files.put(PROOF).sha256 == PROOF_AT
        assert scene.status is DeviationStatus.REPORTED_DONE
        world.runtime.public.put("summaries/regions/2025/r1", {"summary.json": b"{}"})
        later.issue()
        yield world, folder


def rows(database: Database) -> Rows:
    with database.engine.connect() as con:
        return {
            table.name: [tuple(row) for row in con.execute(select(table).order_by(table.c.id))]
            for table in Base.metadata.tables.values()
        }


def test_what_comes_back_is_row_by_row_and_file_by_file_what_was_there(
    lived_in: tuple[World, Path], engine: Engine, tmp_path: Path
) -> None:
    world, data = lived_in
    made = backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    assert backup.check(tmp_path / "copy") == made
    assert made.rows["deviation"] == 2
    with empty_one(engine, tmp_path / "again", "again") as again:
        backup.compare(again, backup.restore(tmp_path / "copy", again, tmp_path / "again"))
        assert rows(again) == rows(world.runtime.database)
        restored = runtime_on(again, tmp_path / "again")
        assert restored.files.get(PROOF_AT) == PROOF
        assert restored.public.read("summaries/regions/2025/r1", "summary.json") == b"{}"
        assert journal.run_verify(restored) == 0
        onwards = World(restored)
        onwards._count = 100
        found(onwards)  # numbers go on where they ended


def test_a_backup_of_either_database_comes_back_as_one_file(lived_in: tuple[World, Path], tmp_path: Path) -> None:
    world, data = lived_in
    backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    (tmp_path / "moved").mkdir()
    moved = Database.at(f"sqlite:///{tmp_path / 'moved' / 'followup.sqlite3'}")
    backup.restore(tmp_path / "copy", moved, tmp_path / "moved")
    assert rows(moved) == rows(world.runtime.database)
    migrate.differences(moved)


def test_a_backup_under_load_is_whole(lived_in: tuple[World, Path], tmp_path: Path) -> None:
    world, data = lived_in
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            world.organisation()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        made = [backup.back_up(world.runtime.database, data, tmp_path / str(n), NOW) for n in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert made[0].rows["organisation"] < made[-1].rows["organisation"]
    for number, manifest in enumerate(made):
        (tmp_path / f"back{number}").mkdir()
        moved = Database.at(f"sqlite:///{tmp_path / f'back{number}' / 'followup.sqlite3'}")
        backup.compare(moved, backup.restore(tmp_path / str(number), moved, tmp_path / f"back{number}"))
        assert manifest.heads


@pytest.mark.parametrize("what", ["a file", "the database", "the manifest", "a missing file"])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    lived_in: tuple[World, Path], tmp_path: Path, what: str
) -> None:
    world, data = lived_in
    copy = tmp_path / "copy"
    manifest = backup.back_up(world.runtime.database, data, copy, NOW)
    name = next(name for name in manifest.hashes if name.startswith("files/"))
    if what == "a missing file":
        (copy / name).unlink()
    elif what == "the manifest":
        (copy / backup.MANIFEST).write_text(json.dumps({"format": "something else"}))
    else:
        path = copy / (name if what == "a file" else backup.DATABASE)
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    (tmp_path / "again").mkdir()
    with pytest.raises(Conflict):
        backup.restore(copy, Database.at(f"sqlite:///{tmp_path / 'again' / 'x.sqlite3'}"), tmp_path / "again")
    assert list((tmp_path / "again").iterdir()) == []


def test_nothing_that_is_there_is_written_over(lived_in: tuple[World, Path], tmp_path: Path) -> None:
    world, data = lived_in
    backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    with pytest.raises(Conflict, match="not_empty"):
        backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    with pytest.raises(Conflict, match="not_empty"):
        backup.restore(tmp_path / "copy", Database.at(f"sqlite:///{tmp_path / 'x.sqlite3'}"), data)
    with pytest.raises(Conflict, match="in_use"):
        backup.restore(tmp_path / "copy", world.runtime.database, tmp_path)


def test_the_key_is_not_in_a_backup(lived_in: tuple[World, Path], tmp_path: Path) -> None:
    world, data = lived_in
    (data / "secret_key").write_text(KEY)
    backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    assert [
        path for path in (tmp_path / "copy").rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ] == []


def run(config: Config, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(command, "configured", lambda: config)
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers(required=True))
    chosen = parser.parse_args(words)
    return int(chosen.run(chosen))


@pytest.mark.parametrize(("way", "status"), [("send", OutboxStatus.PENDING), ("drop", OutboxStatus.FAILED)])
def test_a_restored_service_sends_nothing_and_knows_nobody_until_it_is_released(
    lived_in: tuple[World, Path],
    engine: Engine,
    tmp_path: Path,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    status: OutboxStatus,
    capsys: pytest.CaptureFixture[str],
) -> None:
    world, data = lived_in
    backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    with empty_one(engine, tmp_path / "again", way) as again:
        url = again.engine.url.render_as_string(hide_password=False)
        settings = replace(config, data=tmp_path / "again", database_url=url)
        assert run(settings, monkeypatch, "restore", str(tmp_path / "copy")) == 0
        assert command.is_in_quarantine(settings)
        assert mails(runtime_on(again, tmp_path)) == {OutboxStatus.HELD}
        assert run(settings, monkeypatch, "restore", "--release", way) == 0
        assert not command.is_in_quarantine(settings)
        assert mails(runtime_on(again, tmp_path)) == {status}
        assert run(settings, monkeypatch, "restore", "--release", way) == 1
        with runtime_on(again, tmp_path).transaction(restoring.OPERATOR, read_only=True) as tx:
            assert tx.session.scalars(select(StaffSession).where(StaffSession.ended_at.is_(None))).all() == []
            assert tx.session.scalars(select(Assignment)).all()
    assert "No job runs and no mail leaves yet" in capsys.readouterr().out


def test_what_is_killed_while_it_is_restored_is_in_quarantine_and_what_is_refused_is_not(
    lived_in: tuple[World, Path], tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, data = lived_in
    backup.back_up(world.runtime.database, data, tmp_path / "copy", NOW)
    again = tmp_path / "again"
    again.mkdir()
    settings = replace(config, data=again, database_url=f"sqlite:///{again / 'followup.sqlite3'}")
    with pytest.raises(Conflict, match="no_manifest"):
        run(settings, monkeypatch, "restore", str(tmp_path / "nothing"))
    assert not command.is_in_quarantine(settings)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "compare", killed)
    with pytest.raises(KeyboardInterrupt):
        run(settings, monkeypatch, "restore", str(tmp_path / "copy"))
    assert (again / "followup.sqlite3").exists()
    assert command.is_in_quarantine(settings)


def mails(runtime: Runtime) -> set[OutboxStatus]:
    with runtime.transaction(restoring.OPERATOR, read_only=True) as tx:
        return set(tx.session.scalars(select(OutboxMessage.status)))

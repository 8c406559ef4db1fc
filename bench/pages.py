"""W2: list and show pages beside the smallest Flask page of the same rows, called in turn in the same process."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, render_template_string
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.load import NOW, fill
from followup import migrate
from followup.app import create_app
from followup.clock import FixedClock
from followup.config import Config
from followup.db import Database
from followup.domain.assignments import token_hash
from followup.files import FileStore
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries.paging import _cursor
from followup.runtime import Keys, Runtime
from followup.web.security import STAFF_COOKIE

KEY = "a key of the bench that is long enough to be accepted"
TOKEN = "bench-token"
ROUNDS = 60
FLOOR = """<!doctype html><table>{% for r in rows %}<tr><td><a href="/contracts/{{ r.public_id }}">{{ r.title }}</a>
<td>{{ r.number }}<td>{{ r.name }}<td>{{ r.risk_class }}<td>{{ r.ends_on }}</tr>{% endfor %}</table>"""


def product(folder: Path, contracts: int) -> tuple[Flask, Runtime, int]:
    """Return the application over a filled database, and the first region's key."""
    database = Database.at(f"sqlite:///{folder / 'bench.sqlite3'}")
    migrate.upgrade(database)
    runtime = Runtime(database, FixedClock(NOW), Keys((KEY,)), FileStore(folder), "http://localhost")
    staff = fill(runtime, regions=12, contracts=contracts, follow_ups=6, token_hash=token_hash(TOKEN))
    config = Config(
        data=folder,
        database_url="",
        base_url="http://localhost",
        secret_keys=(KEY,),
        trusted_hosts=("localhost",),
        secure_cookies=False,
    )
    return create_app(config, runtime), runtime, staff.organisation_id or 0


def floor(runtime: Runtime, organisation: int) -> Flask:
    """Return the smallest application that shows the same rows: no sign-in, no tenancy, no form."""
    app = Flask("floor")
    app.jinja_env.cache = {}
    columns = (
        Contract.public_id,
        Contract.title,
        Contract.number,
        Contract.risk_class,
        Contract.ends_on,
        Supplier.name,
    )
    statement = (
        select(*(c.property.columns[0] for c in columns))
        .join_from(Contract.__table__, Supplier.__table__, Contract.supplier_id == Supplier.id)
        .where(Contract.organisation_id == organisation)
        .order_by(Contract.sort, Contract.id)
        .limit(50)
    )

    @app.get("/contracts")
    def index() -> str:
        with Session(runtime.database.engine) as session:
            session.connection(execution_options={"followup_read_only": True})
            return render_template_string(FLOOR, rows=session.execute(statement).all())

    return app


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def run() -> None:
    """Print p50 of each page, of the floor called in turn, and the median of the paired ratios."""
    for contracts in (2_000, 20_000):
        with tempfile.TemporaryDirectory() as name:
            app, runtime, organisation = product(Path(name), contracts)
            _measure(app, floor(runtime, organisation), runtime, organisation, contracts)
            runtime.database.engine.dispose()


def _measure(app: Flask, bare: Flask, runtime: Runtime, organisation: int, contracts: int) -> None:
    client, base = app.test_client(), bare.test_client()
    with app.test_request_context():
        response = app.response_class()
        STAFF_COOKIE.write(response, TOKEN, NOW)
        client.set_cookie(STAFF_COOKIE.name, response.headers["Set-Cookie"].split(";")[0].partition("=")[2])
    for label, path in _paths(runtime, organisation).items():
        assert client.get(path).status_code == 200, path
        base.get("/contracts")
        pairs = [(timed(lambda p=path: client.get(p)), timed(lambda: base.get("/contracts"))) for _ in range(ROUNDS)]
        ours, theirs = statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{contracts:>7} contracts  {label:22} p50 {ours:7.2f} ms   floor {theirs:6.2f} ms   ratio {ratio:5.2f}")


def _paths(runtime: Runtime, organisation: int) -> dict[str, str]:
    with Session(runtime.database.engine) as session:
        rows = session.execute(
            select(Contract.__table__.c.id, Contract.__table__.c.sort, Contract.__table__.c.public_id)
            .where(Contract.__table__.c.organisation_id == organisation)
            .order_by(Contract.__table__.c.sort, Contract.__table__.c.id)
        ).all()
    deep = rows[-51]
    return {
        "list, first page": "/contracts",
        "list, last page": f"/contracts?after={_cursor([deep.sort, deep.id])}",
        "list, filtered": "/contracts?risk_class=b",
        "one contract": f"/contracts/{rows[0].public_id}",
        "my work": "/work",
        "follow-ups": "/follow-ups",
    }

"""W3: a supplier saves one answer after another and sends them in, beside the same work in raw SQL on the same database.

The two are compared by the processor's time, which other work on the machine changes little: both wait for the same disk.
Also how it grows with the answers that are stored, and deadline day by the clock: eight suppliers at once in one process.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from bench.load import NOW, SET, SETUP, fill
from followup import migrate
from followup.app import create_app
from followup.clock import FixedClock
from followup.config import Config
from followup.db import Database
from followup.domain.assignments import AssignmentKind, token_hash
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, QuestionSection
from followup.domain.ids import new_id
from followup.domain.plain_data import as_plain
from followup.domain.questionnaires import InvitationStatus
from followup.domain.sourced import Number, Provenance, Text, Unit
from followup.files import FileStore
from followup.models.assignments import AssigneeSession, Assignment
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Answer, Invitation
from followup.runtime import Keys, Runtime
from followup.web.security import LINK_COOKIE, csrf_token

KEY = "a key of the bench that is long enough to be accepted"
SECTIONS, EACH = 4, 5
SUPPLIERS = {"S": 60, "M": 2_000}  # with twenty answers each, all but the first forty already stored
MEASURED, TOGETHER = 20, 8
TABLES = (
    "create table raw_answer (invitation_id integer, question text, value text, saved_at text, primary key (invitation_id, question))",
    "create table raw_log (seq integer primary key, event text, facts text, previous text, hash text)",
    "create table raw_mail (id integer primary key, kind text, payload text)",
    "create table raw_sent (id integer primary key, invitation_id integer, answers text)",
)
SAVE = (
    "select id from assignee_session where token_hash = 'x'",
    "select id, status from invitation where id = 1",
    "insert into raw_answer values (1, '{n}', 'yes', '2026') on conflict do update set value = excluded.value",
    "update invitation set saved_at = saved_at where id = 1",
    "insert into raw_log (event, facts, previous, hash) select 'saved', '{{}}', coalesce(max(seq), 0), '0' from raw_log",
)
SEND = (
    *SAVE[:2],
    "select question, value from raw_answer where invitation_id = 1",
    "insert into raw_sent (invitation_id, answers) values (1, '{n}')",
    "update invitation set submitted_at = submitted_at where id = 1",
    "insert into raw_mail (kind, payload) values ('receipt', '{n}')",
    "insert into raw_mail (kind, payload) values ('arrived', '{n}')",
    SAVE[4],
)


def form() -> Questionnaire:
    """Return twenty questions on four pages."""
    text = Text(en="Do you do this?", sv="Gör ni detta?", nb="Gjør dere dette?")
    sections = tuple(QuestionSection(id=f"s{n}", title=text) for n in range(SECTIONS))
    questions = tuple(
        Question(
            key=f"q{n}",
            section=f"s{n // EACH}",
            kind=QuestionKind.YES_PARTLY_NO,
            text=text,
            source="invented",
            lead=True,
        )
        for n in range(SECTIONS * EACH)
    )
    minutes = Number(key="minutes", unit=Unit.MINUTES, provenance=Provenance.DEFAULT, source="invented", value=20)
    return Questionnaire(
        key="bench",
        title=text,
        introduction=text,
        minutes=minutes,
        weights_source="",
        sections=sections,
        questions=questions,
    )


class Desk:
    """One supplier with a link's session: a client, and the proof that its forms are ours."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client: FlaskClient = app.test_client()
        with app.test_request_context():
            response = app.response_class()
            LINK_COOKIE.write(response, token, NOW)
            self.client.set_cookie(LINK_COOKIE.name, response.headers["Set-Cookie"].split(";")[0].partition("=")[2])
            g.session_token = token
            self.csrf = csrf_token()

    def save(self, question: int, value: str = "yes") -> None:
        self._post(f"/s/form/sections/s{question // EACH}", {f"q{question}.value": value})

    def send(self) -> None:
        self._post("/s/form/check", {"name": "Boris", "role": "Quality", "confirmed": "yes"})

    def _post(self, path: str, fields: dict[str, str]) -> None:
        status = self.client.post(path, data={"csrf_token": self.csrf, **fields}).status_code
        assert status == 303, (path, status)


def product(folder: Path, count: int) -> tuple[Flask, Runtime, list[str]]:
    """Return the application with so many suppliers that are asked, and the tokens of the first sessions."""
    database = Database.at(f"sqlite:///{folder / 'bench.sqlite3'}")
    migrate.upgrade(database)
    runtime = Runtime(database, FixedClock(NOW), Keys((KEY,)), FileStore(folder), "http://localhost")
    fill(runtime, regions=1, contracts=count, follow_ups=1, token_hash="bench")
    tokens = [f"token-{n}" for n in range(2 * MEASURED)]
    with runtime.transaction(SETUP) as tx:
        rows = tx.session.execute(
            select(
                FollowUp.id,
                FollowUp.contract_id,
                Contract.organisation_id,
                Contract.supplier_id,
                Contract.code_version_id,
            )
            .join(Contract, Contract.id == FollowUp.contract_id)
            .order_by(FollowUp.id)
        ).all()
        links = [_link(n, row) for n, row in enumerate(rows)]
        ids = list(
            tx.session.scalars(
                insert(Assignment).returning(Assignment.id, sort_by_parameter_order=True), links, execution_options=SET
            )
        )
        asked = [_invitation(row, link) for row, link in zip(rows, ids, strict=True)]
        made = list(
            tx.session.scalars(
                insert(Invitation).returning(Invitation.id, sort_by_parameter_order=True), asked, execution_options=SET
            )
        )
        sessions = [
            {
                "token_hash": token_hash(t),
                "assignment_id": a,
                "generation": 1,
                "begun_at": NOW,
                "expires_at": NOW + timedelta(days=1),
            }
            for t, a in zip(tokens, ids, strict=False)
        ]
        tx.session.execute(insert(AssigneeSession), sessions, execution_options=SET)
        stored = [
            {
                "organisation_id": row.organisation_id,
                "assignment_id": a,
                "invitation_id": i,
                "question_key": f"q{n}",
                "value": "yes",
                "saved_at": NOW,
            }
            for row, a, i in list(zip(rows, ids, made, strict=True))[len(tokens) :]
            for n in range(SECTIONS * EACH)
        ]
        if stored:
            tx.session.execute(insert(Answer), stored, execution_options=SET)
    with database.engine.begin() as connection:
        for table in (*TABLES, "analyze"):
            connection.exec_driver_sql(table)
    config = Config(
        data=folder, database_url="", base_url="http://localhost", secret_keys=(KEY,), trusted_hosts=("localhost",), secure_cookies=False
    )  # fmt: skip
    return create_app(config, runtime), runtime, tokens


def _link(n: int, row) -> dict[str, object]:
    return {
        "public_id": new_id("asg"), "version": 1, "organisation_id": row.organisation_id, "kind": AssignmentKind.SELF_ASSESSMENT,
        "contract_id": row.contract_id, "supplier_id": row.supplier_id, "supplier_contact_id": None, "recipient_name": "Anna",
        "recipient_email": "a@x.test", "language": "en", "buyer_name": "Region 0", "supplier_name": "Supplier", "contract_title": "Gloves",
        "contract_number": "", "asker_name": "Manager", "asker_email": "m@x.test", "asker_language": "en", "generation": 1,
        "nonce": bytes(16), "token_hash": f"{n:064x}", "issued_at": NOW, "due_on": NOW.date(), "expires_on": NOW.date() + timedelta(days=30),
    }  # fmt: skip


def _invitation(row, assignment: int) -> dict[str, object]:
    return {
        "public_id": new_id("inv"), "version": 1, "organisation_id": row.organisation_id, "assignment_id": assignment,
        "follow_up_id": row.id, "contract_id": row.contract_id, "supplier_id": row.supplier_id, "code_version_id": row.code_version_id,
        "form_key": "bench", "questions": as_plain(form()), "status": InvitationStatus.INVITED, "sent_on": NOW.date(),
        "due_on": NOW.date(), "reminded": [],
    }  # fmt: skip


def run() -> None:
    """Print each time, the floor beside it and their ratio; then growth, and deadline day."""
    each: dict[str, float] = {}
    for scale, count in SUPPLIERS.items():
        with tempfile.TemporaryDirectory() as name:
            app, runtime, tokens = product(Path(name), count)
            each[scale] = _measure(scale, app, runtime.database.engine, tokens[:MEASURED])
            _deadline_day(scale, app, tokens[MEASURED:])
            runtime.database.engine.dispose()
    print(f"save one answer, M to S  ratio {each['M'] / each['S']:5.2f}   (independent of the answers stored)")


def _measure(scale: str, app: Flask, engine: Engine, tokens: list[str]) -> float:
    desks = [Desk(app, token) for token in tokens]
    desks[0].save(0)  # once, so that templates and statements are compiled
    saves = [
        (
            _timed(lambda d=desk, n=n: d.save(n, "no" if d is desks[0] and n == 0 else "yes")),
            _timed(lambda n=n: _raw(engine, SAVE, n)),
        )
        for desk in desks
        for n in range(SECTIONS * EACH)
    ]
    ours = _say(scale, "save one answer", saves, "target 4 ms")
    sends = [(_timed(desk.send), _timed(lambda: _raw(engine, SEND, 0))) for desk in desks[1:]]
    _say(scale, "send in twenty", sends, "target 10 ms")
    statements, commits = _counted(engine, desks[0].send)
    print(f"{scale}  {'send in: statements, commits':32} {statements}, {commits}   target 12 of its own, 1")
    return ours


def _raw(engine: Engine, statements: tuple[str, ...], n: int) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.format(n=f"q{n}"))


def _counted(engine: Engine, call: Callable[[], None]) -> tuple[int, int]:
    """Return how many statements a request costs in all, sign-in included, and how many commits."""
    said: list[str] = []

    def listen(connection, cursor, statement, *rest) -> None:
        said.append(statement.split(None, 1)[0].upper())

    def committed(connection) -> None:
        said.append("-commit")

    event.listen(engine, "before_cursor_execute", listen)
    event.listen(engine, "commit", committed)
    call()
    event.remove(engine, "before_cursor_execute", listen)
    event.remove(engine, "commit", committed)
    return sum(word in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH") for word in said), said.count("-commit")


def _deadline_day(scale: str, app: Flask, tokens: list[str]) -> None:
    """Let eight suppliers save and send at the same time; print how many a second, and the slowest of a hundred."""
    times: list[float] = []
    queue = [Desk(app, token) for token in tokens]
    begun = time.perf_counter()

    def work() -> None:
        while queue:
            desk = queue.pop()
            times.extend(_timed(lambda d=desk, n=n: d.save(n), time.perf_counter) for n in range(SECTIONS * EACH))
            times.append(_timed(desk.send, time.perf_counter))

    threads = [threading.Thread(target=work) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate, slowest = len(times) / (time.perf_counter() - begun), sorted(times)[len(times) * 99 // 100]
    print(f"{scale}  {f'deadline day, {TOGETHER} at once':32} {rate:6.0f} /s   p99 {slowest:7.1f} ms   target 400 /s")


def _timed(call: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    begun = clock()
    call()
    return (clock() - begun) * 1000


def _say(scale: str, what: str, pairs: list[tuple[float, float]], target: str) -> float:
    ours, floor = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{scale}  {what:32} p50 {ours:7.2f} ms   floor {floor:6.2f} ms   ratio {ratio:6.1f}   {target}")
    return ours

"""Suppliers answer and send in while the server is killed: what was acknowledged is there, and nothing is half.

`python -m tests.faults.kills [COUNT]` kills so many times; the suite does it a few times.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine, func, select, update

from followup import migrate
from followup.domain.answers import Given
from followup.domain.plain_data import as_plain
from followup.domain.questionnaires import InvitationStatus
from followup.models.journal import JournalEntry
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation, Submission
from followup.queries import questionnaires as queries
from tests.answer_workbooks import FORM
from tests.builders import World
from tests.faults.conftest import copied
from tests.faults.serving import HOST, runtime_at
from tests.self_assessments import EMAIL, Asked, asked

SECTION = "s1"
Process = subprocess.Popen[str]
KEYS = [question.key for question in FORM.in_section(SECTION)]
SUPPLIERS, SAVES = 2, 3
MOST = SUPPLIERS * (SAVES + 1) - 1  # acknowledgements before the kill: some come before the first, some near the last
JUST_AFTER = 0.01  # seconds, so that the kill meets the next save in every one of its moments
_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Supplier:
    """One who answers: what was sent last, what the server said it has, and whether it gave a receipt."""

    scene: Asked
    acknowledged: threading.Semaphore
    tried: int = 0
    saved: int = 0
    is_trying: bool = False
    is_received: bool = False

    def answer(self, port: int) -> None:
        """Open the link, save a page some times, send in; ends when the server is gone."""
        browser = _Browser(port)
        with suppress(OSError, http.client.HTTPException), closing(browser.connection):
            browser.post(f"/s/{self.scene.token}", {"address": EMAIL})
            for _ in range(SAVES):
                self._save(browser)
            self._send(browser)

    def _save(self, browser: _Browser) -> None:
        page = browser.get(f"/s/form/sections/{SECTION}")
        self.tried += 1
        fields = {f"{key}.comment": f"round {self.tried}" for key in KEYS}
        version = _VERSION.search(page)
        assert version is not None
        if browser.post(f"/s/form/sections/{SECTION}", {**fields, "version": version[1]}, page) == 303:
            self.saved = self.tried
            self.acknowledged.release()

    def _send(self, browser: _Browser) -> None:
        page = browser.get("/s/form/check")
        self.is_trying = True
        signature = {"name": "Boris Invented", "role": "Head of quality", "confirmed": "yes"}
        self.is_received = browser.post("/s/form/check", signature, page) == 303
        self.acknowledged.release()

    def faults(self) -> list[str]:
        """Return what does not hold for this supplier in the database."""
        with self.scene.world.reading(self.scene.holder) as tx:
            row = tx.session.scalars(select(Invitation)).one()
            answers = queries.draft(tx.session, row.id).answers
            sent = list(tx.session.scalars(select(Submission)))
        comments = {answers.get(key, Given()).comment for key in KEYS}
        told = self._told(row.public_id)
        kept = [f"round {n}" if n else "" for n in sorted({self.saved, self.tried})]
        wrong = {
            "half a page": len(comments) > 1,
            "an acknowledged answer is lost": not comments <= set(kept),
            "an acknowledged receipt is lost": self.is_received and not sent,
            "sent by nobody": bool(sent) and not self.is_trying,
            "half a receipt": told != (len(sent),) * len(told) or len(sent) > 1,
            "state and receipt differ": (row.status is InvitationStatus.SUBMITTED) != bool(sent),
        }
        return [fault for fault, is_so in wrong.items() if is_so]

    def _told(self, public_id: str) -> tuple[int, ...]:
        """Return how often the sending in stands in the journal, and in the mail to either side."""
        with self.scene.world.reading() as tx:
            entries = select(func.count()).where(
                JournalEntry.event == "invitation.submit", JournalEntry.subject_id == public_id
            )
            mails = (
                select(func.count()).where(OutboxMessage.dedupe_key.startswith(f"{kind}:{public_id}:"))
                for kind in ("receipt", "arrived")
            )
            return tuple(tx.session.scalar(statement) or 0 for statement in (entries, *mails))


class _Browser:
    """One keep-alive connection with its cookies, and no more of a browser than a form needs."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=20)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        return self._send("GET", path, None)[1]

    def post(self, path: str, fields: dict[str, str], page: str = "") -> int:
        token = _TOKEN.search(page)
        return self._send("POST", path, urlencode({**fields, **({"csrf_token": token[1]} if token else {})}))[0]

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read().decode()


@contextmanager
def standing(folder: Path, made: Engine | None = None) -> Iterator[tuple[World, Process]]:
    """Yield the builders on a database in the folder, and the process that forks servers on it."""
    runtime = runtime_at(folder)
    migrate.upgrade(runtime.database) if made is None else copied(made, folder / "followup.sqlite3")
    command = [sys.executable, "-m", "tests.faults.serving", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield World(runtime), process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)
            runtime.database.engine.dispose()


def life(world: World, process: Process, count: int, seconds: float = 0, fault: str = "") -> list[Supplier]:
    """Kill a server so long after it has acknowledged so many saves; return the suppliers with what they were told."""
    assert process.stdin is not None
    assert process.stdout is not None
    acknowledged = threading.Semaphore(0)
    suppliers = [Supplier(of_five_questions(world), acknowledged) for _ in range(SUPPLIERS)]
    print(fault, file=process.stdin, flush=True)
    server, port = map(int, process.stdout.readline().split())
    threads = [threading.Thread(target=supplier.answer, args=(port,)) for supplier in suppliers]
    for thread in threads:
        thread.start()
    for _ in range(count):
        assert acknowledged.acquire(timeout=30), "the server does not answer"
    threading.Event().wait(seconds)
    os.kill(server, signal.SIGKILL)
    for thread in threads:
        thread.join()
    return suppliers


def of_five_questions(world: World) -> Asked:
    """A supplier who is asked five questions on one page."""
    scene = asked(world)
    with world.tx() as tx:
        wanted = update(Invitation).where(Invitation.public_id == scene.invitation_id)
        tx.session.execute(wanted.values(questions=as_plain(FORM)), execution_options={"followup_set": True})
    return scene


def is_sound(world: World) -> bool:
    """Return whether the database file holds together."""
    with world.runtime.database.engine.connect() as connection:
        return connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"


def main(count: int) -> None:
    """Kill so many times and print what was found."""
    chance, found, tried, received = random.Random(1), 0, 0, 0
    with tempfile.TemporaryDirectory() as name, standing(Path(name)) as (world, process):
        for number in range(count):
            suppliers = life(world, process, chance.randint(0, MOST), chance.uniform(0, JUST_AFTER))
            faults = [fault for supplier in suppliers for fault in supplier.faults()]
            found += len(faults)
            tried += sum(s.saved for s in suppliers)
            received += sum(s.is_received for s in suppliers)
            print(f"kill {number + 1}: {faults or 'nothing lost'}")
        print(f"{tried} saves and {received} receipts acknowledged, {found} faults, sound: {is_sound(world)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)

"""Two and four schedulers at once on one real database: each period comes exactly once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select, text

from followup.clock import FixedClock
from followup.db import Database
from followup.domain.risk import RiskClass
from followup.jobs import schedule_follow_ups
from followup.jobs.work import Work
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.runtime import Runtime
from tests.builders import World
from tests.conftest import NOW, runtime_on
from tests.jobs.mailers import NoMailer

pytestmark = pytest.mark.database


@pytest.fixture
def together(engine: Engine, tmp_path: Path) -> Iterator[Runtime]:
    """A committed database of its own, where several can write at once; SQLite has one place for a writer."""
    if engine.dialect.name == "sqlite":
        pytest.skip("schedulers meet on PostgreSQL only")
    name = f"together_{tmp_path.name}".replace("-", "_")
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} template template_followup"))
    made = create_engine(engine.url.set(database=name))
    yield runtime_on(Database(made), tmp_path, FixedClock(NOW))
    made.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name}"))
    admin.dispose()


@pytest.mark.parametrize("count", [2, 4])
def test_schedulers_that_run_together_give_each_period_exactly_once(together: Runtime, count: int) -> None:
    world = World(together)
    for _ in range(2):
        staff = world.staff(world.organisation())
        for risk in RiskClass:
            world.contract(staff, risk=risk, starts_on=date(2026, 2, 27), ends_on=None)
    start, works = threading.Barrier(count), [Work(together, NoMailer()) for _ in range(count)]

    def run(work: Work) -> None:
        start.wait()
        schedule_follow_ups.run(work)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [work.first_error for work in works] == [None] * count
    with world.reading() as tx:
        each = select(FollowUp.contract_id, FollowUp.kind, FollowUp.subject).order_by(FollowUp.id)
        slots = [tuple(row) for row in tx.session.execute(each)]
        said = select(func.count()).where(JournalEntry.event == "follow_up.planned")
        assert tx.session.scalar(said) == len(slots)
    assert len(slots) == len(set(slots)) == sum(work.counts["new"] for work in works) == 2 * (7 + 6 + 3 + 1)
    again = Work(together, NoMailer())
    schedule_follow_ups.run(again)
    assert again.counts["new"] == again.counts["moved"] == again.counts["failed"] == 0

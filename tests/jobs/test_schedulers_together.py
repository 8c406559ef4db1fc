"""Two and four schedulers at once on one real database, year after year: each period comes exactly once.

FOLLOWUP_STORM=500 tries it with so many contracts of each class and organisation (`trust.md` t-C4); the suite with one.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select, text

from followup.clock import FixedClock
from followup.db import Database
from followup.domain.actors import Staff
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.jobs import schedule_follow_ups
from followup.jobs.work import Work
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.runtime import Runtime, is_intact
from followup.services import follow_ups
from tests.builders import World
from tests.conftest import NOW, runtime_on
from tests.jobs.mailers import NoMailer

pytestmark = pytest.mark.database


CONTRACTS = int(os.environ.get("FOLLOWUP_STORM", "1"))
YEARS = (2026, 2027, 2028, 2029)


@pytest.fixture
def together(engine: Engine, tmp_path: Path) -> Iterator[tuple[Runtime, ...]]:
    """Four runtimes, as of four processes, on a committed database of their own."""
    if engine.dialect.name == "sqlite":
        address = f"sqlite:///{tmp_path / 'together.sqlite3'}"
        with engine.connect() as connection, create_engine(address).connect() as file:
            connection.connection.driver_connection.backup(file.connection.driver_connection)
        databases = [Database.at(address) for _ in range(4)]
        yield tuple(runtime_on(one, tmp_path, FixedClock(NOW)) for one in databases)
        for one in databases:
            one.engine.dispose()
        return
    name = f"together_{tmp_path.name}".replace("-", "_")
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} template template_followup"))
    engines = [create_engine(engine.url.set(database=name)) for _ in range(4)]
    yield tuple(runtime_on(Database(one), tmp_path, FixedClock(NOW)) for one in engines)
    for one in engines:
        one.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name}"))
    admin.dispose()


def at_once(runtimes: Sequence[Runtime]) -> list[Work]:
    """Run the job in as many schedulers at the same moment."""
    start, works = threading.Barrier(len(runtimes)), [Work(runtime, NoMailer()) for runtime in runtimes]

    def run(work: Work) -> None:
        start.wait()
        schedule_follow_ups.run(work)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [work.first_error for work in works] == [None] * len(works)
    return works


def settle(world: World, staff: Staff, until: date) -> None:
    """Skip what is due: the next one is counted from its day."""
    with world.tx(staff) as tx:
        due = select(FollowUp.public_id).where(FollowUp.due_on <= until, FollowUp.status == FollowUpStatus.PLANNED)
        for public_id in tx.session.scalars(due).all():
            follow_ups.skip(tx, public_id, "The year is over.")


@pytest.mark.parametrize("count", [2, 4])
def test_schedulers_that_run_together_give_each_period_exactly_once(together: tuple[Runtime, ...], count: int) -> None:
    world, runtimes = World(together[0]), together[:count]
    managers = [world.staff(world.organisation()) for _ in range(2)]
    for staff in managers:
        for risk in RiskClass:
            for _ in range(CONTRACTS):
                world.contract(staff, risk=risk, starts_on=date(2026, 2, 27), ends_on=None)
    new = 0
    for year in YEARS:
        for runtime in runtimes:
            runtime.clock.set(datetime(year, 3, 2, 9, tzinfo=UTC))  # type: ignore[attr-defined] # a FixedClock
        for staff in managers:
            settle(world, staff, date(year, 3, 1))
        new += sum(work.counts["new"] for work in at_once(runtimes))
    with world.reading() as tx:
        rows = tx.session.execute(select(FollowUp.contract_id, FollowUp.kind, FollowUp.subject, FollowUp.due_on)).all()
        said = select(func.count()).where(JournalEntry.event == "follow_up.planned")
        assert tx.session.scalar(said) == len(rows) == new
        for staff in managers:
            chain = select(JournalEntry).where(JournalEntry.chain == staff.organisation_id).order_by(JournalEntry.seq)
            assert is_intact(tx.session.scalars(chain).all()) is None
    assert max(Counter(tuple(row) for row in rows).values()) == 1
    yearly = Counter(row.due_on.year for row in rows if row.kind is FollowUpKind.PORTFOLIO_REVIEW)
    assert yearly == dict.fromkeys((2027, 2028, 2029, 2030), 2 * 4 * CONTRACTS)
    assert sum(work.counts.total() for work in at_once(runtimes)) == 0

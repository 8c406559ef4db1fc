"""W1: the nightly planner beside the same work in raw SQL, on the same database in the same run.

SQLite works inside the process, so the processor's time is what is compared: other work on the machine changes nothing.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bench.load import NOW, fill
from followup import migrate
from followup.clock import FixedClock
from followup.db import Database
from followup.domain.follow_up_rules import DEFAULT_POLICY, Trigger
from followup.files import FileStore
from followup.jobs import schedule_follow_ups
from followup.jobs.work import Work
from followup.mail.deliver import Delivery, Mailer
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.runtime import Keys, Runtime

KEY = "a key of the bench that is long enough to be accepted"
SCALES = {"S": (1, 2_000), "M": (21, 40_000)}
CHANGED = 50
REPEATS = 5

TABLE = """create table raw_follow_up (id integer primary key, contract_id integer, kind text, subject text,
ordinal integer, due_on date, status text, why text, unique (contract_id, kind, subject, ordinal))"""
# What each open contract's class asks for, one open at a time: the least that any planner does.
ASKED = """insert into asked (kind, risk_class, months) values (?, ?, ?)"""
RAW = """
insert into raw_follow_up (contract_id, kind, subject, ordinal, due_on, status, why)
select c.id, a.kind, '', 1 + (select count(*) from raw_follow_up d where d.contract_id = c.id and d.kind = a.kind),
       date(c.starts_on, '+' || a.months || ' months'), 'planned', '{}'
from contract c join asked a on a.risk_class = c.risk_class
where c.voided_at is null and c.ends_on >= '2026-03-02' and c.starts_on is not null
  and not exists (select 1 from raw_follow_up f where f.contract_id = c.id and f.kind = a.kind and f.status = 'planned')
"""
SCAN = "select count(*) from contract where voided_at is null and risk_class is not null and starts_on is not null"


class Nobody(Mailer):
    """Sends nothing: the planner writes no mail."""

    def batch(self) -> Delivery:
        """Refuse."""
        raise AssertionError("the planner sends no mail")


def run() -> None:
    """Print each time, the floor beside it and their ratio, and the ratio of the two scales for each contract."""
    each: dict[str, float] = {}
    for scale, (regions, contracts) in SCALES.items():
        with tempfile.TemporaryDirectory() as name:
            database = Database.at(f"sqlite:///{Path(name) / 'bench.sqlite3'}")
            migrate.upgrade(database)
            clock = FixedClock(NOW)
            runtime = Runtime(database, clock, Keys((KEY,)), FileStore(Path(name)), "http://localhost")
            fill(runtime, regions=regions, contracts=contracts, follow_ups=0, token_hash="bench")
            with database.engine.begin() as connection:
                connection.exec_driver_sql("analyze")
            each[scale] = _measure(scale, runtime, clock, contracts)
            database.engine.dispose()
    print(f"full plan, each contract, M to S  ratio {each['M'] / each['S']:5.2f}")


def _measure(scale: str, runtime: Runtime, clock: FixedClock, contracts: int) -> float:
    engine = runtime.database.engine
    _prepare(engine)
    floor, new = _raw(engine)
    full, made = _ours(runtime, clock)
    _say(scale, f"full plan, {made} new (raw {new})", full, floor)
    _say(scale, "  each new follow-up", full / max(made, 1), floor / max(new, 1))
    again = [(_ours(runtime, clock)[0], _raw(engine)[0], _scan(engine)) for _ in range(REPEATS)]
    ours, theirs, scan = (statistics.median(times) for times in zip(*again, strict=True))
    _say(scale, "again, nothing to do", ours, theirs)
    _say(scale, "  beside one scan of the contracts", ours, scan)
    for where, spread in (("one organisation", False), ("all organisations", True)):
        _change(runtime, clock, spread=spread)
        changed, made = _ours(runtime, clock)
        print(f"{scale}  {f'after {CHANGED} changes in {where}, {made} new':52} ours {changed:9.2f} ms")
    return full / contracts


def _prepare(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(TABLE)
        connection.exec_driver_sql("create table asked (kind text, risk_class text, months integer)")
        rows = [row for row in DEFAULT_POLICY["SE"].values() if row.trigger is Trigger.SCHEDULED]
        connection.exec_driver_sql(ASKED, [(row.kind.value, row.group.value, row.first_months) for row in rows])


def _raw(engine: Engine) -> tuple[float, int]:
    begun = time.process_time()
    with engine.begin() as connection:
        new = connection.exec_driver_sql(RAW).rowcount
    return (time.process_time() - begun) * 1000, new


def _scan(engine: Engine) -> float:
    return _timed(lambda: _read(engine))


def _read(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(SCAN).scalar()


def _ours(runtime: Runtime, clock: FixedClock) -> tuple[float, int]:
    clock.set(clock.now() + timedelta(hours=1))
    work = Work(runtime, Nobody())
    taken = _timed(lambda: schedule_follow_ups.run(work))
    return taken, work.counts["new"]


def _change(runtime: Runtime, clock: FixedClock, *, spread: bool) -> None:
    """Let fifty contracts have had everything done, as after a day's work."""
    with runtime.database.engine.begin() as connection:
        some = select(Contract.id)
        some = some if spread else some.where(Contract.organisation_id == 1)
        ids = list(connection.scalars(some.order_by(Contract.id).limit(CHANGED)))
        settled = {"status": "completed", "done_on": NOW.date(), "settled_at": clock.now()}
        connection.execute(update(FollowUp).where(FollowUp.contract_id.in_(ids)).values(**settled))
        connection.execute(update(Contract).where(Contract.id.in_(ids)).values(planned_at=None))


def _timed(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return (time.process_time() - begun) * 1000


def _say(scale: str, what: str, ours: float, floor: float) -> None:
    print(f"{scale}  {what:40} ours {ours:9.2f} ms   floor {floor:9.2f} ms   ratio {ours / floor:6.2f}")

"""The heartbeat: the only file that imports apscheduler. It beats in UTC; what is due is decided from civil dates."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from followup.jobs import runner
from followup.mail.deliver import Mailer
from followup.runtime import Runtime

SECONDS = 5
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a beat left out while one is at work is as it should be


@contextmanager
def beating(runtime: Runtime, mailer: Mailer, *, seconds: int = SECONDS) -> Iterator[None]:
    """Run what is due at once and then again and again, in a thread, until the block is left."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(
        runner.run_due,
        IntervalTrigger(seconds=seconds, timezone="UTC"),
        args=(runtime, mailer),
        next_run_time=runtime.clock.now(),
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)

"""The whole timetable on one screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followup.errors import N_
from followup.jobs import (
    coordinate,
    deliver_copies,
    deliver_mail,
    digest,
    expire_results,
    maintain,
    propose_sanctions,
    publish_files,
    refresh_lights,
    resume_deviations,
    scan_files,
    schedule_follow_ups,
    send_reminders,
    tell_of_lights,
    warn,
)
from followup.jobs.work import Work

ZONE = ZoneInfo("Europe/Stockholm")  # the same clock time as Oslo's


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Once a civil day, from this time on: decided from the date, so no summer-time night skips or doubles it."""

    at: time

    def latest(self, now: datetime) -> str:
        """Return the newest slot that is due."""
        local = now.astimezone(ZONE)
        day = local.date() if local.time() >= self.at else local.date() - timedelta(days=1)
        return day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Again and again, in slots of so many minutes."""

    minutes: int

    def latest(self, now: datetime) -> str:
        """Return the newest slot that is due."""
        since = int(now.timestamp() // 60) // self.minutes * self.minutes
        return datetime.fromtimestamp(since * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A named piece of scheduled work."""

    name: str
    label: str
    when: Daily | Every
    run: Callable[[Work], None]
    lease: timedelta = timedelta(minutes=30)


JOBS: tuple[Job, ...] = (
    Job(
        name="publish_files",
        label=N_("Write the files of published summaries"),
        when=Every(minutes=1),
        run=publish_files.run,
    ),
    Job(
        name="schedule_follow_ups",
        label=N_("Plan follow-ups"),
        when=Daily(at=time(4, 15)),
        run=schedule_follow_ups.run,
    ),
    Job(name="coordinate", label=N_("Compare plans"), when=Daily(at=time(4, 45)), run=coordinate.run),
    Job(name="send_reminders", label=N_("Send reminders"), when=Daily(at=time(7, 0)), run=send_reminders.run),
    Job(name="digest", label=N_("Send daily digests"), when=Daily(at=time(7, 5)), run=digest.run),
    Job(name="warn", label=N_("Warn of what ends"), when=Daily(at=time(6, 0)), run=warn.run),
    Job(
        name="resume_deviations",
        label=N_("Take up what was let be for a time"),
        when=Daily(at=time(4, 0)),
        run=resume_deviations.run,
    ),
    Job(name="refresh_lights", label=N_("Refresh traffic lights"), when=Daily(at=time(5, 0)), run=refresh_lights.run),
    Job(
        name="expire_results",
        label=N_("Note which shared results are too old"),
        when=Daily(at=time(5, 15)),
        run=expire_results.run,
    ),
    Job(
        name="propose_sanctions",
        label=N_("Propose sanctions"),
        when=Daily(at=time(5, 30)),
        run=propose_sanctions.run,
    ),
    Job(
        name="deliver_copies",
        label=N_("Deliver answers to all who take part"),
        when=Every(minutes=5),
        run=deliver_copies.run,
    ),
    Job(
        name="tell_of_lights",
        label=N_("Tell suppliers what is published"),
        when=Every(minutes=15),
        run=tell_of_lights.run,
    ),
    Job(name="scan_files", label=N_("Look through files for viruses"), when=Every(minutes=5), run=scan_files.run),
    Job(name="deliver_mail", label=N_("Deliver mail"), when=Every(minutes=1), run=deliver_mail.run),
    Job(name="maintain", label=N_("Tidy up"), when=Every(minutes=60), run=maintain.run),
)

BY_NAME = {job.name: job for job in JOBS}

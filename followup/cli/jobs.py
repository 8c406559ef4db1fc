"""`job list` and `job run NAME`."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from sqlalchemy import func, select

from followup.cli.setting import configured, mailer_of, runtime_of
from followup.jobs import runner
from followup.jobs.registry import BY_NAME, JOBS
from followup.models.job_runs import JobRun
from followup.queries.rows import AnyRow
from followup.runtime import Runtime


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    job = commands.add_parser("job", help="scheduled work").add_subparsers(required=True, metavar="COMMAND")
    job.add_parser("list", help="every job with its timetable and its last run").set_defaults(run=run_list)
    run = job.add_parser("run", help="run one job now")
    run.add_argument("name", choices=sorted(BY_NAME))
    run.add_argument("--on", type=date.fromisoformat, help="as if it were this day (YYYY-MM-DD)")
    run.add_argument("--dry-run", action="store_true", help="count what would happen and change nothing")
    run.set_defaults(run=run_one)


def last_runs(runtime: Runtime) -> dict[str, AnyRow]:
    """Return the newest run of each job by the job's name."""
    newest = select(JobRun.job, func.max(JobRun.id).label("id")).group_by(JobRun.job).subquery()
    statement = select(JobRun.job, JobRun.slot, JobRun.finished_at, JobRun.counts, JobRun.first_error).join(
        newest, newest.c.id == JobRun.id
    )
    with runtime.transaction(runner.BOOKKEEPER, read_only=True) as tx:
        return {row.job: row for row in tx.session.execute(statement)}


def run_list(_: argparse.Namespace) -> int:
    """Print the timetable."""
    runs = last_runs(runtime_of(configured()))
    for job in JOBS:
        last = runs.get(job.name)
        state = "never run" if last is None else f"last {last.slot}: {last.first_error or dict(last.counts)}"
        print(f"{job.name:22} {job.when!s:32} {state}")
    return 0


def run_one(chosen: argparse.Namespace) -> int:
    """Run a job by hand; 1 when an item failed."""
    config = configured()
    work = runner.run_by_hand(
        runtime_of(config), mailer_of(config), BY_NAME[chosen.name], on=chosen.on, dry_run=chosen.dry_run
    )
    for outcome, count in sorted(work.counts.items()):
        print(f"{outcome}: {count}")
    if work.first_error:
        print(work.first_error, file=sys.stderr)
    return int(work.first_error is not None)

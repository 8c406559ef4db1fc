"""Reminds suppliers of open self-assessments and action plans: on working days, at most one mail a day for each."""

from __future__ import annotations

from followup.domain.actors import System
from followup.domain.calendar import is_working_day
from followup.jobs.work import Work
from followup.queries import reminders as queries
from followup.queries.reminders import Asked
from followup.services import reminders

CANDIDATES = System(job="reminder_candidates", everything=True)


def run(work: Work) -> None:
    """Write the reminders that are due; missed days are caught up with one mail, not with many."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        found = queries.asked(tx.session, work.on or tx.today)
    for asked in found:
        today = work.today(asked.zone)
        offset = asked.offset(today) if is_working_day(today, asked.country) else None
        if offset is not None:
            _remind(work, asked, offset)


def _remind(work: Work, asked: Asked, offset: int) -> None:
    actor = System(job="send_reminders", organisation_id=asked.organisation_id, zone=asked.zone, country=asked.country)
    of_one = reminders.of_deviation if asked.is_deviation else reminders.of_questions

    def apply() -> str:
        with work.runtime.transaction(actor) as tx:
            is_new = of_one(tx, asked.key, number=asked.number, offset=offset, today=work.today(asked.zone))
            if work.dry_run:
                tx.abandon()
        return "reminded" if is_new else "unchanged"

    work.guarded(asked.public_id, apply)

"""Reminds of what is open: suppliers of what they were asked, our own people of what they do, if they get no digest.

On working days, at most one mail a day for each; missed days are caught up with one mail.
"""

from __future__ import annotations

from followup.domain.actors import System
from followup.domain.calendar import is_working_day
from followup.jobs.work import Work
from followup.models.audits import Audit
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.incidents import IncidentQuestion
from followup.models.questionnaires import Invitation
from followup.queries import audit_work, own_reminders
from followup.queries import reminders as queries
from followup.queries.reminders import Awaited
from followup.services import reminders

CANDIDATES = System(job="reminder_candidates", everything=True)
OF = {
    Invitation: reminders.of_questions,
    Deviation: reminders.of_deviation,
    FollowUp: reminders.of_follow_up,
    IncidentQuestion: reminders.of_traceability,
    Audit: reminders.of_audit,
}


def run(work: Work) -> None:
    """Write the reminders that are due."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        on = work.on or tx.today
        policies = queries.policies(tx.session, on)
        found = [
            *queries.asked(tx.session, on, policies),
            *audit_work.asked(tx.session, on),
            *own_reminders.own(tx.session, on, policies),
        ]
    for awaited in found:
        today = work.today(awaited.zone)
        offset = awaited.offset(today) if is_working_day(today, awaited.country) else None
        if offset is not None:
            _remind(work, awaited, offset)


def _remind(work: Work, awaited: Awaited, offset: int) -> None:
    actor = System(
        job="send_reminders",
        organisation_id=awaited.organisation_id,
        cooperation_ids=awaited.cooperation_ids,
        zone=awaited.zone,
        country=awaited.country,
    )

    def apply() -> str:
        with work.runtime.transaction(actor) as tx:
            is_new = OF[awaited.noun](
                tx,
                awaited.key,
                number=awaited.number,
                offset=offset,
                today=work.today(awaited.zone),
                is_last=awaited.is_last(offset),
            )
            if work.dry_run:
                tx.abandon()
        return "reminded" if is_new else "unchanged"

    work.guarded(awaited.public_id, apply)

"""Takes up again what was let be for a time: deviations whose accepted risk has run out."""

from __future__ import annotations

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.queries import deviation_work
from followup.queries.rows import AnyRow
from followup.services import risk_acceptances

CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Ask for a plan again, one transaction each; the contract's manager finds it among the work."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        expired = deviation_work.expired_risks(tx.session, work.on or tx.today)
    for row in expired:
        if row.accepted_until < work.today(row.zone):
            work.guarded(row.public_id, lambda row=row: _resume(work, row))  # type: ignore[misc] # bound now


def _resume(work: Work, row: AnyRow) -> str:
    actor = System(job="resume_deviations", organisation_id=row.organisation_id, zone=row.zone, country=row.country)
    with work.runtime.transaction(actor) as tx:
        is_done = risk_acceptances.resume_expired(tx, row.id, work.today(row.zone))
        if work.dry_run:
            tx.abandon()
    return "resumed" if is_done else "unchanged"

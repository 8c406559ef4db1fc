"""Tells suppliers that the text they checked is published or withdrawn.

The secretariat publishes, but the link and the contact person are the buyer's: what goes there goes in its name.
"""

from __future__ import annotations

from datetime import timedelta

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.queries import publication_checks as queries
from followup.queries.rows import AnyRow
from followup.services import published_lights

CANDIDATES = System(job="schedule_candidates", everything=True)
LOOKS_BACK = timedelta(days=7)  # a withdrawal is told once, also after the service stood still for days


def run(work: Work) -> None:
    """Tell of each text, one transaction each."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        rows = queries.to_tell(tx.session, tx.now - LOOKS_BACK)
    for row in rows:
        work.guarded(row.id, lambda row=row: _tell(work, row))  # type: ignore[misc] # bound now


def _tell(work: Work, row: AnyRow) -> str:
    actor = System(job="tell_of_lights", organisation_id=row.organisation_id, zone=row.zone, country=row.country)
    with work.runtime.transaction(actor) as tx:
        published_lights.tell(tx, row.id)
        if work.dry_run:
            tx.abandon()
    return "told"

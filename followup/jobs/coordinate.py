"""Looks for what several organisations plan to ask of the same supplier, so that they can do it once together; and
lets the follow-ups of a joint one that was cancelled stand alone again, in each organisation's own name.

All organisations are read, and nothing leaves but the reduced rows of `domain/overlaps.py`; a quiet night writes none.
"""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.actors import System
from followup.domain.overlaps import Asked
from followup.jobs.work import Work
from followup.models.joint_follow_ups import JointFollowUp
from followup.queries import overlaps as queries
from followup.queries.rows import AnyRow
from followup.services import joint_follow_ups, overlaps
from followup.services.overlaps import COORDINATOR


def run(work: Work) -> None:
    """Bring each cooperation's overlaps in line with the plans of its members."""
    with work.runtime.transaction(COORDINATOR, read_only=True) as tx:
        found = queries.found(tx.session, work.on or tx.today)
        outdated = [key for key, asked in found.items() if overlaps.is_outdated(tx, key, asked)]
        held = queries.held_by_cancelled(tx.session)
    for row in held:
        work.guarded(row.organisation_public_id, lambda row=row: _let_go(work, row))  # type: ignore[misc] # bound now
    for key in outdated:
        work.guarded(f"cooperation {key}", lambda key=key: _rewrite(work, key, found[key]))  # type: ignore[misc] # bound now


def _let_go(work: Work, row: AnyRow) -> str:
    actor = System(
        job="coordinate",
        organisation_id=row.organisation_id,
        zone=row.zone,
        country=row.country,
        cooperation_ids=(row.cooperation_id,),
    )
    with work.runtime.transaction(actor) as tx:
        work.counts["let_go"] += joint_follow_ups.leave(tx, tx.follow(JointFollowUp, row.joint_id))
        if work.dry_run:
            tx.abandon()
    return "organisations"


def _rewrite(work: Work, cooperation_id: int, asked: Sequence[Asked]) -> str:
    with work.runtime.transaction(COORDINATOR) as tx:
        work.counts.update(overlaps.rewrite(tx, cooperation_id, asked))
        if work.dry_run:
            tx.abandon()
    return "cooperations"

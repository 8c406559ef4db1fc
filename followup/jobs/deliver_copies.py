"""Delivers the answers of joint self-assessments: to each organisation that takes part a copy of its own part.

It looks for what is missing, so a run that was cut short is made good by the next one; then notes what was spared.
"""

from __future__ import annotations

from collections.abc import Sequence

from followup.errors import Conflict
from followup.jobs.work import Work
from followup.models.joint_follow_ups import JointFollowUp
from followup.queries import answer_copies as queries
from followup.queries import joint_follow_ups
from followup.queries.answer_copies import TAKES_PART, Attached
from followup.queries.joint_follow_ups import Recipient
from followup.queries.rows import AnyRow
from followup.services import answer_copies
from followup.services.answer_copies import COURIER


def run(work: Work) -> None:
    """Deliver what has not arrived, one transaction per organisation; a second run changes nothing."""
    with work.runtime.transaction(COURIER, read_only=True) as tx:
        missing = queries.undelivered(tx.session)
        attached = {key: queries.attached(tx.session, key) for key in {row.invitation_id for row in missing}}
        joints = [tx.follow(JointFollowUp, key) for key in sorted({row.joint_key for row in missing})]
        receivers = sorted({row.organisation_id for row in missing})
        told = {
            joint.id: joint_follow_ups.recipients(tx.session, joint, receivers, statuses=TAKES_PART) for joint in joints
        }
    for row in missing:
        to = [one for one in told[row.joint_key] if one.organisation_id == row.organisation_id]
        work.guarded(
            f"submission {row.submission_id} to {row.organisation_id}",
            lambda row=row, to=to: _carry(work, row, attached[row.invitation_id], to),  # type: ignore[misc] # bound now
        )
    _note_spared(work)


def _carry(work: Work, row: AnyRow, attached: Attached, to: Sequence[Recipient]) -> str:
    try:
        with work.runtime.transaction(answer_copies.receiver(row)) as tx:
            answer_copies.carry(tx, row, attached, to)
            if work.dry_run:
                tx.abandon()
    except Conflict:
        return "unchanged"  # another run was there first
    return "copies"


def _note_spared(work: Work) -> None:
    with work.runtime.transaction(COURIER, read_only=True) as tx:
        settled = queries.uncounted(tx.session)
    for row in settled:
        work.guarded(f"follow-up {row.follow_up_key}", lambda row=row: _note(work, row))  # type: ignore[misc] # bound now


def _note(work: Work, row: AnyRow) -> str:
    try:
        with work.runtime.transaction(answer_copies.receiver(row)) as tx:
            answer_copies.note_spared(tx, row)
            if work.dry_run:
                tx.abandon()
    except Conflict:
        return "unchanged"
    return "spared"

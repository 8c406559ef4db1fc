"""Files as pages and rules read them; the bytes are the file store's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from followup.domain.answers import FileMark, Sent
from followup.domain.evidence import ScanState
from followup.models.evidence import Evidence


def of_invitation(session: Session, invitation_id: int) -> dict[str, list[FileMark]]:
    """Return a self-assessment's files, drafts included, by question: for the supplier's own pages only."""
    found: dict[str, list[FileMark]] = {}
    mine = select(Evidence).where(Evidence.invitation_id == invitation_id).order_by(Evidence.id)
    for row in session.scalars(mine):
        found.setdefault(row.question_key or "", []).append(_mark(row))
    return found


def scans(session: Session, evidence_ids: Collection[str]) -> Mapping[str, ScanState]:
    """Return what is known of these files by now; one statement, none where there are none."""
    if not evidence_ids:
        return {}
    wanted = select(Evidence.public_id, Evidence.scan).where(Evidence.public_id.in_(evidence_ids))
    return {row.public_id: row.scan for row in session.execute(wanted)}


def looked_through(session: Session, sent: Mapping[str, Sent]) -> dict[str, Sent]:
    """Return answers as they were sent in, each file with what is known of it by now."""
    known = scans(session, [mark.public_id for answer in sent.values() for mark in answer.files])
    return {
        key: replace(answer, files=tuple(replace(mark, scan=known.get(mark.public_id)) for mark in answer.files))
        for key, answer in sent.items()
    }


def of_deviation(session: Session, deviation_id: int) -> Sequence[FileMark]:
    """Return the files that show how a deviation was put right, the oldest first."""
    return _marks(session, select(Evidence).where(Evidence.deviation_id == deviation_id))


def count_of_action(session: Session, action_id: int, since: datetime | None) -> int:
    """Return how many files of an action came after the instant, or at all."""
    mine = select(func.count(Evidence.id)).where(Evidence.action_id == action_id)
    return session.scalars(mine.where(Evidence.added_at > since) if since else mine).one()


def of_follow_up(session: Session, follow_up_id: int) -> Sequence[FileMark]:
    """Return the files that a person added to a follow-up, the oldest first."""
    return _marks(session, select(Evidence).where(Evidence.follow_up_id == follow_up_id))


def of_certificates(session: Session, certificate_ids: Collection[int]) -> dict[int, list[FileMark]]:
    """Return the files of each of these certificates, the oldest first; one statement, none where there are none."""
    found: dict[int, list[FileMark]] = {}
    if certificate_ids:
        mine = select(Evidence).where(Evidence.certificate_id.in_(certificate_ids)).order_by(Evidence.id)
        for row in session.scalars(mine):
            found.setdefault(row.certificate_id or 0, []).append(_mark(row))
    return found


def of_assignment(session: Session, assignment_id: int) -> tuple[int, int]:
    """Return how many files came through a link, and how large they are together.

    Shape: (count, bytes).
    """
    count, size = session.execute(
        select(func.count(Evidence.id), func.sum(Evidence.size)).where(Evidence.assignment_id == assignment_id)
    ).one()
    return int(count), int(size or 0)


def to_scan(session: Session, after: str, most: int) -> Sequence[str]:
    """Return the addresses of the bytes that no scanner has spoken of, in their own order; reads across organisations.

    Shape: SHA-256, each once.
    """
    waiting = select(Evidence.sha256).where(Evidence.scan == ScanState.NOT_SCANNED, Evidence.sha256 > after)
    return session.scalars(waiting.distinct().order_by(Evidence.sha256).limit(most)).all()


def owners_of(session: Session, sha256: str) -> Sequence[int]:
    """Return the organisations that have a file with these bytes still to be scanned; reads across organisations."""
    rows = select(Evidence.organisation_id).where(Evidence.sha256 == sha256, Evidence.scan == ScanState.NOT_SCANNED)
    return session.scalars(rows.distinct().order_by(Evidence.organisation_id)).all()


def _marks(session: Session, statement: Select[Evidence]) -> Sequence[FileMark]:
    return [_mark(row) for row in session.scalars(statement.order_by(Evidence.id))]


def _mark(row: Evidence) -> FileMark:
    return FileMark(
        public_id=row.public_id,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        is_handed_in=row.handed_in_at is not None,
        scan=row.scan,
    )

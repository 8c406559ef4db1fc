"""Evidence: files that hang on an answer, a deviation, a follow-up, a contract, an obligation or a certificate.

The bytes are in the store before the row is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from sqlalchemy import select

from followup.domain.evidence import ScanState
from followup.domain.link_journal import EVIDENCE_ADDED, EVIDENCE_HANDED_IN, EVIDENCE_REMOVED, EVIDENCE_SCANNED
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.base import Base
from followup.models.evidence import Evidence
from followup.models.questionnaires import Invitation
from followup.queries import evidence as queries
from followup.transaction import Transaction

FILES_MANY = Reason("evidence.many", N_("At most {most} files can be sent in all. Remove one that is not needed."))
FILES_BIG = Reason("evidence.big", N_("The files may be {most} MB together. Remove one, or send a smaller copy."))
HANDED_IN = Reason("evidence.handed_in", N_("The file has been sent with the answers and can no longer be removed."))
INFECTED = Reason("evidence.infected", N_("A virus was found in “{name}”. Remove it and send a clean copy."))

MOST_FILES = 50  # Source: trust.md I4, for one assignment
MOST_BYTES = 250 * 1024 * 1024  # Source: trust.md I4, for one assignment


class StoredUpload(Protocol):
    """A file that was checked and lies in the store (`web/uploads.py`)."""

    @property
    def field(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def media_type(self) -> str: ...  # noqa: D102
    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102


COLUMNS: Mapping[str, str] = {
    "invitation": "invitation_id",
    "deviation": "deviation_id",
    "follow_up": "follow_up_id",
    "contract": "contract_id",
    "obligation": "contract_clause_id",
    "certificate": "certificate_id",
    "audit_finding": "audit_finding_id",
    "document_request": "document_request_id",
    "action": "action_id",
}
"""Upon what a file can hang, and the column that says so."""


def add(
    tx: Transaction,
    upload: StoredUpload,
    *,
    question_key: str | None = None,
    dated_on: date | None = None,
    **parents: Base | None,
) -> Evidence:
    """Attach a stored file; the same file at the same place twice is one. The caller has authorised the parent.

    The holder of a link reads what came in through that link; what staff add stays inside.
    Shape: `parents` by the names of `COLUMNS`; `dated_on` is the day of what the file shows, where it is known.
    Errors: Invalid at the file's field when the link has taken as much as it may.
    """
    keys = {COLUMNS[name]: parent.id if parent else None for name, parent in parents.items()}
    parent = {**dict.fromkeys(COLUMNS.values()), **keys, "question_key": question_key}
    if (known := _known(tx, upload, parent)) is not None:
        return known
    if tx.actor.assignment_id is not None:
        _check_room(tx, upload, tx.actor.assignment_id)
    evidence = tx.add(
        Evidence(
            assignment_id=tx.actor.assignment_id,
            name=upload.name,
            media_type=upload.media_type,
            size=upload.size,
            sha256=upload.sha256,
            added_at=tx.now,
            handed_in_at=None if parent["invitation_id"] else tx.now,
            dated_on=dated_on,
            added_by_id=tx.actor.user_id,
            **parent,
        )
    )
    tx.journal(EVIDENCE_ADDED, evidence, size=upload.size, sha256=upload.sha256)
    return evidence


def _known(tx: Transaction, upload: StoredUpload, parent: Mapping[str, object]) -> Evidence | None:
    same = select(Evidence).where(Evidence.sha256 == upload.sha256, Evidence.name == upload.name)
    for column, value in parent.items():
        same = same.where(getattr(Evidence, column) == value)
    return tx.session.scalars(same.limit(1)).one_or_none()


def _check_room(tx: Transaction, upload: StoredUpload, assignment_id: int) -> None:
    count, size = queries.of_assignment(tx.session, assignment_id)
    if count >= MOST_FILES:
        raise Invalid.at(upload.field, FILES_MANY.but(most=MOST_FILES))
    if size + upload.size > MOST_BYTES:
        raise Invalid.at(upload.field, FILES_BIG.but(most=MOST_BYTES // 1024 // 1024))


def remove(tx: Transaction, evidence_id: str) -> None:
    """Take a file away from a draft, by the holder of the link.

    Errors: Conflict("evidence.handed_in") once it was sent with the answers.
    """
    evidence = tx.get(Evidence, evidence_id, to=Permission.ASSIGNMENT_ANSWER)
    if evidence.handed_in_at is not None:
        raise Conflict(HANDED_IN)
    tx.journal(EVIDENCE_REMOVED, evidence, sha256=evidence.sha256)
    tx.session.delete(evidence)


def hand_in(tx: Transaction, invitation: Invitation) -> None:
    """Mark the draft's files as sent with the answers: from now on staff can read them and nobody can remove them.

    Errors: Invalid at "<question>.file" where a virus was found; what was found in earlier answers stays behind.
    """
    drafts = select(Evidence).where(Evidence.invitation_id == invitation.id, Evidence.handed_in_at.is_(None))
    problems: dict[str, list[Reason]] = {}
    for evidence in tx.session.scalars(drafts):
        if evidence.scan is ScanState.INFECTED:
            problems.setdefault(f"{evidence.question_key}.file", []).append(INFECTED.but(name=evidence.name))
        evidence.handed_in_at = tx.now
        tx.journal(EVIDENCE_HANDED_IN, evidence)
    if problems:
        raise Invalid(problems)


def note_scan(tx: Transaction, sha256: str, state: ScanState) -> None:
    """Say at every file of the organisation with these bytes what the scanner has said of them.

    For the job that asks it (`jobs/scan_files.py`); the caller was authorised.
    """
    waiting = select(Evidence).where(Evidence.sha256 == sha256, Evidence.scan == ScanState.NOT_SCANNED)
    for evidence in tx.session.scalars(waiting.order_by(Evidence.id)):
        evidence.scan, evidence.scanned_at = state, tx.now
        tx.journal(EVIDENCE_SCANNED, evidence, scan=state)

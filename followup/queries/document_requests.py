"""Documents asked for around an audit, as the buyer's page and the supplier's page read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.document_requests import WAITING
from followup.models.audits import DocumentRequest
from followup.models.evidence import Evidence
from followup.queries.rows import AnyRow

MOST = 500  # shown of one audit


def of_audit(session: Session, audit_id: int) -> Sequence[DocumentRequest]:
    """Return what is asked for around one audit, the soonest due first."""
    mine = select(DocumentRequest).where(DocumentRequest.audit_id == audit_id)
    return session.scalars(mine.order_by(DocumentRequest.due_on, DocumentRequest.id).limit(MOST)).all()


def of_link(session: Session) -> Sequence[DocumentRequest]:
    """Return what is asked for through the link in use, the soonest due first."""
    mine = select(DocumentRequest).order_by(DocumentRequest.due_on, DocumentRequest.id)
    return session.scalars(mine.limit(MOST)).all()


def files(session: Session, request_ids: Collection[int]) -> Mapping[int, list[AnyRow]]:
    """Return the files of these requests, the oldest first; one statement, none where there are none.

    Shape: by the request's key: public_id, name, size, scan, dated_on, added_at.
    """
    found: dict[int, list[AnyRow]] = {}
    if request_ids:
        wanted = (
            select(
                Evidence.document_request_id.label("request_key"),
                Evidence.public_id,
                Evidence.name,
                Evidence.size,
                Evidence.scan,
                Evidence.dated_on,
                Evidence.added_at,
            )
            .where(Evidence.document_request_id.in_(request_ids))
            .order_by(Evidence.id)
        )
        for row in session.execute(wanted):
            found.setdefault(row.request_key, []).append(row)
    return found


def is_any_waiting(session: Session, audit_id: int) -> bool:
    """Return whether the supplier still has a document to send."""
    waits = (DocumentRequest.audit_id == audit_id, DocumentRequest.status.in_(WAITING))
    return session.scalars(select(DocumentRequest.id).where(*waits).limit(1)).first() is not None

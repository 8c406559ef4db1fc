"""An external auditor's pages, by a link to one audit: its protocol and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response

from followup.domain.audits import OPEN, AuditNotes, AuditStatus, Found, is_stale
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditFinding
from followup.queries import audit_links, audits
from followup.schemas.audits import FoundSchema
from followup.schemas.visits import VisitNotesSchema
from followup.services import audit_protocol
from followup.services import audits as services
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, Upload, see_other

room = Room("visits", identity="link")
READ, RECORD = Permission.AUDIT_READ, Permission.AUDIT_RECORD


def _visited(tx: Transaction) -> Audit:
    """Return the audit of the link in use.

    Errors: NotFound where it hangs on a newer link.
    """
    audit = audit_links.visited(tx.session)
    if audit is None:
        raise NotFound
    tx.require(READ, audit)
    return audit


@room.page("/s/visit", needs=READ, template="supplier/visit.html")
def show(tx: Transaction) -> dict[str, Any]:
    """Return the protocol of the audit, as far as it has come."""
    audit = _visited(tx)
    rows = audits.protocol(tx.session, audit.id)
    return {
        "audit": audit,
        "told": audit_links.told(tx.session, audit.id),
        "assignment": tx.follow(Assignment, tx.actor.assignment_id or 0),
        "protocol": rows,
        "files": audits.files(tx.session, [row.id for row in rows]),
        "may_record": audit.status is AuditStatus.UNDER_WAY,
        "is_open": audit.status in OPEN,
        "on": tx.today,
    }


def _finding_form(tx: Transaction, finding_id: str) -> Shown:
    finding = tx.get(AuditFinding, finding_id, to=RECORD)
    rows = audits.protocol(tx.session, finding.audit_id)
    place = next(place for place, row in enumerate(rows) if row.id == finding.id)
    files = audits.files(tx.session, [finding.id]).get(finding.id, [])
    names = ("check", "result", "note", "evidence_seen", "internal_note")
    return Shown(
        data={name: getattr(finding, name) for name in names},
        version=finding.version,
        context={
            "finding": finding,
            "told": audit_links.told(tx.session, finding.audit_id),
            "place": place + 1,
            "count": len(rows),
            "files": files,
            "stale": {file.public_id for file in files if is_stale(file.dated_on, tx.today)},
            "before": rows[place - 1].public_id if place else None,
            "after": rows[place + 1].public_id if place + 1 < len(rows) else None,
        },
    )


@room.form(
    "/s/visit/requirements/<finding_id>",
    needs=RECORD,
    takes=FoundSchema,
    template="supplier/visit_finding.html",
    shows=_finding_form,
    versioned=True,
    uploads=True,
)
def record(tx: Transaction, found: Found, finding_id: str, version: int | None, files: Sequence[Upload]) -> Response:
    """Record one requirement of the protocol, and go on to the next."""
    finding = audit_protocol.record(tx, finding_id, found, version, files)
    rows = audits.protocol(tx.session, finding.audit_id)
    after = next((row.public_id for row in rows if (row.position, row.id) > (finding.position, finding.id)), None)
    if after is None:
        return see_other("visits.show", notice="saved")
    return see_other("visits.record", finding_id=after, notice="saved")


def _meetings_form(tx: Transaction) -> Shown:
    audit = _visited(tx)
    data = {name: getattr(audit, name) for name in VisitNotesSchema().fields}
    context = {"audit": audit, "told": audit_links.told(tx.session, audit.id)}
    return Shown(data=data, version=audit.version, context=context)


@room.form(
    "/s/visit/meetings",
    needs=RECORD,
    takes=VisitNotesSchema,
    template="supplier/visit_meetings.html",
    shows=_meetings_form,
    versioned=True,
)
def note(tx: Transaction, notes: dict[str, str], version: int | None) -> Response:
    """Keep what was said at the meetings, and the summary; what the buyer has written inside stays."""
    audit = _visited(tx)
    services.note(tx, audit.public_id, AuditNotes(**notes, internal_note=audit.internal_note or ""), version)
    return see_other("visits.show", notice="saved")

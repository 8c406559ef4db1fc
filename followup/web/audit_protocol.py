"""One requirement of an audit's protocol: recording it page by page, also where the connection comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.audits import GRADES, NOT_BEGUN, OPEN, SETTLED, AuditStatus, CheckStatus, Found, is_stale
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.i18n import language
from followup.models.audits import Audit, AuditFinding
from followup.queries import audits as queries
from followup.schemas.audits import AuditFindingSchema, FoundSchema
from followup.services import audit_protocol
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.uploads import Upload

room = Room("audit_protocol")


def _form(tx: Transaction, finding_id: str) -> Shown:
    finding = tx.get(AuditFinding, finding_id, to=Permission.AUDIT_RECORD)
    audit = tx.follow(Audit, finding.audit_id)
    if audit.status not in OPEN:
        raise Conflict(SETTLED)
    if audit.status is AuditStatus.PREPARED:
        raise Conflict(NOT_BEGUN)
    rows = queries.protocol(tx.session, audit.id)
    place = next(n for n, row in enumerate(rows) if row.public_id == finding_id)
    files = queries.files(tx.session, [finding.id]).get(finding.id, [])
    names = ("result", "note", "evidence_seen", "internal_note")
    return Shown(
        data={
            **{name: getattr(finding, name) for name in names},
            # whoever opens it looks at it now
            "check": CheckStatus.DONE if finding.check is CheckStatus.TO_DO else finding.check,
            "dated_on": tx.today,
        },
        version=finding.version,
        context={
            "finding": finding,
            "row": rows[place],
            "audit": audit,
            "about": queries.around(tx.session, audit),
            "place": place + 1,
            "count": len(rows),
            "is_deviation": finding.result in GRADES,
            "before": rows[place - 1].public_id if place else None,
            "after": rows[place + 1].public_id if place + 1 < len(rows) else None,
            "files": files,
            "stale": {file.public_id for file in files if is_stale(file.dated_on, tx.today)},
        },
    )


@room.form(
    "/audit-findings/<finding_id>",
    needs=Permission.AUDIT_RECORD,
    takes=FoundSchema,
    template="audits/finding.html",
    shows=_form,
    versioned=True,
    uploads=True,
)
def record(tx: Transaction, found: Found, finding_id: str, version: int | None, files: Sequence[Upload]) -> Any:
    """Record one requirement of the protocol, with photos and files, and go on to the next."""
    finding = audit_protocol.record(tx, finding_id, found, version, files)
    if finding.result in GRADES and finding.deviation_id is None:
        return see_other("audit_protocol.record", finding_id=finding_id, notice="audit_graded")
    rows = queries.protocol(tx.session, finding.audit_id)
    after = next((row.public_id for row in rows if (row.position, row.id) > (finding.position, finding.id)), None)
    if after is not None:
        return see_other("audit_protocol.record", finding_id=after, notice="saved")
    audit = tx.follow(Audit, finding.audit_id)
    return see_other("audits.show", audit_id=audit.public_id, notice="saved")


@room.read("/audit-findings/<finding_id>", needs=Permission.AUDIT_READ, gives=AuditFindingSchema)
def get_finding(tx: Transaction, finding_id: str) -> dict[str, Any]:
    """Return one requirement of the protocol."""
    return _as_data(tx, tx.get(AuditFinding, finding_id, to=Permission.AUDIT_READ))


@room.change("/audit-findings/<finding_id>", needs=Permission.AUDIT_RECORD, takes=FoundSchema, gives=AuditFindingSchema)
def record_finding(tx: Transaction, found: Found, finding_id: str, version: int) -> dict[str, Any]:
    """Record one requirement of the protocol."""
    return _as_data(tx, audit_protocol.record(tx, finding_id, found, version))


@room.action("/audit-findings/<finding_id>/deviation", needs=Permission.AUDIT_RECORD)
def raise_deviation(tx: Transaction, finding_id: str) -> Any:
    """Record the draft of a deviation from a finding that is graded as one."""
    audit_protocol.raise_deviation(tx, finding_id, language())
    return see_other("audit_protocol.record", finding_id=finding_id, notice="recorded")


def _as_data(tx: Transaction, finding: AuditFinding) -> dict[str, Any]:
    rows = queries.protocol(tx.session, finding.audit_id)
    row = next(row for row in rows if row.id == finding.id)
    files = queries.files(tx.session, [finding.id]).get(finding.id, [])
    return {**row._asdict(), "files": files}

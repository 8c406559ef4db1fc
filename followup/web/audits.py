"""Audits: the list, one with its protocol, preparing and changing it, its meetings and its end."""

from __future__ import annotations

from typing import Any

from followup.domain.audits import (
    OPEN,
    SCOPE_FIXED,
    SETTLED,
    AuditFilter,
    AuditNotes,
    AuditStatus,
    CheckStatus,
    NewAudit,
    is_stale,
)
from followup.domain.follow_ups import OPEN as OPEN_FOLLOW_UPS
from followup.domain.joint_follow_ups import propose_payer
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict
from followup.models.audits import Audit
from followup.models.follow_ups import FollowUp
from followup.queries import audit_reports, journal
from followup.queries import audits as queries
from followup.queries.paging import Page
from followup.schemas.audits import (
    AuditFilterSchema,
    AuditNotesSchema,
    AuditSchema,
    CancelAuditSchema,
    ListedAuditSchema,
    NewAuditSchema,
)
from followup.services import audit_protocol, audits
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.shell import said

room = Room("audits")


@room.page("/audits", needs=Permission.AUDIT_READ, query=AuditFilterSchema)
def index(tx: Transaction, query: AuditFilter) -> dict[str, Any]:
    """Return the organisation's audits, the latest prepared first."""
    form = Form(AuditFilterSchema, {"status": query.status})
    return {"found": queries.listed(tx.session, query), "query": query, "filter": form}


@room.read("/audits", needs=Permission.AUDIT_READ, gives=ListedAuditSchema, many=True, query=AuditFilterSchema)
def list_audits(tx: Transaction, query: AuditFilter) -> Page[Any]:
    """Return the organisation's audits, the latest prepared first."""
    return queries.listed(tx.session, query)


@room.page("/audits/<audit_id>", needs=Permission.AUDIT_READ)
def show(tx: Transaction, audit_id: str) -> dict[str, Any]:
    """Return one audit: what was laid down, who takes part, the protocol, and what comes after it."""
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_READ)
    protocol = queries.protocol(tx.session, audit.id)
    about = queries.around(tx.session, audit)
    files = queries.files(tx.session, [row.id for row in protocol])
    return {
        "audit": audit,
        "about": about,
        "cost": _cost(audit),
        "is_open": audit.status in OPEN,
        "is_completed": about.follow_up_status not in OPEN_FOLLOW_UPS,
        "members": queries.members(tx.session, audit.id),
        "me": tx.actor.user_id,
        "protocol": protocol,
        "done_count": sum(1 for row in protocol if row.check is CheckStatus.DONE),
        "files": files,
        "stale": {file.public_id for some in files.values() for file in some if is_stale(file.dated_on, tx.today)},
        "history": journal.history(tx.session, [audit.public_id, *audit_reports.ids_of(tx.session, audit.id)]),
        "today": tx.today,
    }


@room.read("/audits/<audit_id>", needs=Permission.AUDIT_READ, gives=AuditSchema)
def get_audit(tx: Transaction, audit_id: str) -> dict[str, Any]:
    """Return one audit with who takes part and its protocol."""
    return _as_data(tx, tx.get(Audit, audit_id, to=Permission.AUDIT_READ))


def _prepare_form(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.AUDIT_PREPARE)
    contract = audits.ready(tx, follow_up)
    clauses = queries.requirements(tx.session, contract.id)
    again = follow_up.kind is FollowUpKind.FOLLOW_UP_AUDIT
    due = queries.deviating(tx.session, contract.id, tx.today) if again else frozenset()
    last = queries.last_known(
        tx.session, contract.supplier_id, follow_up.kind, organisation_id=tx.actor.organisation_id
    )
    payer, why = propose_payer(follow_up.kind, last)
    day = max(follow_up.due_on, tx.today)
    return Shown(
        data={
            "starts_on": day,
            "ends_on": day,
            "payer": payer,
            "clause_ids": [clause.public_id for clause in clauses if not due or clause.id in due],
        },
        choices={"clause_ids": _offered(clauses), "site_id": _sites(tx, contract.supplier_id)},
        context={"follow_up": follow_up, "contract": contract, "why": why, "again": again, "due_count": len(due)},
    )


def _offered(clauses: Any) -> list[tuple[str, str]]:
    return [(clause.public_id, f"{clause.number} {said(clause.title)}") for clause in clauses]


def _sites(tx: Transaction, supplier_id: int) -> list[tuple[str, str]]:
    found = queries.sites(tx.session, supplier_id)
    return [(site.public_id, ", ".join(t for t in (site.name, site.town, site.country) if t)) for site in found]


@room.form(
    "/follow-ups/<follow_up_id>/audit",
    needs=Permission.AUDIT_PREPARE,
    takes=NewAuditSchema,
    template="audits/prepare.html",
    shows=_prepare_form,
)
def prepare(tx: Transaction, new: NewAudit, follow_up_id: str) -> Any:
    """Prepare the audit of a planned follow-up."""
    audit = audits.prepare(tx, follow_up_id, new)
    return see_other("audits.show", audit_id=audit.public_id, notice="audit_prepared")


@room.create(
    "/follow-ups/<follow_up_id>/audit", needs=Permission.AUDIT_PREPARE, takes=NewAuditSchema, gives=AuditSchema
)
def prepare_audit(tx: Transaction, new: NewAudit, follow_up_id: str) -> dict[str, Any]:
    """Prepare the audit of a planned follow-up."""
    return _as_data(tx, audits.prepare(tx, follow_up_id, new))


def _change_form(tx: Transaction, audit_id: str) -> Shown:
    audit = open_audit(tx, audit_id, Permission.AUDIT_PREPARE)
    chosen = [row.clause_id for row in queries.protocol(tx.session, audit.id)]
    clauses = queries.requirements(tx.session, audit.contract_id)
    if audit.status is not AuditStatus.PREPARED:
        clauses = [clause for clause in clauses if clause.public_id in chosen]
    names = ("starts_on", "ends_on", "place", "purpose", "payer")
    about = queries.around(tx.session, audit)
    return Shown(
        data={
            **{name: getattr(audit, name) for name in names},
            "site_id": about.site_id,
            "cost": _cost(audit),
            "clause_ids": chosen,
        },
        choices={"clause_ids": _offered(clauses), "site_id": _sites(tx, audit.supplier_id)},
        version=audit.version,
        context={"audit": audit, "about": about, "fixed": SCOPE_FIXED if audit.begun_at else None},
    )


@room.form(
    "/audits/<audit_id>/edit",
    needs=Permission.AUDIT_PREPARE,
    takes=NewAuditSchema,
    template="audits/edit.html",
    shows=_change_form,
    versioned=True,
)
def change(tx: Transaction, new: NewAudit, audit_id: str, version: int | None) -> Any:
    """Change what was laid down for an audit."""
    audits.change(tx, audit_id, new, version)
    return see_other("audits.show", audit_id=audit_id, notice="saved")


@room.change("/audits/<audit_id>", needs=Permission.AUDIT_PREPARE, takes=NewAuditSchema, gives=AuditSchema)
def change_audit(tx: Transaction, new: NewAudit, audit_id: str, version: int) -> dict[str, Any]:
    """Change what was laid down for an audit."""
    return _as_data(tx, audits.change(tx, audit_id, new, version))


def open_audit(tx: Transaction, audit_id: str, to: Permission) -> Audit:
    """Return an audit that still takes changes.

    Errors: Conflict("audit.settled").
    """
    audit = tx.get(Audit, audit_id, to=to)
    if audit.status not in OPEN:
        raise Conflict(SETTLED)
    return audit


@room.action("/audits/<audit_id>/begin", needs=Permission.AUDIT_RECORD, versioned=True)
def begin(tx: Transaction, audit_id: str, version: int | None) -> Any:
    """Begin the audit."""
    audits.begin(tx, audit_id, version)
    return see_other("audits.show", audit_id=audit_id, notice="audit_begun")


def _note_form(tx: Transaction, audit_id: str) -> Shown:
    audit = open_audit(tx, audit_id, Permission.AUDIT_RECORD)
    data = {name: getattr(audit, name) for name in AuditNotesSchema().fields}
    context = {"audit": audit, "about": queries.around(tx.session, audit)}
    return Shown(data=data, version=audit.version, context=context)


@room.form(
    "/audits/<audit_id>/meetings",
    needs=Permission.AUDIT_RECORD,
    takes=AuditNotesSchema,
    template="audits/meetings.html",
    shows=_note_form,
    versioned=True,
)
def note(tx: Transaction, notes: AuditNotes, audit_id: str, version: int | None) -> Any:
    """Keep what was said at the meetings, the summary and what stays inside."""
    audits.note(tx, audit_id, notes, version)
    return see_other("audits.show", audit_id=audit_id, notice="saved")


@room.action("/audits/<audit_id>/complete", needs=Permission.AUDIT_RECORD, versioned=True)
def complete(tx: Transaction, audit_id: str, version: int | None) -> Any:
    """End the work on the protocol and complete the follow-up with it."""
    audit_protocol.complete(tx, audit_id, version)
    return see_other("audits.show", audit_id=audit_id, notice="audit_completed")


def _cancel_form(tx: Transaction, audit_id: str) -> Shown:
    audit = open_audit(tx, audit_id, Permission.AUDIT_PREPARE)
    return Shown(version=audit.version, context={"audit": audit, "about": queries.around(tx.session, audit)})


@room.form(
    "/audits/<audit_id>/cancel",
    needs=Permission.AUDIT_PREPARE,
    takes=CancelAuditSchema,
    template="audits/cancel.html",
    shows=_cancel_form,
    versioned=True,
)
def cancel(tx: Transaction, reason: str, audit_id: str, version: int | None) -> Any:
    """Cancel an audit with a reason."""
    audits.cancel(tx, audit_id, reason, version)
    return see_other("audits.show", audit_id=audit_id, notice="saved")


def _cost(audit: Audit) -> Money | None:
    return Money(audit.cost_minor, audit.currency or "") if audit.cost_minor is not None else None


def _as_data(tx: Transaction, audit: Audit) -> dict[str, Any]:
    tx.flush()
    about = queries.around(tx.session, audit)
    protocol = queries.protocol(tx.session, audit.id)
    files = queries.files(tx.session, [row.id for row in protocol])
    own = {name: getattr(audit, name) for name in AuditSchema().fields if hasattr(audit, name)}
    more = ("kind", "follow_up_id", "contract_id", "supplier_id", "site_id")
    return {
        **own,
        **{name: getattr(about, name) for name in more},
        "public_id": audit.public_id,
        "cost": _cost(audit),
        "members": queries.members(tx.session, audit.id),
        "protocol": [{**row._asdict(), "files": files.get(row.id, [])} for row in protocol],
    }

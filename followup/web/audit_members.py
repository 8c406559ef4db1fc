"""Who takes part in an audit: adding, taking out, and declaring to be independent."""

from __future__ import annotations

from typing import Any

from followup.domain.audits import NewMember
from followup.domain.permissions import Permission
from followup.queries import audits as queries
from followup.queries import follow_ups
from followup.schemas.audits import NewMemberSchema
from followup.services import audit_members
from followup.transaction import Transaction
from followup.web.audits import open_audit
from followup.web.endpoint import Room, Shown, see_other

room = Room("audit_members")


def _member_form(tx: Transaction, audit_id: str) -> Shown:
    audit = open_audit(tx, audit_id, Permission.AUDIT_PREPARE)
    register = [(r.public_id, ", ".join(t for t in (r.name, r.employer) if t)) for r in queries.auditors(tx.session)]
    people = [(row.public_id, row.name) for row in follow_ups.doers(tx.session)]
    return Shown(
        choices={"auditor_id": register, "user_id": people},
        context={"audit": audit, "about": queries.around(tx.session, audit)},
    )


@room.form(
    "/audits/<audit_id>/members/new",
    needs=Permission.AUDIT_PREPARE,
    takes=NewMemberSchema,
    template="audits/member.html",
    shows=_member_form,
)
def add(tx: Transaction, new: NewMember, audit_id: str) -> Any:
    """Let somebody take part in an audit."""
    audit_members.add(tx, audit_id, new)
    return see_other("audits.show", audit_id=audit_id, notice="saved")


@room.action("/audit-members/<member_id>/remove", needs=Permission.AUDIT_PREPARE)
def remove(tx: Transaction, member_id: str) -> Any:
    """Let somebody take no part any more."""
    return see_other("audits.show", audit_id=audit_members.remove(tx, member_id).public_id, notice="removed")


@room.action("/audit-members/<member_id>/independent", needs=Permission.AUDIT_RECORD)
def declare(tx: Transaction, member_id: str) -> Any:
    """Declare to be independent, or note that somebody from elsewhere has declared it."""
    return see_other("audits.show", audit_id=audit_members.declare(tx, member_id).public_id, notice="saved")

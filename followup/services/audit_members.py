"""Who takes part in an audit: from the register, own users or somebody named, and that they are independent."""

from __future__ import annotations

from followup.domain import audit_journal as events
from followup.domain.auditors import check_usable
from followup.domain.audits import (
    AUDITING,
    BY_THEMSELVES,
    LEAD_TWICE,
    OWNS,
    AuditPart,
    NewMember,
    check_who,
)
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.audits import Audit, AuditMember, Auditor
from followup.models.users import User
from followup.queries import audits as queries
from followup.services.audits import open_audit, owner_ids, refuse_settled
from followup.transaction import Transaction


def add(tx: Transaction, audit_id: str, new: NewMember) -> AuditMember:
    """Let somebody take part; nobody audits what they answer for.

    What an own user declares is declared by that user; of others it is noted that they have declared it.
    Errors: Invalid("audit.who"), Invalid("audit.owns"), Invalid("audit.lead_twice") at the field;
    Invalid("auditor.retired", "auditor.not_competent") at auditor_id.
    """
    audit = open_audit(tx, audit_id, Permission.AUDIT_PREPARE, None)
    check_who(new)
    user, auditor = _chosen(tx, new)
    if auditor is not None and new.part in AUDITING:
        check_usable(
            retired=auditor.retired_at is not None, competent_until=auditor.competent_until, until=audit.ends_on
        )
    name = user.name if user else auditor.name if auditor else new.name
    user_id = user.id if user else auditor.user_id if auditor else None
    if new.part in AUDITING and user_id is not None and user_id in owner_ids(tx, audit):
        raise Invalid.at("user_id" if user else "auditor_id", OWNS.but(name=name))
    if new.part is AuditPart.LEAD and any(m.part is AuditPart.LEAD for m in queries.members(tx.session, audit.id)):
        raise Invalid.at("part", LEAD_TWICE)
    says_so = new.independent and (user_id is None or user_id == tx.actor.user_id)
    member = tx.add(
        AuditMember(
            organisation_id=audit.organisation_id,
            audit_id=audit.id,
            part=new.part,
            auditor_id=auditor.id if auditor else None,
            user_id=user_id,
            name=name,
            employer=(auditor.employer if auditor else new.employer) or None,
            independent_at=tx.now if says_so else None,
        )
    )
    tx.journal(events.AUDIT_MEMBER_ADDED, audit, member=member.public_id, part=new.part)
    if says_so:
        tx.journal(events.AUDIT_INDEPENDENCE, audit, member=member.public_id)
    return member


def _chosen(tx: Transaction, new: NewMember) -> tuple[User | None, Auditor | None]:
    user = tx.get(User, new.user_id, to=Permission.WORK_READ) if new.user_id else None
    return user, tx.get(Auditor, new.auditor_id, to=Permission.AUDITOR_READ) if new.auditor_id else None


def remove(tx: Transaction, member_id: str) -> Audit:
    """Let somebody take no part any more."""
    member = tx.get(AuditMember, member_id, to=Permission.AUDIT_PREPARE)
    audit = tx.follow(Audit, member.audit_id)
    refuse_settled(audit)
    tx.journal(events.AUDIT_MEMBER_REMOVED, audit, member=member.public_id)
    tx.session.delete(member)
    return audit


def declare(tx: Transaction, member_id: str) -> Audit:
    """Note that a member has declared to be independent of the supplier and the contract.

    Errors: Conflict("audit.by_themselves") where another person than the own user says it.
    """
    member = tx.get(AuditMember, member_id, to=Permission.AUDIT_RECORD)
    audit = tx.follow(Audit, member.audit_id)
    refuse_settled(audit)
    if member.user_id is not None and member.user_id != tx.actor.user_id:
        raise Conflict(BY_THEMSELVES)
    if member.independent_at is None:
        member.independent_at = tx.now
        tx.journal(events.AUDIT_INDEPENDENCE, audit, member=member.public_id)
    return audit

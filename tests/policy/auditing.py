"""A contract whose audits are planned, prepared and under way, made by those who never ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from followup.domain.actors import Staff
from followup.domain.audits import AuditPart, AuditResult, CheckStatus, Found, NewAudit, NewMember
from followup.domain.follow_ups import NewFollowUp
from followup.domain.risk import RiskClass
from followup.domain.schedule import AUDITS, FollowUpKind
from followup.models.audits import Audit, AuditFinding, AuditMember
from followup.models.code_of_conduct import CodeVersion
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.queries import audits as queries
from followup.services import audit_members, audit_protocol, audits, follow_ups
from tests.builders import World

TODAY = date(2026, 3, 2)
LEAD = NewMember(part=AuditPart.LEAD, name="Eva Invented", employer="Audits Ltd", independent=True)


def scene(world: World, colleague: Staff, supplier: Supplier, version: CodeVersion, own: str) -> dict[str, Any]:
    """Make an audit that can begin, one that can be completed, and a follow-up for which one can be prepared."""
    contract = world.contract(colleague, supplier=supplier, version=version, title=f"Audited {own}", risk=RiskClass.C)
    planned: dict[FollowUpKind, FollowUp] = {}
    for kind in sorted(AUDITS):
        with world.tx(colleague) as tx:
            new = NewFollowUp(kind=kind, due_on=TODAY, reason=own)
            planned[kind] = follow_ups.add(tx, contract.public_id, new)
    with world.reading(colleague) as tx:
        clause = queries.requirements(tx.session, contract.id)[0].public_id
    to_begin, _ = _prepared(world, colleague, planned[FollowUpKind.OFFICE_AUDIT], clause, own)
    with world.tx(colleague) as tx:
        undeclared = NewMember(part=AuditPart.OBSERVER, name=f"Observer {own}")
        member = audit_members.add(tx, to_begin.public_id, undeclared)
    to_complete, finding_id = _prepared(world, colleague, planned[FollowUpKind.SITE_AUDIT], clause, own)
    with world.tx(colleague) as tx:
        audits.begin(tx, to_complete.public_id)
        found = Found(check=CheckStatus.DONE, result=AuditResult.MINOR, note=own, internal_note=own)
        audit_protocol.record(tx, finding_id, found)
    to_prepare = (FollowUp, planned[FollowUpKind.FOLLOW_UP_AUDIT].public_id)
    return {
        "audit_id": (Audit, to_begin.public_id),
        "audit_id in audits.complete": (Audit, to_complete.public_id),
        "audit under way": (Audit, to_complete.public_id),
        "member_id": (AuditMember, member.public_id),
        "finding_id": (AuditFinding, finding_id),
        "follow_up_id in audits.prepare": to_prepare,
        "follow_up_id in api_audits.prepare_audit": to_prepare,
        "audited clause": (None, clause),
    }


def _prepared(world: World, colleague: Staff, follow_up: FollowUp, clause: str, own: str) -> tuple[Audit, str]:
    with world.tx(colleague) as tx:
        new = NewAudit(starts_on=TODAY, ends_on=TODAY, clause_ids=(clause,), purpose=own)
        audit = audits.prepare(tx, follow_up.public_id, new)
    with world.tx(colleague) as tx:
        audit_members.add(tx, audit.public_id, LEAD)
        [row] = queries.protocol(tx.session, audit.id)
    return audit, row.public_id

"""The protocol of an audit: what is found requirement by requirement, deviations from it, and what it settles."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain import audit_journal as events
from followup.domain.audits import (
    COMPLETED,
    GRADES,
    NO_DEVIATION,
    NOT_BEGUN,
    RAISED,
    UNFINISHED,
    AuditStatus,
    CheckStatus,
    Found,
    check_found,
    worst,
)
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import DeviationOrigin
from followup.domain.follow_ups import OPEN as OPEN_FOLLOW_UPS
from followup.domain.follow_ups import FindingResult, Findings
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.audits import Audit, AuditFinding
from followup.models.contracts import ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import SupplierSite
from followup.queries import audits as queries
from followup.services import deviations, evidence, follow_ups
from followup.services.audits import open_audit, refuse_settled
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction

TITLE_MOST = 200


def record(
    tx: Transaction,
    finding_id: str,
    found: Found,
    version: int | None = None,
    uploads: Sequence[StoredUpload] = (),
) -> AuditFinding:
    """Record one requirement of the protocol, by staff or by the auditor who holds the link to this audit.

    Errors: Conflict("stale"), Conflict("audit.not_begun"), Conflict("audit.settled"); Invalid as `check_found`.
    """
    finding = tx.get(AuditFinding, finding_id, to=Permission.AUDIT_RECORD)
    tx.check_version(finding, version)
    audit = tx.follow(Audit, finding.audit_id)
    if audit.status is AuditStatus.PREPARED:
        raise Conflict(NOT_BEGUN)
    refuse_settled(audit)
    check_found(found, tx.today)
    finding.check, finding.result = found.check, found.result
    finding.note, finding.evidence_seen = found.note or None, found.evidence_seen or None
    finding.internal_note = found.internal_note or None
    for upload in uploads:
        evidence.add(tx, upload, audit_finding=finding, dated_on=found.dated_on)
    tx.journal(events.AUDIT_RECORDED, audit, count=1)
    tx.flush()
    return finding


def raise_deviation(tx: Transaction, finding_id: str, language: str) -> Deviation:
    """Record what a finding was graded as, as the draft of a deviation that is tied to it.

    Errors: Conflict("audit.no_deviation"), Conflict("audit.raised"), Conflict("audit.settled").
    """
    finding = tx.get(AuditFinding, finding_id, to=Permission.AUDIT_RECORD)
    audit = tx.follow(Audit, finding.audit_id)
    refuse_settled(audit)
    if finding.result not in GRADES:
        raise Conflict(NO_DEVIATION)
    if finding.deviation_id is not None:
        raise Conflict(RAISED)
    clause = tx.follow(ContractClause, finding.contract_clause_id) if finding.contract_clause_id else None
    site = tx.follow(SupplierSite, audit.site_id) if audit.site_id else None
    new = NewDeviation(
        severity=GRADES[finding.result],
        title=_title(finding, language),
        description=finding.note or "",
        found_on=min(audit.ends_on, tx.today),
        clause_id=clause.public_id if clause else None,
        origin=DeviationOrigin.AUDIT,
        area=finding.area,
        site_id=site.public_id if site else None,
        country=site.country if site else None,
    )
    deviation = deviations.record_at_audit(tx, tx.follow(FollowUp, audit.follow_up_id), new)
    finding.deviation_id = deviation.id
    tx.journal(events.AUDIT_RECORDED, audit, count=1)
    return deviation


def _title(finding: AuditFinding, language: str) -> str:
    number, texts = finding.requirement.get("number"), finding.requirement.get("title")
    title = (texts.get(language) or texts.get("en")) if isinstance(texts, dict) else texts
    return f"{number or ''} {title or ''}".strip()[:TITLE_MOST]


def complete(tx: Transaction, audit_id: str, version: int | None = None) -> Audit:
    """End the work on the protocol: the follow-up is completed with the worst result of each clause.

    Errors: Conflict("audit.not_begun"), Conflict("audit.unfinished"), Conflict("audit.completed"), Conflict("stale").
    """
    audit = open_audit(tx, audit_id, Permission.AUDIT_RECORD, version)
    if audit.status is AuditStatus.PREPARED:
        raise Conflict(NOT_BEGUN)
    if tx.follow(FollowUp, audit.follow_up_id).status not in OPEN_FOLLOW_UPS:
        raise Conflict(COMPLETED)
    rows = queries.protocol(tx.session, audit.id)
    if unfinished := sum(1 for row in rows if row.check is not CheckStatus.DONE):
        raise Conflict(UNFINISHED.but(count=unfinished))
    settle(tx, audit)
    return audit


def settle(tx: Transaction, audit: Audit) -> FollowUp:
    """Complete the follow-up with what the protocol says; bring one that is completed in line with it.

    The caller has been authorised. A clause that the audit was not about is not assessed.
    """
    follow_up = tx.follow(FollowUp, audit.follow_up_id)
    rows = [row for row in queries.protocol(tx.session, audit.id) if row.clause_id is not None]
    results: dict[str, FindingResult] = {
        clause: worst(row.result for row in rows if row.clause_id == clause) for clause in {r.clause_id for r in rows}
    }
    notes = {row.clause_id: row.note for row in rows if row.note}
    if follow_up.status not in OPEN_FOLLOW_UPS:
        follow_ups.correct(tx, follow_up, results, notes)
        return follow_up
    team = queries.members(tx.session, audit.id)
    findings = Findings(
        done_on=min(audit.ends_on, tx.today),
        participants="\n".join(", ".join(said for said in (m.name, m.employer) if said) for m in team),
        summary=audit.summary or "",
        results=results,
        notes=notes,
    )
    follow_ups.complete_from_audit(tx, follow_up, findings)
    return follow_up

"""Audits: preparing one from a planned follow-up, beginning it, and what is said of it as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from followup.domain import audit_journal as events
from followup.domain.audits import (
    AUDIT,
    AUDITING,
    NO_LEAD,
    NO_SCOPE,
    NOT_AN_AUDIT,
    NOT_DECLARED,
    OPEN,
    OTHER_CLAUSE,
    OTHER_SITE,
    OWNS,
    PREPARED_ALREADY,
    SCOPE_FIXED,
    SETTLED,
    AuditNotes,
    AuditPart,
    AuditResult,
    AuditStatus,
    AuditStep,
    CheckStatus,
    NewAudit,
    check_days,
)
from followup.domain.code_of_conduct import Area
from followup.domain.follow_ups import CLOSED, FollowUpStatus, FollowUpStep
from followup.domain.follow_ups import OPEN as OPEN_FOLLOW_UPS
from followup.domain.permissions import Permission
from followup.domain.schedule import AUDITS
from followup.errors import Conflict, Invalid
from followup.models.audits import Audit, AuditFinding
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.queries import audits as queries
from followup.queries.rows import AnyRow
from followup.services.contracts import VOIDED
from followup.transaction import Transaction


def prepare(tx: Transaction, follow_up_id: str, new: NewAudit) -> Audit:
    """Prepare an audit for a follow-up that is planned as one: its protocol has one row per clause in scope.

    Errors: Conflict("audit.not_an_audit"), Conflict("audit.prepared_already"), Conflict("follow_up.closed"); Invalid.
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.AUDIT_PREPARE)
    contract = ready(tx, follow_up)
    check_days(new)
    scope = _scope(tx, contract.id, new.clause_ids)
    audit = tx.add(
        Audit(
            organisation_id=follow_up.organisation_id,
            follow_up_id=follow_up.id,
            contract_id=contract.id,
            supplier_id=contract.supplier_id,
            status=AUDIT.initial,
            **_columns(tx, contract.supplier_id, new),
        )
    )
    tx.journal(events.AUDIT_PREPARED, audit, count=len(scope))
    for clause in scope:
        _add_row(tx, audit, clause)
    return audit


def ready(tx: Transaction, follow_up: FollowUp) -> Contract:
    """Return the contract of a follow-up for which an audit can be prepared.

    Errors: Conflict as `prepare`, Conflict("contract.voided").
    """
    if follow_up.kind not in AUDITS:
        raise Conflict(NOT_AN_AUDIT)
    if queries.of_follow_up(tx.session, follow_up.id) is not None:
        raise Conflict(PREPARED_ALREADY)
    if follow_up.status not in OPEN_FOLLOW_UPS:
        raise Conflict(CLOSED)
    contract = tx.follow(Contract, follow_up.contract_id)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    return contract


def _scope(tx: Transaction, contract_id: int, clause_ids: Sequence[str]) -> list[AnyRow]:
    bound = queries.requirements(tx.session, contract_id)
    if not set(clause_ids) <= {clause.public_id for clause in bound}:
        raise Invalid.at("clause_ids", OTHER_CLAUSE)
    if not clause_ids:
        raise Invalid.at("clause_ids", NO_SCOPE)
    return [clause for clause in bound if clause.public_id in clause_ids]


def _columns(tx: Transaction, supplier_id: int, new: NewAudit) -> dict[str, object]:
    sites = {site.public_id: site.id for site in queries.sites(tx.session, supplier_id)} if new.site_id else {}
    if new.site_id and new.site_id not in sites:
        raise Invalid.at("site_id", OTHER_SITE)
    return {
        "starts_on": new.starts_on,
        "ends_on": new.ends_on,
        "site_id": sites.get(new.site_id or ""),
        "place": new.place or None,
        "purpose": new.purpose or None,
        "payer": new.payer,
        "cost_minor": new.cost.minor if new.cost else None,
        "currency": new.cost.currency if new.cost else None,
    }


def _add_row(tx: Transaction, audit: Audit, clause: AnyRow) -> None:
    tx.add(
        AuditFinding(
            organisation_id=audit.organisation_id,
            audit_id=audit.id,
            assignment_id=audit.assignment_id,
            contract_clause_id=clause.id,
            position=clause.position,
            requirement={"number": clause.number, "title": clause.title, "obligation": clause.obligation},
            area=Area.of(clause.areas[0]) if clause.areas else None,
            check=CheckStatus.TO_DO,
            result=AuditResult.NOT_ASSESSED,
        )
    )


def change(tx: Transaction, audit_id: str, new: NewAudit, version: int | None = None) -> Audit:
    """Change what was laid down; the scope only until the audit begins.

    Errors: Conflict("stale"), Conflict("audit.settled"); Invalid("audit.scope_fixed") at clause_ids.
    """
    audit = open_audit(tx, audit_id, Permission.AUDIT_PREPARE, version)
    check_days(new)
    values = _columns(tx, audit.supplier_id, new)
    changed = [name for name, value in values.items() if getattr(audit, name) != value]
    for name, value in values.items():
        setattr(audit, name, value)
    if _rescope(tx, audit, _scope(tx, audit.contract_id, new.clause_ids)):
        changed.append("scope")
    if changed:
        tx.journal(events.AUDIT_CHANGED, audit, fields=", ".join(changed))
    return audit


def _rescope(tx: Transaction, audit: Audit, scope: Sequence[AnyRow]) -> bool:
    """Bring the protocol's rows in line with the scope; return whether any came or went."""
    rows = {
        row.contract_clause_id: row
        for row in tx.session.scalars(select(AuditFinding).where(AuditFinding.audit_id == audit.id))
    }
    wanted = {clause.id: clause for clause in scope}
    if wanted.keys() == rows.keys():
        return False
    if audit.status is not AuditStatus.PREPARED:
        raise Invalid.at("clause_ids", SCOPE_FIXED)
    for key, row in rows.items():
        if key not in wanted:
            tx.session.delete(row)
    for key, clause in wanted.items():
        if key not in rows:
            _add_row(tx, audit, clause)
    return True


def begin(tx: Transaction, audit_id: str, version: int | None = None) -> Audit:
    """Begin the audit, and with it the follow-up.

    Errors: Conflict("audit.no_lead"), Conflict("audit.not_declared"), Conflict("audit.owns"), Conflict("stale").
    """
    audit = open_audit(tx, audit_id, Permission.AUDIT_RECORD, version)
    team = [member for member in queries.members(tx.session, audit.id) if member.part in AUDITING]
    if not any(member.part is AuditPart.LEAD for member in team):
        raise Conflict(NO_LEAD)
    owners = owner_ids(tx, audit)
    for member in team:
        if member.user_key is not None and member.user_key in owners:
            raise Conflict(OWNS.but(name=member.name))
        if member.independent_at is None:
            raise Conflict(NOT_DECLARED.but(name=member.name))
    tx.advance(audit, AuditStep.BEGIN)
    audit.begun_at = tx.now
    follow_up = tx.follow(FollowUp, audit.follow_up_id)
    if follow_up.status is FollowUpStatus.PLANNED:
        tx.advance(follow_up, FollowUpStep.START)
    return audit


def owner_ids(tx: Transaction, audit: Audit) -> frozenset[int]:
    """Return who answers for the audit's contract: its manager and deputy."""
    contract = tx.follow(Contract, audit.contract_id)
    return frozenset(key for key in (contract.manager_id, contract.deputy_id) if key is not None)


def note(tx: Transaction, audit_id: str, notes: AuditNotes, version: int | None = None) -> Audit:
    """Keep what was said at the opening and the closing meeting, the summary, and what stays inside.

    Errors: Conflict("stale"), Conflict("audit.settled").
    """
    audit = open_audit(tx, audit_id, Permission.AUDIT_RECORD, version)
    said: Mapping[str, str] = {
        "opening_note": notes.opening_note,
        "closing_note": notes.closing_note,
        "summary": notes.summary,
        "internal_note": notes.internal_note,
    }
    if changed := [name for name, text in said.items() if (getattr(audit, name) or "") != text]:
        for name in changed:
            setattr(audit, name, said[name] or None)
        tx.journal(events.AUDIT_CHANGED, audit, fields=", ".join(changed))
    return audit


def cancel(tx: Transaction, audit_id: str, reason: str, version: int | None = None) -> Audit:
    """Cancel the audit with a reason, which is kept with what stays inside; its follow-up stays as it is.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_PREPARE)
    tx.check_version(audit, version)
    tx.advance(audit, AuditStep.CANCEL)
    audit.internal_note = "\n\n".join(text for text in (audit.internal_note, reason) if text)
    return audit


def open_audit(tx: Transaction, audit_id: str, to: Permission, version: int | None) -> Audit:
    """Return an audit that still takes changes.

    Errors: Conflict("stale"), Conflict("audit.settled").
    """
    audit = tx.get(Audit, audit_id, to=to)
    tx.check_version(audit, version)
    refuse_settled(audit)
    return audit


def refuse_settled(audit: Audit) -> None:
    """Refuse a change of what is with the supplier, final or cancelled.

    Errors: Conflict("audit.settled").
    """
    if audit.status not in OPEN:
        raise Conflict(SETTLED)

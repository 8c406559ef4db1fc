"""Follow-ups: adding one by hand, giving one to a person, and logging what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from followup.domain.follow_ups import (
    ALREADY_OPEN,
    ASKED,
    AUDITED,
    BY_HAND,
    CLOSED,
    FOLLOW_UP,
    NOT_A_DOER,
    OPEN,
    FindingResult,
    Findings,
    FollowUpStep,
    NewFollowUp,
    check_done,
    check_due,
    check_next,
    check_report,
    settled_results,
    stored,
)
from followup.domain.journal import (
    FINDINGS_RECORDED,
    FOLLOW_UP_ASSIGNED,
    FOLLOW_UP_PLANNED,
)
from followup.domain.permissions import Permission
from followup.domain.questionnaires import INVITATION
from followup.domain.schedule import AUDITS
from followup.errors import Conflict, Invalid
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import Finding, FollowUp
from followup.models.questionnaires import Invitation
from followup.models.users import User
from followup.queries import audits
from followup.queries import follow_ups as queries
from followup.queries.rows import AnyRow
from followup.services import evidence, obligations
from followup.services.contracts import VOIDED
from followup.services.evidence import StoredUpload
from followup.services.schedule import outdate
from followup.transaction import Transaction


def add(tx: Transaction, contract_id: str, new: NewFollowUp) -> FollowUp:
    """Add a follow-up by hand; a kind of which one is open already is not doubled.

    Errors: Invalid("follow_up.already_open") at kind, Invalid("follow_up.too_far") at due_on;
    Conflict("contract.voided").
    """
    contract = tx.get(Contract, contract_id, to=Permission.FOLLOW_UP_PLAN)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    check_due(new.due_on, tx.today)
    of_kind = (FollowUp.contract_id == contract.id, FollowUp.kind == new.kind, FollowUp.subject == "")
    open_on = tx.session.scalars(select(FollowUp.due_on).where(*of_kind, FollowUp.status.in_(OPEN))).first()
    if open_on is not None:
        raise Invalid.at("kind", ALREADY_OPEN.but(due=open_on))
    ordinal = tx.session.scalars(select(func.coalesce(func.max(FollowUp.ordinal), 0)).where(*of_kind)).one() + 1
    follow_up = tx.add(
        FollowUp(
            contract_id=contract.id,
            organisation_id=contract.organisation_id,
            kind=new.kind,
            subject="",
            ordinal=ordinal,
            status=FOLLOW_UP.initial,
            due_on=new.due_on,
            why=stored(BY_HAND.but(due=new.due_on, note=new.reason)),
            planned_at=tx.now,
        )
    )
    tx.journal(FOLLOW_UP_PLANNED, follow_up, kind=new.kind, due_on=new.due_on)
    return follow_up


def assign(tx: Transaction, follow_up_id: str, user_id: str, version: int | None = None) -> FollowUp:
    """Give the follow-up to a person, who may then record it.

    Errors: Invalid("follow_up.not_a_doer") at user_id; Conflict when it is settled or somebody else saved first.
    """
    follow_up = _open(tx, follow_up_id, to=Permission.FOLLOW_UP_PLAN, version=version)
    user = tx.get(User, user_id, to=Permission.WORK_READ)
    if user.public_id not in {doer.public_id for doer in queries.doers(tx.session)}:
        raise Invalid.at("user_id", NOT_A_DOER)
    follow_up.assigned_to_id = user.id
    tx.journal(FOLLOW_UP_ASSIGNED, follow_up, user=user.public_id)
    return follow_up


def start(tx: Transaction, follow_up_id: str, version: int | None = None) -> FollowUp:
    """Note that the follow-up is under way."""
    follow_up = _open(tx, follow_up_id, to=Permission.FOLLOW_UP_RECORD, version=version)
    tx.advance(follow_up, FollowUpStep.START)
    return follow_up


def skip(tx: Transaction, follow_up_id: str, reason: str, version: int | None = None) -> FollowUp:
    """Leave the follow-up out, with a reason; the next one is counted from the day it was due.

    Errors: Conflict("follow_up.asked") while the supplier is being asked, Conflict("follow_up.audited").
    """
    follow_up = _open(tx, follow_up_id, to=Permission.FOLLOW_UP_PLAN, version=version)
    _refuse_while_under_way(tx, follow_up)
    tx.advance(follow_up, FollowUpStep.SKIP)
    follow_up.skip_reason, follow_up.settled_at, follow_up.settled_by_id = reason, tx.now, tx.actor.user_id
    outdate(tx, [follow_up.contract_id])
    return follow_up


def record(
    tx: Transaction,
    follow_up_id: str,
    findings: Findings,
    version: int | None = None,
    uploads: Sequence[StoredUpload] = (),
) -> FollowUp:
    """Log what a follow-up gave, with its files and the next step, and complete it, in one save.

    Errors: Invalid as `settled_results`, `check_done`, `check_report` and `check_next`, and as `add` at next_kind;
    Conflict("follow_up.closed"), Conflict("follow_up.asked"), Conflict("follow_up.audited").
    """
    follow_up = _open(tx, follow_up_id, to=Permission.FOLLOW_UP_RECORD, version=version)
    _refuse_while_under_way(tx, follow_up)
    check_done(findings.done_on, tx.today)
    check_report(follow_up.kind, findings.summary)
    check_next(findings, tx.today)
    _complete(tx, follow_up, findings, queries.bound_clauses(tx.session, follow_up.contract_id))
    for upload in uploads:
        evidence.add(tx, upload, follow_up=follow_up)
    if findings.next is not None:
        _plan_next(tx, follow_up, findings.next)
    return follow_up


def _plan_next(tx: Transaction, follow_up: FollowUp, new: NewFollowUp) -> None:
    try:
        add(tx, tx.follow(Contract, follow_up.contract_id).public_id, new)
    except Invalid as error:
        names = {"kind": "next_kind", "due_on": "next_on"}
        raise Invalid({names.get(path, path): reasons for path, reasons in error.problems.items()}) from None


def complete_from_assessment(
    tx: Transaction, follow_up: FollowUp, results: Mapping[str, FindingResult], *, done_on: date | None = None
) -> FollowUp:
    """Complete a follow-up with what the assessment of the supplier's answers gave, by contract clause.

    The caller has been authorised to assess. A clause that no question was about is not assessed.
    Errors: Conflict("follow_up.closed"); Invalid for a clause that does not bind.
    """
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    clauses = queries.bound_clauses(tx.session, follow_up.contract_id)
    unasked = {c.public_id: FindingResult.NOT_ASSESSED for c in clauses}
    _complete(tx, follow_up, Findings(done_on=done_on or tx.today, results=unasked | dict(results)), clauses)
    return follow_up


def complete_from_audit(tx: Transaction, follow_up: FollowUp, findings: Findings) -> FollowUp:
    """Complete a follow-up with what the protocol of its audit says; the caller has been authorised.

    A clause that the audit was not about is not assessed.
    Errors: Conflict("follow_up.closed").
    """
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    clauses = queries.bound_clauses(tx.session, follow_up.contract_id)
    unseen = {c.public_id: FindingResult.NOT_ASSESSED for c in clauses}
    _complete(tx, follow_up, replace(findings, results=unseen | dict(findings.results)), clauses)
    return follow_up


def correct(
    tx: Transaction, follow_up: FollowUp, results: Mapping[str, FindingResult], notes: Mapping[str, str]
) -> int:
    """Bring a completed follow-up in line with the final protocol of its audit. Returns how many findings changed.

    The caller has been authorised.
    Shape: `results` and `notes` by the public id of the contract's clause.
    """
    wanted = select(Finding, ContractClause.public_id).where(Finding.follow_up_id == follow_up.id)
    rows = tx.session.execute(wanted.join(ContractClause, ContractClause.id == Finding.contract_clause_id)).all()
    moved: dict[int, FindingResult] = {}
    said: dict[int, str] = {}
    for finding, key in rows:
        now = (results.get(key, finding.result), notes.get(key))
        if (finding.result, finding.note) != now:
            finding.result, finding.note = now
            moved[finding.contract_clause_id], said[finding.contract_clause_id] = now[0], now[1] or ""
    if moved and follow_up.done_on is not None:
        obligations.take_findings(tx, follow_up.done_on, moved, said)
        tx.journal(FINDINGS_RECORDED, follow_up, count=len(moved))
    return len(moved)


def _open(tx: Transaction, follow_up_id: str, *, to: Permission, version: int | None) -> FollowUp:
    follow_up = tx.get(FollowUp, follow_up_id, to=to)
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    tx.check_version(follow_up, version)
    return follow_up


def _refuse_while_under_way(tx: Transaction, follow_up: FollowUp) -> None:
    asked = tx.session.scalars(select(Invitation.status).where(Invitation.follow_up_id == follow_up.id)).one_or_none()
    if asked is not None and not INVITATION.is_final(asked):
        raise Conflict(ASKED)
    if follow_up.kind in AUDITS and audits.is_live(tx.session, follow_up.id):
        raise Conflict(AUDITED)


def _complete(tx: Transaction, follow_up: FollowUp, findings: Findings, clauses: Sequence[AnyRow]) -> None:
    results = settled_results([clause.public_id for clause in clauses], findings)
    for clause in clauses:
        tx.add(
            Finding(
                organisation_id=follow_up.organisation_id,
                follow_up_id=follow_up.id,
                contract_clause_id=clause.id,
                result=results[clause.public_id],
                note=findings.notes.get(clause.public_id) or None,
            )
        )
    by_key = {clause.id: clause.public_id for clause in clauses}
    obligations.take_findings(
        tx,
        findings.done_on,
        {key: results[public_id] for key, public_id in by_key.items()},
        {key: findings.notes.get(public_id, "") for key, public_id in by_key.items()},
    )
    follow_up.participants, follow_up.summary = findings.participants or None, findings.summary or None
    follow_up.minutes_used = findings.minutes_used
    follow_up.done_on, follow_up.settled_at, follow_up.settled_by_id = findings.done_on, tx.now, tx.actor.user_id
    tx.advance(follow_up, FollowUpStep.COMPLETE, done_on=findings.done_on)
    tx.journal(FINDINGS_RECORDED, follow_up, count=len(results))
    outdate(tx, [follow_up.contract_id])

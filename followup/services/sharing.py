"""Sharing: a completed follow-up's reduced copy goes to the cooperation, is kept true, and can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import select

from followup.domain.calendar import today_in
from followup.domain.crosswalks import Crosswalk, Outcomes
from followup.domain.deviations import VOID
from followup.domain.follow_ups import FindingResult, FollowUpStatus
from followup.domain.journal import RESULT_SHARED, RESULT_UPDATED, RESULT_WITHDRAWN
from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import RESULT_EXPIRED
from followup.domain.sharing import DeviationFacts, Light, Result, SharedFacts, project
from followup.errors import N_, Conflict, Reason
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import Finding, FollowUp
from followup.models.sharing import SharedResult
from followup.transaction import Transaction

NOT_COMPLETED = Reason("result.not_completed", N_("Complete the follow-up first; then its result can be shared."))
NO_COOPERATION = Reason("result.no_cooperation", N_("Your organisation belongs to no cooperation to share with."))
VOIDED = Reason("result.voided", N_("The contract was registered by mistake, so there is no result to share."))
KNOWN = Reason("result.known", N_("This result has already been shared."))
WITHDRAWN = Reason("result.withdrawn", N_("This result has already been withdrawn."))

_KEPT = ("light_on",)  # says when it was looked at, not what was seen
_OF_ITS_DAY = ("areas", "mapping")  # what was found that day, by the mapping of the day it was shared


def share(tx: Transaction, follow_up_id: str, crosswalk: Crosswalk | None = None) -> Sequence[SharedResult]:
    """Share a completed follow-up with each cooperation that the organisation belongs to.

    A result that was withdrawn is shared again as it is today. Without a crosswalk the copy tells no outcome by area.
    Errors: Conflict("result.not_completed", "result.no_cooperation", "result.known", "result.voided").
    """
    follow_up = _shareable(tx, follow_up_id)
    facts = _facts(tx, [follow_up], crosswalk)[follow_up.id]
    known = {row.cooperation_id: row for row in _of(tx, follow_up.id)}
    cooperations = tx.actor.scope.cooperation_ids
    if not cooperations:
        raise Conflict(NO_COOPERATION)
    if all(key in known and known[key].withdrawn_at is None for key in cooperations):
        raise Conflict(KNOWN)
    return [_shared(tx, follow_up, key, known.get(key), facts) for key in cooperations]


def offer(tx: Transaction, follow_up_id: str, crosswalk: Crosswalk) -> SharedFacts:
    """Return all that would leave the organisation if the follow-up were shared now.

    Errors: Conflict("result.not_completed", "result.voided").
    """
    follow_up = _shareable(tx, follow_up_id)
    return _facts(tx, [follow_up], crosswalk)[follow_up.id]


def expire(tx: Transaction) -> int:
    """Note which of the organisation's shared results may no longer be reused. Returns how many.

    Others have not read them since that day; this puts it in the journal and in the row.
    """
    statement = select(SharedResult).where(
        SharedResult.organisation_id == tx.actor.organisation_id,
        SharedResult.withdrawn_at.is_(None),
        SharedResult.expired_at.is_(None),
        SharedResult.reusable_until < tx.today,
    )
    rows = tx.session.scalars(statement.order_by(SharedResult.id)).all()
    for row in rows:
        row.expired_at = tx.now
        tx.journal(RESULT_EXPIRED, row, on=row.reusable_until)
    tx.flush()
    return len(rows)


def refresh(tx: Transaction, deviation: Deviation) -> int:
    """Bring the shared copies of a deviation's follow-up up to date. Returns how many changed; 0 if none is shared."""
    if deviation.follow_up_id is None:
        return 0
    tx.flush()
    return _refreshed(tx, [row for row in _of(tx, deviation.follow_up_id) if row.withdrawn_at is None])


def refresh_all(tx: Transaction) -> int:
    """Bring all that the organisation shares up to date, since a deadline passes without anybody's doing.

    Returns how many changed.
    """
    statement = select(SharedResult).where(
        SharedResult.organisation_id == tx.actor.organisation_id,
        SharedResult.withdrawn_at.is_(None),
        SharedResult.light.in_((Light.YELLOW, Light.RED)),
    )
    return _refreshed(tx, tx.session.scalars(statement).all())


def withdraw(tx: Transaction, result_id: str, reason: str) -> SharedResult:
    """Take a shared result back; the cooperation no longer sees it.

    Errors: Conflict("result.withdrawn").
    """
    row = tx.get(SharedResult, result_id, to=Permission.RESULT_WITHDRAW)
    if row.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    row.withdrawn_at, row.withdraw_reason = tx.now, reason
    tx.journal(RESULT_WITHDRAWN, row)
    tx.flush()
    return row


def _shareable(tx: Transaction, follow_up_id: str) -> FollowUp:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.RESULT_SHARE)
    if follow_up.status is not FollowUpStatus.COMPLETED:
        raise Conflict(NOT_COMPLETED)
    if tx.follow(Contract, follow_up.contract_id).voided_at is not None:
        raise Conflict(VOIDED)
    return follow_up


def _of(tx: Transaction, follow_up_id: int) -> Sequence[SharedResult]:
    """Return the organisation's own copies of one follow-up."""
    statement = select(SharedResult).where(
        SharedResult.follow_up_id == follow_up_id, SharedResult.organisation_id == tx.actor.organisation_id
    )
    return tx.session.scalars(statement).all()


def _shared(
    tx: Transaction, follow_up: FollowUp, cooperation_id: int, known: SharedResult | None, facts: SharedFacts
) -> SharedResult:
    if known is not None and known.withdrawn_at is None:
        return known
    who = {"shared_by_id": tx.actor.user_id, "shared_at": tx.now}
    if known is None:
        columns = {**asdict(facts), **who, "cooperation_id": cooperation_id, "follow_up_id": follow_up.id}
        row = tx.add(SharedResult(**columns))
    else:
        row = known
        _assign(row, {**asdict(facts), **who, "withdrawn_at": None, "withdraw_reason": None, "expired_at": None})
        tx.flush()
    tx.journal(RESULT_SHARED, row, light=row.light)
    return row


def _refreshed(tx: Transaction, rows: Sequence[SharedResult]) -> int:
    if not rows:
        return 0
    wanted = select(FollowUp).where(FollowUp.id.in_({row.follow_up_id for row in rows}))
    found = _facts(tx, tx.session.scalars(wanted).all())
    changed = 0
    for row in rows:
        known = asdict(found[row.follow_up_id]).items()
        facts = {name: value for name, value in known if name not in _OF_ITS_DAY}
        if all(getattr(row, name) == value for name, value in facts.items() if name not in _KEPT):
            continue
        _assign(row, facts)
        tx.journal(RESULT_UPDATED, row, light=row.light)
        changed += 1
    tx.flush()
    return changed


def _assign(row: SharedResult, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _facts(
    tx: Transaction, follow_ups: Iterable[FollowUp], crosswalk: Crosswalk | None = None
) -> dict[int, SharedFacts]:
    """Return what may leave of each follow-up, by its key: two statements, three with a crosswalk."""
    by_id = {follow_up.id: follow_up for follow_up in follow_ups}
    deviations: dict[int, list[DeviationFacts]] = {key: [] for key in by_id}
    issued = select(Deviation).where(
        Deviation.follow_up_id.in_(by_id),
        Deviation.issued_on.is_not(None),
        Deviation.status.not_in(sorted(VOID)),
    )
    for deviation in tx.session.scalars(issued):
        assert deviation.follow_up_id is not None
        deviations[deviation.follow_up_id].append(deviation_facts(deviation, tx.actor.zone))
    contracts = (
        select(FollowUp.id, Contract, CodeVersion.key)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .where(FollowUp.id.in_(by_id))
    )
    findings = _findings(tx, by_id) if crosswalk else {}
    return {
        key: project(
            _result(
                by_id[key],
                contract,
                version,
                deviations[key],
                crosswalk.outcomes(version, findings.get(key, {})) if crosswalk else Outcomes(),
            ),
            tx.today,
        )
        for key, contract, version in tx.session.execute(contracts)
    }


def _findings(tx: Transaction, follow_ups: Collection[int]) -> dict[int, dict[str, FindingResult]]:
    """Return what was found for each standard clause, by follow-up and the clause's id."""
    statement = (
        select(Finding.follow_up_id, Clause.key, Finding.result)
        .join(ContractClause, ContractClause.id == Finding.contract_clause_id)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(Finding.follow_up_id.in_(follow_ups), Clause.code_version_id == Contract.code_version_id)
    )
    found: dict[int, dict[str, FindingResult]] = {}
    for follow_up, clause, result in tx.session.execute(statement):
        found.setdefault(follow_up, {})[clause] = result
    return found


def _result(
    follow_up: FollowUp,
    contract: Contract,
    code_version: str | None,
    deviations: Sequence[DeviationFacts],
    outcomes: Outcomes,
) -> Result:
    if follow_up.done_on is None:
        raise ValueError("a completed follow-up has a day")
    return Result(
        organisation_id=follow_up.organisation_id,
        supplier_id=contract.supplier_id,
        category=contract.category,
        kind=follow_up.kind,
        done_on=follow_up.done_on,
        code_version=code_version,
        level=contract.level,
        deviations=tuple(deviations),
        outcomes=outcomes,
    )


def deviation_facts(deviation: Deviation, zone: str) -> DeviationFacts:
    """Return what a traffic light needs to know of an issued deviation; its instants as days in the zone."""
    if deviation.plan_due_on is None or deviation.closure_due_on is None:
        raise ValueError("an issued deviation has deadlines")
    submitted, accepted = deviation.plan_submitted_at, deviation.plan_accepted_at
    return DeviationFacts(
        severity=deviation.severity,
        plan_due_on=deviation.plan_due_on,
        closure_due_on=deviation.closure_due_on,
        plan_submitted_on=today_in(submitted, zone) if submitted else None,
        plan_accepted_on=today_in(accepted, zone) if accepted else None,
        closed_on=deviation.closed_on,
    )

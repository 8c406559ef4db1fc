"""Sanctions: proposed by rule or by a person, the supplier heard, decided by the contract's owner."""

from __future__ import annotations

from datetime import date

from followup.domain import sanctions as ladder
from followup.domain.audit_journal import SANCTION_CHANGED, SANCTION_PROPOSED, SANCTION_STATED
from followup.domain.deviation_steps import OTHER_CONTRACT
from followup.domain.deviations import OPEN
from followup.domain.follow_ups import stored
from followup.domain.money import Money
from followup.domain.penalties import Calculation, NewPenalty, PenaltyTerms, PenaltyTrigger, calculated, check_days
from followup.domain.permissions import Permission
from followup.domain.sanction_steps import (
    Decision,
    NewSanction,
    Statement,
    check_clause,
    check_deciding,
    check_statement,
)
from followup.domain.sanctions import SANCTION, Due, Rung, SanctionStep
from followup.errors import Conflict, Invalid, Reason
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.sanctions import Sanction
from followup.queries import sanctions as queries
from followup.services import penalties
from followup.services.contracts import check_open
from followup.transaction import Transaction


def propose(
    tx: Transaction,
    deviation_id: str,
    rung: Rung | None = None,
    *,
    why: Reason | None = None,
    on: date | None = None,
) -> Sanction | None:
    """Propose the step that the ladder says is due, or the one named; None where nothing is due.

    Said twice it is proposed once. By the system or by a manager; a holder of a link is not allowed to.
    Errors: Conflict as `propose_by_hand` where a step is named.
    """
    deviation = tx.get(Deviation, deviation_id, to=Permission.SANCTION_PROPOSE)
    earlier = queries.of_deviation(tx.session, deviation.id)
    found = ladder.due(queries.ladder_facts(tx.session, deviation, earlier), on or tx.today)
    if rung is not None:
        _check_may_be_proposed(tx, deviation, rung)
        found = Due(rung=rung, why=why or found.why, trigger=_trigger(rung))
    if found.rung is None:
        return None
    return _proposed(tx, tx.follow(Contract, deviation.contract_id), deviation, found)


def propose_by_hand(tx: Transaction, contract_id: str, new: NewSanction) -> Sanction:
    """Propose a step that a person finds due, with that person's reason.

    Errors: Invalid at deviation_id; Conflict("contract.voided", "sanction.under_way", "sanction.refuses",
    "sanction.never_sent").
    """
    contract = tx.get(Contract, contract_id, to=Permission.SANCTION_PROPOSE)
    check_open(contract)
    deviation = tx.get(Deviation, new.deviation_id, to=Permission.SANCTION_PROPOSE) if new.deviation_id else None
    if deviation is not None:
        if deviation.contract_id != contract.id:
            raise Invalid.at("deviation_id", OTHER_CONTRACT)
        _check_may_be_proposed(tx, deviation, new.rung)
    found = Due(rung=new.rung, why=ladder.BY_HAND.but(note=new.note), trigger=_trigger(new.rung) if deviation else None)
    return _proposed(tx, contract, deviation, found)


def _check_may_be_proposed(tx: Transaction, deviation: Deviation, rung: Rung) -> None:
    if deviation.status not in OPEN:
        raise Conflict(ladder.NEVER_SENT)
    if rung is Rung.PENALTY and deviation.refusal_note:
        raise Conflict(ladder.REFUSES)
    if queries.under_way(tx.session, deviation.id):
        raise Conflict(ladder.UNDER_WAY_ALREADY)


def _trigger(rung: Rung) -> PenaltyTrigger | None:
    return PenaltyTrigger.DEVIATION_NOT_HANDLED if rung is Rung.PENALTY else None


def _proposed(tx: Transaction, contract: Contract, deviation: Deviation | None, found: Due) -> Sanction:
    assert found.rung is not None
    sanction = tx.add(
        Sanction(
            contract_id=contract.id,
            deviation_id=deviation.id if deviation else None,
            contract_clause_id=deviation.contract_clause_id if deviation else None,
            owner_id=contract.manager_id,
            supplier_id=contract.supplier_id,
            rung=found.rung,
            status=SANCTION.initial,
            why=stored(found.why or ladder.BY_HAND.but(note="–")),
            trigger=found.trigger,
            proposed_at=tx.now,
            proposed_by_id=tx.actor.user_id,
        )
    )
    tx.journal(SANCTION_PROPOSED, sanction, rung=sanction.rung)
    return sanction


def give(tx: Transaction, sanction_id: str) -> Sanction:
    """Let whoever manages the contract today decide about it.

    Errors: Conflict("state.not_allowed") for what is settled.
    """
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_PROPOSE)
    SANCTION.after(sanction.status, SanctionStep.DECLINE)
    manager_id = tx.follow(Contract, sanction.contract_id).manager_id
    if sanction.owner_id != manager_id:
        sanction.owner_id = manager_id
        tx.journal(SANCTION_CHANGED, sanction, fields="manager_id")
    return sanction


def count(tx: Transaction, sanction_id: str, new: NewPenalty, version: int | None = None) -> Sanction:
    """State what the penalty is for and which days count; the amount follows from the contract.

    Errors: Invalid at late_to_on; Conflict("stale", "state.not_allowed", "sanction.no_terms", "sanction.refuses").
    """
    sanction = _open(tx, sanction_id, version, Permission.SANCTION_PROPOSE)
    if sanction.rung is not Rung.PENALTY:
        raise Conflict(ladder.NO_TERMS)
    _check_not_refused(tx, sanction)
    check_days(new, tx.today)
    sanction.trigger = new.trigger
    _keep(sanction, calculated(terms_of(tx, sanction), new.late_from_on, new.late_to_on))
    tx.journal(SANCTION_CHANGED, sanction, fields="penalty")
    tx.flush()
    return sanction


def _check_not_refused(tx: Transaction, sanction: Sanction) -> None:
    deviation = tx.follow(Deviation, sanction.deviation_id) if sanction.deviation_id else None
    if sanction.rung is Rung.PENALTY and deviation is not None and deviation.refusal_note:
        raise Conflict(ladder.REFUSES)


def terms_of(tx: Transaction, sanction: Sanction) -> PenaltyTerms:
    """Return what the contract says of its penalty.

    Errors: Conflict("sanction.no_terms").
    """
    terms = penalties.stated(tx, tx.follow(Contract, sanction.contract_id))
    if terms is None:
        raise Conflict(ladder.NO_TERMS)
    return terms


def _keep(sanction: Sanction, found: Calculation) -> None:
    sanction.late_from_on, sanction.late_to_on = found.late_from_on, found.late_to_on
    sanction.unit, sanction.unit_minor, sanction.cap_count = found.unit, found.unit_minor, found.cap_count
    sanction.units_count, sanction.amount_minor, sanction.currency = (
        found.units_count,
        found.amount_minor,
        found.currency,
    )


def calculation(sanction: Sanction) -> Calculation | None:
    """Return the amount as it was counted, step by step; None before the days are stated."""
    if sanction.late_from_on is None or sanction.late_to_on is None or sanction.unit is None:
        return None
    assert sanction.unit_minor is not None
    assert sanction.currency is not None
    amount = Money(sanction.unit_minor, sanction.currency)
    terms = PenaltyTerms(amount=amount, unit=sanction.unit, cap_count=sanction.cap_count or 0)
    return calculated(terms, sanction.late_from_on, sanction.late_to_on)


def _open(tx: Transaction, sanction_id: str, version: int | None, to: Permission) -> Sanction:
    sanction = tx.get(Sanction, sanction_id, to=to)
    tx.check_version(sanction, version)
    SANCTION.after(sanction.status, SanctionStep.DECLINE)  # what is settled is not changed
    check_open(tx.follow(Contract, sanction.contract_id))
    return sanction


def name_clause(tx: Transaction, sanction: Sanction, clause_id: str) -> None:
    """Name the clause of this contract that allows the step.

    Errors: Invalid at clause_id.
    """
    bound = tx.get(ContractClause, check_clause(clause_id), to=Permission.CONTRACT_READ)
    if bound.contract_id != sanction.contract_id:
        raise Invalid.at("clause_id", OTHER_CONTRACT)
    sanction.contract_clause_id = bound.id


def record_statement(tx: Transaction, sanction_id: str, new: Statement, version: int | None = None) -> Sanction:
    """Record what the supplier said when it was heard.

    Errors: Invalid at stated_on; Conflict("stale", "sanction.not_heard").
    """
    sanction = _open(tx, sanction_id, version, Permission.SANCTION_PROPOSE)
    if sanction.heard_on is None:
        raise Conflict(ladder.NOT_HEARD)
    check_statement(new.stated_on, tx.today)
    sanction.statement, sanction.stated_on = new.statement, new.stated_on
    tx.journal(SANCTION_STATED, sanction)
    tx.flush()
    return sanction


def decide(tx: Transaction, sanction_id: str, decision: Decision, version: int | None = None) -> Sanction:
    """Let the step hold; a penalty's amount is counted anew from the contract as it stands.

    Errors: Forbidden for all but the contract's owner; Invalid at clause_id; Conflict as `check_deciding`.
    """
    sanction = _open(tx, sanction_id, version, Permission.SANCTION_DECIDE)
    _check_not_refused(tx, sanction)
    check_deciding(
        sanction.rung,
        sanction.status,
        hearing_due_on=sanction.hearing_due_on,
        stated_on=sanction.stated_on,
        has_amount=_days(sanction) is not None,
        today=tx.today,
    )
    name_clause(tx, sanction, decision.clause_id)
    if (days := _days(sanction)) is not None:
        _keep(sanction, calculated(terms_of(tx, sanction), days.late_from_on, days.late_to_on))
    tx.advance(sanction, SanctionStep.DECIDE)
    sanction.decided_by_id, sanction.decided_on, sanction.decision_note = tx.actor.user_id, tx.today, decision.note
    tx.flush()
    return sanction


def _days(sanction: Sanction) -> NewPenalty | None:
    if sanction.trigger is None or sanction.late_from_on is None or sanction.late_to_on is None:
        return None
    return NewPenalty(trigger=sanction.trigger, late_from_on=sanction.late_from_on, late_to_on=sanction.late_to_on)


def decline(tx: Transaction, sanction_id: str, reason: str, version: int | None = None) -> Sanction:
    """Let a proposal be, with the reason; the ladder does not propose the same step for the same deviation again."""
    return _ended(tx, sanction_id, SanctionStep.DECLINE, reason, version)


def lift(tx: Transaction, sanction_id: str, reason: str, version: int | None = None) -> Sanction:
    """Take back a step that held, with the reason."""
    return _ended(tx, sanction_id, SanctionStep.LIFT, reason, version)


def _ended(tx: Transaction, sanction_id: str, step: SanctionStep, reason: str, version: int | None) -> Sanction:
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_DECIDE)
    tx.check_version(sanction, version)
    tx.advance(sanction, step)
    if step is SanctionStep.DECLINE:
        sanction.decided_by_id, sanction.decided_on = tx.actor.user_id, tx.today
    before = f"{sanction.decision_note}\n\n" if sanction.decision_note else ""
    sanction.decision_note = f"{before}{reason}"
    tx.flush()
    return sanction

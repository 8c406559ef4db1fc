"""Risk: assessing a contract's class, and the second pair of eyes that the higher classes need."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain.journal import RISK_PROPOSED
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.risk import (
    ASSESSMENT,
    AssessmentStatus,
    AssessmentStep,
    NewAssessment,
    Proposal,
    RiskClass,
    approval_needed,
    check_assessment,
    classify,
)
from followup.errors import Conflict
from followup.models.contracts import Contract, RiskAssessment
from followup.services.contracts import VOIDED
from followup.transaction import Transaction


def assess(tx: Transaction, contract_id: str, new: NewAssessment) -> RiskAssessment:
    """Keep an assessment; the class takes effect at once, or when another person has approved it.

    Approval is needed when the proposed class, the chosen one or the one in force is high: an override downwards and
    leaving a high class need the same four eyes as entering one.
    Errors: Invalid as `check_assessment`; Conflict("contract.voided").
    """
    contract = tx.get(Contract, contract_id, to=Permission.RISK_ASSESS)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    proposal = classify(new.facts)
    check_assessment(new, proposal, tx.actor.country)
    for waiting in _others(tx, contract, AssessmentStatus.PROPOSED):
        _step(tx, waiting, AssessmentStep.SUPERSEDE)
    assessment = tx.add(_row(tx, contract, new, proposal))
    tx.journal(RISK_PROPOSED, assessment, risk_class=_letter(new.risk_class), proposed=_letter(proposal.risk_class))
    highest = max(new.risk_class, proposal.risk_class, contract.risk_class or RiskClass.D)
    if not approval_needed(highest):
        _take_effect(tx, contract, assessment, AssessmentStep.ADOPT)
    return assessment


def approve(tx: Transaction, assessment_id: str) -> Contract:
    """Approve an assessment that somebody else made; its class is the contract's from today.

    Errors: Forbidden for the one who assessed; Conflict("state.not_allowed"), Conflict("contract.voided").
    """
    assessment = tx.get(RiskAssessment, assessment_id, to=Permission.RISK_APPROVE)
    contract = tx.follow(Contract, assessment.contract_id)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    assessment.decided_by_id, assessment.decided_at = tx.actor.user_id, tx.now
    _take_effect(tx, contract, assessment, AssessmentStep.APPROVE)
    return contract


def send_back(tx: Transaction, assessment_id: str, note: str) -> Contract:
    """Say why an assessment is not approved; the class in force stays.

    Errors: Forbidden for the one who assessed; Conflict("state.not_allowed").
    """
    assessment = tx.get(RiskAssessment, assessment_id, to=Permission.RISK_APPROVE)
    assessment.decided_by_id, assessment.decided_at, assessment.return_note = tx.actor.user_id, tx.now, note
    _step(tx, assessment, AssessmentStep.RETURN)
    return tx.follow(Contract, assessment.contract_id)


def _row(tx: Transaction, contract: Contract, new: NewAssessment, proposal: Proposal) -> RiskAssessment:
    return RiskAssessment(
        contract_id=contract.id,
        organisation_id=contract.organisation_id,
        facts=as_plain(new.facts),
        proposed_class=proposal.risk_class,
        risk_class=new.risk_class,
        reasons=[
            {
                "risk_class": str(said.risk_class),
                "text": said.reason.text,
                "source": said.source,
                "provenance": str(said.provenance),
            }
            for said in proposal.reasons
        ],
        override_reason=new.override_reason or None,
        justification=new.justification or None,
        status=ASSESSMENT.initial,
        assessed_by_id=tx.actor.user_id,
        assessed_at=tx.now,
    )


def _take_effect(tx: Transaction, contract: Contract, assessment: RiskAssessment, step: AssessmentStep) -> None:
    for before in _others(tx, contract, AssessmentStatus.IN_FORCE):
        _step(tx, before, AssessmentStep.SUPERSEDE)
    _step(tx, assessment, step)
    contract.risk_class, contract.risk_since = assessment.risk_class, tx.today
    contract.changed_at = tx.now  # the planner looks at contracts that have changed


def _others(tx: Transaction, contract: Contract, status: AssessmentStatus) -> list[RiskAssessment]:
    wanted = (RiskAssessment.contract_id == contract.id, RiskAssessment.status == status)
    return list(tx.session.scalars(select(RiskAssessment).where(*wanted)))


def _step(tx: Transaction, assessment: RiskAssessment, step: AssessmentStep) -> None:
    tx.advance(assessment, step, risk_class=_letter(assessment.risk_class))


def _letter(risk_class: RiskClass) -> str:
    return risk_class.value.upper()

"""Risk: assessing the class of a contract or of a planned procurement, the second pair of eyes, and inheritance."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, select

from followup.domain.ids import is_id
from followup.domain.journal import PROCUREMENT_CLASSIFIED, RISK_PROPOSED
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.procurements import CLOSED
from followup.domain.procurements import SETTLED as PROCUREMENT_SETTLED
from followup.domain.risk import ASSESSMENT, AssessmentStatus, AssessmentStep, Basis, NewAssessment, RiskClass
from followup.domain.risk_proposal import Proposal, check_assessment, classify
from followup.domain.risk_reasons import RiskReason, Side
from followup.errors import Conflict
from followup.models.contracts import Contract, RiskAssessment
from followup.models.procurements import Procurement
from followup.queries import risk_policies
from followup.services.contracts import VOIDED
from followup.transaction import Transaction

Subject = Contract | Procurement


def subject_of(tx: Transaction, subject_id: str, *, to: Permission) -> Subject:
    """Return the contract or the planned procurement with this public id.

    Errors: NotFound, Forbidden.
    """
    if is_id(subject_id, Procurement.prefix):
        return tx.get(Procurement, subject_id, to=to)
    return tx.get(Contract, subject_id, to=to)


def assess(tx: Transaction, subject_id: str, new: NewAssessment, *, basis: Basis | None = None) -> RiskAssessment:
    """Keep an assessment; the class takes effect at once, or when another person has approved it.

    Approval is needed when the proposed class, the chosen one or the one in force is high: an override downwards and
    leaving a high class need the same four eyes as entering one. `basis` is what lists and register say today.
    Errors: Invalid as `check_assessment`; Forbidden("risk_policy.not_an_assessor"); Conflict("contract.voided"),
    Conflict("procurement.settled").
    """
    subject = subject_of(tx, subject_id, to=Permission.RISK_ASSESS)
    _refuse_if_closed(subject)
    rules = risk_policies.in_force(tx.session, tx.today)
    rules.check_assessor(tx.actor.roles)
    new = replace(new, facts=replace(new.facts, basis=basis))
    proposal = classify(new.facts)
    check_assessment(new, proposal, tx.actor.country)
    for waiting in _others(tx, subject, AssessmentStatus.PROPOSED):
        _step(tx, waiting, AssessmentStep.SUPERSEDE)
    assessment = tx.add(_row(tx, subject, new, proposal))
    tx.journal(RISK_PROPOSED, assessment, risk_class=_letter(new.risk_class), proposed=_letter(proposal.risk_class))
    highest = max(new.risk_class, proposal.risk_class, subject.risk_class or RiskClass.D)
    if not rules.needs_approval(highest):
        assessment.valid_until = rules.valid_until(tx.today)
        _take_effect(tx, subject, assessment, AssessmentStep.ADOPT)
    return assessment


def approve(tx: Transaction, assessment_id: str) -> Subject:
    """Approve an assessment that somebody else made; its class holds from today.

    Errors: Forbidden for the one who assessed, and for a role that the organisation's rules leave out;
    Conflict("state.not_allowed"), Conflict("contract.voided"), Conflict("procurement.settled").
    """
    assessment, subject = _to_decide(tx, assessment_id)
    _refuse_if_closed(subject)
    assessment.decided_by_id, assessment.decided_at = tx.actor.user_id, tx.now
    assessment.valid_until = risk_policies.in_force(tx.session, tx.today).valid_until(tx.today)
    _take_effect(tx, subject, assessment, AssessmentStep.APPROVE)
    return subject


def send_back(tx: Transaction, assessment_id: str, note: str) -> Subject:
    """Say why an assessment is not approved; the class in force stays.

    Errors: Forbidden as `approve`; Conflict("state.not_allowed").
    """
    assessment, subject = _to_decide(tx, assessment_id)
    assessment.decided_by_id, assessment.decided_at, assessment.return_note = tx.actor.user_id, tx.now, note
    _step(tx, assessment, AssessmentStep.RETURN)
    return subject


def inherit(tx: Transaction, procurement: Procurement, contract: Contract) -> RiskAssessment | None:
    """Give the contract its procurement's class, reasons and follow-up plan, with who assessed and approved them.

    Nothing where the procurement has no class in force.
    """
    for found in _others(tx, procurement, AssessmentStatus.IN_FORCE):
        inherited = tx.add(_copy(found, contract))
        _step(tx, inherited, AssessmentStep.INHERIT, procurement=procurement.public_id)
        _hold(tx, contract, inherited)
        return inherited
    return None


def subject_by_key(tx: Transaction, assessment: RiskAssessment) -> Subject:
    """Return what an authorised assessment is about.

    Errors: NotFound.
    """
    if assessment.procurement_id is not None:
        return tx.follow(Procurement, assessment.procurement_id)
    return tx.follow(Contract, assessment.contract_id or 0)


def _to_decide(tx: Transaction, assessment_id: str) -> tuple[RiskAssessment, Subject]:
    assessment = tx.get(RiskAssessment, assessment_id, to=Permission.RISK_APPROVE)
    risk_policies.in_force(tx.session, tx.today).check_approver(tx.actor.roles)
    return assessment, subject_by_key(tx, assessment)


def _refuse_if_closed(subject: Subject) -> None:
    if isinstance(subject, Procurement):
        if subject.status in CLOSED:
            raise Conflict(PROCUREMENT_SETTLED)
    elif subject.voided_at is not None:
        raise Conflict(VOIDED)


def _row(tx: Transaction, subject: Subject, new: NewAssessment, proposal: Proposal) -> RiskAssessment:
    is_planned = isinstance(subject, Procurement)
    return RiskAssessment(
        contract_id=None if is_planned else subject.id,
        procurement_id=subject.id if is_planned else None,
        organisation_id=subject.organisation_id,
        facts=as_plain(new.facts),
        proposed_class=proposal.risk_class,
        risk_class=new.risk_class,
        climate_class=proposal.of(Side.CLIMATE),
        people_class=proposal.of(Side.PEOPLE),
        reasons=[_kept(said) for said in proposal.reasons],
        override_reason=new.override_reason or None,
        justification=new.justification or None,
        status=ASSESSMENT.initial,
        assessed_by_id=tx.actor.user_id,
        assessed_at=tx.now,
    )


def _kept(said: RiskReason) -> dict[str, object]:
    return {
        "risk_class": str(said.risk_class),
        "text": said.reason.text,
        "source": said.source,
        "provenance": str(said.provenance),
        "code": said.reason.code,
        "side": str(said.side),
    }


_COPIED = (
    *("facts", "proposed_class", "risk_class", "climate_class", "people_class", "valid_until", "reasons"),
    *("override_reason", "justification", "assessed_by_id", "assessed_at", "decided_by_id", "decided_at"),
)


def _copy(found: RiskAssessment, contract: Contract) -> RiskAssessment:
    return RiskAssessment(
        contract_id=contract.id,
        organisation_id=contract.organisation_id,
        status=ASSESSMENT.initial,
        **{name: getattr(found, name) for name in _COPIED},
    )


def _take_effect(tx: Transaction, subject: Subject, assessment: RiskAssessment, step: AssessmentStep) -> None:
    for before in _others(tx, subject, AssessmentStatus.IN_FORCE):
        _step(tx, before, AssessmentStep.SUPERSEDE)
    _step(tx, assessment, step)
    _hold(tx, subject, assessment)


def _hold(tx: Transaction, subject: Subject, assessment: RiskAssessment) -> None:
    subject.risk_class, subject.risk_since = assessment.risk_class, tx.today
    subject.changed_at = tx.now  # the planner looks at contracts that have changed
    if isinstance(subject, Procurement):
        tx.journal(PROCUREMENT_CLASSIFIED, subject, risk_class=_letter(assessment.risk_class))


def _others(tx: Transaction, subject: Subject, status: AssessmentStatus) -> list[RiskAssessment]:
    return list(tx.session.scalars(select(RiskAssessment).where(_about(subject), RiskAssessment.status == status)))


def _about(subject: Subject) -> ColumnElement[bool]:
    if isinstance(subject, Procurement):
        return RiskAssessment.procurement_id == subject.id
    return RiskAssessment.contract_id == subject.id


def _step(tx: Transaction, assessment: RiskAssessment, step: AssessmentStep, **facts: str) -> None:
    tx.advance(assessment, step, risk_class=_letter(assessment.risk_class), **facts)


def _letter(risk_class: RiskClass) -> str:
    return risk_class.value.upper()

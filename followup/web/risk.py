"""Assessing a contract's risk class: questions, a proposal with its reasons, a person's choice, another's approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from followup.domain.permissions import Permission
from followup.domain.risk import FOUR_EYES_FROM, AssessmentStatus, NewAssessment, RiskClass, RiskFacts, classify
from followup.i18n import language
from followup.models.contracts import Contract, RiskAssessment
from followup.queries import risk as queries
from followup.schemas.risk import (
    FACTS,
    AssessmentSchema,
    ReturnSchema,
    RiskAssessmentSchema,
    RiskFactsSchema,
    answers,
    category,
    category_name,
    suggested,
    tables,
)
from followup.services import risk
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form, decode

room = Room("risk")


@room.page("/contracts/<contract_id>/risk", needs=Permission.RISK_ASSESS, query=RiskFactsSchema)
def ask(tx: Transaction, contract_id: str, query: RiskFacts) -> dict[str, Any]:
    """Return the questions, answered as far as the tables, the last assessment or the way back can."""
    contract = tx.get(Contract, contract_id, to=Permission.RISK_ASSESS)
    found = category(contract.category)
    if found is None and contract.cpv:
        found = tables().category_for(contract.cpv, tx.today)
    before = queries.latest_facts(tx.session, contract.id)
    known = {**suggested(found, tx.actor.country), **(_given(answers(before)) if before else {})}
    return {
        "contract": contract,
        "category": category_name(found.key) if found else "",
        "is_again": before is not None,
        "rows": tables().on_high_risk_list(found) if found else (),
        "matrix": tables().matrix(found.matrix) if found else (),
        "form": Form(RiskFactsSchema, answers(query) if request.args else known),
    }


def _given(known: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in known.items() if value is not None}


def _decision(tx: Transaction, contract_id: str) -> Shown:
    """Return the second page: the proposal that follows from the answers it was opened or sent with."""
    contract = tx.get(Contract, contract_id, to=Permission.RISK_ASSESS)
    sent = request.form if request.method == "POST" else request.args
    given = {name: value for name, value in decode(sent, AssessmentSchema).items() if name in FACTS}
    proposal = classify(RiskFactsSchema().read(given))
    return Shown(
        data={**given, "risk_class": proposal.risk_class},
        choices={"risk_class": _classes()},
        context={
            "contract": contract,
            "proposal": proposal,
            "given": given,
            "four_eyes": [level for level in RiskClass if level >= FOUR_EYES_FROM],
        },
    )


@room.form(
    "/contracts/<contract_id>/risk/class",
    needs=Permission.RISK_ASSESS,
    takes=AssessmentSchema,
    template="risk/decide.html",
    shows=_decision,
)
def decide(tx: Transaction, new: NewAssessment, contract_id: str) -> Any:
    """Keep the class that a person chose."""
    is_waiting = risk.assess(tx, contract_id, new).status is AssessmentStatus.PROPOSED
    return see_other("contracts.show", contract_id=contract_id, notice="waiting" if is_waiting else "saved")


@room.create(
    "/contracts/<contract_id>/risk-assessments",
    needs=Permission.RISK_ASSESS,
    takes=AssessmentSchema,
    gives=RiskAssessmentSchema,
)
def create_assessment(tx: Transaction, new: NewAssessment, contract_id: str) -> queries.Assessed:
    """Assess a contract's risk class."""
    return queries.Assessed(risk.assess(tx, contract_id, new), tx.actor.name, None)


@room.read(
    "/contracts/<contract_id>/risk-assessments",
    needs=Permission.CONTRACT_READ,
    gives=RiskAssessmentSchema,
    many=True,
)
def list_assessments(tx: Transaction, contract_id: str) -> Sequence[queries.Assessed]:
    """Return the contract's assessments, the latest first."""
    return queries.of_contract(tx.session, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ).id)


@room.action("/risk-assessments/<assessment_id>/approve", needs=Permission.RISK_APPROVE)
def approve(tx: Transaction, assessment_id: str) -> Any:
    """Approve what somebody else assessed."""
    contract = risk.approve(tx, assessment_id)
    return see_other("contracts.show", contract_id=contract.public_id, notice="approved")


def _return_form(tx: Transaction, assessment_id: str) -> Shown:
    assessment = tx.get(RiskAssessment, assessment_id, to=Permission.RISK_APPROVE)
    contract = tx.follow(Contract, assessment.contract_id)
    return Shown(context={"contract": contract, "assessment": assessment})


@room.form(
    "/risk-assessments/<assessment_id>/return",
    needs=Permission.RISK_APPROVE,
    takes=ReturnSchema,
    template="risk/return.html",
    shows=_return_form,
)
def send_back(tx: Transaction, note: str, assessment_id: str) -> Any:
    """Say why the assessment is not approved."""
    contract = risk.send_back(tx, assessment_id, note)
    return see_other("contracts.show", contract_id=contract.public_id, notice="saved")


def _classes() -> list[tuple[str, str]]:
    """Return the classes with what they stand for."""
    meanings = {row.risk_class: row.meaning.to(language()) for row in tables().class_rules.classes}
    return [(str(level), f"{level.value.upper()}: {meanings[level.value]}") for level in RiskClass]

"""Assessing risk, of a contract or a planned procurement: one page with the two sides, a person's choice, approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, render_template, request, url_for

from followup.domain.actors import Actor
from followup.domain.permissions import Permission
from followup.domain.portfolio import changes
from followup.domain.risk import AssessmentStatus, Basis, NewAssessment, RiskClass
from followup.domain.risk_proposal import classify
from followup.domain.risk_reasons import Side
from followup.domain.risk_tables import Category, CountryRisk
from followup.i18n import gettext, language
from followup.models.contracts import Contract, RiskAssessment
from followup.models.procurements import Procurement
from followup.queries import categories, countries, risk_policies
from followup.queries import risk as queries
from followup.schemas.risk import basis, category_by, category_name, suggested, tables
from followup.schemas.risk_assessments import (
    CLIMATE,
    FOA,
    PEOPLE,
    WHOLE,
    AssessmentSchema,
    ReturnSchema,
    RiskAssessmentSchema,
    RiskFactsSchema,
    answers,
)
from followup.services import risk
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form, decode
from followup.web.security import runtime

room = Room("risk")
_CONTRACT, _PROCUREMENT = "/contracts/<contract_id>", "/procurements/<procurement_id>"
_PAGE = "risk/ask.html"


def _shown(tx: Transaction, subject_id: str) -> Shown:
    """Return the page: the answers as far as they are known, and the proposal that follows from them."""
    subject = risk.subject_of(tx, subject_id, to=Permission.RISK_ASSESS)
    found = category_by(subject.category, subject.cpv, tx.today)
    now, before = present(tx, subject), queries.latest_facts(tx.session, subject)
    lists = {**suggested(found, tx.actor.country), **_from_priorities(tx, found)}
    known = {**lists, **_from_sites(now), **(_given(answers(before)) if before else {})}
    sent = decode(request.form, AssessmentSchema) if request.method == "POST" else known
    facts = RiskFactsSchema().readable(_as_sent(sent))
    proposal = classify(replace(facts, basis=now))
    rules = risk_policies.in_force(tx.session, tx.today)
    return Shown(
        data=known,
        choices={"risk_class": _classes()},
        context={
            **place(subject),
            "category": category_name(found.key) if found else "",
            "is_again": before is not None,
            "changes": changes(before.basis, now) if before and before.basis else (),
            "rows": tables().on_high_risk_list(found) if found else (),
            "matrix": tables().matrix(found.matrix) if found else (),
            "made_in": now.made_in,
            "proposal": proposal,
            "sides": [(side, proposal.of(side)) for side in (Side.CLIMATE, Side.PEOPLE)],
            "whole": WHOLE,
            "climate": CLIMATE,
            "foa": FOA if tx.actor.country == "NO" else (),
            "people": PEOPLE,
            "rules": rules,
            "may_assess": bool(tx.actor.roles & set(rules.assessors)),
            "four_eyes": [level for level in RiskClass if rules.needs_approval(level)],
        },
    )


def _given(known: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in known.items() if value is not None}


def _as_sent(known: Mapping[str, object]) -> dict[str, object]:
    """Return domain values as JSON would give them; what was sent stays as it is."""
    return {name: str(value) if isinstance(value, str) else value for name, value in known.items()}


def _from_priorities(tx: Transaction, found: Category | None) -> dict[str, object]:
    """Return whether the cooperation prioritises the category today, where it records what it prioritises."""
    keys = [key for key in (found.key, found.parent) if key] if found else []
    is_prioritised = categories.is_prioritised(tx.session, keys, tx.today) if keys else None
    return {} if is_prioritised is None else {"nationally_prioritised": is_prioritised}


def _from_sites(now: Basis) -> dict[str, object]:
    """Return the highest risk of the countries in which something is made."""
    order = list(CountryRisk)
    known = [made.risk for made in now.made_in if made.risk is not None]
    return {"country_risk": max(known, key=order.index)} if known else {}


def present(tx: Transaction, subject: Contract | Procurement) -> Basis:
    """Return what lists and register say today of a contract or a planned procurement."""
    found = category_by(subject.category, subject.cpv, tx.today)
    if isinstance(subject, Procurement):
        return basis(found, (), (), {})
    sites = [(row.site_id, row.country) for row in queries.sites(tx.session, [subject.id]).get(subject.id, ())]
    further = [subject.production_country] if subject.production_country else []
    places = {*(country for _, country in sites), *further}
    return basis(found, sites, further, countries.risk_of(tx.session, places, tx.today, tables().countries))


def place(subject: Contract | Procurement) -> dict[str, object]:
    """Return what a page about the risk of either needs to name it and to lead back to it."""
    if isinstance(subject, Procurement):
        ids: dict[str, Any] = {"procurement_id": subject.public_id}
        ends = ("procurements.show", "risk.ask_procurement", "risk.propose_procurement", "procurements.index")
    else:
        ids = {"contract_id": subject.public_id}
        ends = ("contracts.show", "risk.ask", "risk.propose", "contracts.index")
    back, here, again, upper = ends
    return {
        "subject": subject,
        "is_planned": isinstance(subject, Procurement),
        "back": url_for(back, **ids),
        "here": url_for(here, **ids),
        "again": url_for(again, **ids),
        "upper": url_for(upper),
    }


def _propose(actor: Actor, subject_id: str) -> Any:
    """Return the page again with the proposal that follows from the answers; nothing is saved."""
    with runtime().transaction(actor, read_only=True) as tx:
        shown = _shown(tx, subject_id)
    form = Form(AssessmentSchema, decode(request.form, AssessmentSchema), choices=shown.choices)
    return make_response(render_template(_PAGE, **shown.context, form=form, is_proposed=True))


def _keep(tx: Transaction, new: NewAssessment, subject_id: str) -> RiskAssessment:
    subject = risk.subject_of(tx, subject_id, to=Permission.RISK_ASSESS)
    return risk.assess(tx, subject_id, new, basis=present(tx, subject))


def _back(subject: Contract | Procurement, notice: str) -> Any:
    if isinstance(subject, Procurement):
        return see_other("procurements.show", procurement_id=subject.public_id, notice=notice)
    return see_other("contracts.show", contract_id=subject.public_id, notice=notice)


def _saved(tx: Transaction, new: NewAssessment, subject_id: str) -> Any:
    made = _keep(tx, new, subject_id)
    is_waiting = made.status is AssessmentStatus.PROPOSED
    return _back(risk.subject_by_key(tx, made), "waiting" if is_waiting else "saved")


@room.form(
    f"{_CONTRACT}/risk",
    needs=Permission.RISK_ASSESS,
    takes=AssessmentSchema,
    template=_PAGE,
    shows=lambda tx, contract_id: _shown(tx, contract_id),
)
def ask(tx: Transaction, new: NewAssessment, contract_id: str) -> Any:
    """Keep the class that a person chose for a contract."""
    return _saved(tx, new, contract_id)


@room.form(
    f"{_PROCUREMENT}/risk",
    needs=Permission.RISK_ASSESS,
    takes=AssessmentSchema,
    template=_PAGE,
    shows=lambda tx, procurement_id: _shown(tx, procurement_id),
)
def ask_procurement(tx: Transaction, new: NewAssessment, procurement_id: str) -> Any:
    """Keep the class that a person chose for a planned procurement."""
    return _saved(tx, new, procurement_id)


@room.gate(f"{_CONTRACT}/risk/proposal", needs=Permission.RISK_ASSESS, methods=("POST",))
def propose(actor: Actor, contract_id: str) -> Any:
    """Show the class that the answers lead to."""
    return _propose(actor, contract_id)


@room.gate(f"{_PROCUREMENT}/risk/proposal", needs=Permission.RISK_ASSESS, methods=("POST",))
def propose_procurement(actor: Actor, procurement_id: str) -> Any:
    """Show the class that the answers lead to."""
    return _propose(actor, procurement_id)


@room.create(
    f"{_CONTRACT}/risk-assessments", needs=Permission.RISK_ASSESS, takes=AssessmentSchema, gives=RiskAssessmentSchema
)
def create_assessment(tx: Transaction, new: NewAssessment, contract_id: str) -> queries.Assessed:
    """Assess a contract's risk class."""
    return queries.Assessed(_keep(tx, new, contract_id), tx.actor.name, None)


@room.create(
    f"{_PROCUREMENT}/risk-assessments",
    needs=Permission.RISK_ASSESS,
    takes=AssessmentSchema,
    gives=RiskAssessmentSchema,
)
def create_procurement_assessment(tx: Transaction, new: NewAssessment, procurement_id: str) -> queries.Assessed:
    """Assess a planned procurement's risk class."""
    return queries.Assessed(_keep(tx, new, procurement_id), tx.actor.name, None)


@room.read(f"{_CONTRACT}/risk-assessments", needs=Permission.CONTRACT_READ, gives=RiskAssessmentSchema, many=True)
def list_assessments(tx: Transaction, contract_id: str) -> Sequence[queries.Assessed]:
    """Return the contract's assessments, the latest first."""
    return queries.of_contract(tx.session, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ).id)


@room.read(f"{_PROCUREMENT}/risk-assessments", needs=Permission.PROCUREMENT_READ, gives=RiskAssessmentSchema, many=True)
def list_procurement_assessments(tx: Transaction, procurement_id: str) -> Sequence[queries.Assessed]:
    """Return the planned procurement's assessments, the latest first."""
    found = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_READ)
    return queries.of_procurement(tx.session, found.id)


@room.action("/risk-assessments/<assessment_id>/approve", needs=Permission.RISK_APPROVE)
def approve(tx: Transaction, assessment_id: str) -> Any:
    """Approve what somebody else assessed."""
    return _back(risk.approve(tx, assessment_id), "approved")


def _return_form(tx: Transaction, assessment_id: str) -> Shown:
    assessment = tx.get(RiskAssessment, assessment_id, to=Permission.RISK_APPROVE)
    return Shown(context={**place(risk.subject_by_key(tx, assessment)), "assessment": assessment})


@room.form(
    "/risk-assessments/<assessment_id>/return",
    needs=Permission.RISK_APPROVE,
    takes=ReturnSchema,
    template="risk/return.html",
    shows=_return_form,
)
def send_back(tx: Transaction, note: str, assessment_id: str) -> Any:
    """Say why the assessment is not approved."""
    return _back(risk.send_back(tx, assessment_id, note), "saved")


def _classes() -> list[tuple[str, str]]:
    """Return the classes with what they stand for."""
    meanings = {row.risk_class: row.meaning.to(language()) for row in tables().class_rules.classes}
    return [(str(level), f"{gettext(level.label)}: {meanings[level.value]}") for level in RiskClass]

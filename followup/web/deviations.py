"""Deviations at the buyer: the list, one deviation with all that hangs on it, recording, sending and withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from flask import request

from followup.domain.actions import ActionStatus
from followup.domain.code_of_conduct import Reply
from followup.domain.deviation_steps import (
    SENT,
    ChangeDeviation,
    DeviationFilter,
    NewDeviation,
    check_takes,
)
from followup.domain.deviations import (
    DEVIATION,
    MEANING,
    OPEN,
    DeviationStatus,
    DeviationStep,
    Severity,
    due_dates,
)
from followup.domain.messages import KINDS, ToSupplier
from followup.domain.permissions import Permission
from followup.domain.sanctions import Rung, due
from followup.errors import Conflict
from followup.i18n import country, explain, gettext, language
from followup.models.actions import CorrectiveAction
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.queries import actions, assignments, contracts, deviation_repeats, disputes, journal, sanctions, supply
from followup.queries import deviations as queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.deviations import (
    ChangeDeviationSchema,
    DeviationFilterSchema,
    DeviationSchema,
    IssueSchema,
    ListedDeviationSchema,
    NewDeviationSchema,
    WithdrawSchema,
)
from followup.services import deviations
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime
from followup.web.shell import said

room = Room("deviations")


@room.page("/deviations", needs=Permission.DEVIATION_READ, query=DeviationFilterSchema)
def index(tx: Transaction, query: DeviationFilter) -> dict[str, Any]:
    """Return the organisation's deviations, what is due first at the top."""
    found = queries.listed(tx.session, query, tx.today)
    kept = DeviationFilterSchema().dump(asdict(replace(query, after=None)))
    kept = {name: value for name, value in kept.items() if value is not None}
    return {
        "found": found,
        "query": query,
        "kept": kept,
        "filter": Form(DeviationFilterSchema, asdict(replace(query, after=None))),
        "on": tx.today,
    }


@room.read(
    "/deviations", needs=Permission.DEVIATION_READ, gives=ListedDeviationSchema, many=True, query=DeviationFilterSchema
)
def list_deviations(tx: Transaction, query: DeviationFilter) -> Page[Any]:
    """Return the organisation's deviations, what is due first at the top; without a stage, those not settled."""
    return queries.listed(tx.session, query, tx.today)


@room.page("/deviations/<deviation_id>", needs=Permission.DEVIATION_READ)
def show(tx: Transaction, deviation_id: str) -> dict[str, Any]:
    """Return one deviation: what was found, the supplier's plan and evidence, and what is to do now."""
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_READ)
    about = queries.around(tx.session, deviation)
    plan = _sent_plan(tx, deviation) if deviation.issued_on else ()
    dispute = disputes.latest(tx.session, deviation.id) if deviation.issued_on else None
    ids = [deviation.public_id, *([about.assignment_id] if about.assignment_id else ())]
    steps = sanctions.of_deviation(tx.session, deviation.id) if deviation.issued_on else ()
    return {
        "deviation": deviation,
        "about": about,
        "origin": queries.origin_of(about.questions, about.answers, deviation.question_key, about.assessment),
        "plan": plan,
        "files": actions.files(tx.session, deviation.id) if plan else (),
        "dispute": dispute,
        "mails": _mails(tx, ids) if about.assignment_id else (),
        "sanctions": steps,
        "ladder": _ladder(tx, deviation, steps),
        "mail_name": lambda kind: gettext(KINDS[kind].label),
        "earlier": deviation_repeats.proposed(tx.session, deviation) if deviation.is_unlinked_draft else (),
        "linked": deviation_repeats.linked(tx.session, deviation),
        "may_decide_time": deviation.extension_asked_by_id != tx.actor.user_id,
        "on": tx.today,
        "history": journal.history(tx.session, [*ids, *(one.public_id for one in (*plan, dispute) if one)]),
    }


def _ladder(tx: Transaction, deviation: Deviation, steps: Sequence[AnyRow]) -> tuple[Rung | None, str]:
    """Return which step of the ladder is due, and why or what stops it."""
    if deviation.status not in OPEN:
        return None, ""
    found = due(sanctions.ladder_facts(tx.session, deviation, steps), tx.today)
    return found.rung, explain(found.why) if found.why else ""


def _sent_plan(tx: Transaction, deviation: Deviation) -> list[CorrectiveAction]:
    """Return the plan; what the supplier drafts of it is read by nobody else before it is sent."""
    plan = actions.of_deviation(tx.session, deviation.id)
    return [a for a in plan if deviation.plan_submitted_at or a.status is not ActionStatus.PROPOSED]


def _mails(tx: Transaction, ids: list[str]) -> list[AnyRow]:
    """Return the mails to the supplier, newest first."""
    return [mail for mail in assignments.mails(tx.session, ids) if issubclass(KINDS[mail.kind], ToSupplier)]


@room.read("/deviations/<deviation_id>", needs=Permission.DEVIATION_READ, gives=DeviationSchema)
def get_deviation(tx: Transaction, deviation_id: str) -> dict[str, Any]:
    """Return one deviation."""
    return as_data(tx, tx.get(Deviation, deviation_id, to=Permission.DEVIATION_READ))


def _new_form(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.DEVIATION_RECORD)
    key = request.args.get("question") or None
    check_takes(follow_up.status, follow_up.kind, key)
    contract = tx.follow(Contract, follow_up.contract_id)
    clauses = contracts.clauses(tx.session, contract.id)
    origin = queries.origin(tx.session, follow_up.id, key)
    data: dict[str, object] = {"found_on": follow_up.done_on or tx.today}
    if origin is not None:
        of_question = (clause.public_id for clause in clauses if clause.key == origin.question.clause)
        data |= {
            "question_key": key,
            "clause_id": next(of_question, None),
            "title": origin.question.text.to(language())[:200],
            # Source: domain.md 7.2, "no" to a lead question is a breach; the grade is a default of this service
            "severity": Severity.MAJOR if origin.question.lead and origin.reply is Reply.NO else None,
        }
    context = {"follow_up": follow_up, "contract": contract, "origin": origin}
    return Shown(data=data, choices=choices(tx, contract, clauses), context=context)


def choices(tx: Transaction, contract: Contract, clauses: Any) -> dict[str, list[tuple[str, str]]]:
    """Return what the form of a draft offers: the contract's clauses and sites, and the grades with what they mean."""
    sites = supply.possible_sites(tx.session, contract)
    return {
        "site_id": [(site.public_id, f"{site.name}, {country(site.country)} ({site.supplier_name})") for site in sites],
        "clause_id": [(clause.public_id, f"{clause.number} {said(clause.title)}") for clause in clauses],
        "severity": [(str(s), f"{gettext(s.label)}: {gettext(MEANING[s])}") for s in Severity],
    }


@room.form(
    "/follow-ups/<follow_up_id>/deviations/new",
    needs=Permission.DEVIATION_RECORD,
    takes=NewDeviationSchema,
    template="deviations/new.html",
    shows=_new_form,
)
def record(tx: Transaction, new: NewDeviation, follow_up_id: str) -> Any:
    """Record what a follow-up found wrong, as a draft."""
    deviation = deviations.record(tx, follow_up_id, new)
    return see_other("deviations.show", deviation_id=deviation.public_id, notice="recorded")


@room.create(
    "/follow-ups/<follow_up_id>/deviations",
    needs=Permission.DEVIATION_RECORD,
    takes=NewDeviationSchema,
    gives=DeviationSchema,
)
def record_deviation(tx: Transaction, new: NewDeviation, follow_up_id: str) -> dict[str, Any]:
    """Record what a follow-up found wrong, as a draft."""
    return as_data(tx, deviations.record(tx, follow_up_id, new))


def _edit_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_RECORD)
    if deviation.status is not DeviationStatus.DRAFT:
        raise Conflict(SENT)
    contract = tx.follow(Contract, deviation.contract_id)
    clauses = contracts.clauses(tx.session, contract.id)
    names = ("title", "description", "severity", "found_on", "area", "country")
    ids = queries.ids_of(tx.session, deviation)
    data = {name: getattr(deviation, name) for name in names} | {"clause_id": ids.clause_id, "site_id": ids.site_id}
    offered = choices(tx, contract, clauses)
    return Shown(data=data, choices=offered, version=deviation.version, context={"deviation": deviation})


@room.form(
    "/deviations/<deviation_id>/edit",
    needs=Permission.DEVIATION_RECORD,
    takes=ChangeDeviationSchema,
    template="deviations/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: ChangeDeviation, deviation_id: str, version: int | None) -> Any:
    """Change a draft."""
    deviations.change(tx, deviation_id, new, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="saved")


@room.change(
    "/deviations/<deviation_id>", needs=Permission.DEVIATION_RECORD, takes=ChangeDeviationSchema, gives=DeviationSchema
)
def change_deviation(tx: Transaction, new: ChangeDeviation, deviation_id: str, version: int) -> dict[str, Any]:
    """Change a draft; what was sent to the supplier is fixed."""
    return as_data(tx, deviations.change(tx, deviation_id, new, version))


def ready(tx: Transaction, deviation_id: str, to: Permission, step: DeviationStep) -> tuple[Deviation, dict[str, Any]]:
    """Return the deviation and what its pages show around it, when the step is possible now.

    Errors: Conflict("state.not_allowed").
    """
    deviation = tx.get(Deviation, deviation_id, to=to)
    DEVIATION.after(deviation.status, step)
    return deviation, {"deviation": deviation, "about": queries.around(tx.session, deviation), "on": tx.today}


def _issue_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_ISSUE, DeviationStep.ISSUE)
    contract = tx.follow(Contract, deviation.contract_id)
    contacts = assignments.contacts(tx.session, deviation.supplier_id)
    table = deviations.table_of(tx, deviation)
    context["due"] = due_dates(deviation.severity, issued_on=tx.today, discovered_on=deviation.found_on, table=table)
    context["defaults"] = table[deviation.severity].source
    context["asker"] = assignments.asker(tx.session, contract, tx.actor.user_id)
    context["contacts"] = contacts
    offered = [(c.public_id, f"{c.name}, {c.email}") for c in contacts]
    data = {"contact_id": offered[0][0]} if offered else {}
    return Shown(data=data, choices={"contact_id": offered}, version=deviation.version, context=context)


@room.form(
    "/deviations/<deviation_id>/issue",
    needs=Permission.DEVIATION_ISSUE,
    takes=IssueSchema,
    template="deviations/issue.html",
    shows=_issue_form,
    versioned=True,
)
def issue(tx: Transaction, contact_id: str, deviation_id: str, version: int | None) -> Any:
    """Send the deviation to the supplier, after a look at what will be read there."""
    deviations.issue(tx, runtime().keys, deviation_id, contact_id=contact_id, version=version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="issued")


def _withdraw_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_ISSUE, DeviationStep.WITHDRAW)
    return Shown(version=deviation.version, context=context)


@room.form(
    "/deviations/<deviation_id>/withdraw",
    needs=Permission.DEVIATION_ISSUE,
    takes=WithdrawSchema,
    template="deviations/withdraw.html",
    shows=_withdraw_form,
    versioned=True,
)
def withdraw(tx: Transaction, reason: str, deviation_id: str, version: int | None) -> Any:
    """Withdraw a deviation that should not have been recorded or sent."""
    deviations.withdraw(tx, deviation_id, reason, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="withdrawn")


def as_data(tx: Transaction, deviation: Deviation) -> dict[str, Any]:
    """Return a deviation as the API gives it."""
    names = (*DeviationSchema().fields.keys(),)
    about = queries.ids_of(tx.session, deviation)._asdict()
    own = {name: getattr(deviation, name) for name in names if name != "id" and name not in about}
    return {**own, **about, "public_id": deviation.public_id}

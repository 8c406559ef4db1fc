"""Sanctions: the list, one with its calculation and letters, and every step that people take. The system takes none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, url_for

from followup.domain.deviations import DeviationStatus
from followup.domain.penalties import NewPenalty
from followup.domain.permissions import Permission
from followup.domain.sanction_steps import (
    Decision,
    NewSanction,
    SanctionFilter,
    SanctionStage,
    Statement,
    needs_hearing,
    why,
)
from followup.domain.sanctions import LETTERS, RESPITE_DAYS, Rung
from followup.i18n import explain, gettext
from followup.models.contracts import Contract
from followup.models.sanctions import Sanction
from followup.queries import contracts, journal
from followup.queries import sanctions as queries
from followup.queries.paging import Page
from followup.schemas.sanctions import (
    ListedSanctionSchema,
    NewSanctionSchema,
    PenaltyDaysSchema,
    SanctionDecisionSchema,
    SanctionFilterSchema,
    SanctionReasonSchema,
    SanctionSchema,
    StatementSchema,
)
from followup.services import sanctions
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.shell import said

room = Room("sanctions")
_ONE = "/sanctions/<sanction_id>"


@room.page("/sanctions", needs=Permission.SANCTION_READ, query=SanctionFilterSchema)
def index(tx: Transaction, query: SanctionFilter) -> dict[str, Any]:
    """Return the organisation's sanctions, the one proposed last first."""
    return {
        "found": queries.listed(tx.session, query),
        "query": query,
        "tabs": [
            (url_for("sanctions.index", stage=stage), gettext(stage.label), stage is query.stage)
            for stage in SanctionStage
        ],
    }


@room.read(
    "/sanctions", needs=Permission.SANCTION_READ, gives=ListedSanctionSchema, many=True, query=SanctionFilterSchema
)
def list_sanctions(tx: Transaction, query: SanctionFilter) -> Page[Any]:
    """Return the organisation's sanctions, the one proposed last first."""
    return queries.listed(tx.session, query)


@room.page(_ONE, needs=Permission.SANCTION_READ)
def show(tx: Transaction, sanction_id: str) -> dict[str, Any]:
    """Return one sanction: why it was proposed, what was counted, what the supplier said, and what was decided."""
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_READ)
    letters = queries.letters(tx.session, sanction.id)
    return {
        "sanction": sanction,
        "about": queries.around(tx.session, sanction),
        "why": explain(why(sanction.why)),
        "calculation": sanctions.calculation(sanction),
        "letters": letters,
        "is_heard_first": needs_hearing(sanction.rung),
        "has_letter": sanction.rung in LETTERS,
        "respite_days": RESPITE_DAYS,
        "on": tx.today,
        "history": journal.history(tx.session, [sanction.public_id, *(letter.public_id for letter in letters)]),
    }


@room.read(_ONE, needs=Permission.SANCTION_READ, gives=SanctionSchema)
def get_sanction(tx: Transaction, sanction_id: str) -> dict[str, Any]:
    """Return one sanction with its calculation and its letters."""
    return as_data(tx, tx.get(Sanction, sanction_id, to=Permission.SANCTION_READ))


def as_data(tx: Transaction, sanction: Sanction) -> dict[str, Any]:
    """Return one sanction as the API gives it."""
    about = queries.around(tx.session, sanction)
    own = ("public_id", "version", "rung", "status", "trigger", "heard_on", "hearing_due_on", "statement", "stated_on")
    return {
        **{name: getattr(sanction, name) for name in (*own, "decided_on", "decision_note")},
        **{name: getattr(about, name) for name in ("contract_id", "deviation_id", "clause_id")},
        "why": explain(why(sanction.why)),
        "calculation": sanctions.calculation(sanction),
        "letters": queries.letters(tx.session, sanction.id),
    }


def _new_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.SANCTION_PROPOSE)
    found = queries.deviations(tx.session, contract.id)
    asked = request.args.get("deviation")
    offered = [(row.public_id, f"{row.number}: {row.title}") for row in found]
    data = {"deviation_id": asked if asked in dict(offered) else None}
    choices = {"deviation_id": offered, "rung": [(str(rung), gettext(rung.label)) for rung in Rung]}
    return Shown(data=data, choices=choices, context={"contract": contract})


@room.form(
    "/contracts/<contract_id>/sanctions/new",
    needs=Permission.SANCTION_PROPOSE,
    takes=NewSanctionSchema,
    template="sanctions/new.html",
    shows=_new_form,
)
def propose(tx: Transaction, new: NewSanction, contract_id: str) -> Any:
    """Propose a step by hand."""
    sanction = sanctions.propose_by_hand(tx, contract_id, new)
    return see_other("sanctions.show", sanction_id=sanction.public_id, notice="sanction_proposed")


@room.create(
    "/contracts/<contract_id>/sanctions",
    needs=Permission.SANCTION_PROPOSE,
    takes=NewSanctionSchema,
    gives=SanctionSchema,
)
def propose_sanction(tx: Transaction, new: NewSanction, contract_id: str) -> dict[str, Any]:
    """Propose a step by hand."""
    return as_data(tx, sanctions.propose_by_hand(tx, contract_id, new))


@room.action(f"{_ONE}/give", needs=Permission.SANCTION_PROPOSE)
def give(tx: Transaction, sanction_id: str) -> Any:
    """Let whoever manages the contract today decide about it."""
    sanctions.give(tx, sanction_id)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="saved")


def around(tx: Transaction, sanction: Sanction) -> dict[str, Any]:
    """Return what the forms of one sanction show around it."""
    return {"sanction": sanction, "about": queries.around(tx.session, sanction), "why": explain(why(sanction.why))}


def clauses_offered(tx: Transaction, sanction: Sanction) -> tuple[list[tuple[str, str]], str | None]:
    """Return the clauses that bind in the contract, and the one that is named already or speaks of a penalty."""
    bound = contracts.clauses(tx.session, sanction.contract_id)
    named = next((c.public_id for c in bound if c.id == sanction.contract_clause_id), None)
    of_penalty = next((c.public_id for c in bound if c.key == "penalty"), None)
    chosen = (of_penalty or named) if sanction.rung is Rung.PENALTY else named
    return [(c.public_id, f"{c.number} {said(c.title)}".strip()) for c in bound], chosen


def _count_form(tx: Transaction, sanction_id: str) -> Shown:
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_PROPOSE)
    context = around(tx, sanction)
    about = context["about"]
    due_on = about.plan_due_on if about.deviation_status is DeviationStatus.ISSUED else about.closure_due_on
    first = due_on + timedelta(days=1) if due_on and due_on < tx.today else None
    data = {
        "trigger": sanction.trigger,
        "late_from_on": sanction.late_from_on or first,
        "late_to_on": sanction.late_to_on or tx.today,
    }
    return Shown(data=data, version=sanction.version, context=context)


@room.form(
    f"{_ONE}/penalty",
    needs=Permission.SANCTION_PROPOSE,
    takes=PenaltyDaysSchema,
    template="sanctions/count.html",
    shows=_count_form,
    versioned=True,
)
def count(tx: Transaction, new: NewPenalty, sanction_id: str, version: int | None) -> Any:
    """State what a penalty is for and which days count."""
    sanctions.count(tx, sanction_id, new, version)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="saved")


@room.change(f"{_ONE}/penalty", needs=Permission.SANCTION_PROPOSE, takes=PenaltyDaysSchema, gives=SanctionSchema)
def count_penalty(tx: Transaction, new: NewPenalty, sanction_id: str, version: int) -> dict[str, Any]:
    """State what a penalty is for and which days count."""
    return as_data(tx, sanctions.count(tx, sanction_id, new, version))


def _statement_form(tx: Transaction, sanction_id: str) -> Shown:
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_PROPOSE)
    data = {"statement": sanction.statement, "stated_on": sanction.stated_on or tx.today}
    return Shown(data=data, version=sanction.version, context=around(tx, sanction))


@room.form(
    f"{_ONE}/statement",
    needs=Permission.SANCTION_PROPOSE,
    takes=StatementSchema,
    template="sanctions/statement.html",
    shows=_statement_form,
    versioned=True,
)
def record_statement(tx: Transaction, new: Statement, sanction_id: str, version: int | None) -> Any:
    """Record what the supplier said."""
    sanctions.record_statement(tx, sanction_id, new, version)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="saved")


def _decide_form(tx: Transaction, sanction_id: str) -> Shown:
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_DECIDE)
    offered, chosen = clauses_offered(tx, sanction)
    context = {**around(tx, sanction), "calculation": sanctions.calculation(sanction)}
    context["is_heard_first"] = needs_hearing(sanction.rung)
    choices = {"clause_id": offered}
    return Shown(data={"clause_id": chosen}, choices=choices, version=sanction.version, context=context)


@room.form(
    f"{_ONE}/decide",
    needs=Permission.SANCTION_DECIDE,
    takes=SanctionDecisionSchema,
    template="sanctions/decide.html",
    shows=_decide_form,
    versioned=True,
)
def decide(tx: Transaction, decision: Decision, sanction_id: str, version: int | None) -> Any:
    """Let the step hold."""
    sanctions.decide(tx, sanction_id, decision, version)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="sanction_decided")


def _reason_form(tx: Transaction, sanction_id: str) -> Shown:
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_DECIDE)
    return Shown(version=sanction.version, context=around(tx, sanction))


@room.form(
    f"{_ONE}/decline",
    needs=Permission.SANCTION_DECIDE,
    takes=SanctionReasonSchema,
    template="sanctions/decline.html",
    shows=_reason_form,
    versioned=True,
)
def decline(tx: Transaction, reason: str, sanction_id: str, version: int | None) -> Any:
    """Let a proposal be, with the reason."""
    sanctions.decline(tx, sanction_id, reason, version)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="saved")


@room.form(
    f"{_ONE}/lift",
    needs=Permission.SANCTION_DECIDE,
    takes=SanctionReasonSchema,
    template="sanctions/lift.html",
    shows=_reason_form,
    versioned=True,
)
def lift(tx: Transaction, reason: str, sanction_id: str, version: int | None) -> Any:
    """Take back a step that held, with the reason."""
    sanctions.lift(tx, sanction_id, reason, version)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="saved")

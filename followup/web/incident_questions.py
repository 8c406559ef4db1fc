"""The one question to each supplier of an incident: planned by the secretariat, asked and answered by one for all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from followup.domain.calendar import is_overdue, next_working_day
from followup.domain.incidents import QUESTION_DAYS, Asking, NewQuestion, SupplierAnswer
from followup.domain.permissions import Permission
from followup.i18n import country, gettext
from followup.models.incidents import Incident, IncidentQuestion
from followup.models.suppliers import Supplier
from followup.queries import incidents as queries
from followup.queries.rows import AnyRow
from followup.schemas.incidents import AskingSchema, NewQuestionSchema, QuestionSchema, SupplierAnswerSchema
from followup.schemas.risk import category_name
from followup.services import incident_questions
from followup.services import incident_reach as looking
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.incidents import sought_of
from followup.web.security import runtime

room = Room("incident_questions")
_ONE = "/incident-questions/<question_id>"


def _plan_form(tx: Transaction, incident_id: str) -> Shown:
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    about = queries.around(tx.session, incident)
    due_on = next_working_day(tx.today + timedelta(days=QUESTION_DAYS), about.country)
    is_ahead = incident.question_due_on is not None and incident.question_due_on > tx.today
    data = {
        "question": incident.question or _proposed(incident, about),
        "due_on": incident.question_due_on if is_ahead else due_on,
    }
    context = {"incident": incident, "category": category_name(incident.category)}
    return Shown(data=data, version=incident.version, context=context)


def _proposed(incident: Incident, about: AnyRow) -> str:
    """Return the question as it is proposed; a person reads it before it is planned."""
    if incident.site:
        return gettext(
            "Do goods that you deliver to us come from {site} ({country}), or have they? Which goods, and since when?",
            site=incident.site,
            country=country(incident.site_country or ""),
        )
    return gettext(
        "Are goods from {supplier}, or have they been, part of what you deliver to us? Which goods, and since when?",
        supplier=about.supplier_name or "",
    )


@room.form(
    "/incidents/<incident_id>/questions/new",
    needs=Permission.INCIDENT_CHANGE,
    takes=NewQuestionSchema,
    template="incidents/plan_questions.html",
    shows=_plan_form,
    versioned=True,
)
def plan(tx: Transaction, new: NewQuestion, incident_id: str, version: int | None) -> Any:
    """Plan the question to every supplier of the category and every one concerned."""
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    sought = sought_of(tx, incident)
    with runtime().transaction(looking.COORDINATOR, read_only=True) as everything:
        found = looking.look_up_suppliers(everything, sought, incident.category)
    incident_questions.plan(tx, incident_id, new, found, version)
    return see_other("incidents.show", incident_id=incident_id, notice="suppliers_planned")


def _around(tx: Transaction, question: IncidentQuestion) -> dict[str, Any]:
    supplier = tx.follow(Supplier, question.supplier_id)
    return {"question": question, "incident": tx.follow(Incident, question.incident_id), "supplier": supplier}


def _ask_form(tx: Transaction, question_id: str) -> Shown:
    question = tx.get(IncidentQuestion, question_id, to=Permission.INCIDENT_ASK)
    contracts = queries.contracts_with(tx.session, question.supplier_id, tx.today)
    contacts = queries.contacts_at(tx.session, question.supplier_id)
    return Shown(
        data={
            "contract_id": contracts[0].public_id if len(contracts) == 1 else None,
            "contact_id": contacts[0].public_id if contacts else None,
        },
        choices={
            "contract_id": [(row.public_id, f"{row.title} {row.number}".strip()) for row in contracts],
            "contact_id": [(row.public_id, f"{row.name}, {row.email}") for row in contacts],
        },
        version=question.version,
        context=_around(tx, question),
    )


@room.form(
    f"{_ONE}/ask",
    needs=Permission.INCIDENT_ASK,
    takes=AskingSchema,
    template="incidents/ask.html",
    shows=_ask_form,
    versioned=True,
)
def ask(tx: Transaction, asking: Asking, question_id: str, version: int | None) -> Any:
    """Ask the supplier for all."""
    question = incident_questions.ask(tx, question_id, asking, version)
    incident = tx.follow(Incident, question.incident_id)
    return see_other("incidents.show", incident_id=incident.public_id, notice="supplier_asked")


def _answer_form(tx: Transaction, question_id: str) -> Shown:
    question = tx.get(IncidentQuestion, question_id, to=Permission.INCIDENT_ASK)
    is_late = question.status == "asked" and is_overdue(question.due_on, tx.today)
    context = {**_around(tx, question), "is_late": is_late}
    return Shown(data={"answered_on": tx.today}, version=question.version, context=context)


@room.form(
    f"{_ONE}/answer",
    needs=Permission.INCIDENT_ASK,
    takes=SupplierAnswerSchema,
    template="incidents/answer.html",
    shows=_answer_form,
    versioned=True,
)
def answer(tx: Transaction, new: SupplierAnswer, question_id: str, version: int | None) -> Any:
    """Record what the supplier answered."""
    question = incident_questions.answer(tx, question_id, new, version)
    incident = tx.follow(Incident, question.incident_id)
    return see_other("incidents.show", incident_id=incident.public_id, notice="answer_recorded")


@room.read(_ONE, needs=Permission.INCIDENT_ASK, gives=QuestionSchema)
def get_question(tx: Transaction, question_id: str) -> AnyRow:
    """Return a question that one's own organisation asks for all."""
    return _row(tx, tx.get(IncidentQuestion, question_id, to=Permission.INCIDENT_ASK))


@room.change(_ONE, needs=Permission.INCIDENT_ASK, takes=SupplierAnswerSchema, gives=QuestionSchema)
def change_question(tx: Transaction, new: SupplierAnswer, question_id: str, version: int) -> AnyRow:
    """Record what the supplier answered."""
    return _row(tx, incident_questions.answer(tx, question_id, new, version))


def _row(tx: Transaction, question: IncidentQuestion) -> AnyRow:
    rows = queries.questions(tx.session, question.incident_id)
    return next(row for row in rows if row.public_id == question.public_id)


@room.action(f"{_ONE}/give-up", needs=Permission.INCIDENT_ASK, versioned=True)
def give_up(tx: Transaction, question_id: str, version: int | None) -> Any:
    """Record that no answer came in time."""
    question = incident_questions.give_up(tx, question_id, version)
    incident = tx.follow(Incident, question.incident_id)
    return see_other("incidents.show", incident_id=incident.public_id, notice="no_answer")

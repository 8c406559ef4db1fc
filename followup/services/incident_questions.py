"""The one question to each supplier of an incident: planned for all, asked by one organisation, answered once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from followup.domain import incidents as rules
from followup.domain.calendar import is_overdue, next_working_day
from followup.domain.cooperation_journal import INCIDENT_CHANGED, INCIDENT_QUESTION_PLANNED
from followup.domain.follow_ups import FOLLOW_UP, OPEN, Findings, FollowUpStep, Outcome, stored
from followup.domain.incident_reach import Tie, asker
from followup.domain.incidents import Asking, NewQuestion, QuestionStep, SupplierAnswer
from followup.domain.journal import FOLLOW_UP_PLANNED
from followup.domain.messages import IncidentQuestionGiven, TraceabilityQuestion
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.domain.warnings import as_line
from followup.errors import Conflict, Invalid
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident, IncidentQuestion
from followup.models.organisations import Cooperation, Organisation
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries import incidents as queries
from followup.queries.mergers import are_same
from followup.services import follow_ups
from followup.services.contracts import VOIDED
from followup.services.incident_reach import Found
from followup.transaction import Transaction


def plan(
    tx: Transaction, incident_id: str, new: NewQuestion, found: Found, version: int | None = None
) -> list[IncidentQuestion]:
    """Decide that every supplier of the category, and every one concerned, is asked once. Returns the new questions.

    Those who ask get a mail. Planned again, it adds the suppliers that have come since; what was asked stays as it is.
    Errors: Invalid("incident.bad_day") at due_on; Conflict("stale", "incident.closed", "incident.nobody_to_ask").
    """
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    tx.check_version(incident, version)
    rules.check_open(incident.status)
    if not found.reach.ties:
        raise Conflict(rules.NOBODY_TO_ASK)
    cooperation = tx.follow(Cooperation, incident.cooperation_id)
    rules.check_due(new.due_on, tx.today)
    incident.question = new.question
    incident.question_due_on = next_working_day(new.due_on, cooperation.country)
    tx.journal(INCIDENT_CHANGED, incident, fields="question")
    responsible = _responsible(tx, incident)
    known = {row.supplier_key for row in queries.questions(tx.session, incident.id)}
    missing = (ties for ties in found.reach.through() if ties[0].supplier_key not in known)
    made = [_planned(tx, incident, ties, responsible, found) for ties in missing]
    tx.flush()
    return made


def _responsible(tx: Transaction, incident: Incident) -> frozenset[str]:
    if incident.category is None:
        return frozenset()
    return queries.responsible(tx.session, incident.cooperation_id, incident.category, tx.today)


def _planned(
    tx: Transaction, incident: Incident, ties: Collection[Tie], responsible: Collection[str], found: Found
) -> IncidentQuestion:
    supplier = next(iter(ties))
    buyers: Mapping[str, int] = {tie.organisation.public_id: tie.contract_count for tie in ties}
    chosen = asker(buyers, responsible)
    organisation = next(tie.organisation for tie in ties if tie.organisation.public_id == chosen)
    assert incident.question_due_on is not None
    question = tx.add(
        IncidentQuestion(
            cooperation_id=incident.cooperation_id,
            incident_id=incident.id,
            supplier_id=supplier.supplier_key,
            organisation_id=organisation.key,
            is_named=supplier.supplier_key in found.named,
            due_on=incident.question_due_on,
            status=IncidentQuestion.machine.initial,
        )
    )
    tx.journal(INCIDENT_QUESTION_PLANNED, question, due_on=question.due_on, organisation=chosen)
    _tell(tx, incident, question, supplier.supplier, found)
    return question


def _tell(tx: Transaction, incident: Incident, question: IncidentQuestion, supplier: str, found: Found) -> None:
    inside = [reader for reader in found.readers if reader.organisation_key == question.organisation_id]
    theirs = [reader for reader in inside if reader.supplier_key == question.supplier_id]
    for reader in theirs or inside:
        task = IncidentQuestionGiven(
            recipient_address=reader.email,
            recipient_name=reader.name,
            locale=reader.language,
            dedupe_key=f"incident_question:{question.public_id}:{reader.user_id}",
            thread=incident.public_id,
            incident_title=as_line(incident.title),
            supplier_name=as_line(supplier),
            due_on=question.due_on,
            path=f"/incident-questions/{question.public_id}/ask",
        )
        tx.post(task, about=question)


def ask(tx: Transaction, question_id: str, asking: Asking, version: int | None = None) -> IncidentQuestion:
    """Ask the supplier for all: a traceability request on one's own contract, and a mail to the contact that is named.

    Errors: Invalid at contract_id or contact_id; Conflict("stale", "state.not_allowed", "contract.voided").
    """
    question = tx.get(IncidentQuestion, question_id, to=Permission.INCIDENT_ASK)
    tx.check_version(question, version)
    incident = tx.follow(Incident, question.incident_id)
    rules.check_open(incident.status)
    contract = tx.get(Contract, asking.contract_id, to=Permission.FOLLOW_UP_PLAN)
    if not are_same(tx.session, contract.supplier_id, question.supplier_id):
        raise Invalid.at("contract_id", rules.OTHER_SUPPLIER)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    tx.advance(question, QuestionStep.ASK)
    _begin_follow_up(tx, incident, question, contract)
    if asking.contact_id:
        contact = tx.get(SupplierContact, asking.contact_id, to=Permission.CONTACT_READ)
        if not are_same(tx.session, contact.supplier_id, question.supplier_id):
            raise Invalid.at("contact_id", rules.OTHER_CONTACT)
        tx.post(_letter(tx, incident, question, contract, contact), about=question)
    tx.flush()
    return question


def _begin_follow_up(tx: Transaction, incident: Incident, question: IncidentQuestion, contract: Contract) -> FollowUp:
    follow_up = tx.add(
        FollowUp(
            contract_id=contract.id,
            organisation_id=contract.organisation_id,
            kind=FollowUpKind.TRACEABILITY,
            subject=incident.public_id,
            ordinal=1,
            status=FOLLOW_UP.initial,
            due_on=question.due_on,
            why=stored(rules.ASKED_BECAUSE.but(due=question.due_on, note=incident.title)),
            planned_at=tx.now,
        )
    )
    tx.journal(FOLLOW_UP_PLANNED, follow_up, kind=follow_up.kind, due_on=follow_up.due_on)
    tx.advance(follow_up, FollowUpStep.START)
    return follow_up


def _letter(
    tx: Transaction, incident: Incident, question: IncidentQuestion, contract: Contract, contact: SupplierContact
) -> TraceabilityQuestion:
    asker_of_it = tx.follow(User, tx.actor.user_id or 0)
    supplier = tx.follow(Supplier, contract.supplier_id)
    return TraceabilityQuestion(
        recipient_address=contact.email,
        recipient_name=contact.name,
        locale=contact.language,
        dedupe_key=f"traceability_question:{question.public_id}",
        thread=question.public_id,
        reply_to_name=asker_of_it.name,
        reply_to_address=asker_of_it.email,
        buyer_name=as_line(tx.follow(Organisation, contract.organisation_id).name),
        supplier_name=as_line(supplier.name),
        contract_title=as_line(contract.title),
        contract_number=as_line(contract.number),
        question=tuple(as_line(line) for line in (incident.question or "").splitlines() if line.strip()),
        site=as_line(incident.site),
        due_on=question.due_on,
    )


def answer(tx: Transaction, question_id: str, new: SupplierAnswer, version: int | None = None) -> IncidentQuestion:
    """Record what the supplier answered, once and for all whom it concerns; the traceability request is completed.

    Errors: Invalid("incident.to_come") at answered_on; Conflict("stale", "state.not_allowed").
    """
    question = tx.get(IncidentQuestion, question_id, to=Permission.INCIDENT_ASK)
    tx.check_version(question, version)
    rules.check_past("answered_on", new.answered_on, tx.today)
    tx.advance(question, QuestionStep.ANSWER, answer=new.answer)
    question.answer, question.note, question.answered_on = new.answer, new.note or None, new.answered_on
    follow_up = queries.follow_up_of(tx.session, tx.follow(Incident, question.incident_id), question.supplier_id)
    if follow_up is not None and follow_up.status in OPEN:
        done = Findings(done_on=new.answered_on, summary=new.note, outcome=Outcome.NONE_ASSESSED)
        follow_ups.record(tx, follow_up.public_id, done)
    tx.flush()
    return question


def give_up(tx: Transaction, question_id: str, version: int | None = None) -> IncidentQuestion:
    """Record that no answer came; the traceability request stays open, so that the deviation can be recorded there.

    Errors: Conflict("incident.not_yet_late", "stale", "state.not_allowed").
    """
    question = tx.get(IncidentQuestion, question_id, to=Permission.INCIDENT_ASK)
    tx.check_version(question, version)
    if not is_overdue(question.due_on, tx.today):
        raise Conflict(rules.NOT_YET_LATE.but(due=question.due_on))
    tx.advance(question, QuestionStep.GIVE_UP)
    return question

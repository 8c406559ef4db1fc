"""Self-assessments from the buyer's side: sending, extending, sending back, assessing, cancelling.

What the supplier does with them stands in `answers.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from followup.domain import questionnaires as rules
from followup.domain.answers import opened
from followup.domain.assignments import AssignmentKind, check_due
from followup.domain.calendar import next_working_day
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.follow_ups import CLOSED, OPEN, FindingResult, FollowUpStatus, FollowUpStep
from followup.domain.journal import ANSWER_ASSESSED, INVITATION_EXTENDED, INVITATION_SENT
from followup.domain.messages import AnswersReturned, QuestionnaireExtended, QuestionnaireInvitation
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.questionnaires import (
    INVITATION,
    WITH_SUPPLIER,
    InvitationStatus,
    InvitationStep,
    Judgement,
    SendBack,
)
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Invalid, Reason
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Answer, Invitation
from followup.models.suppliers import SupplierContact
from followup.queries import follow_up_policies
from followup.queries import questionnaires as queries
from followup.queries.follow_up_policies import Followed
from followup.queries.mergers import are_same
from followup.queries.questionnaires import form_of
from followup.runtime import Keys
from followup.services import assignments, follow_ups
from followup.services.contracts import VOIDED
from followup.transaction import Transaction


def send(
    tx: Transaction, keys: Keys, follow_up_id: str, due_on: date | None = None, *, contact_id: str | None = None
) -> Invitation:
    """Send a planned self-assessment: snapshot of the questions, personal link and mail, all or nothing.

    Without a day the policy's answer time is given; a day off moves to the next working day. Without a contact the one
    added last is asked.
    Errors: Invalid by field for what must be put right first; Conflict when it was sent or the follow-up is settled.
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.QUESTIONNAIRE_SEND)
    contract = tx.follow(Contract, follow_up.contract_id)
    form = _checked(tx, follow_up, contract)
    contact = _contact(tx, contract, contact_id)
    country = tx.actor.country
    if due_on is None:
        held = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today)
        due_on = rules.proposed_due_on(contract.risk_class, tx.today, country, held.policy)
    due_on = next_working_day(due_on, country)
    kind = AssignmentKind.SELF_ASSESSMENT
    assignment = assignments.issue(tx, keys, kind=kind, contract=contract, due_on=due_on, contact=contact)
    invitation = tx.add(
        Invitation(
            organisation_id=follow_up.organisation_id,
            assignment_id=assignment.id,
            follow_up_id=follow_up.id,
            contract_id=contract.id,
            supplier_id=contract.supplier_id,
            code_version_id=contract.code_version_id,
            questions=as_plain(form),
            status=INVITATION.initial,
            sent_on=tx.today,
            due_on=due_on,
            reminded=[],
        )
    )
    tx.journal(INVITATION_SENT, invitation, due_on=due_on)
    tx.post(_letter(invitation, assignment, form), about=invitation)
    if follow_up.status is FollowUpStatus.PLANNED:
        tx.advance(follow_up, FollowUpStep.START)
    return invitation


def _checked(tx: Transaction, follow_up: FollowUp, contract: Contract) -> Questionnaire:
    if follow_up.kind is not FollowUpKind.SELF_ASSESSMENT:
        raise Conflict(rules.NOT_A_SELF_ASSESSMENT)
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    ready = queries.preparation(tx.session, contract, tx.actor.user_id)
    if ready.problems or ready.form is None:
        raise Invalid(ready.problems)
    return ready.form


def _contact(tx: Transaction, contract: Contract, contact_id: str | None) -> SupplierContact:
    wanted = tx.get(SupplierContact, contact_id, to=Permission.CONTACT_READ) if contact_id else None
    contact = wanted or assignments.contact_for(tx, contract)
    if contact is None or not are_same(tx.session, contact.supplier_id, contract.supplier_id):
        raise Invalid.at("contact_id", rules.OTHER_CONTACT)
    return contact


def _letter(invitation: Invitation, assignment: Assignment, form: Questionnaire) -> QuestionnaireInvitation:
    return QuestionnaireInvitation(
        **assignments.to_supplier(assignment),
        dedupe_key=f"invitation:{invitation.public_id}",
        questionnaire_title=form.title.to(assignment.language),
        due_on=invitation.due_on,
        minutes=form.minutes.value,
        readers=(assignment.buyer_name,),
    )


def extend(tx: Transaction, invitation_id: str, due_on: date) -> Invitation:
    """Give the supplier until another day and tell them; the link they have goes on working.

    Errors: Invalid at due_on; Conflict when the supplier is not being asked.
    """
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_SEND)
    _must_be(invitation, WITH_SUPPLIER, rules.NOT_WITH_SUPPLIER)
    due_on = next_working_day(due_on, tx.actor.country)
    assignment = _assignment(tx, invitation)
    assignments.extend(tx, assignment, due_on)
    if due_on == invitation.due_on:
        return invitation
    invitation.due_on = due_on
    tx.journal(INVITATION_EXTENDED, invitation, due_on=due_on)
    mail = QuestionnaireExtended(
        **assignments.to_supplier(assignment),
        dedupe_key=f"extended:{invitation.public_id}:{due_on}:{tx.now.isoformat()}",
        questionnaire_title=form_of(invitation).title.to(assignment.language),
        due_on=due_on,
    )
    tx.post(mail, about=invitation)
    return invitation


def cancel(tx: Transaction, invitation_id: str) -> Invitation:
    """Stop asking: the link ends at once. What was found must then be recorded on the follow-up by hand."""
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_SEND)
    tx.advance(invitation, InvitationStep.CANCEL)
    assignment = _assignment(tx, invitation)
    assignments.revoke(tx, assignment)
    assignments.close(tx, assignment)
    return invitation


def send_back(tx: Transaction, keys: Keys, invitation_id: str, back: SendBack) -> Invitation:
    """Open only the named questions again, with a note; the rest stays locked. The mail carries a new link.

    Errors: Invalid at keys or due_on; Conflict when there is nothing to send back.
    """
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_ASSESS)
    sent = queries.sent_answers(queries.latest(tx.session, invitation.id))
    form = form_of(invitation)
    named = [q for q in form.questions if q.key in back.keys]
    if not named:
        raise Invalid.at("keys", rules.NOTHING_NAMED)
    if {q.key for q in named} != set(back.keys) or not sent.keys() >= set(back.keys):
        raise Invalid.at("keys", rules.NOT_ASKED)
    due_on = next_working_day(back.due_on, tx.actor.country)
    check_due(due_on, tx.today)
    tx.advance(invitation, InvitationStep.RETURN, count=len(named), due_on=due_on)
    invitation.returned_keys, invitation.return_note = [q.key for q in named], back.note
    invitation.due_on, invitation.reminded = due_on, []
    for answer in _answers(tx, invitation, sorted(opened(form, back.keys))):
        answer.assessment = answer.assessment_note = None
    assignment = _assignment(tx, invitation)
    assignments.renew(tx, keys, assignment, due_on)
    language = assignment.language
    mail = AnswersReturned(
        **assignments.to_supplier(assignment),
        dedupe_key=f"returned:{invitation.public_id}:{assignment.generation}",
        questionnaire_title=form.title.to(language),
        questions=tuple(q.text.to(language) for q in named),
        due_on=due_on,
    )
    tx.post(mail, about=invitation)
    return invitation


def assess(tx: Transaction, invitation_id: str, judgement: Judgement, version: int | None = None) -> Invitation:
    """Keep what the buyer makes of the answers; finishing completes the follow-up with the worst of each clause.

    Errors: Conflict("stale"); Conflict when nothing is there to assess; Invalid at "<key>.assessment".
    """
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_ASSESS)
    tx.check_version(invitation, version)
    _must_be(invitation, (InvitationStatus.SUBMITTED,), rules.NOT_TO_ASSESS)
    sent = queries.sent_answers(queries.latest(tx.session, invitation.id))
    unknown = (judgement.assessments.keys() | judgement.notes.keys()) - sent.keys()
    if unknown:
        raise Invalid({f"{key}.assessment": [rules.NOT_ASKED] for key in unknown})
    _keep(tx, invitation, judgement)
    if judgement.finish:
        _finish(tx, invitation)
    return invitation


def _keep(tx: Transaction, invitation: Invitation, judgement: Judgement) -> None:
    named = judgement.assessments.keys() | judgement.notes.keys()
    rows = {answer.question_key: answer for answer in _answers(tx, invitation, sorted(named))}
    for key in sorted(named):
        answer = rows.get(key) or tx.add(_blank(tx, invitation, key))
        answer.assessment = judgement.assessments.get(key, answer.assessment)
        answer.assessment_note = judgement.notes.get(key, answer.assessment_note) or None
    flag_modified(invitation, "assessed_by_id")  # raises the version, so that two assessors do not overwrite each other
    invitation.assessed_by_id = tx.actor.user_id
    tx.journal(ANSWER_ASSESSED, invitation, count=len(named))
    tx.flush()


def _blank(tx: Transaction, invitation: Invitation, key: str) -> Answer:
    return Answer(
        organisation_id=invitation.organisation_id,
        assignment_id=invitation.assignment_id,
        invitation_id=invitation.id,
        question_key=key,
        saved_at=tx.now,
    )


def _finish(tx: Transaction, invitation: Invitation) -> None:
    form = form_of(invitation)
    sent = queries.sent_answers(queries.latest(tx.session, invitation.id))
    assessments = queries.judged(tx.session, invitation.id).assessments
    missing = [key for key in rules.to_assess(form, sent) if key not in assessments]
    if missing:
        raise Invalid({f"{key}.assessment": [rules.TO_ASSESS] for key in missing})
    tx.advance(invitation, InvitationStep.ASSESS)
    invitation.assessed_at = tx.now
    bound = queries.clause_ids(tx.session, invitation.contract_id)
    results: dict[str, FindingResult] = {
        bound[clause]: result for clause, result in rules.findings(form, assessments).items() if clause in bound
    }
    follow_ups.complete_from_assessment(tx, tx.follow(FollowUp, invitation.follow_up_id), results)
    assignments.close(tx, _assignment(tx, invitation))


def _answers(tx: Transaction, invitation: Invitation, keys: Sequence[str]) -> Sequence[Answer]:
    mine = select(Answer).where(Answer.invitation_id == invitation.id, Answer.question_key.in_(keys))
    return tx.session.scalars(mine).all()


def _assignment(tx: Transaction, invitation: Invitation) -> Assignment:
    assert invitation.assignment_id is not None
    return tx.follow(Assignment, invitation.assignment_id)


def _must_be(invitation: Invitation, states: Sequence[InvitationStatus], why: Reason) -> None:
    if invitation.status not in states:
        raise Conflict(why.but(state=invitation.status))

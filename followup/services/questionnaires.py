"""Self-assessments from the buyer's side: sending, extending, cancelling.

What the supplier does with them stands in `answers.py`, what the buyer makes of the answers in `assessments.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain import questionnaires as rules
from followup.domain.assignments import AssignmentKind
from followup.domain.calendar import next_working_day
from followup.domain.code_of_conduct import Level, Questionnaire
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.follow_ups import CLOSED, OPEN, FollowUpStatus, FollowUpStep
from followup.domain.forms import NOT_SENT, OFFERED, Chosen
from followup.domain.link_journal import INVITATION_EXTENDED, INVITATION_SENT
from followup.domain.messages import QuestionnaireExtended, QuestionnaireInvitation
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.questionnaires import (
    INVITATION,
    WITH_SUPPLIER,
    InvitationStatus,
    InvitationStep,
)
from followup.errors import Conflict, Invalid, Reason
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.queries import follow_up_policies
from followup.queries import questionnaires as queries
from followup.queries.answer_copies import readers
from followup.queries.follow_up_policies import Followed
from followup.queries.joint_questions import joint_of
from followup.queries.questionnaires import form_of
from followup.runtime import Keys
from followup.services import assignments
from followup.services.contracts import VOIDED
from followup.services.recipients import recipient
from followup.transaction import Transaction


def send(
    tx: Transaction,
    keys: Keys,
    follow_up_id: str,
    due_on: date | None = None,
    *,
    contact_id: str | None = None,
    form_key: str | None = None,
    is_large: bool | None = None,
) -> Invitation:
    """Send the form of a planned follow-up: snapshot of the questions, personal link and mail, all or nothing.

    Without a day the policy's answer time is given; a day off moves to the next working day. Without a contact the one
    added last is asked. Without a form the rules choose it; in Norway they may ask if the enterprise is large.
    Errors: Invalid by field for what must be put right first; Conflict when it was sent or the follow-up is settled.
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.QUESTIONNAIRE_SEND)
    contract = tx.follow(Contract, follow_up.contract_id)
    joint = joint_of(tx.session, follow_up)
    chosen = Chosen(kind=follow_up.kind, country=tx.actor.country, form_key=form_key, is_large=is_large)
    ready = _checked(tx, follow_up, contract, chosen, joint.level if joint else None)
    contact = recipient(tx, contract, contact_id)
    due_on = next_working_day(due_on or _usual_day(tx, contract, follow_up.kind), tx.actor.country)
    asks = AssignmentKind.SELF_ASSESSMENT
    assignment = assignments.issue(tx, keys, kind=asks, contract=contract, due_on=due_on, contact=contact)
    invitation = tx.add(
        Invitation(
            assignment_id=assignment.id,
            follow_up_id=follow_up.id,
            contract_id=contract.id,
            supplier_id=contract.supplier_id,
            code_version_id=ready.version_id,
            form_key=ready.form.key,
            joint_id=joint.id if joint else None,
            questions=as_plain(ready.form),
            status=INVITATION.initial,
            sent_on=tx.today,
            due_on=due_on,
            reminded=[],
        )
    )
    tx.journal(INVITATION_SENT, invitation, due_on=due_on)
    tx.post(letter(invitation, assignment, ready.form, readers(tx.session, invitation)), about=invitation)
    if follow_up.status is FollowUpStatus.PLANNED:
        tx.advance(follow_up, FollowUpStep.START)
    return invitation


def _usual_day(tx: Transaction, contract: Contract, kind: FollowUpKind) -> date:
    held = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today)
    return rules.proposed_due_on(contract.risk_class, tx.today, tx.actor.country, held.policy, kind)


@dataclass(frozen=True, slots=True)
class _Ready:
    form: Questionnaire
    version_id: int | None


def _checked(tx: Transaction, follow_up: FollowUp, contract: Contract, chosen: Chosen, level: Level | None) -> _Ready:
    if follow_up.kind not in OFFERED:
        raise Conflict(NOT_SENT)
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    ready = queries.preparation(tx.session, contract, tx.actor.user_id, chosen, today=tx.today, level=level)
    if ready.problems or ready.form is None:
        raise Invalid(ready.problems)
    return _Ready(ready.form, ready.version_id)


def letter(
    invitation: Invitation, assignment: Assignment, form: Questionnaire, who_reads: tuple[str, ...]
) -> QuestionnaireInvitation:
    """Return the mail that goes with a form: by when, how long it takes, and who reads the answers."""
    return QuestionnaireInvitation(
        **assignments.to_supplier(assignment),
        dedupe_key=f"invitation:{invitation.public_id}",
        questionnaire_title=form.title.to(assignment.language),
        due_on=invitation.due_on,
        minutes=form.minutes.value,
        readers=who_reads,
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


def _assignment(tx: Transaction, invitation: Invitation) -> Assignment:
    assert invitation.assignment_id is not None
    return tx.follow(Assignment, invitation.assignment_id)


def _must_be(invitation: Invitation, states: Sequence[InvitationStatus], why: Reason) -> None:
    if invitation.status not in states:
        raise Conflict(why.but(state=invitation.status))

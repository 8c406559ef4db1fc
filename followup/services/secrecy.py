"""Requests for secrecy: the supplier asks and takes it back, the buyer tests it by law and decides."""

from __future__ import annotations

from followup.domain import questionnaires
from followup.domain import secrecy as rules
from followup.domain.link_journal import SECRECY_REQUESTED
from followup.domain.names import clean_line, clean_text
from followup.domain.permissions import Permission
from followup.domain.questionnaires import InvitationStatus
from followup.domain.secrecy import SECRECY, SecrecyStatus, SecrecyStep, SecrecyTest
from followup.errors import Conflict, Gone, Invalid, NotFound
from followup.models.questionnaires import Invitation
from followup.models.secrecy import SecrecyRequest
from followup.queries import secrecy as queries
from followup.queries.questionnaires import form_of
from followup.services import answers
from followup.transaction import Transaction


def ask(tx: Transaction, question_key: str, reason: str) -> SecrecyRequest:
    """Ask, as the holder of the link, that an answer be kept secret; asked again, the new reason counts.

    Errors: NotFound for a question that was not asked; Invalid at "reason"; Conflict once the buyer has decided.
    """
    invitation = _mine(tx)
    if question_key not in {q.key for q in form_of(invitation).questions}:
        raise NotFound
    text = clean_text(reason, at="reason", most=rules.LONGEST)
    if not text:
        raise Invalid.at("reason", rules.REASON_MISSING)
    request = queries.of_invitation(tx.session, invitation.id).get(question_key)
    if request is None:
        return _begun(tx, invitation, question_key, text)
    if request.status is SecrecyStatus.WITHDRAWN:
        request.reason, request.requested_at = text, tx.now
        tx.advance(request, SecrecyStep.REQUEST)
    elif request.status is not SecrecyStatus.REQUESTED:
        raise Conflict(rules.DECIDED)
    elif request.reason != text:
        request.reason, request.requested_at = text, tx.now
        tx.journal(SECRECY_REQUESTED, request)
    return request


def _mine(tx: Transaction) -> Invitation:
    invitation = answers.mine(tx, to_change=True)
    tx.require(Permission.SECRECY_ASK, invitation)
    if invitation.status is InvitationStatus.CANCELLED:
        raise Gone(questionnaires.CANCELLED)
    return invitation


def _begun(tx: Transaction, invitation: Invitation, question_key: str, reason: str) -> SecrecyRequest:
    request = tx.add(
        SecrecyRequest(
            organisation_id=invitation.organisation_id,
            assignment_id=invitation.assignment_id,
            invitation_id=invitation.id,
            question_key=question_key,
            reason=reason,
            requested_at=tx.now,
            status=SECRECY.initial,
        )
    )
    tx.journal(SECRECY_REQUESTED, request)
    return request


def withdraw(tx: Transaction, question_key: str) -> SecrecyRequest:
    """Take a request back, as the holder of the link.

    Errors: NotFound where there is none; Conflict once the buyer has decided.
    """
    invitation = _mine(tx)
    request = queries.of_invitation(tx.session, invitation.id).get(question_key)
    if request is None:
        raise NotFound
    if request.status is not SecrecyStatus.WITHDRAWN:
        tx.advance(request, SecrecyStep.WITHDRAW)
    return request


def decide(tx: Transaction, request_id: str, test: SecrecyTest, version: int | None = None) -> SecrecyRequest:
    """Record, as the buyer, what the test by law came to; a new test takes the place of the one before.

    Errors: Invalid at "law" or "note"; Conflict("stale"), or when the supplier has taken the request back.
    """
    request = tx.get(SecrecyRequest, request_id, to=Permission.SECRECY_DECIDE)
    tx.check_version(request, version)
    law, note = clean_line(test.law, at="law"), clean_text(test.note, at="note", most=rules.LONGEST)
    if test.is_secret and not law:
        raise Invalid.at("law", rules.LAW_MISSING)
    if not note:
        raise Invalid.at("note", rules.NOTE_MISSING)
    tx.advance(request, SecrecyStep.GRANT if test.is_secret else SecrecyStep.REFUSE)
    request.law, request.note = law or None, note
    request.decided_by_id, request.decided_on = tx.actor.user_id, tx.today
    return request

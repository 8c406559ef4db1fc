"""Writing to the other side about a self-assessment. What is written is never changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain import remarks as rules
from followup.domain.code_of_conduct import Question
from followup.domain.link_journal import REMARK_WRITTEN
from followup.domain.link_messages import RemarkFromBuyer, RemarkFromSupplier
from followup.domain.names import clean_text
from followup.domain.permissions import Permission
from followup.domain.questionnaires import NOT_ASKED, InvitationStatus
from followup.domain.remarks import NewRemark
from followup.errors import Conflict, Invalid
from followup.models.assignments import Assignment
from followup.models.questionnaires import Invitation
from followup.models.remarks import Remark
from followup.queries import remarks as queries
from followup.queries.questionnaires import form_of
from followup.services import assignments
from followup.services.answers import mine
from followup.transaction import Transaction

_OPEN = (InvitationStatus.INVITED, InvitationStatus.SUBMITTED, InvitationStatus.RETURNED)


def write_as_buyer(tx: Transaction, invitation_id: str, new: NewRemark) -> Remark:
    """Write to the supplier; the holder of the link gets a mail.

    Errors: Invalid at text or question_key; Conflict when the self-assessment is finished.
    """
    invitation = tx.get(Invitation, invitation_id, to=Permission.REMARK_WRITE)
    question = _asked(invitation, new)
    assignment = _assignment(tx, invitation)
    remark = _write(tx, invitation, new, is_from_buyer=True, author=tx.actor.name or assignment.buyer_name)
    mail = RemarkFromBuyer(
        **assignments.to_supplier(assignment),
        dedupe_key=f"remark:{remark.public_id}",
        author_name=remark.author_name,
        questionnaire_title=form_of(invitation).title.to(assignment.language),
        question=question.text.to(assignment.language) if question else "",
    )
    tx.post(mail, about=invitation)
    return remark


def write_as_supplier(tx: Transaction, new: NewRemark) -> Remark:
    """Write to the buyer, as the holder of the link or a colleague; the person who asked gets a mail.

    Errors: Invalid at text or question_key; Conflict when the self-assessment is finished.
    """
    invitation = mine(tx)
    question = _asked(invitation, new)
    assignment = _assignment(tx, invitation)
    author = _colleague(tx, question) or assignment.recipient_name
    remark = _write(tx, invitation, new, is_from_buyer=False, author=author)
    mail = RemarkFromSupplier(
        **assignments.to_manager(assignment),
        dedupe_key=f"remark:{remark.public_id}",
        path=f"/questionnaires/{invitation.public_id}",
        author_name="" if remark.contributor_id else author,
        questionnaire_title=form_of(invitation).title.to(assignment.asker_language),
        question=question.text.to(assignment.asker_language) if question else "",
    )
    tx.post(mail, about=invitation)
    return remark


def _asked(invitation: Invitation, new: NewRemark) -> Question | None:
    if invitation.status not in _OPEN:
        raise Conflict(rules.THREAD_CLOSED)
    if not new.question_key:
        return None
    found: Sequence[Question] = [q for q in form_of(invitation).questions if q.key == new.question_key]
    if not found:
        raise Invalid.at("question_key", NOT_ASKED)
    return found[0]


def _colleague(tx: Transaction, question: Question | None) -> str:
    """Return the name of the colleague who writes, or nothing for the holder."""
    colleague = queries.colleague(tx.session, getattr(tx.actor, "contributor_id", None))
    if colleague is None:
        return ""
    if question is None or question.section not in colleague.sections:
        raise Invalid.at("question_key", rules.OTHER_SECTION)
    return colleague.name


def _write(tx: Transaction, invitation: Invitation, new: NewRemark, *, is_from_buyer: bool, author: str) -> Remark:
    text = clean_text(new.text, at="text", most=rules.LONGEST)
    if not text:
        raise Invalid.at("text", rules.NOTHING_WRITTEN)
    if queries.how_many(tx.session, invitation.id) >= rules.MOST:
        raise Conflict(rules.TOO_MANY.but(most=rules.MOST))
    remark = tx.add(
        Remark(
            organisation_id=invitation.organisation_id,
            assignment_id=invitation.assignment_id,
            invitation_id=invitation.id,
            question_key=new.question_key or None,
            is_from_buyer=is_from_buyer,
            user_id=tx.actor.user_id,
            contributor_id=getattr(tx.actor, "contributor_id", None),
            author_name=author,
            text=text,
            written_at=tx.now,
        )
    )
    tx.journal(REMARK_WRITTEN, invitation, remark=remark.public_id)
    return remark


def _assignment(tx: Transaction, invitation: Invitation) -> Assignment:
    assert invitation.assignment_id is not None
    return tx.follow(Assignment, invitation.assignment_id)

"""What the buyer makes of a self-assessment: sending questions back, assessing the answers, finishing with a score."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from followup.domain import questionnaires as rules
from followup.domain.answers import opened
from followup.domain.assignments import check_due
from followup.domain.calendar import next_working_day
from followup.domain.follow_ups import FindingResult
from followup.domain.link_journal import ANSWER_ASSESSED
from followup.domain.messages import AnswersReturned
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.questionnaires import InvitationStatus, InvitationStep, Judgement, SendBack
from followup.domain.scoring import score
from followup.errors import Conflict, Invalid
from followup.models.assignments import Assignment
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Answer, Invitation
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import form_of
from followup.runtime import Keys
from followup.services import assignments, follow_ups
from followup.transaction import Transaction


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
    if invitation.status is not InvitationStatus.SUBMITTED:
        raise Conflict(rules.NOT_TO_ASSESS.but(state=invitation.status))
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
    counted = score(form, sent, assessments)
    invitation.score = as_plain(counted) if counted else None
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

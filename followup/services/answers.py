"""Self-assessments from the supplier's side: saving a page of the draft, and sending the answers in once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from followup.domain import questionnaires as rules
from followup.domain.answers import (
    Given,
    as_stored,
    fingerprint,
    grouped,
    incomplete,
    opened,
    read,
    sent,
    stamp,
    takes_files,
)
from followup.domain.code_of_conduct import Question, Questionnaire
from followup.domain.journal import INVITATION_SAVED
from followup.domain.messages import AnswersArrived, QuestionnaireReceipt
from followup.domain.permissions import Permission
from followup.domain.questionnaires import WITH_SUPPLIER, Draft, InvitationStatus, InvitationStep, Signature
from followup.errors import Conflict, Gone, Invalid, NotFound, Reason
from followup.models.assignments import Assignment
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import DraftState, form_of
from followup.services import assignments, evidence
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction


def mine(tx: Transaction, *, to_change: bool = False) -> Invitation:
    """Return the self-assessment behind the link in this session; to change it, nobody else may meanwhile.

    Errors: NotFound when the link is for something else.
    """
    statement = select(Invitation).where(Invitation.assignment_id == tx.actor.assignment_id)
    if to_change:
        statement = statement.with_for_update()
    invitation = tx.session.scalars(statement).one_or_none()
    if invitation is None:
        raise NotFound
    tx.require(Permission.ASSIGNMENT_ANSWER, invitation)
    return invitation


def editable(invitation: Invitation, form: Questionnaire) -> frozenset[str]:
    """Return the questions that the supplier may change now: all at first, later only those sent back."""
    if invitation.status is InvitationStatus.INVITED:
        return frozenset(q.key for q in form.questions)
    if invitation.status is InvitationStatus.RETURNED:
        return opened(form, invitation.returned_keys or ())
    return frozenset()


def save(
    tx: Transaction, section: str, draft: Draft, based_on: int | None = None, uploads: Sequence[StoredUpload] = ()
) -> Invitation:
    """Keep what one page of the form brought; nothing has to be complete, but what is there must be readable.

    `based_on` is the stamp of the page's questions when it was opened.
    Errors: Conflict("stale") when somebody else saved the same page meanwhile; Conflict when it was already sent;
    NotFound for a section that is not there; Invalid at "<key>.value", "<key>.comment" or "<key>.file".
    """
    invitation = mine(tx, to_change=True)
    _must_be_open(invitation)
    form = form_of(invitation)
    questions = {q.key: q for q in form.in_section(section)}
    if not questions:
        raise NotFound
    before = queries.draft(tx.session, invitation.id)
    if based_on is not None and based_on != stamp(questions.values(), before.answers, before.files):
        raise Conflict
    given = _read(questions, editable(invitation, form), draft, before)
    _check_uploads(questions, editable(invitation, form), uploads)
    changed = {key: answer for key, answer in given.items() if answer != before.answers.get(key, Given())}
    _keep(tx, invitation, changed)
    for upload in uploads:
        evidence.add(tx, upload, invitation=invitation, question_key=_key_of(upload))
    if draft.remove:
        evidence.remove(tx, draft.remove)
    if changed or uploads or draft.remove:
        invitation.saved_at = tx.now
        tx.journal(INVITATION_SAVED, invitation, count=len(changed))
    tx.flush()
    return invitation


def _must_be_open(invitation: Invitation) -> None:
    if invitation.status is InvitationStatus.CANCELLED:
        raise Gone(rules.CANCELLED)
    if invitation.status not in WITH_SUPPLIER:
        raise Conflict(rules.ALREADY_SENT)


def _read(
    questions: Mapping[str, Question], may_change: frozenset[str], draft: Draft, before: DraftState
) -> dict[str, Given]:
    problems: dict[str, Sequence[Reason]] = {}
    given: dict[str, Given] = {}
    for key in sorted(draft.values.keys() | draft.comments.keys()):
        if key not in questions or key not in may_change:
            problems[f"{key}.value"] = [rules.LOCKED if key in questions else rules.NOT_ASKED]
            continue
        old = before.answers.get(key, Given())
        try:
            given[key] = read(questions[key], draft.values.get(key, old.value), draft.comments.get(key, old.comment))
        except Invalid as error:
            problems.update(error.problems)
    if problems:
        raise Invalid(problems)
    return given


def _check_uploads(
    questions: Mapping[str, Question], may_change: frozenset[str], uploads: Iterable[StoredUpload]
) -> None:
    for upload in uploads:
        key = _key_of(upload)
        if key not in questions or not takes_files(questions[key]):
            raise Invalid.at(upload.field, rules.NO_FILES)
        if key not in may_change:
            raise Invalid.at(upload.field, rules.LOCKED)


def _key_of(upload: StoredUpload) -> str:
    return upload.field.removesuffix(".file")


def _keep(tx: Transaction, invitation: Invitation, changed: Mapping[str, Given]) -> None:
    known = select(Answer).where(Answer.invitation_id == invitation.id, Answer.question_key.in_(list(changed)))
    rows = {answer.question_key: answer for answer in tx.session.scalars(known)}
    for key, given in changed.items():
        answer = rows.get(key)
        if answer is None:
            answer = Answer(
                organisation_id=invitation.organisation_id,
                assignment_id=invitation.assignment_id,
                invitation_id=invitation.id,
                question_key=key,
            )
            tx.session.add(answer)
        answer.value, answer.comment, answer.saved_at = given.value or None, given.comment or None, tx.now


def submit(tx: Transaction, signature: Signature) -> Submission:
    """Send the answers in, once: a second time gives the same receipt.

    Errors: Invalid at "confirmed", or at each question that lacks something; Gone when it was cancelled.
    Source: trust.md C2.
    """
    invitation = mine(tx, to_change=True)
    if invitation.status not in WITH_SUPPLIER:
        return _same_again(tx, invitation)
    if not signature.confirmed:
        raise Invalid.at("confirmed", rules.NOT_CONFIRMED)
    form = form_of(invitation)
    state = queries.draft(tx.session, invitation.id)
    missing = incomplete(form, state.answers, state.files)
    if missing:
        raise Invalid({f"{m.question.key}.{m.field}": [m.reason] for m in missing})
    stored = as_stored(sent(form, state.answers, state.files))
    submission = tx.add(
        Submission(
            assignment_id=invitation.assignment_id,
            invitation_id=invitation.id,
            number=tx.serial("receipt"),
            submitted_at=tx.now,
            submitter_name=signature.name,
            submitter_role=signature.role,
            answers=stored,
            fingerprint=fingerprint(stored),
        )
    )
    number = rules.receipt(submission.number, tx.today)
    tx.advance(invitation, InvitationStep.SUBMIT, receipt=number, fingerprint=submission.fingerprint)
    invitation.submitted_at, invitation.returned_keys, invitation.return_note = tx.now, None, None
    evidence.hand_in(tx, invitation)
    _tell(tx, invitation, submission, form, number)
    return submission


def _same_again(tx: Transaction, invitation: Invitation) -> Submission:
    latest = queries.latest(tx.session, invitation.id)
    if latest is None:
        raise Gone(rules.CANCELLED)
    return latest


def _tell(tx: Transaction, invitation: Invitation, submission: Submission, form: Questionnaire, number: str) -> None:
    assignment = tx.follow(Assignment, tx.actor.assignment_id or 0)
    assignments.keep_receipt(tx, assignment)
    receipt = QuestionnaireReceipt(
        **assignments.to_supplier(assignment),
        dedupe_key=f"receipt:{invitation.public_id}:{submission.number}",
        questionnaire_title=form.title.to(assignment.language),
        receipt_number=number,
        submitted_at=submission.submitted_at,
        fingerprint=grouped(submission.fingerprint),
    )
    tx.post(receipt, about=invitation)
    news = AnswersArrived(
        **assignments.to_manager(assignment),
        dedupe_key=f"arrived:{invitation.public_id}:{submission.number}",
        path=f"/questionnaires/{invitation.public_id}",
        questionnaire_title=form.title.to(assignment.asker_language),
        submitted_at=submission.submitted_at,
    )
    tx.post(news, about=invitation)

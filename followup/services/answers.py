"""Self-assessments from the supplier's side: saving a page of the draft, and sending the answers in once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from followup.domain import questionnaires as rules
from followup.domain.answers import (
    FileMark,
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
from followup.domain.assignments import LINK_GONE
from followup.domain.code_of_conduct import Question, Questionnaire
from followup.domain.earlier_answers import Earlier, as_given
from followup.domain.link_journal import INVITATION_SAVED
from followup.domain.messages import AnswersArrived, QuestionnaireReceipt
from followup.domain.permissions import Permission
from followup.domain.questionnaires import WITH_SUPPLIER, Draft, InvitationStatus, InvitationStep, Signature
from followup.errors import Conflict, Gone, Invalid, NotFound, Reason
from followup.models.assignments import Assignment
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.queries import contributors
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import DraftState, form_of
from followup.services import assignments, evidence
from followup.services.evidence import StoredUpload
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction


def mine(tx: Transaction, *, to_change: bool = False) -> Invitation:
    """Return the self-assessment behind the link in this session; to change it, nobody else may meanwhile.

    Errors: NotFound when the link is for something else; CodeNeeded to read what was sent, where the buyer has set so.
    """
    statement = select(Invitation).where(Invitation.assignment_id == tx.actor.assignment_id)
    if to_change:
        statement = statement.with_for_update()
    invitation = tx.session.scalars(statement).one_or_none()
    if invitation is None:
        raise NotFound
    tx.require(Permission.ASSIGNMENT_ANSWER, invitation)
    if invitation.status not in WITH_SUPPLIER:
        require_confirmed(tx)
    return invitation


def may_see(tx: Transaction) -> frozenset[str] | None:
    """Return the sections that a colleague was asked to help with; None for the holder, who sees all.

    Errors: Gone when the colleague's link was taken back.
    """
    contributor_id = getattr(tx.actor, "contributor_id", None)
    if contributor_id is None:
        return None
    colleague = contributors.of_holder(tx.session, contributor_id)
    if colleague is None:
        raise Gone(LINK_GONE)
    return frozenset(colleague.sections)


def editable(invitation: Invitation, form: Questionnaire, only: Collection[str] | None = None) -> frozenset[str]:
    """Return the questions that may be changed now: all at first, later only those sent back.

    `only` are the sections that a colleague was asked to help with.
    """
    here = frozenset(q.key for q in form.questions if only is None or q.section in only)
    if invitation.status is InvitationStatus.INVITED:
        return here
    if invitation.status is InvitationStatus.RETURNED:
        return here & opened(form, invitation.returned_keys or ())
    return frozenset()


def save(
    tx: Transaction,
    section: str,
    draft: Draft,
    based_on: int | None = None,
    uploads: Sequence[StoredUpload] = (),
    earlier: Earlier | None = None,
) -> Invitation:
    """Keep what one page of the form brought; nothing has to be complete, but what is there must be readable.

    `based_on` is the stamp of the page's questions when it was opened; `earlier` the answers that may be taken over.
    Errors: Conflict("stale") when somebody else saved another text on the same page meanwhile; Conflict when it was
    already sent; NotFound for a section that is not there or not the colleague's; Invalid at "<key>.value",
    "<key>.comment" or "<key>.file".
    """
    invitation = mine(tx, to_change=True)
    _must_be_open(invitation)
    form, only = form_of(invitation), may_see(tx)
    questions = {q.key: q for q in form.in_section(section)}
    if not questions or (only is not None and section not in only):
        raise NotFound
    may_change = editable(invitation, form, only)
    before = queries.draft(tx.session, invitation.id)
    given = _read(questions, may_change, draft, before)
    given |= _taken(draft.take, {key: questions[key] for key in questions.keys() & may_change}, given, before, earlier)
    _check_uploads(questions, may_change, uploads)
    _check_removal(draft.remove, [mark for key in questions.keys() & may_change for mark in before.files.get(key, ())])
    changed = {key: answer for key, answer in given.items() if answer != before.answers.get(key, Given())}
    if changed and based_on is not None and based_on != stamp(questions.values(), before.answers, before.files):
        raise Conflict
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


def _taken(
    take: str,
    questions: Mapping[str, Question],
    given: Mapping[str, Given],
    before: DraftState,
    earlier: Earlier | None,
) -> dict[str, Given]:
    """Return the earlier answers that still hold; a comment that was typed now is kept."""
    found: dict[str, Given] = {}
    for key in questions if take == "all" else questions.keys() & {take}:
        now = given.get(key, before.answers.get(key, Given()))
        if earlier is None or key not in earlier or (take == "all" and now.value):
            continue
        then = as_given(earlier[key])
        found[key] = read(questions[key], then.value, now.comment or then.comment)
    return found


def _check_uploads(
    questions: Mapping[str, Question], may_change: frozenset[str], uploads: Iterable[StoredUpload]
) -> None:
    for upload in uploads:
        key = _key_of(upload)
        if key not in questions or not takes_files(questions[key]):
            raise Invalid.at(upload.field, rules.NO_FILES)
        if key not in may_change:
            raise Invalid.at(upload.field, rules.LOCKED)


def _check_removal(evidence_id: str, here: Iterable[FileMark]) -> None:
    if evidence_id and evidence_id not in {mark.public_id for mark in here}:
        raise NotFound


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
        answer.contributor_id = getattr(tx.actor, "contributor_id", None)


def submit(tx: Transaction, signature: Signature, next_asked_on: date | None = None) -> Submission:
    """Send the answers in, once: a second time gives the same receipt.

    `next_asked_on` is the day before which the plan asks nothing more, for the receipt, where it is known.
    Errors: Forbidden for a colleague of the holder; CodeNeeded where the buyer has set so; Invalid at "confirmed", or
    at each question that lacks something; Gone when it was cancelled.
    Source: trust.md C2.
    """
    invitation = mine(tx, to_change=True)
    tx.require(Permission.ASSIGNMENT_SUBMIT, invitation)
    require_confirmed(tx)
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
    _tell(tx, invitation, submission, form, number, next_asked_on)
    return submission


def _same_again(tx: Transaction, invitation: Invitation) -> Submission:
    latest = queries.latest(tx.session, invitation.id)
    if latest is None:
        raise Gone(rules.CANCELLED)
    return latest


def _tell(
    tx: Transaction,
    invitation: Invitation,
    submission: Submission,
    form: Questionnaire,
    number: str,
    next_asked_on: date | None,
) -> None:
    assignment = tx.follow(Assignment, tx.actor.assignment_id or 0)
    assignments.keep_receipt(tx, assignment)
    receipt = QuestionnaireReceipt(
        **assignments.to_supplier(assignment),
        dedupe_key=f"receipt:{invitation.public_id}:{submission.number}",
        questionnaire_title=form.title.to(assignment.language),
        receipt_number=number,
        submitted_at=submission.submitted_at,
        fingerprint=grouped(submission.fingerprint),
        next_asked_on=next_asked_on,
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

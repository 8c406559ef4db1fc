"""Answering a self-assessment: the list of tasks, one section a page, checking, sending in, the receipt."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain import answers as rules
from followup.domain.calendar import today_in
from followup.domain.code_of_conduct import Question, Questionnaire
from followup.domain.permissions import Permission
from followup.domain.questionnaires import WITH_SUPPLIER, Draft, Signature
from followup.domain.questionnaires import receipt as receipt_number
from followup.errors import N_, Invalid, NotFound, Reason
from followup.models.assignments import Assignment
from followup.models.questionnaires import Invitation, Submission
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import DraftState, form_of
from followup.schemas.questionnaires import DraftSchema, SignatureSchema, answers_schema
from followup.services import answers
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other
from followup.web.uploads import Upload

room = Room("supplier_answers", identity="link")

NOT_COMPLETE = Reason("answers.not_complete", N_("Not answered yet: {count}. The questions are listed below."))
ANSWER = Permission.ASSIGNMENT_ANSWER


@room.page("/s/form", needs=ANSWER, template="supplier/form.html")
def overview(tx: Transaction) -> dict[str, Any] | Response:
    """Return what is asked, by whom and by when, and how far each section has come; after sending, the receipt."""
    invitation = answers.mine(tx)
    if invitation.status not in WITH_SUPPLIER:
        return see_other("supplier_answers.receipt")
    form, state = form_of(invitation), queries.draft(tx.session, invitation.id)
    language = i18n.language()
    titles = {s.id: s.title.to(language) for s in form.sections}
    may_change = answers.editable(invitation, form)
    return {
        "assignment": _assignment(tx),
        "on": tx.today,
        "invitation": invitation,
        "title": form.title.to(language),
        "introduction": form.introduction.to(language),
        "minutes": form.minutes.value,
        "progress": [
            (p, titles[p.section], any(q.key in may_change for q in form.in_section(p.section)))
            for p in rules.progress(form, state.answers, state.files)
        ],
        "next_section": _first_to_do(form, state, may_change),
        "is_begun": invitation.saved_at is not None,
        "saved": _saved(tx, invitation),
        "earlier": queries.latest(tx.session, invitation.id),
    }


def _assignment(tx: Transaction) -> Assignment:
    return tx.follow(Assignment, tx.actor.assignment_id or 0)


def _first_to_do(form: Questionnaire, state: DraftState, may_change: frozenset[str]) -> str | None:
    """Return where to go on: the first section with a gap, or else the first that was sent back."""
    missing = rules.next_section(form, state.answers, state.files)
    if missing is not None or len(may_change) == len(form.questions):
        return missing
    return next((q.section for q in form.questions if q.key in may_change), None)


def _saved(tx: Transaction, invitation: Invitation) -> str:
    """Return when the draft was last saved: the time alone when it was today."""
    if invitation.saved_at is None:
        return ""
    zone = tx.actor.zone
    if today_in(invitation.saved_at, zone) == tx.today:
        return invitation.saved_at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    return i18n.instant(invitation.saved_at, zone)


def _section_page(tx: Transaction, section: str) -> Shown:
    invitation = answers.mine(tx)
    form, state = form_of(invitation), queries.draft(tx.session, invitation.id)
    here = form.in_section(section)
    if not here:
        raise NotFound
    may_change = answers.editable(invitation, form)
    views = questions.sections(form, state.answers, state.files, may_change=may_change)
    place = [s.id for s in form.sections].index(section)
    return Shown(
        data=_given(here, state),
        version=rules.stamp(here, state.answers, state.files),
        schema=answers_schema(
            [(questions.numbered(form)[q.key], q) for q in here if q.key in may_change], i18n.language()
        ),
        context={
            "section": views[place],
            "place": place + 1,
            "count": len(views),
            "is_open": any(q.key in may_change for q in here),
            "note": invitation.return_note,
            "saved": _saved(tx, invitation),
        },
    )


def _given(here: tuple[Question, ...], state: DraftState) -> dict[str, object]:
    data: dict[str, object] = {}
    for question in here:
        given = state.answers.get(question.key, rules.Given())
        data |= {f"{question.key}.value": given.value, f"{question.key}.comment": given.comment}
    return data


@room.form(
    "/s/form/sections/<section>",
    needs=ANSWER,
    takes=DraftSchema,
    template="supplier/section.html",
    shows=_section_page,
    versioned=True,
    uploads=True,
)
def section(tx: Transaction, draft: Draft, section: str, version: int | None, files: tuple[Upload, ...]) -> Response:
    """Save one page of answers and go on to the next."""
    invitation = answers.save(tx, section, draft, version, files)
    if draft.remove:
        return see_other("supplier_answers.section", section=section, notice="saved")
    order = [s.id for s in form_of(invitation).sections]
    after = order[order.index(section) + 1 :]
    if draft.then == "list":
        return see_other("supplier_answers.overview", notice="saved")
    if not after:
        return see_other("supplier_answers.check", notice="saved")
    return see_other("supplier_answers.section", section=after[0], notice="saved")


def _check_page(tx: Transaction) -> Shown:
    invitation = answers.mine(tx)
    form, state = form_of(invitation), queries.draft(tx.session, invitation.id)
    missing = rules.incomplete(form, state.answers, state.files)
    numbers = questions.numbered(form)
    language = i18n.language()
    assignment = _assignment(tx)
    return Shown(
        data={"name": assignment.recipient_name},
        context={
            "assignment": assignment,
            "sections": questions.sections(
                form, state.answers, state.files, may_change=answers.editable(invitation, form)
            ),
            "missing": [(m, numbers[m.question.key], m.question.text.to(language)) for m in missing],
            "is_open": invitation.status in WITH_SUPPLIER,
        },
    )


@room.form("/s/form/check", needs=ANSWER, takes=SignatureSchema, template="supplier/check.html", shows=_check_page)
def check(tx: Transaction, signature: Signature) -> Response:
    """Send the answers in; a second time leads to the same receipt."""
    try:
        answers.submit(tx, signature)
    except Invalid as error:
        if "confirmed" in error.problems:
            raise
        raise Invalid.at("", NOT_COMPLETE.but(count=len(error.problems))) from None
    return see_other("supplier_answers.receipt", notice="received")


@room.page("/s/form/receipt", needs=ANSWER, template="supplier/receipt.html")
def receipt(tx: Transaction) -> dict[str, Any]:
    """Return the receipt with the answers exactly as they were sent in."""
    invitation = answers.mine(tx)
    submission = queries.latest(tx.session, invitation.id)
    if submission is None:
        raise NotFound
    form = form_of(invitation)
    return {
        "assignment": _assignment(tx),
        "title": form.title.to(i18n.language()),
        "submission": submission,
        "number": number_of(submission, tx.actor.zone),
        "fingerprint": rules.grouped(submission.fingerprint),
        "sections": questions.of_sent(form, queries.sent_answers(submission)),
        "is_open": invitation.status in WITH_SUPPLIER,
    }


def number_of(submission: Submission, zone: str) -> str:
    """Return the receipt number as it is read."""
    return receipt_number(submission.number, today_in(submission.submitted_at, zone))

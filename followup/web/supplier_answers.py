"""Answering a self-assessment: the list of tasks, one section a page, checking, sending in, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import jsonify
from werkzeug.wrappers import Response

from followup import i18n
from followup.domain import answers as rules
from followup.domain.calendar import today_in
from followup.domain.permissions import Permission
from followup.domain.questionnaires import WITH_SUPPLIER, Draft, Signature
from followup.domain.questionnaires import receipt as receipt_number
from followup.errors import N_, Invalid, NotFound, Reason
from followup.models.assignments import Assignment
from followup.models.questionnaires import Invitation, Submission
from followup.queries import evidence, remarks, secrecy
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import DraftState, form_of
from followup.schemas.answers import DraftSchema, SignatureSchema
from followup.schemas.questions import answers_schema
from followup.services import answers
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web import beyond_the_link, questions
from followup.web.endpoint import Room, Shown, see_other
from followup.web.supplier_tasks import first_to_do, saved, tasks
from followup.web.uploads import Upload

room = Room("supplier_answers", identity="link")

NOT_COMPLETE = Reason("answers.not_complete", N_("Not answered yet: {count}. The questions are listed below."))
ANSWER, SUBMIT = Permission.ASSIGNMENT_ANSWER, Permission.ASSIGNMENT_SUBMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """An earlier answer in words, and when it was sent in."""

    words: str
    comment: str
    on: date


@room.page("/s/form", needs=ANSWER, template="supplier/form.html")
def overview(tx: Transaction) -> dict[str, Any] | Response:
    """Return what is asked, by whom and by when, and how far each section has come; after sending, the receipt."""
    invitation = answers.mine(tx)
    only = answers.may_see(tx)
    if invitation.status not in WITH_SUPPLIER:
        return see_other("supplier_answers.receipt")
    form, state = form_of(invitation), queries.draft(tx.session, invitation.id)
    may_change = answers.editable(invitation, form, only)
    language, assignment = i18n.language(), assignment_of(tx)
    return {
        "assignment": assignment,
        "readers": beyond_the_link.readers(tx, invitation, assignment.buyer_name),
        "on": tx.today,
        "invitation": invitation,
        "title": form.title.to(language),
        "introduction": form.introduction.to(language),
        "minutes": form.minutes.value,
        "tasks": tasks(tx, invitation, state, may_change, only),
        "next": first_to_do(form, state, may_change, only),
        "is_colleague": only is not None,
        "is_begun": invitation.saved_at is not None,
        "saved": saved(tx, invitation),
        "earlier": queries.latest(tx.session, invitation.id) if only is None else None,
        "messages": len(remarks.of_invitation(tx.session, invitation.id)) if only is None else 0,
    }


def assignment_of(tx: Transaction) -> Assignment:
    """Return the link that is held, with what its pages may say of both sides."""
    return tx.follow(Assignment, tx.actor.assignment_id or 0)


def _section_page(tx: Transaction, section: str) -> Shown:
    invitation = answers.mine(tx)
    if invitation.submitted_at is not None:
        require_confirmed(tx)  # what was sent can be read here
    form, only = form_of(invitation), answers.may_see(tx)
    here = form.in_section(section)
    if not here or (only is not None and section not in only):
        raise NotFound
    state = queries.draft(tx.session, invitation.id)
    may_change = answers.editable(invitation, form, only)
    views = questions.sections(form, state.answers, state.files, may_change=may_change)
    shown = [v for v in views if only is None or v.id in only]
    place = [v.id for v in shown].index(section)
    numbers = questions.numbered(form)
    opened = [(numbers[q.key], q) for q in here if q.key in may_change]
    return Shown(
        data=questions.typed(here, state.answers),
        version=rules.stamp(here, state.answers, state.files),
        schema=answers_schema(opened, i18n.language(), state.answers),
        context={
            "section": shown[place],
            "place": place + 1,
            "count": len(shown),
            "is_open": bool(opened),
            "is_colleague": only is not None,
            "note": invitation.return_note,
            "saved": saved(tx, invitation),
            "before": _before(tx, invitation, {q.key for _, q in opened}, state) if opened else {},
            "threads": [r.question_key for r in remarks.of_invitation(tx.session, invitation.id)],
            "secrecy": secrecy.of_invitation(tx.session, invitation.id),
        },
    )


def _before(tx: Transaction, invitation: Invitation, opened: set[str], state: DraftState) -> Mapping[str, Before]:
    """Return the earlier answers to what is open here, where they say something else than what stands there now."""
    return {
        key: Before(
            words=questions.spoken(before.question, before.sent.value),
            comment=before.sent.comment,
            on=tx.day_of(before.sent_at),
        )
        for key, before in beyond_the_link.earlier(tx, invitation).items()
        if key in opened and state.answers.get(key, rules.Given()).value != before.sent.value
    }


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
    """Save one page of answers and go on to wherever the button that was pressed leads."""
    earlier = beyond_the_link.earlier(tx, answers.mine(tx)) if draft.take else None
    invitation = answers.save(tx, section, draft, version, files, earlier)
    what, _, key = draft.then.partition(" ")
    if what == "autosave":
        return _told_to_the_script(tx, invitation, section)
    if what in ("message", "secrecy") and key in {q.key for q in form_of(invitation).in_section(section)}:
        page = "supplier_messages.about" if what == "message" else "supplier_secrecy.ask"
        return see_other(page, question_key=key, notice="saved")
    if draft.remove or draft.take or what == "stay":
        anchor = f"question-{draft.take}" if draft.take not in ("", "all") else None
        return see_other("supplier_answers.section", section=section, notice="saved", _anchor=anchor)
    return _onward(tx, invitation, section, to_list=what == "list")


def _onward(tx: Transaction, invitation: Invitation, section: str, *, to_list: bool) -> Response:
    only = answers.may_see(tx)
    order = [s.id for s in form_of(invitation).sections if only is None or s.id in only]
    after = order[order.index(section) + 1 :]
    if to_list or (not after and only is not None):
        return see_other("supplier_answers.overview", notice="saved")
    if not after:
        return see_other("supplier_answers.check", notice="saved")
    return see_other("supplier_answers.section", section=after[0], notice="saved")


def _told_to_the_script(tx: Transaction, invitation: Invitation, section: str) -> Response:
    """Return when it was saved, and the stamp of exactly what was saved, on which the next save is based."""
    state = queries.draft(tx.session, invitation.id)
    version = rules.stamp(form_of(invitation).in_section(section), state.answers, state.files)
    return jsonify(version=version, saved=i18n.gettext("Saved {time}", time=saved(tx, invitation)))


def _check_page(tx: Transaction) -> Shown:
    invitation = answers.mine(tx)
    require_confirmed(tx)
    form, state = form_of(invitation), queries.draft(tx.session, invitation.id)
    missing = rules.incomplete(form, state.answers, state.files)
    numbers = questions.numbered(form)
    language = i18n.language()
    assignment = assignment_of(tx)
    return Shown(
        data={"name": assignment.recipient_name},
        context={
            "assignment": assignment,
            "sections": questions.sections(
                form, state.answers, state.files, may_change=answers.editable(invitation, form)
            ),
            "missing": [(m, numbers[m.question.key], m.question.text.to(language)) for m in missing],
            "secrecy": secrecy.of_invitation(tx.session, invitation.id),
            "is_open": invitation.status in WITH_SUPPLIER,
        },
    )


@room.form("/s/form/check", needs=SUBMIT, takes=SignatureSchema, template="supplier/check.html", shows=_check_page)
def check(tx: Transaction, signature: Signature) -> Response:
    """Send the answers in; a second time leads to the same receipt."""
    ahead = beyond_the_link.next_asked_on(tx, answers.mine(tx))
    try:
        answers.submit(tx, signature, ahead)
    except Invalid as error:
        if "confirmed" in error.problems:
            raise
        raise Invalid.at("", NOT_COMPLETE.but(count=len(error.problems))) from None
    return see_other("supplier_answers.receipt", notice="received")


@room.page("/s/form/receipt", needs=SUBMIT, template="supplier/receipt.html")
def receipt(tx: Transaction) -> dict[str, Any]:
    """Return the receipt with the answers exactly as they were sent in."""
    invitation = answers.mine(tx)
    require_confirmed(tx)
    submission = queries.latest(tx.session, invitation.id)
    if submission is None:
        raise NotFound
    form = form_of(invitation)
    return {
        "assignment": assignment_of(tx),
        "title": form.title.to(i18n.language()),
        "submission": submission,
        "number": number_of(submission, tx.actor.zone),
        "fingerprint": rules.grouped(submission.fingerprint),
        "sections": questions.of_sent(form, evidence.looked_through(tx.session, queries.sent_answers(submission))),
        "is_open": invitation.status in WITH_SUPPLIER,
        "next_asked_on": beyond_the_link.next_asked_on(tx, invitation),
        "secrecy": secrecy.of_invitation(tx.session, invitation.id),
        "messages": len(remarks.of_invitation(tx.session, invitation.id)),
    }


def number_of(submission: Submission, zone: str) -> str:
    """Return the receipt number as it is read."""
    return receipt_number(submission.number, today_in(submission.submitted_at, zone))

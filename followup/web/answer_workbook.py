"""The form as a workbook for those who answer offline: download, upload, look through what it changes, save."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from followup import i18n
from followup.documents import answer_workbook as out
from followup.domain.actors import Actor
from followup.domain.answer_sheets import Change, Returned, merge, stamp
from followup.domain.answers import Given
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.exchange_rows import OnConflict
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.i18n import explain, gettext
from followup.imports import answer_workbook as back
from followup.models.assignments import Assignment
from followup.schemas.answer_workbook import WorkbookFormSchema, WorkbookSchema
from followup.services import answer_workbooks
from followup.services.answer_workbooks import Desk
from followup.transaction import Transaction
from followup.web import questions, references
from followup.web.attachments import attachment
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.references import Reference
from followup.web.security import runtime

room = Room("answer_workbook", identity="link")

NO_FILE = Reason("answers.no_file", N_("Choose the workbook that you have filled in."))
WORKBOOK_BIG = Reason("answers.workbook_big", N_("The workbook is larger than {most} MB. It holds answers only."))
SENT = Reason("answers.workbook_sent", N_("The answers have been sent. A workbook can change nothing now."))
ANSWER = Permission.ASSIGNMENT_ANSWER
NAME = "self-assessment.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 600  # characters of an answer in the list of changes


def _upload_page(tx: Transaction) -> Shown:
    here = answer_workbooks.desk(tx)
    return Shown(schema=WorkbookFormSchema, context={"is_open": here.is_open, "count": len(here.may_change)})


@room.form(
    "/s/form/workbook",
    needs=ANSWER,
    takes=WorkbookSchema,
    template="supplier/workbook.html",
    shows=_upload_page,
    uploads=True,
)
def upload(tx: Transaction, _: None, files: Sequence[Upload]) -> Response:
    """Keep the file and go on to what it would change."""
    if not answer_workbooks.desk(tx).is_open:
        raise Conflict(SENT)
    chosen = [file for file in files if file.field == "file"]
    if len(chosen) != 1 or len(files) != 1:
        raise Invalid.at("file", NO_FILE)
    if not chosen[0].name.lower().endswith(".xlsx"):
        raise Invalid.at("file", NO_FILE)
    if chosen[0].size > back.MEGABYTES_MOST * 1024 * 1024:
        raise Invalid.at("file", WORKBOOK_BIG.but(most=back.MEGABYTES_MOST))
    reference = Reference(chosen[0].sha256, chosen[0].name, OnConflict.UPDATE)
    return see_other("answer_workbook.check", file=references.signed(tx.actor, reference, tx.now))


@room.gate("/s/form/workbook/file", needs=ANSWER)
def download(actor: Actor) -> Response:
    """Return the form with the answers so far, in the reader's language."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        here = answer_workbooks.desk(tx)
        assignment, made_at = tx.follow(Assignment, actor.assignment_id or 0), tx.now
    if not here.is_open:
        raise Conflict(SENT)
    title = here.form.title.to(i18n.language())
    book = out.AnswerBook(
        title=title,
        facts=_facts(here, assignment),
        stamp=stamp(here.invitation.public_id, here.form),
        rows=_rows(here),
        created_at=made_at,
    )
    file = io.BytesIO()
    out.write(file, book)
    return attachment(file.getvalue(), NAME, _XLSX)


def _facts(here: Desk, assignment: Assignment) -> list[tuple[str, str]]:
    number = f" ({assignment.contract_number})" if assignment.contract_number else ""
    facts = [
        (gettext("Asked by"), f"{assignment.asker_name}, {assignment.buyer_name}, {assignment.asker_email}"),
        (gettext("Contract"), f"{assignment.contract_title}{number}"),
        (gettext("You answer for"), assignment.supplier_name),
        (gettext("Answer by"), i18n.day(here.invitation.due_on)),
        (gettext("What it is about"), here.form.introduction.to(i18n.language())),
    ]
    if runtime().is_demonstration:
        facts.append(("", gettext("Demonstration: all names and figures are invented.")))
    return facts


def _rows(here: Desk) -> list[out.Row]:
    """Return the questions that may be changed, in the order of the form; the others are not in the workbook."""
    language, given = i18n.language(), here.state.answers
    titles = {section.id: section.title.to(language) for section in here.form.sections}
    views = {
        view.key: view for part in questions.sections(here.form, given, here.state.files) for view in part.questions
    }
    return [
        out.Row(
            question=question,
            number=views[question.key].number,
            section=titles[question.section],
            given=given.get(question.key, Given()),
            condition=views[question.key].condition,
        )
        for question in here.form.questions
        if question.key in here.may_change
    ]


@room.gate("/s/form/workbook/check", needs=ANSWER, methods=("GET", "POST"))
def check(actor: Actor) -> Response:
    """Show what the workbook would change; after the button, save it."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        here = answer_workbooks.desk(tx)
    if not here.is_open:
        return see_other("supplier_answers.overview")
    signed = request.values.get("file", "")
    if not signed:
        return see_other("answer_workbook.upload")
    reference = references.opened(actor, signed, runtime().clock.now())
    data = runtime().files.get(reference.sha256)
    try:
        returned = back.read(reference.name, data, here.invitation.public_id, here.form, here.may_change)
    except Invalid as refused:
        return _page({"whole": refused.problems, "name": reference.name}, 422)
    if request.method == "POST":
        return _saved(actor, returned, signed)
    shown = _shown(here, returned)
    return _page({**shown, "name": reference.name, "signed": signed}, 422 if returned.faults else 200)


def _saved(actor: Actor, returned: Returned, signed: str) -> Response:
    """Save what was looked at, or show it again where it is no longer the same."""
    try:
        with runtime().transaction(actor, request_id=g.request_id) as tx:
            answer_workbooks.take_in(tx, returned, request.form.get("seal", ""))
    except (Conflict, Invalid):
        return see_other("answer_workbook.check", file=signed, notice="answers_meanwhile")
    return see_other("supplier_answers.overview", notice="saved")


def _shown(here: Desk, returned: Returned) -> dict[str, Any]:
    """Return what the page shows: all faults, or all changes with both texts."""
    plan = merge(returned, here.state.answers)
    numbers = questions.numbered(here.form)
    return {
        "sheet": returned.sheet,
        "faults": [(fault, explain(fault.reason)) for fault in returned.faults],
        "changes": [_told(here.form, change, numbers) for change in plan.changes],
        "newer": sum(change.is_newer for change in plan.changes),
        "seal": plan.seal,
    }


def _told(form: Questionnaire, change: Change, numbers: Mapping[str, int]) -> dict[str, object]:
    question = form.question(change.key)
    is_comment = change.field == "comment"
    before, after = (text if is_comment else questions.spoken(question, text) for text in (change.before, change.after))
    return {
        "number": numbers[change.key],
        "text": question.text.to(i18n.language()),
        "is_comment": is_comment,
        "before": _short(before),
        "after": _short(after),
        "is_newer": change.is_newer,
    }


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _page(context: Mapping[str, Any], status: int) -> Response:
    return make_response(render_template("supplier/workbook_check.html", **context), status)

"""Self-assessments as files for keeping: one that is read, or those that are compared, one row per question."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask import g, request
from werkzeug.wrappers import Response

from followup import i18n
from followup.documents import assessments
from followup.documents.assessments import AnswerRow
from followup.domain.actors import Actor
from followup.domain.code_of_conduct import Question
from followup.domain.comparison import ComparisonFilter, state_of
from followup.domain.permissions import Permission
from followup.errors import N_, NotFound
from followup.i18n import gettext
from followup.models.questionnaires import Invitation
from followup.models.secrecy import SecrecyRequest
from followup.queries import comparison, remarks, secrecy
from followup.queries.comparison import Found
from followup.queries.rows import AnyRow
from followup.schemas.comparison import ComparisonFilterSchema
from followup.transaction import Transaction
from followup.web.attachments import export
from followup.web.endpoint import Room
from followup.web.forms import decode
from followup.web.questions import numbered, spoken
from followup.web.security import runtime
from followup.web.shell import said

room = Room("answer_exports")

EXPORTED = "questionnaire.exported"
FORMS: Mapping[str, tuple[str, str]] = {
    "xlsx": ("self-assessment.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv-nordic": ("self-assessment.csv", "text/csv"),
    "csv": ("self-assessment-codes.csv", "text/csv"),
}
SELF_DECLARED = N_("Self-declared, not assessed")
BUYER, SUPPLIER = N_("buyer"), N_("supplier")
COLLEAGUE = N_("a colleague of the link's holder")


@room.gate("/questionnaires/<invitation_id>/export/<form>", needs=Permission.QUESTIONNAIRE_READ)
def one(actor: Actor, invitation_id: str, form: str) -> Response:
    """Return one self-assessment as it was sent in, as a file."""
    if form not in FORMS:
        raise NotFound
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_READ)
        found = comparison.found(tx.session, Invitation.id == invitation.id)
        if not found:
            raise NotFound  # nothing was sent in yet
        data, made_at = list(rows(tx, found)), tx.now
    return export(actor, EXPORTED, _as_file(form, data, made_at), *FORMS[form])


@room.gate("/questionnaires/compare/export/<form>", needs=Permission.QUESTIONNAIRE_READ)
def compared(actor: Actor, form: str) -> Response:
    """Return the self-assessments of a comparison as a file."""
    if form not in FORMS:
        raise NotFound
    query: ComparisonFilter = ComparisonFilterSchema().read(decode(request.args, ComparisonFilterSchema))
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        data, made_at = list(rows(tx, comparison.answered(tx.session, query))), tx.now
    return export(actor, EXPORTED, _as_file(form, data, made_at), *FORMS[form])


def _as_file(form: str, data: Sequence[AnswerRow], made_at: datetime) -> bytes:
    note = gettext("Demonstration: all names and figures are invented.") if runtime().is_demonstration else ""
    if form == "xlsx":
        file = io.BytesIO()
        assessments.workbook(file, data, created_at=made_at, note=note)
        return file.getvalue()
    return b"".join(assessments.csv_file(data, nordic=form == "csv-nordic", note=note))


def rows(tx: Transaction, found: Sequence[Found]) -> Iterator[AnswerRow]:
    """Return one row per question that each form holds, also those that were not asked after the other answers."""
    keys = [each.invitation.id for each in found]
    threads: dict[tuple[int, str | None], list[AnyRow]] = {}
    for row in remarks.of_invitations(tx.session, keys):
        threads.setdefault((row.invitation_id, row.question_key), []).append(row)
    asked_for = {(row.invitation_id, row.question_key): row for row in secrecy.of_invitations(tx.session, keys)}
    bound = comparison.requirements(tx.session, found)
    for each in found:
        whole = threads.get((each.invitation.id, None))
        if whole:
            yield _of_whole(each, whole)
        for question in each.column.form.questions:
            at = (each.invitation.id, question.key)
            clause = bound.get((each.invitation.contract_id, question.clause or ""))
            yield _row(each, question, clause, threads.get(at, []), asked_for.get(at))


def _of_whole(each: Found, thread: Sequence[AnyRow]) -> AnswerRow:
    return AnswerRow(
        supplier=each.column.supplier_name,
        contract=each.column.contract_title,
        form=each.column.form.title.to(i18n.language()),
        sent_on=each.column.sent_on,
        answered_on=each.invitation.submitted_at,
        question=gettext("The self-assessment as a whole"),
        thread="\n\n".join(_said(remark) for remark in thread),
    )


def _row(
    each: Found, question: Question, clause: AnyRow | None, thread: Sequence[AnyRow], asked_for: SecrecyRequest | None
) -> AnswerRow:
    column, language = each.column, i18n.language()
    sent, made = column.sent.get(question.key), column.assessments.get(question.key)
    sections = {section.id: section.title.to(language) for section in column.form.sections}
    unassessed = gettext(SELF_DECLARED) if sent is not None else ""
    return AnswerRow(
        supplier=column.supplier_name,
        contract=column.contract_title,
        form=column.form.title.to(language),
        sent_on=column.sent_on,
        answered_on=each.invitation.submitted_at,
        number=numbered(column.form)[question.key],
        section=sections.get(question.section, ""),
        requirement=f"{clause.number} {said(clause.title)}".strip() if clause is not None else "",
        question=question.text.to(language),
        is_lead=gettext("Yes") if question.lead else gettext("No"),
        state=gettext(state_of(question.key, column.sent).label),
        answer=spoken(question, sent.value) if sent else "",
        comment=sent.comment if sent else "",
        files="\n".join(file.name for file in sent.files) if sent else "",
        assessment=gettext(made.label) if made else unassessed,
        note=column.notes.get(question.key, ""),
        thread="\n\n".join(_said(remark) for remark in thread),
        secrecy=_secrecy(asked_for),
    )


def _said(remark: AnyRow) -> str:
    side = gettext(BUYER if remark.is_from_buyer else SUPPLIER)
    author = gettext(COLLEAGUE) if remark.contributor_id else remark.author_name
    return f"{i18n.instant(remark.written_at)}, {author} ({side}): {remark.text}"


def _secrecy(asked_for: SecrecyRequest | None) -> str:
    if asked_for is None:
        return ""
    return "; ".join(part for part in (gettext(asked_for.status.label), asked_for.law or "") if part)

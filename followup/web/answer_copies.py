"""Answers of joint self-assessments as one's own organisation received them: reading, accepting, or not."""

from __future__ import annotations

from typing import Any

from followup import i18n
from followup.domain.answer_copies import CopyFilter
from followup.domain.answers import grouped
from followup.domain.permissions import Permission
from followup.models.answer_copies import AnswerCopy
from followup.queries import answer_copies as queries
from followup.queries import journal
from followup.queries import questionnaires as questionnaire_queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.answer_copies import CopyFilterSchema, CopySchema, DeclineCopySchema, ListedCopySchema
from followup.services import answer_copies
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("answer_copies")
READS = Permission.QUESTIONNAIRE_READ


@room.page("/answer-copies", needs=READS, query=CopyFilterSchema)
def index(tx: Transaction, query: CopyFilter) -> dict[str, Any]:
    """Return the answers of joint self-assessments that one's organisation has received, the latest first."""
    form = Form(CopyFilterSchema, {"status": query.status})
    return {"found": queries.listed(tx.session, query), "query": query, "filter": form}


@room.read("/answer-copies", needs=READS, gives=ListedCopySchema, many=True, query=CopyFilterSchema)
def list_answer_copies(tx: Transaction, query: CopyFilter) -> Page[AnyRow]:
    """Return the answers of joint self-assessments that one's organisation has received, the latest first."""
    return queries.listed(tx.session, query)


@room.page("/answer-copies/<copy_id>", needs=READS)
def show(tx: Transaction, copy_id: str) -> dict[str, Any]:
    """Return one's own part of the answers, and what accepting it would settle."""
    copy = tx.get(AnswerCopy, copy_id, to=READS)
    about, answers = queries.shown(tx.session, copy.id), queries.answers_of(tx.session, copy)
    is_open = not about.is_older and copy.machine.allowed(copy.status)
    return {
        "copy": copy,
        "about": about,
        "sections": questions.of_sent(queries.form_of(copy), answers),
        "secret": {key for key, answer in answers.items() if answer.is_secrecy_asked},
        "clauses": questionnaire_queries.clauses(tx.session, copy.contract_id) if copy.contract_id else {},
        "fingerprint": grouped(copy.fingerprint),
        "weighed": answer_copies.weighed(tx, copy) if is_open else (),
        "is_open": is_open,
        "history": journal.history(tx.session, [copy.public_id]),
        "today": tx.today,
    }


@room.read("/answer-copies/<copy_id>", needs=READS, gives=CopySchema)
def get_answer_copy(tx: Transaction, copy_id: str) -> dict[str, Any]:
    """Return one's own part of the answers."""
    copy = tx.get(AnswerCopy, copy_id, to=READS)
    asked = {question.key: question for question in queries.form_of(copy).questions}
    return {
        **queries.shown(tx.session, copy.id)._mapping,
        "answers": [
            {
                "key": key,
                "clause": asked[key].clause,
                "text": asked[key].text.to(i18n.language()),
                "value": answer.value,
                "comment": answer.comment,
                "files": answer.files,
                "is_secrecy_asked": answer.is_secrecy_asked,
            }
            for key, answer in queries.answers_of(tx.session, copy).items()
        ],
    }


@room.action("/answer-copies/<copy_id>/accept", needs=Permission.ANSWER_COPY_DECIDE, versioned=True)
def accept(tx: Transaction, copy_id: str, version: int | None) -> Any:
    """Accept the answers for one's own contracts."""
    answer_copies.accept(tx, copy_id, version)
    return see_other("answer_copies.show", copy_id=copy_id, notice="answers_accepted")


def _decline_page(tx: Transaction, copy_id: str) -> Shown:
    copy = tx.get(AnswerCopy, copy_id, to=Permission.ANSWER_COPY_DECIDE)
    return Shown(version=copy.version, context={"copy": copy, "about": queries.shown(tx.session, copy.id)})


@room.form(
    "/answer-copies/<copy_id>/decline",
    needs=Permission.ANSWER_COPY_DECIDE,
    takes=DeclineCopySchema,
    template="answer_copies/decline.html",
    shows=_decline_page,
    versioned=True,
)
def decline(tx: Transaction, reason: str, copy_id: str, version: int | None) -> Any:
    """Do not accept the answers, with a reason."""
    answer_copies.decline(tx, copy_id, reason, version)
    return see_other("answer_copies.show", copy_id=copy_id, notice="saved")

"""The supplier's side of the thread: asking the buyer something, about the whole form or about one question."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup.domain.permissions import Permission
from followup.domain.remarks import NewRemark
from followup.errors import NotFound
from followup.models.questionnaires import Invitation
from followup.queries import remarks as queries
from followup.queries.questionnaires import form_of
from followup.schemas.answers import MessageSchema
from followup.services import answers, remarks
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other
from followup.web.supplier_answers import assignment_of

room = Room("supplier_messages", identity="link")

ANSWER = Permission.ASSIGNMENT_ANSWER


def _page(tx: Transaction, question_key: str | None = None) -> Shown:
    """Return the thread: a colleague sees what is about the sections that were named, and nothing of the rest."""
    invitation, only = answers.mine(tx), answers.may_see(tx)
    form = form_of(invitation)
    seen = {q.key: q for q in form.questions if only is None or q.section in only}
    if (question_key is None and only is not None) or (question_key is not None and question_key not in seen):
        raise NotFound
    numbers = questions.numbered(form)
    return Shown(
        context={
            "assignment": assignment_of(tx),
            "question": questions.heading(seen[question_key], numbers[question_key]) if question_key else "",
            "section": seen[question_key].section if question_key else "",
            "thread": _thread(tx, invitation, question_key),
            "numbers": numbers,
        },
    )


def _thread(tx: Transaction, invitation: Invitation, question_key: str | None) -> list[object]:
    found = queries.of_invitation(tx.session, invitation.id)
    return [row for row in found if question_key is None or row.question_key == question_key]


@room.form("/s/form/messages", needs=ANSWER, takes=MessageSchema, template="supplier/messages.html", shows=_page)
def whole(tx: Transaction, text: str) -> Response:
    """Write to the buyer about the whole form."""
    remarks.write_as_supplier(tx, NewRemark(text=text))
    return see_other("supplier_messages.whole", notice="sent")


@room.form(
    "/s/form/messages/<question_key>", needs=ANSWER, takes=MessageSchema, template="supplier/messages.html", shows=_page
)
def about(tx: Transaction, text: str, question_key: str) -> Response:
    """Write to the buyer about one question."""
    remarks.write_as_supplier(tx, NewRemark(text=text, question_key=question_key))
    return see_other("supplier_messages.about", question_key=question_key, notice="sent")

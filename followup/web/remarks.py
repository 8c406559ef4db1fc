"""The buyer's side of the thread: reading and writing, about the whole self-assessment or about one question."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain.permissions import Permission
from followup.domain.remarks import NewRemark
from followup.errors import NotFound
from followup.models.questionnaires import Invitation
from followup.queries import questionnaires, remarks
from followup.queries.questionnaires import form_of
from followup.schemas.remarks import RemarkSchema
from followup.services import remarks as services
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other

room = Room("remarks")

_TEMPLATE = "questionnaires/messages.html"


def _page(tx: Transaction, invitation_id: str, question_key: str | None = None) -> Shown:
    invitation = tx.get(Invitation, invitation_id, to=Permission.REMARK_WRITE)
    form = form_of(invitation)
    numbers = questions.numbered(form)
    if question_key is not None and question_key not in numbers:
        raise NotFound
    text = form.question(question_key).text.to(i18n.language()) if question_key else ""
    thread = remarks.of_invitation(tx.session, invitation.id)
    return Shown(
        context={
            "invitation": invitation,
            "about": questionnaires.around(tx.session, invitation),
            "question": f"{numbers[question_key]}. {text}" if question_key else "",
            "thread": [row for row in thread if row.question_key == question_key],
        }
    )


@room.form(
    "/questionnaires/<invitation_id>/messages",
    needs=Permission.REMARK_WRITE,
    takes=RemarkSchema,
    template=_TEMPLATE,
    shows=_page,
)
def whole(tx: Transaction, text: str, invitation_id: str) -> Response:
    """Write to the supplier about the whole self-assessment."""
    services.write_as_buyer(tx, invitation_id, NewRemark(text=text))
    return see_other("questionnaires.show", invitation_id=invitation_id, notice="message_sent")


@room.form(
    "/questionnaires/<invitation_id>/messages/<question_key>",
    needs=Permission.REMARK_WRITE,
    takes=RemarkSchema,
    template=_TEMPLATE,
    shows=_page,
)
def about(tx: Transaction, text: str, invitation_id: str, question_key: str) -> Response:
    """Write to the supplier about one question."""
    services.write_as_buyer(tx, invitation_id, NewRemark(text=text, question_key=question_key))
    return see_other("questionnaires.show", invitation_id=invitation_id, notice="message_sent")

"""The supplier asks that an answer be kept secret, with a reason, and takes it back. The buyer tests it by law."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup.domain.permissions import Permission
from followup.domain.secrecy import SecrecyStatus
from followup.errors import NotFound
from followup.queries import secrecy as queries
from followup.queries.questionnaires import form_of
from followup.schemas.answers import SecrecyReasonSchema
from followup.services import answers, secrecy
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other
from followup.web.supplier_answers import assignment_of

room = Room("supplier_secrecy", identity="link")


def _page(tx: Transaction, question_key: str) -> Shown:
    invitation = answers.mine(tx)
    form = form_of(invitation)
    numbers = questions.numbered(form)
    if question_key not in numbers:
        raise NotFound
    question = form.question(question_key)
    request = queries.of_invitation(tx.session, invitation.id).get(question_key)
    return Shown(
        data={"reason": request.reason} if request else {},
        context={
            "assignment": assignment_of(tx),
            "question": questions.heading(question, numbers[question_key]),
            "section": question.section,
            "key": question_key,
            "asked": request,
            "is_decided": request is not None and request.status in (SecrecyStatus.GRANTED, SecrecyStatus.REFUSED),
        },
    )


@room.form(
    "/s/form/secrecy/<question_key>",
    needs=Permission.SECRECY_ASK,
    takes=SecrecyReasonSchema,
    template="supplier/secrecy.html",
    shows=_page,
)
def ask(tx: Transaction, reason: str, question_key: str) -> Response:
    """Ask that the answer be kept secret; both sides see the request from now on."""
    secrecy.ask(tx, question_key, reason)
    return see_other("supplier_secrecy.ask", question_key=question_key, notice="secrecy_asked")


@room.action("/s/form/secrecy/<question_key>/withdraw", needs=Permission.SECRECY_ASK)
def withdraw(tx: Transaction, question_key: str) -> Response:
    """Take the request back."""
    secrecy.withdraw(tx, question_key)
    return see_other("supplier_secrecy.ask", question_key=question_key, notice="withdrawn")

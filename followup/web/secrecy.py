"""The buyer tests by law what a supplier asks to be kept secret, and records what the test came to."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain.permissions import Permission
from followup.domain.secrecy import SecrecyStatus, SecrecyTest
from followup.models.questionnaires import Invitation
from followup.models.secrecy import SecrecyRequest
from followup.queries import questionnaires
from followup.queries.questionnaires import form_of
from followup.schemas.secrecy import SecrecyTestSchema
from followup.services import secrecy
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other

room = Room("secrecy")


def _page(tx: Transaction, request_id: str) -> Shown:
    request = tx.get(SecrecyRequest, request_id, to=Permission.SECRECY_DECIDE)
    invitation = tx.follow(Invitation, request.invitation_id)
    form = form_of(invitation)
    sent = questionnaires.sent_answers(questionnaires.latest(tx.session, invitation.id))
    views = [q for s in questions.of_sent(form, sent) for q in s.questions if q.key == request.question_key]
    is_tested = request.status in (SecrecyStatus.GRANTED, SecrecyStatus.REFUSED)
    tested = {"is_secret": request.status is SecrecyStatus.GRANTED, "law": request.law, "note": request.note}
    return Shown(
        data=tested if is_tested else {},
        version=request.version,
        context={
            "request_made": request,
            "invitation": invitation,
            "about": questionnaires.around(tx.session, invitation),
            "question": views[0] if views else None,
            "is_sent": bool(sent),
            "is_withdrawn": request.status is SecrecyStatus.WITHDRAWN,
            "language": i18n.language(),
        },
    )


@room.form(
    "/secrecy-requests/<request_id>/decide",
    needs=Permission.SECRECY_DECIDE,
    takes=SecrecyTestSchema,
    template="questionnaires/secrecy.html",
    shows=_page,
    versioned=True,
)
def decide(tx: Transaction, test: SecrecyTest, request_id: str, version: int | None) -> Response:
    """Record what the test came to."""
    request = secrecy.decide(tx, request_id, test, version)
    invitation = tx.follow(Invitation, request.invitation_id)
    return see_other("questionnaires.show", invitation_id=invitation.public_id, notice="secrecy_tested")

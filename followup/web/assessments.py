"""What staff make of a self-assessment: assessing the answers, sending questions back."""

from __future__ import annotations

from datetime import timedelta

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain.calendar import next_working_day
from followup.domain.permissions import Permission
from followup.domain.questionnaires import InvitationStatus, Judgement, SendBack
from followup.models.questionnaires import Invitation
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import form_of
from followup.schemas.assessments import JudgementSchema, SendBackSchema, judgement_schema
from followup.services import assessments
from followup.transaction import Transaction
from followup.web import questions, readings
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("assessments")
BACK_DAYS = 14  # proposed time to complete answers; a default of this service


def _judge_page(tx: Transaction, invitation_id: str) -> Shown:
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_ASSESS)
    shown = readings.context(tx, invitation)
    judged = shown["judged"]
    data: dict[str, object] = {f"{key}.assessment": code for key, code in judged.assessments.items()}
    data |= {f"{key}.note": note for key, note in judged.notes.items()}
    asked = [q.key for section in shown["sections"] for q in section.questions if q.is_asked]
    return Shown(
        data=data,
        version=invitation.version,
        schema=judgement_schema(asked if shown["submission"] else ()),
        context={**shown, "is_to_assess": invitation.status is InvitationStatus.SUBMITTED},
    )


@room.form(
    "/questionnaires/<invitation_id>/assess",
    needs=Permission.QUESTIONNAIRE_ASSESS,
    takes=JudgementSchema,
    template="questionnaires/assess.html",
    shows=_judge_page,
    versioned=True,
)
def judge(tx: Transaction, judgement: Judgement, invitation_id: str, version: int | None) -> Response:
    """Keep what is made of the answers, or finish with it."""
    assessments.assess(tx, invitation_id, judgement, version)
    notice = "assessed" if judgement.finish else "saved"
    return see_other("questionnaires.show", invitation_id=invitation_id, notice=notice)


def _back_page(tx: Transaction, invitation_id: str) -> Shown:
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_ASSESS)
    form = form_of(invitation)
    sent = queries.sent_answers(queries.latest(tx.session, invitation.id))
    numbers, language = questions.numbered(form), i18n.language()
    named = [(q.key, f"{numbers[q.key]}. {q.text.to(language)}") for q in form.questions if q.key in sent]
    due_on = next_working_day(tx.today + timedelta(days=BACK_DAYS), tx.actor.country)
    return Shown(
        data={"due_on": due_on},
        choices={"keys": named},
        context={"invitation": invitation, "about": queries.around(tx.session, invitation)},
    )


@room.form(
    "/questionnaires/<invitation_id>/send-back",
    needs=Permission.QUESTIONNAIRE_ASSESS,
    takes=SendBackSchema,
    template="questionnaires/send_back.html",
    shows=_back_page,
)
def send_back(tx: Transaction, back: SendBack, invitation_id: str) -> Response:
    """Open only the named questions again."""
    assessments.send_back(tx, runtime().keys, invitation_id, back)
    return see_other("questionnaires.show", invitation_id=invitation_id, notice="sent_back")

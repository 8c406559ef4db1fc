"""Self-assessments for staff: the list, sending one, reading what was sent in, assessing it, sending questions back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain import questionnaires as rules
from followup.domain.calendar import next_working_day
from followup.domain.journal import INVITATION_SAVED
from followup.domain.messages import KINDS
from followup.domain.permissions import Permission
from followup.domain.questionnaires import (
    WITH_SUPPLIER,
    InvitationFilter,
    InvitationStatus,
    Judgement,
    SendBack,
    SendInvitation,
)
from followup.i18n import gettext
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.queries import assignments as assignment_queries
from followup.queries import follow_up_policies, journal
from followup.queries import questionnaires as queries
from followup.queries.follow_up_policies import Followed
from followup.queries.paging import Page
from followup.queries.questionnaires import form_of
from followup.schemas.questionnaires import (
    ExtendSchema,
    InvitationFilterSchema,
    InvitationSchema,
    JudgementSchema,
    ListedInvitationSchema,
    SendBackSchema,
    SendInvitationSchema,
    judgement_schema,
)
from followup.services import questionnaires
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime
from followup.web.supplier_answers import number_of

room = Room("questionnaires")
BACK_DAYS = 14  # proposed time to complete answers; a default of this service


@room.page("/questionnaires", needs=Permission.QUESTIONNAIRE_READ, query=InvitationFilterSchema)
def index(tx: Transaction, query: InvitationFilter) -> dict[str, Any]:
    """Return the organisation's self-assessments, the earliest deadline first."""
    form = Form(InvitationFilterSchema, {"q": query.q, "stage": query.stage})
    found = queries.listed(tx.session, query)
    return {"found": found, "query": query, "filter": form, "waiting": WITH_SUPPLIER, "on": tx.today}


@room.read(
    "/questionnaires",
    needs=Permission.QUESTIONNAIRE_READ,
    gives=ListedInvitationSchema,
    many=True,
    query=InvitationFilterSchema,
)
def list_questionnaires(tx: Transaction, query: InvitationFilter) -> Page[Any]:
    """Return the organisation's self-assessments, the earliest deadline first."""
    return queries.listed(tx.session, query)


@room.page("/questionnaires/<invitation_id>", needs=Permission.QUESTIONNAIRE_READ)
def show(tx: Transaction, invitation_id: str) -> dict[str, Any]:
    """Return one self-assessment: what was asked, what was sent in, what is made of it, and its mails."""
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_READ)
    around = queries.around(tx.session, invitation)
    submission = queries.latest(tx.session, invitation.id)
    judged = queries.judged(tx.session, invitation.id)
    form, sent = form_of(invitation), queries.sent_answers(submission)
    ids = [invitation.public_id, around.assignment_id]
    return {
        "invitation": invitation,
        "about": around,
        "title": form.title.to(i18n.language()),
        "minutes": form.minutes.value,
        "is_with_supplier": invitation.status in WITH_SUPPLIER,
        "submission": submission,
        "number": number_of(submission, tx.actor.zone) if submission else "",
        "sections": questions.of_sent(form, sent) if submission else questions.sections(form, {}, {}),
        "clauses": queries.clauses(tx.session, invitation.contract_id),
        "judged": judged,
        "score": rules.score(form, sent, judged.assessments) if invitation.assessed_at else None,
        "returned": invitation.returned_keys or (),
        "mails": [(mail, gettext(KINDS[mail.kind].label)) for mail in assignment_queries.mails(tx.session, ids)],
        "on": tx.today,
        "history": journal.history(tx.session, ids, without=(INVITATION_SAVED,)),
    }


@room.read("/questionnaires/<invitation_id>", needs=Permission.QUESTIONNAIRE_READ, gives=InvitationSchema)
def get_questionnaire(tx: Transaction, invitation_id: str) -> dict[str, Any]:
    """Return one self-assessment with the answers that were sent in; a draft is never shown."""
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_READ)
    around = queries.around(tx.session, invitation)
    submission = queries.latest(tx.session, invitation.id)
    sent, judged = queries.sent_answers(submission), queries.judged(tx.session, invitation.id)
    asked = {q.key: q for q in form_of(invitation).questions}
    return {
        **{n: getattr(invitation, n) for n in ("public_id", "version", "status", "sent_on", "due_on", "submitted_at")},
        "contract_id": around.contract_id,
        "follow_up_id": around.follow_up_id,
        "supplier_id": around.supplier_id,
        "receipt_number": number_of(submission, tx.actor.zone) if submission else None,
        "fingerprint": submission.fingerprint if submission else None,
        "answers": [
            {
                "key": key,
                "clause": asked[key].clause,
                "text": asked[key].text.to(i18n.language()),
                "value": answer.value,
                "comment": answer.comment,
                "files": answer.files,
                "assessment": judged.assessments.get(key),
                "note": judged.notes.get(key),
            }
            for key, answer in sent.items()
        ],
    }


def _send_page(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.QUESTIONNAIRE_SEND)
    contract = tx.follow(Contract, follow_up.contract_id)
    ready = queries.preparation(tx.session, contract, tx.actor.user_id)
    held = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today)
    proposed = rules.proposed_due_on(contract.risk_class, tx.today, tx.actor.country, held.policy)
    chosen = ready.contacts[0].public_id if ready.contacts else None
    return Shown(
        data={"due_on": proposed, "contact_id": chosen},
        choices={"contact_id": [(c.public_id, f"{c.name}, {c.email}") for c in ready.contacts]},
        context={
            "follow_up": follow_up,
            "contract": contract,
            "supplier_id": tx.follow(Supplier, contract.supplier_id).public_id,
            "contacts": ready.contacts,
            "asker": ready.asker,
            "missing": [reason for reasons in ready.problems.values() for reason in reasons],
            "minutes": ready.form.minutes.value if ready.form else None,
            "sections": questions.sections(ready.form, {}, {}) if ready.form else [],
        },
    )


@room.form(
    "/follow-ups/<follow_up_id>/questionnaire/new",
    needs=Permission.QUESTIONNAIRE_SEND,
    takes=SendInvitationSchema,
    template="questionnaires/send.html",
    shows=_send_page,
)
def send(tx: Transaction, new: SendInvitation, follow_up_id: str) -> Response:
    """Send the self-assessment to the supplier's contact."""
    keys = runtime().keys
    invitation = questionnaires.send(tx, keys, follow_up_id, new.due_on, contact_id=new.contact_id)
    return see_other("questionnaires.show", invitation_id=invitation.public_id, notice="invited")


def _judge_page(tx: Transaction, invitation_id: str) -> Shown:
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_ASSESS)
    form = form_of(invitation)
    sent = queries.sent_answers(queries.latest(tx.session, invitation.id))
    judged = queries.judged(tx.session, invitation.id)
    data: dict[str, object] = {f"{key}.assessment": code for key, code in judged.assessments.items()}
    data |= {f"{key}.note": note for key, note in judged.notes.items()}
    return Shown(
        data=data,
        version=invitation.version,
        schema=judgement_schema(key for key in sent),
        context={
            "invitation": invitation,
            "about": queries.around(tx.session, invitation),
            "sections": questions.of_sent(form, sent),
            "clauses": queries.clauses(tx.session, invitation.contract_id),
            "is_to_assess": invitation.status is InvitationStatus.SUBMITTED,
        },
    )


@room.form(
    "/questionnaires/<invitation_id>/assess",
    needs=Permission.QUESTIONNAIRE_ASSESS,
    takes=JudgementSchema,
    template="questionnaires/assess.html",
    shows=_judge_page,
    versioned=True,
)
def assess(tx: Transaction, judgement: Judgement, invitation_id: str, version: int | None) -> Response:
    """Keep what is made of the answers, or finish with it."""
    questionnaires.assess(tx, invitation_id, judgement, version)
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
    questionnaires.send_back(tx, runtime().keys, invitation_id, back)
    return see_other("questionnaires.show", invitation_id=invitation_id, notice="sent_back")


def _extend_page(tx: Transaction, invitation_id: str) -> Shown:
    invitation = tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_SEND)
    around = queries.around(tx.session, invitation)
    return Shown(data={"due_on": invitation.due_on}, context={"invitation": invitation, "about": around})


@room.form(
    "/questionnaires/<invitation_id>/extend",
    needs=Permission.QUESTIONNAIRE_SEND,
    takes=ExtendSchema,
    template="questionnaires/extend.html",
    shows=_extend_page,
)
def extend(tx: Transaction, due_on: date, invitation_id: str) -> Response:
    """Give the supplier more time."""
    questionnaires.extend(tx, invitation_id, due_on)
    return see_other("questionnaires.show", invitation_id=invitation_id, notice="extended")


@room.action("/questionnaires/<invitation_id>/cancel", needs=Permission.QUESTIONNAIRE_SEND)
def cancel(tx: Transaction, invitation_id: str) -> Response:
    """Stop asking."""
    questionnaires.cancel(tx, invitation_id)
    return see_other("questionnaires.show", invitation_id=invitation_id, notice="cancelled")

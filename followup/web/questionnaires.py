"""Self-assessments for staff: the list, sending one, reading what was sent in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from followup import i18n
from followup.domain import questionnaires as rules
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.forms import ABOUT_CLAUSES, SHORT, Chosen
from followup.domain.link_journal import INVITATION_SAVED
from followup.domain.messages import KINDS
from followup.domain.own_questions import FORM_NAMES
from followup.domain.permissions import Permission
from followup.domain.pre_send import Check, Sending, check
from followup.domain.questionnaires import (
    WITH_SUPPLIER,
    InvitationFilter,
    SendInvitation,
)
from followup.i18n import gettext
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.queries import assignments as assignment_queries
from followup.queries import contributors, follow_up_policies, journal, undeliverable
from followup.queries import questionnaires as queries
from followup.queries.follow_up_policies import Followed
from followup.queries.joint_questions import joint_of
from followup.queries.paging import Page
from followup.queries.questionnaires import Preparation, score_of
from followup.queries.rows import AnyRow
from followup.schemas.questionnaires import (
    ExtendSchema,
    InvitationFilterSchema,
    InvitationSchema,
    ListedInvitationSchema,
    SendFormSchema,
    SendInvitationSchema,
)
from followup.services import questionnaires
from followup.transaction import Transaction
from followup.web import answer_exports, questions, readings
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime
from followup.web.supplier_answers import number_of

room = Room("questionnaires")


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
    shown = readings.context(tx, invitation)
    submission, ids = shown["submission"], [invitation.public_id, shown["about"].assignment_id]
    return {
        **shown,
        "number": number_of(submission, tx.actor.zone) if submission else "",
        "score": score_of(invitation),
        "returned": invitation.returned_keys or (),
        "mails": [(mail, gettext(KINDS[mail.kind].label)) for mail in assignment_queries.mails(tx.session, ids)],
        "colleagues": contributors.of_invitation(tx.session, invitation.id),
        "exports": answer_exports.FORMS if submission else (),
        "on": tx.today,
        "history": journal.history(tx.session, ids, without=(INVITATION_SAVED,)),
    }


@room.read("/questionnaires/<invitation_id>", needs=Permission.QUESTIONNAIRE_READ, gives=InvitationSchema)
def get_questionnaire(tx: Transaction, invitation_id: str) -> dict[str, Any]:
    """Return one self-assessment with the answers that were sent in; a draft is never shown."""
    return readings.as_json(tx, tx.get(Invitation, invitation_id, to=Permission.QUESTIONNAIRE_READ))


def _send_page(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.QUESTIONNAIRE_SEND)
    contract = tx.follow(Contract, follow_up.contract_id)
    wanted = request.args.get("form", "")
    chosen = Chosen(kind=follow_up.kind, country=tx.actor.country, form_key=wanted if wanted in FORM_NAMES else None)
    joint = joint_of(tx.session, follow_up)
    level = joint.level if joint else None
    ready = queries.preparation(tx.session, contract, tx.actor.user_id, chosen, today=tx.today, level=level)
    held = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today)
    proposed = rules.proposed_due_on(contract.risk_class, tx.today, tx.actor.country, held.policy, follow_up.kind)
    contact = ready.contacts[0] if ready.contacts else None
    asks_size = follow_up.kind is FollowUpKind.SELF_ASSESSMENT and queries.deal_of(contract, chosen).asks_if_large
    return Shown(
        data={
            "due_on": proposed,
            "contact_id": contact.public_id if contact else None,
            "form_key": ready.form_key or "",
        },
        choices={
            "contact_id": [(c.public_id, f"{c.name}, {c.email}") for c in ready.contacts],
            "form_key": [(key, gettext(FORM_NAMES[key])) for key in ready.offered],
        },
        schema=SendInvitationSchema if asks_size and SHORT in ready.offered else SendFormSchema,
        context={
            "follow_up": follow_up,
            "contract": contract,
            "supplier_id": tx.follow(Supplier, contract.supplier_id).public_id,
            "asker": ready.asker,
            "check": _last_look(tx, ready, contact, proposed),
            "undecided": [reason for reasons in ready.undecided.values() for reason in reasons],
            "offered": [(key, gettext(FORM_NAMES[key])) for key in ready.offered],
            "title": ready.form.title.to(i18n.language()) if ready.form else "",
            "minutes": ready.form.minutes.value if ready.form else None,
            "sections": questions.sections(ready.form, {}, {}) if ready.form else [],
            "about_clauses": ready.form_key in ABOUT_CLAUSES,
        },
    )


def _last_look(tx: Transaction, ready: Preparation, contact: AnyRow | None, due_on: date) -> Check:
    """Return what stops the sending, and what should be known first; a form still to be chosen stops nothing here."""
    decided = ready.form_key is not None
    return check(
        Sending(
            today=tx.today,
            country=tx.actor.country,
            due_on=due_on,
            has_contact=contact is not None,
            address=contact.email if contact else "",
            language=contact.language if contact else "",
            has_asker=ready.asker is not None,
            clause_count=len(ready.clauses) if ready.form_key in ABOUT_CLAUSES else None,
            question_count=(len(ready.form.questions) if ready.form else None) if decided else 1,
            is_undeliverable=contact is not None and contact.email in undeliverable.addresses(tx.session),
        )
    )


@room.form(
    "/follow-ups/<follow_up_id>/questionnaire/new",
    needs=Permission.QUESTIONNAIRE_SEND,
    takes=SendInvitationSchema,
    template="questionnaires/send.html",
    shows=_send_page,
)
def send(tx: Transaction, new: SendInvitation, follow_up_id: str) -> Response:
    """Send the form to the supplier's contact."""
    invitation = questionnaires.send(
        tx,
        runtime().keys,
        follow_up_id,
        new.due_on,
        contact_id=new.contact_id,
        form_key=new.form_key,
        is_large=new.is_large,
    )
    return see_other("questionnaires.show", invitation_id=invitation.public_id, notice="invited")


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

"""Sending a form to oneself, to see what the supplier will see."""

from __future__ import annotations

from followup.domain.link_messages import FormTest
from followup.domain.permissions import Permission
from followup.models.users import User
from followup.queries import forms as queries
from followup.transaction import Transaction


def send_test(tx: Transaction, version: str, form_key: str) -> None:
    """Mail oneself what the supplier gets, marked as a test; its link leads to the preview and asks nobody anything.

    Twice within a minute is one mail.
    Errors: NotFound for a form that is not there.
    """
    tx.require(Permission.QUESTIONNAIRE_READ)
    form = queries.one(tx.session, version, form_key, tx.today)
    person = tx.follow(User, tx.actor.user_id or 0)
    minute = tx.now.strftime("%Y-%m-%dT%H:%M")
    mail = FormTest(
        recipient_address=person.email,
        recipient_name=person.name,
        locale=person.language,
        dedupe_key=f"form_test:{person.public_id}:{version}:{form_key}:{minute}",
        path=f"/forms/{version}/{form_key}",
        questionnaire_title=form.title.to(person.language),
        minutes=form.minutes.value,
    )
    tx.post(mail)

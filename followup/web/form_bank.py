"""The forms that can be sent to suppliers: the list, each as the supplier would see it, and a test to oneself."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain.code_of_conduct import Questionnaire, VersionKind
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.models.users import User
from followup.queries import forms as queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.form_lists import FormSchema, ListedFormSchema
from followup.schemas.questions import answers_schema
from followup.services import forms
from followup.transaction import Transaction
from followup.web import questions
from followup.web.endpoint import Room, see_other
from followup.web.forms import Form

room = Room("forms")
_ONE = "/forms/<version_key>/<form_key>"


@room.page("/forms", needs=Permission.QUESTIONNAIRE_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the forms that can be sent, with how many questions they have."""
    rows = [_listed(row) for row in queries.listed(tx.session, tx.today)]
    return {
        "terms": [row for row in rows if row["kind"] is VersionKind.TERMS],
        "bank": [row for row in rows if row["kind"] is VersionKind.FORMS],
    }


@room.read("/forms", needs=Permission.QUESTIONNAIRE_READ, gives=ListedFormSchema, many=True)
def list_forms(tx: Transaction) -> Page[Any]:
    """Return the forms that can be sent."""
    return Page([_listed(row) for row in queries.listed(tx.session, tx.today)], None)


def _listed(row: AnyRow) -> dict[str, Any]:
    form = from_plain(Questionnaire, row.content)
    return {"version": row.version, "version_title": row.version_title, "kind": row.kind, **_about(form)}


def _about(form: Questionnaire) -> dict[str, Any]:
    return {
        "key": form.key,
        "title": form.title.to(i18n.language()),
        "question_count": len(form.questions),
        "minutes": form.minutes.value,
    }


@room.page(_ONE, needs=Permission.QUESTIONNAIRE_READ)
def preview(tx: Transaction, version_key: str, form_key: str) -> dict[str, Any]:
    """Return a form as the supplier would see it, with every question open and nothing to send."""
    form = queries.one(tx.session, version_key, form_key, tx.today)
    language, numbers = i18n.language(), questions.numbered(form)
    schema = answers_schema([(numbers[q.key], q) for q in form.questions], language)
    return {
        **_about(form),
        "version": version_key,
        "introduction": form.introduction.to(language),
        "sections": questions.sections(form, {}, {}),
        "form": Form(schema),
        "address": tx.follow(User, tx.actor.user_id or 0).email,
    }


@room.read(_ONE, needs=Permission.QUESTIONNAIRE_READ, gives=FormSchema)
def get_form(tx: Transaction, version_key: str, form_key: str) -> dict[str, Any]:
    """Return a form with its questions, one's own behind them."""
    form = queries.one(tx.session, version_key, form_key, tx.today)
    views = [view for section in questions.sections(form, {}, {}) for view in section.questions]
    return {**_about(form), "version": version_key, "questions": views}


@room.action(f"{_ONE}/test", needs=Permission.QUESTIONNAIRE_READ)
def send_test(tx: Transaction, version_key: str, form_key: str) -> Response:
    """Mail the form to oneself, marked as a test."""
    forms.send_test(tx, version_key, form_key)
    return see_other("forms.preview", version_key=version_key, form_key=form_key, notice="tested")

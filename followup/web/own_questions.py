"""The organisation's own questions: the list, adding one, rewording it, and asking it no more."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from followup.domain.own_questions import FORM_NAMES, NewOwnQuestion, as_text
from followup.domain.permissions import Permission
from followup.i18n import gettext, language
from followup.models.own_questions import OwnQuestion
from followup.queries import journal
from followup.queries import own_questions as queries
from followup.queries.paging import Page
from followup.schemas.own_questions import OwnQuestionRowSchema, OwnQuestionSchema, flat, flat_options
from followup.services import own_questions
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("own_questions")
_ONE = "/questions/<own_question_id>"


@room.page("/questions", needs=Permission.OWN_QUESTION_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the organisation's own questions in the order they are asked."""
    rows = queries.listed(tx.session)
    return {
        "rows": [(row, as_text(row.text).to(language()), _forms(row)) for row in rows],
        "languages_of": {row.public_id: sorted(row.text) for row in rows},
        "most": queries.MOST,
        "history": journal.history(tx.session, [row.public_id for row in rows]),
    }


@room.read("/questions", needs=Permission.OWN_QUESTION_READ, gives=OwnQuestionRowSchema, many=True)
def list_own_questions(tx: Transaction) -> Page[Any]:
    """Return the organisation's own questions in the order they are asked."""
    return Page(list(queries.listed(tx.session)), None)


def _forms(row: OwnQuestion) -> str:
    return ", ".join(gettext(FORM_NAMES[key]) for key in row.forms if key in FORM_NAMES)


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {"forms": [(key, gettext(name)) for key, name in FORM_NAMES.items()]}


def _new_page(tx: Transaction) -> Shown:
    return Shown(choices=_choices(), context={"question": None})


@room.form(
    "/questions/new",
    needs=Permission.OWN_QUESTION_CHANGE,
    takes=OwnQuestionSchema,
    template="own_questions/edit.html",
    shows=_new_page,
)
def add(tx: Transaction, new: NewOwnQuestion) -> Response:
    """Add a question."""
    own_questions.add(tx, new)
    return see_other("own_questions.index", notice="saved")


@room.create("/questions", needs=Permission.OWN_QUESTION_CHANGE, takes=OwnQuestionSchema, gives=OwnQuestionRowSchema)
def create_own_question(tx: Transaction, new: NewOwnQuestion) -> OwnQuestion:
    """Add a question."""
    return own_questions.add(tx, new)


def _edit_page(tx: Transaction, own_question_id: str) -> Shown:
    question = tx.get(OwnQuestion, own_question_id, to=Permission.OWN_QUESTION_CHANGE)
    names = ("kind", "unit", "is_required", "takes_evidence", "forms")
    return Shown(
        data={
            **{name: getattr(question, name) for name in names},
            **flat("text", question.text),
            **flat("guidance", question.guidance),
            **flat_options(question.options),
        },
        choices=_choices(),
        version=question.version,
        context={"question": question},
    )


@room.form(
    f"{_ONE}/edit",
    needs=Permission.OWN_QUESTION_CHANGE,
    takes=OwnQuestionSchema,
    template="own_questions/edit.html",
    shows=_edit_page,
    versioned=True,
)
def change(tx: Transaction, new: NewOwnQuestion, own_question_id: str, version: int | None) -> Response:
    """Reword a question."""
    own_questions.change(tx, own_question_id, new, version)
    return see_other("own_questions.index", notice="saved")


@room.read(_ONE, needs=Permission.OWN_QUESTION_READ, gives=OwnQuestionRowSchema)
def get_own_question(tx: Transaction, own_question_id: str) -> OwnQuestion:
    """Return one question."""
    return tx.get(OwnQuestion, own_question_id, to=Permission.OWN_QUESTION_READ)


@room.change(_ONE, needs=Permission.OWN_QUESTION_CHANGE, takes=OwnQuestionSchema, gives=OwnQuestionRowSchema)
def change_own_question(tx: Transaction, new: NewOwnQuestion, own_question_id: str, version: int) -> OwnQuestion:
    """Reword a question."""
    return own_questions.change(tx, own_question_id, new, version)


@room.action(f"{_ONE}/retire", needs=Permission.OWN_QUESTION_CHANGE, versioned=True)
def retire(tx: Transaction, own_question_id: str, version: int | None) -> Response:
    """Ask the question no more."""
    own_questions.retire(tx, own_question_id, version)
    return see_other("own_questions.index", notice="saved")

"""The organisation's own questions: added, reworded, and no longer asked. What was sent keeps its own copy."""

from __future__ import annotations

from followup.domain import own_questions as rules
from followup.domain.link_journal import OWN_QUESTION_ADDED, OWN_QUESTION_CHANGED, OWN_QUESTION_RETIRED
from followup.domain.own_questions import FORM_NAMES, NewOwnQuestion
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.own_questions import OwnQuestion
from followup.queries import own_questions as queries
from followup.transaction import Transaction

TOO_MANY = Reason(
    "own_question.too_many", N_("There are {most} own questions already. Take one away before you add another.")
)
NO_FORM = Reason("own_question.no_form", N_("One of these forms is not known. Choose from the list."))


def add(tx: Transaction, new: NewOwnQuestion) -> OwnQuestion:
    """Add a question behind the others.

    Errors: Invalid by field; Conflict("own_question.too_many").
    """
    tx.require(Permission.OWN_QUESTION_CHANGE)
    _check(new)
    if queries.count(tx.session) >= queries.MOST:
        raise Conflict(TOO_MANY.but(most=queries.MOST))
    number = tx.serial("own_question")
    question = tx.add(
        OwnQuestion(key=str(number), position=number, kind=new.kind, **_columns(new, rules.options_of(new)))
    )
    tx.journal(OWN_QUESTION_ADDED, question)
    return question


def change(tx: Transaction, own_question_id: str, new: NewOwnQuestion, version: int | None = None) -> OwnQuestion:
    """Reword a question; its key, its kind and the codes of its choices stay, so that years can be compared.

    Errors: Invalid by field; Conflict("stale"), Conflict("own_question.retired").
    """
    question = _open(tx, own_question_id, version)
    if new.kind is not question.kind:
        raise Invalid.at("kind", rules.KIND_STAYS)
    _check(new)
    values = _columns(new, rules.options_of(new, question.options or ()))
    changed = [name for name, value in values.items() if getattr(question, name) != value]
    for name in changed:
        setattr(question, name, values[name])
    if changed:
        tx.journal(OWN_QUESTION_CHANGED, question, fields=", ".join(changed))
    tx.flush()
    return question


def retire(tx: Transaction, own_question_id: str, version: int | None = None) -> OwnQuestion:
    """Ask the question no more; what was sent before goes on asking it.

    Errors: Conflict("stale"), Conflict("own_question.retired").
    """
    question = _open(tx, own_question_id, version)
    question.retired_at = tx.now
    tx.journal(OWN_QUESTION_RETIRED, question)
    tx.flush()
    return question


def _open(tx: Transaction, own_question_id: str, version: int | None) -> OwnQuestion:
    question = tx.get(OwnQuestion, own_question_id, to=Permission.OWN_QUESTION_CHANGE)
    tx.check_version(question, version)
    if question.retired_at is not None:
        raise Conflict(rules.RETIRED)
    return question


def _check(new: NewOwnQuestion) -> None:
    rules.checked(new)
    if not set(new.forms) <= set(FORM_NAMES):
        raise Invalid.at("forms", NO_FORM)


def _columns(new: NewOwnQuestion, options: list[dict[str, str]]) -> dict[str, object]:
    return {
        "text": dict(new.text),
        "guidance": dict(new.guidance) if new.guidance else None,
        "options": options or None,
        "unit": new.unit or None,
        "is_required": new.is_required,
        "takes_evidence": new.takes_evidence,
        "forms": list(new.forms),
    }

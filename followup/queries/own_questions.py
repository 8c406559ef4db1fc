"""The organisation's own questions: the list, and those that a form is sent with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.code_of_conduct import Question
from followup.domain.own_questions import Stored, as_question
from followup.models.own_questions import OwnQuestion

MOST = 50  # Source: default of this service: more own questions than this, and nobody answers


def listed(session: Session) -> Sequence[OwnQuestion]:
    """Return all own questions in the order they are asked, those that are no longer asked last."""
    is_retired = OwnQuestion.retired_at.is_not(None)
    return session.scalars(select(OwnQuestion).order_by(is_retired, OwnQuestion.position, OwnQuestion.id)).all()


def asked(session: Session) -> Sequence[OwnQuestion]:
    """Return the own questions that are asked now, in order."""
    in_use = select(OwnQuestion).where(OwnQuestion.retired_at.is_(None))
    return session.scalars(in_use.order_by(OwnQuestion.position, OwnQuestion.id)).all()


def count(session: Session) -> int:
    """Return how many are asked now."""
    return session.scalars(select(func.count(OwnQuestion.id)).where(OwnQuestion.retired_at.is_(None))).one()


def question_of(row: OwnQuestion) -> Question:
    """Return an own question as a form asks it."""
    names = ("key", "kind", "text", "guidance", "options", "unit", "is_required", "takes_evidence")
    return as_question(Stored(**{name: getattr(row, name) for name in names}))

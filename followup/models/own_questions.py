"""Questions that an organisation adds to the forms it sends; what was asked is a snapshot in the invitation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import QuestionKind
from followup.models.base import Identified, Internal, Journaled, Versioned
from followup.models.types import Json, coded


class OwnQuestion(Identified, Versioned, Internal, Journaled):
    """One question of one's own; its key stays when the wording changes, so that years can be compared.

    Shape: `text` and `guidance` by language; `options` a list of texts by language; `forms` the keys of the forms that
    it is added to, none meaning every form.
    """

    __tablename__ = "own_question"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key"),
        Index("ix_own_question_organisation_id_position_id", "organisation_id", "position", "id"),
    )
    prefix = "oqu"
    journal_noun = "own_question"

    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[QuestionKind] = mapped_column(coded(QuestionKind, "question_kind"))
    text: Mapped[dict[str, str]] = mapped_column(Json)
    guidance: Mapped[dict[str, str] | None] = mapped_column(Json)
    options: Mapped[list[dict[str, str]] | None] = mapped_column(Json)
    unit: Mapped[str | None] = mapped_column(String(30))
    is_required: Mapped[bool]
    takes_evidence: Mapped[bool]
    forms: Mapped[list[str]] = mapped_column(Json)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]

"""Adopted versions of the code of conduct, their clauses and questionnaires: written once by import, never changed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import Level, Part, VersionKind
from followup.domain.criteria import CriterionKind
from followup.models.base import Identified, Journaled, Key, Reference
from followup.models.types import Json, Sha256, coded


class CodeVersion(Identified, Journaled, Reference):
    """One generation of the standard terms, as adopted."""

    __tablename__ = "code_version"
    prefix = "cod"
    journal_noun = "code"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[VersionKind] = mapped_column(
        coded(VersionKind, "kind"), default=VersionKind.TERMS, server_default=VersionKind.TERMS.value
    )
    country: Mapped[str] = mapped_column(String(2))
    title: Mapped[dict[str, str]] = mapped_column(Json)
    in_force_from: Mapped[date | None]
    in_force_to: Mapped[date | None]
    content: Mapped[dict[str, object]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)


class Clause(Identified, Journaled, Reference):
    """One standard clause of a version, or one criterion of the bank; `content` is the whole of it as adopted."""

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("code_version_id", "key"),)
    prefix = "cla"
    journal_noun = "code"

    code_version_id: Mapped[int] = mapped_column(Key, ForeignKey("code_version.id"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[dict[str, str]] = mapped_column(Json)
    obligation: Mapped[dict[str, str]] = mapped_column(Json)
    areas: Mapped[list[str]] = mapped_column(Json)
    part: Mapped[Part] = mapped_column(coded(Part, "part"))
    level: Mapped[Level] = mapped_column(coded(Level, "level"))
    category: Mapped[str | None] = mapped_column(String(40), index=True)
    kind: Mapped[CriterionKind | None] = mapped_column(coded(CriterionKind, "criterion_kind"))
    content: Mapped[dict[str, object] | None] = mapped_column(Json)


class Questionnaire(Identified, Journaled, Reference):
    """A form that belongs to a version; its questions are snapshotted into each invitation."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("code_version_id", "key"),)
    prefix = "que"
    journal_noun = "code"

    code_version_id: Mapped[int] = mapped_column(Key, ForeignKey("code_version.id"))
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[dict[str, str]] = mapped_column(Json)
    content: Mapped[dict[str, object]] = mapped_column(Json)

"""The secretariat's desk: the audit programme of the year, training and news to the members."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Cooperative, Identified, Journaled, Key, Versioned
from followup.models.types import Line


class AuditProgramme(Identified, Versioned, Cooperative, Journaled):
    """What the audits of one year are for, what can go wrong, with what resources, and what was learnt."""

    __tablename__ = "audit_programme"
    __table_args__ = (UniqueConstraint("cooperation_id", "year"),)
    prefix = "apr"
    journal_noun = "audit_programme"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    objectives: Mapped[str]
    risks: Mapped[str | None]
    resources: Mapped[str | None]
    audit_days: Mapped[int | None]
    review: Mapped[str | None]
    reviewed_on: Mapped[date | None]


class Course(Identified, Versioned, Cooperative, Journaled):
    """A training that the cooperation offers; `valid_months` empty where it does not need to be repeated."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("cooperation_id", "name"),)
    prefix = "cou"
    journal_noun = "course"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    content: Mapped[str | None]
    valid_months: Mapped[int | None]
    is_for_contacts: Mapped[bool]


class CourseRecord(Identified, Versioned, Cooperative, Journaled):
    """That a person of a member took a training on a day."""

    __tablename__ = "course_record"
    __table_args__ = (Index("ix_course_record_cooperation_id_done_on_id", "cooperation_id", "done_on", "id"),)
    prefix = "crc"
    journal_noun = "course"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    course_id: Mapped[int] = mapped_column(Key, ForeignKey("course.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    contact_person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact_person.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    done_on: Mapped[date]


class NewsItem(Identified, Versioned, Cooperative, Journaled):
    """News from the secretariat to its members."""

    __tablename__ = "news_item"
    __table_args__ = (Index("ix_news_item_cooperation_id_published_at_id", "cooperation_id", "published_at", "id"),)
    prefix = "nws"
    journal_noun = "news"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(Line)
    text: Mapped[str]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    written_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)

"""News from the secretariat to the members: written, published once, and withdrawn where it was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from followup.domain.codes import Coded
from followup.errors import N_, Conflict, Reason

IS_PUBLISHED = Reason("news.is_published", N_("It is already published. Withdraw it and write a new one instead."))
NOT_PUBLISHED = Reason("news.not_published", N_("Only what is published can be withdrawn."))


class NewsStatus(Coded):
    """Where a piece of news stands."""

    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNews:
    """A heading and a text for all members."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsFilter:
    """Where the list goes on."""

    after: str | None = None


def status_of(published_at: datetime | None, withdrawn_at: datetime | None) -> NewsStatus:
    """Return where it stands, by what has happened to it."""
    if withdrawn_at is not None:
        return NewsStatus.WITHDRAWN
    return NewsStatus.DRAFT if published_at is None else NewsStatus.PUBLISHED


def check_draft(status: NewsStatus) -> None:
    """Refuse to change or publish again what the members have been told.

    Errors: Conflict("news.is_published").
    """
    if status is not NewsStatus.DRAFT:
        raise Conflict(IS_PUBLISHED)


def check_published(status: NewsStatus) -> None:
    """Refuse to withdraw what nobody has been told.

    Errors: Conflict("news.not_published").
    """
    if status is not NewsStatus.PUBLISHED:
        raise Conflict(NOT_PUBLISHED)

"""The mails of the secretariat to the members of a cooperation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.message import Message
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class DocumentGiven(Message, kind="document_given", label=N_("Document of the cooperation")):
    """A version in force of a document of the cooperation; its text stands on the page."""

    document_title: str
    document_number: int
    cooperation_name: str
    in_force_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewsToMembers(Message, kind="news_to_members", label=N_("News from the secretariat")):
    """The secretariat has published news; the text stands on the page."""

    news_title: str
    cooperation_name: str

"""The mails around a personal link: what buyer and supplier write to each other, colleagues, codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from followup.domain.assignments import AssignmentKind
from followup.domain.message import AboutContract, Message, ToManager, ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class RemarkFromBuyer(ToSupplier, kind="remark_from_buyer", label=N_("Message from the buyer")):
    """The buyer has written about the self-assessment, or one question of it; what, stands behind the link only."""

    author_name: str
    questionnaire_title: str
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class RemarkFromSupplier(ToManager, kind="remark_from_supplier", label=N_("Message from the supplier")):
    """The supplier has written about the self-assessment, or one question of it; a colleague is not named."""

    questionnaire_title: str
    author_name: str = ""
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class NewLink(ToSupplier, kind="new_link", label=N_("New personal link")):
    """A new personal link; the earlier ones have stopped working. `task` is an AssignmentKind."""

    task: str
    due_on: date

    @property
    def task_name(self) -> AssignmentKind:
        """Return what the link is for, as a code with a label."""
        return next(kind for kind in AssignmentKind if kind == self.task)


@dataclass(frozen=True, kw_only=True)
class LinkAgain(NewLink, kind="link_again", label=N_("The same personal link again")):
    """The link that works already, on request."""


@dataclass(frozen=True, kw_only=True)
class ColleagueInvitation(AboutContract, kind="colleague_invitation", label=N_("Invitation to a colleague")):
    """The holder of a link asks a colleague to answer some sections; not ToSupplier, since the buyer did not send it.

    `contributor_id` names the narrower link.
    """

    contributor_id: str
    questionnaire_title: str
    section_titles: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, kw_only=True)
class NewBrowser(ToSupplier, kind="new_browser", label=N_("Opened in another browser")):
    """The link, or the narrower one of a colleague, was opened in a browser in which it was not opened before."""

    opened_at: datetime
    colleague_name: str = ""


@dataclass(frozen=True, kw_only=True)
class LinkCodeMail(ToSupplier, kind="link_code", label=N_("Code for a personal link")):
    """A code to type; `code_id` names the row from which it is made again when the mail leaves."""

    code_id: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnswersDelivered(Message, kind="answers_delivered", label=N_("Answers of a joint self-assessment")):
    """A copy of the answers to a joint self-assessment has come; the answers themselves stand behind the sign-in."""

    supplier_name: str
    lead_name: str
    submitted_at: datetime
    path: str


@dataclass(frozen=True, kw_only=True)
class FormTest(Message, kind="form_test", label=N_("Test of a form")):
    """What the supplier would be asked, sent to oneself; the link leads to the preview."""

    questionnaire_title: str
    minutes: int | None = None

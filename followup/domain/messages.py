"""One dataclass per kind of mail: who gets it, in which language, and the facts its text may use.

A message says nothing about how it looks (`mail/render.py`) or travels (`mail/deliver.py`). It never carries a
token: `assignment_id` and `sign_in_link_id` name the link whose token the delivering job derives again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar

from followup.domain.assignments import AssignmentKind
from followup.domain.names import TEXT_LONGEST, clean_line
from followup.domain.plain_data import as_plain
from followup.errors import N_, Invalid, Reason

NOT_ONE_LINE = Reason("message.not_one_line", N_("This is used in mails and must be one line without “=?”."))
NOT_AN_ADDRESS = Reason("message.not_an_address", N_("This is not an e-mail address. Correct it."))
NOT_A_PATH = Reason("message.not_a_path", N_("A link in a mail must lead to a page of this service."))

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^@\s<>()\[\]\\,;:\"]+")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9_./-]*")

KINDS: dict[str, type[Message]] = {}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail to one person.

    `thread` is the public id under which mail programs gather what belongs together; `path` the page to open, below
    the service's own address, for those who sign in.
    """

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""

    recipient_address: str
    recipient_name: str = ""
    locale: str
    dedupe_key: str
    thread: str = ""
    reply_to_name: str = ""
    reply_to_address: str = ""
    path: str = ""

    def __init_subclass__(cls, kind: str = "", label: str = "") -> None:
        """Enter the class under the code with which the outbox stores it."""
        cls.kind, cls.label = kind, label
        if kind:
            KINDS[kind] = cls

    def __post_init__(self) -> None:
        """Refuse what could break out of a header line or lead away, whether or not the schemas let it through.

        Errors: Invalid at the field's name.
        Source: trust.md I9, L9.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    _check_line(text, field.name)
        for name in ("recipient_address", "reply_to_address"):
            address = getattr(self, name)
            if not _ADDRESS.fullmatch(address) and (address or name == "recipient_address"):
                raise Invalid.at(name, NOT_AN_ADDRESS)
        if self.path and not _PATH.fullmatch(self.path):
            raise Invalid.at("path", NOT_A_PATH)

    def facts(self) -> dict[str, object]:
        """Return all of it as plain JSON values, for the outbox."""
        return as_plain(self)


def _check_line(text: str, at: str) -> None:
    clean_line(text, at=at, most=TEXT_LONGEST)
    # An encoded word is decoded while a header is folded, so that what it hides would break the line after all.
    if len(text.splitlines()) > 1 or "=?" in text:
        raise Invalid.at(at, NOT_ONE_LINE)


@dataclass(frozen=True, kw_only=True)
class AboutContract(Message):
    """A mail about one contract with one supplier."""

    buyer_name: str
    supplier_name: str
    contract_title: str
    contract_number: str = ""

    @property
    def contract(self) -> str:
        """Return the contract as a person would name it."""
        return f"{self.contract_title} ({self.contract_number})" if self.contract_number else self.contract_title


@dataclass(frozen=True, kw_only=True)
class ToSupplier(AboutContract):
    """To the supplier's contact, who has no account. `reply_to` is the person to ask."""

    assignment_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ToManager(AboutContract):
    """To a person who signs in, at the buyer."""

    path: str


@dataclass(frozen=True, kw_only=True)
class StaffInvitation(Message, kind="staff_invitation", label=N_("Invitation to the service")):
    """Choose a password."""

    sign_in_link_id: str
    organisation_name: str
    invited_by_name: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuestionnaireInvitation(ToSupplier, kind="questionnaire_invitation", label=N_("Invitation to a self-assessment")):
    """Answer these questions by that day. `readers` are the organisations that will read the answers."""

    questionnaire_title: str
    due_on: date
    minutes: int | None = None
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionnaireReminder(ToSupplier, kind="questionnaire_reminder", label=N_("Reminder of a self-assessment")):
    """The questions are still open. `days_late` is 0 until the day of the deadline has passed."""

    number: int
    questionnaire_title: str
    due_on: date
    days_late: int = 0
    minutes: int | None = None


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
class QuestionnaireReceipt(ToSupplier, kind="questionnaire_receipt", label=N_("Receipt for a self-assessment")):
    """The answers have arrived."""

    questionnaire_title: str
    receipt_number: str
    submitted_at: datetime
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class AnswersArrived(ToManager, kind="answers_arrived", label=N_("Answers have arrived")):
    """A supplier has answered; somebody should assess it."""

    questionnaire_title: str
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnswersReturned(ToSupplier, kind="answers_returned", label=N_("Answers sent back")):
    """Only these questions are open again."""

    questionnaire_title: str
    questions: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationIssued(ToSupplier, kind="deviation_issued", label=N_("Deviation issued")):
    """An action plan is asked for. What was found, and how grave it is, stands behind the link only."""

    deviation_number: str
    plan_due_on: date
    containment_due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ActionPlanArrived(ToManager, kind="action_plan_arrived", label=N_("Action plan has arrived")):
    """A supplier has sent an action plan; answer it by that day."""

    deviation_number: str
    answer_due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ActionPlanReturned(ToSupplier, kind="action_plan_returned", label=N_("Action plan sent back")):
    """The action plan must be completed."""

    deviation_number: str
    plan_due_on: date


@dataclass(frozen=True, kw_only=True)
class ActionPlanAccepted(ToSupplier, kind="action_plan_accepted", label=N_("Action plan accepted")):
    """The action plan holds; show by that day that it was carried out."""

    deviation_number: str
    closure_due_on: date


@dataclass(frozen=True, kw_only=True)
class EvidenceArrived(ToManager, kind="evidence_arrived", label=N_("Evidence has arrived")):
    """A supplier has reported a corrective action done; verify it."""

    deviation_number: str


@dataclass(frozen=True, kw_only=True)
class EvidenceReturned(ToSupplier, kind="evidence_returned", label=N_("Evidence sent back")):
    """The evidence does not yet show that it was put right."""

    deviation_number: str
    closure_due_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationReminder(ToSupplier, kind="deviation_reminder", label=N_("Reminder of a deviation")):
    """The action plan is still to come or, once it is accepted, the proof that it was carried out."""

    number: int
    deviation_number: str
    due_on: date
    days_late: int = 0
    is_plan_due: bool = True


@dataclass(frozen=True, kw_only=True)
class DeviationClosed(ToSupplier, kind="deviation_closed", label=N_("Deviation closed")):
    """Verified and closed; nothing more is asked."""

    deviation_number: str
    closed_on: date


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(ToManager, kind="delivery_failed", label=N_("Mail not delivered")):
    """A mail to the supplier did not arrive. `failed_kind` is the kind of that mail, `answer` what its server said."""

    failed_kind: str
    failed_address: str
    failed_name: str = ""
    answer: str = ""

    @property
    def failed_label(self) -> str:
        """Return what the undelivered mail was."""
        return KINDS[self.failed_kind].label


@dataclass(frozen=True, kw_only=True)
class SummaryPublished(Message, kind="summary_published", label=N_("Annual summary published")):
    """The joint annual summary is public."""

    cooperation_name: str
    year: int
    edition: int
    published_on: date
    path: str


def from_facts(kind: str, facts: Mapping[str, object]) -> Message:
    """Return the message that `facts()` was taken from.

    Errors: KeyError for a kind that does not exist, Invalid for a fact that cannot stand in a mail.
    """
    make: Callable[..., Message] = KINDS[kind]
    return make(**{name: _fact(name, value) for name, value in facts.items()})


def _fact(name: str, value: object) -> object:
    """Return the value as it was before JSON: the field's name tells instants and civil dates."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_on"):
        return date.fromisoformat(value)
    return value

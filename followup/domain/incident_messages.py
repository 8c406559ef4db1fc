"""The mails about incidents: to those who are reached, to those who ask for all, and to the suppliers asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.message import Message, ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class IncidentReported(Message, kind="incident_reported", label=N_("Incident that reaches your contracts")):
    """Something was told of a site or a supplier, and contracts of the reader's organisation are reached."""

    incident_title: str
    site: str = ""
    told_by: str
    reported_on: date


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(Message, kind="incident_closed", label=N_("Incident closed")):
    """The incident has ended; what was found stands on its page."""

    incident_title: str
    closed_on: date


@dataclass(frozen=True, kw_only=True)
class IncidentQuestionGiven(Message, kind="incident_question_given", label=N_("Supplier to ask for all")):
    """The reader's organisation asks this supplier for all organisations of the cooperation."""

    incident_title: str
    supplier_name: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class TraceabilityQuestion(ToSupplier, kind="traceability_question", label=N_("Question of traceability")):
    """The supplier is asked whether it uses a site, and answers by replying to the mail."""

    question: tuple[str, ...]
    site: str = ""
    due_on: date


@dataclass(frozen=True, kw_only=True)
class TraceabilityReminder(
    TraceabilityQuestion, kind="traceability_reminder", label=N_("Reminder of a question of traceability")
):
    """The supplier has not answered yet. `days_late` is 0 until the day of the deadline has passed."""

    number: int
    days_late: int = 0
    is_last: bool = False

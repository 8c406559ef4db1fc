"""The mails around an audit: documents asked for and sent, the report out for a check, an external auditor's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.message import ToManager, ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class DocumentsAsked(ToSupplier, kind="documents_asked", label=N_("Documents asked for")):
    """Documents are asked for before or after an audit; which, stands behind the link."""

    due_on: date
    count: int


@dataclass(frozen=True, kw_only=True)
class AuditReminder(ToSupplier, kind="audit_reminder", label=N_("Reminder about an audit")):
    """Documents have not come, or the facts of a report can still be checked; one mail for all of it."""

    number: int
    due_on: date
    days_late: int
    documents: int
    report_number: str
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class DocumentReturned(ToSupplier, kind="document_returned", label=N_("Document not accepted")):
    """A document does not do; why stands behind the link."""

    due_on: date


@dataclass(frozen=True, kw_only=True)
class DocumentsSent(ToManager, kind="documents_sent", label=N_("Document from the supplier")):
    """The supplier has answered a request for a document."""

    count: int


@dataclass(frozen=True, kw_only=True)
class ReportForCheck(ToSupplier, kind="report_for_check", label=N_("Audit report for a check of its facts")):
    """The report is out for a factual check until that day."""

    report_number: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ReportTakenBack(ToSupplier, kind="report_taken_back", label=N_("Audit report taken back")):
    """The report is being changed; a new one follows."""

    report_number: str


@dataclass(frozen=True, kw_only=True)
class ReportCommented(ToManager, kind="report_commented", label=N_("Facts of an audit report checked")):
    """The supplier has checked the facts, with or without a comment."""

    report_number: str
    has_comment: bool


@dataclass(frozen=True, kw_only=True)
class ReportFinal(ToSupplier, kind="report_final", label=N_("Audit report final")):
    """The report is final and can be fetched through the link."""

    report_number: str


@dataclass(frozen=True, kw_only=True)
class AuditVisit(ToSupplier, kind="audit_visit", label=N_("Link to one audit")):
    """An external auditor is given a link to one audit; sent like a link to a supplier, to the auditor's address.

    `audit_kind` is a FollowUpKind.
    """

    audit_kind: str
    starts_on: date
    ends_on: date

    @property
    def kind_name(self) -> FollowUpKind:
        """Return what kind of audit it is, as a code with a label."""
        return FollowUpKind.of(self.audit_kind)

"""What goes out and comes in around an audit, on the wire and in forms: documents, reports, an auditor's link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marshmallow import fields
from marshmallow.validate import OneOf

from followup.domain.audit_reports import FactCheck, ReportState
from followup.domain.audits import RequestStatus
from followup.domain.document_requests import WANTED_LONGEST, WANTED_MOST, NewRequests, Sending
from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, PublicIdField, StrippedString, YesNo
from followup.schemas.suppliers import LANGUAGES

TEXT_MOST = 5_000


class NewRequestsSchema(Input[NewRequests]):
    """Documents to ask for, several at once."""

    makes = NewRequests

    wanted = StrippedString(
        required=True,
        most=WANTED_MOST * (WANTED_LONGEST + 1),
        lines=True,
        metadata={
            "label": N_("Documents"),
            "hint": N_("One on each line, such as “Pay slips of January to March, without names”."),
        },
    )
    due_on = LocalDate(
        metadata={
            "label": N_("Send them by"),
            "hint": N_("Without a day: 30 days from today, a default of this service."),
        }
    )
    contact_id = PublicIdField("ctt", metadata={"label": N_("Send the link to"), "widget": "select"})


class RejectSchema(Input[str]):
    """Why a document does not do."""

    reason = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("What is missing"), "hint": N_("The supplier reads this.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the text."""
        return str(loaded["reason"])


def _file(number: int) -> FilesField:
    labels = (N_("First file"), N_("Second file"), N_("Third file"))
    return FilesField(metadata={"label": labels[number - 1], "widget": "file"})


def _dated(number: int) -> LocalDate:
    labels = (N_("Date of the first document"), N_("Date of the second document"), N_("Date of the third document"))
    hint = N_("The date that stands on it, not the day you send it.") if number == 1 else ""
    return LocalDate(metadata={"label": labels[number - 1], "hint": hint})


class SendingSchema(Input[Sending]):
    """What the supplier sends: up to three files, each with the date of the document, and a note."""

    makes = Sending

    file_1, dated_on_1 = _file(1), _dated(1)
    file_2, dated_on_2 = _file(2), _dated(2)
    file_3, dated_on_3 = _file(3), _dated(3)
    answer = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Note"), "hint": N_("If there is no such document, say so here and why.")},
    )


class ContactSchema(Input[str | None]):
    """To whom at the supplier the link goes, where none was sent yet."""

    contact_id = PublicIdField("ctt", metadata={"label": N_("Send the link to"), "widget": "select"})

    def build(self, loaded: Mapping[str, object]) -> str | None:
        """Return the contact's id."""
        contact_id = loaded.get("contact_id")
        return str(contact_id) if contact_id else None


class FactCheckSchema(Input[FactCheck]):
    """What the supplier says of the facts."""

    makes = FactCheck

    is_right = YesNo(metadata={"label": N_("The facts are right.")})
    comment = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What is not right"),
            "hint": N_("Which requirement, what the report says, and what is so. It stands beside the final report."),
        },
    )
    name = StrippedString(required=True, most=200, metadata={"label": N_("Your name"), "autocomplete": "name"})
    role = StrippedString(
        required=True, most=200, metadata={"label": N_("Your role"), "autocomplete": "organization-title"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """To whom a link to the audit is given, in which language, and until when."""

    auditor_id: str
    language: str
    due_on: date


class VisitSchema(Input[Visit]):
    """An external auditor's link."""

    makes = Visit

    auditor_id = PublicIdField(
        "adr",
        required=True,
        metadata={
            "label": N_("Auditor"),
            "widget": "select",
            "hint": N_("Those from outside who take part in this audit and stand in the register."),
        },
    )
    language = StrippedString(
        required=True,
        most=2,
        validate=OneOf(LANGUAGES, error="field.choice"),
        metadata={"label": N_("Language of the mail and the pages"), "widget": "select"},
    )
    due_on = LocalDate(
        required=True,
        metadata={"label": N_("The protocol is filled in by"), "hint": N_("The link works 30 days longer.")},
    )


class DocumentFileSchema(Output):
    """A file that the supplier sent."""

    id = PublicIdField("evi", attribute="public_id")
    name = fields.String()
    size = fields.Integer()
    dated_on = LocalDate(allow_none=True)


class DocumentRequestSchema(Output):
    """One document that is asked for, as the API gives it."""

    id = PublicIdField("dor", attribute="public_id")
    version = fields.Integer()
    wanted = fields.String()
    due_on = LocalDate()
    status = CodedField(RequestStatus)
    is_late = fields.Boolean()
    answer = fields.String(allow_none=True)
    sent_at = Instant(allow_none=True)
    decision_note = fields.String(allow_none=True)
    files = fields.List(fields.Nested(DocumentFileSchema))


class RequestsSchema(Output):
    """What was asked for at once."""

    requests = fields.List(fields.Nested(DocumentRequestSchema))


class VisitorSchema(Output):
    """To whom a link to one audit was given, and how long it works."""

    recipient_name = fields.String()
    recipient_email = fields.String()
    due_on = LocalDate()
    expires_on = LocalDate()
    revoked_at = Instant(allow_none=True)


class AuditVisitSchema(Output):
    """An external auditor's link of one audit, if one was given."""

    link = fields.Nested(VisitorSchema, allow_none=True)


class AuditReportSchema(Output):
    """One report of an audit as the API gives it."""

    id = PublicIdField("aur", attribute="public_id")
    version = fields.Integer()
    number = fields.Integer()
    state = CodedField(ReportState)
    sha256 = fields.String()
    sent_at = Instant()
    due_on = LocalDate()
    comment = fields.String(allow_none=True)
    commented_at = Instant(allow_none=True)
    commenter_name = fields.String(allow_none=True)
    commenter_role = fields.String(allow_none=True)


class WholeReportSchema(AuditReportSchema):
    """One report with all that it says."""

    content = fields.Dict()

"""Audits on the wire and in forms: preparing, who takes part, what is found, and what is said of the whole."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.audits import (
    AuditFilter,
    AuditNotes,
    AuditPart,
    AuditResult,
    AuditStatus,
    CheckStatus,
    Found,
    NewAudit,
    NewMember,
)
from followup.domain.code_of_conduct import Area
from followup.domain.deviations import DeviationStatus
from followup.domain.joint_follow_ups import Payer
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, MoneyField, PublicIdField, StrippedString, YesNo

TEXT_MOST = 5000


class AuditFilterSchema(Input[AuditFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = AuditFilter

    status = CodedField(AuditStatus, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewAuditSchema(Input[NewAudit]):
    """What is laid down before an audit."""

    makes = NewAudit

    starts_on = LocalDate(required=True, metadata={"label": N_("First day")})
    ends_on = LocalDate(required=True, metadata={"label": N_("Last day")})
    site_id = PublicIdField(
        "sit", metadata={"label": N_("Site"), "hint": N_("Among the sites on the supplier's page."), "widget": "select"}
    )
    place = StrippedString(metadata={"label": N_("Place"), "hint": N_("An address, or that it is held at a distance.")})
    purpose = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Purpose"), "hint": N_("The supplier reads it in the report.")},
    )
    clause_ids = fields.List(
        PublicIdField("ccl"),
        required=True,
        metadata={"label": N_("Clauses that the audit is about"), "widget": "checkboxes"},
    )
    payer = CodedField(Payer, metadata={"label": N_("Who pays"), "widget": "radio"})
    cost = MoneyField(metadata={"label": N_("Cost")})

    def build(self, loaded: Mapping[str, object]) -> NewAudit:
        """Return the command; a form's list becomes a tuple."""
        clause_ids = loaded.get("clause_ids")
        assert isinstance(clause_ids, list)
        return super().build({**loaded, "clause_ids": tuple(clause_ids)})


class NewMemberSchema(Input[NewMember]):
    """Somebody who takes part in an audit."""

    makes = NewMember

    part = CodedField(AuditPart, required=True, metadata={"label": N_("Part"), "widget": "radio"})
    auditor_id = PublicIdField("adr", metadata={"label": N_("From the register of auditors"), "widget": "select"})
    user_id = PublicIdField("usr", metadata={"label": N_("One of your own"), "widget": "select"})
    name = StrippedString(
        most=200,
        metadata={
            "label": N_("Somebody else, by name"),
            "hint": N_("Such as an observer from another organisation."),
        },
    )
    employer = StrippedString(most=200, metadata={"label": N_("Organisation that they come from")})
    independent = YesNo(
        metadata={
            "label": N_("Has declared to be independent of the supplier and the contract"),
            "hint": N_("Colleagues who sign in here declare it themselves, on the page of the audit."),
        }
    )


class AuditNotesSchema(Input[AuditNotes]):
    """What is said of the audit as a whole."""

    makes = AuditNotes

    opening_note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Opening meeting"), "hint": N_("When, who was there, what was agreed on.")},
    )
    closing_note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Closing meeting"), "hint": N_("What was presented, and what the supplier said to it.")},
    )
    summary = StrippedString(
        most=TEXT_MOST, lines=True, metadata={"label": N_("Summary"), "hint": N_("It stands first in the report.")}
    )
    internal_note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Internal note"), "hint": N_("Stays with the auditors and your organisation.")},
    )


class FoundSchema(Input[Found]):
    """One requirement of the protocol."""

    makes = Found

    check = CodedField(CheckStatus, required=True, metadata={"label": N_("How far you have come"), "widget": "radio"})
    result = CodedField(AuditResult, required=True, metadata={"label": N_("Result"), "widget": "radio"})
    note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("What was found"), "hint": N_("The supplier reads it in the report.")},
    )
    evidence_seen = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("Evidence seen"),
            "hint": N_("Documents, places and talks, without names of those who spoke. The supplier reads it."),
        },
    )
    internal_note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Internal note"), "hint": N_("Stays with the auditors and your organisation.")},
    )
    files = FilesField(
        metadata={
            "label": N_("Photos and files"),
            "widget": "file",
            "multiple": True,
            "hint": N_("A photo can be taken here with a tablet or telephone. They stay inside your organisation."),
        }
    )
    dated_on = LocalDate(
        metadata={"label": N_("Date of these files"), "hint": N_("The day of the photo, or of the document.")}
    )


class CancelAuditSchema(Input[str]):
    """Why an audit is not held."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class AuditFileSchema(Output):
    """A file of a finding."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    dated_on = LocalDate(allow_none=True)


class AuditFindingSchema(Output):
    """One row of the protocol as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    clause_id = fields.String(allow_none=True)
    requirement = fields.Dict()
    area = CodedField(Area, allow_none=True)
    check = CodedField(CheckStatus)
    result = CodedField(AuditResult)
    note = fields.String(allow_none=True)
    evidence_seen = fields.String(allow_none=True)
    internal_note = fields.String(allow_none=True)
    deviation_id = fields.String(allow_none=True)
    deviation_status = CodedField(DeviationStatus, allow_none=True)
    files = fields.List(fields.Nested(AuditFileSchema))


class AuditMemberSchema(Output):
    """Somebody who takes part."""

    id = fields.String(attribute="public_id")
    part = CodedField(AuditPart)
    name = fields.String()
    employer = fields.String(allow_none=True)
    user_id = fields.String(allow_none=True)
    independent_at = Instant(allow_none=True)


class AuditSchema(Output):
    """An audit as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    status = CodedField(AuditStatus)
    kind = CodedField(FollowUpKind)
    follow_up_id = fields.String()
    contract_id = fields.String()
    supplier_id = fields.String()
    site_id = fields.String(allow_none=True)
    starts_on = LocalDate()
    ends_on = LocalDate()
    place = fields.String(allow_none=True)
    purpose = fields.String(allow_none=True)
    payer = CodedField(Payer, allow_none=True)
    cost = MoneyField(allow_none=True)
    opening_note = fields.String(allow_none=True)
    closing_note = fields.String(allow_none=True)
    summary = fields.String(allow_none=True)
    internal_note = fields.String(allow_none=True)
    begun_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)
    members = fields.List(fields.Nested(AuditMemberSchema))
    protocol = fields.List(fields.Nested(AuditFindingSchema))


class ListedAuditSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    status = CodedField(AuditStatus)
    kind = CodedField(FollowUpKind)
    starts_on = LocalDate()
    ends_on = LocalDate()
    place = fields.String(allow_none=True)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    site_name = fields.String(allow_none=True)
    requirement_count = fields.Integer()
    done_count = fields.Integer()

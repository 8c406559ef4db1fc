"""What is known of one site, on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.audits import AuditResult, AuditStatus
from followup.domain.code_of_conduct import Area
from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.incidents import IncidentStatus
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate


class SiteContractSchema(Output):
    """A contract for which something is made there."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    supplier_name = fields.String()
    starts_on = LocalDate(allow_none=True)
    ends_on = LocalDate(allow_none=True)


class SiteAuditSchema(Output):
    """An audit of the site."""

    id = fields.String(attribute="public_id")
    kind = CodedField(FollowUpKind)
    status = CodedField(AuditStatus)
    starts_on = LocalDate()
    ends_on = LocalDate()
    contract_title = fields.String()


class SiteFindingSchema(Output):
    """What an audit found there, good or bad, about one requirement."""

    id = fields.String(attribute="public_id")
    audit_id = fields.String()
    deviation_id = fields.String(allow_none=True)
    requirement = fields.Dict(keys=fields.String())
    area = CodedField(Area, allow_none=True)
    result = CodedField(AuditResult)


class SiteDeviationSchema(Output):
    """A deviation at the site."""

    id = fields.String(attribute="public_id")
    number = fields.Integer()
    title = fields.String()
    severity = CodedField(Severity)
    status = CodedField(DeviationStatus)
    due_on = LocalDate()
    closed_on = LocalDate(allow_none=True)


class SiteIncidentSchema(Output):
    """An incident that names the site."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    status = CodedField(IncidentStatus)
    reported_on = LocalDate()


class SiteMattersSchema(Output):
    """What is known of one site, of each the latest."""

    contracts = fields.List(fields.Nested(SiteContractSchema))
    audits = fields.List(fields.Nested(SiteAuditSchema))
    findings = fields.List(fields.Nested(SiteFindingSchema))
    deviations = fields.List(fields.Nested(SiteDeviationSchema))
    incidents = fields.List(fields.Nested(SiteIncidentSchema))

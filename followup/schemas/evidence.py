"""Files on the wire: what is known of them, never their bytes."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.evidence import ScanState
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, Instant


class ScannedFileSchema(Output):
    """A file, and whether a virus scanner has spoken of it; read it at /evidence/<id>."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    scan = CodedField(ScanState, allow_none=True)


class EvidenceSchema(ScannedFileSchema):
    """A file with the place where it hangs."""

    scanned_at = Instant(allow_none=True)
    added_at = Instant()
    contract_id = fields.String(allow_none=True)
    invitation_id = fields.String(allow_none=True)
    deviation_id = fields.String(allow_none=True)
    follow_up_id = fields.String(allow_none=True)
    obligation_id = fields.String(allow_none=True)
    certificate_id = fields.String(allow_none=True)
    copy_id = fields.String(allow_none=True)
    audit_id = fields.String(allow_none=True)

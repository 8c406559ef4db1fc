"""Certificates and documents of suppliers, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.certificates import CertificateKind, CertificateState, NewCertificate
from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, YesNo


class NewCertificateSchema(Input[NewCertificate]):
    """A certificate or document of a supplier."""

    makes = NewCertificate

    kind = CodedField(CertificateKind, required=True, metadata={"label": N_("Kind of document")})
    name = StrippedString(
        required=True, most=300, metadata={"label": N_("Name of the document"), "hint": N_("As it stands on it.")}
    )
    issuer = StrippedString(most=300, metadata={"label": N_("Issued by")})
    number = StrippedString(most=100, metadata={"label": N_("Number of the document")})
    valid_from = LocalDate(metadata={"label": N_("Valid from")})
    valid_until = LocalDate(
        metadata={"label": N_("Valid until"), "hint": N_("You are warned 60, 30 and 7 days before that day.")}
    )
    has_no_end = YesNo(metadata={"label": N_("The document has no last day")})


class NewCertificateFormSchema(NewCertificateSchema):
    """The same in a form, with the document itself."""

    files = FilesField(
        metadata={"label": N_("Files"), "hint": N_("The document itself."), "widget": "file", "multiple": True}
    )


class CertificateFileSchema(Output):
    """A file that hangs on a document."""

    id = PublicIdField("evi", attribute="public_id")
    name = fields.String()
    size = fields.Integer()
    sha256 = fields.String()


class CertificateSchema(Output):
    """A certificate or document as the API gives it, to the organisation that has it."""

    id = PublicIdField("cer", attribute="public_id")
    version = fields.Integer()
    kind = CodedField(CertificateKind)
    name = fields.String()
    issuer = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    valid_from = LocalDate(allow_none=True)
    valid_until = LocalDate(allow_none=True)
    state = CodedField(CertificateState)
    files = fields.List(fields.Nested(CertificateFileSchema))

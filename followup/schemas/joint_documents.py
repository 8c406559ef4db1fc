"""Documents of a cooperation on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields
from marshmallow.validate import OneOf

from followup.domain.joint_documents import (
    DocumentAdoption,
    DocumentFilter,
    DocumentKind,
    DocumentStatus,
    DocumentText,
    GuidanceStep,
    NewDocument,
)
from followup.errors import N_
from followup.i18n import LANGUAGES
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, PublicIdField, StrippedString, YesNo
from followup.schemas.risk import check_category

TEXT_MOST = 20_000  # Source: trust.md I3, the longest text
_TITLE = {"label": N_("Title")}
_TEXT = {"label": N_("Text"), "hint": N_("Leave an empty line between paragraphs.")}


class DocumentFilterSchema(Input[DocumentFilter]):
    """Which documents are listed, by the page and by the API alike."""

    makes = DocumentFilter

    kind = CodedField(DocumentKind, metadata={"label": N_("Kind of document")})
    status = CodedField(DocumentStatus, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewDocumentSchema(Input[NewDocument]):
    """The first version of a document."""

    makes = NewDocument

    kind = CodedField(DocumentKind, required=True, metadata={"label": N_("Kind of document"), "widget": "select"})
    category = StrippedString(
        most=40,
        validate=check_category,
        metadata={
            "label": N_("Category"),
            "widget": "select",
            "hint": N_("For a risk analysis or an action plan of a category."),
        },
    )
    step = CodedField(
        GuidanceStep, metadata={"label": N_("Step"), "widget": "select", "hint": N_("For guidance on a step.")}
    )
    title = StrippedString(required=True, most=300, metadata=_TITLE)
    language = StrippedString(
        required=True,
        most=2,
        validate=OneOf(tuple(LANGUAGES), error="field.choice"),
        metadata={"label": N_("Language of the text"), "widget": "select"},
    )
    text = StrippedString(required=True, most=TEXT_MOST, lines=True, metadata=_TEXT)


class DocumentTextSchema(Input[DocumentText]):
    """What of a draft can be changed."""

    makes = DocumentText

    title = StrippedString(required=True, most=300, metadata=_TITLE)
    text = StrippedString(required=True, most=TEXT_MOST, lines=True, metadata=_TEXT)


class DocumentAdoptionSchema(Input[DocumentAdoption]):
    """The decision that puts a version in force."""

    makes = DocumentAdoption

    in_force_on = LocalDate(required=True, metadata={"label": N_("In force from")})
    decision = StrippedString(
        required=True,
        most=300,
        metadata={"label": N_("Decision"), "hint": N_("Such as the minutes in which it stands.")},
    )
    is_public = YesNo(
        metadata={
            "label": N_("Everybody may read this version, without signing in"),
            "hint": N_("Make sure that it names no supplier and holds no trade secret."),
        }
    )


class DistributionSchema(Input[tuple[str, ...]]):
    """Which members are given a version."""

    organisation_ids = fields.List(
        PublicIdField("org"),
        required=True,
        metadata={
            "label": N_("Organisations"),
            "hint": N_("Their contact persons get a mail with a link to the text."),
        },
    )

    def build(self, loaded: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the organisations."""
        return tuple(str(one) for one in loaded["organisation_ids"])


class ListedJointDocumentSchema(Output):
    """One version of a document."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    kind = CodedField(DocumentKind)
    topic = fields.String(allow_none=True)
    title = fields.String()
    number = fields.Integer()
    language = fields.String()
    status = CodedField(DocumentStatus)
    in_force_on = LocalDate(allow_none=True)
    decision = fields.String(allow_none=True)
    is_public = fields.Boolean()


class GivenSchema(Output):
    """That a member was given a version."""

    number = fields.Integer()
    organisation_name = fields.String()
    recipient = fields.String()
    sent_at = Instant()


class JointDocumentSchema(ListedJointDocumentSchema):
    """One version with its text, the other versions, and who was given which."""

    text = fields.String()
    versions = fields.List(fields.Nested(ListedJointDocumentSchema))
    given = fields.List(fields.Nested(GivenSchema))

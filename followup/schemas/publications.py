"""Texts for publication and published lights, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.publications import (
    Checked,
    LegalBasis,
    LightFilter,
    LightText,
    NewPublication,
    PublicationFilter,
    PublicationStatus,
    SecrecyTest,
)
from followup.domain.sharing import Light
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, PublicIdField, StrippedString, YesNo

TEXT_MOST = 3_000
_NEVER = N_("The public reads this. No names of people, no suppliers behind the supplier, no trade secrets.")


def _text(label: str, hint: str = "") -> StrippedString:
    return StrippedString(most=TEXT_MOST, lines=True, metadata={"label": label, "hint": hint})


class LightTextSchema(Input[LightText]):
    """What was found and what happens next, in one language or more."""

    makes = LightText

    text_sv = _text(N_("What was found, in Swedish"), _NEVER)
    next_step_sv = _text(N_("What happens next, in Swedish"))
    text_nb = _text(N_("What was found, in Norwegian"))
    next_step_nb = _text(N_("What happens next, in Norwegian"))
    text_en = _text(N_("What was found, in English"))
    next_step_en = _text(N_("What happens next, in English"))


class NewPublicationSchema(LightTextSchema):
    """A new text, and the cooperation on whose pages it is to stand."""

    cooperation_id = PublicIdField(
        "coo", required=True, metadata={"label": N_("Published by the secretariat of"), "widget": "select"}
    )

    def build(self, loaded: Mapping[str, Any]) -> NewPublication:
        """Return the text with its cooperation."""
        return NewPublication(**loaded)


class PublicationTestSchema(Input[SecrecyTest]):
    """That the text was tested for secrecy."""

    makes = SecrecyTest

    legal_basis = CodedField(
        LegalBasis, required=True, metadata={"label": N_("Why it may be published"), "widget": "radio"}
    )
    tested_on = LocalDate(required=True, metadata={"label": N_("Day of the test")})
    is_free = YesNo(
        load_default=False,
        metadata={
            "label": N_("Nothing in the text is secret: no trade secrets, no names"),
            "widget": "checkbox",
        },
    )


class SendPublicationSchema(Input[str]):
    """To whom the text goes."""

    contact_id = PublicIdField("ctt", required=True, metadata={"label": N_("Send the link to"), "widget": "select"})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the contact's id."""
        return str(loaded["contact_id"])


class PublishSchema(Input[bool]):
    """That an objection of the supplier was considered; needed where there is one."""

    is_considered = YesNo(
        load_default=False,
        metadata={
            "label": N_("What the supplier objects to was considered, and the text stands"),
            "hint": N_("Only needed where the supplier says that the facts are not right."),
            "widget": "checkbox",
        },
    )

    def build(self, loaded: Mapping[str, object]) -> bool:
        """Return whether it was."""
        return bool(loaded["is_considered"])


class WithdrawPublicationSchema(Input[str]):
    """Why a published light is withdrawn."""

    reason = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Read by the buyer and the secretariat; not published.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class CheckedSchema(Input[Checked]):
    """What the supplier says of the facts."""

    makes = Checked

    is_correct = YesNo(required=True, metadata={"label": N_("Are the facts right?"), "widget": "radio"})
    answer = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What you want to say"),
            "hint": N_("Published beside the text, as you write it. Leave out names of people. Needed if not right."),
        },
    )


class PublicationFilterSchema(Input[PublicationFilter]):
    """What the list of texts is narrowed to."""

    makes = PublicationFilter

    status = CodedField(PublicationStatus, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class LightFilterSchema(Input[LightFilter]):
    """What the public list is narrowed to."""

    makes = LightFilter

    q = StrippedString(most=100, metadata={"label": N_("Supplier"), "hint": N_("A part of the name.")})
    category = StrippedString(most=40, metadata={"label": N_("Category"), "widget": "select"})
    light = CodedField(Light, metadata={"label": N_("Traffic light"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ListedPublicationSchema(Output):
    """A row of the list of texts."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    status = CodedField(PublicationStatus)
    supplier_id = fields.String()
    supplier_name = fields.String()
    organisation_id = fields.String()
    organisation_name = fields.String()
    category = fields.String(allow_none=True)
    light = CodedField(Light)
    light_on = LocalDate()
    edition = fields.Integer()
    published_at = Instant(allow_none=True)


class PublicationSchema(ListedPublicationSchema):
    """One text; `problems` are the codes of what stands against publishing it now."""

    followed_up_on = LocalDate()
    remedied_on = LocalDate(allow_none=True)
    plan_on = LocalDate(allow_none=True)
    text = fields.Dict(keys=fields.String(), values=fields.String())
    next_step = fields.Dict(keys=fields.String(), values=fields.String())
    legal_basis = CodedField(LegalBasis, allow_none=True)
    secrecy_tested_on = LocalDate(allow_none=True)
    sent_on = LocalDate(allow_none=True)
    due_on = LocalDate(allow_none=True)
    is_correct = fields.Boolean(allow_none=True)
    reply = fields.String(allow_none=True)
    problems = fields.List(fields.String())

"""Nominations on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.nominations import NewNomination, NominationFilter, NominationStatus, TakenUp
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, PublicIdField, StrippedString, WholeNumber
from followup.schemas.risk import check_category

YEAR_FIRST, YEAR_LAST = 2000, 2100
_ANSWER = {
    "label": N_("Answer to the one who nominated"),
    "hint": N_("Everybody in the cooperation reads the answer."),
}


class NominationFilterSchema(Input[NominationFilter]):
    """Which nominations are listed, by the page and by the API alike."""

    makes = NominationFilter

    year = WholeNumber(least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("Year"), "widget": "select"})
    status = CodedField(NominationStatus, metadata={"label": N_("State")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NominationSchema(Input[NewNomination]):
    """What an organisation asks the cooperation to follow up."""

    makes = NewNomination

    cooperation_id = PublicIdField("coo", metadata={"label": N_("Cooperation"), "widget": "select"})
    year = WholeNumber(
        required=True, least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("To be followed up in the year")}
    )
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    product = StrippedString(
        most=300, metadata={"label": N_("Product"), "hint": N_("A product, a supplier below, or both.")}
    )
    supplier_id = PublicIdField("sup", metadata={"label": N_("Supplier"), "widget": "select"})
    kind = CodedField(FollowUpKind, metadata={"label": N_("Kind of follow-up"), "widget": "select"})
    reason = StrippedString(
        required=True,
        most=4000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Everybody in the cooperation reads the reason.")},
    )


class NominationAnswerSchema(Input[str]):
    """Why a nomination is not taken into the plan."""

    answer = StrippedString(required=True, most=4000, lines=True, metadata=_ANSWER)

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return the answer."""
        return str(loaded["answer"])


class TakenUpSchema(Input[TakenUp]):
    """Which joint follow-up of the plan meets the nomination."""

    makes = TakenUp

    joint_id = PublicIdField(
        "jnt", required=True, metadata={"label": N_("Joint follow-up of the plan"), "widget": "select"}
    )
    answer = StrippedString(required=True, most=4000, lines=True, metadata=_ANSWER)


class ListedNominationSchema(Output):
    """One nomination."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    year = fields.Integer()
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation_name = fields.String()
    category = fields.String(allow_none=True)
    product = fields.String()
    supplier_id = fields.String(attribute="supplier_public_id", allow_none=True)
    supplier_name = fields.String(allow_none=True)
    kind = CodedField(FollowUpKind, allow_none=True)
    reason = fields.String()
    status = CodedField(NominationStatus)
    answer = fields.String(allow_none=True)
    made_at = Instant()

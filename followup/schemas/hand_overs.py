"""Hand-over of one person's work, in a form."""

from __future__ import annotations

from followup.domain.hand_overs import HandOver
from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.fields import PublicIdField


class HandOverSchema(Input[HandOver]):
    """From whom to whom."""

    makes = HandOver

    from_id = PublicIdField(
        "usr", required=True, metadata={"label": N_("From"), "widget": "select", "hint": N_("Also who has left.")}
    )
    to_id = PublicIdField(
        "usr",
        required=True,
        metadata={"label": N_("To"), "widget": "select", "hint": N_("An active contract manager.")},
    )

"""Calendar addresses in the form and on the wire; the address itself stands on the person's own page only."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.calendar_feeds import FeedReach, NewFeed
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant


class NewFeedSchema(Input[NewFeed]):
    """An address to make."""

    makes = NewFeed

    reach = CodedField(FeedReach, required=True, metadata={"label": N_("Which follow-ups")})


class FeedSchema(Output):
    """One of one's own addresses, without the address."""

    id = fields.String(attribute="public_id")
    is_whole = fields.Boolean()
    made_at = Instant()

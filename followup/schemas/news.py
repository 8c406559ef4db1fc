"""News to the members, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.news import NewNews, NewsFilter
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import Instant, StrippedString


class NewsFilterSchema(Input[NewsFilter]):
    """Where the list goes on."""

    makes = NewsFilter

    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewsSchema(Input[NewNews]):
    """A piece of news."""

    makes = NewNews

    title = StrippedString(required=True, most=300, metadata={"label": N_("Heading")})
    text = StrippedString(
        required=True,
        most=20_000,
        lines=True,
        metadata={"label": N_("Text"), "hint": N_("Leave an empty line between paragraphs.")},
    )


class ListedNewsSchema(Output):
    """A piece of news."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    title = fields.String()
    text = fields.String()
    published_at = Instant(allow_none=True)
    withdrawn_at = Instant(allow_none=True)

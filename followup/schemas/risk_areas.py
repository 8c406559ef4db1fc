"""Areas and their cross-walk on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.schemas.base import Output


class AreaLinkSchema(Output):
    """One area, and the keys of those that correspond to it in the other division."""

    area = fields.String()
    matches = fields.List(fields.String())

"""All rooms with pages and API calls, in the order of the navigation. A new noun is added here and nowhere else."""

from __future__ import annotations

from followup.web import api_docs, contracts
from followup.web.endpoint import Room

ALL: tuple[Room, ...] = (api_docs.room, contracts.room)

"""Notes and files on contracts, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import Instant, StrippedString


class NoteSchema(Input[str]):
    """A note."""

    body = StrippedString(
        required=True,
        most=5000,
        lines=True,
        metadata={"label": N_("Note"), "hint": N_("It cannot be changed afterwards; write another one to correct it.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the text."""
        return str(loaded["body"])


class ContractFilesSchema(Input[None]):
    """Files for a contract; they travel beside the fields."""

    files = FilesField(metadata={"label": N_("Files"), "widget": "file", "multiple": True})

    def build(self, loaded: Mapping[str, object]) -> None:
        """Return nothing: all there is are the files."""


class WrittenNoteSchema(Output):
    """A note as the API gives it."""

    id = fields.String(attribute="public_id")
    body = fields.String()
    written_at = Instant()
    written_by = fields.String()

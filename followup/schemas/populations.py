"""The file of populations as a form asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input

_FILE = {
    "label": N_("File"),
    "widget": "file",
    "accept": ".csv",
    "hint": N_("One row for each member and day. You see what would change before it is saved."),
}


class PopulationFileSchema(Input[None]):
    """The file, which travels beside the fields."""

    file = FilesField(metadata=_FILE)

    def build(self, loaded: Mapping[str, object]) -> None:
        """Return nothing: there is only the file."""


class PopulationFileFormSchema(PopulationFileSchema):
    """The same as it is drawn: the file is needed."""

    file = FilesField(required=True, metadata=_FILE)

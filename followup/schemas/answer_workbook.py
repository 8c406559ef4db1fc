"""The form by which a workbook of answers is sent back."""

from __future__ import annotations

from collections.abc import Mapping

from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input

_FILE = {
    "label": N_("The workbook that you have filled in"),
    "widget": "file",
    "accept": ".xlsx",
    "hint": N_("At most 10 MB. You see what would change before it is saved."),
}


class WorkbookSchema(Input[None]):
    """The file, which travels beside the fields."""

    file = FilesField(metadata=_FILE)

    def build(self, loaded: Mapping[str, object]) -> None:
        """Return nothing: there is only the file."""


class WorkbookFormSchema(WorkbookSchema):
    """The same as it is drawn: the file is needed."""

    file = FilesField(required=True, metadata=_FILE)

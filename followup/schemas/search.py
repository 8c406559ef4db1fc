"""What is searched for."""

from __future__ import annotations

from collections.abc import Mapping

from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.fields import StrippedString


class SearchSchema(Input[str]):
    """A few words."""

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("A title, a number or a name.")})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the words."""
        return str(loaded.get("q", ""))

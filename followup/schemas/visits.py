"""What an external auditor writes of an audit as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from followup.errors import N_
from followup.schemas.audits import TEXT_MOST
from followup.schemas.base import Input
from followup.schemas.fields import StrippedString


class VisitNotesSchema(Input[dict[str, str]]):
    """The meetings and the summary; what the buyer keeps inside is not asked for."""

    opening_note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Opening meeting"), "hint": N_("When, who was there, what was agreed on.")},
    )
    closing_note = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Closing meeting"), "hint": N_("What was presented, and what the supplier said to it.")},
    )
    summary = StrippedString(
        most=TEXT_MOST, lines=True, metadata={"label": N_("Summary"), "hint": N_("It stands first in the report.")}
    )

    def build(self, loaded: Mapping[str, object]) -> dict[str, str]:
        """Return the texts by name; what was left out is empty."""
        return {name: str(loaded.get(name) or "") for name in self.fields}

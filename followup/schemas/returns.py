"""What the buyer sends back of a plan or its evidence: a comment at each action that it is about, and one in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields

from followup.domain.actions import ACTIONS_MOST, Returned
from followup.domain.names import clean_text
from followup.errors import N_, Invalid
from followup.i18n import gettext
from followup.schemas.actions import TEXT_MOST
from followup.schemas.base import REASONS, Input
from followup.schemas.by_question import by_suffix, lines, schema_of
from followup.schemas.fields import StrippedString

_NUMBERS = {str(n): n for n in range(1, ACTIONS_MOST + 1)}


class ReturnedSchema(Input[Returned]):
    """The comments by the number of the action in the plan: "<number>.note", and "note" for all of it."""

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Returned:
        """Return what is missing; an empty comment is none.

        Errors: Invalid at "<number>.note" or "note".
        """
        found = by_suffix(data, ("note",), ("note",))
        if unknown := [key for key in found["note"] if key not in _NUMBERS]:
            raise Invalid({f"{key}.note": [REASONS["field.unknown"]] for key in unknown})
        notes = {key: clean_text(text, at=f"{key}.note", most=TEXT_MOST) for key, text in found["note"].items()}
        return Returned(
            note=clean_text(found[""].get("note", ""), at="note", most=TEXT_MOST),
            notes={_NUMBERS[key]: text for key, text in notes.items() if text},
        )


def returned_schema(numbers: Iterable[int]) -> type[Input[Any]]:
    """Return the schema by which the comments at these actions are drawn."""
    made: dict[str, fields.Field[Any]] = {
        f"{number}.note": lines({"label": gettext(N_("What is missing in action {number}"), number=number)})
        for number in numbers
    }
    told = {"label": N_("What is missing in all"), "hint": N_("The supplier reads this.")}
    return schema_of({**made, "note": StrippedString(lines=True, most=TEXT_MOST, metadata=told)})

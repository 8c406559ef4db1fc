"""Moving follow-ups, on the wire and in forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from followup.domain.moves import MANY, MOST, DayOff, Move
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.contract_lists import SeenField
from followup.schemas.fields import REQUIRED, CodedField, LocalDate, PublicIdField, StrippedString

_LIST: dict[str, str | list[Any] | dict[Any, Any]] = {**REQUIRED, "invalid": "field.list"}
_MONTH = re.compile(r"(2[01][0-9]{2})-(0[1-9]|1[0-2])")


def _few(chosen: list[Any]) -> None:
    if len(chosen) > MOST:
        raise ValidationError([MANY])


class MonthField(StrippedString):
    """A month as year-month; its value is the month's first day."""

    def _serialize(self, value: Any, attr: str | None, obj: object, **kwargs: object) -> str | None:
        return None if value is None else f"{value:%Y-%m}"

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: Any) -> Any:
        match = _MONTH.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValidationError("field.choice")
        return date(int(match[1]), int(match[2]), 1)


class MoveSchema(Input[Move]):
    """What several follow-ups are given at once; what is left empty stays as it is."""

    makes = Move

    chosen = fields.List(
        SeenField("fup"),
        required=True,
        validate=_few,
        error_messages=_LIST,
        metadata={"widget": "hidden", "label": N_("Ticked")},
    )
    due_on = LocalDate(metadata={"label": N_("New date"), "hint": N_("The same date for all that are ticked.")})
    month = MonthField(
        metadata={
            "label": N_("Or another month"),
            "widget": "select",
            "hint": N_("Each keeps its day of the month, moved to a working day."),
        }
    )
    person_id = PublicIdField("usr", metadata={"label": N_("Given to"), "widget": "select"})
    reason = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={
            "label": N_("Reason"),
            "hint": N_("It stands beside the new date for all in the organisation."),
        },
    )
    day_off = CodedField(DayOff, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> Move:
        """Return the move."""
        return Move(**{**loaded, "chosen": dict(loaded["chosen"])})


class MoveFormSchema(MoveSchema):
    """A move as a form sends it: with the way back to the list."""

    back = StrippedString(most=2_000, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> Move:
        """Return the move; the way back is no part of it."""
        return super().build({name: value for name, value in loaded.items() if name != "back"})


class LateNoteSchema(Input[str]):
    """Why a follow-up is late."""

    note = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Why it is late"), "hint": N_("What it waits for, and when it can be done.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the note."""
        return str(loaded["note"])


class MovedSchema(Output):
    """A follow-up that was moved; `next_working_day` is told where its new date is a day off."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    due_on = LocalDate()
    why = fields.String()
    next_working_day = LocalDate(allow_none=True)


class MovesSchema(Output):
    """Those that changed."""

    items = fields.List(fields.Nested(MovedSchema))

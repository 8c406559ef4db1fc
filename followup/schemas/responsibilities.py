"""The responsibility matrix on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.cooperation_bodies import NewTask, Responsibility
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, StrippedString, WholeNumber

POSITION_MOST = 999
PARTIES_MOST = 4000


class TaskSchema(Input[NewTask]):
    """One task and who takes which part in it."""

    makes = NewTask

    name = StrippedString(required=True, most=300, metadata={"label": N_("Task")})
    position = WholeNumber(
        most=POSITION_MOST, metadata={"label": N_("Place in the list"), "hint": N_("The lowest number stands first.")}
    )
    main = StrippedString(
        required=True,
        most=PARTIES_MOST,
        lines=True,
        metadata={"label": N_("H: main responsible"), "hint": N_("One party on each line.")},
    )
    participates = StrippedString(
        most=PARTIES_MOST, lines=True, metadata={"label": N_("D: takes part"), "hint": N_("One party on each line.")}
    )
    informed = StrippedString(
        most=PARTIES_MOST, lines=True, metadata={"label": N_("I: informed"), "hint": N_("One party on each line.")}
    )


class PartSchema(Output):
    """One party's part."""

    party = fields.String()
    part = CodedField(Responsibility)


class ListedTaskSchema(Output):
    """One task with the parties' parts."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    position = fields.Integer()
    parts = fields.List(fields.Nested(PartSchema))

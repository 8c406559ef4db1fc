"""Strategic procurement on the wire and in its form, with the codes of eForms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.codes import Coded
from followup.domain.strategic import Green, GreenCriteria, Innovative, Purpose, Social, Strategic
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, StrippedString


def _several(codes: type[Coded], label: str, hint: str) -> fields.List[Any]:
    return fields.List(
        CodedField(codes),
        error_messages={**REQUIRED, "invalid": "field.list"},
        metadata={"label": label, "hint": hint},
    )


class StrategicSchema(Input[Strategic]):
    """What a contract is to achieve beside the delivery, as the notice asks for it."""

    makes = Strategic

    purposes = _several(Purpose, N_("Purpose"), N_("BT-06 of the notice."))
    green = _several(Green, N_("Less impact on the environment through"), N_("BT-774 of the notice."))
    green_criteria = _several(GreenCriteria, N_("Criteria for green procurement"), N_("BT-805 of the notice."))
    social = _several(Social, N_("Social objectives, which"), N_("BT-775 of the notice."))
    innovative = _several(Innovative, N_("Innovation, of which kind"), N_("BT-776 of the notice."))
    description = StrippedString(
        most=4000, lines=True, metadata={"label": N_("In words"), "hint": N_("BT-777 of the notice.")}
    )

    def build(self, loaded: Mapping[str, Any]) -> Strategic:
        """Return what was ticked and written, each code once."""
        chosen = {name: tuple(dict.fromkeys(codes)) for name, codes in loaded.items() if name != "description"}
        return Strategic(**chosen, description=loaded.get("description", ""))


class StrategicOutput(Output):
    """Strategic procurement as the API gives it."""

    purposes = fields.List(CodedField(Purpose))
    green = fields.List(CodedField(Green))
    green_criteria = fields.List(CodedField(GreenCriteria))
    social = fields.List(CodedField(Social))
    innovative = fields.List(CodedField(Innovative))
    description = fields.String()

"""Areas, their cross-walk and a cooperation's choice on the wire."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.risk_areas import AreaChoice, AreaScheme
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, YesNo


class AreaLinkSchema(Output):
    """One area, and the keys of those that correspond to it in the other division."""

    area = fields.String()
    matches = fields.List(fields.String())


class AreaChoiceSchema(Input[AreaChoice]):
    """Which division a cooperation speaks of, and whether animal welfare is an area of its own."""

    scheme = CodedField(AreaScheme, required=True, metadata={"label": N_("Areas")})
    has_animal_welfare = YesNo(
        metadata={
            "label": N_("Animal welfare is a fifth area of the code"),
            "hint": N_("Then its criteria are offered too. Lillestrøm's areas have it already."),
        }
    )

    def build(self, loaded: Mapping[str, object]) -> AreaChoice:
        """Return the choice; animal welfare is off unless it was switched on."""
        scheme = loaded["scheme"]
        assert isinstance(scheme, AreaScheme)
        return AreaChoice(scheme, bool(loaded.get("has_animal_welfare")))


class ChosenAreasSchema(Output):
    """A cooperation's choice."""

    cooperation_id = fields.String(attribute="public_id")
    scheme = fields.String(attribute="area_scheme")
    has_animal_welfare = fields.Boolean()

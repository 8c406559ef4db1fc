"""Options to extend a contract, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.contracts import OptionStatus, OptionStep
from followup.domain.options import NewOption
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate


class NewOptionSchema(Input[NewOption]):
    """A right to extend the contract."""

    makes = NewOption

    extends_to_on = LocalDate(required=True, metadata={"label": N_("The contract then runs to")})
    decide_by_on = LocalDate(
        required=True,
        metadata={"label": N_("To be decided by"), "hint": N_("The last day on which you can use the option.")},
    )


class DecisionSchema(Input[OptionStep]):
    """What is decided about an option."""

    decision = CodedField(OptionStep, required=True, metadata={"label": N_("Decision")})

    def build(self, loaded: Mapping[str, Any]) -> OptionStep:
        """Return the step."""
        return OptionStep.of(loaded["decision"])


class OptionSchema(Output):
    """An option as the API gives it."""

    id = fields.String(attribute="public_id")
    extends_to_on = LocalDate()
    decide_by_on = LocalDate()
    status = CodedField(OptionStatus)
    decided_on = LocalDate(allow_none=True)

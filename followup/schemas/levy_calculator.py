"""The question to the calculator, and its answer on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.editions import FIRST_YEAR, LAST_YEAR
from followup.domain.levy_calculator import POSITIONS_MOST, RATE_MOST_ORE, RateQuestion
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import MoneyField, PublicIdField, WholeNumber

KRONOR_MOST = 10_000_000


class RateQuestionSchema(Input[RateQuestion]):
    """From which rate to which, and what it is to pay for."""

    makes = RateQuestion

    cooperation_id = PublicIdField("coo", metadata={"label": N_("Cooperation"), "widget": "select"})
    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, metadata={"label": N_("Year")})
    from_ore = WholeNumber(most=RATE_MOST_ORE, metadata={"label": N_("Rate now, öre per inhabitant")})
    to_ore = WholeNumber(most=RATE_MOST_ORE, metadata={"label": N_("New rate, öre per inhabitant")})
    positions = WholeNumber(most=POSITIONS_MOST, metadata={"label": N_("New positions")})
    position_kronor = WholeNumber(most=KRONOR_MOST, metadata={"label": N_("Cost of one position a year, kronor")})


class EffectSchema(Output):
    """What the change means for one member; without an id for all."""

    organisation_id = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    inhabitants = fields.Integer(allow_none=True)
    before = MoneyField(allow_none=True)
    after = MoneyField(allow_none=True)
    difference = fields.Function(
        lambda effect: effect.difference and {"minor": effect.difference.minor, "currency": effect.difference.currency}
    )


class RateAnswerSchema(Output):
    """What the change means for each member, for all, and for the positions."""

    year = fields.Integer()
    from_ore = fields.Integer(allow_none=True)
    to_ore = fields.Integer(allow_none=True)
    all = fields.Nested(EffectSchema, attribute="answer.all")
    members = fields.List(fields.Nested(EffectSchema), attribute="answer.members")
    positions = fields.Integer(attribute="answer.positions")
    positions_cost = MoneyField(attribute="answer.positions_cost", allow_none=True)
    left = fields.Function(
        lambda found: (
            found["answer"].left and {"minor": found["answer"].left.minor, "currency": found["answer"].left.currency}
        )
    )
    each_position = MoneyField(attribute="answer.each_position", allow_none=True)
    own_share = MoneyField(attribute="answer.own_share", allow_none=True)

"""Budget, outcome and grants, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.budgets import BudgetFilter, NewBudgetLine, NewGrant
from followup.domain.charges import Activity
from followup.domain.editions import FIRST_YEAR, LAST_YEAR
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.charges import AMOUNT_MOST
from followup.schemas.fields import CodedField, MoneyField, StrippedString, WholeNumber

_YEAR = {"label": N_("Year")}
_EMPTY = N_("Empty is not reported; write 0 for nothing.")


class BudgetFilterSchema(Input[BudgetFilter]):
    """Which year is shown, by the page and by the API alike."""

    makes = BudgetFilter

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, metadata={"label": N_("Year"), "widget": "select"})


class NewBudgetLineSchema(Input[NewBudgetLine]):
    """What one activity may cost, and what it did cost."""

    makes = NewBudgetLine

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, required=True, metadata=_YEAR)
    activity = CodedField(Activity, required=True, metadata={"label": N_("Activity"), "widget": "select"})
    budget = StrippedString(most=AMOUNT_MOST, metadata={"widget": "decimal", "label": N_("Budget"), "hint": _EMPTY})
    outcome = StrippedString(most=AMOUNT_MOST, metadata={"widget": "decimal", "label": N_("Outcome"), "hint": _EMPTY})
    note = StrippedString(most=1_000, lines=True, metadata={"label": N_("Note")})


class NewGrantSchema(Input[NewGrant]):
    """A grant and the cooperation's own share."""

    makes = NewGrant

    year = WholeNumber(least=FIRST_YEAR, most=LAST_YEAR, required=True, metadata=_YEAR)
    name = StrippedString(required=True, metadata={"label": N_("What the grant is for")})
    granted = StrippedString(
        required=True, most=AMOUNT_MOST, metadata={"widget": "decimal", "label": N_("Amount granted")}
    )
    own = StrippedString(
        required=True,
        most=AMOUNT_MOST,
        metadata={"widget": "decimal", "label": N_("Own share"), "hint": N_("What the cooperation adds itself.")},
    )
    source = StrippedString(
        required=True, metadata={"label": N_("By which decision"), "hint": N_("Such as a case number.")}
    )


class BudgetLineSchema(Output):
    """One activity's budget and outcome; null is not reported."""

    id = fields.String(attribute="public_id")
    activity = CodedField(Activity)
    budget = MoneyField(allow_none=True)
    outcome = MoneyField(allow_none=True)
    note = fields.String(allow_none=True)


class GrantSchema(Output):
    """A grant; the total is what was granted and the own share together."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    granted = MoneyField()
    own = MoneyField()
    total = MoneyField()
    own_percent = fields.String()
    source = fields.String()


class FundingYearSchema(Output):
    """What one cooperation had in a year and what it used it for."""

    cooperation_id = fields.String()
    cooperation_name = fields.String()
    year = fields.Integer()
    levy = MoneyField()
    costs = MoneyField()
    grants = MoneyField()
    credited = MoneyField()
    received = MoneyField()
    budgeted = MoneyField(allow_none=True)
    used = MoneyField(allow_none=True)
    remaining = MoneyField(allow_none=True)
    lines = fields.List(fields.Nested(BudgetLineSchema))
    granted = fields.List(fields.Nested(GrantSchema))

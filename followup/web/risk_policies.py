"""The organisation's rules for risk assessment: read by all inside, changed by the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.permissions import Permission
from followup.domain.risk import RiskClass
from followup.domain.risk_policies import CHOOSABLE, NewRules
from followup.models.procurements import RiskPolicy
from followup.queries import journal
from followup.queries import risk_policies as queries
from followup.schemas.risk_policies import RiskPolicySchema, RiskRulesSchema
from followup.services import risk_policies
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices

room = Room("risk_policies")


@room.page("/risk-rules", needs=Permission.RISK_POLICY_READ)
def show(tx: Transaction) -> dict[str, Any]:
    """Return the rules that hold and all there have been."""
    rules = queries.in_force(tx.session, tx.today)
    changes = queries.history(tx.session)
    return {
        "rules": rules,
        "classes": list(RiskClass),
        "changes": [(row, queries.rules_of(row), name) for row, name in changes],
        "on": tx.today,
        "approver_count": queries.holder_count(tx.session, rules.approvers),
        "history": journal.history(tx.session, [row.public_id for row, _ in changes]),
    }


def _form(tx: Transaction) -> Shown:
    rules = queries.in_force(tx.session, tx.today)
    roles = coded_choices(CHOOSABLE)
    return Shown(
        data={
            "valid_from": tx.today,
            "assessors": rules.assessors,
            "approvers": rules.approvers,
            "four_eyes_from": rules.four_eyes_from,
            "review_months": rules.review_months,
            **{f"hours_{level}": hours for level, hours in rules.hours.items()},
        },
        choices={"assessors": roles, "approvers": roles},
    )


@room.form(
    "/risk-rules/new",
    needs=Permission.RISK_POLICY_CHANGE,
    takes=RiskRulesSchema,
    template="risk_policies/new.html",
    shows=_form,
)
def change(tx: Transaction, new: NewRules) -> Any:
    """Let other rules hold from a day."""
    risk_policies.set_rules(tx, new)
    return see_other("risk_policies.show", notice="saved")


@room.read("/risk-rules", needs=Permission.RISK_POLICY_READ, gives=RiskPolicySchema, many=True)
def list_rules(tx: Transaction) -> Sequence[RiskPolicy]:
    """Return every change of the rules, the latest first; none where the defaults hold."""
    return [row for row, _ in queries.history(tx.session)]


@room.create("/risk-rules", needs=Permission.RISK_POLICY_CHANGE, takes=RiskRulesSchema, gives=RiskPolicySchema)
def create_rules(tx: Transaction, new: NewRules) -> RiskPolicy:
    """Let other rules hold from a day."""
    return risk_policies.set_rules(tx, new)

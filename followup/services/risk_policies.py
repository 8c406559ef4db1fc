"""The organisation's rules for risk assessment: each change is a row of its own, decided and with a reason."""

from __future__ import annotations

from followup.domain.journal import RISK_POLICY_SET
from followup.domain.permissions import Permission
from followup.domain.risk_policies import NewRules, check_rules
from followup.models.procurements import RiskPolicy
from followup.transaction import Transaction


def set_rules(tx: Transaction, new: NewRules) -> RiskPolicy:
    """Let these rules hold from their first day; what was decided before stays as it was decided.

    Errors: Invalid as `check_rules`; Conflict("risk_policy.known") for a second change on the same day.
    """
    tx.require(Permission.RISK_POLICY_CHANGE)
    check_rules(new, tx.today)
    policy = tx.add(
        RiskPolicy(
            valid_from=new.valid_from,
            four_eyes_from=new.four_eyes_from,
            assessors=[str(role) for role in new.assessors],
            approvers=[str(role) for role in new.approvers],
            review_months=new.review_months,
            hours={str(level): hours for level, hours in new.hours.items()},
            reason=new.reason,
            decided_by_id=tx.actor.user_id,
        )
    )
    tx.journal(RISK_POLICY_SET, policy, valid_from=new.valid_from)
    return policy

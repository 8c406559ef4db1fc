"""Deciding by when deviations are answered and put right: for a cooperation, by its secretariat, from a day on."""

from __future__ import annotations

from followup.domain.audit_journal import DEVIATION_POLICY_SET
from followup.domain.deviation_policies import NewGradeRule, stored_table
from followup.domain.permissions import Permission
from followup.models.deviation_policies import DeviationPolicy
from followup.models.organisations import Cooperation
from followup.queries import deviation_policies as queries
from followup.transaction import Transaction


def decide(tx: Transaction, cooperation_id: str, new: NewGradeRule) -> DeviationPolicy:
    """Let other deadlines hold for a grade from a day; the whole table of that day is stored with it.

    What was sent before keeps its days, and tables already decided for later days stay as they are.
    Errors: Invalid as `NewGradeRule.checked`.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.DEVIATION_POLICY_CHANGE)
    new = new.checked(tx.today)
    table = new.taken_into(queries.of_cooperation(tx.session, cooperation.id, new.valid_from))
    policy = queries.same_day(tx.session, cooperation.id, new.valid_from) or DeviationPolicy(
        cooperation_id=cooperation.id, secretariat_id=cooperation.secretariat_id, valid_from=new.valid_from, reason=""
    )
    policy.rules, policy.is_shorter_for_class_a = stored_table(table), table.is_shorter_for_class_a
    said = policy.reason.splitlines()
    policy.reason = "\n".join([*said, *(line for line in new.reason.splitlines() if line not in said)])
    assert tx.actor.user_id is not None
    policy.decided_by_id, policy.decided_at = tx.actor.user_id, tx.now
    if not policy.public_id:
        tx.add(policy)
    tx.journal(DEVIATION_POLICY_SET, policy, valid_from=new.valid_from)
    tx.flush()
    return policy

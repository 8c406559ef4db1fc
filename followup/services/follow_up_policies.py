"""Deciding what is followed up when: for the cooperation by its secretariat, otherwise by the organisation itself."""

from __future__ import annotations

from datetime import date

from followup.domain.follow_up_policies import (
    FOLLOWS_ALREADY,
    NewEfforts,
    NewRule,
    own_efforts,
    own_row,
    whole_table,
)
from followup.domain.follow_up_rules import RuleOrigin
from followup.domain.journal import FOLLOW_UP_POLICY_SET
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.follow_up_policies import CooperationPolicy, OrganisationPolicy
from followup.models.organisations import Cooperation
from followup.queries import follow_up_policies as queries
from followup.queries.follow_up_policies import Followed
from followup.transaction import Transaction


def decide_for(tx: Transaction, cooperation_id: str, new: NewRule) -> CooperationPolicy:
    """Let a rule hold in the whole cooperation from a day, but where an organisation decides otherwise.

    The whole table of that day is stored with it; tables already decided for later days stay as they are.
    Errors: Invalid as `NewRule.checked`.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.COOPERATION_POLICY_CHANGE)
    new = new.checked(tx.today)
    table = dict(queries.of_cooperation(tx.session, cooperation, new.valid_from))
    before = table[new.group, new.kind]
    terms = new.terms or before.terms
    table[new.group, new.kind] = before.decided(terms, RuleOrigin.COOPERATION, new.valid_from, new.reason)
    policy = queries.same_day(tx.session, cooperation.id, new.valid_from)
    if policy is None:
        policy = CooperationPolicy(
            cooperation_id=cooperation.id, secretariat_id=cooperation.secretariat_id, valid_from=new.valid_from
        )
    policy.rules = whole_table(table)
    _settle(tx, policy, new.reason)
    tx.journal(FOLLOW_UP_POLICY_SET, policy, valid_from=new.valid_from, count=1)
    return policy


def decide(tx: Transaction, new: NewRule) -> OrganisationPolicy:
    """Let a rule hold in the actor's own organisation from a day; without terms it follows the cooperation again.

    Errors: Invalid as `NewRule.checked`; Conflict("follow_up_policy.follows_already").
    """
    tx.require(Permission.FOLLOW_UP_POLICY_CHANGE)
    new = new.checked(tx.today)
    if new.terms is None:
        held = queries.in_force(tx.session, Followed.by(tx.actor), new.valid_from)
        if held.policy[new.group, new.kind].origin is not RuleOrigin.OWN:
            raise Conflict(FOLLOWS_ALREADY)
    policy = _own(tx, new.valid_from)
    rows = policy.rules.get("rows")
    said = dict(rows) if isinstance(rows, dict) else {}
    policy.rules = {**policy.rules, "rows": {**said, f"{new.kind}/{new.group}": own_row(new)}}
    _settle(tx, policy, new.reason)
    tx.journal(FOLLOW_UP_POLICY_SET, policy, valid_from=new.valid_from, count=1)
    return policy


def state_efforts(tx: Transaction, new: NewEfforts) -> OrganisationPolicy:
    """Let these hours and costs hold in the actor's own organisation from a day.

    Errors: Invalid as `NewEfforts.checked`.
    """
    tx.require(Permission.FOLLOW_UP_POLICY_CHANGE)
    new = new.checked(tx.today)
    policy = _own(tx, new.valid_from)
    policy.rules = {**policy.rules, "efforts": own_efforts(new)}
    _settle(tx, policy, new.reason)
    tx.journal(FOLLOW_UP_POLICY_SET, policy, valid_from=new.valid_from, count=len(new.efforts.minutes))
    return policy


def _own(tx: Transaction, valid_from: date) -> OrganisationPolicy:
    """Return what the organisation decided for the day, to which more is added."""
    found = queries.own_same_day(tx.session, valid_from)
    return found or OrganisationPolicy(organisation_id=tx.actor.organisation_id, valid_from=valid_from, rules={})


def _settle(tx: Transaction, policy: CooperationPolicy | OrganisationPolicy, reason: str) -> None:
    """Note who decided, when and why; what else was decided for the same day keeps its reason beside this one."""
    said = policy.reason or ""
    policy.reason = said if reason in said.split("\n") else f"{said}\n{reason}".strip()
    assert tx.actor.user_id is not None
    policy.decided_by_id, policy.decided_at = tx.actor.user_id, tx.now
    if not policy.public_id:
        tx.add(policy)

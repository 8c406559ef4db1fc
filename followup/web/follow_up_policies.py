"""The rules for follow-ups: the table that holds and whose each rule is, and the forms in which others are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from followup.domain.follow_up_policies import GROUPS, Efforts, NewEfforts, NewRule, cell_of, triggers_of
from followup.domain.follow_up_rules import REUSE_MONTHS, FollowUpKind, Group, Policy, PolicyRow, RuleOrigin
from followup.domain.permissions import Permission
from followup.domain.schedule import MONTHS_AFTER_OFFICE_AUDIT, PAY_ASSESSMENT_DAYS
from followup.i18n import gettext
from followup.models.follow_up_policies import CooperationPolicy, OrganisationPolicy
from followup.models.organisations import Cooperation
from followup.queries import follow_up_policies as queries
from followup.queries import journal
from followup.queries.follow_up_policies import Decision, Followed, Table
from followup.schemas.follow_up_policies import (
    KEYS,
    MINUTES,
    DecidedRuleSchema,
    EffortsOutputSchema,
    EffortsSchema,
    OwnRuleSchema,
    RuleDecisionSchema,
    RuleRowSchema,
    RuleSchema,
)
from followup.services import follow_up_policies
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices

room = Room("follow_up_policies")
READ = Permission.FOLLOW_UP_POLICY_READ


def _in_force(tx: Transaction) -> Table:
    return queries.in_force(tx.session, Followed.by(tx.actor), tx.today)


def _drawn(policy: Policy, decisions: Sequence[Decision], tx: Transaction) -> dict[str, Any]:
    """Return what the page of a table shows: rules by kind, the meetings beside them, and every decision."""
    rows = {
        kind: [policy[group, kind] for group in GROUPS[kind]]
        for kind in FollowUpKind
        if kind is not FollowUpKind.PAY_CONTROL or tx.actor.country == "NO"
    }
    meetings = rows.pop(FollowUpKind.DEVELOPMENT_MEETING)
    return {
        "rows": rows,
        "meetings": meetings,
        "is_default": all(row.origin is RuleOrigin.DEFAULT for row in policy.values()),
        "decisions": decisions,
        "name_of": _name,
        "months_after_audit": MONTHS_AFTER_OFFICE_AUDIT,
        "reuse_months": REUSE_MONTHS,
        "pay_days": PAY_ASSESSMENT_DAYS,
        "country": tx.actor.country,
        "history": journal.history(tx.session, [decision.public_id for decision in decisions]),
    }


def _name(key: str) -> str:
    kind, group = cell_of(key)
    return f"{gettext(kind.label)}, {gettext(group.label)}"


@room.page("/follow-up-rules", needs=READ)
def show(tx: Transaction) -> dict[str, Any]:
    """Return the rules that hold in the organisation, and whose each of them is."""
    here, table = Followed.by(tx.actor), _in_force(tx)
    decisions = list(queries.own_decisions(tx.session, here.zone))
    if table.cooperation_id is not None:
        decisions += queries.decisions(tx.session, table.cooperation_id, here.zone)
    return {
        **_drawn(table.policy, sorted(decisions, key=lambda d: d.valid_from, reverse=True), tx),
        "efforts": table.efforts,
        "cooperations": queries.cooperations(tx.session, here),
        "followed_id": table.cooperation_id,
    }


@room.page("/follow-up-rules/cooperations/<cooperation_id>", needs=READ)
def cooperation(tx: Transaction, cooperation_id: str) -> dict[str, Any]:
    """Return the rules that a cooperation has decided for its members, to whom alone they are shown."""
    found = tx.get(Cooperation, cooperation_id, to=READ)
    if not _is_member(tx, found):
        return {"cooperation": found, "is_member": False}
    policy = queries.of_cooperation(tx.session, found, tx.today)
    decisions = queries.decisions(tx.session, found.id, tx.actor.zone)
    return {**_drawn(policy, decisions, tx), "cooperation": found, "is_member": True}


def _is_member(tx: Transaction, found: Cooperation) -> bool:
    return found.id in tx.actor.scope.cooperation_ids


def _rule_form(policy: Policy, tx: Transaction) -> Shown:
    """Return the form about the rule that the address names, with what holds now; about any where it names none."""
    key = request.args.get("rule", "")
    if key not in KEYS:
        return Shown(data={"valid_from": tx.today}, choices={"rule": [(key, _name(key)) for key in KEYS]})
    kind, group = cell_of(key)
    row = policy[group, kind]
    return Shown(
        data={**_terms(row), "rule": key, "valid_from": tx.today},
        choices={"rule": [(key, _name(key))], "trigger": coded_choices(triggers_of(kind))},
        context={"row": row},
    )


def _terms(row: PolicyRow) -> Mapping[str, object]:
    names = ("trigger", "first_months", "first_days", "interval_months", "sample_percent", "answer_days")
    return {name: getattr(row, name) or None for name in names} | {
        "reminder_offsets": ", ".join(str(days) for days in row.reminder_offsets)
    }


def _own_form(tx: Transaction) -> Shown:
    return _rule_form(_in_force(tx).policy, tx)


@room.form(
    "/follow-up-rules/new",
    needs=Permission.FOLLOW_UP_POLICY_CHANGE,
    takes=OwnRuleSchema,
    template="follow_up_policies/decide.html",
    shows=_own_form,
)
def decide(tx: Transaction, new: NewRule) -> Any:
    """Let another rule hold in the organisation from a day."""
    follow_up_policies.decide(tx, new)
    return see_other("follow_up_policies.show", notice="rule_decided")


def _cooperation_form(tx: Transaction, cooperation_id: str) -> Shown:
    found = tx.get(Cooperation, cooperation_id, to=Permission.COOPERATION_POLICY_CHANGE)
    shown = _rule_form(queries.of_cooperation(tx.session, found, tx.today), tx)
    return Shown(data=shown.data, choices=shown.choices, context={**shown.context, "cooperation": found})


@room.form(
    "/follow-up-rules/cooperations/<cooperation_id>/new",
    needs=Permission.COOPERATION_POLICY_CHANGE,
    takes=RuleSchema,
    template="follow_up_policies/decide.html",
    shows=_cooperation_form,
)
def decide_for(tx: Transaction, new: NewRule, cooperation_id: str) -> Any:
    """Let another rule hold in the cooperation from a day."""
    follow_up_policies.decide_for(tx, cooperation_id, new)
    return see_other("follow_up_policies.cooperation", cooperation_id=cooperation_id, notice="rule_decided")


def _efforts_form(tx: Transaction) -> Shown:
    efforts = _in_force(tx).efforts
    return Shown(
        data={
            **{MINUTES[kind]: minutes for kind, minutes in efforts.minutes.items()},
            "per_hour": efforts.per_hour,
            "currency": efforts.per_hour.currency if efforts.per_hour else CURRENCIES.get(tx.actor.country, "EUR"),
            "valid_from": tx.today,
        }
    )


@room.form(
    "/follow-up-rules/hours",
    needs=Permission.FOLLOW_UP_POLICY_CHANGE,
    takes=EffortsSchema,
    template="follow_up_policies/hours.html",
    shows=_efforts_form,
)
def hours(tx: Transaction, new: NewEfforts) -> Any:
    """State what a follow-up of each kind takes and costs."""
    follow_up_policies.state_efforts(tx, new)
    return see_other("follow_up_policies.show", notice="saved")


def _in_order(policy: Policy) -> Sequence[PolicyRow]:
    wanted: list[tuple[Group, FollowUpKind]] = [(group, kind) for kind in FollowUpKind for group in GROUPS[kind]]
    return [policy[place] for place in wanted]


@room.read("/follow-up-rules", needs=READ, gives=RuleRowSchema, many=True)
def list_rules(tx: Transaction) -> Sequence[PolicyRow]:
    """Return the rules that hold in the organisation."""
    return _in_order(_in_force(tx).policy)


@room.read("/follow-up-rules/decisions", needs=READ, gives=RuleDecisionSchema, many=True)
def list_decisions(tx: Transaction) -> Sequence[Decision]:
    """Return the organisation's own decisions about the rules, the latest first."""
    return queries.own_decisions(tx.session, tx.actor.zone)


@room.read("/follow-up-rules/hours", needs=READ, gives=EffortsOutputSchema)
def get_hours(tx: Transaction) -> Efforts:
    """Return what a follow-up of each kind takes and costs here; empty where nothing was stated."""
    return _in_force(tx).efforts


@room.create("/follow-up-rules", needs=Permission.FOLLOW_UP_POLICY_CHANGE, takes=OwnRuleSchema, gives=DecidedRuleSchema)
def create_rule(tx: Transaction, new: NewRule) -> OrganisationPolicy:
    """Let another rule hold in the organisation from a day."""
    return follow_up_policies.decide(tx, new)


@room.create(
    "/follow-up-rules/hours", needs=Permission.FOLLOW_UP_POLICY_CHANGE, takes=EffortsSchema, gives=DecidedRuleSchema
)
def create_hours(tx: Transaction, new: NewEfforts) -> OrganisationPolicy:
    """State what a follow-up of each kind takes and costs."""
    return follow_up_policies.state_efforts(tx, new)


@room.read("/follow-up-rules/cooperations/<cooperation_id>", needs=READ, gives=RuleRowSchema, many=True)
def list_cooperation_rules(tx: Transaction, cooperation_id: str) -> Sequence[PolicyRow]:
    """Return the rules that a cooperation has decided for its members; none to others."""
    found = tx.get(Cooperation, cooperation_id, to=READ)
    return _in_order(queries.of_cooperation(tx.session, found, tx.today)) if _is_member(tx, found) else ()


@room.create(
    "/follow-up-rules/cooperations/<cooperation_id>",
    needs=Permission.COOPERATION_POLICY_CHANGE,
    takes=RuleSchema,
    gives=DecidedRuleSchema,
)
def create_cooperation_rule(tx: Transaction, new: NewRule, cooperation_id: str) -> CooperationPolicy:
    """Let another rule hold in the cooperation from a day."""
    return follow_up_policies.decide_for(tx, cooperation_id, new)

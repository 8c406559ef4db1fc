"""Deadlines by grade: the table that holds and whose it is, and the form in which a secretariat decides another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from followup.domain.deviation_gates import (
    ACCEPTANCE_DAYS_MOST,
    EXTENSION_PERCENT_MOST,
    EXTENSIONS_MOST,
)
from followup.domain.deviation_policies import ANCHORS, DeadlineTable, GradeRule, NewGradeRule
from followup.domain.deviations import EFFECT_MONTHS, MEANING, Severity
from followup.domain.permissions import Permission
from followup.domain.risk import RiskClass
from followup.models.deviation_policies import DeviationPolicy
from followup.models.organisations import Cooperation
from followup.queries import deviation_policies as queries
from followup.queries import journal
from followup.schemas.deviation_policies import (
    DecidedGradeSchema,
    GradeRuleRowSchema,
    GradeRuleSchema,
    form_data,
)
from followup.services import deviation_policies
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("deviation_policies")
READ, CHANGE = Permission.DEVIATION_POLICY_READ, Permission.DEVIATION_POLICY_CHANGE
_OF = "/deviation-rules/cooperations/<cooperation_id>"


def _drawn(tx: Transaction, table: DeadlineTable, cooperation_id: int | None) -> dict[str, Any]:
    decisions = queries.decisions(tx.session, cooperation_id) if cooperation_id is not None else ()
    return {
        "table": table,
        "in_class_a": table.deadlines(RiskClass.A) if table.is_shorter_for_class_a else None,
        "anchors": ANCHORS,
        "meaning": MEANING,
        "extensions_most": EXTENSIONS_MOST,
        "extension_percent": EXTENSION_PERCENT_MOST,
        "effect_months": EFFECT_MONTHS,
        "acceptance_days": ACCEPTANCE_DAYS_MOST,
        "decisions": decisions,
        "history": journal.history(tx.session, [decision.public_id for decision in decisions]),
    }


@room.page("/deviation-rules", needs=READ)
def show(tx: Transaction) -> dict[str, Any]:
    """Return the deadlines that hold in the organisation, and whose they are."""
    key = tx.actor.organisation_id or 0
    cooperations = queries.cooperations(tx.session, key)
    followed = cooperations[0].id if cooperations else None
    return {
        **_drawn(tx, queries.in_force(tx.session, key, tx.today), followed),
        "cooperations": cooperations,
        "followed_id": followed,
    }


@room.page(_OF, needs=READ)
def cooperation(tx: Transaction, cooperation_id: str) -> dict[str, Any]:
    """Return the deadlines that a cooperation has decided for its members and its secretariat, who alone see them."""
    found = tx.get(Cooperation, cooperation_id, to=READ)
    if not _may_see(tx, found):
        return {"cooperation": found, "may_see": False}
    table = queries.of_cooperation(tx.session, found.id, tx.today)
    return {**_drawn(tx, table, found.id), "cooperation": found, "may_see": True}


def _may_see(tx: Transaction, found: Cooperation) -> bool:
    return found.id in tx.actor.scope.cooperation_ids or found.secretariat_id == tx.actor.organisation_id


def _form(tx: Transaction, cooperation_id: str) -> Shown:
    found = tx.get(Cooperation, cooperation_id, to=CHANGE)
    table = queries.of_cooperation(tx.session, found.id, tx.today)
    grade = next((s for s in Severity if s == request.args.get("grade", "")), Severity.MAJOR)
    data = form_data(table.rules[grade], is_shorter_for_class_a=table.is_shorter_for_class_a)
    return Shown(data={**data, "valid_from": tx.today}, context={"cooperation": found, "rule": table.rules[grade]})


@room.form(f"{_OF}/new", needs=CHANGE, takes=GradeRuleSchema, template="deviation_policies/decide.html", shows=_form)
def decide(tx: Transaction, new: NewGradeRule, cooperation_id: str) -> Any:
    """Let other deadlines hold for a grade from a day."""
    deviation_policies.decide(tx, cooperation_id, new)
    return see_other("deviation_policies.cooperation", cooperation_id=cooperation_id, notice="saved")


@room.read("/deviation-rules", needs=READ, gives=GradeRuleRowSchema, many=True)
def list_rules(tx: Transaction) -> Sequence[GradeRule]:
    """Return the deadlines that hold in the organisation, the gravest grade first."""
    return list(queries.in_force(tx.session, tx.actor.organisation_id or 0, tx.today).rules.values())


@room.read(_OF, needs=READ, gives=GradeRuleRowSchema, many=True)
def list_cooperation_rules(tx: Transaction, cooperation_id: str) -> Sequence[GradeRule]:
    """Return the deadlines that a cooperation has decided for its members and secretariat; none to others."""
    found = tx.get(Cooperation, cooperation_id, to=READ)
    table = queries.of_cooperation(tx.session, found.id, tx.today)
    return list(table.rules.values()) if _may_see(tx, found) else ()


@room.create(_OF, needs=CHANGE, takes=GradeRuleSchema, gives=DecidedGradeSchema)
def create_rule(tx: Transaction, new: NewGradeRule, cooperation_id: str) -> DeviationPolicy:
    """Let other deadlines hold for a grade in the cooperation from a day."""
    return deviation_policies.decide(tx, cooperation_id, new)

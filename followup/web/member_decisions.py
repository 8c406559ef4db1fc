"""Decisions of the members: each region adopts by its own body, in its own case; who has not decided yet."""

from __future__ import annotations

from typing import Any

from followup.domain.actors import Role
from followup.domain.cooperation_bodies import DecisionFilter, NewDecision, missing
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.models.cooperation_bodies import MemberDecision
from followup.queries import categories, joint_documents, journal, members
from followup.queries import member_decisions as queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.member_decisions import (
    DecisionFilterSchema,
    ListedMemberDecisionSchema,
    MemberDecisionSchema,
)
from followup.services import member_decisions
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("member_decisions")
_MAY, _READ = Permission.DECISION_RECORD, Permission.COOPERATION_READ
_ALL = "/cooperations/decisions"
_ONE = f"{_ALL}/<member_decision_id>"
_FORM = "member_decisions/edit.html"


@room.page(_ALL, needs=_READ, query=DecisionFilterSchema)
def index(tx: Transaction, query: DecisionFilter) -> dict[str, Any]:
    """Return the members' decisions; of one matter, also who has not decided."""
    matters = queries.matters(tx.session)
    shown = next((row for row in matters if row.matter == query.matter), None)
    asked = {"matter": query.matter} if query.matter else {}
    choices = {"matter": [(row.matter, row.matter) for row in matters]}
    return {
        "found": queries.listed(tx.session, query),
        "query": query,
        "asked": asked,
        "filter": Form(DecisionFilterSchema, asked, choices=choices),
        "matters": matters,
        "shown": shown,
        "waiting": _waiting(tx, shown) if shown else (),
        "amount": queries.amount,
        "cooperates": bool(tx.actor.scope.cooperation_ids),
    }


def _waiting(tx: Transaction, shown: AnyRow) -> list[str]:
    names = {row.public_id: row.name for row in categories.members(tx.session, shown.cooperation_id, tx.today)}
    decided = queries.decided_by(tx.session, shown.cooperation_id, shown.matter)
    return [names[one] for one in missing(list(names), decided)]


@room.read(_ALL, needs=_READ, gives=ListedMemberDecisionSchema, many=True, query=DecisionFilterSchema)
def list_decisions(tx: Transaction, query: DecisionFilter) -> Page[AnyRow]:
    """Return the members' decisions, the latest first."""
    return queries.listed(tx.session, query)


@room.page(_ONE, needs=_READ)
def show(tx: Transaction, member_decision_id: str) -> dict[str, Any]:
    """Return one decision."""
    decision = tx.get(MemberDecision, member_decision_id, to=_READ)
    inside = (decision.organisation_id, decision.secretariat_id)
    is_ours = tx.actor.organisation_id in inside
    return {
        "decision": decision,
        "row": queries.one(tx.session, decision.public_id),
        "amount": queries.amount,
        "history": journal.history(tx.session, [decision.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=ListedMemberDecisionSchema)
def get_decision(tx: Transaction, member_decision_id: str) -> AnyRow:
    """Return one decision."""
    return queries.one(tx.session, tx.get(MemberDecision, member_decision_id, to=_READ).public_id)


def _choices(tx: Transaction) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen: a member its own organisation only, the secretariat any member."""
    keys = tx.actor.scope.cooperation_ids
    known = categories.cooperations(tx.session, keys)
    leads = Role.COORDINATOR in tx.actor.roles and any(allows(tx.actor, _MAY, one) for one in known)
    own = getattr(tx.actor, "organisation_public_id", "")
    everybody = members.choices_of(tx.session, keys, tx.today)
    return {
        "cooperation_id": [(one.public_id, one.name) for one in known],
        "organisation_id": [pair for pair in everybody if leads or pair[0] == own],
        "document_id": joint_documents.choices(tx.session),
    }


def _new_form(tx: Transaction) -> Shown:
    choices = _choices(tx)
    known = choices["cooperation_id"]
    organisations = choices["organisation_id"]
    return Shown(
        data={
            "decided_on": tx.today,
            "cooperation_id": known[0][0] if known else None,
            "organisation_id": organisations[0][0] if len(organisations) == 1 else None,
        },
        choices=choices,
        context={"decision": None, "several": len(known) > 1},
    )


@room.form(f"{_ALL}/new", needs=_MAY, takes=MemberDecisionSchema, template=_FORM, shows=_new_form)
def record(tx: Transaction, new: NewDecision) -> Any:
    """Record a member's decision."""
    made = member_decisions.record(tx, new)
    return see_other("member_decisions.show", member_decision_id=made.public_id, notice="saved")


@room.create(_ALL, needs=_MAY, takes=MemberDecisionSchema, gives=ListedMemberDecisionSchema)
def create_decision(tx: Transaction, new: NewDecision) -> AnyRow:
    """Record a member's decision."""
    return queries.one(tx.session, member_decisions.record(tx, new).public_id)


def _edit_form(tx: Transaction, member_decision_id: str) -> Shown:
    decision = tx.get(MemberDecision, member_decision_id, to=_MAY)
    row = queries.one(tx.session, decision.public_id)
    return Shown(
        data={**row._mapping, "amount": queries.amount(row)},
        choices=_choices(tx),
        version=decision.version,
        context={"decision": decision, "several": False},
    )


@room.form(f"{_ONE}/edit", needs=_MAY, takes=MemberDecisionSchema, template=_FORM, shows=_edit_form, versioned=True)
def change(tx: Transaction, new: NewDecision, member_decision_id: str, version: int | None) -> Any:
    """Correct what is recorded of a decision."""
    member_decisions.change(tx, member_decision_id, new, version)
    return see_other("member_decisions.show", member_decision_id=member_decision_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=MemberDecisionSchema, gives=ListedMemberDecisionSchema)
def change_decision(tx: Transaction, new: NewDecision, member_decision_id: str, version: int) -> AnyRow:
    """Correct what is recorded of a decision."""
    return queries.one(tx.session, member_decisions.change(tx, member_decision_id, new, version).public_id)

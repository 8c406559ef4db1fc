"""Bringing the stored follow-ups in line with the plan: some come, some move, some are no longer asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from followup.domain.follow_ups import FOLLOW_UP, FollowUpStep, stored
from followup.domain.journal import FOLLOW_UP_EXPLAINED, FOLLOW_UP_MOVED, FOLLOW_UP_PLANNED
from followup.domain.permissions import Permission
from followup.domain.revisions import revise
from followup.domain.schedule import PlannedFollowUp
from followup.errors import Reason
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.queries import follow_up_policies, planning
from followup.queries.follow_up_policies import Followed, Table
from followup.transaction import Transaction


def schedule(
    tx: Transaction,
    contract_ids: Sequence[int],
    *,
    today: date | None = None,
    joint_ends: Mapping[int, date] | None = None,
    table: Table | None = None,
) -> Counter[str]:
    """Bring the stored follow-ups of these contracts (by key) in line with the plan. Returns what was new and moved.

    Running twice changes nothing; what was begun, added or moved by hand or is late stays as it is. `joint_ends` has
    the end of the longest contract in a joint office audit, by the key of a contract that takes part in it; `table`
    the rules that hold today, where the caller knows them.
    """
    tx.require(Permission.FOLLOW_UP_PLAN)
    today = today or tx.today
    here = Followed.by(tx.actor)
    table = table or follow_up_policies.in_force(tx.session, here, today)
    facts_of = planning.facts_of(tx.session, contract_ids, here, joint_ends or {})
    standing = planning.standing_of(tx.session, contract_ids)
    new: list[Mapping[str, object]] = []
    moved: dict[int, PlannedFollowUp] = {}
    dropped: dict[int, Reason] = {}
    for contract_id, facts in facts_of.items():
        revision = revise(facts, standing.get(contract_id, ()), table.policy, today)
        new += [_row(tx, contract_id, planned) for planned in revision.new]
        moved |= dict(revision.moved)
        dropped |= dict(revision.dropped)
    made = tx.add_all(FollowUp, new, FOLLOW_UP_PLANNED, lambda row: {"kind": str(row["kind"]), "due_on": _day(row)})
    _move(tx, moved)
    _drop(tx, dropped)
    _mark_planned(tx, contract_ids, planning.is_outdated(planning.rules_since(here, table, today), tx.now))
    return Counter({"new": made, "moved": len(moved), "dropped": len(dropped)})


def _row(tx: Transaction, contract_id: int, planned: PlannedFollowUp) -> Mapping[str, object]:
    return {
        "organisation_id": tx.actor.organisation_id,
        "contract_id": contract_id,
        "kind": planned.kind,
        "subject": planned.subject,
        "ordinal": planned.ordinal,
        "status": FOLLOW_UP.initial,
        "due_on": planned.due_on,
        "why": stored(planned.reason),
        "planned_at": tx.now,
        "version": 1,
    }


def _day(row: Mapping[str, object]) -> date:
    due_on = row["due_on"]
    assert isinstance(due_on, date)
    return due_on


def _move(tx: Transaction, moved: Mapping[int, PlannedFollowUp]) -> None:
    if not moved:
        return
    for follow_up in tx.session.scalars(select(FollowUp).where(FollowUp.id.in_(list(moved)))):
        planned = moved[follow_up.id]
        if planned.due_on == follow_up.due_on:
            tx.journal(FOLLOW_UP_EXPLAINED, follow_up, due_on=planned.due_on)
        else:
            tx.journal(FOLLOW_UP_MOVED, follow_up, from_on=follow_up.due_on, due_on=planned.due_on)
        follow_up.due_on, follow_up.why = planned.due_on, stored(planned.reason)


def _drop(tx: Transaction, dropped: Mapping[int, Reason]) -> None:
    """Take back what is no longer asked for; the reason stands where the date was explained."""
    if not dropped:
        return
    for follow_up in tx.session.scalars(select(FollowUp).where(FollowUp.id.in_(list(dropped)))):
        tx.advance(follow_up, FollowUpStep.SKIP)
        follow_up.why, follow_up.settled_at = stored(dropped[follow_up.id]), tx.now


def _mark_planned(tx: Transaction, contract_ids: Sequence[int], is_outdated: planning.Condition) -> None:
    """Note when the contracts were planned: bookkeeping, so neither journalled nor a new version of the contract."""
    outdated = update(Contract).where(Contract.id.in_(list(contract_ids)), is_outdated)
    tx.session.execute(
        outdated.values(planned_at=tx.now), execution_options={"followup_set": True, "synchronize_session": False}
    )


def outdate(tx: Transaction, contract_ids: Collection[int]) -> None:
    """Let the plans of these contracts (by key) be made anew: something that they count from was settled or found.

    Bookkeeping, so neither journalled nor a new version of the contract.
    """
    tx.session.execute(
        update(Contract).where(Contract.id.in_(contract_ids)).values(planned_at=None),
        execution_options={"followup_set": True, "synchronize_session": False},
    )


def plan_now(tx: Transaction, contract_id: str) -> Contract:
    """Plan one contract without waiting for the night."""
    contract = tx.get(Contract, contract_id, to=Permission.FOLLOW_UP_PLAN)
    schedule(tx, [contract.id])
    return contract

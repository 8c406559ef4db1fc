"""Covering own follow-ups by a shared result: a person takes it, and what was spared is noted for the cooperation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from followup.domain.cooperation_journal import COVERAGE_NOTED
from followup.domain.follow_up_policies import Efforts
from followup.domain.follow_ups import CLOSED, FollowUpStep
from followup.domain.permissions import Permission
from followup.domain.reuse import judge
from followup.errors import N_, Conflict, Invalid, NotFound, Reason
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import Coverage
from followup.models.sharing import SharedResult
from followup.queries import follow_up_policies
from followup.queries import reuse as queries
from followup.queries.follow_up_policies import Followed
from followup.queries.mergers import are_same
from followup.queries.rows import AnyRow
from followup.queries.sharing import shown
from followup.services.schedule import outdate
from followup.transaction import Transaction

OTHER_SUPPLIER = Reason("reuse.other_supplier", N_("This result is about another supplier."))


def take(tx: Transaction, follow_up_id: str, result_id: str, version: int | None = None) -> FollowUp:
    """Let a shared result stand for one's own follow-up; the next one is counted from the result's day.

    Errors: Invalid at result_id, with all that stands against it; Conflict("follow_up.closed").
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_COVER)
    tx.check_version(follow_up, version)
    slot = queries.slot(tx.session, follow_up.id)
    if slot is None:
        raise Conflict(CLOSED)
    result = tx.get(SharedResult, result_id, to=Permission.RESULT_READ)
    shown(tx.session, result.id, organisation_id=tx.actor.organisation_id, today=tx.today)  # still there for us
    if result.withdrawn_at is not None or result.follow_up_id == follow_up.id:
        raise NotFound
    if not are_same(tx.session, slot.supplier_key, result.supplier_id):
        raise Invalid.at("result_id", OTHER_SUPPLIER)
    if against := judge(queries.as_slot(slot), queries.as_offer(result), tx.today).against:
        raise Invalid.at("result_id", *against)
    cover(tx, [slot], result)
    return follow_up


def cover(tx: Transaction, slots: Sequence[AnyRow], result: SharedResult) -> None:
    """Settle these open follow-ups with the result, and note each as covered; the caller was
    authorised and has asked the rule."""
    by_key = {slot.id: slot for slot in slots}
    efforts = efforts_now(tx)
    wanted = select(FollowUp).where(FollowUp.id.in_(by_key)).order_by(FollowUp.id)
    for follow_up in tx.session.scalars(wanted).all():
        settle(tx, follow_up, result.done_on, result.public_id)
        note(tx, follow_up, by_key[follow_up.id], result, efforts)


def settle(tx: Transaction, follow_up: FollowUp, done_on: date, covered_by: str) -> None:
    """Settle an open follow-up with what others did that day; `covered_by` is the public id of what stands for it."""
    tx.advance(follow_up, FollowUpStep.COVER, done_on=done_on, result=covered_by)
    follow_up.done_on, follow_up.settled_at, follow_up.settled_by_id = done_on, tx.now, tx.actor.user_id
    outdate(tx, [follow_up.contract_id])


def efforts_now(tx: Transaction) -> Efforts:
    """Return what follow-ups take and cost one's own organisation, as far as it says so."""
    return follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today).efforts


def note(
    tx: Transaction,
    follow_up: FollowUp,
    about: AnyRow,
    result: SharedResult,
    efforts: Efforts,
    *,
    is_performed: bool = False,
) -> Coverage:
    """Note that the result counts for the follow-up, in the year in which it was decided; `about` has its contract."""
    cost = efforts.cost(follow_up.kind)
    coverage = tx.add(
        Coverage(
            cooperation_id=result.cooperation_id,
            organisation_id=follow_up.organisation_id,
            follow_up_id=follow_up.id,
            supplier_id=about.supplier_key,
            kind=follow_up.kind,
            category=about.category,
            result_id=result.id,
            joint_id=result.joint_id,
            covered_on=tx.today,
            is_performed=is_performed,
            minutes=efforts.minutes.get(follow_up.kind),
            cost_minor=cost.minor if cost else None,
            currency=cost.currency if cost else None,
        )
    )
    tx.journal(COVERAGE_NOTED, coverage, kind=follow_up.kind, follow_up=follow_up.public_id)
    return coverage

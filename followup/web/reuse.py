"""Reuse: an own open follow-up beside the shared results about its supplier, and taking one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from followup.domain.follow_ups import CLOSED
from followup.domain.permissions import Permission
from followup.domain.reuse import STANDS_FOR, Judgement, counts_until, judge
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.errors import Conflict
from followup.i18n import day, explain, gettext
from followup.models.follow_ups import FollowUp
from followup.queries import follow_up_policies
from followup.queries import follow_ups as follow_up_queries
from followup.queries import reuse as queries
from followup.queries.follow_up_policies import Followed
from followup.queries.rows import AnyRow
from followup.schemas.reuse import CoveredSchema, ProposalSchema, ReuseSchema
from followup.services import reuse
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("reuse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A shared result beside an own follow-up; `next_on` is when the next one would be due if it is taken."""

    offer: AnyRow
    judgement: Judgement
    next_on: date | None


def proposals(tx: Transaction, follow_up: FollowUp) -> Sequence[Proposal]:
    """Return the shared results about the follow-up's supplier, those that could stand for it first."""
    if not tx.actor.scope.cooperation_ids or follow_up.kind not in STANDS_FOR:
        return ()
    slot = queries.slot(tx.session, follow_up.id)
    if slot is None:
        return ()
    offers = queries.offers(tx.session, slot.supplier_key, organisation_id=tx.actor.organisation_id, today=tx.today)
    months = _interval(tx, slot) if offers else None
    found = [
        Proposal(
            offer=offer,
            judgement=judge(queries.as_slot(slot), queries.as_offer(offer), tx.today),
            next_on=counts_until(offer.done_on, months),
        )
        for offer in offers
    ]
    return sorted(found, key=lambda one: not one.judgement.suits)


def _interval(tx: Transaction, slot: AnyRow) -> int | None:
    policy = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today).policy
    row = policy.get((slot.risk_class, slot.kind)) if slot.risk_class else None
    return row.interval_months if row else None


def _form(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_COVER)
    if queries.slot(tx.session, follow_up.id) is None:
        raise Conflict(CLOSED)
    found = proposals(tx, follow_up)
    fitting = [one for one in found if one.judgement.suits]
    return Shown(
        choices={"result_id": [(one.offer.public_id, _name(one.offer)) for one in fitting]},
        version=follow_up.version,
        context={
            "follow_up": follow_up,
            "about": follow_up_queries.around(tx.session, follow_up),
            "fitting": fitting,
            "unfit": [one for one in found if not one.judgement.suits],
        },
    )


def _name(offer: AnyRow) -> str:
    return gettext(
        "{kind} by {organisation}, done {on}",
        kind=gettext(offer.kind.label),
        organisation=offer.organisation_name,
        on=day(offer.done_on),
    )


@room.form(
    "/follow-ups/<follow_up_id>/reuse",
    needs=Permission.FOLLOW_UP_COVER,
    takes=ReuseSchema,
    template="reuse/choose.html",
    shows=_form,
    versioned=True,
)
def take(tx: Transaction, result_id: str, follow_up_id: str, version: int | None) -> Any:
    """Let a shared result stand for a follow-up."""
    reuse.take(tx, follow_up_id, result_id, version)
    return see_other("follow_ups.show", follow_up_id=follow_up_id, notice="covered")


@room.read("/follow-ups/<follow_up_id>/reuse", needs=Permission.FOLLOW_UP_READ, gives=ProposalSchema, many=True)
def list_proposals(tx: Transaction, follow_up_id: str) -> Sequence[Mapping[str, object]]:
    """Return the shared results about the follow-up's supplier, with the reasons for and against each."""
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_READ)
    return [_as_data(one) for one in proposals(tx, follow_up)]


def _as_data(one: Proposal) -> Mapping[str, object]:
    offer, judgement = one.offer, one.judgement
    kind: FollowUpKind = offer.kind
    light: Light = offer.light
    return {
        "result_id": offer.public_id,
        "organisation_name": offer.organisation_name,
        "kind": kind,
        "done_on": offer.done_on,
        "reusable_until": offer.reusable_until,
        "light": light,
        "suits": judgement.suits,
        "next_on": one.next_on,
        "reasons": [explain(reason) for reason in judgement.reasons],
        "against": [explain(reason) for reason in judgement.against],
        "notes": [explain(reason) for reason in judgement.notes],
    }


@room.create(
    "/follow-ups/<follow_up_id>/reuse", needs=Permission.FOLLOW_UP_COVER, takes=ReuseSchema, gives=CoveredSchema
)
def cover_follow_up(tx: Transaction, result_id: str, follow_up_id: str) -> FollowUp:
    """Let a shared result stand for a follow-up."""
    return reuse.take(tx, follow_up_id, result_id)

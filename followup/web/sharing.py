"""Shared results: what the cooperation knows about suppliers, sharing one's own and taking it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from followup.domain.permissions import Permission
from followup.domain.sharing import MEANING, ResultFilter
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries import categories, journal
from followup.queries import sharing as queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.crosswalks import area_name, crosswalk, in_order
from followup.schemas.risk import category_name
from followup.schemas.sharing import (
    NothingSchema,
    OfferSchema,
    OneSharedResultSchema,
    ResultFilterSchema,
    SharedResultSchema,
    WithdrawSchema,
)
from followup.services import sharing
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("sharing")


@room.page("/shared-results", needs=Permission.RESULT_READ, query=ResultFilterSchema)
def index(tx: Transaction, query: ResultFilter) -> dict[str, Any]:
    """Return what the cooperations share; of one supplier also its light in each category."""
    lights = []
    if query.supplier_id:
        lights = list(
            queries.lights(tx.session, query.supplier_id, organisation_id=tx.actor.organisation_id, today=tx.today)
        )
    return {
        "found": _listed(tx, query),
        "query": query,
        "lights": lights,
        "filter": Form(ResultFilterSchema, {"q": query.q, "light": query.light, "supplier_id": query.supplier_id}),
        "category_name": category_name,
        "on": tx.today,
    }


@room.read(
    "/shared-results", needs=Permission.RESULT_READ, gives=SharedResultSchema, many=True, query=ResultFilterSchema
)
def list_shared_results(tx: Transaction, query: ResultFilter) -> Page[AnyRow]:
    """Return what the cooperations share, the latest done first."""
    return _listed(tx, query)


@room.page("/shared-results/<result_id>", needs=Permission.RESULT_READ)
def show(tx: Transaction, result_id: str) -> dict[str, Any]:
    """Return one shared result; its owner also sees where it came from and what happened to it."""
    result, row = _one(tx, result_id)
    is_mine = result.organisation_id == tx.actor.organisation_id
    return {
        "subject": result,
        "result": row,
        "is_mine": is_mine,
        "reason": result.withdraw_reason if is_mine else None,
        "meaning": MEANING[result.light].but(on=result.light_on),
        "category_name": category_name,
        "areas": [(area_name(key), outcome) for key, outcome in in_order(row.areas)],
        "on": tx.today,
        "history": journal.history(tx.session, [result.public_id]) if is_mine else [],
    }


@room.read("/shared-results/<result_id>", needs=Permission.RESULT_READ, gives=OneSharedResultSchema)
def get_shared_result(tx: Transaction, result_id: str) -> AnyRow:
    """Return one shared result."""
    return _one(tx, result_id)[1]


@room.page("/follow-ups/<follow_up_id>/share", needs=Permission.RESULT_SHARE)
def offer(tx: Transaction, follow_up_id: str) -> dict[str, Any]:
    """Return all that would leave if the follow-up were shared, and with whom."""
    facts = sharing.offer(tx, follow_up_id, crosswalk())
    return {
        "follow_up_id": follow_up_id,
        "facts": facts,
        "supplier_name": tx.follow(Supplier, facts.supplier_id).name,
        "areas": [(area_name(key), outcome) for key, outcome in in_order(facts.areas)],
        "cooperations": categories.cooperations(tx.session, tx.actor.scope.cooperation_ids),
        "category_name": category_name,
        "meaning": MEANING[facts.light].but(on=facts.light_on),
    }


@room.read("/follow-ups/<follow_up_id>/share", needs=Permission.RESULT_SHARE, gives=OfferSchema)
def get_offer(tx: Transaction, follow_up_id: str) -> dict[str, Any]:
    """Return all that would leave if the follow-up were shared."""
    facts = sharing.offer(tx, follow_up_id, crosswalk())
    return {**asdict(facts), "supplier_name": tx.follow(Supplier, facts.supplier_id).name}


@room.action("/follow-ups/<follow_up_id>/share", needs=Permission.RESULT_SHARE)
def share(tx: Transaction, follow_up_id: str) -> Any:
    """Share a completed follow-up with the cooperation."""
    first, *_ = sharing.share(tx, follow_up_id, crosswalk())
    return see_other("sharing.show", result_id=first.public_id, notice="shared")


@room.create(
    "/follow-ups/<follow_up_id>/share",
    needs=Permission.RESULT_SHARE,
    takes=NothingSchema,
    gives=OneSharedResultSchema,
)
def share_result(tx: Transaction, new: None, follow_up_id: str) -> AnyRow:
    """Share a completed follow-up with each of one's cooperations; the copy for the first is given back."""
    first, *_ = sharing.share(tx, follow_up_id, crosswalk())
    return _one(tx, first.public_id)[1]


def _withdraw_form(tx: Transaction, result_id: str) -> Shown:
    result, row = _one(tx, result_id)
    tx.require(Permission.RESULT_WITHDRAW, result)
    return Shown(context={"result": row})


@room.form(
    "/shared-results/<result_id>/withdraw",
    needs=Permission.RESULT_WITHDRAW,
    takes=WithdrawSchema,
    template="sharing/withdraw.html",
    shows=_withdraw_form,
)
def withdraw(tx: Transaction, reason: str, result_id: str) -> Any:
    """Take a shared result back."""
    sharing.withdraw(tx, result_id, reason)
    return see_other("sharing.show", result_id=result_id, notice="withdrawn")


def _listed(tx: Transaction, query: ResultFilter) -> Page[AnyRow]:
    return queries.listed(tx.session, query, organisation_id=tx.actor.organisation_id, today=tx.today)


def _one(tx: Transaction, result_id: str) -> tuple[SharedResult, AnyRow]:
    result = tx.get(SharedResult, result_id, to=Permission.RESULT_READ)
    row = queries.shown(tx.session, result.id, organisation_id=tx.actor.organisation_id, today=tx.today)
    return result, row

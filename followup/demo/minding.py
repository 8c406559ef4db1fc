"""What a contract manager minds between follow-ups: who shows what by when, notes, and what waits for the renewal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.calendar_feeds import FeedReach, NewFeed
from followup.domain.obligations import GivenObligation, ObligationStatus, ShownObligation
from followup.domain.renewals import NewMeasure, PlannedRenewal, likely_year
from followup.models.contracts import Contract, ContractClause
from followup.services import calendar_feeds, notes, obligations, renewals
from followup.transaction import Transaction

if TYPE_CHECKING:
    from followup.demo.story import Story

MINDED, RENEWED = "A-2023-101", "A-2023-105"
DAYS = (-5, 7, 60)  # when the first clauses are to be shown: one is late, one comes soon
MEASURES = ("Kräv tillverkningsland och ort per artikel i prislistan.", "Begär miljömärkning eller likvärdigt.")


def deepen(story: Story) -> None:
    """Mind two contracts of the region whose people can be visited."""
    region = story.team_of("23")
    own = {signed.facts["number"]: signed for signed in story.signed.values() if signed.team is region}
    with story.runtime.transaction(region.manager) as tx:
        minded = tx.follow(Contract, own[MINDED].contract_key)
        clauses = select(ContractClause).where(ContractClause.contract_id == minded.id).order_by(ContractClause.id)
        bound = tx.session.scalars(clauses.limit(len(DAYS))).all()
        for clause, days in zip(bound, DAYS, strict=True):
            due_on = story.today + timedelta(days=days)
            given = GivenObligation(owner_id=region.manager.public_id, due_on=due_on)
            obligations.give(tx, clause.public_id, given)
        shown = ShownObligation(status=ObligationStatus.PARTLY, note="En av två fabriker har visat sin policy.")
        obligations.record(tx, bound[0].public_id, shown)
        notes.write(tx, minded.public_id, "Avstämning per telefon: leverantören byter fabrik i höst.")
        _renew(tx, tx.follow(Contract, own[RENEWED].contract_key))
        calendar_feeds.make(tx, story.runtime.keys, NewFeed(reach=FeedReach.OWN))


def _renew(tx: Transaction, contract: Contract) -> None:
    first, *_ = [renewals.queue(tx, contract.public_id, NewMeasure(body=body)) for body in MEASURES]
    renewals.plan(tx, contract.public_id, PlannedRenewal(year=likely_year(contract.ends_on, tx.today)))
    renewals.take_in(tx, first.public_id)

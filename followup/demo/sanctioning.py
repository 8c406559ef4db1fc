"""A step of the ladder that waits for its decision: a penalty that was counted, and a supplier that has been heard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from followup.demo.minding import MINDED
from followup.documents import letters as documents
from followup.domain.letters import LetterFacts, Written
from followup.domain.money import Money
from followup.domain.penalties import NewPenalty, PenaltyTerms, PenaltyTrigger, PenaltyUnit
from followup.domain.sanction_steps import Hearing, NewSanction, Statement
from followup.domain.sanctions import HEARING_DAYS, Rung
from followup.models.contracts import Contract
from followup.queries import assignments, contracts
from followup.services import letters, penalties, sanctions

if TYPE_CHECKING:
    from followup.demo.story import Story

DAYS_LATE = 15
SAID = "Vi har bytt chef för uppföljningen och ber om tre veckor till."


def consider(story: Story) -> None:
    """Consider a penalty for a report that did not come, on the contract that is minded."""
    region = story.team_of("23")
    signed = next(s for s in story.signed.values() if s.team is region and s.facts["number"] == MINDED)
    with story.runtime.transaction(region.manager) as tx:

        def written(facts: LetterFacts) -> Written:
            return documents.written(facts, is_demonstration=True)

        contract = tx.follow(Contract, signed.contract_key)
        people = assignments.contacts(tx.session, contract.supplier_id)
        clause = next((c for c in contracts.clauses(tx.session, contract.id) if c.key == "penalty"), None)
        if clause is None or not people or contract.manager_id != region.manager.user_id:
            return
        amount = Money(20_000_00, penalties.currency_of(tx, contract))
        penalties.state(tx, contract.public_id, PenaltyTerms(amount=amount, unit=PenaltyUnit.WEEK, cap_count=10))
        new = NewSanction(rung=Rung.PENALTY, note="Självskattningen kom aldrig, trots två påminnelser.")
        sanction = sanctions.propose_by_hand(tx, contract.public_id, new)
        days = NewPenalty(
            trigger=PenaltyTrigger.NO_REPORT,
            late_from_on=tx.today - timedelta(days=DAYS_LATE - 1),
            late_to_on=tx.today,
        )
        sanctions.count(tx, sanction.public_id, days)
        due_on = tx.today + timedelta(days=HEARING_DAYS)
        heard = Hearing(contact_id=people[0].public_id, due_on=due_on, clause_id=clause.public_id)
        letters.hear(tx, written, sanction.public_id, heard)
        sanctions.record_statement(tx, sanction.public_id, Statement(statement=SAID, stated_on=tx.today))

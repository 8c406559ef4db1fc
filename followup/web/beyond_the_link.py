"""What a supplier's page tells that lies beyond the link, which sees its own rows and nothing else of the buyer's.

Each is read in a transaction of its own, in the organisation's name, and only what may be told comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from followup.domain.actors import System
from followup.domain.earlier_answers import EarlierAnswer, offered
from followup.models.questionnaires import Invitation
from followup.queries import answer_copies, earlier_answers, outlook
from followup.queries.questionnaires import form_of
from followup.services.answer_copies import COURIER
from followup.transaction import Transaction
from followup.web.security import runtime


@contextmanager
def _beside(tx: Transaction) -> Iterator[Transaction]:
    actor = tx.actor
    desk = System(job="answering", organisation_id=actor.organisation_id, zone=actor.zone, country=actor.country)
    with runtime().transaction(desk, read_only=True, request_id=tx.request_id) as beside:
        yield beside


def earlier(tx: Transaction, invitation: Invitation) -> dict[str, EarlierAnswer]:
    """Return the supplier's own earlier answers that may be confirmed, by question key."""
    with _beside(tx) as beside:
        return offered(form_of(invitation), earlier_answers.before(beside.session, invitation))


def next_asked_on(tx: Transaction, invitation: Invitation) -> date | None:
    """Return the day before which the plan asks nothing more of the supplier about the contract, where it is known."""
    with _beside(tx) as beside:
        return outlook.next_asked_on(beside.session, invitation, beside.today)


def readers(tx: Transaction, invitation: Invitation, buyer_name: str) -> tuple[str, ...]:
    """Return who will read the answers: the buyer first, then those who take part where they are shared."""
    if invitation.joint_id is None:
        return (buyer_name,)
    with runtime().transaction(COURIER, read_only=True, request_id=tx.request_id) as beside:
        return answer_copies.readers(beside.session, invitation)

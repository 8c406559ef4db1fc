"""What was mailed, as its readers get it."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain.messages import from_facts
from followup.models.outbox import OutboxMessage
from tests.builders import World


def mailed(world: World, kind: str) -> list[tuple[str, dict[str, object]]]:
    """Return the mails of a kind in the order in which they were posted: to whom, and what they say."""
    with world.reading() as tx:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return [(m.recipient, from_facts(m.kind, m.facts).facts()) for m in tx.session.scalars(wanted)]

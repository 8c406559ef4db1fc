"""An organisation publishes its contracts as open data: a person decides it each time, and the journal says who."""

from __future__ import annotations

from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import CONTRACTS_PUBLISHED
from followup.models.organisations import Organisation
from followup.transaction import Transaction


def note_published(tx: Transaction, count: int) -> Organisation:
    """Note that so many contracts of one's own organisation were published.

    Errors: Forbidden.
    """
    tx.require(Permission.CONTRACT_PUBLISH)
    own = tx.follow(Organisation, tx.actor.organisation_id or 0)
    tx.journal(CONTRACTS_PUBLISHED, own, count=count)
    return own

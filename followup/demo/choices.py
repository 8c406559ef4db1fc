"""Which criteria of the bank the contracts of the demonstration take: the basic ones about what they buy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Level
from followup.domain.criteria import CriteriaFilter
from followup.queries import criteria as bank
from followup.runtime import Runtime
from followup.services import criteria

WITH_CRITERIA = ("a", "b")  # the risk classes whose contracts take some
CHOSEN_DAYS_AGO = 200


def choose(runtime: Runtime, manager: Staff, contract_id: str, facts: Mapping[str, Any]) -> None:
    """Take the criteria of basic level that are about the contract's category."""
    with runtime.transaction(manager) as tx:
        groups = [group for found in bank.banks(tx.session, tx.today) for group in found.groups]
        fitting = {group.key for group in groups if group.is_for_all or group.fits(facts["category"], facts["cpv"])}
        basic = bank.offered(tx.session, tx.today, CriteriaFilter(level=Level.BASIC))
        if chosen := [row.public_id for row in basic if row.category in fitting]:
            criteria.bind(tx, contract_id, chosen)

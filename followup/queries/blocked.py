"""What the rules would ask of a contract and cannot have, such as an audit when too little of the contract remains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from followup.domain.calendar import add_months
from followup.domain.revisions import PLAN_MONTHS
from followup.domain.schedule import PlannedFollowUp, plan
from followup.models.contracts import Contract
from followup.queries import follow_up_policies, planning
from followup.queries.follow_up_policies import Followed


def of_contract(session: Session, contract: Contract, here: Followed, today: date) -> Sequence[PlannedFollowUp]:
    """Return what is blocked, each with its reason.

    What has an open follow-up is not: a joint audit may have made room for it.
    """
    table = follow_up_policies.in_force(session, here, today)
    facts = planning.facts_of(session, [contract.id], here, {})[contract.id]
    history = [s.as_occurrence() for s in planning.standing_of(session, [contract.id]).get(contract.id, ())]
    planned = plan(facts, history, table.policy, today, add_months(today, PLAN_MONTHS))
    return [one for one in planned if one.blocked is not None]

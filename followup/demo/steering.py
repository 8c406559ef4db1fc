"""How a contract manager steers the year: audits moved for the auditor, and what is late explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.domain.calendar import add_months
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.moves import Move
from followup.domain.plan_views import PlanFilter
from followup.domain.schedule import AUDITS
from followup.queries import plan_views
from followup.services import moves

if TYPE_CHECKING:
    from followup.demo.story import Story

MOVED, EXPLAINED = 3, 2
REASON = "Revisorn är tjänstledig; flyttas en månad. (Påhittat.)"
NOTE = "Leverantören har bytt kontaktperson. Ett möte är bokat till nästa månad. (Påhittat.)"


def steer(story: Story) -> None:
    """Let the region whose people can be visited move a few audits and explain what is late."""
    region = story.team_of("23")
    story.plan()  # the groups were set today: what they ask for is in the plan before it is steered
    with story.runtime.transaction(region.manager) as tx:
        years = (PlanFilter(year=tx.today.year + more) for more in (0, 1))
        ahead = [row for query in years for row in plan_views.listed(tx.session, query, tx.today).rows]
        audits = [row for row in ahead if row.kind in AUDITS and row.joint_id is None and row.due_on > tx.today]
        for row in [row for row in audits if row.status is FollowUpStatus.PLANNED][:MOVED]:
            to = add_months(row.due_on.replace(day=1), 1)
            moves.move(tx, Move(chosen={row.public_id: row.version}, month=to, reason=REASON))
        for row in plan_views.late(tx.session, PlanFilter(), tx.today, tx.actor.user_id).rows[:EXPLAINED]:
            moves.explain(tx, row.public_id, NOTE)

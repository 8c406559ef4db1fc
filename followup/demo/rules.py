"""What is decided about follow-ups: the cooperation's rule, a region's own rule, and its hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.domain.calendar import add_months
from followup.domain.follow_up_policies import Efforts, NewEfforts, NewRule
from followup.domain.follow_up_rules import FollowUpKind, Terms
from followup.domain.money import Money
from followup.domain.risk import RiskClass
from followup.services import follow_up_policies

if TYPE_CHECKING:
    from followup.demo.story import Story

MONTHS_AGO = 40  # the hours are known before the first audit that several share
HOURS = {  # invented
    FollowUpKind.SELF_ASSESSMENT: 2 * 60,
    FollowUpKind.DOCUMENT_REVIEW: 3 * 60,
    FollowUpKind.OFFICE_AUDIT: 16 * 60,
    FollowUpKind.SITE_AUDIT: 40 * 60,
}


def schedule(story: Story) -> None:
    """Let the region state its hours early in the story."""
    story.on(add_months(story.today, -MONTHS_AGO), lambda: _hours(story))


def _hours(story: Story) -> None:
    stated = Efforts(minutes=HOURS, per_hour=Money(75_000, "SEK"))
    with story.runtime.transaction(story.administrator) as tx:
        new = NewEfforts(efforts=stated, valid_from=tx.today, reason="Påhittad tidredovisning, för demonstrationen.")
        follow_up_policies.state_efforts(tx, new)


def decide(story: Story) -> None:
    """Let the cooperation decide one rule and the region another, both from today."""
    cooperation = story.regions.cooperation
    with story.runtime.transaction(story.coordinator) as tx:
        seldom = NewRule(
            kind=FollowUpKind.PORTFOLIO_REVIEW,
            group=RiskClass.D,
            valid_from=tx.today,
            reason="Påhittat beslut 14: låg risk ses över vartannat år.",
            terms=Terms(first_months=12, interval_months=24),
        )
        follow_up_policies.decide_for(tx, cooperation.public_id, seldom)
    with story.runtime.transaction(story.administrator) as tx:
        sooner = NewRule(
            kind=FollowUpKind.DOCUMENT_REVIEW,
            group=RiskClass.B,
            valid_from=tx.today,
            reason="Påhittat beslut 7: regionen granskar handlingar varje år.",
            terms=Terms(first_months=12, interval_months=12),
        )
        follow_up_policies.decide(tx, sooner)

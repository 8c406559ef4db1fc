"""The yearly cycle: members confirm, the secretariat compiles and reviews, a second person publishes.

The host municipality's own cooperation confirms too; compiling its summary is left to the visitor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.models.organisations import Population
from followup.models.summaries import AnnualSummary
from followup.schemas.risk import tables
from followup.services import editions, funding, summaries
from followup.services.summaries import COMPILER

if TYPE_CHECKING:
    from followup.demo.story import Story

FIGURES_KEPT = 3  # the three last full years are published
DECIDED_FROM = 2023  # Source: RS/29/2022, the yearly sum that the region decided on from 2023
DECIDED_BY = "23"


def schedule(story: Story, begin: date) -> None:
    """Put the cycle of every full year on its days, at the latest today."""
    for year in range(begin.year, story.today.year + 1):
        story.on(date(year, 1, 15), _later(_charge, story, year))
        if 0 < story.today.year - year <= FIGURES_KEPT:
            first = date(year + 1, 1, 8)
            story.on(first, _later(_confirm, story, year))
            story.on(min(first + timedelta(days=6), story.today), _later(_compile, story, year))
            story.on(min(first + timedelta(days=9), story.today), _later(_publish, story, year))


def _later(step: Callable[[Story, int], None], story: Story, year: int) -> Callable[[], None]:
    return lambda: step(story, year)


def _charge(story: Story, year: int) -> None:
    """Compute the year's contributions; the region whose council named a sum pays by the population behind that sum."""
    region = story.regions.members[DECIDED_BY]
    undated = select(Population).where(Population.organisation_id == region.id, Population.on.is_(None))
    with story.runtime.transaction(story.coordinator) as tx:
        decided = tx.session.scalars(undated).all() if year >= DECIDED_FROM else ()
        funding.compute(tx, story.regions.cooperation, year, decided=decided)


def _confirm(story: Story, year: int) -> None:
    for team in story.teams.values():
        with story.runtime.transaction(team.approver) as tx:
            summaries.confirm(tx, year)


def _compile(story: Story, year: int) -> None:
    cooperation = story.regions.cooperation
    with story.runtime.transaction(COMPILER, read_only=True) as everything:
        sealed = summaries.sealed_items(everything, cooperation, year)
    with story.runtime.transaction(story.coordinator) as tx:
        draft = summaries.compile(tx, cooperation, year, sealed)
    with story.runtime.transaction(story.coordinator) as tx:
        summaries.review(tx, draft.public_id, None)


def _publish(story: Story, year: int) -> None:
    cooperation = story.regions.cooperation
    categories = {category.key: category.name for category in tables().categories}
    with story.runtime.transaction(COMPILER, read_only=True) as everything:
        recipients = editions.approvers(everything, cooperation)
    with story.runtime.transaction(story.publisher) as tx:
        summary = tx.session.scalars(select(AnnualSummary).where(AnnualSummary.year == year)).one()
        editions.publish(
            tx, summary.public_id, None, recipients=recipients, categories=categories, is_demonstration=True
        )

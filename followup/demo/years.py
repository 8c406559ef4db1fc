"""The yearly cycle: members confirm, the secretariat compiles and reviews, a second person publishes.

The host municipality's own cooperation confirms too; compiling its summary is left to the visitor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.demo import counting
from followup.domain.summary_checks import open_stops
from followup.domain.summary_cycles import Acceptance, default_cycle
from followup.models.organisations import Population
from followup.models.summaries import AnnualSummary
from followup.schemas.risk import tables
from followup.services import editions, funding, own_figures, summaries, summary_cycles
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
            story.on(date(year + 1, 1, 2), _later(_open, story, year))
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


def _open(story: Story, year: int) -> None:
    """Set the dates of the year's summary, as this service proposes them."""
    with story.runtime.transaction(story.coordinator) as tx:
        summary_cycles.put_dates(tx, story.regions.cooperation.public_id, year, default_cycle(year), None)


def _confirm(story: Story, year: int) -> None:
    if year == story.today.year - 1:
        counting.correct(story, year)
    for team in story.teams.values():
        with story.runtime.transaction(team.approver) as tx:
            own_figures.confirm(tx, year)


def _compile(story: Story, year: int) -> None:
    cooperation = story.regions.cooperation
    with story.runtime.transaction(COMPILER, read_only=True) as everything:
        gathered = summaries.gather(everything, cooperation, year)
    with story.runtime.transaction(story.coordinator) as tx:
        draft = summaries.compile(tx, cooperation, year, gathered)
    _accept(story, draft)
    with story.runtime.transaction(story.coordinator) as tx:
        summaries.review(tx, draft.public_id, None)


def _accept(story: Story, draft: AnnualSummary) -> None:
    """Let what the checks find stand, as a secretariat does after it has asked the member."""
    for finding in open_stops(summaries.findings(draft), draft.accepted_checks):
        with story.runtime.transaction(story.coordinator) as tx:
            given = Acceptance(finding=finding.key, reason="Invented for the demonstration: the member has been asked.")
            summaries.accept(tx, draft.public_id, given, None)


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

"""The yearly cycle: organisations confirm, the secretariat compiles and reviews, a second person publishes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from followup.domain.actors import System
from followup.services import funding, summaries

if TYPE_CHECKING:
    from followup.demo.story import Story

FIGURES_KEPT = 3  # the three last full years
JOB = System(job="compile_summary", everything=True)


def schedule(story: Story, begin: date) -> None:
    """Put the yearly cycle of every full year on its days, at the latest today."""
    for year in range(begin.year, story.today.year):
        if story.today.year - year <= FIGURES_KEPT:
            first = date(year + 1, 1, 8)
            story.on(first, _later(_confirm, story, year))
            story.on(min(first + timedelta(days=6), story.today), _later(_compile, story, year))
            story.on(min(first + timedelta(days=9), story.today), _later(_publish, story, year))


def _later(step, *facts):  # type: ignore[no-untyped-def]
    return lambda: step(*facts)


def _confirm(story: Story, year: int) -> None:
    for code, team in story.teams.items():
        if code in story.regions.members:
            with story.runtime.transaction(team.approver) as tx:
                summaries.confirm(tx, year)


def _compile(story: Story, year: int) -> None:
    with story.runtime.transaction(story.coordinator) as tx:
        funding.compute(tx, story.regions.cooperation, year)


def _publish(story: Story, year: int) -> None:
    pass


__all__ = ["JOB", "schedule"]

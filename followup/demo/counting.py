"""Corrections by hand of last year's own figures: one counts an audit on paper, one opens its figures again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.domain.figure_corrections import Addition, LeaveOut
from followup.domain.indicators import Indicator
from followup.services import figure_corrections, own_figures

if TYPE_CHECKING:
    from followup.demo.story import Story

ON_PAPER = "Invented: an office audit kept on paper before the records began."
TWICE = "Invented: this one was sent twice by mistake."


def correct(story: Story, year: int) -> None:
    """Correct the figures of two organisations, each with a reason."""
    first, second, *_ = story.teams.values()
    with story.runtime.transaction(first.manager) as tx:
        _, lines = own_figures.count(tx, year)
        supplier = next((line.item.supplier for line in lines if line.noun == "contract"), None)
        if supplier is not None:
            audit = Addition(
                indicator=Indicator.OFFICE_AUDITS_REPORTED,
                item="Invented binder 7",
                supplier_id=supplier,
                reason=ON_PAPER,
            )
            figure_corrections.add(tx, year, audit)
    with story.runtime.transaction(second.manager) as tx:
        _, lines = own_figures.count(tx, year)
        sent = [line.public_id for line in lines if line.item.indicator is Indicator.SELF_ASSESSMENTS_SENT]
        if sent:
            leave = LeaveOut(indicator=Indicator.SELF_ASSESSMENTS_SENT, item=sent[0], reason=TWICE)
            figure_corrections.leave_out(tx, year, leave)

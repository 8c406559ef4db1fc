"""What the pages of the plan draw: the year as a wheel, and who has how much to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from followup.documents.charts import Chart, Series, Svg, stacked
from followup.documents.year_wheel import Month, Wheel, drawn
from followup.domain.plan_views import MONTHS, NOBODY, Tally, Workload, YearPlan
from followup.i18n import gettext, month, ngettext, number

PEOPLE_MOST = 15  # drawn; the table has all


def wheel(plan: YearPlan, year: int, today: date) -> Svg:
    """Return the year's plan as a wheel; what earlier years left open is no month of it."""
    tallies = [plan.months.get(each, Tally()) for each in MONTHS]
    total = sum(tallies, Tally())
    return drawn(
        Wheel(
            id="year",
            title=gettext("The plan of {year}", year=str(year)),
            summary=gettext(
                "{done} done, {coming} to come and {late} late. The table beside says the same month by month.",
                done=total.done,
                coming=total.coming,
                late=total.late,
            ),
            middle=str(year),
            note=ngettext("{n} follow-up", "{n} follow-ups", total.total),
            months=[
                Month(name=month(each, short=True), done=tally.done, coming=tally.coming, late=tally.late)
                for each, tally in zip(MONTHS, tallies, strict=True)
            ],
            legend=(gettext("Done"), gettext("To come"), gettext("Late")),
            today=today if today.year == year else None,
        )
    )


def people(loads: Sequence[Workload]) -> tuple[Chart, Svg]:
    """Return who has how many open follow-ups as a chart, with its picture; those with the most where they are many."""
    most = sorted(loads, key=lambda load: -load.total.count)[:PEOPLE_MOST]
    shown = [load for load in loads if load in most]
    chart = Chart(
        id="people",
        title=gettext("Open follow-ups per person"),
        summary=gettext("How many open follow-ups each person has, late ones first."),
        category_name=gettext("Person"),
        categories=[name_of(load) for load in shown],
        series=[
            Series(name=gettext("Late"), values=[load.total.late for load in shown], tone="red"),
            Series(name=gettext("To come"), values=[load.total.count - load.total.late for load in shown]),
        ],
    )
    return chart, stacked(chart)


def name_of(load: Workload) -> str:
    """Return a person's name, or that nobody has it."""
    return gettext("Nobody in particular") if load.person_id == NOBODY else load.name


def hours(minutes: int) -> str:
    """Return minutes as hours, to a half."""
    return number(Decimal(round(minutes / 30)) / 2)

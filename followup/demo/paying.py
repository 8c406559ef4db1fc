"""The money of the demonstration: invoices of the true levy, invented budgets, and the Kongsvinger project.

The amounts of the levy follow from true populations and the decided rate. What it was used for is invented and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from followup.domain.budgets import NewBudgetLine, NewGrant
from followup.domain.charges import Activity, NewCredit, SplitKey
from followup.domain.money import Money
from followup.domain.splits import NewSharedCost
from followup.models.funding import Charge, Contribution
from followup.queries import charges as queries
from followup.services import budgets, charges, shared_costs

if TYPE_CHECKING:
    from followup.demo.story import Story

USE = {  # shares of the levy, invented
    Activity.STAFF: 45,
    Activity.AUDITS: 30,
    Activity.TRAINING: 8,
    Activity.RISK_ANALYSIS: 7,
    Activity.COMMUNICATION: 5,
    Activity.SYSTEMS: 5,
}
INVENTED = "Påhittad fördelning för demonstrationen."
CREDITED = "Beställd utbildning blev inställd; avdraget är påhittat."
# Source: RIIK Kongsvinger, v01 13.11.20, case 19/455, table 14: the project budget, its grant and its own share. The
# year and the key by which the own share is split are invented.
PROJECT = "RIIK Kongsvinger, v01 13.11.20, sak 19/455"
GRANTED, OWN = "1 470 000", "490 000"
BUDGET = {Activity.STAFF: "600 000", Activity.SYSTEMS: "700 000", Activity.OTHER: "660 000"}
OWN_SHARE = "Egenandel Klimasats"
SHARED = f"{PROJECT}; året og fordelingen er oppdiktet"


def schedule(story: Story, begin: date) -> None:
    """Put each year's invoices on a day in February, and the use of a year on one in the year after."""
    for year in range(begin.year, story.today.year + 1):
        story.on(date(year, 2, 1), _later(_invoice, story, year))
        story.on(date(year, 2, 2), _later(_budget, story, year))
        if year < story.today.year:
            story.on(min(date(year + 1, 2, 20), story.today), _later(_settle, story, year))
    story.on(date(story.today.year - 1, 3, 1), _later(_project, story, story.today.year - 1))


def _later(step: Callable[[Story, int], None], story: Story, year: int) -> Callable[[], None]:
    return lambda: step(story, year)


def _invoice(story: Story, year: int) -> None:
    cooperation = story.regions.cooperation
    with story.runtime.transaction(story.coordinator) as tx:
        if year in queries.years_to_invoice(tx.session, cooperation.id):
            charges.make(tx, cooperation.public_id, year)


def _budget(story: Story, year: int) -> None:
    _set(story, year, is_settled=False)


def _settle(story: Story, year: int) -> None:
    """Report the outcome; one year a member was invoiced too much."""
    if year == story.today.year - 1:
        with story.runtime.transaction(story.coordinator) as tx:
            wanted = select(Charge.public_id).where(Charge.year == year).order_by(Charge.number).limit(1)
            for charge_id in tx.session.scalars(wanted).all():
                charges.credit(tx, charge_id, NewCredit(amount="1 500,00", reason=CREDITED))
    _set(story, year, is_settled=True)


def _set(story: Story, year: int, *, is_settled: bool) -> None:
    cooperation = story.regions.cooperation
    with story.runtime.transaction(story.coordinator) as tx:
        paid = select(func.sum(Contribution.amount_minor)).where(
            Contribution.cooperation_id == cooperation.id, Contribution.year == year
        )
        levy = Money(tx.session.scalars(paid).one() or 0, cooperation.currency)
        for activity, part in zip(USE, levy.split(list(USE.values())), strict=True):
            amount = str(part.amount)
            budgets.set_line(
                tx,
                cooperation.public_id,
                NewBudgetLine(
                    year=year,
                    activity=activity,
                    budget=amount,
                    outcome=amount if is_settled else "",
                    note=INVENTED,
                ),
            )


def _project(story: Story, year: int) -> None:
    """Enter the Kongsvinger project: what was granted, what the members add, and what it may cost."""
    cooperation, coordinator = story.kongsvinger.cooperation, story.team_of("3401").manager
    with story.runtime.transaction(coordinator) as tx:
        source = f"{PROJECT}; året er oppdiktet"
        new = NewGrant(year=year, name="Klimasats", granted=GRANTED, own=OWN, source=source)
        budgets.record_grant(tx, cooperation.public_id, new)
        cost = NewSharedCost(year=year, name=OWN_SHARE, split=SplitKey.EQUAL, source=SHARED, amount=OWN)
        shared_costs.add(tx, cooperation.public_id, cost)
        for activity, amount in BUDGET.items():
            line = NewBudgetLine(year=year, activity=activity, budget=amount, note=PROJECT)
            budgets.set_line(tx, cooperation.public_id, line)

"""The whole demonstration, counted twice: by the product, and again from its tables alone (`tests/recount.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from followup import migrate
from followup.cli.adoption import import_code
from followup.cli.setting import runtime_of
from followup.clock import FixedClock
from followup.config import from_env
from followup.db import Database
from followup.demo.story import Archive, Story
from followup.domain.indicators import Indicator
from followup.domain.plain_data import from_plain
from followup.domain.sharing import Light, worst
from followup.domain.summaries import Cut, Figure, FigureState, SummaryFigures
from followup.models.organisations import Organisation
from followup.models.summaries import AnnualSummary, ConfirmedFigures, SealedFigures
from followup.services import own_figures
from followup.services.summaries import COMPILER
from tests.recount import Recount, Tables

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
YEARS = (2023, 2024, 2025)
Item = dict[str, Any]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Live through the four years once, in a file of its own."""
    data = tmp_path_factory.mktemp("demonstration")
    config = from_env({"FOLLOWUP_DATA": str(data), "FOLLOWUP_DEMONSTRATION": "yes", "FOLLOWUP_SMTP_SECURITY": "none"})
    clock = FixedClock(TODAY)
    migrate.upgrade(Database.at(config.database_url))
    runtime = runtime_of(config, clock=clock)
    runtime.database.engine.dispose()
    event.listen(runtime.database.engine, "connect", lambda con, _: con.execute("PRAGMA synchronous=OFF"))
    import_code(runtime, optional=("animal-welfare-2026",))
    told = Story(runtime, clock, TODAY.date(), Archive())
    told.tell(lambda day: None)
    yield told
    runtime.database.engine.dispose()


@pytest.mark.slow
def test_every_organisations_own_figures_are_what_the_tables_say_cell_by_cell(story: Story) -> None:
    """Corrections by hand are left out of neither: the years compared here have none."""
    engine = story.runtime.database.engine
    tables = Tables(Path(str(engine.url.database)))
    compared = 0
    for team in story.teams.values():
        for year in YEARS:
            with story.runtime.transaction(team.manager, read_only=True) as tx:
                looked = own_figures.look(tx, year)
            if any(row.undone_at is None for row in looked.corrections):
                continue
            counted = {(f.indicator.value, f.cut.value, f.key): f.value for f in looked.figures.figures}
            assert team.manager.organisation_id is not None
            again = Recount(tables, team.manager.organisation_id, year).count()
            wrong = {
                cell: (value, again.get(cell, 0)) for cell, value in counted.items() if value != again.get(cell, 0)
            }
            assert wrong == {}, (team, year)
            assert {cell for cell, value in again.items() if value} <= counted.keys()
            compared += sum(bool(value) for value in counted.values())
    tables.close()
    assert compared > 300, "the demonstration has something to count"


@pytest.mark.slow
def test_every_figure_of_the_editions_follows_from_the_sealed_lists(story: Story) -> None:
    with story.runtime.transaction(COMPILER, read_only=True) as tx:
        summaries = tx.session.scalars(select(AnnualSummary)).all()
        for summary in summaries:
            rows = tx.session.execute(
                select(Organisation.public_id, SealedFigures.items)
                .join(ConfirmedFigures, ConfirmedFigures.id == SealedFigures.confirmed_figures_id)
                .join(Organisation, Organisation.id == ConfirmedFigures.organisation_id)
                .where(ConfirmedFigures.cooperation_id == summary.cooperation_id, ConfirmedFigures.year == summary.year)
            ).all()
            figures = from_plain(SummaryFigures, summary.figures)
            again = Again({row.public_id: row.items for row in rows}, figures)
            shown = [f for f in figures.figures if f.state is FigureState.SHOWN]
            wrong = [(f, again.value(f)) for f in shown if f.value != again.value(f)]
            assert wrong == []
            assert sum(bool(f.value) for f in shown) > 50
    assert len(summaries) >= len(YEARS)


class Again:
    """The joint figures, counted again from the lists that the members sealed."""

    def __init__(self, sealed: dict[str, list[Item]], figures: SummaryFigures) -> None:
        self.sealed, self.figures = sealed, figures
        self.areas = {one.organisation: one.area for one in figures.areas}
        self.lights: dict[tuple[str, str], list[Light]] = defaultdict(list)
        for item in (item for items in sealed.values() for item in items if item["indicator"] == "lights"):
            self.lights[item["supplier"], item.get("category", "")].append(Light.of(item["detail"]))

    def value(self, figure: Figure) -> int | None:
        match figure.indicator:
            case Indicator.LIGHTS:
                return len([1 for place, found in self.lights.items() if self.is_of(figure, place, worst(found))])
            case Indicator.LEVY:
                return sum(one.amount_minor for one in self.figures.contributions if self.has(figure, one.organisation))
            case Indicator.LEVY_USED | Indicator.MEDIAN_DAYS:
                return figure.value  # the budget's rows have a test of their own, and so have medians
        items = [
            (organisation, item)
            for organisation, found in self.sealed.items()
            for item in found
            if item["indicator"] == figure.indicator and self.has(figure, organisation) and self.fits(figure, item)
        ]
        joint = {item["joint"]: item for _, item in items if item.get("joint")}
        alone = [item for _, item in items if not item.get("joint")]
        counted = [*alone, *joint.values()]
        if figure.indicator is Indicator.SUPPLIERS_FOLLOWED_UP:
            return len({item["supplier"] for item in counted})
        amounts = [item.get("amount") for item in counted]
        if figure.indicator in ("follow_ups_spared", "spared_minutes", "spared_value", "penalty_amount"):
            return sum(amount for amount in amounts if amount is not None)
        return len(counted)

    def has(self, figure: Figure, organisation: str) -> bool:
        if figure.cut is Cut.ORGANISATION:
            return organisation == figure.key
        return figure.cut is not Cut.AREA or self.areas.get(organisation) == figure.key

    @staticmethod
    def is_of(figure: Figure, place: tuple[str, str], light: Light) -> bool:
        return figure.cut is Cut.TOTAL or figure.key == (place[1] if figure.cut is Cut.CATEGORY else light)

    @staticmethod
    def fits(figure: Figure, item: Item) -> bool:
        names = {Cut.CATEGORY: "category", Cut.DETAIL: "detail", Cut.TOPIC: "topic", Cut.COUNTRY: "country"}
        return figure.cut not in names or item.get(names[figure.cut], "") == figure.key

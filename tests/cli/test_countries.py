"""`import countries`: all rows of a file or none, corrected by importing again, and read as of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from followup.cli.countries import import_countries
from followup.domain.risk_tables import CountryRisk
from followup.errors import Invalid
from followup.models.countries import CountryIndex
from followup.models.journal import JournalEntry
from followup.queries.countries import risk_of
from followup.runtime import Runtime
from followup.schemas.risk import tables
from followup.services.countries import CountryReport
from tests.builders import World

pytestmark = pytest.mark.database
HEADER = "country,on,governance,ituc,environment,corruption,source"
OLD = "BD,2022-06-28,20.5,5,30,25,Made up"
NEW = "BD,2025-06-28,90,1,80,85,Made up too"
PARTLY = "NP,2022-06-28,20.5,,30,25,Made up"


@pytest.fixture
def write(runtime: Runtime, tmp_path: Path):
    def write_and_import(*lines: str, dry_run: bool = False) -> CountryReport:
        file = tmp_path / "countries.csv"
        file.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
        return import_countries(runtime, file, dry_run=dry_run)

    return write_and_import


def rows(world: World) -> int:
    with world.reading() as tx:
        return len(tx.session.scalars(select(CountryIndex)).all())


def risks(world: World, *countries: str, on: date = date(2026, 3, 2)) -> dict[str, CountryRisk | None]:
    with world.reading(world.staff(world.organisation())) as tx:
        return risk_of(tx.session, countries, on, tables().countries)


def test_a_file_is_taken_over_once_corrected_by_the_next_and_journalled(write, world: World) -> None:
    assert write(OLD, NEW, PARTLY) == CountryReport(new=3, changed=0, unchanged=0)
    assert write(OLD, NEW.replace("90", "91"), PARTLY) == CountryReport(new=0, changed=1, unchanged=2)
    with world.reading() as tx:
        told = tx.session.scalars(select(JournalEntry.event).where(JournalEntry.event == "country.recorded")).all()
    assert len(told) == 4


def test_a_country_stands_as_it_was_known_on_the_day(write, world: World) -> None:
    write(OLD, NEW, PARTLY)
    assert risks(world, "BD", "NP", "SE") == {"BD": CountryRisk.VERY_LOW, "NP": None, "SE": None}
    assert risks(world, "BD", on=date(2025, 6, 27)) == {"BD": CountryRisk.HIGH}
    assert risks(world, "BD", on=date(2022, 6, 27)) == {"BD": None}
    assert risks(world) == {}


def test_a_dry_run_and_a_file_with_one_fault_write_nothing(write, world: World) -> None:
    assert write(OLD, dry_run=True) == CountryReport(new=1, changed=0, unchanged=0)
    with pytest.raises(Invalid) as refused:
        write(OLD, PARTLY.replace("NP", "XX"))
    assert set(refused.value.problems) == {"countries.csv: row 3, country"}
    assert rows(world) == 0


def test_a_file_that_is_not_there_is_named(runtime: Runtime, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        import_countries(runtime, tmp_path / "none.csv", dry_run=False)
    assert set(refused.value.problems) == {"none.csv"}


def test_the_command_is_one_of_import(capsys: pytest.CaptureFixture[str]) -> None:
    from followup.cli import main

    with pytest.raises(SystemExit):
        main(["import", "countries", "--help"])
    assert "--dry-run" in capsys.readouterr().out

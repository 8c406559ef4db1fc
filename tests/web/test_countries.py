"""The page of country risk: empty with a reason, or every country with its indices, sum, class, date and source."""

from __future__ import annotations

from datetime import date

from flask import Flask

from followup.domain.actors import Role
from followup.domain.countries import IndexRow
from followup.services import countries
from tests.builders import SETUP, World
from tests.web.api import Api
from tests.web.client import Browser


def row(country: str, governance: int | None, on: date = date(2022, 6, 28)) -> IndexRow:
    return IndexRow(
        country=country,
        on=on,
        governance=governance,
        labour=100,
        environment=300,
        corruption=250,
        source="A made-up list",
    )


def test_an_empty_page_says_why_and_how_it_is_filled(app: Flask, world: World) -> None:
    page = Browser(app, world.staff(world.organisation(), Role.READER)).page("/countries").text_content()
    for said in (
        "No indices have been imported",
        "none counts as low risk",
        "followup import countries",
        "5+\u00a0=\u00a05",
    ):
        assert said in page
    for threshold in ("Above 320", "Above 240, to 320", "80 at most"):
        assert threshold in page


def test_a_country_stands_with_its_newest_numbers_and_without_a_class_where_one_is_missing(
    app: Flask, world: World
) -> None:
    with world.tx(SETUP) as tx:
        countries.record(tx, [row("BD", 205), row("NP", None), row("BD", 905, date(2024, 6, 28))])
    staff = world.staff(world.organisation())
    page = Browser(app, staff).page("/countries")
    lines = [" ".join(line.text_content().split()) for line in page.xpath("(//table)[1]/tbody/tr")]
    assert lines == [
        "Bangladesh High risk 155.5 90.5 10.0 30.0 25.0 28 Jun 2024 A made-up list",
        "Nepal Insufficient information – – 10.0 30.0 25.0 28 Jun 2022 A made-up list",
    ]
    told = Api(app, world, staff)("GET", "/countries").json["items"]
    assert [(one["country"], one["total"], one["risk"]) for one in told] == [("BD", 1555, "high"), ("NP", None, None)]

"""Organisations and their cooperations in a browser and by API."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.organisations import OrganisationFilter, OrganisationKind, OrganisationStatus
from followup.i18n import speaking
from followup.models.organisations import Organisation
from followup.queries import organisations as queries
from followup.services import organisations
from followup.services.organisations import NewOrganisation, NewPopulation
from tests.builders import World
from tests.web.client import Browser
from tests.web.statements import counted


@pytest.fixture
def reader(world: World) -> Staff:
    return world.staff(world.organisation("Region Norr"), Role.READER)


def populated(world: World, organisation: Organisation, *figures: tuple[int, date | None, str]) -> None:
    with world.tx() as tx:
        for inhabitants, on, source in figures:
            organisations.record_population(
                tx, organisation, NewPopulation(inhabitants=inhabitants, on=on, source=source)
            )


def names(page: object) -> list[str]:
    return [a.text_content() for a in page.xpath("//tbody/tr/th/a")]  # type: ignore[attr-defined]


def test_a_known_source_is_told_in_the_readers_language_and_another_as_it_was_written(
    app: Flask, world: World, reader: Staff
) -> None:
    organisation = world.organisation("Region Syd")
    populated(world, organisation, (10, date(2024, 12, 31), "From the source"), (9, date(2023, 12, 31), "SCB"))
    for language, told in (("en", "From the source"), ("sv", "Från källan"), ("nb", "Fra kilden")):
        browser = Browser(app, reader, language=language)
        for path in ("/organisations", f"/organisations/{organisation.public_id}"):
            assert told in browser.page(path).text_content()
        assert "SCB" in browser.page(f"/organisations/{organisation.public_id}").text_content()


def test_the_list_is_in_the_order_of_the_readers_alphabet(app: Flask, world: World, reader: Staff) -> None:
    for name in ("Östergötland", "Ålesund", "Aalborg", "Ærø", "Zorn"):
        world.organisation(name)
    swedish = names(Browser(app, reader, language="sv").page("/organisations"))
    norwegian = names(Browser(app, reader, language="nb").page("/organisations"))
    assert swedish == ["Aalborg", "Region Norr", "Zorn", "Ålesund", "Ærø", "Östergötland"]
    assert norwegian == ["Region Norr", "Zorn", "Ærø", "Östergötland", "Aalborg", "Ålesund"]


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_paging_shows_every_organisation_once_in_order(world: World, language: str) -> None:
    for number in range(120):
        world.organisation(f"{'ÅÄÖÆØABCZ'[number % 9]} organisation {number // 9}")
    staff = world.staff(world.organisation("The last one"))
    seen, after = [], None
    with speaking(language), world.reading(staff) as tx:
        while True:
            found = queries.listed(tx.session, OrganisationFilter(after=after), today=tx.today)
            seen += [row.name for row in found.rows]
            after = found.next
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 121
    assert seen[0].startswith("A")
    assert seen[-1].startswith({"sv": "Ö", "nb": "Å"}[language]) or seen[-1].startswith("Ø")


def test_the_newest_dated_population_is_shown_with_its_source(app: Flask, world: World, reader: Staff) -> None:
    organisation = world.organisation("Region Söder")
    populated(
        world,
        organisation,
        (131_418, None, "the decision"),
        (130_000, date(2023, 12, 31), "an older table"),
        (132_000, date(2024, 12, 31), "the newest table"),
    )
    row = Browser(app, reader).page("/organisations?q=söder").xpath("//tbody/tr")[0].text_content()
    assert "132,000" in row
    assert "the newest table" in row
    assert "131,418" not in row


def test_a_population_without_a_date_says_so(app: Flask, world: World, reader: Staff) -> None:
    organisation = world.organisation("Region Söder")
    populated(world, organisation, (131_418, None, "the decision"))
    row = Browser(app, reader).page("/organisations?q=söder").xpath("//tbody/tr")[0].text_content()
    assert "date not stated" in row


def test_the_list_is_narrowed_by_kind_state_and_part_of_the_name(app: Flask, world: World, reader: Staff) -> None:
    world.organisation("Ångby kommune", OrganisationKind.MUNICIPALITY, "NO")
    with world.tx() as tx:
        new = NewOrganisation(
            name="An imported buyer", kind=OrganisationKind.OTHER, country="NO", status=OrganisationStatus.NOT_JOINED
        )
        organisations.register(tx, new, origin="notice")
    browser = Browser(app, reader)
    assert names(browser.page("/organisations?q=ÅNGBY")) == ["Ångby kommune"]
    assert names(browser.page("/organisations?q=100%25")) == []
    assert names(browser.page("/organisations?kind=municipality")) == ["Ångby kommune"]
    assert names(browser.page("/organisations?status=not_joined")) == ["An imported buyer"]


def test_an_organisations_page_shows_cooperation_members_and_the_areas_categories(
    app: Flask, world: World, reader: Staff
) -> None:
    member, other = world.organisation("Region Väst"), world.organisation("Region Öst")
    cooperation = world.cooperation(member)
    with world.tx() as tx:
        organisations.join(tx, cooperation, other, area="B")
        organisations.assign_categories(
            tx,
            cooperation,
            [("category-one", "A"), ("category-two", "B")],
            valid_from=date(2021, 1, 1),
            source="the plan",
        )
    browser = Browser(app, reader)
    page = browser.page(f"/organisations/{member.public_id}").text_content()
    assert cooperation.name in page
    assert "secretariat" in page
    assert "Region Öst" in page
    assert "category-one" in page
    assert "category-two" not in page
    assert "Belongs to no cooperation" in browser.page(f"/organisations/{reader.organisation_public_id}").text_content()


def test_an_organisation_in_two_cooperations_stands_once_in_the_list(app: Flask, world: World, reader: Staff) -> None:
    member = world.organisation("Region Väst")
    secretariat = world.organisation("A secretariat", OrganisationKind.SECRETARIAT)
    world.cooperation(member, secretariat=secretariat)
    world.cooperation(member, secretariat=secretariat)
    assert names(Browser(app, reader).page("/organisations")).count("Region Väst") == 1


def test_pages_of_organisations_ask_little_of_the_database(
    app: Flask, world: World, reader: Staff, engine: Engine
) -> None:
    member = world.organisation("Region Väst")
    world.cooperation(member)
    world.cooperation(member, secretariat=world.organisation("Host", OrganisationKind.MUNICIPALITY))
    browser = Browser(app, reader)
    for path, most in (("/organisations", 2), (f"/organisations/{member.public_id}", 6)):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= most, (path, seen)


def test_an_imported_buyer_that_joins_is_told_in_the_journal_once(world: World) -> None:
    with world.tx() as tx:
        new = NewOrganisation(
            name="A buyer", kind=OrganisationKind.OTHER, country="NO", status=OrganisationStatus.NOT_JOINED
        )
        buyer = organisations.register(tx, new, origin="notice")
    for _ in range(2):
        with world.tx() as tx:
            found = organisations.named(tx, "A buyer")
            assert found is not None
            organisations.admit(tx, found)
            entries = len(tx.entries)
    assert entries == 0
    with world.reading() as tx:
        assert tx.follow(Organisation, buyer.id).status is OrganisationStatus.JOINED

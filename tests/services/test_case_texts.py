"""Case documents: drafts are the secretariat's, a released one stays as it is, own figures fill it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.case_texts import NewCaseText
from followup.domain.funding import REGIONS_COMPONENTS
from followup.domain.organisations import OrganisationKind
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.journal import JournalEntry
from followup.models.organisations import Cooperation, Organisation
from followup.services import case_texts, funding, organisations
from followup.services.organisations import NewPopulation
from tests.builders import World
from tests.policy.casing import a_text
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

MEMO = NewCaseText(
    title="Nationell samordning",
    year=2023,
    rate_ore=100,
    proposal="1. Programmet godkänns.\n2. Finansiering sker med ${amount} årligen.",
    summary="${member}: ${rate_before} blir ${rate}, ${spared} sparade, ${led_for} ledda, ${trained} utbildade.",
    finances="Alla ${members} medlemmar tillsammans: ${total}.",
)


class Scene:
    """Two members with known populations, the true rates, and their secretariat."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.north, self.south = world.organisation("Region North"), world.organisation("Region South")
        self.secretariat = world.organisation("Secretariat", OrganisationKind.SECRETARIAT)
        self.cooperation: Cooperation = world.cooperation(self.north, self.south, secretariat=self.secretariat)
        self.writer = self.staff(self.secretariat, Role.COORDINATOR)
        with world.tx() as tx:
            for component in REGIONS_COMPONENTS:
                funding.record_rate(tx, self.cooperation, component)
            for member, people in ((self.north, 131_418), (self.south, 1_000)):
                figure = NewPopulation(inhabitants=people, on=date(2021, 11, 1), source="A source")
                organisations.record_population(tx, member, figure)

    def staff(self, organisation: Organisation, role: Role = Role.READER) -> Staff:
        return self.world.staff(organisation, role, cooperations=(self.cooperation,))

    def write(self, new: NewCaseText = MEMO) -> str:
        with self.world.tx(self.writer) as tx:
            return case_texts.write(tx, self.cooperation.public_id, new).public_id

    def release(self, public_id: str) -> None:
        with self.world.tx(self.writer) as tx:
            case_texts.release(tx, public_id, None)


def plain(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def test_each_member_reads_the_one_text_with_its_own_figures(app: Flask, world: World) -> None:
    scene = Scene(world)
    text = scene.write()
    scene.release(text)
    north = plain(Browser(app, scene.staff(scene.north)).page(f"/case-documents/{text}").text_content())
    assert "Finansiering sker med 131 418 kr årligen." in north
    assert "Region North: 0,50 kr blir 1,00 kr, 0 sparade, 0 ledda, [" in north
    assert "Alla 2 medlemmar tillsammans: 132 418 kr." in north
    south = Api(app, world, scene.staff(scene.south))("GET", f"/case-documents/{text}").json
    assert "Finansiering sker med 1 000 kr årligen." in plain(south["text"])
    assert (south["member"], south["language"], len(south["missing"])) == ("Region South", "sv", 1)


def test_a_draft_is_the_secretariats_alone(app: Flask, world: World) -> None:
    scene = Scene(world)
    text = scene.write()
    member = Browser(app, scene.staff(scene.north))
    assert "No case document has been released" in member.page("/case-documents").text_content()
    assert member.get(f"/case-documents/{text}").status_code == 404
    assert member.get(f"/case-documents/{text}/document.pdf").status_code == 404
    office = Browser(app, scene.writer)
    assert "Draft" in office.page("/case-documents").text_content()
    asked = f"/case-documents/{text}?organisation_id={scene.south.public_id}"
    assert "1 000 kr årligen" in plain(office.page(asked).text_content())
    scene.release(text)
    assert member.get(f"/case-documents/{text}").status_code == 200
    assert member.get(asked).status_code == 404  # another member's document is that member's to make


def test_a_released_text_is_never_changed(world: World) -> None:
    scene = Scene(world)
    text = scene.write()
    with world.tx(scene.writer) as tx:
        case_texts.change(tx, text, replace(MEMO, title="Bättre rubrik"), None)
    scene.release(text)
    for again in (
        lambda tx: case_texts.change(tx, text, MEMO, None),
        lambda tx: case_texts.release(tx, text, None),
    ):
        with pytest.raises(Conflict) as refused, world.tx(scene.writer) as tx:
            again(tx)
        assert refused.value.reason.code == "case_text.released"
    with world.reading() as tx:
        wanted = select(JournalEntry.event).where(JournalEntry.subject_id == text).order_by(JournalEntry.id)
        assert list(tx.session.scalars(wanted)) == ["case_text.written", "case_text.changed", "case_text.released"]


def test_only_the_secretariat_of_the_cooperation_writes(world: World) -> None:
    scene = Scene(world)
    other = world.organisation("Another secretariat", OrganisationKind.SECRETARIAT)
    for person in (scene.staff(scene.north, Role.CONTRACT_MANAGER), scene.staff(other, Role.COORDINATOR)):
        with pytest.raises(Forbidden), world.tx(person) as tx:
            case_texts.write(tx, scene.cooperation.public_id, MEMO)


def test_a_text_without_the_amount_in_a_point_is_not_kept(app: Flask, world: World) -> None:
    scene = Scene(world)
    with pytest.raises(Invalid):
        scene.write(replace(MEMO, proposal="Godkänns."))
    address = f"/funding/{scene.cooperation.public_id}/case-documents/new"
    office = Browser(app, scene.writer)
    assert "${amount}" in office.page(address).text_content()
    typed = {"title": "T", "year": "2027", "rate_ore": "120", "proposal": "Godkänns.", "summary": "S"}
    refused = office.post(address, typed)
    assert refused.status_code == 422
    assert "The amount must stand inside a point" in refused.text
    assert office.post(address, {**typed, "proposal": "Vi betalar ${amount}."}).status_code == 303


def test_the_files_are_the_same_again_and_carry_what_the_member_wrote_at_the_head(app: Flask, world: World) -> None:
    scene = Scene(world)
    text = scene.write()
    scene.release(text)
    member = Browser(app, scene.staff(scene.north))
    base = f"/case-documents/{text}/document"
    first, second = (member.get(f"{base}.pdf?case_number=RS/29/2022").data for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")
    told = member.get(f"{base}.txt?case_number=RS/29/2022&unit=Ink%C3%B6p")
    assert "RS/29/2022" in told.text
    assert "Inköp" in told.text
    assert told.headers["Content-Disposition"].startswith("attachment")
    assert member.get(f"{base}.docx").status_code == 404


def test_the_pages_ask_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    scene = Scene(world)
    text = scene.write(replace(MEMO, summary="${led_for} ${spared} ${trained} ${rate_before}"))
    scene.release(text)
    browser = Browser(app, scene.staff(scene.north))
    for path in (f"/case-documents/{text}", "/case-documents", "/member-returns", "/levy-calculator?to_ore=120"):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= 8, (path, len(seen))


def test_a_member_that_pays_nothing_has_no_document(app: Flask, world: World) -> None:
    scene = Scene(world)
    text = scene.write(a_text(None))
    scene.release(text)
    with world.tx() as tx:
        stranger = tx.follow(Organisation, scene.secretariat.id)
    alone = Browser(app, scene.staff(stranger, Role.PUBLISHER))
    assert "Region North" in alone.page(f"/case-documents/{text}").text_content()  # the office looks at the first one

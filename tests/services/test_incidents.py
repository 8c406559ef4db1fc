"""Incidents: whom one reaches, who is told, who asks, and that nobody sees or decides for another."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.incidents import Asking, Position, QuestionStatus, SiteUse, Stance, SupplierAnswer
from followup.domain.journal import CATEGORY_ASSIGNED, CONTRACT_CHANGED
from followup.domain.organisations import OrganisationKind
from followup.domain.permissions import Permission
from followup.domain.supply import ContractSites, NewSubSupplier
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident, IncidentParty
from followup.models.organisations import CategoryResponsibility
from followup.queries import incident_reach
from followup.queries import incidents as queries
from followup.services import contracts, incident_questions, incidents, mergers, supply
from tests.builders import World
from tests.incidents import SITE, Cooperation
from tests.walks.letters import mailed
from tests.web.statements import counted

pytestmark = pytest.mark.database


@pytest.fixture
def house(world: World) -> Cooperation:
    return Cooperation(world, "North", "South", "West")


def reached(house: Cooperation, incident: Incident) -> dict[str, tuple[int, int]]:
    with house.world.reading(house.coordinator) as tx:
        rows = queries.parties(tx.session, incident.id, None)
        return {row.name: (row.contract_count, row.supplier_count) for row in rows}


def test_a_site_that_one_region_knows_reaches_all_who_buy_from_its_supplier(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    house.contract("South", gloves)
    house.contract("West", world.supplier("Other gloves"))
    house.site("South", gloves)
    assert reached(house, house.begin()) == {"North": (1, 1), "South": (1, 1)}


def test_the_same_name_in_another_country_is_another_site(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    house.site("North", gloves, country="TH")
    assert reached(house, house.begin()) == {}


def test_it_reaches_through_sub_suppliers_sites_of_contracts_and_merged_entries(
    house: Cooperation, world: World
) -> None:
    maker, entry, seller = world.supplier("Maker"), world.supplier("MAKER"), world.supplier("Seller")
    behind, direct = house.contract("North", seller), house.contract("South", entry)
    made_there = house.contract("West", seller)
    with world.tx(house.managers["North"]) as tx:
        supply.add_sub_supplier(tx, behind.public_id, NewSubSupplier(supplier_id=maker.public_id, tier=2))
    with world.tx(house.managers["West"]) as tx:
        supply.add_sub_supplier(tx, made_there.public_id, NewSubSupplier(supplier_id=maker.public_id))
    site = house.site("West", maker)
    with world.tx(house.managers["West"]) as tx:
        supply.set_sites(tx, made_there.public_id, ContractSites(site_ids=(site,)), None)
    with world.tx(house.coordinator) as tx:
        mergers.merge(tx, entry.public_id, maker.public_id)
    found = house.found().reach
    assert {(tie.supplier, tie.organisation.name, tie.contract_count) for tie in found.ties} == {
        ("Seller", "North", 1),
        ("Seller", "West", 1),
        ("Maker", "South", 1),
    }
    assert direct.supplier_id == entry.id


def test_contracts_that_have_ended_or_were_registered_by_mistake_are_not_reached(
    house: Cooperation, world: World
) -> None:
    gloves = world.supplier("Gloves")
    house.site("North", gloves)
    world.contract(house.managers["North"], supplier=gloves, ends_on=date(2026, 3, 1))
    world.contract(house.managers["South"], supplier=gloves, starts_on=date(2026, 3, 3))
    mistaken = house.contract("West", gloves)
    with world.tx(house.managers["West"]) as tx:
        contracts.void(tx, mistaken.public_id, "By mistake")
    assert reached(house, house.begin()) == {}


def test_another_cooperation_is_neither_searched_nor_told(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    elsewhere = world.organisation("Elsewhere", OrganisationKind.MUNICIPALITY)
    other = world.cooperation(elsewhere, secretariat=world.organisation("Host", OrganisationKind.MUNICIPALITY))
    stranger = world.staff(elsewhere, cooperations=(other,))
    world.contract(stranger, supplier=gloves)
    house.site("North", gloves)
    incident = house.begin()
    assert list(reached(house, incident)) == ["North"]
    with world.reading(stranger) as tx, pytest.raises(NotFound):
        tx.get(Incident, incident.public_id, to=Permission.INCIDENT_READ)
    assert all("stranger" not in address for address, _ in mailed(world, "incident_reported"))


def test_an_organisation_finds_its_own_contracts_and_never_anothers(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves, title="Own gloves")
    house.contract("South", gloves, title="Secret gloves")
    house.site("South", gloves)
    house.begin()
    reach = house.found().reach
    for name, title in (("North", "Own gloves"), ("South", "Secret gloves")):
        with world.reading(house.managers[name]) as tx:
            assert [row.title for row in incident_reach.own_contracts(tx.session, reach, tx.today)] == [title]
    with world.reading(house.coordinator) as tx:
        assert incident_reach.own_contracts(tx.session, reach, tx.today) == []


def test_looking_again_adds_and_counts_anew_but_takes_nobody_out(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    first = house.contract("North", gloves)
    house.site("North", gloves)
    incident = house.begin()
    house.contract("South", gloves)
    house.contract("South", gloves)
    with world.tx(house.managers["North"]) as tx:
        contracts.void(tx, first.public_id, "By mistake")
    for _ in range(2):
        with world.tx(house.coordinator) as tx:
            incidents.look_again(tx, incident.public_id, house.found())
    assert reached(house, incident) == {"North": (1, 1), "South": (2, 1)}
    assert len(mailed(world, "incident_reported")) == 2


def test_who_manages_nothing_there_is_not_told_but_an_administrator_is_where_nobody_manages(
    house: Cooperation, world: World
) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    bystander, administrator = house.hired("North"), house.hired("South", Role.ADMINISTRATOR)
    unmanaged = house.contract("South", gloves)
    with world.tx(house.managers["South"]) as tx:
        tx.follow(Contract, unmanaged.id).manager_id = None
        tx.journal(CONTRACT_CHANGED, unmanaged, fields="manager_id")
    house.site("North", gloves)
    house.begin()
    paths = {facts["recipient_name"] for _, facts in mailed(world, "incident_reported")}
    assert paths == {house.managers["North"].name, administrator.name}
    assert bystander.user_id != administrator.user_id


def test_nobody_decides_for_another_organisation(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    house.site("North", gloves)
    incident = house.begin()
    party = house.party(incident, "North")
    position = Position(stance=Stance.PAUSED, note="Ours to know")
    for other in (house.coordinator, house.managers["South"], house.hired("North", Role.READER)):
        with world.tx(other) as tx, pytest.raises(Forbidden):
            incidents.take_stance(tx, party.public_id, position, None)
    with world.tx(house.hired("North", Role.APPROVER)) as tx:
        incidents.take_stance(tx, party.public_id, position, 1)
    with world.tx(house.managers["North"]) as tx, pytest.raises(Conflict):
        incidents.take_stance(tx, party.public_id, position, 1)
    seen = {}
    for name in ("North", "South"):
        with world.reading(house.managers[name]) as tx:
            [row] = queries.parties(tx.session, incident.id, tx.actor.organisation_id)
            seen[name] = (row.stance, row.note)
    assert seen == {"North": (Stance.PAUSED, "Ours to know"), "South": (Stance.PAUSED, None)}


def test_every_supplier_of_the_category_is_asked_once_and_only_new_ones_the_second_time(
    house: Cooperation, world: World
) -> None:
    gloves, other, paper = (world.supplier(name) for name in ("Gloves", "Other gloves", "Paper"))
    house.contract("North", gloves)
    house.contract("South", gloves)
    house.contract("South", gloves)
    house.contract("West", other)
    house.contract("West", paper, category="paper")
    house.site("North", gloves)
    incident = house.begin()
    house.plan(incident)
    assert house.asked(incident) == {"Gloves": "South", "Other gloves": "West"}
    assert (house.question(incident, gloves).is_named, house.question(incident, other).is_named) == (True, False)
    third = world.supplier("Third gloves")
    house.contract("North", third)
    house.plan(incident)
    assert set(house.asked(incident)) == {"Gloves", "Other gloves", "Third gloves"}
    assert len(mailed(world, "incident_question_given")) == 3


def test_the_area_that_answers_for_the_category_asks_where_it_buys(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    house.contract("South", gloves)
    house.contract("South", gloves)
    house.site("North", gloves)
    with world.tx() as tx:
        given = CategoryResponsibility(cooperation_id=house.row.id, category="gloves", area="A", source="test")
        tx.add(given)
        tx.journal(CATEGORY_ASSIGNED, house.row, category="gloves", area="A")
    incident = house.begin()
    house.plan(incident)
    assert house.asked(incident) == {"Gloves": "North"}


def asked(house: Cooperation, world: World) -> tuple[Incident, str]:
    """An incident of which North has asked its only supplier."""
    gloves = world.supplier("Gloves")
    contract = house.contract("North", gloves)
    contact = world.contact(house.managers["North"], gloves)
    house.site("North", gloves)
    incident = house.begin()
    house.plan(incident)
    question = house.question(incident, gloves)
    with world.tx(house.managers["North"]) as tx:
        asking = Asking(contract_id=contract.public_id, contact_id=contact.public_id)
        incident_questions.ask(tx, question.public_id, asking)
    return incident, question.public_id


def test_asking_begins_a_traceability_request_and_writes_to_the_contact(house: Cooperation, world: World) -> None:
    incident, _ = asked(house, world)
    [(address, facts)] = mailed(world, "traceability_question")
    assert (address, facts["question"], facts["reply_to_name"]) == (
        "anna@supplier.test",
        ["Do you use it?"],
        house.managers["North"].name,
    )
    with world.reading(house.managers["North"]) as tx:
        [made] = tx.session.scalars(select(FollowUp)).all()
        assert (made.subject, made.status, made.due_on) == (
            incident.public_id,
            FollowUpStatus.STARTED,
            date(2026, 3, 30),
        )


def test_only_the_one_who_asks_records_the_answer_once_and_it_completes_the_request(
    house: Cooperation, world: World
) -> None:
    _, question_id = asked(house, world)
    answer = SupplierAnswer(answer=SiteUse.DOES_NOT, answered_on=date(2026, 3, 2), note="Never")
    for other in (house.managers["South"], house.coordinator):
        with world.tx(other) as tx, pytest.raises(Forbidden):
            incident_questions.answer(tx, question_id, answer)
    too_soon = SupplierAnswer(answer=SiteUse.USES, answered_on=date(2026, 3, 3))
    with world.tx(house.managers["North"]) as tx, pytest.raises(Invalid):
        incident_questions.answer(tx, question_id, too_soon)
    with world.tx(house.managers["North"]) as tx:
        incident_questions.answer(tx, question_id, answer)
    with world.tx(house.managers["North"]) as tx, pytest.raises(Conflict):
        incident_questions.answer(tx, question_id, answer)
    with world.reading(house.managers["North"]) as tx:
        assert tx.session.scalars(select(FollowUp.status)).all() == [FollowUpStatus.COMPLETED]


def test_an_answer_is_given_up_only_once_its_day_has_passed_and_may_still_come(
    house: Cooperation, world: World, clock: FixedClock
) -> None:
    _, question_id = asked(house, world)
    with world.tx(house.managers["North"]) as tx, pytest.raises(Conflict):
        incident_questions.give_up(tx, question_id)
    clock.set(datetime(2026, 3, 31, 9, tzinfo=UTC))
    with world.tx(house.managers["North"]) as tx:
        assert incident_questions.give_up(tx, question_id).status is QuestionStatus.UNANSWERED
    with world.reading(house.managers["North"]) as tx:
        assert tx.session.scalars(select(FollowUp.status)).all() == [FollowUpStatus.STARTED]
    with world.tx(house.managers["North"]) as tx:
        late = SupplierAnswer(answer=SiteUse.UNCLEAR, answered_on=date(2026, 3, 31))
        assert incident_questions.answer(tx, question_id, late).status is QuestionStatus.ANSWERED


def test_a_supplier_is_asked_on_ones_own_contract_with_it(house: Cooperation, world: World) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    house.site("North", gloves)
    incident = house.begin()
    house.plan(incident)
    elsewhere = house.contract("North", world.supplier("Somebody else"))
    question_id = house.question(incident, gloves).public_id
    with world.tx(house.managers["North"]) as tx, pytest.raises(Invalid):
        incident_questions.ask(tx, question_id, Asking(contract_id=elsewhere.public_id))


def test_a_closed_incident_is_neither_changed_nor_asked_about_until_it_is_opened_again(
    house: Cooperation, world: World
) -> None:
    gloves = world.supplier("Gloves")
    house.contract("North", gloves)
    house.site("North", gloves)
    incident = house.begin()
    with world.tx(house.coordinator) as tx:
        incidents.close(tx, incident.public_id, "Nothing was found.", house.found(), None)
    with world.tx(house.coordinator) as tx, pytest.raises(Conflict):
        incidents.change(tx, incident.public_id, SITE, house.found(), None)
    with pytest.raises(Conflict):
        house.plan(incident)
    with world.tx(house.coordinator) as tx:
        assert incidents.reopen(tx, incident.public_id, None).conclusion == "Nothing was found."
    house.plan(incident)


def test_only_the_secretariat_opens_incidents(house: Cooperation, world: World) -> None:
    for other in (house.managers["North"], world.staff(house.regions["North"], Role.COORDINATOR)):
        with world.tx(other) as tx, pytest.raises((Forbidden, NotFound)):
            incidents.begin(tx, house.row.public_id, SITE, house.found())
    with world.reading() as tx:
        assert tx.session.scalars(select(Incident.id)).all() == []


def test_the_look_up_costs_the_same_for_few_and_for_many(world: World, engine: Engine) -> None:
    house = Cooperation(world, *(f"Region {n}" for n in range(8)))
    gloves = [world.supplier(f"Gloves {n}") for n in range(3)]
    house.contract("Region 0", gloves[0])
    house.site("Region 0", gloves[0])
    with counted(engine) as few:
        house.found()
    for number in range(1, 8):
        house.contract(f"Region {number}", gloves[number % 3])
        house.site(f"Region {number}", gloves[number % 3])
    with counted(engine) as many:
        assert len(house.found().reach.organisations) == 8
    assert len(many) == len(few) <= 5
    assert IncidentParty.__tablename__ not in " ".join(many)

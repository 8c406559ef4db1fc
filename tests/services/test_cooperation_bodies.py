"""Members, groups, contact persons, decisions and the matrix: what is refused and what the history keeps."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.actors import Role
from followup.domain.cooperation_bodies import (
    BodyKind,
    ContactTopic,
    MemberRole,
    Membership,
    NewBody,
    NewContactPerson,
    NewDecision,
    NewMember,
    NewSeat,
    NewTask,
    Outcome,
    Responsibility,
    SeatPart,
)
from followup.domain.money import Money
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.cooperation_bodies import MemberDecision
from followup.queries import cooperation_bodies as queries
from followup.queries import journal, responsibilities
from followup.services import contact_persons, cooperation_bodies, member_decisions, members
from followup.services import responsibilities as matrix
from tests.builders import World
from tests.cooperation_desk import TODAY, Office


def adopted(office: Office, name: str, **other: object) -> NewDecision:
    given = {"decided_on": date(2026, 2, 1), "amount": Money(131_418_00, "SEK"), **other}
    return NewDecision(
        organisation_id=office.id_of(name),
        matter="Programme 2030",
        outcome=Outcome.ADOPTED,
        body="Council",
        case_number="RS/29/2022",
        **given,  # type: ignore[arg-type]  # what a test overrides
    )


def test_a_member_that_leaves_takes_no_seat_afterwards(world: World) -> None:
    office = Office(world)
    with world.tx(office.coordinator) as tx:
        left = Membership(role=MemberRole.MEMBER, area="A", joined_on=date(2020, 1, 1), left_on=date(2026, 2, 28))
        members.change(tx, office.row.public_id, office.id_of("North"), left)
        body = cooperation_bodies.found(tx, office.row.public_id, NewBody(kind=BodyKind.OFFICE, name="Office"))
    seat = NewSeat(organisation_id=office.id_of("North"), name="Nora", part=SeatPart.CHAIR, valid_from=TODAY)
    with pytest.raises(Invalid) as refused, world.tx(office.coordinator) as tx:
        cooperation_bodies.take_seat(tx, body.public_id, seat)
    assert refused.value.problems["organisation_id"][0].code == "cooperation.not_a_member"


def test_membership_ends_not_before_it_began(world: World) -> None:
    office = Office(world)
    backwards = Membership(role=MemberRole.MEMBER, joined_on=TODAY, left_on=date(2025, 1, 1))
    with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
        members.change(tx, office.row.public_id, office.id_of("North"), backwards)


def test_a_new_member_is_one_once(world: World) -> None:
    office = Office(world)
    newcomer = world.organisation("West")
    new = NewMember(organisation_id=newcomer.public_id, role=MemberRole.OBSERVER, joined_on=TODAY)
    with world.tx(office.coordinator) as tx:
        members.admit(tx, office.row.public_id, new)
    with pytest.raises(Conflict) as refused, world.tx(office.coordinator) as tx:
        members.admit(tx, office.row.public_id, new)
    assert refused.value.reason.code == "member.known"


def test_a_seat_is_left_once_and_stays_in_the_history(world: World) -> None:
    office = Office(world)
    with world.tx(office.coordinator) as tx:
        body = cooperation_bodies.found(tx, office.row.public_id, NewBody(kind=BodyKind.STEERING_GROUP, name="Steers"))
        new = NewSeat(organisation_id=office.id_of("South"), name="Sara", part=SeatPart.MEMBER, valid_from=TODAY)
        seat = cooperation_bodies.take_seat(tx, body.public_id, new)
    with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
        cooperation_bodies.leave_seat(tx, seat.public_id, date(2026, 1, 1), None)
    with world.tx(office.coordinator) as tx:
        cooperation_bodies.leave_seat(tx, seat.public_id, TODAY, 1)
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        cooperation_bodies.leave_seat(tx, seat.public_id, TODAY, None)
    with world.reading(office.coordinator) as tx:
        [kept] = queries.seats(tx.session, (body.id,))
        assert (kept.name, kept.valid_to) == ("Sara", TODAY)
        told = [entry.text for entry in journal.history(tx.session, [body.public_id])]
    assert told == [
        "Seat left on 2 Mar 2026",
        "Seat taken as Member from 2 Mar 2026",
        "Group set up: Steering group",
    ]


def test_nobody_sits_in_a_group_that_has_ended(world: World) -> None:
    office = Office(world)
    ended = NewBody(kind=BodyKind.EXPERT_GROUP, name="Gloves", ended_on=date(2026, 1, 31))
    with world.tx(office.coordinator) as tx:
        body = cooperation_bodies.found(tx, office.row.public_id, ended)
    new = NewSeat(organisation_id=office.id_of("South"), name="Sara", part=SeatPart.MEMBER, valid_from=TODAY)
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        cooperation_bodies.take_seat(tx, body.public_id, new)


def test_a_contact_person_who_has_ended_is_shown_no_more_and_changed_no_more(world: World) -> None:
    office = Office(world)
    person = office.contact("North")
    with world.tx(office.coordinator) as tx:
        contact_persons.end(tx, person.public_id, date(2026, 3, 1), None)
    with world.reading(office.coordinator) as tx:
        assert queries.contacts(tx.session, TODAY) == []
        assert [row.name for row in queries.without_contact(tx.session, (office.row.id,), TODAY)] == ["North", "South"]
    again = NewContactPerson(
        organisation_id=office.id_of("North"),
        name="Other",
        email="other@north.test",
        topic=ContactTopic.SOCIAL,
        valid_from=TODAY,
    )
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        contact_persons.change(tx, person.public_id, again, None)


def test_a_member_records_its_own_decision_and_no_other(world: World) -> None:
    office = Office(world)
    with world.tx(office.approvers["North"]) as tx:
        made = member_decisions.record(tx, adopted(office, "North"))
    with pytest.raises(Forbidden), world.tx(office.approvers["North"]) as tx:
        member_decisions.record(tx, adopted(office, "South"))
    with pytest.raises(Forbidden), world.tx(office.approvers["South"]) as tx:
        member_decisions.change(tx, made.public_id, adopted(office, "North"), None)
    with pytest.raises(Forbidden), world.tx(office.approvers["North"]) as tx:
        member_decisions.change(tx, made.public_id, adopted(office, "South"), None)
    with world.reading(office.coordinator) as tx:
        kept = tx.follow(MemberDecision, made.id)
        assert (kept.amount_minor, kept.currency, kept.organisation_id) == (
            131_418_00, "SEK", office.regions["North"].id,
        )  # fmt: skip


def test_the_secretariat_records_anybodys_decision_but_none_to_come(world: World) -> None:
    office = Office(world)
    with world.tx(office.coordinator) as tx:
        member_decisions.record(tx, adopted(office, "South"))
    with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
        member_decisions.record(tx, adopted(office, "South", decided_on=date(2026, 3, 3)))


def test_a_reader_of_a_member_records_nothing(world: World) -> None:
    office = Office(world)
    reader = office.hired(office.regions["North"], Role.READER)
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        member_decisions.record(tx, adopted(office, "North"))


def test_the_matrix_has_one_part_for_each_party_and_somebody_with_the_main_responsibility(world: World) -> None:
    office = Office(world)
    new = NewTask(name="Terms", main="Secretariat", participates="Members\nHost", informed="")
    with world.tx(office.coordinator) as tx:
        task = matrix.add(tx, office.row.public_id, new)
    changed = NewTask(name="Terms", main="Host", participates="", informed="Secretariat")
    with world.tx(office.coordinator) as tx:
        matrix.change(tx, task.public_id, changed, task.version)
    with world.reading(office.coordinator) as tx:
        found = responsibilities.matrix(tx.session)
    assert found.parties == ["Host", "Secretariat"]
    assert found.parts[task.id] == {"Host": Responsibility.MAIN, "Secretariat": Responsibility.INFORMED}
    for wrong in (NewTask(name="T", main=" \n"), NewTask(name="T", main="Host", informed="Host")):
        with pytest.raises(Invalid):
            wrong.parts()

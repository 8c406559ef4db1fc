"""The training register and news, audit programmes and meetings: what is refused and what is told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.audit_programmes import ChangedProgramme, NewProgramme
from followup.domain.cooperation_bodies import NewMeeting
from followup.domain.news import NewNews
from followup.domain.training import NewCourse, NewRecords, Share
from followup.errors import Conflict, Invalid
from followup.models.cooperation_bodies import ContactPerson
from followup.models.desk import Course, CourseRecord
from followup.models.outbox import OutboxMessage
from followup.queries import training as queries
from followup.services import audit_programmes, contact_persons, meetings, news, training
from tests.builders import World
from tests.cooperation_desk import TODAY, Office

LAST_YEAR = date(2025, 12, 31)


def course_of(office: Office, *, months: int | None = None, for_contacts: bool = True) -> Course:
    with office.world.tx(office.coordinator) as tx:
        new = NewCourse(name=f"Course {months} {for_contacts}", valid_months=months, is_for_contacts=for_contacts)
        return training.offer(tx, office.row.public_id, new)


def took(office: Office, course: Course, *people: ContactPerson, on: date = date(2025, 6, 1)) -> None:
    with office.world.tx(office.coordinator) as tx:
        new = NewRecords(done_on=on, contact_person_ids=tuple(one.public_id for one in people))
        training.enter(tx, course.public_id, new)


def shared(office: Office, on: date) -> Share:
    with office.world.reading(office.coordinator) as tx:
        return queries.share(tx.session, office.row.id, on)


def test_the_share_counts_contact_persons_on_the_day_and_trainings_meant_for_them(world: World) -> None:
    office = Office(world)
    north, south = office.contact("North"), office.contact("South")
    took(office, course_of(office, for_contacts=False), south)
    took(office, course_of(office, months=12), north)
    assert shared(office, LAST_YEAR) == Share(1, 2)
    assert shared(office, date(2026, 6, 1)) == Share(0, 2)  # it has to be repeated by then
    with world.tx(office.coordinator) as tx:
        contact_persons.end(tx, south.public_id, date(2025, 12, 1), None)
    assert shared(office, LAST_YEAR) == Share(1, 1)


def test_nobody_stands_twice_for_the_same_day_and_nobody_before_it_was_held(world: World) -> None:
    office = Office(world)
    north, course = office.contact("North"), course_of(office)
    took(office, course, north)
    with pytest.raises(Conflict):
        took(office, course, north)
    for wrong in (NewRecords(done_on=TODAY), NewRecords(done_on=date(2026, 3, 3), name="X")):
        with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
            training.enter(tx, course.public_id, wrong)


def test_an_entry_that_was_a_mistake_is_taken_out(world: World) -> None:
    office = Office(world)
    course = course_of(office)
    took(office, course, office.contact("North"))
    with world.reading(office.coordinator) as tx:
        record = tx.session.scalars(select(CourseRecord)).one()
    with world.tx(office.coordinator) as tx:
        training.remove(tx, record.public_id)
    assert shared(office, TODAY) == Share(0, 1)


def test_news_is_published_once_with_one_mail_to_each_address(world: World) -> None:
    office = Office(world)
    office.contact("North"), office.contact("South")
    with world.tx(office.coordinator) as tx:
        item = news.write(tx, office.row.public_id, NewNews(title="A form", text="Use it."))
    with world.tx(office.coordinator) as tx:
        assert news.publish(tx, item.public_id, None) == 2
    for again in (news.publish, lambda tx, key, version: news.change(tx, key, NewNews(title="B", text="C"), version)):
        with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
            again(tx, item.public_id, None)
    with world.tx(office.coordinator) as tx:
        news.withdraw(tx, item.public_id, None)
    with world.reading(office.coordinator) as tx:
        assert {row.kind for row in tx.session.scalars(select(OutboxMessage))} == {"news_to_members"}


def test_a_review_has_a_day_and_a_day_has_a_review(world: World) -> None:
    office = Office(world)
    with world.tx(office.coordinator) as tx:
        programme = audit_programmes.set_up(tx, office.row.public_id, NewProgramme(year=2026, objectives="Find out"))
    for wrong in (
        ChangedProgramme(objectives="O", review="Well done"),
        ChangedProgramme(objectives="O", reviewed_on=TODAY),
        ChangedProgramme(objectives="O", review="Well done", reviewed_on=date(2026, 3, 3)),
    ):
        with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
            audit_programmes.change(tx, programme.public_id, wrong, None)
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        audit_programmes.set_up(tx, office.row.public_id, NewProgramme(year=2026, objectives="Again"))


def test_a_cancelled_meeting_is_not_changed_and_minutes_are_minutes(world: World) -> None:
    office = Office(world)
    new = NewMeeting(title="Spring", held_on=TODAY)
    with world.tx(office.coordinator) as tx:
        meeting = meetings.call(tx, office.row.public_id, new)
    statutes = office.adopt(office.document())
    wrong = NewMeeting(title="Spring", held_on=TODAY, minutes_id=statutes.public_id)
    with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
        meetings.change(tx, meeting.public_id, wrong, None)
    with world.tx(office.coordinator) as tx:
        meetings.cancel(tx, meeting.public_id, None)
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        meetings.change(tx, meeting.public_id, new, None)

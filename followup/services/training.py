"""The training register, as the secretariat keeps it."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain import secretariat_journal as events
from followup.domain.permissions import Permission
from followup.domain.training import NewCourse, NewRecords, check_new_entry
from followup.errors import NotFound
from followup.models.cooperation_bodies import ContactPerson
from followup.models.desk import Course, CourseRecord
from followup.models.organisations import Cooperation
from followup.queries import training as queries
from followup.services import changes, members
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def offer(tx: Transaction, cooperation_id: str, new: NewCourse) -> Course:
    """Enter a training that the cooperation offers.

    Errors: Conflict("course.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    course = tx.add(Course(cooperation_id=cooperation.id, secretariat_id=cooperation.secretariat_id, **_columns(new)))
    tx.journal(events.COURSE_OFFERED, course)
    return course


def change(tx: Transaction, course_id: str, new: NewCourse, version: int | None) -> Course:
    """Change what is said of a training; what was taken of it stays.

    Errors: Conflict("stale"), Conflict("course.known").
    """
    course = tx.get(Course, course_id, to=_MAY)
    tx.check_version(course, version)
    if fields := changes.put(course, _columns(new)):
        tx.journal(events.COURSE_CHANGED, course, fields=fields)
    tx.flush()
    return course


def _columns(new: NewCourse) -> dict[str, object]:
    return {
        "name": new.name,
        "content": new.content or None,
        "valid_months": new.valid_months,
        "is_for_contacts": new.is_for_contacts,
    }


def enter(tx: Transaction, course_id: str, new: NewRecords) -> Course:
    """Enter who took a training on a day.

    Errors: Invalid at done_on, contact_person_ids or organisation_id; Conflict("course.taken_twice").
    """
    course = tx.get(Course, course_id, to=_MAY)
    new.check(tx.today)
    people = _people(tx, course, new)
    known = queries.known(tx.session, course.id, new.done_on)
    for name, organisation_id, contact_id in people:
        check_new_entry(name, (organisation_id, name) in known)
        tx.add(
            CourseRecord(
                cooperation_id=course.cooperation_id,
                secretariat_id=course.secretariat_id,
                course_id=course.id,
                organisation_id=organisation_id,
                contact_person_id=contact_id,
                name=name,
                done_on=new.done_on,
            )
        )
    tx.journal(events.COURSE_TAKEN, course, count=len(people))
    return course


def _people(tx: Transaction, course: Course, new: NewRecords) -> list[tuple[str, int, int | None]]:
    found = tx.session.scalars(
        select(ContactPerson).where(
            ContactPerson.public_id.in_(new.contact_person_ids), ContactPerson.cooperation_id == course.cooperation_id
        )
    ).all()
    if len(found) < len(set(new.contact_person_ids)):
        raise NotFound
    people: list[tuple[str, int, int | None]] = [(one.name, one.organisation_id, one.id) for one in found]
    if new.name and new.organisation_id:
        cooperation = tx.follow(Cooperation, course.cooperation_id)
        organisation = members.check_member(tx, cooperation, new.organisation_id, new.done_on)
        people.append((new.name, organisation.id, None))
    return people


def remove(tx: Transaction, record_id: str) -> Course:
    """Take out an entry that was a mistake."""
    record = tx.get(CourseRecord, record_id, to=_MAY)
    course = tx.follow(Course, record.course_id)
    tx.session.delete(record)
    tx.journal(events.COURSE_RECORD_REMOVED, course)
    return course

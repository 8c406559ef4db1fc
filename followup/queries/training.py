"""The training register: courses, entries, and which contact persons are trained."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from followup.domain import training
from followup.domain.training import Share, Taken
from followup.models.cooperation_bodies import ContactPerson
from followup.models.desk import Course, CourseRecord
from followup.models.organisations import Organisation
from followup.queries.cooperation_bodies import holds
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow


def courses(session: Session) -> Sequence[AnyRow]:
    """Return the trainings of one's cooperations by name, with how many persons took each.

    Shape: id, public_id, version, cooperation_id, name, content, valid_months, is_for_contacts, entry_count, last_on.
    """
    entry = CourseRecord
    counted = select(func.count(entry.id)).where(entry.course_id == Course.id).correlate(Course)
    latest = select(func.max(entry.done_on)).where(entry.course_id == Course.id).correlate(Course)
    return session.execute(
        select(
            Course.id,
            Course.public_id,
            Course.version,
            Course.cooperation_id,
            Course.name,
            Course.content,
            Course.valid_months,
            Course.is_for_contacts,
            counted.scalar_subquery().label("entry_count"),
            latest.scalar_subquery().label("last_on"),
        ).order_by(Course.is_for_contacts.desc(), Course.name, Course.id)
    ).all()


def entries(session: Session, course_id: int, after: str | None) -> Page[AnyRow]:
    """Return one page of who took a training, the latest first.

    Shape: id, public_id, version, name, done_on, organisation_name, organisation_id.
    """
    row = CourseRecord
    statement = (
        select(
            row.id,
            row.public_id,
            row.version,
            row.name,
            row.done_on,
            Organisation.name.label("organisation_name"),
            Organisation.public_id.label("organisation_id"),
        )
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.course_id == course_id)
    )
    return page(session, statement, (row.done_on, row.id), after=after, descending=True)


def known(session: Session, course_id: int, done_on: date) -> set[tuple[int, str]]:
    """Return who stands in the register for a training on a day: (organisation, name)."""
    row = CourseRecord
    found = select(row.organisation_id, row.name).where(row.course_id == course_id, row.done_on == done_on)
    return {(one.organisation_id, one.name) for one in session.execute(found)}


def taken(session: Session, cooperation_ids: Collection[int], on: date) -> Sequence[Taken]:
    """Return which contact persons took a training meant for them, to the day."""
    rows = session.execute(
        select(CourseRecord.contact_person_id, CourseRecord.done_on, Course.valid_months)
        .join(Course, Course.id == CourseRecord.course_id)
        .where(
            CourseRecord.cooperation_id.in_(cooperation_ids),
            CourseRecord.contact_person_id.is_not(None),
            CourseRecord.done_on <= on,
            Course.is_for_contacts,
        )
    )
    return [Taken(contact_id=r.contact_person_id, done_on=r.done_on, valid_months=r.valid_months) for r in rows]


def share(session: Session, cooperation_id: int, on: date) -> Share:
    """Return the share of the contact persons on the day that is trained then: two statements."""
    row = ContactPerson
    people = session.scalars(select(row.id).where(row.cooperation_id == cooperation_id, holds(row, on))).all()
    return training.share(people, taken(session, (cooperation_id,), on), on)


def untrained(session: Session, cooperation_ids: Collection[int], on: date) -> tuple[Share, Sequence[AnyRow]]:
    """Return the share of contact persons trained on the day, and who is not: two statements.

    Shape: id, public_id, name, organisation_name, organisation_id.
    """
    row = ContactPerson
    people = session.execute(
        select(
            row.id,
            row.public_id,
            row.name,
            Organisation.name.label("organisation_name"),
            Organisation.public_id.label("organisation_id"),
        )
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.cooperation_id.in_(cooperation_ids), holds(row, on))
        .order_by(Organisation.sort_sv, row.name, row.id)
    ).all()
    found: Mapping[int, bool] = training.trained([one.id for one in people], taken(session, cooperation_ids, on), on)
    return Share(sum(found.values()), len(found)), [one for one in people if not found[one.id]]


def contacts(session: Session, cooperation_id: int, on: date) -> list[tuple[str, str]]:
    """Return the contact persons on the day, as choices with their organisations."""
    row = ContactPerson
    rows = session.execute(
        select(row.public_id, row.name, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(
            row.cooperation_id == cooperation_id, row.valid_from <= on, or_(row.valid_to.is_(None), row.valid_to >= on)
        )
        .order_by(Organisation.sort_sv, row.name, row.id)
    )
    return [(one.public_id, f"{one.name} ({one.organisation_name})") for one in rows]

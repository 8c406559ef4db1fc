"""Groups, who sits in them, and the members' contact persons, now and before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.organisations import OrganisationKind
from followup.i18n import language
from followup.models.cooperation_bodies import BodySeat, ContactPerson, CooperationBody
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.queries.rows import AnyRow, AnySelect


def listed(session: Session, on: date) -> Sequence[AnyRow]:
    """Return the groups of one's cooperations, those that go on first, with how many sit in them on the day.

    Shape: public_id, version, name, kind, topic, ended_on, cooperation_name, seat_count.
    """
    seats = select(func.count(BodySeat.id)).where(BodySeat.body_id == CooperationBody.id, holds(BodySeat, on))
    return session.execute(
        select(
            CooperationBody.public_id,
            CooperationBody.version,
            CooperationBody.name,
            CooperationBody.kind,
            CooperationBody.topic,
            CooperationBody.ended_on,
            Cooperation.name.label("cooperation_name"),
            seats.correlate(CooperationBody).scalar_subquery().label("seat_count"),
        )
        .join(Cooperation, Cooperation.id == CooperationBody.cooperation_id)
        .order_by(CooperationBody.ended_on.is_not(None), CooperationBody.kind, CooperationBody.name)
    ).all()


def holds(row: type[BodySeat | ContactPerson], on: date) -> ColumnElement[bool]:
    """Return the condition that a seat or a contact person holds on the day."""
    return (row.valid_from <= on) & or_(row.valid_to.is_(None), row.valid_to >= on)


def seats(session: Session, body_ids: Collection[int]) -> Sequence[AnyRow]:
    """Return who sits and sat in these groups, the chair first and the latest first.

    Shape: body_id, public_id, version, name, part, valid_from, valid_to, organisation_name.
    """
    return session.execute(
        select(
            BodySeat.body_id,
            BodySeat.public_id,
            BodySeat.version,
            BodySeat.name,
            BodySeat.part,
            BodySeat.valid_from,
            BodySeat.valid_to,
            Organisation.name.label("organisation_name"),
        )
        .join(Organisation, Organisation.id == BodySeat.organisation_id)
        .where(BodySeat.body_id.in_(body_ids))
        .order_by(BodySeat.valid_to.is_not(None), BodySeat.part, BodySeat.valid_from.desc(), BodySeat.id)
    ).all()


def choices(session: Session, cooperation_id: int, on: date) -> list[tuple[str, str]]:
    """Return the groups that have not ended, as choices."""
    rows = session.execute(
        select(CooperationBody.public_id, CooperationBody.name)
        .where(
            CooperationBody.cooperation_id == cooperation_id,
            or_(CooperationBody.ended_on.is_(None), CooperationBody.ended_on >= on),
        )
        .order_by(CooperationBody.name)
    )
    return [(row.public_id, row.name) for row in rows]


def contacts(session: Session, on: date, *, ended: bool = False) -> Sequence[AnyRow]:
    """Return the contact persons of one's cooperations by organisation; those who have ended only when asked for.

    Shape: id, public_id, version, cooperation_id, name, email, topic, valid_from, valid_to, organisation_id,
    organisation_name, language.
    """
    statement = _contacts()
    if not ended:
        statement = statement.where(or_(ContactPerson.valid_to.is_(None), ContactPerson.valid_to >= on))
    return session.execute(statement).all()


def contact(session: Session, public_id: str) -> AnyRow:
    """Return one contact person as the list shows it."""
    return session.execute(_contacts().where(ContactPerson.public_id == public_id)).one()


def _contacts() -> AnySelect:
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    return (
        select(
            ContactPerson.id,
            ContactPerson.public_id,
            ContactPerson.version,
            ContactPerson.cooperation_id,
            ContactPerson.secretariat_id,
            ContactPerson.name,
            ContactPerson.email,
            ContactPerson.topic,
            ContactPerson.valid_from,
            ContactPerson.valid_to,
            ContactPerson.organisation_id.label("organisation_key"),
            Organisation.public_id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            Organisation.language,
        )
        .join(Organisation, Organisation.id == ContactPerson.organisation_id)
        .order_by(sort, ContactPerson.valid_to.is_not(None), ContactPerson.topic, ContactPerson.name, ContactPerson.id)
    )


def without_contact(session: Session, keys: Collection[int], on: date) -> Sequence[AnyRow]:
    """Return the members on the day that have no contact person then.

    Shape: cooperation_id, organisation_id, name.
    """
    member = CooperationMember
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    named = select(ContactPerson.id).where(
        ContactPerson.cooperation_id == member.cooperation_id,
        ContactPerson.organisation_id == member.organisation_id,
        holds(ContactPerson, on),
    )
    return session.execute(
        select(member.cooperation_id, Organisation.public_id.label("organisation_id"), Organisation.name)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(
            member.cooperation_id.in_(keys),
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= on),
            or_(member.left_on.is_(None), member.left_on >= on),
            ~named.exists(),
        )
        .order_by(sort, Organisation.id)
    ).all()


def recipients(session: Session, cooperation_id: int, on: date, organisation_ids: Collection[int]) -> Sequence[AnyRow]:
    """Return the contact persons on the day of these organisations: whom the cooperation writes to.

    Shape: as `contacts`.
    """
    return session.execute(
        _contacts().where(
            ContactPerson.cooperation_id == cooperation_id,
            ContactPerson.organisation_id.in_(organisation_ids),
            holds(ContactPerson, on),
        )
    ).all()

"""The members of a cooperation with their dates and roles, its periods, and the cooperations that one belongs to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.organisations import OrganisationKind
from followup.i18n import language
from followup.models.cooperation_bodies import ContactPerson, CooperationPeriod
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.queries.rows import AnyRow


def cooperations(session: Session, keys: Collection[int]) -> Sequence[AnyRow]:
    """Return these cooperations with who leads them, by name.

    Shape: id, public_id, name, kind, country, secretariat_id, secretariat_name, secretariat_public_id, has_areas.
    """
    leader = aliased(Organisation)
    area = select(func.count(CooperationMember.id)).where(
        CooperationMember.cooperation_id == Cooperation.id, CooperationMember.area.is_not(None)
    )
    return session.execute(
        select(
            Cooperation.id,
            Cooperation.public_id,
            Cooperation.name,
            Cooperation.kind,
            Cooperation.country,
            Cooperation.secretariat_id,
            leader.name.label("secretariat_name"),
            leader.public_id.label("secretariat_public_id"),
            (area.correlate(Cooperation).scalar_subquery() > 0).label("has_areas"),
        )
        .join(leader, leader.id == Cooperation.secretariat_id)
        .where(Cooperation.id.in_(keys))
        .order_by(Cooperation.name, Cooperation.id)
    ).all()


def listed(session: Session, keys: Collection[int], on: date) -> Sequence[AnyRow]:
    """Return all who are or were members of these cooperations but a joint secretariat, in the reader's alphabet.

    Shape: cooperation_id, organisation_key, public_id, name, kind, role, area, joined_on, left_on, contact_count.
    """
    member = CooperationMember
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    contacts = select(func.count(ContactPerson.id)).where(
        ContactPerson.cooperation_id == member.cooperation_id,
        ContactPerson.organisation_id == member.organisation_id,
        ContactPerson.valid_from <= on,
        or_(ContactPerson.valid_to.is_(None), ContactPerson.valid_to >= on),
    )
    return session.execute(
        select(
            member.cooperation_id,
            member.organisation_id.label("organisation_key"),
            Organisation.public_id,
            Organisation.name,
            Organisation.kind,
            member.role,
            member.area,
            member.joined_on,
            member.left_on,
            contacts.correlate(member).scalar_subquery().label("contact_count"),
        )
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(member.cooperation_id.in_(keys), Organisation.kind != OrganisationKind.SECRETARIAT)
        .order_by(sort, Organisation.id)
    ).all()


def one(session: Session, cooperation_id: int, organisation_id: int) -> CooperationMember | None:
    """Return the membership of an organisation, also one that has ended."""
    return session.scalars(
        select(CooperationMember).where(
            CooperationMember.cooperation_id == cooperation_id, CooperationMember.organisation_id == organisation_id
        )
    ).one_or_none()


def not_members(session: Session, cooperation: Cooperation) -> list[tuple[str, str]]:
    """Return the organisations of the country that never were members, as choices."""
    known = select(CooperationMember.organisation_id).where(CooperationMember.cooperation_id == cooperation.id)
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    rows = session.execute(
        select(Organisation.public_id, Organisation.name)
        .where(
            Organisation.country == cooperation.country,
            Organisation.id.not_in(known),
            Organisation.kind != OrganisationKind.SECRETARIAT,
        )
        .order_by(sort, Organisation.id)
    )
    return [(row.public_id, row.name) for row in rows]


def choices(session: Session, cooperation_id: int, on: date) -> list[tuple[str, str]]:
    """Return the members on the day, the secretariat's own organisation among them, as choices."""
    return choices_of(session, (cooperation_id,), on)


def choices_of(session: Session, keys: Collection[int], on: date) -> list[tuple[str, str]]:
    """Return the members of these cooperations on the day, and who leads them, as choices."""
    member = CooperationMember
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    leader = select(Cooperation.secretariat_id).where(Cooperation.id.in_(keys))
    belongs = select(member.organisation_id).where(
        member.cooperation_id.in_(keys),
        or_(member.joined_on.is_(None), member.joined_on <= on),
        or_(member.left_on.is_(None), member.left_on >= on),
    )
    rows = session.execute(
        select(Organisation.public_id, Organisation.name)
        .where(or_(Organisation.id.in_(belongs), Organisation.id.in_(leader)))
        .order_by(sort, Organisation.id)
    )
    return [(row.public_id, row.name) for row in rows]


def periods(session: Session, keys: Collection[int]) -> Sequence[CooperationPeriod]:
    """Return the strategy and programme periods of these cooperations, the latest first."""
    row = CooperationPeriod
    return session.scalars(
        select(row).where(row.cooperation_id.in_(keys)).order_by(row.starts_on.desc(), row.id.desc())
    ).all()

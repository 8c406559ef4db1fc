"""The secretariat's desk, read from what the cooperation shares and from what was handed in: nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Label, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.desk import Halt, Standing, Stuck
from followup.domain.incidents import IncidentStatus, PartyStatus, QuestionStatus
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.nominations import NominationStatus
from followup.domain.organisations import OrganisationKind
from followup.domain.sharing import Light
from followup.i18n import language
from followup.models.cooperation_bodies import ContactPerson
from followup.models.incidents import Incident, IncidentParty, IncidentQuestion
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.nominations import Nomination
from followup.models.organisations import CooperationMember, Organisation, Population
from followup.models.sharing import SharedResult
from followup.models.summaries import ConfirmedFigures
from followup.models.suppliers import Supplier
from followup.queries.cooperation_bodies import holds
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 100
SEVERAL = 2


def standings(session: Session, keys: Collection[int], today: date) -> Sequence[Standing]:
    """Return what is known of each member of these cooperations: one statement."""
    member = CooperationMember
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    rows = session.execute(
        select(Organisation.public_id, Organisation.name, member.area, *_known(today))
        .select_from(member)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(
            member.cooperation_id.in_(keys),
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= today),
            or_(member.left_on.is_(None), member.left_on >= today),
        )
        .order_by(sort, Organisation.id)
    )
    return [
        Standing(
            organisation_id=row.public_id,
            name=row.name,
            area=row.area,
            contact_count=row.contact_count,
            population_on=row.population_on,
            is_confirmed=row.confirmed_count > 0,
            last_shared_on=row.last_shared_on,
        )
        for row in rows
    ]


def _known(today: date) -> list[Label[Any]]:
    """Return what is asked about each member, as columns."""
    member, figures = CooperationMember, ConfirmedFigures
    contacts = select(func.count(ContactPerson.id)).where(
        ContactPerson.cooperation_id == member.cooperation_id,
        ContactPerson.organisation_id == member.organisation_id,
        holds(ContactPerson, today),
    )
    confirmed = select(func.count(figures.id)).where(
        figures.cooperation_id == member.cooperation_id,
        figures.organisation_id == member.organisation_id,
        figures.year == today.year - 1,
        figures.reopened_at.is_(None),
    )
    shared = select(func.max(SharedResult.done_on)).where(
        SharedResult.cooperation_id == member.cooperation_id,
        SharedResult.organisation_id == member.organisation_id,
        SharedResult.withdrawn_at.is_(None),
    )
    people = select(func.max(Population.on)).where(Population.organisation_id == member.organisation_id)
    return [
        contacts.correlate(member).scalar_subquery().label("contact_count"),
        confirmed.correlate(member).scalar_subquery().label("confirmed_count"),
        shared.correlate(member).scalar_subquery().label("last_shared_on"),
        people.correlate(member).scalar_subquery().label("population_on"),
    ]


def halts(session: Session, organisation_id: int | None, today: date) -> list[Halt]:
    """Return what stands still in the cooperations that the organisation leads: four statements."""
    return [
        *_joint(session, organisation_id, today),
        *_questions(session, organisation_id, today),
        *_stances(session, organisation_id),
        *_nominations(session, organisation_id),
    ]


def _joint(session: Session, organisation_id: int | None, today: date) -> Iterator[Halt]:
    joint, lead = JointFollowUp, aliased(Organisation)
    waiting = select(func.count(JointParticipant.id)).where(
        JointParticipant.joint_id == joint.id, JointParticipant.status == ParticipantStatus.INVITED
    )
    rows = session.execute(
        select(
            joint.public_id,
            joint.status,
            joint.due_on,
            joint.year,
            Supplier.name.label("supplier"),
            lead.name.label("lead"),
            waiting.correlate(joint).scalar_subquery().label("waiting"),
        )
        .select_from(joint)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .join(lead, lead.id == joint.lead_id)
        .where(joint.secretariat_id == organisation_id, joint.status.in_((JointStatus.OFFERED, JointStatus.UNDER_WAY)))
        .order_by(joint.due_on, joint.id)
        .limit(MOST)
    )
    for row in rows:
        if row.due_on < today:
            yield Halt(
                stuck=Stuck.JOINT_LATE,
                title=f"{row.supplier} {row.year}",
                at=row.lead,
                since=row.due_on,
                id=row.public_id,
            )
        elif row.waiting:
            yield Halt(
                stuck=Stuck.JOINT_UNANSWERED,
                title=f"{row.supplier} {row.year}",
                at=str(row.waiting),
                since=None,
                id=row.public_id,
            )


def _questions(session: Session, organisation_id: int | None, today: date) -> Iterator[Halt]:
    row = IncidentQuestion
    late = or_(row.status == QuestionStatus.UNANSWERED, (row.status != QuestionStatus.ANSWERED) & (row.due_on < today))
    statement = (
        select(Incident.public_id, Incident.title, row.due_on.label("since"), Supplier.name.label("at"))
        .select_from(Incident)
        .join(row, row.incident_id == Incident.id)
        .join(Supplier, Supplier.id == root_of(row.supplier_id))
        .where(late)
    )
    yield from _of_incidents(session, statement, Stuck.QUESTION_LATE, organisation_id)


def _stances(session: Session, organisation_id: int | None) -> Iterator[Halt]:
    row = IncidentParty
    statement = (
        select(Incident.public_id, Incident.title, Incident.reported_on.label("since"), Organisation.name.label("at"))
        .select_from(Incident)
        .join(row, row.incident_id == Incident.id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.status == PartyStatus.INFORMED)
    )
    yield from _of_incidents(session, statement, Stuck.NO_STANCE, organisation_id)


def _of_incidents(session: Session, statement: AnySelect, stuck: Stuck, organisation_id: int | None) -> Iterator[Halt]:
    mine = (Incident.secretariat_id == organisation_id, Incident.status == IncidentStatus.OPEN)
    for row in session.execute(statement.where(*mine).order_by(Incident.id).limit(MOST)):
        yield Halt(stuck=stuck, title=row.title, at=row.at, since=row.since, id=row.public_id)


def _nominations(session: Session, organisation_id: int | None) -> Iterator[Halt]:
    row = Nomination
    statement = (
        select(row.public_id, row.product, row.year, row.made_at, Supplier.name.label("supplier"))
        .add_columns(Organisation.name.label("at"))
        .select_from(row)
        .join(Organisation, Organisation.id == row.organisation_id)
        .outerjoin(Supplier, Supplier.id == root_of(func.coalesce(row.supplier_id, 0)))
        .where(row.secretariat_id == organisation_id, row.status == NominationStatus.MADE)
        .order_by(row.id)
        .limit(MOST)
    )
    for found in session.execute(statement):
        title = f"{found.product or found.supplier} ({found.year})"
        yield Halt(stuck=Stuck.NOMINATION, title=title, at=found.at, since=found.made_at.date(), id=found.public_id)


def several(session: Session, keys: Collection[int]) -> Sequence[AnyRow]:
    """Return the suppliers of whom several members share results, those with red lights first: one statement.

    Shape: public_id, name, organisation_count, result_count, red_count, last_on.
    """
    row = SharedResult
    organisations = func.count(func.distinct(row.organisation_id))
    reds = func.count(case((row.light == Light.RED, 1)))
    return session.execute(
        select(
            Supplier.public_id,
            Supplier.name,
            organisations.label("organisation_count"),
            func.count(row.id).label("result_count"),
            reds.label("red_count"),
            func.max(row.done_on).label("last_on"),
        )
        .select_from(row)
        .join(Supplier, Supplier.id == root_of(row.supplier_id))
        .where(row.cooperation_id.in_(keys), row.withdrawn_at.is_(None))
        .group_by(Supplier.id, Supplier.public_id, Supplier.name)
        .having(organisations >= SEVERAL)
        .order_by(reds.desc(), organisations.desc(), Supplier.name)
        .limit(MOST)
    ).all()

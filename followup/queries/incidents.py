"""Incidents as lists, their pages and the start page read them. Notes of stances are their organisation's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Actor, Role
from followup.domain.follow_ups import OPEN
from followup.domain.incidents import IncidentFilter, IncidentStatus, PartyStatus, QuestionStatus
from followup.domain.schedule import FollowUpKind
from followup.domain.work import Item, Task, Waits
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident, IncidentParty, IncidentQuestion
from followup.models.organisations import CategoryResponsibility, Cooperation, CooperationMember, Organisation
from followup.models.suppliers import Supplier, SupplierContact
from followup.queries.incident_reach import in_force
from followup.queries.mergers import kin_of, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


def listed(session: Session, query: IncidentFilter) -> Page[AnyRow]:
    """Return one page of the incidents of one's cooperations, the one opened last first.

    Shape: id, public_id, title, status, reported_on, site, site_country, supplier_name, party_count, stance_count.
    """
    party = select(func.count(IncidentParty.id)).where(IncidentParty.incident_id == Incident.id).correlate(Incident)
    statement = (
        select(
            Incident.id,
            Incident.public_id,
            Incident.title,
            Incident.status,
            Incident.reported_on,
            Incident.site,
            Incident.site_country,
            Supplier.name.label("supplier_name"),
            party.scalar_subquery().label("party_count"),
            party.where(IncidentParty.stance.is_not(None)).scalar_subquery().label("stance_count"),
        )
        .select_from(Incident)
        .outerjoin(Supplier, Supplier.id == root_of(func.coalesce(Incident.supplier_id, 0)))
    )
    if query.state is not None:
        statement = statement.where(Incident.status == query.state)
    return page(session, statement, (Incident.id,), after=query.after, descending=True)


def led(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """Return the cooperations that one's organisation leads.

    Shape: public_id, name.
    """
    leads = Cooperation.secretariat_id == actor.organisation_id
    return session.execute(
        select(Cooperation.public_id, Cooperation.name).where(leads).order_by(Cooperation.name)
    ).all()


def around(session: Session, incident: Incident) -> AnyRow:
    """Return what an incident points at.

    Shape: cooperation_id, cooperation_name, country, supplier_id, supplier_name.
    """
    return session.execute(
        select(
            Cooperation.public_id.label("cooperation_id"),
            Cooperation.name.label("cooperation_name"),
            Cooperation.country,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
        )
        .select_from(Cooperation)
        .outerjoin(Supplier, Supplier.id == root_of(incident.supplier_id or 0))
        .where(Cooperation.id == incident.cooperation_id)
    ).one()


def parties(session: Session, incident_id: int, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return the organisations that an incident reaches, by name; the note only of one's own.

    Shape: public_id, version, organisation_id (key), organisation_public_id, name, contract_count, supplier_count,
    status, stance, decided_on, note.
    """
    party = IncidentParty
    own_note = case((party.organisation_id == organisation_id, party.note))
    return session.execute(
        select(
            party.public_id,
            party.version,
            party.organisation_id,
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name,
            party.contract_count,
            party.supplier_count,
            party.status,
            party.stance,
            party.decided_on,
            own_note.label("note"),
        )
        .select_from(party)
        .join(Organisation, Organisation.id == party.organisation_id)
        .where(party.incident_id == incident_id)
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def questions(session: Session, incident_id: int) -> Sequence[AnyRow]:
    """Return the question to each supplier, those that were named first.

    Shape: public_id, version, supplier_key, supplier_id, supplier_name, organisation_id (key), asker_name, is_named,
    due_on, status, answer, note, answered_on.
    """
    asked = IncidentQuestion
    return session.execute(
        select(
            asked.public_id,
            asked.version,
            asked.supplier_id.label("supplier_key"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            asked.organisation_id,
            Organisation.name.label("asker_name"),
            asked.is_named,
            asked.due_on,
            asked.status,
            asked.answer,
            asked.note,
            asked.answered_on,
        )
        .select_from(asked)
        .join(Supplier, Supplier.id == root_of(asked.supplier_id))
        .join(Organisation, Organisation.id == asked.organisation_id)
        .where(asked.incident_id == incident_id)
        .order_by(asked.is_named.desc(), Supplier.sort_sv, asked.id)
    ).all()


def responsible(session: Session, cooperation_id: int, category: str, today: date) -> frozenset[str]:
    """Return the public ids of the organisations whose area answers for the category on the day."""
    given, member = CategoryResponsibility, CooperationMember
    same_area = and_(member.cooperation_id == given.cooperation_id, member.area == given.area)
    rows = session.scalars(
        select(Organisation.public_id)
        .select_from(given)
        .join(member, same_area)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(given.cooperation_id == cooperation_id, given.category == category)
        .where(or_(given.valid_from.is_(None), given.valid_from <= today))
        .where(or_(given.valid_to.is_(None), given.valid_to >= today))
    )
    return frozenset(rows)


def contracts_with(session: Session, supplier_id: int, today: date) -> Sequence[AnyRow]:
    """Return one's own contracts in force with a supplier, by title.

    Shape: public_id, title, number.
    """
    own = select(Contract.public_id, Contract.title, Contract.number).where(in_force(today))
    own = own.where(Contract.supplier_id.in_(kin_of(supplier_id)))
    return session.execute(own.order_by(Contract.sort, Contract.id)).all()


def contacts_at(session: Session, supplier_id: int) -> Sequence[SupplierContact]:
    """Return one's own contact persons at a supplier, the one added last first."""
    own = select(SupplierContact).where(SupplierContact.supplier_id.in_(kin_of(supplier_id)))
    return session.scalars(own.order_by(SupplierContact.id.desc())).all()


def follow_up_of(session: Session, incident: Incident, supplier_id: int) -> FollowUp | None:
    """Return one's own follow-up by which the supplier was asked."""
    asked = select(FollowUp).join(Contract, Contract.id == FollowUp.contract_id)
    of_incident = asked.where(FollowUp.kind == FollowUpKind.TRACEABILITY, FollowUp.subject == incident.public_id)
    of_supplier = of_incident.where(Contract.supplier_id.in_(kin_of(supplier_id)))
    return session.scalars(of_supplier.order_by(FollowUp.status.not_in(OPEN), FollowUp.id).limit(1)).one_or_none()


def is_awaited() -> ColumnElement[bool]:
    """Return the condition that a follow-up, joined to its supplier, only waits for the answer to an incident."""
    asked, incident = aliased(IncidentQuestion), aliased(Incident)
    return and_(
        FollowUp.subject != "",
        exists()
        .where(incident.public_id == FollowUp.subject, asked.incident_id == incident.id)
        .where(asked.organisation_id == FollowUp.organisation_id, asked.status == QuestionStatus.ASKED)
        .where(root_of(asked.supplier_id) == Supplier.id),
    )


def to_do(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the stance that one's organisation has not recorded, and the suppliers it asks for all: one statement."""
    manages = Role.CONTRACT_MANAGER in actor.roles
    waiting = union_all(_questions(actor, today), _stances(actor)) if manages else _stances(actor)
    for row in session.execute(waiting):
        is_asked = row.status is QuestionStatus.ASKED
        is_question = row.status is not None
        yield Item(
            task=(Task.AWAIT_SUPPLIER if is_asked else Task.ASK_SUPPLIER) if is_question else Task.TAKE_STANCE,
            waits=Waits.SUPPLIER if is_asked and row.due_on >= today else Waits.ME,
            id=row.public_id,
            title=row.title,
            supplier=row.supplier or "",
            due_on=row.due_on,
        )


def _stances(actor: Actor) -> AnySelect:
    own = (IncidentParty.organisation_id == actor.organisation_id, IncidentParty.status == PartyStatus.INFORMED)
    return (
        select(
            IncidentParty.public_id,
            type_coerce(null(), IncidentQuestion.status.type).label("status"),
            type_coerce(null(), IncidentQuestion.due_on.type).label("due_on"),
            Incident.title,
            type_coerce(null(), Supplier.name.type).label("supplier"),
        )
        .join(Incident, Incident.id == IncidentParty.incident_id)
        .where(*own, Incident.status == IncidentStatus.OPEN)
    )


def _questions(actor: Actor, today: date) -> AnySelect:
    asked = IncidentQuestion
    return (
        select(asked.public_id, asked.status, asked.due_on, Incident.title, Supplier.name.label("supplier"))
        .select_from(asked)
        .join(Incident, Incident.id == asked.incident_id)
        .join(Supplier, Supplier.id == root_of(asked.supplier_id))
        .where(asked.organisation_id == actor.organisation_id, Incident.status == IncidentStatus.OPEN)
        .where(asked.status.in_((QuestionStatus.TO_ASK, QuestionStatus.ASKED)), _is_mine(actor))
    )


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that one manages a contract with the supplier, or that nobody does."""
    contract: Any = aliased(Contract)
    of_supplier = exists().where(root_of(contract.supplier_id) == root_of(IncidentQuestion.supplier_id))
    managed = of_supplier.where(contract.manager_id.is_not(None), contract.voided_at.is_(None))
    return or_(managed.where(contract.manager_id == actor.user_id), ~managed)

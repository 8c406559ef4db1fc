"""Who buys from whom, as far as the reader may know: from what members shared, plan and do together, and one's own.

No contract of another organisation is read: only the reduced rows that a cooperation shares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.names import sort_key
from followup.domain.organisations import OrganisationKind
from followup.domain.supplier_across import Contact, MapFilter, Member, Tie
from followup.models.contracts import Contract
from followup.models.cooperation_bodies import ContactPerson
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant, Overlap
from followup.models.organisations import CooperationMember, Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of, stands_alone
from followup.queries.overlaps import is_member
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect
from followup.queries.sharing import readable
from followup.queries.suppliers import alphabet

_AWAY = (ParticipantStatus.DECLINED, ParticipantStatus.RESULT_REFUSED)


def suppliers(session: Session, query: MapFilter, *, organisation_id: int | None, today: date) -> Page[AnyRow]:
    """Return one page of the suppliers of which it is known that somebody buys there, in the reader's alphabet.

    Shape: id, public_id, name, country, town, sort_sv, sort_nb.
    """
    known = [Supplier.id.in_(each) for each in _sources(organisation_id, today).values()]
    statement = select(
        *(Supplier.id, Supplier.public_id, Supplier.name, Supplier.country, Supplier.town),
        *(Supplier.sort_sv, Supplier.sort_nb),
    ).where(stands_alone(), or_(*known))
    if query.q:
        statement = statement.where(Supplier.sort_sv.contains(sort_key(query.q, "sv"), autoescape=True))
    return page(session, statement, (alphabet(), Supplier.id), after=query.after)


def ties(
    session: Session,
    roots: Collection[int],
    members: Mapping[int, Member],
    *,
    organisation_id: int | None,
    today: date,
    wanted: Collection[Tie] = tuple(Tie),
) -> Mapping[int, list[tuple[int, Tie]]]:
    """Return who buys from each of these suppliers and whence it is known, by the supplier's key.

    A statement for each tie that is wanted.
    """
    found: dict[int, list[tuple[int, Tie]]] = {}
    by_id = {member.id: member.key for member in members.values()}
    kin = select(Supplier.id).where(or_(Supplier.id.in_(roots), Supplier.merged_into_id.in_(roots)))
    for tie, statement in _sources(organisation_id, today).items():
        if tie not in wanted:
            continue
        supplier, organisation = _COLUMNS[tie]
        for row in session.execute(statement.add_columns(organisation).where(supplier.in_(kin))):
            for key in _organisations(row[1], by_id):
                found.setdefault(row[0], []).append((key, tie))
    return found


_COLUMNS: Mapping[Tie, tuple[InstrumentedAttribute[int], InstrumentedAttribute[Any]]] = {
    Tie.OWN: (Contract.supplier_id, Contract.organisation_id),
    Tie.SHARED: (SharedResult.supplier_id, SharedResult.organisation_id),
    Tie.JOINT: (JointFollowUp.supplier_id, JointParticipant.organisation_id),
    Tie.PLANS: (Overlap.supplier_id, Overlap.organisations),
}
"""By tie: which supplier it is about, and who buys there."""


def _sources(organisation_id: int | None, today: date) -> dict[Tie, AnySelect]:
    """Return, for each way of knowing, the statement of the suppliers' roots."""
    joint = JointFollowUp
    return {
        Tie.OWN: select(root_of(Contract.supplier_id)).where(Contract.voided_at.is_(None)),
        Tie.SHARED: select(root_of(SharedResult.supplier_id)).where(
            SharedResult.withdrawn_at.is_(None), readable(organisation_id, today)
        ),
        Tie.JOINT: select(root_of(joint.supplier_id))
        .join(JointParticipant, JointParticipant.joint_id == joint.id)
        .where(joint.status != JointStatus.CANCELLED, JointParticipant.status.not_in(_AWAY)),
        # the same site can deliver to several suppliers, so only what is about the supplier itself tells who buys there
        Tie.PLANS: select(root_of(Overlap.supplier_id)).where(Overlap.year >= today.year, Overlap.site == ""),
    }


def _organisations(told: Any, by_id: Mapping[str, int]) -> Iterable[int]:
    """Return the keys of the organisations that a row tells of: one, or a list by public ids."""
    if isinstance(told, int):
        return (told,)
    return tuple(by_id[each["organisation"]] for each in told if each["organisation"] in by_id)


def members(session: Session, cooperations: Collection[int], own_id: int | None, today: date) -> Mapping[int, Member]:
    """Return the members of these cooperations and one's own organisation, by name, with their contact persons."""
    person = ContactPerson
    serves = and_(
        person.organisation_id == Organisation.id,
        person.valid_from <= today,
        or_(person.valid_to.is_(None), person.valid_to >= today),
    )
    joined = select(CooperationMember.organisation_id).where(
        CooperationMember.cooperation_id.in_(cooperations), is_member(today)
    )
    rows = session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name, person.name.label("contact"), person.email)
        .outerjoin(person, serves)
        .where(
            or_(Organisation.id == own_id, Organisation.id.in_(joined)),
            Organisation.kind != OrganisationKind.SECRETARIAT,
        )
        .order_by(Organisation.sort_sv, Organisation.id, person.id)
    )
    return dict(_gathered(rows))


def _gathered(rows: Iterable[AnyRow]) -> Iterator[tuple[int, Member]]:
    found: dict[int, Member] = {}
    for row in rows:
        member = found.setdefault(row.id, Member(key=row.id, id=row.public_id, name=row.name))
        if row.contact is not None:
            contact = Contact(name=row.contact, email=row.email)
            if contact not in member.contacts:
                found[row.id] = replace(member, contacts=(*member.contacts, contact))
    yield from found.items()

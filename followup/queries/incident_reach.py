"""The reverse look-up: from a site to suppliers, to contracts in force, to organisations; a few statements for all.

Asked by a transaction that sees everything, it gives counts only; asked by an organisation, its own contracts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Role
from followup.domain.incident_reach import Member, Reach, Tie, site_key
from followup.domain.organisations import OrganisationKind
from followup.domain.users import UserStatus
from followup.models.contracts import Contract, ContractSite, ContractSubSupplier
from followup.models.organisations import CooperationMember, Organisation
from followup.models.suppliers import Supplier, SupplierSite
from followup.models.users import Membership, User
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: a site by name and country, and suppliers by key."""

    cooperation_id: int
    site: str = ""
    site_country: str | None = None
    supplier_keys: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who is told."""

    organisation_key: int
    supplier_key: int | None
    user_id: str
    name: str
    email: str
    language: str


def members(session: Session, cooperation_id: int, today: date) -> Sequence[int]:
    """Return the keys of a cooperation's buying members on the day: a joint secretariat buys nothing."""
    member = CooperationMember
    return session.scalars(
        select(member.organisation_id)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(
            member.cooperation_id == cooperation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= today),
            or_(member.left_on.is_(None), member.left_on >= today),
        )
        .order_by(member.organisation_id)
    ).all()


def look_up(session: Session, sought: Sought, today: date) -> Reach:
    """Return whom it reaches among the cooperation's members; asked with everything in sight, in four statements."""
    of_members = members(session, sought.cooperation_id, today)
    sites = _sites(session, sought, of_members) if sought.site else {}
    kin = _kin(session, sought.supplier_keys | set(sites.values()))
    reach = Reach(member_count=len(of_members), supplier_keys=kin, site_keys=frozenset(sites))
    is_reached = and_(is_affected(reach, today), Contract.organisation_id.in_(of_members))
    return Reach(
        ties=_ties(session, is_reached) if kin else (),
        member_count=reach.member_count,
        supplier_keys=kin,
        site_keys=reach.site_keys,
    )


def _sites(session: Session, sought: Sought, of_members: Collection[int]) -> Mapping[int, int]:
    """Return the sites that members know by this name in this country, and whose each is."""
    rows = session.execute(
        select(SupplierSite.id, SupplierSite.supplier_id, SupplierSite.name).where(
            SupplierSite.country == sought.site_country, SupplierSite.organisation_id.in_(of_members)
        )
    )
    wanted = site_key(sought.site)
    return {row.id: row.supplier_id for row in rows if site_key(row.name) == wanted}


def _kin(session: Session, supplier_keys: Collection[int]) -> frozenset[int]:
    """Return all entries that count as these suppliers: each is found by keys, whatever was merged into what."""
    entry, kin = aliased(Supplier), aliased(Supplier)
    root = func.coalesce(entry.merged_into_id, entry.id)
    together = select(kin.id).join(entry, or_(kin.id == root, kin.merged_into_id == root))
    return frozenset(session.scalars(together.where(entry.id.in_(supplier_keys)))) if supplier_keys else frozenset()


def in_force(today: date) -> ColumnElement[bool]:
    """Return the condition that a contract holds on the day; one without dates may, so it counts."""
    return and_(
        Contract.voided_at.is_(None),
        or_(Contract.starts_on.is_(None), Contract.starts_on <= today),
        or_(Contract.ends_on.is_(None), Contract.ends_on >= today),
    )


def is_affected(reach: Reach, today: date) -> ColumnElement[bool]:
    """Return the condition that a contract in force is with one of the suppliers, or gets something from there."""
    direct = select(Contract.id).where(Contract.supplier_id.in_(reach.supplier_keys))
    behind = select(ContractSubSupplier.contract_id).where(ContractSubSupplier.supplier_id.in_(reach.supplier_keys))
    made_there = select(ContractSite.contract_id).where(ContractSite.site_id.in_(reach.site_keys))
    return and_(in_force(today), Contract.id.in_(union(direct, behind, made_there)))


def ties_of_category(session: Session, cooperation_id: int, category: str, today: date) -> tuple[Tie, ...]:
    """Return which members have contracts in force in a category, and through which suppliers."""
    of_members = members(session, cooperation_id, today)
    of_category = and_(Contract.category == category, in_force(today))
    return _ties(session, and_(of_category, Contract.organisation_id.in_(of_members)))


def _ties(session: Session, condition: ColumnElement[bool]) -> tuple[Tie, ...]:
    counted = (
        select(
            root_of(Contract.supplier_id).label("supplier_key"),
            Contract.organisation_id,
            func.count(Contract.id).label("n"),
        )
        .where(condition)
        .group_by("supplier_key", Contract.organisation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            counted.c.supplier_key,
            counted.c.n,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier"),
            Organisation.id,
            Organisation.public_id,
            Organisation.name,
        )
        .select_from(counted)
        .join(Supplier, Supplier.id == counted.c.supplier_key)
        .join(Organisation, Organisation.id == counted.c.organisation_id)
        .order_by(Supplier.sort_sv, Supplier.id, Organisation.sort_sv, Organisation.id)
    )
    return tuple(_tie(row) for row in rows)


def _tie(row: AnyRow) -> Tie:
    return Tie(
        supplier_key=row.supplier_key,
        supplier_id=row.supplier_id,
        supplier=row.supplier,
        organisation=Member(key=row.id, public_id=row.public_id, name=row.name),
        contract_count=row.n,
    )


def own_contracts(session: Session, reach: Reach, today: date) -> Sequence[AnyRow]:
    """Return the contracts in force that are reached; the scope of the session leaves one's own only.

    Shape: public_id, title, number, supplier_name, manager_name, ends_on.
    """
    return session.execute(
        select(
            Contract.public_id,
            Contract.title,
            Contract.number,
            Supplier.name.label("supplier_name"),
            User.name.label("manager_name"),
            Contract.ends_on,
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == Contract.manager_id)
        .where(is_affected(reach, today))
        .order_by(Contract.sort, Contract.id)
    ).all()


def managers(session: Session, condition: ColumnElement[bool]) -> tuple[Reader, ...]:
    """Return who manages the contracts for which the condition holds: managers and deputies who can still sign in."""
    manages = or_(User.id == Contract.manager_id, User.id == Contract.deputy_id)
    root = root_of(Contract.supplier_id).label("supplier_key")
    rows = session.execute(
        _people(User.organisation_id, root).select_from(Contract).join(User, manages).where(condition, _can_sign_in())
    )
    return tuple(sorted({_reader(row, row.supplier_key) for row in rows}, key=_order))


def administrators(session: Session, organisation_keys: Collection[int]) -> tuple[Reader, ...]:
    """Return the administrators of these organisations: somebody is told also where nobody manages the contract."""
    rows = session.execute(
        _people(Membership.organisation_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.role == Role.ADMINISTRATOR, Membership.organisation_id.in_(organisation_keys))
        .where(_can_sign_in())
    )
    return tuple(sorted({_reader(row, None) for row in rows}, key=_order))


def _people(*more: Any) -> AnySelect:
    return select(User.public_id, User.name, User.email, User.language, *more).distinct()


def _can_sign_in() -> ColumnElement[bool]:
    return and_(User.status == UserStatus.ACTIVE, User.is_integration.is_(False))


def _reader(row: AnyRow, supplier_key: int | None) -> Reader:
    return Reader(
        organisation_key=row.organisation_id,
        supplier_key=supplier_key,
        user_id=row.public_id,
        name=row.name,
        email=row.email,
        language=row.language,
    )


def _order(reader: Reader) -> tuple[int, int, str]:
    return reader.organisation_key, reader.supplier_key or 0, reader.user_id

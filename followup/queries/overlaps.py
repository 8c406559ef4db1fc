"""What several organisations plan to ask of the same supplier: found over all of them, kept as reduced rows, shown.

`found` needs a session that sees everything; it returns only what may be shared (`domain/overlaps.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.follow_ups import OPEN, FollowUpStatus
from followup.domain.joint_follow_ups import JOINTLY, YEARS_AHEAD, JointStatus
from followup.domain.overlaps import AT_SITES, Asked, Planned, by_site, by_supplier, place
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract, ContractSite
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, Overlap
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 300  # shown on the page; a cooperation with more has to narrow its plans first


def is_member(on: date) -> ColumnElement[bool]:
    """Return the condition that a membership holds on the day."""
    member = CooperationMember
    return and_(
        or_(member.joined_on.is_(None), member.joined_on <= on), or_(member.left_on.is_(None), member.left_on >= on)
    )


def found(session: Session, on: date) -> Mapping[int, Sequence[Asked]]:
    """Return what is planned by several members of each cooperation, by its key; two statements for all of them."""
    suppliers = _by_cooperation(session.execute(_of_several(on)).all())
    sites = _by_cooperation(session.execute(_at_sites(on)).all())
    keys = session.scalars(select(Cooperation.id).order_by(Cooperation.id)).all()
    return {key: [*by_supplier(suppliers.get(key, ())), *by_site(sites.get(key, ()))] for key in keys}


def held_by_cancelled(session: Session) -> Sequence[AnyRow]:
    """Return where open follow-ups are still part of a joint one that was cancelled.

    Shape: organisation_id, organisation_public_id, zone, country, cooperation_id, joint_id.
    """
    statement = (
        select(FollowUp.organisation_id, Organisation.public_id.label("organisation_public_id"))
        .add_columns(Organisation.zone, Organisation.country, JointFollowUp.cooperation_id, FollowUp.joint_id)
        .join(JointFollowUp, JointFollowUp.id == FollowUp.joint_id)
        .join(Organisation, Organisation.id == FollowUp.organisation_id)
        .where(JointFollowUp.status == JointStatus.CANCELLED, FollowUp.status.in_(OPEN))
    )
    return session.execute(statement.distinct().order_by(FollowUp.organisation_id, FollowUp.joint_id)).all()


def _by_cooperation(rows: Sequence[AnyRow]) -> Mapping[int, Sequence[Planned]]:
    found: dict[int, list[Planned]] = {}
    for row in rows:
        planned = Planned(
            organisation=row.organisation,
            supplier_id=row.supplier_id,
            kind=row.kind,
            year=row.year,
            slots=row.slots,
            first_due_on=row.first_due_on,
            level=row.level,
            generation=row.generation,
            site=place(row.site_name, row.site_country) if row.site_name else "",
        )
        found.setdefault(row.cooperation_id, []).append(planned)
    return found


def _year(on: date) -> ColumnElement[int]:
    """Return the year in which a follow-up can be done: what is late counts for the present one."""
    return case((FollowUp.due_on < date(on.year, 1, 1), on.year), else_=cast(extract("year", FollowUp.due_on), Integer))


def _slots(on: date) -> AnySelect:
    """Return the follow-ups that members plan and that could be done jointly, one row each."""
    return (
        select(
            CooperationMember.cooperation_id,
            Organisation.public_id.label("organisation"),
            root_of(Contract.supplier_id).label("supplier_id"),
            FollowUp.kind,
            _year(on).label("year"),
            FollowUp.due_on,
            Contract.level,
            CodeVersion.key.label("generation"),
        )
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Organisation, Organisation.id == FollowUp.organisation_id)
        .join(CooperationMember, CooperationMember.organisation_id == FollowUp.organisation_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .outerjoin(JointFollowUp, JointFollowUp.id == FollowUp.joint_id)
        .where(
            FollowUp.status == FollowUpStatus.PLANNED,
            FollowUp.kind.in_(JOINTLY),
            FollowUp.due_on <= date(on.year + YEARS_AHEAD, 12, 31),
            or_(FollowUp.joint_id.is_(None), JointFollowUp.status == JointStatus.CANCELLED),
            Contract.voided_at.is_(None),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= on),
            is_member(on),
        )
    )


def _counted(slots: AnySelect) -> AnySelect:
    """Return how many of these follow-ups are alike, and the first day of each group."""
    inner = slots.subquery()
    alike = [column for column in inner.c if column.key != "due_on"]
    many = (func.count().label("slots"), func.min(inner.c.due_on).label("first_due_on"))
    return select(*alike, *many).group_by(*alike)


def _of_several(on: date) -> AnySelect:
    """Return the groups of those suppliers that more than one organisation has in its plan."""
    nowhere = (literal("").label("site_name"), literal("").label("site_country"))
    planned = _counted(_slots(on).add_columns(*nowhere)).cte("planned")
    names = ("cooperation_id", "supplier_id", "kind", "year")
    keys = [planned.c[name] for name in names]
    several = select(*keys).group_by(*keys).having(func.count(func.distinct(planned.c.organisation)) > 1).subquery()
    return select(planned).join(several, and_(*(several.c[name] == planned.c[name] for name in names)))


def _at_sites(on: date) -> AnySelect:
    """Return the groups of what is planned at a production site, by its name and country."""
    return _counted(
        _slots(on)
        .add_columns(SupplierSite.name.label("site_name"), SupplierSite.country.label("site_country"))
        .join(ContractSite, ContractSite.contract_id == Contract.id)
        .join(SupplierSite, SupplierSite.id == ContractSite.site_id)
        .where(FollowUp.kind.in_(AT_SITES))
    )


def stored(session: Session, cooperation_id: int) -> Sequence[Overlap]:
    """Return the rows that a cooperation has now."""
    return session.scalars(select(Overlap).where(Overlap.cooperation_id == cooperation_id).order_by(Overlap.id)).all()


def listed(session: Session, *, supplier_id: int | None = None) -> Sequence[AnyRow]:
    """Return what was found in the reader's cooperations, the year first, with the joint follow-up that answers it.

    Shape: site, kind, year, organisations, found_at, supplier_id, supplier_name, cooperation_id, cooperation_name,
    secretariat_id, joint_id (None where nothing was suggested).
    """
    joint, entry = JointFollowUp, aliased(Supplier)
    answers = (
        select(func.min(joint.public_id))
        .join(entry, entry.id == root_of(joint.supplier_id))
        .where(
            joint.cooperation_id == Overlap.cooperation_id,
            entry.id == Supplier.id,
            joint.kind == Overlap.kind,
            joint.year == Overlap.year,
            joint.site == Overlap.site,
            joint.status != JointStatus.CANCELLED,
        )
        .correlate(Overlap, Supplier)
        .scalar_subquery()
    )
    statement = (
        select(
            Overlap.site,
            Overlap.kind,
            Overlap.year,
            Overlap.organisations,
            Overlap.found_at,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Cooperation.public_id.label("cooperation_id"),
            Cooperation.name.label("cooperation_name"),
            Cooperation.secretariat_id,
            answers.label("joint_id"),
        )
        .select_from(Overlap)
        .select_from(Overlap)
        .join(Supplier, Supplier.id == root_of(Overlap.supplier_id))
        .join(Cooperation, Cooperation.id == Overlap.cooperation_id)
        .order_by(Overlap.year, Supplier.sort_sv, Overlap.kind, Overlap.site, Overlap.id)
        .limit(MOST)
    )
    if supplier_id is not None:
        statement = statement.where(Supplier.id == root_of(supplier_id))
    return session.execute(statement).all()

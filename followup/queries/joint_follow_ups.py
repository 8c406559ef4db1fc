"""Joint follow-ups as lists and pages read them: of each other, organisations see what these rows carry and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Role
from followup.domain.joint_follow_ups import JointFilter, ParticipantStatus
from followup.domain.nominations import JointPlanStatus
from followup.domain.organisations import OrganisationKind
from followup.domain.schedule import FollowUpKind
from followup.domain.users import UserStatus
from followup.models.contracts import Contract
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.nominations import JointPlan
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.models.users import Membership, User
from followup.queries.mergers import root_of
from followup.queries.overlaps import is_member
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

IN_IT = (ParticipantStatus.ACCEPTED, ParticipantStatus.RESULT_TAKEN, ParticipantStatus.RESULT_REFUSED)


def listed(session: Session, query: JointFilter, *, organisation_id: int | None) -> Page[AnyRow]:
    """Return one page of the joint follow-ups of the reader's cooperations, the latest year first.

    Shape: as `_columns`.
    """
    statement = _columns(organisation_id)
    if query.status:
        statement = statement.where(JointFollowUp.status == query.status)
    return page(session, statement, (JointFollowUp.year, JointFollowUp.id), after=query.after, descending=True)


def shown(session: Session, joint_id: int, *, organisation_id: int | None) -> AnyRow:
    """Return one with its names.

    Shape: as `_columns`.
    """
    return session.execute(_columns(organisation_id).where(JointFollowUp.id == joint_id)).one()


def plan_status(session: Session, joint: JointFollowUp) -> JointPlanStatus | None:
    """Return where the year's plan that it stands in has come; None where it stands in no plan."""
    if joint.joint_plan_id is None:
        return None
    return session.scalars(select(JointPlan.status).where(JointPlan.id == joint.joint_plan_id)).one()


def _columns(organisation_id: int | None) -> AnySelect:
    """Shape: a joint follow-up's columns; supplier_*, lead_*, cooperation_*; organisation_count, in_count, own."""
    lead, own = aliased(Organisation), aliased(JointParticipant)

    def count(*wanted: ColumnElement[bool]) -> ColumnElement[int]:
        counted = select(func.count(JointParticipant.id)).where(JointParticipant.joint_id == JointFollowUp.id, *wanted)
        return counted.correlate(JointFollowUp).scalar_subquery()

    joint = JointFollowUp
    return (
        select(
            *(joint.id, joint.public_id, joint.version, joint.year, joint.kind, joint.site, joint.category),
            *(joint.due_on, joint.level, joint.code_version, joint.payer, joint.why, joint.status),
            *(joint.done_on, joint.minutes_used, joint.cancel_reason, joint.lead_id.label("lead_key")),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            lead.public_id.label("lead_id"),
            lead.name.label("lead_name"),
            Cooperation.public_id.label("cooperation_id"),
            Cooperation.name.label("cooperation_name"),
            count().label("organisation_count"),
            count(JointParticipant.status.in_(IN_IT)).label("in_count"),
            own.status.label("own"),
        )
        .select_from(joint)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .join(lead, lead.id == joint.lead_id)
        .join(Cooperation, Cooperation.id == joint.cooperation_id)
        .outerjoin(own, and_(own.joint_id == joint.id, own.organisation_id == organisation_id))
    )


def participants(session: Session, joint_id: int) -> Sequence[AnyRow]:
    """Return the organisations of a joint follow-up, by name.

    Shape: public_id, version, status, slot_count, reason, decided_on, organisation_key, organisation_id, name.
    """
    row = JointParticipant
    return session.execute(
        select(
            *(row.public_id, row.version, row.status, row.slot_count, row.reason, row.decided_on),
            row.organisation_id.label("organisation_key"),
            Organisation.public_id.label("organisation_id"),
            Organisation.name,
        )
        .select_from(row)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.joint_id == joint_id)
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def participant_of(session: Session, joint_id: int, organisation_id: int | None) -> JointParticipant | None:
    """Return an organisation's part in a joint follow-up."""
    wanted = select(JointParticipant).where(
        JointParticipant.joint_id == joint_id, JointParticipant.organisation_id == organisation_id
    )
    return session.scalars(wanted).one_or_none()


def members(session: Session, cooperation_id: int, on: date) -> Sequence[AnyRow]:
    """Return the members of a cooperation that have contracts of their own, by name: not its secretariat as such.

    Shape: id, public_id, name.
    """
    return session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name)
        .join(CooperationMember, CooperationMember.organisation_id == Organisation.id)
        .where(
            CooperationMember.cooperation_id == cooperation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            is_member(on),
        )
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def names(session: Session, public_ids: Sequence[str]) -> Mapping[str, str]:
    """Return what these organisations are called."""
    wanted = select(Organisation.public_id, Organisation.name).where(Organisation.public_id.in_(set(public_ids)))
    return {row.public_id: row.name for row in session.execute(wanted)}


def led(session: Session, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return the cooperations whose secretariat the organisation is.

    Shape: id, public_id, name, secretariat_id.
    """
    wanted = select(Cooperation.id, Cooperation.public_id, Cooperation.name, Cooperation.secretariat_id)
    return session.execute(wanted.where(Cooperation.secretariat_id == organisation_id).order_by(Cooperation.name)).all()


def last_known(session: Session, cooperation_id: int, supplier_id: int, kind: FollowUpKind) -> date | None:
    """Return when the supplier was last followed up in this way, as far as results are shared in the cooperation."""
    return session.scalars(
        select(func.max(SharedResult.done_on)).where(
            SharedResult.cooperation_id == cooperation_id,
            SharedResult.kind == kind,
            SharedResult.withdrawn_at.is_(None),
            root_of(SharedResult.supplier_id) == root_of(supplier_id),
        )
    ).one()


def reportable(session: Session, joint: JointFollowUp) -> Sequence[SharedResult]:
    """Return the leading organisation's own shared results that can be the joint follow-up's, the latest first."""
    wanted = select(SharedResult).where(
        SharedResult.cooperation_id == joint.cooperation_id,
        SharedResult.organisation_id == joint.lead_id,
        SharedResult.kind == joint.kind,
        SharedResult.withdrawn_at.is_(None),
        SharedResult.joint_id.is_(None),
        root_of(SharedResult.supplier_id) == root_of(joint.supplier_id),
    )
    return session.scalars(wanted.order_by(SharedResult.done_on.desc(), SharedResult.id.desc()).limit(20)).all()


def result_of(session: Session, joint_id: int) -> SharedResult | None:
    """Return the result that a joint follow-up gave, also where it was withdrawn since."""
    return session.scalars(select(SharedResult).where(SharedResult.joint_id == joint_id)).one_or_none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person of a member who is told about a joint follow-up."""

    organisation_id: int
    user_id: str
    name: str
    email: str
    language: str


def recipients(
    session: Session, joint: JointFollowUp, organisation_ids: Sequence[int], *, statuses: Sequence[ParticipantStatus]
) -> Sequence[Recipient]:
    """Return whom to tell, in a session that sees everything: approvers and those who manage contracts concerned.

    Of an organisation without such a contract, all managers; only organisations whose part stands in `statuses`.
    """
    concerned = (
        select(Contract.manager_id)
        .where(
            Contract.organisation_id == Membership.organisation_id,
            Contract.voided_at.is_(None),
            root_of(Contract.supplier_id) == root_of(joint.supplier_id),
            Contract.manager_id.is_not(None),
        )
        .correlate(Membership)
    )
    manages = and_(
        Membership.role == Role.CONTRACT_MANAGER, or_(Membership.user_id.in_(concerned), ~concerned.exists())
    )
    rows = session.execute(
        select(Membership.organisation_id, User.public_id, User.name, User.email, User.language)
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .join(JointParticipant, JointParticipant.organisation_id == Membership.organisation_id)
        .where(
            JointParticipant.joint_id == joint.id,
            JointParticipant.status.in_(statuses),
            Membership.organisation_id.in_(organisation_ids),
            or_(Membership.role == Role.APPROVER, manages),
            User.status == UserStatus.ACTIVE,
            User.is_integration.is_(False),
        )
        .distinct()
        .order_by(Membership.organisation_id, User.public_id)
    )
    return [Recipient(organisation_id=r[0], user_id=r[1], name=r[2], email=r[3], language=r[4]) for r in rows]

"""Joint alerts as lists and their pages read them: one that is not sent is seen by who asked and by the secretariat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor, Role
from followup.domain.alerts import AlertPage
from followup.domain.users import UserStatus
from followup.models.organisations import Cooperation, Organisation
from followup.models.sanctions import AlertDecision, JointAlert
from followup.models.suppliers import Supplier
from followup.models.users import Membership, User
from followup.queries.mergers import kin_of, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


def may_be_read(alert: JointAlert, actor: Actor) -> bool:
    """Return whether it has been sent, or is one's own, or one is to check it."""
    return alert.sent_at is not None or actor.organisation_id in (alert.organisation_id, alert.secretariat_id)


def _readable(actor: Actor) -> ColumnElement[bool]:
    mine = or_(JointAlert.organisation_id == actor.organisation_id, JointAlert.secretariat_id == actor.organisation_id)
    return or_(JointAlert.sent_at.is_not(None), mine)


def listed(session: Session, actor: Actor, query: AlertPage) -> Page[AnyRow]:
    """Return one page of the alerts of one's cooperations, the one asked for last first.

    Shape: id, public_id, severity, asked_at, sent_at, ended_on, supplier_name, asker_name, told_count, decided_count.
    """
    return page(session, _listed(actor), (JointAlert.id,), after=query.after, descending=True)


def _listed(actor: Actor) -> AnySelect:
    told = select(func.count(AlertDecision.id)).where(AlertDecision.joint_alert_id == JointAlert.id)
    told = told.correlate(JointAlert)
    return (
        select(
            JointAlert.id,
            JointAlert.public_id,
            JointAlert.severity,
            JointAlert.asked_at,
            JointAlert.sent_at,
            JointAlert.ended_on,
            Supplier.name.label("supplier_name"),
            Organisation.name.label("asker_name"),
            told.scalar_subquery().label("told_count"),
            told.where(AlertDecision.stance.is_not(None)).scalar_subquery().label("decided_count"),
        )
        .select_from(JointAlert)
        .join(Supplier, Supplier.id == root_of(JointAlert.supplier_id))
        .join(Organisation, Organisation.id == JointAlert.organisation_id)
        .where(_readable(actor))
    )


def of_supplier(session: Session, actor: Actor, supplier_id: int) -> Sequence[AnyRow]:
    """Return the alerts about one supplier that the actor may read, the last one first."""
    mine = _listed(actor).where(JointAlert.supplier_id.in_(kin_of(supplier_id)))
    return session.execute(mine.order_by(JointAlert.id.desc()).limit(20)).all()


def around(session: Session, alert: JointAlert) -> AnyRow:
    """Return what an alert points at.

    Shape: cooperation_id, cooperation_name, supplier_id, supplier_name, asker_name, secretariat_name.
    """
    secretariat = select(Organisation.name).where(Organisation.id == alert.secretariat_id).scalar_subquery()
    return session.execute(
        select(
            Cooperation.public_id.label("cooperation_id"),
            Cooperation.name.label("cooperation_name"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Organisation.name.label("asker_name"),
            secretariat.label("secretariat_name"),
        )
        .select_from(Cooperation)
        .join(Supplier, Supplier.id == root_of(alert.supplier_id))
        .join(Organisation, Organisation.id == alert.organisation_id)
        .where(Cooperation.id == alert.cooperation_id)
    ).one()


def decisions(session: Session, alert_id: int, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return who was told and what each decided, by name; the note and the count of contracts only of one's own.

    Shape: public_id, version, organisation_id (key), organisation_public_id, name, contract_count, stance, decided_on,
    note.
    """
    one, is_own = AlertDecision, AlertDecision.organisation_id == organisation_id
    return session.execute(
        select(
            one.public_id,
            one.version,
            one.organisation_id,
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name,
            case((is_own, one.contract_count)).label("contract_count"),
            one.stance,
            one.decided_on,
            case((is_own, one.note)).label("note"),
        )
        .select_from(one)
        .join(Organisation, Organisation.id == one.organisation_id)
        .where(one.joint_alert_id == alert_id)
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def cooperations(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """Return the cooperations that one is in.

    Shape: public_id, name.
    """
    mine = Cooperation.id.in_(actor.scope.cooperation_ids)
    return session.execute(select(Cooperation.public_id, Cooperation.name).where(mine).order_by(Cooperation.name)).all()


def is_asked(session: Session, supplier_id: int, severity: str, organisation_id: int | None) -> bool:
    """Return whether one's organisation has an alert about this supplier and grade that has not ended."""
    mine = select(JointAlert.id).where(
        JointAlert.supplier_id.in_(kin_of(supplier_id)),
        JointAlert.severity == severity,
        JointAlert.organisation_id == organisation_id,
        JointAlert.ended_on.is_(None),
    )
    return session.scalar(mine.limit(1)) is not None


def coordinators_of(session: Session, cooperation_id: str) -> Sequence[AnyRow]:
    """Return who coordinates at the secretariat of a cooperation; asked by a transaction that sees everything.

    Shape: public_id, name, email, language.
    """
    can_sign_in = and_(User.status == UserStatus.ACTIVE, User.is_integration.is_(False))
    return session.execute(
        select(User.public_id, User.name, User.email, User.language)
        .join(Membership, Membership.user_id == User.id)
        .join(Cooperation, Cooperation.secretariat_id == Membership.organisation_id)
        .where(Membership.role == Role.COORDINATOR, Cooperation.public_id == cooperation_id, can_sign_in)
        .distinct()
        .order_by(User.public_id)
    ).all()

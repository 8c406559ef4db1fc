"""Each year's plan of joint follow-ups: what, whom, who leads, when, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.nominations import JointPlanStatus
from followup.domain.schedule import FollowUpKind
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant, Overlap
from followup.models.nominations import JointPlan
from followup.models.organisations import Cooperation, Organisation
from followup.models.suppliers import Supplier
from followup.queries import categories
from followup.queries.mergers import kin_of, root_of
from followup.queries.rows import AnyRow

TAKES_PART = (ParticipantStatus.ACCEPTED, ParticipantStatus.RESULT_TAKEN, ParticipantStatus.RESULT_REFUSED)


def listed(session: Session) -> Sequence[AnyRow]:
    """Return the plans of one's cooperations, the latest year first; cancelled follow-ups do not count.

    Shape: public_id, year, status, adopted_on, decision, cooperation_id, cooperation_name, planned_count, done_count.
    """
    item = select(func.count(JointFollowUp.id)).where(
        JointFollowUp.joint_plan_id == JointPlan.id, JointFollowUp.status != JointStatus.CANCELLED
    )
    done = item.where(JointFollowUp.status == JointStatus.REPORTED)
    return session.execute(
        select(
            JointPlan.public_id,
            JointPlan.year,
            JointPlan.status,
            JointPlan.adopted_on,
            JointPlan.decision,
            JointPlan.cooperation_id,
            Cooperation.public_id.label("cooperation_public_id"),
            Cooperation.name.label("cooperation_name"),
            item.correlate(JointPlan).scalar_subquery().label("planned_count"),
            done.correlate(JointPlan).scalar_subquery().label("done_count"),
        )
        .join(Cooperation, Cooperation.id == JointPlan.cooperation_id)
        .order_by(JointPlan.year.desc(), Cooperation.name, JointPlan.id)
    ).all()


def of_year(session: Session, cooperation_id: int, year: int) -> JointPlan | None:
    """Return the cooperation's plan for the year."""
    return session.scalars(
        select(JointPlan).where(JointPlan.cooperation_id == cooperation_id, JointPlan.year == year)
    ).one_or_none()


def status_of(session: Session, cooperation_id: int, year: int) -> JointPlanStatus | None:
    """Return how far the plan for the year has come; None where nobody has begun it."""
    found = of_year(session, cooperation_id, year)
    return found.status if found else None


def items(session: Session, plan_ids: Collection[int]) -> Sequence[AnyRow]:
    """Return the joint follow-ups of these plans, by category and day, the cancelled ones too.

    Shape: id, public_id, joint_plan_id, category, kind, site, due_on, done_on, status, why, payer, level,
    supplier_name, supplier_public_id, lead_name, lead_public_id, cancel_reason.
    """
    lead = aliased(Organisation)
    joint = JointFollowUp
    return session.execute(
        select(
            joint.id,
            joint.public_id,
            joint.joint_plan_id,
            joint.category,
            joint.kind,
            joint.site,
            joint.due_on,
            joint.done_on,
            joint.status,
            joint.why,
            joint.payer,
            joint.level,
            joint.cancel_reason,
            Supplier.name.label("supplier_name"),
            Supplier.public_id.label("supplier_public_id"),
            lead.name.label("lead_name"),
            lead.public_id.label("lead_public_id"),
        )
        .select_from(joint)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .join(lead, lead.id == joint.lead_id)
        .where(joint.joint_plan_id.in_(plan_ids))
        .order_by(joint.category, joint.due_on, joint.id)
    ).all()


def asked(session: Session, plan_id: int) -> Sequence[AnyRow]:
    """Return who is asked to take part in the joint follow-ups of a plan, by name.

    Shape: joint_id, status, name, public_id.
    """
    of_plan = select(JointFollowUp.id).where(JointFollowUp.joint_plan_id == plan_id)
    return session.execute(
        select(JointParticipant.joint_id, JointParticipant.status, Organisation.name, Organisation.public_id)
        .join(Organisation, Organisation.id == JointParticipant.organisation_id)
        .where(JointParticipant.joint_id.in_(of_plan))
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def overlap(
    session: Session, cooperation_id: int, supplier_id: int, kind: FollowUpKind, year: int
) -> Sequence[Overlap]:
    """Return where several organisations plan to follow up the supplier in this way in the year."""
    return session.scalars(
        select(Overlap).where(
            Overlap.cooperation_id == cooperation_id,
            Overlap.supplier_id.in_(kin_of(supplier_id)),
            Overlap.kind == kind,
            Overlap.year == year,
        )
    ).all()


def proposed_lead(
    session: Session, plan: JointPlan, area: str | None, members: Sequence[AnyRow], nominator: str, on: date
) -> str | None:
    """Return who is proposed to lead: of the area its coordinator's organisation, else the nominator, else the first.

    Source: default of this service; a person decides.
    """
    if area is None:
        return None
    belonging = [row for row in members if row.area == area]
    coordinating = categories.on_day(categories.coordinators(session, plan.cooperation_id, area), on)
    named = {row.organisation_id for row in coordinating}
    ranked = sorted(belonging, key=lambda row: (row.id not in named, row.public_id != nominator))
    return ranked[0].public_id if ranked else None

"""A year's plan of joint follow-ups: begun, filled, proposed to the steering group, and recorded as adopted."""

from __future__ import annotations

from followup.domain import cooperation_journal
from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import JointStatus, JointStep, NewJoint
from followup.domain.nominations import (
    ADOPTED_AHEAD,
    JOINT_PLAN,
    NO_NOMINATION,
    NOT_DRAFT,
    Adoption,
    JointPlanStatus,
    JointPlanStep,
    NewItem,
    NewJointPlan,
    TakenUp,
    check_plan_year,
    check_proposable,
)
from followup.domain.overlaps import highest, share_of
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, NotFound
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.nominations import JointPlan
from followup.models.organisations import Cooperation
from followup.models.suppliers import Supplier
from followup.queries import joint_plans as queries
from followup.queries import nominations as nomination_queries
from followup.services import joint_follow_ups, nominations
from followup.transaction import Transaction


def begin(tx: Transaction, cooperation_id: str, new: NewJointPlan) -> JointPlan:
    """Begin the plan for a year.

    Errors: Invalid at year; Conflict("joint_plan.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.JOINT_PLAN_CHANGE)
    check_plan_year(new.year, tx.today)
    plan = tx.add(
        JointPlan(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            year=new.year,
            status=JOINT_PLAN.initial,
            note=new.note or None,
        )
    )
    tx.journal(cooperation_journal.JOINT_PLAN_BEGUN, plan, year=new.year)
    return plan


def add_item(tx: Transaction, plan_id: str, new: NewItem) -> JointFollowUp:
    """Add a joint follow-up to a draft; a nomination behind it is taken up with it.

    Errors: Conflict("joint_plan.not_draft"); Invalid as `joint_follow_ups.suggest`.
    """
    plan = _draft(tx, plan_id)
    if new.answer and new.nomination_id is None:
        raise Invalid.at("answer", NO_NOMINATION)
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ)
    level, code_version = _needed(tx, plan, supplier, new)
    joint = joint_follow_ups.suggest(
        tx,
        tx.follow(Cooperation, plan.cooperation_id).public_id,
        NewJoint(
            supplier_id=new.supplier_id,
            site=new.site,
            kind=new.kind,
            category=new.category,
            year=plan.year,
            due_on=new.due_on,
            lead_id=new.lead_id,
            participant_ids=new.participant_ids,
            payer=new.payer,
            why=new.why,
            level=level,
            code_version=code_version,
        ),
    )
    joint.joint_plan_id = plan.id
    if new.nomination_id is not None:
        taken = TakenUp(joint_id=joint.public_id, answer=new.answer or new.why)
        nominations.take_up(tx, new.nomination_id, taken)
    return joint


def take_out(tx: Transaction, plan_id: str, joint_id: str, reason: str) -> JointFollowUp:
    """Take a joint follow-up out of a draft; it stays there as cancelled, with the reason.

    Errors: NotFound where it is not in this plan; Conflict("joint_plan.not_draft"), Conflict("state.not_allowed").
    """
    plan = _draft(tx, plan_id)
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_SUGGEST)
    if joint.joint_plan_id != plan.id:
        raise NotFound
    tx.advance(joint, JointStep.CANCEL)
    joint.cancel_reason = reason
    return joint


def propose(tx: Transaction, plan_id: str, note: str, version: int | None = None) -> JointPlan:
    """Propose the plan to the steering group, once every nomination of the year has its answer.

    Errors: Conflict("joint_plan.unanswered"), Conflict("joint_plan.nothing_planned"), Conflict("state.not_allowed").
    """
    plan = tx.get(JointPlan, plan_id, to=Permission.JOINT_PLAN_CHANGE)
    tx.check_version(plan, version)
    JOINT_PLAN.after(plan.status, JointPlanStep.PROPOSE)
    planned = [row for row in queries.items(tx.session, [plan.id]) if row.status is not JointStatus.CANCELLED]
    check_proposable(len(planned), nomination_queries.unanswered_count(tx.session, plan.cooperation_id, plan.year))
    tx.advance(plan, JointPlanStep.PROPOSE)
    plan.note, plan.proposed_by_id = note or None, tx.actor.user_id
    return plan


def return_to_draft(tx: Transaction, plan_id: str, version: int | None = None) -> JointPlan:
    """Take a proposed plan back to be changed.

    Errors: Conflict("state.not_allowed"), Conflict("stale").
    """
    plan = tx.get(JointPlan, plan_id, to=Permission.JOINT_PLAN_CHANGE)
    tx.check_version(plan, version)
    tx.advance(plan, JointPlanStep.RETURN)
    return plan


def adopt(tx: Transaction, plan_id: str, new: Adoption, version: int | None = None) -> JointPlan:
    """Record that the steering group adopted the plan: from now on what stands in it can be offered.

    Errors: Invalid at adopted_on; Conflict("state.not_allowed"), Conflict("stale").
    """
    plan = tx.get(JointPlan, plan_id, to=Permission.JOINT_PLAN_CHANGE)
    tx.check_version(plan, version)
    if new.adopted_on > tx.today:
        raise Invalid.at("adopted_on", ADOPTED_AHEAD)
    tx.advance(plan, JointPlanStep.ADOPT, on=new.adopted_on)
    plan.adopted_on, plan.decision = new.adopted_on, new.decision
    return plan


def _needed(tx: Transaction, plan: JointPlan, supplier: Supplier, new: NewItem) -> tuple[Level | None, str | None]:
    """Return the highest level and the latest terms that those asked plan with, as the nightly search found it."""
    wanted = {*new.participant_ids, new.lead_id}
    found = queries.overlap(tx.session, plan.cooperation_id, supplier.id, new.kind, plan.year)
    kept = [share_of(one) for row in found if row.site in ("", new.site) for one in row.organisations]
    shares = [share for share in kept if share.organisation in wanted]
    generations = {generation for share in shares for generation in share.generations}
    return highest(share.level for share in shares), max(generations, default=None)


def _draft(tx: Transaction, plan_id: str) -> JointPlan:
    plan = tx.get(JointPlan, plan_id, to=Permission.JOINT_PLAN_CHANGE)
    if plan.status is not JointPlanStatus.DRAFT:
        raise Conflict(NOT_DRAFT)
    return plan

"""The year's plan of joint follow-ups: begun, filled, proposed and adopted; and what came of last year's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request

from followup.domain.ids import is_id
from followup.domain.joint_follow_ups import JOINTLY, JointStatus, Payer
from followup.domain.nominations import Adoption, JointPlanStatus, JointPlanStep, NewItem, NewJointPlan
from followup.domain.overlaps import share_of
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.errors import NotFound
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.nominations import JointPlan, Nomination
from followup.models.organisations import Cooperation
from followup.models.suppliers import Supplier
from followup.queries import categories, journal, nominations, suppliers
from followup.queries import joint_plans as queries
from followup.queries.rows import AnyRow
from followup.schemas import risk as tables
from followup.schemas.joint_plans import (
    AdoptionSchema,
    JointPlanSchema,
    ListedJointPlanSchema,
    NewItemSchema,
    NewJointPlanSchema,
    PlanProposalSchema,
    TakenOutSchema,
)
from followup.schemas.risk import category_name
from followup.services import joint_plans
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices

room = Room("joint_plans")
_ONE = "/joint-plans/<joint_plan_id>"
_MAY = Permission.JOINT_PLAN_CHANGE
_FORM = "joint_plans/form.html"


@room.page("/joint-plans", needs=Permission.JOINT_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the plans of one's cooperations, and where the next one can be begun."""
    plans = queries.listed(tx.session)
    begun = {(plan.cooperation_id, plan.year) for plan in plans}
    known = categories.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    next_year = tx.today.year + 1
    return {
        "plans": plans,
        "cooperations": known,
        "to_begin": [one for one in known if (one.id, next_year) not in begun],
        "next_year": next_year,
        "this_year": tx.today.year,
    }


@room.read("/joint-plans", needs=Permission.JOINT_READ, gives=ListedJointPlanSchema, many=True)
def list_joint_plans(tx: Transaction) -> Sequence[AnyRow]:
    """Return the plans of one's cooperations, the latest year first."""
    return queries.listed(tx.session)


@room.page(_ONE, needs=Permission.JOINT_READ)
def show(tx: Transaction, joint_plan_id: str) -> dict[str, Any]:
    """Return one year's plan by area, with the nominations behind it, and what of last year's was done."""
    plan = tx.get(JointPlan, joint_plan_id, to=Permission.JOINT_READ)
    is_ours = plan.secretariat_id == tx.actor.organisation_id
    before = queries.of_year(tx.session, plan.cooperation_id, plan.year - 1)
    rows = queries.items(tx.session, [plan.id, *([before.id] if before else [])])
    mine = [row for row in rows if row.joint_plan_id == plan.id]
    asked, behind = queries.asked(tx.session, plan.id), nominations.behind(tx.session, plan.id)
    area_of = _areas(tx, plan)
    return {
        "plan": plan,
        "cooperation": tx.follow(Cooperation, plan.cooperation_id),
        "by_area": _by_area([row for row in mine if row.status is not JointStatus.CANCELLED], area_of),
        "taken_out": [row for row in mine if row.status is JointStatus.CANCELLED],
        "asked": {row.id: [one for one in asked if one.joint_id == row.id] for row in mine},
        "takes_part": lambda ones: sum(one.status in queries.TAKES_PART for one in ones),
        "behind": {row.id: [one for one in behind if one.joint_id == row.id] for row in mine},
        "unanswered": nominations.unanswered(tx.session, plan.cooperation_id, plan.year),
        "before": before,
        "last": [row for row in rows if row.joint_plan_id != plan.id],
        "done": JointStatus.REPORTED,
        "name": nominations.name,
        "category_name": category_name,
        "is_draft": plan.status is JointPlanStatus.DRAFT,
        "is_open": plan.status is not JointPlanStatus.ADOPTED,
        "steps": JointPlanStep,
        "on": tx.today,
        "history": journal.history(tx.session, [plan.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=Permission.JOINT_READ, gives=JointPlanSchema)
def get_joint_plan(tx: Transaction, joint_plan_id: str) -> dict[str, Any]:
    """Return one year's plan with its joint follow-ups."""
    plan = tx.get(JointPlan, joint_plan_id, to=Permission.JOINT_READ)
    asked, behind = queries.asked(tx.session, plan.id), nominations.behind(tx.session, plan.id)
    area_of = _areas(tx, plan)
    names = ("public_id", "version", "year", "status", "note", "adopted_on", "decision")
    return {
        **{name: getattr(plan, name) for name in names},
        "planned": [
            {
                **row._mapping,
                "area": area_of.get(row.category),
                "organisations": [one for one in asked if one.joint_id == row.id],
                "nomination_ids": [one.public_id for one in behind if one.joint_id == row.id],
            }
            for row in queries.items(tx.session, [plan.id])
        ],
    }


def _areas(tx: Transaction, plan: JointPlan) -> dict[str | None, str]:
    """Return which area answers for each category when the plan's year begins; a part as the category it belongs to."""
    first_on = date(plan.year, 1, 1)
    held: dict[str | None, str] = {
        row.category: row.area
        for row in categories.on_day(categories.responsibilities(tx.session, plan.cooperation_id), first_on)
    }
    parts: dict[str | None, str] = {
        found.key: held[found.parent] for found in tables.tables().categories if found.parent in held
    }
    return {**parts, **held}


def _by_area(rows: Sequence[AnyRow], area_of: dict[str | None, str]) -> list[tuple[str, list[AnyRow]]]:
    """Return the joint follow-ups by the area that answers for their category, what no area answers for last."""
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(area_of.get(row.category, ""), []).append(row)
    return sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0]))


def _begin_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(data={"year": tx.today.year + 1}, context={"task": "begin", "plan": None, "about": cooperation.name})


@room.form(
    "/cooperations/<cooperation_id>/joint-plans/begin",
    needs=_MAY,
    takes=NewJointPlanSchema,
    template=_FORM,
    shows=_begin_form,
)
def begin(tx: Transaction, new: NewJointPlan, cooperation_id: str) -> Any:
    """Begin the plan for a year."""
    plan = joint_plans.begin(tx, cooperation_id, new)
    return see_other("joint_plans.show", joint_plan_id=plan.public_id, notice="saved")


def _add_form(tx: Transaction, joint_plan_id: str) -> Shown:
    """Return the form; a nomination, or a supplier and a kind, in the address fill it in."""
    plan = tx.get(JointPlan, joint_plan_id, to=_MAY)
    behind = _nominated(tx, plan)
    members = categories.members(tx.session, plan.cooperation_id, tx.today)
    names = [(row.public_id, row.name) for row in members]
    found = tables.categories_on(tx.today)
    return Shown(
        data=_proposed(tx, plan, behind, members),
        choices={
            "supplier_id": suppliers.choices(tx.session),
            "kind": coded_choices(JOINTLY),
            "category": sorted(((c.key, category_name(c.key)) for c in found), key=lambda pair: pair[1].casefold()),
            "lead_id": names,
            "participant_ids": names,
        },
        context={
            "task": "add",
            "plan": plan,
            "about": "",
            "behind": behind,
            "behind_name": nominations.name(behind) if behind else "",
        },
    )


def _nominated(tx: Transaction, plan: JointPlan) -> AnyRow | None:
    """Return the nomination that the address or the sent form names.

    Errors: NotFound where it is not one of this plan's year.
    """
    wanted = request.args.get("nomination") or request.form.get("nomination_id") or ""
    if not is_id(wanted, Nomination.prefix):
        return None
    nomination = tx.get(Nomination, wanted, to=Permission.NOMINATION_DECIDE)
    if (nomination.cooperation_id, nomination.year) != (plan.cooperation_id, plan.year):
        raise NotFound
    return nominations.one(tx.session, nomination.public_id)


def _proposed(tx: Transaction, plan: JointPlan, behind: AnyRow | None, members: Sequence[AnyRow]) -> dict[str, Any]:
    """Return what the form begins with: of the nomination, and who leads by the area that answers for the category."""
    if behind is None:
        kinds = {str(kind): kind for kind in FollowUpKind}
        supplier, kind = request.args.get("supplier", ""), kinds.get(request.args.get("kind", ""))
        return {
            "supplier_id": supplier,
            "kind": kind,
            "participant_ids": _planning(tx, plan, supplier, kind),
            "due_on": date(plan.year, 12, 31),
            "payer": Payer.PROGRAMME,
        }
    area = _areas(tx, plan).get(behind.category)
    lead = queries.proposed_lead(tx.session, plan, area, members, behind.organisation_public_id, tx.today)
    planning = _planning(tx, plan, behind.supplier_public_id or "", behind.kind)
    return {
        "nomination_id": behind.public_id,
        "supplier_id": behind.supplier_public_id,
        "kind": behind.kind,
        "category": behind.category,
        "due_on": date(plan.year, 12, 31),
        "lead_id": lead,
        "participant_ids": list(dict.fromkeys(filter(None, [lead, behind.organisation_public_id, *planning]))),
        "payer": Payer.PROGRAMME,
        "why": behind.reason,
    }


def _planning(tx: Transaction, plan: JointPlan, supplier_id: str, kind: FollowUpKind | None) -> list[str]:
    """Return who plans to follow up the supplier in this way in the year, as the nightly search found it."""
    if kind is None or not is_id(supplier_id, Supplier.prefix):
        return []
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    found = queries.overlap(tx.session, plan.cooperation_id, supplier.id, kind, plan.year)
    return [share_of(kept).organisation for row in found for kept in row.organisations]


@room.form(f"{_ONE}/add", needs=_MAY, takes=NewItemSchema, template=_FORM, shows=_add_form)
def add(tx: Transaction, new: NewItem, joint_plan_id: str) -> Any:
    """Add a joint follow-up to a draft."""
    joint_plans.add_item(tx, joint_plan_id, new)
    return see_other("joint_plans.show", joint_plan_id=joint_plan_id, notice="saved")


def _take_out_form(tx: Transaction, joint_plan_id: str, joint_id: str) -> Shown:
    plan = tx.get(JointPlan, joint_plan_id, to=_MAY)
    joint = tx.get(JointFollowUp, joint_id, to=_MAY)
    row = next((row for row in queries.items(tx.session, [plan.id]) if row.id == joint.id), None)
    if row is None:
        raise NotFound
    return Shown(context={"task": "take_out", "plan": plan, "about": row.supplier_name})


@room.form(f"{_ONE}/items/<joint_id>/take-out", needs=_MAY, takes=TakenOutSchema, template=_FORM, shows=_take_out_form)
def take_out(tx: Transaction, reason: str, joint_plan_id: str, joint_id: str) -> Any:
    """Take a joint follow-up out of a draft."""
    joint_plans.take_out(tx, joint_plan_id, joint_id, reason)
    return see_other("joint_plans.show", joint_plan_id=joint_plan_id, notice="saved")


def _plan_form(task: str) -> Any:
    def shown(tx: Transaction, joint_plan_id: str) -> Shown:
        plan = tx.get(JointPlan, joint_plan_id, to=_MAY)
        data = {"note": plan.note} if task == "propose" else {"adopted_on": tx.today}
        return Shown(data=data, version=plan.version, context={"task": task, "plan": plan, "about": ""})

    return shown


@room.form(
    f"{_ONE}/propose",
    needs=_MAY,
    takes=PlanProposalSchema,
    template=_FORM,
    shows=_plan_form("propose"),
    versioned=True,
)
def propose(tx: Transaction, note: str, joint_plan_id: str, version: int | None) -> Any:
    """Propose the plan to the steering group."""
    joint_plans.propose(tx, joint_plan_id, note, version)
    return see_other("joint_plans.show", joint_plan_id=joint_plan_id, notice="proposed")


@room.action(f"{_ONE}/return", needs=_MAY, versioned=True)
def return_to_draft(tx: Transaction, joint_plan_id: str, version: int | None) -> Any:
    """Take a proposed plan back to be changed."""
    joint_plans.return_to_draft(tx, joint_plan_id, version)
    return see_other("joint_plans.show", joint_plan_id=joint_plan_id, notice="saved")


@room.form(f"{_ONE}/adopt", needs=_MAY, takes=AdoptionSchema, template=_FORM, shows=_plan_form("adopt"), versioned=True)
def adopt(tx: Transaction, new: Adoption, joint_plan_id: str, version: int | None) -> Any:
    """Record that the steering group adopted the plan."""
    joint_plans.adopt(tx, joint_plan_id, new, version)
    return see_other("joint_plans.show", joint_plan_id=joint_plan_id, notice="adopted")

"""What a cooperation decides together: a divided category, nominations, and the plans of three years."""

from __future__ import annotations

from datetime import date
from typing import Any

from followup.domain.actors import Role, Staff
from followup.domain.categories import GiveCategory, NameCoordinator, Prioritise
from followup.domain.joint_follow_ups import Payer
from followup.domain.nominations import NewItem, NewJointPlan, NewNomination
from followup.domain.schedule import FollowUpKind
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.nominations import JointPlan, Nomination
from followup.models.organisations import Cooperation, Organisation
from followup.models.suppliers import Supplier
from followup.services import categories, joint_plans, nominations, organisations
from tests.builders import World

SINCE = date(2026, 1, 1)


def scene(
    world: World, colleague: Staff, supplier: Supplier, secretariat: Organisation, cooperation: Cooperation
) -> dict[str, Any]:
    """One category has an area and a priority; the plan of 2026 is proposed, that of 2027 a draft with nominations."""
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    other = world.organisation("Another member")
    with world.tx() as tx:
        organisations.join(tx, cooperation, other, area="B")
    region = colleague.organisation_public_id
    with world.tx(coordinator) as tx:
        given = GiveCategory(category="consumables", area="A", valid_from=SINCE, source="test")
        categories.give(tx, cooperation.public_id, given)
        prioritised = Prioritise(category="consumables", valid_from=SINCE, source="test")
        categories.prioritise(tx, cooperation.public_id, prioritised)
        named = NameCoordinator(area="A", organisation_id=region, name="Anna", valid_from=SINCE)
        categories.name_coordinator(tx, cooperation.public_id, named)
    plans, joints = {}, {}
    for year in (2026, 2027):
        with world.tx(coordinator) as tx:
            plans[year] = joint_plans.begin(tx, cooperation.public_id, NewJointPlan(year=year)).public_id
            new = NewItem(
                supplier_id=supplier.public_id,
                kind=FollowUpKind.OFFICE_AUDIT,
                due_on=date(year, 10, 1),
                lead_id=region,
                participant_ids=(other.public_id,),
                payer=Payer.PROGRAMME,
                why="test",
            )
            joints[year] = joint_plans.add_item(tx, plans[year], new).public_id
    with world.tx(coordinator) as tx:
        joint_plans.propose(tx, plans[2026], "")
    with world.tx(colleague) as tx:
        nominated = nominations.make(tx, NewNomination(year=2027, product="Masks", reason="test"))
    proposed, draft = (JointPlan, plans[2026]), (JointPlan, plans[2027])
    return {
        "category": (None, "consumables"),
        "area": (None, "A"),
        "nomination_id": (Nomination, nominated.public_id),
        "joint_plan_id": draft,
        "joint_plan_id in joint_plans.adopt": proposed,
        "joint_plan_id in joint_plans.return_to_draft": proposed,
        "joint_id in joint_plans.take_out": (JointFollowUp, joints[2027]),
        "another member": (Organisation, other.public_id),
    }

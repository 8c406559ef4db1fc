"""Results from elsewhere: the mapping that is kept, and what a correction does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from followup.domain.follow_ups import FindingResult
from followup.domain.outside_results import NewOutsideResult, OutsideFacts
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden
from followup.models.sharing import OutsideResult
from followup.schemas.crosswalks import crosswalk
from followup.services import outside_results
from tests.builders import World

pytestmark = pytest.mark.database
FACTS = OutsideFacts(
    holder="An invented buyer",
    kind=FollowUpKind.OFFICE_AUDIT,
    method="Documents",
    done_on=date(2025, 11, 3),
    source="Report 7",
    received_on=date(2026, 1, 15),
    code_version="se-2017",
    clauses={"se-2017/risk_analysis": FindingResult.PARTLY},
)


def test_a_correction_of_other_facts_keeps_the_mapping_and_one_of_an_outcome_does_not(world: World) -> None:
    organisation = world.organisation()
    staff = world.staff(organisation, cooperations=(world.cooperation(organisation),))
    new = NewOutsideResult(supplier_id=world.supplier().public_id, facts=FACTS)
    with world.tx(staff) as tx:
        row = outside_results.enter(tx, new, crosswalk())
        assert (row.areas["risk_analysis"], row.mapping) == ("partly", crosswalk().key)
    told = {area: FindingResult.of(code) for area, code in row.areas.items()}
    by_area = replace(FACTS, clauses={}, areas=told, method="Documents and interviews")
    assert _changed(world, staff, row, by_area).mapping == crosswalk().key
    other = replace(by_area, areas={**told, "risk_analysis": FindingResult.FULFILLED})
    assert _changed(world, staff, row, other).mapping is None


def _changed(world: World, staff, row: OutsideResult, facts: OutsideFacts) -> OutsideResult:
    with world.tx(staff) as tx:
        return outside_results.change(tx, row.public_id, facts, None, crosswalk())


def test_a_result_of_a_holder_a_kind_and_a_day_is_entered_once_in_a_cooperation(world: World) -> None:
    mine, theirs = world.organisation(), world.organisation()
    within = (world.cooperation(mine, theirs),)
    supplier = world.supplier()
    new = NewOutsideResult(supplier_id=supplier.public_id, facts=FACTS)
    with world.tx(world.staff(mine, cooperations=within)) as tx:
        outside_results.enter(tx, new, crosswalk())
    with pytest.raises(Conflict) as known, world.tx(world.staff(theirs, cooperations=within)) as tx:
        outside_results.enter(tx, new, crosswalk())
    assert known.value.reason.code == "outside_result.known"
    with pytest.raises(Forbidden), world.tx(world.staff(world.organisation())) as tx:
        outside_results.enter(tx, new, crosswalk())

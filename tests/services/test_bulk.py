"""Several contracts at once: all or none, each with its entry, nothing for what was so already."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.bulk import MOST, BulkChange, named
from followup.domain.contracts import Criticality
from followup.domain.ids import new_id
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract
from followup.models.journal import JournalEntry
from followup.services import bulk, contracts
from tests.builders import World
from tests.web.statements import counted

pytestmark = pytest.mark.database


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation())


def seen(*rows: Contract) -> dict[str, int]:
    return {row.public_id: row.version for row in rows}


def stored(world: World, *rows: Contract) -> list[Contract]:
    with world.reading() as tx:
        return [tx.follow(Contract, row.id) for row in rows]


def changes(world: World, contract: Contract) -> list[str]:
    """The fields that the contract's history says were changed."""
    with world.reading() as tx:
        wanted = JournalEntry.subject_id == contract.public_id, JournalEntry.event == "contract.changed"
        entries = tx.session.scalars(select(JournalEntry).where(*wanted).order_by(JournalEntry.id))
        return [str(entry.facts["fields"]) for entry in entries]


def test_every_contract_gets_what_is_given_and_says_so_and_the_rest_stays(world: World, staff: Staff) -> None:
    first, second = (world.contract(staff, risk=None) for _ in range(2))
    with world.tx(staff) as tx:
        new = BulkChange(chosen=seen(first, second), category="textiles", criticality=Criticality.CRITICAL)
        assert bulk.change(tx, new) == 2
    for row in stored(world, first, second):
        assert (row.category, row.criticality, row.manager_id) == ("textiles", Criticality.CRITICAL, staff.user_id)
        assert changes(world, row) == ["category, criticality"]


def test_what_was_so_already_is_neither_changed_nor_journalled(world: World, staff: Staff) -> None:
    first, second = (world.contract(staff, risk=None) for _ in range(2))
    with world.tx(staff) as tx:
        bulk.change(tx, BulkChange(chosen=seen(first), category="textiles"))
    first, second = stored(world, first, second)
    with world.tx(staff) as tx:
        assert bulk.change(tx, BulkChange(chosen=seen(first, second), category="textiles")) == 1
    assert stored(world, first)[0].version == first.version
    assert changes(world, first) == changes(world, second) == ["category"]


def test_one_that_was_changed_meanwhile_stops_them_all_and_is_named(world: World, staff: Staff) -> None:
    first, second = (world.contract(staff, title=title, risk=None) for title in ("Gloves", "Masks"))
    with world.tx(staff) as tx:
        bulk.change(tx, BulkChange(chosen=seen(second), category="textiles"))
    with world.tx(staff) as tx, pytest.raises(Conflict) as refused:
        bulk.change(tx, BulkChange(chosen=seen(first, second), category="furniture"))
    assert refused.value.reason.code == "bulk.changed"
    assert refused.value.reason.params["titles"] == "Masks"
    assert stored(world, first)[0].category is None


def test_a_voided_one_stops_them_all(world: World, staff: Staff) -> None:
    first, second = (world.contract(staff, risk=None) for _ in range(2))
    with world.tx(staff) as tx:
        contracts.void(tx, second.public_id, "Twice.")
    second = stored(world, second)[0]
    with world.tx(staff) as tx, pytest.raises(Conflict) as refused:
        bulk.change(tx, BulkChange(chosen=seen(first, second), category="textiles"))
    assert refused.value.reason.code == "bulk.voided"
    assert stored(world, first)[0].category is None


def test_one_of_another_organisation_stops_them_all_as_if_it_were_not_there(world: World, staff: Staff) -> None:
    own, foreign = world.contract(staff, risk=None), world.contract(world.staff(world.organisation()))
    for other in ({foreign.public_id: foreign.version}, {new_id("con"): 1}):
        with world.tx(staff) as tx, pytest.raises(NotFound):
            bulk.change(tx, BulkChange(chosen={**seen(own), **other}, category="textiles"))
    assert stored(world, own)[0].category is None


def test_a_reader_changes_none(world: World) -> None:
    organisation = world.organisation()
    contract = world.contract(world.staff(organisation))
    with world.tx(world.staff(organisation, Role.READER)) as tx, pytest.raises(Forbidden):
        bulk.change(tx, BulkChange(chosen=seen(contract), category="textiles"))


def test_nobody_becomes_manager_and_deputy_of_the_same_contract(world: World) -> None:
    organisation = world.organisation()
    manager, other = world.staff(organisation), world.staff(organisation)
    first, second = world.contract(manager, title="Gloves"), world.contract(other, title="Masks")
    with world.tx(manager) as tx, pytest.raises(Invalid) as refused:
        bulk.change(tx, BulkChange(chosen=seen(first, second), deputy_id=manager.public_id))
    [reason] = refused.value.problems["deputy_id"]
    assert reason.params["titles"] == "Gloves"
    with world.tx(manager) as tx:
        new = BulkChange(chosen=seen(first, second), manager_id=other.public_id, deputy_id=manager.public_id)
        assert bulk.change(tx, new) == 2
    assert {(row.manager_id, row.deputy_id) for row in stored(world, first, second)} == {
        (other.user_id, manager.user_id)
    }


def test_the_manager_is_one_of_the_own_organisation(world: World, staff: Staff) -> None:
    contract = world.contract(staff)
    stranger = world.staff(world.organisation())
    with world.tx(staff) as tx, pytest.raises(NotFound):
        bulk.change(tx, BulkChange(chosen=seen(contract), manager_id=stranger.public_id))


def test_many_are_read_in_as_few_statements_as_two(world: World, staff: Staff, engine: Engine) -> None:
    def reads(rows: list[Contract]) -> int:
        with counted(engine) as statements, world.tx(staff) as tx:
            bulk.change(tx, BulkChange(chosen=seen(*rows), criticality=Criticality.OTHER))
            return sum(statement.startswith("SELECT") for statement in statements)

    supplier = world.supplier()
    rows = [world.contract(staff, supplier=supplier, risk=None) for _ in range(12)]
    assert reads(rows[:2]) == reads(rows[2:]) == 1


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"chosen": {}, "category": "textiles"}, "chosen"),
        ({"chosen": {f"con_{n}": 1 for n in range(MOST + 1)}, "category": "textiles"}, "chosen"),
        ({"chosen": {"con_1": 1}}, ""),
    ],
)
def test_nothing_of_nothing_and_too_many_are_refused(given: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        BulkChange(**given)
    assert set(refused.value.problems) == {path}


def test_of_many_titles_the_first_are_named() -> None:
    assert named(["Gloves", "Masks"]) == "Gloves, Masks"
    assert named([str(n) for n in range(23)]).endswith(", 19 (+3)")

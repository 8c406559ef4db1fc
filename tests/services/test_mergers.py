"""Merging entries of the register: what is refused, who may, what the journal says, and what follows the merger."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from followup.domain.actors import Role, Staff
from followup.domain.follow_ups import NewFollowUp
from followup.domain.mergers import NewAlias
from followup.domain.schedule import FollowUpKind
from followup.domain.suppliers import NewSupplier, SupplierFilter
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.journal import JournalEntry
from followup.models.suppliers import Supplier
from followup.queries import mergers as queries
from followup.queries import suppliers as register
from followup.services import follow_ups, mergers, questionnaires, recipients, suppliers
from tests.builders import World

pytestmark = pytest.mark.database


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation())


def merge(world: World, staff: Staff, goes: Supplier, stays: Supplier) -> None:
    with world.tx(staff) as tx:
        mergers.merge(tx, goes.public_id, stays.public_id)


def refused(world: World, staff: Staff, goes: Supplier, stays: Supplier) -> str:
    with pytest.raises((Conflict, Invalid)) as error:
        merge(world, staff, goes, stays)
    if isinstance(error.value, Invalid):
        [[reason]] = error.value.problems.values()
        return reason.code
    return error.value.reason.code


def test_chains_circles_and_mergers_into_oneself_are_refused(world: World, manager: Staff) -> None:
    first, second, third = (world.supplier(name) for name in ("First", "Second", "Third"))
    assert refused(world, manager, first, first) == "merger.itself"
    merge(world, manager, first, second)
    assert refused(world, manager, first, third) == "merger.already"
    assert refused(world, manager, third, first) == "merger.target_gone"
    assert refused(world, manager, second, third) == "merger.has_others"
    assert refused(world, manager, second, first) == "merger.target_gone"
    merge(world, manager, third, second)
    with world.tx(manager) as tx:
        mergers.unmerge(tx, first.public_id)
    with pytest.raises(Conflict), world.tx(manager) as tx:
        mergers.unmerge(tx, first.public_id)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_whatever_is_merged_and_undone_an_entry_counts_for_one_that_stands_alone(
    world: World, steps: list[tuple[bool, int, int]]
) -> None:
    manager = world.staff(world.organisation())
    entries = [world.supplier() for _ in range(4)]
    for is_merger, one, other in steps:
        try:
            with world.tx(manager) as tx:
                if is_merger:
                    mergers.merge(tx, entries[one].public_id, entries[other].public_id)
                else:
                    mergers.unmerge(tx, entries[one].public_id)
        except (Conflict, Invalid):
            continue
    with world.reading(manager) as tx:
        rows = {row.id: row for row in tx.session.scalars(select(Supplier))}
        for entry in entries:
            root = tx.session.scalar(select(queries.root_of(entry.id)))
            assert rows[root].merged_into_id is None
            kin = set(tx.session.scalars(queries.kin_of(entry.id)))
            assert kin == {key for key, row in rows.items() if (row.merged_into_id or key) == root}


def test_both_entries_say_in_their_history_what_happened(world: World, manager: Staff) -> None:
    goes, stays = world.supplier(), world.supplier()
    merge(world, manager, goes, stays)
    with world.tx(manager) as tx:
        mergers.unmerge(tx, goes.public_id)
    with world.reading() as tx:
        told = tx.session.execute(
            select(JournalEntry.event, JournalEntry.subject_id, JournalEntry.facts)
            .where(
                JournalEntry.event.in_(["supplier.merged", "supplier.took_in", "supplier.unmerged", "supplier.let_go"])
            )
            .order_by(JournalEntry.id)
        ).all()
    assert [tuple(row) for row in told] == [
        ("supplier.merged", goes.public_id, {"into": stays.public_id}),
        ("supplier.took_in", stays.public_id, {"other": goes.public_id}),
        ("supplier.unmerged", goes.public_id, {"into": stays.public_id}),
        ("supplier.let_go", stays.public_id, {"other": goes.public_id}),
    ]


@pytest.mark.parametrize(("role", "may"), [(Role.READER, False), (Role.APPROVER, False), (Role.COORDINATOR, True)])
def test_managers_and_coordinators_merge_and_others_do_not(world: World, role: Role, may: bool) -> None:
    staff, goes, stays = world.staff(world.organisation(), role), world.supplier(), world.supplier()
    if may:
        merge(world, staff, goes, stays)
        return
    with pytest.raises(Forbidden):
        merge(world, staff, goes, stays)


def test_no_reference_is_rewritten(world: World, manager: Staff) -> None:
    goes, stays = world.supplier(), world.supplier()
    contract = world.contract(manager, supplier=goes)
    merge(world, manager, goes, stays)
    with world.reading(manager) as tx:
        assert tx.follow(Contract, contract.id).supplier_id == goes.id


def test_a_contact_at_the_one_can_be_asked_about_a_contract_with_the_other(world: World, manager: Staff) -> None:
    goes, stays = world.supplier(), world.supplier()
    version = world.code_version()
    contract = world.contract(manager, supplier=goes, version=version)
    contact = world.contact(manager, stays)
    with world.tx(manager) as tx:
        follow_up = follow_ups.add(
            tx,
            contract.public_id,
            NewFollowUp(kind=FollowUpKind.SELF_ASSESSMENT, due_on=date(2026, 4, 1), reason="A test"),
        )
        assert recipients.contact_for(tx, contract) is None
    merge(world, manager, goes, stays)
    with world.tx(manager) as tx:
        found = recipients.contact_for(tx, contract)
        assert found is not None
        assert found.id == contact.id
        questionnaires.send(
            tx, world.runtime.keys, follow_up.public_id, due_on=date(2026, 4, 1), contact_id=contact.public_id
        )
    with world.reading(manager) as tx:
        link = tx.session.scalars(select(Assignment)).one()
    assert (link.supplier_id, link.supplier_name, link.recipient_email) == (goes.id, stays.name, contact.email)


def test_what_is_merged_is_found_and_counted_and_chosen_as_what_it_was_merged_into(
    world: World, manager: Staff
) -> None:
    goes, stays = world.supplier("Sydlys AB"), world.supplier("Nordlys AB")
    world.contract(manager, supplier=goes)
    world.contract(manager, supplier=stays)
    merge(world, manager, goes, stays)
    with world.reading(manager) as tx:
        for query in (SupplierFilter(q="sydlys"), SupplierFilter(ours=True), SupplierFilter()):
            [row] = register.listed(tx.session, query).rows
            assert (row.public_id, row.contract_count) == (stays.public_id, 2)
        assert register.choices(tx.session) == [(stays.public_id, "Nordlys AB (also Sydlys AB)")]
        for entry in (stays, goes):
            assert len(register.contracts(tx.session, queries.kin(tx.session, entry.id))) == 2


def test_likely_duplicates_are_proposed_by_the_database_in_few_statements(world: World, manager: Staff) -> None:
    def registered(name: str, country: str = "SE", number: str = "") -> Supplier:
        with world.tx(manager) as tx:
            return suppliers.register(tx, NewSupplier(name=name, country=country, number=number))

    checked = registered("Nordlys AB", number="556016-0680")
    punctuated = registered("NORDLYS, AB.")
    registered("Nordlys AB", country="NO")
    by_number = registered("Another name AB", number="5560160680x")
    renamed = registered("Older name AB")
    with world.tx(manager) as tx:
        suppliers.add_alias(tx, renamed.public_id, NewAlias(name="nordlys ab"))
    for number in range(60):
        registered(f"Nobody's twin {number} AB")
    with world.reading(manager) as tx:
        found = queries.duplicates(tx.session)
    pairs = {(pair.goes, pair.stays): pair.why for pair in found.proposals}
    assert set(pairs) == {(punctuated.id, checked.id), (renamed.id, checked.id)}
    assert by_number.id not in found.entries
    merge(world, manager, punctuated, checked)
    with world.reading(manager) as tx:
        again = {(pair.goes, pair.stays) for pair in queries.duplicates(tx.session).proposals}
    assert again == {(renamed.id, checked.id)}


def test_a_name_of_a_merged_entry_is_a_name_of_what_it_was_merged_into(world: World, manager: Staff) -> None:
    first, second = world.supplier("Sydlys AB"), world.supplier("Nordlys AB")
    merge(world, manager, first, second)
    third = world.supplier("Sydlys AB")
    with world.reading(manager) as tx:
        [pair] = queries.duplicates(tx.session).proposals
        assert (pair.goes, pair.stays) == (third.id, second.id)
        assert tx.session.scalar(select(func.count(Supplier.id))) == 3


def test_every_query_that_joins_a_supplier_asks_which_entry_it_counts_for() -> None:
    joined = re.compile(r"\.(?:outer)?join\(\s*Supplier,\s*(?P<on>[^\n]+)")
    ways = [
        (file.name, found["on"])
        for file in sorted(Path(queries.__file__).parent.glob("*.py"))
        for found in joined.finditer(file.read_text("utf-8"))
    ]
    assert len(ways) > 20
    by_name = "Supplier.id == SupplierAlias.supplier_id)"  # what an entry is called leads to the entry itself
    as_root = "Supplier.id == counted.c.supplier_key)"  # counted by the entry that it counts for
    assert [(name, on) for name, on in ways if "root_of(" not in on and on not in (by_name, as_root)] == []

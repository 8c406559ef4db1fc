"""Notes and files on contracts: written, journalled, never changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract
from followup.models.journal import JournalEntry
from followup.queries import notes as queries
from followup.services import contracts, notes
from tests.builders import World
from tests.self_assessments import Upload

pytestmark = pytest.mark.database


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def a_file(world: World, name: str = "contract.pdf") -> Upload:
    stored = world.runtime.files.put(f"%PDF-1.4 {name}".encode())
    return Upload("files", name=name, size=stored.size, sha256=stored.sha256)


def events(world: World, contract: Contract) -> list[str]:
    with world.reading() as tx:
        mine = select(JournalEntry.event).where(JournalEntry.subject_id == contract.public_id)
        return list(tx.session.scalars(mine.order_by(JournalEntry.id)))


def test_notes_stand_on_the_contract_the_newest_first(world: World, manager: Staff, clock: FixedClock) -> None:
    contract = world.contract(manager)
    for hour, body in ((10, "Called the supplier"), (11, "They called back\nand agreed")):
        clock.set(datetime(2026, 3, 2, hour, tzinfo=UTC))
        with world.tx(manager) as tx:
            notes.write(tx, contract.public_id, body)
    with world.reading(manager) as tx:
        written = queries.of_contract(tx.session, contract.id).notes
    assert [(row.body, row.written_by, row.written_at.hour) for row in written] == [
        ("They called back\nand agreed", "Maja Manager", 11),
        ("Called the supplier", "Maja Manager", 10),
    ]
    assert events(world, contract)[-2:] == ["contract.note_written"] * 2


def test_a_note_says_in_the_journal_that_it_was_written_not_what(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        notes.write(tx, contract.public_id, "A name that must not stay")
    with world.reading() as tx:
        assert not [e for e in tx.session.scalars(select(JournalEntry)) if "A name" in str(e.facts)]


def test_files_hang_on_the_contract_and_the_same_one_twice_is_one(
    world: World, manager: Staff, clock: FixedClock
) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        notes.add_files(tx, contract.public_id, [a_file(world), a_file(world, "annex.pdf")])
    clock.set(datetime(2026, 3, 3, 9, tzinfo=UTC))
    with world.tx(manager) as tx:
        notes.add_files(tx, contract.public_id, [a_file(world)])
    with world.reading(manager) as tx:
        files = queries.of_contract(tx.session, contract.id).files
    assert [(row.name, row.added_by) for row in files] == [
        ("annex.pdf", "Maja Manager"),
        ("contract.pdf", "Maja Manager"),
    ]
    assert events(world, contract).count("contract.file_added") == 2


def test_no_file_is_told_so(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with pytest.raises(Invalid) as refused, world.tx(manager) as tx:
        notes.add_files(tx, contract.public_id, [])
    assert refused.value.problems["files"][0].code == "note.no_file"


def test_a_voided_contract_takes_no_more_notes(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        contracts.void(tx, contract.public_id, "By mistake")
    with pytest.raises(Conflict), world.tx(manager) as tx:
        notes.write(tx, contract.public_id, "x")


def test_readers_write_nothing_and_strangers_see_nothing(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with world.reading() as tx:
        region = tx.session.get_one(type(world.organisation()), manager.organisation_id)
    for who, refusal in ((world.staff(region, Role.READER), Forbidden), (world.staff(world.organisation()), NotFound)):
        with pytest.raises(refusal), world.tx(who) as tx:
            notes.write(tx, contract.public_id, "x")

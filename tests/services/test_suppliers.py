"""The register of suppliers and what each organisation knows of its own."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.actors import Role, Staff
from followup.domain.assignments import AssignmentKind
from followup.domain.suppliers import ChangeSupplier, NewContact, NewSupplier
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.assignments import Assignment
from followup.models.suppliers import Supplier
from followup.services import assignments, suppliers
from tests.builders import World

pytestmark = pytest.mark.database
EXAMPLE_NUMBER = "556016-0680"
NORWEGIAN_PERSON = "15108695088"  # a made-up number of the right form


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation())


def register(world: World, staff: Staff, **said: str) -> Supplier:
    with world.tx(staff) as tx:
        return suppliers.register(tx, NewSupplier(**{"name": "Invented AB", "country": "SE", **said}))


def test_a_checked_number_is_kept_in_one_form_and_anything_else_as_given(world: World, manager: Staff) -> None:
    checked = register(world, manager, number="SE556016068001")
    assert (checked.number, checked.number_given) == ("5560160680", None)
    given = register(world, manager, number="about 12")
    assert (given.number, given.number_given) == (None, "about 12")


def test_the_same_number_twice_is_refused(world: World, manager: Staff) -> None:
    register(world, manager, number=EXAMPLE_NUMBER)
    with pytest.raises(Conflict) as refused:
        register(world, manager, name="Other AB", number="5560160680")
    assert refused.value.reason.code == "supplier.known"


def test_a_persons_number_is_refused(world: World, manager: Staff) -> None:
    with pytest.raises(Invalid) as refused:
        register(world, manager, country="NO", number=NORWEGIAN_PERSON)
    assert set(refused.value.problems) == {"number"}


def test_a_change_without_a_number_keeps_the_one_that_is_there(world: World, manager: Staff) -> None:
    supplier = register(world, manager, number=EXAMPLE_NUMBER)
    with world.tx(manager) as tx:
        new = ChangeSupplier(name="Åter AB", country="SE")
        changed = suppliers.change(tx, supplier.public_id, new, supplier.version)
    assert (changed.name, changed.number, changed.sort_sv) == ("Åter AB", "5560160680", "{1ter ab")
    with pytest.raises(Conflict), world.tx(manager) as tx:
        suppliers.change(tx, supplier.public_id, ChangeSupplier(name="Late AB", country="SE"), supplier.version - 1)


def test_two_organisations_can_know_the_same_person_and_one_cannot_twice(world: World, manager: Staff) -> None:
    supplier = register(world, manager)
    new = NewContact(name="Anna", email="anna@supplier.test", language="sv")
    for staff in (manager, world.staff(world.organisation())):
        with world.tx(staff) as tx:
            suppliers.add_contact(tx, supplier.public_id, new)
    with pytest.raises(Conflict), world.tx(manager) as tx:
        suppliers.add_contact(tx, supplier.public_id, new)


def test_a_reader_adds_nothing(world: World) -> None:
    reader = world.staff(world.organisation(), Role.READER)
    supplier = world.supplier()
    with pytest.raises(Forbidden):
        register(world, reader)
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        suppliers.add_contact(tx, supplier.public_id, NewContact(name="A", email="a@b.test", language="en"))


def test_a_new_address_ends_the_links_to_the_old_one(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        supplier = tx.follow(Supplier, contract.supplier_id)
    contact = world.contact(manager, supplier)
    details = {"email": contact.email, "language": "en"}
    with world.tx(manager) as tx:
        about = {"kind": AssignmentKind.SELF_ASSESSMENT, "contract": contract, "contact": contact}
        link = assignments.issue(tx, world.runtime.keys, due_on=date(2026, 4, 1), **about)

    def is_revoked() -> bool:
        with world.reading(manager) as tx:
            return tx.follow(Assignment, link.id).revoked_at is not None

    with world.tx(manager) as tx:
        suppliers.change_contact(tx, contact.public_id, NewContact(name="Anna Renamed", **details), None)
    assert not is_revoked()
    with world.tx(manager) as tx:
        new = NewContact(name="Bo Invented", email="bo@supplier.test", language="en")
        suppliers.change_contact(tx, contact.public_id, new, None)
    assert is_revoked()

"""The members' contact persons: whom the cooperation turns to, and which member has nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from followup.domain.cooperation_bodies import NewContactPerson
from followup.domain.permissions import Permission
from followup.models.cooperation_bodies import ContactPerson
from followup.models.organisations import Cooperation
from followup.queries import cooperation_bodies as queries
from followup.queries import members
from followup.queries.joint_follow_ups import led
from followup.queries.rows import AnyRow
from followup.schemas.contact_persons import ContactPersonSchema, ListedContactPersonSchema
from followup.schemas.cooperation_bodies import LastDaySchema
from followup.services import contact_persons
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("contact_persons")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ALL = "/cooperations/contact-persons"
_ONE = f"{_ALL}/<contact_person_id>"


@room.page(_ALL, needs=_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the contact persons of one's cooperations, and the members without one."""
    return {
        "people": queries.contacts(tx.session, tx.today),
        "without": queries.without_contact(tx.session, tx.actor.scope.cooperation_ids, tx.today),
        "led": led(tx.session, tx.actor.organisation_id),
        "on": tx.today,
    }


@room.read(_ALL, needs=_READ, gives=ListedContactPersonSchema, many=True)
def list_contact_persons(tx: Transaction) -> Sequence[AnyRow]:
    """Return the contact persons of one's cooperations."""
    return queries.contacts(tx.session, tx.today)


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(
        data={"valid_from": tx.today},
        choices={"organisation_id": members.choices(tx.session, cooperation.id, tx.today)},
        context={"person": None},
    )


@room.form(
    "/cooperations/<cooperation_id>/contact-persons/new",
    needs=_MAY,
    takes=ContactPersonSchema,
    template="contact_persons/edit.html",
    shows=_new_form,
)
def name(tx: Transaction, new: NewContactPerson, cooperation_id: str) -> Any:
    """Name a contact person of a member."""
    contact_persons.name(tx, cooperation_id, new)
    return see_other("contact_persons.index", notice="saved")


@room.create(
    "/cooperations/<cooperation_id>/contact-persons",
    needs=_MAY,
    takes=ContactPersonSchema,
    gives=ListedContactPersonSchema,
)
def create_contact_person(tx: Transaction, new: NewContactPerson, cooperation_id: str) -> AnyRow:
    """Name a contact person of a member."""
    return queries.contact(tx.session, contact_persons.name(tx, cooperation_id, new).public_id)


def _edit_form(tx: Transaction, contact_person_id: str) -> Shown:
    person = tx.get(ContactPerson, contact_person_id, to=_MAY)
    return Shown(
        data={**queries.contact(tx.session, person.public_id)._mapping},
        choices={"organisation_id": members.choices(tx.session, person.cooperation_id, tx.today)},
        version=person.version,
        context={"person": person, "ends": False},
    )


@room.form(
    f"{_ONE}/edit",
    needs=_MAY,
    takes=ContactPersonSchema,
    template="contact_persons/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: NewContactPerson, contact_person_id: str, version: int | None) -> Any:
    """Correct what is known of a contact person."""
    contact_persons.change(tx, contact_person_id, new, version)
    return see_other("contact_persons.index", notice="saved")


@room.read(_ONE, needs=_READ, gives=ListedContactPersonSchema)
def get_contact_person(tx: Transaction, contact_person_id: str) -> AnyRow:
    """Return one contact person."""
    return queries.contact(tx.session, tx.get(ContactPerson, contact_person_id, to=_READ).public_id)


@room.change(_ONE, needs=_MAY, takes=ContactPersonSchema, gives=ListedContactPersonSchema)
def change_contact_person(tx: Transaction, new: NewContactPerson, contact_person_id: str, version: int) -> AnyRow:
    """Correct what is known of a contact person."""
    return queries.contact(tx.session, contact_persons.change(tx, contact_person_id, new, version).public_id)


def _end_form(tx: Transaction, contact_person_id: str) -> Shown:
    person = tx.get(ContactPerson, contact_person_id, to=_MAY)
    return Shown(data={"valid_to": tx.today}, version=person.version, context={"person": person, "ends": True})


@room.form(
    f"{_ONE}/end",
    needs=_MAY,
    takes=LastDaySchema,
    template="contact_persons/edit.html",
    shows=_end_form,
    versioned=True,
)
def end(tx: Transaction, on: date, contact_person_id: str, version: int | None) -> Any:
    """Let somebody be a contact person to that day."""
    contact_persons.end(tx, contact_person_id, on, version)
    return see_other("contact_persons.index", notice="saved")

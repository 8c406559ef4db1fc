"""The members' contact persons towards the cooperation: named, corrected, ended."""

from __future__ import annotations

from datetime import date

from followup.domain import secretariat_journal as events
from followup.domain.cooperation_bodies import CONTACT_ENDED, NewContactPerson, check_days
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.cooperation_bodies import ContactPerson
from followup.models.organisations import Cooperation
from followup.services import changes, members
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def name(tx: Transaction, cooperation_id: str, new: NewContactPerson) -> ContactPerson:
    """Name a contact person of a member from a day on.

    Errors: Invalid at organisation_id.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    organisation = members.check_member(tx, cooperation, new.organisation_id, new.valid_from)
    person = tx.add(
        ContactPerson(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            organisation_id=organisation.id,
            name=new.name,
            email=new.email,
            topic=new.topic,
            valid_from=new.valid_from,
            valid_to=None,
        )
    )
    tx.journal(events.CONTACT_PERSON_NAMED, person, valid_from=new.valid_from)
    return person


def change(tx: Transaction, contact_person_id: str, new: NewContactPerson, version: int | None) -> ContactPerson:
    """Correct what is known of a contact person.

    Errors: Invalid at organisation_id; Conflict("contact_person.ended"), Conflict("stale").
    """
    person = _open(tx, contact_person_id, version)
    cooperation = tx.follow(Cooperation, person.cooperation_id)
    organisation = members.check_member(tx, cooperation, new.organisation_id, new.valid_from)
    columns = {
        "organisation_id": organisation.id,
        "name": new.name,
        "email": new.email,
        "topic": new.topic,
        "valid_from": new.valid_from,
    }
    if fields := changes.put(person, columns):
        tx.journal(events.CONTACT_PERSON_CHANGED, person, fields=fields)
    tx.flush()
    return person


def end(tx: Transaction, contact_person_id: str, on: date, version: int | None) -> ContactPerson:
    """Let somebody be a contact person to that day; the register of trainings keeps them.

    Errors: Invalid at valid_to; Conflict("contact_person.ended"), Conflict("stale").
    """
    person = _open(tx, contact_person_id, version)
    check_days(person.valid_from, on, "valid_to")
    person.valid_to = on
    tx.journal(events.CONTACT_PERSON_ENDED, person, valid_to=on)
    tx.flush()
    return person


def _open(tx: Transaction, contact_person_id: str, version: int | None) -> ContactPerson:
    person = tx.get(ContactPerson, contact_person_id, to=_MAY)
    tx.check_version(person, version)
    if person.valid_to is not None:
        raise Conflict(CONTACT_ENDED)
    return person

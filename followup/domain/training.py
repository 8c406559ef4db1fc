"""The training register: what is offered, who took it when, and the share of contact persons that is trained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import add_months
from followup.errors import N_, Conflict, Invalid, Reason

TO_COME = Reason("course.to_come", N_("Enter it once the training has been held (today is {today})."))
NOBODY_NAMED = Reason("course.nobody_named", N_("Choose contact persons, or write the name of another person."))
NO_ORGANISATION = Reason("course.no_organisation", N_("Choose the organisation of the person."))
KNOWN = Reason("course.taken_twice", N_("{name} already stands in the register for this training and this day."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCourse:
    """A training; with a number of months where it has to be repeated, and whether contact persons should take it."""

    name: str
    content: str = ""
    valid_months: int | None = None
    is_for_contacts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecords:
    """Who took a training on a day: contact persons, and one other person at a time."""

    done_on: date
    contact_person_ids: tuple[str, ...] = ()
    name: str = ""
    organisation_id: str | None = None

    def check(self, today: date) -> None:
        """Refuse a day to come and an entry about nobody.

        Errors: Invalid at done_on, contact_person_ids or organisation_id.
        """
        if self.done_on > today:
            raise Invalid.at("done_on", TO_COME.but(today=today))
        if not self.contact_person_ids and not self.name:
            raise Invalid.at("contact_person_ids", NOBODY_NAMED)
        if self.name and self.organisation_id is None:
            raise Invalid.at("organisation_id", NO_ORGANISATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """That a contact person took a training for contact persons."""

    contact_id: int
    done_on: date
    valid_months: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many contact persons are trained, of how many; nothing is said where there are none."""

    trained: int
    contacts: int

    @property
    def percent(self) -> int | None:
        """Return whole percent, rounded half up; None where there is nobody to train."""
        return (200 * self.trained + self.contacts) // (2 * self.contacts) if self.contacts else None


def is_valid(done_on: date, valid_months: int | None, on: date) -> bool:
    """Return whether a training taken that day still holds: to the day before it has to be repeated."""
    if done_on > on:
        return False
    return valid_months is None or on <= add_months(done_on, valid_months) - timedelta(days=1)


def trained(contact_ids: Iterable[int], taken: Iterable[Taken], on: date) -> Mapping[int, bool]:
    """Return for each contact person whether a training meant for them holds that day."""
    valid = {one.contact_id for one in taken if is_valid(one.done_on, one.valid_months, on)}
    return {key: key in valid for key in contact_ids}


def share(contact_ids: Iterable[int], taken: Iterable[Taken], on: date) -> Share:
    """Return the share of contact persons that is trained that day.

    Source: domain.md 7.9: contacts trained ÷ contacts.
    """
    found = trained(contact_ids, taken, on)
    return Share(sum(found.values()), len(found))


def check_new_entry(name: str, is_known: bool) -> None:
    """Refuse the same person, training and day twice.

    Errors: Conflict("course.taken_twice").
    """
    if is_known:
        raise Conflict(KNOWN.but(name=name))

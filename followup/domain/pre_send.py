"""The last look before a form is sent to a supplier: what stops it, and what should only be known first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.assignments import NO_ASKER, NO_CONTACT, check_due, expires_on
from followup.domain.calendar import last_holiday, next_working_day
from followup.domain.questionnaires import NO_CLAUSES, NO_QUESTIONS
from followup.domain.sourced import LANGUAGES
from followup.errors import N_, Invalid, Reason

AFTER_HOLIDAY_DAYS = 5  # Source: default of this service
SUMMER_MONTH = 7  # Source: default of this service: July is when most people in Sweden and Norway are away

NO_ADDRESS = Reason(
    "pre_send.no_address", N_("The contact person has no e-mail address. Add it to the supplier's contact first.")
)
UNDELIVERABLE = Reason(
    "pre_send.undeliverable",
    N_("Mail to {address} was refused for good. Correct the contact person's address first."),
)
NO_SUCH_LANGUAGE = Reason(
    "pre_send.language",
    N_("The form has no text in the contact person's language, and is shown in English. Ask if they can answer so."),
)
DAY_OFF = Reason("pre_send.day_off", N_("{day} is a day off. The supplier is given until {moved}."))
AFTER_HOLIDAY = Reason(
    "pre_send.after_holiday",
    N_("{day} comes on or just after {holiday} ({on}), when many are away. Consider a later day."),
)
IN_SUMMER = Reason("pre_send.in_summer", N_("{day} is in July, when many are away. Consider a later day."))
EXPIRES = Reason(
    "pre_send.expires", N_("The personal link would stop working on {expires}, before {day}. Choose an earlier day.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One form that may be sent to one supplier.

    Shape: `question_count` None where no form is there at all; `clause_count` None for a form that does not ask about
    the contract's clauses; `country` is the buyer's; `languages` are those that every text of the form has.
    """

    today: date
    country: str
    due_on: date | None = None
    has_contact: bool = True
    address: str = ""
    language: str = ""
    languages: Collection[str] = LANGUAGES
    has_asker: bool = True
    clause_count: int | None = None
    question_count: int | None = None
    is_undeliverable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found: problems stop the sending, warnings do not.

    Shape: `problems` by the field they belong to, as `Invalid` takes them.
    """

    problems: Mapping[str, Sequence[Reason]] = field(default_factory=dict)
    warnings: Sequence[Reason] = ()

    @property
    def is_ready(self) -> bool:
        """Return whether nothing stops it."""
        return not self.problems

    @property
    def reasons(self) -> Sequence[Reason]:
        """Return all that stops it, in one row."""
        return [reason for reasons in self.problems.values() for reason in reasons]


def check(sending: Sending) -> Check:
    """Return what stops this sending and what should be known first."""
    found: dict[str, list[Reason]] = {}
    for field_name, reason in (
        ("contact_id", _of_contact(sending)),
        ("manager_id", None if sending.has_asker else NO_ASKER),
        ("code_version", _of_form(sending)),
        ("due_on", _of_day(sending)),
    ):
        if reason is not None:
            found[field_name] = [reason]
    language = sending.has_contact and sending.language not in sending.languages
    warned = [NO_SUCH_LANGUAGE] if language else []
    if sending.due_on is not None and "due_on" not in found:
        warned += of_deadline(sending.due_on, sending.country)
    return Check(problems=found, warnings=warned)


def of_deadline(due_on: date, country: str) -> Sequence[Reason]:
    """Return what speaks against a last day to answer: a day off, a holiday just before it, the summer."""
    moved = next_working_day(due_on, country)
    found = [] if moved == due_on else [DAY_OFF.but(day=due_on, moved=moved)]
    holiday = last_holiday(moved, country, AFTER_HOLIDAY_DAYS)
    if holiday is not None:
        return [*found, AFTER_HOLIDAY.but(day=moved, on=holiday[0], holiday=holiday[1])]
    return [*found, IN_SUMMER.but(day=moved)] if moved.month == SUMMER_MONTH else found


def _of_contact(sending: Sending) -> Reason | None:
    if not sending.has_contact:
        return NO_CONTACT
    if not sending.address.strip():
        return NO_ADDRESS
    return UNDELIVERABLE.but(address=sending.address) if sending.is_undeliverable else None


def _of_form(sending: Sending) -> Reason | None:
    if sending.clause_count == 0:
        return NO_CLAUSES
    return None if sending.question_count else NO_QUESTIONS


def _of_day(sending: Sending) -> Reason | None:
    if sending.due_on is None:
        return None
    ends_on = expires_on(sending.due_on, sending.today)
    if ends_on < sending.due_on:
        return EXPIRES.but(expires=ends_on, day=sending.due_on)
    try:
        check_due(sending.due_on, sending.today)
    except Invalid as refused:
        return refused.problems["due_on"][0]
    return None

"""Options to extend a contract: each ends later than the one before, and is decided before the contract would end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from followup.domain.contracts import OptionStatus
from followup.errors import N_, Conflict, Invalid, Reason

NO_END = Reason("option.no_end", N_("Fill in the contract's last day first; an option extends from it."))
NOT_LATER = Reason("option.not_later", N_("An option ends later than the contract, which ends on {ends_on}."))
KNOWN = Reason("option.known", N_("There is already an option to extend to this day."))
TOO_LATE = Reason(
    "option.too_late", N_("Decide on {ends_on} at the latest, the day on which the contract ends without this option.")
)
OUT_OF_TURN = Reason(
    "option.out_of_turn", N_("Options are decided in turn: the one to extend to {other} is decided by {decide_by}.")
)
FIRST_ANOTHER = Reason("option.first_another", N_("Decide first about the option to extend to {extends_to_on}."))
OVERTAKEN = Reason(
    "option.overtaken",
    N_("The contract has an undecided option to extend to {extends_to_on}. Decide about it or remove it first."),
)
USED_UP = Reason("option.used_up", N_("The contract already runs to {ends_on} or longer. Remove the option instead."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOption:
    """A right to extend the contract to a day, to be decided by another."""

    extends_to_on: date
    decide_by_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOption:
    """An option that the contract has."""

    extends_to_on: date
    decide_by_on: date
    status: OptionStatus

    @property
    def is_open(self) -> bool:
        """Return whether nobody has decided yet."""
        return self.status is OptionStatus.OPEN


def check_new(new: NewOption, ends_on: date | None, known: Iterable[KnownOption]) -> None:
    """Refuse an option that does not fit the contract's end and its other options.

    Errors: Invalid at extends_to_on or decide_by_on.
    """
    known = list(known)
    if ends_on is None:
        raise Invalid.at("extends_to_on", NO_END)
    if new.extends_to_on <= ends_on:
        raise Invalid.at("extends_to_on", NOT_LATER.but(ends_on=ends_on))
    if any(option.extends_to_on == new.extends_to_on for option in known):
        raise Invalid.at("extends_to_on", KNOWN)
    open_ones = [option for option in known if option.is_open]
    without = max([ends_on, *(o.extends_to_on for o in open_ones if o.extends_to_on < new.extends_to_on)])
    if new.decide_by_on > without:
        raise Invalid.at("decide_by_on", TOO_LATE.but(ends_on=without))
    for other in open_ones:
        is_before = other.extends_to_on < new.extends_to_on
        if other.decide_by_on > new.decide_by_on if is_before else other.decide_by_on < new.decide_by_on:
            raise Invalid.at("decide_by_on", OUT_OF_TURN.but(other=other.extends_to_on, decide_by=other.decide_by_on))


def check_taken(extends_to_on: date, ends_on: date | None, known: Iterable[KnownOption]) -> None:
    """Refuse to extend out of turn, or to a day that the contract already reaches.

    Errors: Conflict("option.first_another"), Conflict("option.used_up").
    """
    before = [o.extends_to_on for o in known if o.is_open and o.extends_to_on < extends_to_on]
    if before:
        raise Conflict(FIRST_ANOTHER.but(extends_to_on=min(before)))
    if ends_on is None or extends_to_on <= ends_on:
        raise Conflict(USED_UP.but(ends_on=ends_on or extends_to_on))


def check_end(ends_on: date | None, known: Iterable[KnownOption]) -> None:
    """Refuse an end that an undecided option no longer extends.

    Errors: Invalid("option.overtaken") at ends_on.
    """
    open_ones = [option.extends_to_on for option in known if option.is_open]
    if open_ones and (ends_on is None or min(open_ones) <= ends_on):
        raise Invalid.at("ends_on", OVERTAKEN.but(extends_to_on=min(open_ones)))

"""Which supplier a row of the table of contracts names: by number, else by a name that only one has, else a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from followup.domain.exchange_cells import Value
from followup.domain.suppliers import (
    A_PERSONS_NUMBER,
    COUNTRIES,
    NewSupplier,
    OrganisationNumber,
    is_persons_number,
    name_key,
    parse_organisation_number,
)
from followup.errors import N_, Invalid, Reason

NO_NUMBER = Reason(
    "exchange.no_number", N_("This is not an organisation number of {country}. Correct it, or leave it empty.")
)
NO_NAME = Reason("exchange.no_name", N_("The number is not in the register. Write the supplier's name beside it."))
NEEDED = Reason("exchange.needed", N_("This is needed. Write it."))
NO_COUNTRY = Reason(
    "exchange.no_country", N_("The supplier is not in the register. Write its country, so that it can be registered.")
)
SAME_NAME = Reason(
    "exchange.same_name",
    N_("Several suppliers have this name. Write the organisation number of the one that is meant."),
)


@dataclass(slots=True)
class SupplierBook:
    """The suppliers that the rows of a file may mean.

    Shape: `by_number` (country, compact number) -> key; `by_name` name key -> each supplier's country and key.
    """

    by_number: Mapping[tuple[str, str], int] = field(default_factory=dict)
    by_name: Mapping[str, list[tuple[str | None, int]]] = field(default_factory=dict)
    own_country: str = "SE"

    def named(self, values: Mapping[str, Value]) -> int | NewSupplier:
        """Return the key of the supplier that a row names, or the supplier to register.

        Errors: Invalid at one of the supplier's columns.
        """
        name, country = str(values.get("supplier_name") or ""), str(values.get("supplier_country") or "")
        given = str(values.get("supplier_number") or "")
        number = number_of(given, country, self.own_country)
        if number is not None:
            known = self.by_number.get((number.country, number.compact))
            return known if known is not None else _new(name, number.country, given, NO_NAME)
        if given:
            _refuse_number(given, country or self.own_country)
        return self._by_name(name, country, given)

    def _by_name(self, name: str, country: str, given: str) -> int | NewSupplier:
        found = {key for where, key in self.by_name.get(name_key(name), ()) if not country or where in (country, None)}
        if len(found) > 1:
            raise Invalid.at("supplier_number", SAME_NAME)
        if found:
            return found.pop()
        if name and not country:
            raise Invalid.at("supplier_country", NO_COUNTRY)
        return _new(name, country, given, NO_NAME if given else NEEDED)


def number_of(given: str, country: str, own_country: str) -> OrganisationNumber | None:
    """Return the number in a cell, read as one of the country beside it, else of one's own."""
    return parse_organisation_number(given, country or own_country) if given else None


def _refuse_number(given: str, country: str) -> None:
    """Refuse a number that cannot be right; those of countries that cannot be checked are kept as they are."""
    if is_persons_number(given, country):
        raise Invalid.at("supplier_number", A_PERSONS_NUMBER)
    if country in COUNTRIES:
        raise Invalid.at("supplier_number", NO_NUMBER.but(country=country))


def _new(name: str, country: str, given: str, needed: Reason) -> NewSupplier:
    if not name:
        raise Invalid.at("supplier_name", needed)
    try:
        return NewSupplier(name=name, country=country, number=given)
    except Invalid as refused:
        raise Invalid.at("supplier_number", next(iter(refused.problems.values()))[0]) from None

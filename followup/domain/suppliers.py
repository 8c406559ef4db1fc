"""Who a supplier is: organisation numbers, VAT numbers and LEI, and when two mentions are the same supplier."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stdnum import lei
from stdnum.dk import cpr as danish_person
from stdnum.dk import cvr as danish
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu as finnish_person
from stdnum.fi import ytunnus as finnish
from stdnum.no import fodselsnummer as norwegian_person
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish
from stdnum.util import clean

from followup.domain.codes import Coded
from followup.domain.names import nfc
from followup.errors import N_, Invalid, Reason

A_PERSONS_NUMBER = Reason(
    "supplier.persons_number",
    N_("This is a person's identity number, which may not be kept. Write the organisation number or leave it empty."),
)

COUNTRIES = ("SE", "NO", "DK", "FI")  # whose national numbers can be checked

# How the number is written where it is written with more than its own digits: as a VAT number, or with a century.
# Source: domain.md 4.4.
_WRITTEN: Mapping[str, re.Pattern[str]] = {
    "SE": re.compile(r"SE(?P<vat>[0-9]{10})01|(?P<century>16|18|19|20)?(?P<digits>[0-9]{10})"),
    "NO": re.compile(r"(?:NO)?(?P<digits>[0-9]{9})(?:MVA)?"),
    "DK": re.compile(r"(?:DK)?(?P<digits>[0-9]{8})"),
    "FI": re.compile(r"(?:FI)?(?P<digits>[0-9]{8})"),
}
_CHECKED: Mapping[str, Callable[[str], str]] = {
    "SE": swedish.validate,
    "NO": norwegian.validate,
    "DK": danish.validate,
    "FI": finnish.validate,
}
# A Swedish sole trader's number is an organisation number too, so Sweden is not here.
_PERSONS: Mapping[str, Callable[[str], bool]] = {
    "NO": norwegian_person.is_valid,
    "DK": danish_person.is_valid,
    "FI": finnish_person.is_valid,
}
_VAT_PREFIX = {"GR": "EL", "GB": "XI"}  # Greece writes its own; of the United Kingdom only Northern Ireland has one
# VAT numbers that are a person's own identity number, where the form tells; in Croatia, Ireland, the Netherlands and
# Slovenia it does not. Source: the descriptions of these numbers in python-stdnum.
_PERSONAL_VAT = re.compile(
    r"BG[0-9]{10}|CZ[0-9]{9,10}|ES[0-9KLMXYZ][0-9A-Z]+|LV[0-3][0-9]+|PT(?:[123]|45)[0-9]+|RO[0-9]{13}"
)
# What is written like a person's number, whether or not its check digit is right.
_LIKE_A_PERSONS: Mapping[str, re.Pattern[str]] = {
    "SE": re.compile(r"(?:18|19|20)?[0-9]{2}(?P<month>[0-9]{2})(?P<day>[0-9]{2})[0-9]{4}"),
    "NO": re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})[0-9]{7}"),
    "DK": re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})[0-9]{6}"),
    "FI": re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})[0-9]{2}[A-F+U-Y]?[0-9]{3}[0-9A-Y]"),
}
_SEPARATORS = " -.:"
_LEI_LENGTH = 20
_NOT_A_WORD = re.compile(r"[\W_]+")


class NumberKind(Coded):
    """Which register a supplier's number stands in."""

    NATIONAL = "national", N_("Organisation number")
    VAT = "vat", N_("VAT number")
    LEI = "lei", N_("Legal entity identifier (LEI)")


@dataclass(frozen=True, slots=True)
class OrganisationNumber:
    """A number whose form and check digit are right.

    Shape: `country` ISO 3166-1 alpha-2; `compact` the form that is stored and compared: digits, or for a VAT number its
    prefix and digits, or the twenty characters of a LEI.
    """

    country: str
    compact: str

    @property
    def kind(self) -> NumberKind:
        """Return the register it stands in, which its form tells."""
        if len(self.compact) == _LEI_LENGTH:
            return NumberKind.LEI
        return NumberKind.NATIONAL if self.compact.isdigit() else NumberKind.VAT

    @property
    def is_sole_trader(self) -> bool:
        """Return whether it is a person's own identity number: personal data, never published.

        Source: domain.md 4.4 (a Swedish organisation's third digit is at least 2).
        """
        if self.kind is NumberKind.NATIONAL:
            return self.country == "SE" and self.compact[2] < "2"
        return _PERSONAL_VAT.fullmatch(self.compact) is not None

    @property
    def written(self) -> str:
        """Return the number as people write it: 232100-0214, 988 077 917, 1234567-1."""
        digits = self.compact
        if self.kind is not NumberKind.NATIONAL:
            return digits
        match self.country:
            case "SE":
                return f"{digits[:6]}-{digits[6:]}"
            case "NO":
                return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
            case "FI":
                return f"{digits[:7]}-{digits[7:]}"
            case _:
                return digits


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSupplier:
    """A supplier for the shared register; a number that is none is kept as it was given.

    Errors: Invalid("supplier.persons_number") at number.
    """

    name: str
    country: str
    number: str = ""
    town: str = ""

    def __post_init__(self) -> None:
        """Refuse what identifies a person and no organisation."""
        if is_persons_number(self.number, self.country):
            raise Invalid.at("number", A_PERSONS_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSupplier(NewSupplier):
    """What can be changed in the register; an empty number leaves the one that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """A person at the supplier, in the language in which that person is written to."""

    name: str
    email: str
    language: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """A place where something is made; tier 0 is final production, 1 a step before it."""

    name: str
    country: str
    town: str = ""
    tier: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFilter:
    """What a list of suppliers is narrowed to."""

    q: str = ""
    ours: bool = False
    after: str | None = None


def is_persons_number(text: str, country: str | None) -> bool:
    """Return whether it is a person's identity number where organisations have another: never kept.

    Source: trust.md G; domain.md 4.4.
    """
    is_persons = _PERSONS.get(country or "")
    return is_persons is not None and parse_organisation_number(text, country or "") is None and is_persons(text)


def kept_number(text: str, country: str | None) -> tuple[str | None, str | None]:
    """Return what is stored of a number.

    Shape: (the checked number or None, what was given where that is no number or None).
    """
    number = parse_organisation_number(text, country or "")
    if number is not None:
        return number.compact, None
    return None, None if is_persons_number(text, country) else text or None


def kind_of(country: str | None, number: str | None) -> NumberKind | None:
    """Return the register in which a checked number stands, None where there is none."""
    return OrganisationNumber(country or "", number).kind if number is not None else None


def shown_number(country: str | None, number: str | None, given: str | None) -> str:
    """Return the number as others may see it: nothing where it is a person's own, or is written like one.

    Source: domain.md 4.4.
    """
    if number is None:
        return "" if given is None or is_like_a_persons(given, country) else given
    parsed = OrganisationNumber(country or "", number)
    return "" if parsed.is_sole_trader else parsed.written


def is_sole_trader(country: str | None, number: str | None) -> bool:
    """Return whether the number is a person's own, which pages leave out."""
    return number is not None and OrganisationNumber(country or "", number).is_sole_trader


def is_like_a_persons(given: str, country: str | None) -> bool:
    """Return whether what was given is written like that country's personal numbers, be it right or mistyped."""
    pattern = _LIKE_A_PERSONS.get(country or "")
    found = pattern.fullmatch(clean(given, _SEPARATORS).upper()) if pattern else None
    return found is not None and _is_day(int(found["month"]), int(found["day"]))


def parse_organisation_number(text: str, country: str) -> OrganisationNumber | None:
    """Return the number if it is one of that country's; None for anything else, which is then kept as given.

    Sweden, Norway, Denmark and Finland have national numbers, of which a VAT number is another way of writing. For
    other members of the EU it is a VAT number with its prefix, and for any country a LEI. Blanks, hyphens and full
    stops do not count.
    Source: domain.md 4.4; check digits by python-stdnum.
    """
    national = _national(text, country)
    if national is not None:
        return national
    plain = clean(text, _SEPARATORS).upper()
    if country and len(plain) == _LEI_LENGTH and plain.isascii() and lei.is_valid(plain):
        return OrganisationNumber(country, plain)
    return _vat(plain, country) if country not in COUNTRIES else None


def _vat(plain: str, country: str) -> OrganisationNumber | None:
    prefix = _VAT_PREFIX.get(country, country)
    plain = f"EL{plain[2:]}" if plain.startswith("GR") else plain
    is_its_own = len(prefix) == 2 and plain.startswith(prefix) and plain.isascii() and vat.is_valid(plain)
    return OrganisationNumber(country, vat.validate(plain)) if is_its_own else None


def _national(text: str, country: str) -> OrganisationNumber | None:
    if country not in COUNTRIES:
        return None
    found = _WRITTEN[country].fullmatch(clean(text, _SEPARATORS).upper())
    if found is None:
        return None
    parts = found.groupdict()
    digits = parts["digits"] or parts.get("vat") or ""
    try:
        number = OrganisationNumber(country, _CHECKED[country](digits))
    except ValidationError:
        return None
    return number if _is_plausible(number, parts.get("century")) else None


def name_key(name: str) -> str:
    """Return the name as names are compared: upper and lower case, punctuation and double blanks do not count."""
    folded = nfc(nfc(name).casefold())
    return _NOT_A_WORD.sub(" ", folded).strip() or folded


def supplier_key(name: str, country: str | None, number: OrganisationNumber | None, number_as_given: str = "") -> str:
    """Return the key under which mentions of the same supplier meet.

    A checked number alone decides. Without one, country, name and whatever was given as a number must all agree: two
    firms of one name are taken for two rather than mixed, since a person can join them later but hardly part them.
    """
    if number is not None:
        return f"{number.country}:{number.compact}"
    given = clean(number_as_given, _SEPARATORS).casefold()
    return f"{country or ''}:{name_key(name)}:{given}"


def _is_plausible(number: OrganisationNumber, century: str | None) -> bool:
    if not int(number.compact):
        return False  # nine noughts pass Norway's check digit; they are how forms say "none"
    if number.country != "SE":
        return True
    if number.is_sole_trader:
        return century != "16" and _is_birth_date(number.compact)
    return century in (None, "16")


def _is_birth_date(digits: str) -> bool:
    """Return whether a personal number begins with a date; a coordination number's day is sixty more."""
    return _is_day(int(digits[2:4]), int(digits[4:6]))


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day % 60 <= 31

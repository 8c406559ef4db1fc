"""Contract award notices as values: what was settled, with whom, and what the notice does not say.

The unit is the settled contract times the winning tenderer: two firms that win together, or side by side in a framework
agreement, are two contracts to follow up. A reader in `imports/` hands over `NoticeFacts`, whatever the format, and
`settlements.settle` alone decides what follows; so two formats of one notice give the same contracts and keys.

The notices' contact persons, telephone numbers and e-mail addresses are not taken. They are personal data gathered for
another purpose (questions about the tender) and often years old; whom to ask about sustainability is for the buyer and
the supplier to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import add_months
from followup.domain.codes import Coded
from followup.domain.contracts import in_order
from followup.domain.money import Money
from followup.domain.suppliers import COUNTRIES, OrganisationNumber, parse_organisation_number, supplier_key
from followup.errors import N_


class NoticeFormat(Coded):
    """The two forms in which a notice is published."""

    EFORMS = "eforms", N_("eForms notice (XML)")
    OCDS = "ocds", N_("OCDS release (JSON)")


class Missing(Coded):
    """What a notice did not say of a contract, so that a person completes it."""

    VALUE = "value", N_("the value")
    STARTS_ON = "starts_on", N_("start date")
    ENDS_ON = "ends_on", N_("end date")
    CONTRACT_DATE = "contract_date", N_("the date of the contract")
    CPV = "cpv", N_("the CPV code")
    SUPPLIER_NUMBER = "supplier_number", N_("the supplier's organisation number")
    SUPPLIER_COUNTRY = "supplier_country", N_("the supplier's country")
    BUYER_NUMBER = "buyer_number", N_("the buyer's organisation number")


class Skip(Coded):
    """Why an award gave no contract."""

    NO_SUPPLIER = "no_supplier", N_("Award without a supplier")
    NO_CONTRACT = "no_contract", N_("Award without a settled contract")


class DurationUnit(Coded):
    """What a duration is counted in."""

    DAY = "day", N_("days")
    WEEK = "week", N_("weeks")
    MONTH = "month", N_("months")
    YEAR = "year", N_("years")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as the notice gives it."""

    count: int
    unit: DurationUnit

    def last_day(self, starts_on: date) -> date | None:
        """Return the last day of a contract that starts on this day; None when no calendar goes so far.

        A year from 1 March ends on the last of February; a month from 31 January ends on the last of February too.
        """
        try:
            if self.unit in (DurationUnit.DAY, DurationUnit.WEEK):
                days = self.count * (7 if self.unit is DurationUnit.WEEK else 1)
                return starts_on + timedelta(days=days - 1)
            same_day = add_months(starts_on, self.count * (12 if self.unit is DurationUnit.YEAR else 1))
        except (ValueError, OverflowError):
            return None
        return same_day if same_day.day < starts_on.day else same_day - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When a contract runs, as far as the notice says.

    Errors: Invalid("contract.ends_before_start") at ends_on.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    duration: Duration | None = None
    is_unlimited: bool = False

    def __post_init__(self) -> None:
        """Refuse an end before the start."""
        in_order(self.starts_on, self.ends_on)

    @property
    def last_day(self) -> date | None:
        """Return the last day: as given, else counted from a start that is given, else unknown."""
        if self.ends_on or self.starts_on is None or self.duration is None:
            return self.ends_on
        return self.duration.last_day(self.starts_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A buyer or a tenderer as the notice names it.

    Shape: `ref` is the notice's own name for it (ORG-0003); `country` ISO 3166-1 alpha-2.
    """

    ref: str
    name: str
    number_as_given: str = ""
    country: str | None = None
    town: str = ""
    is_natural_person: bool = False

    @property
    def number(self) -> OrganisationNumber | None:
        """Return the organisation number, if what was given is one."""
        return parse_organisation_number(self.number_as_given, self.country or "")

    @property
    def is_person(self) -> bool:
        """Return whether the notice or the number says that this is a natural person, not to be published.

        Source: domain.md 4.4; eForms BT-633.
        """
        return self.is_natural_person or (self.number is not None and self.number.is_sole_trader)

    @property
    def key(self) -> str:
        """Return the key under which mentions of the same organisation meet."""
        return supplier_key(self.name, self.country, self.number, self.number_as_given)

    @property
    def lacks_number(self) -> bool:
        """Return whether a number is to be completed; one from a country we cannot check is believed."""
        can_check = self.country is None or self.country in COUNTRIES
        return self.number is None and (can_check or not self.number_as_given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What a lot says of every contract for it.

    Shape: `goals` are OCDS sustainability goals and green criteria, sorted (eForms BT-06, 774, 775, 776, 805).
    """

    ref: str
    title: str = ""
    cpv: tuple[str, ...] = ()
    period: Period = Period()
    goals: tuple[str, ...] = ()
    goal_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """A winning tender: who made it, alone or as a group, for which lots and for how much."""

    tenderers: tuple[Party, ...]
    lots: tuple[Lot, ...] = ()
    amount: Money | None = None
    leader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One settled contract as it stands in the file, with all its winning tenders.

    Shape: `lots` and `period` where the file gives them for the contract itself; the lots count if no tender names any.
    """

    ref: str
    tenders: tuple[Tender, ...]
    buyers: tuple[Party, ...]
    title: str = ""
    reference: str = ""
    awarded_on: date | None = None
    signed_on: date | None = None
    value: Money | None = None
    period: Period | None = None
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An award that gave no contract."""

    notice_id: str
    format: NoticeFormat
    award: str
    why: Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What a reader found in one file; `settlements.settle` makes a `Notice` of it."""

    notice_id: str
    format: NoticeFormat
    issued_on: date
    title: str
    agreements: tuple[Agreement, ...]
    total: Money | None = None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledContract:
    """One settled contract with one winning tenderer.

    Shape: `key` is notice/contract/tenderer, the same from either format of the notice; `agreement_key` is what the
    winners of one contract share. `buyers` begins with the one that leads.
    Units: `value` is what the notice gives for this winner. Where `is_value_shared`, the winners of the contract share
    that one amount (a group's tender, a framework's ceiling): count it once per `agreement_key` and amount.
    """

    notice_id: str
    format: NoticeFormat
    issued_on: date
    contract_ref: str
    lot_refs: tuple[str, ...]
    title: str
    reference: str
    buyers: tuple[Party, ...]
    winner: Party
    is_group_leader: bool
    value: Money | None
    is_value_shared: bool
    awarded_on: date | None
    signed_on: date | None
    period: Period
    cpv: str
    cpv_additional: tuple[str, ...]
    goals: tuple[str, ...]
    goal_text: str

    @property
    def agreement_key(self) -> str:
        """Return the key of the settled contract, whoever won it."""
        return f"{self.notice_id}/{self.contract_ref}"

    @property
    def key(self) -> str:
        """Return the key of the contract with this winner."""
        return f"{self.agreement_key}/{self.winner.ref}"

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Return what the notice did not say."""
        ends = self.period.last_day is not None or self.period.is_unlimited
        known = {
            Missing.VALUE: self.value is not None,
            Missing.STARTS_ON: self.period.starts_on is not None,
            Missing.ENDS_ON: ends,
            Missing.CONTRACT_DATE: self.signed_on is not None,
            Missing.CPV: bool(self.cpv),
            Missing.SUPPLIER_NUMBER: not self.winner.lacks_number,
            Missing.SUPPLIER_COUNTRY: self.winner.country is not None,
            Missing.BUYER_NUMBER: not self.buyers[0].lacks_number,
        }
        return tuple(what for what, is_known in known.items() if not is_known)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice read: its contracts, and the awards that gave none."""

    notice_id: str
    format: NoticeFormat
    issued_on: date
    contracts: tuple[SettledContract, ...]
    skipped: tuple[Skipped, ...] = ()

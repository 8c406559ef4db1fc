"""Results from elsewhere: what somebody outside the cooperation found at a supplier, with where it comes from.

What was found is told per requirement area, or clause by clause in one generation of the terms; the crosswalk makes
areas of clauses. All members read the whole of it, so it holds no person, site or sub-supplier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from followup.domain.calendar import add_months
from followup.domain.code_of_conduct import Level
from followup.domain.crosswalks import Crosswalk, Outcomes
from followup.domain.exchange import Column, Kind
from followup.domain.exchange_rows import Fault
from followup.domain.follow_ups import FindingResult
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import REUSE_MONTHS, Light
from followup.errors import N_, Invalid, Reason

FUTURE = Reason("outside_result.future", N_("This day has not come yet (today is {today})."))
BEFORE = Reason("outside_result.before", N_("A result is received on the day it was found, {done}, or later."))
TOO_OLD = Reason("outside_result.too_old", N_("It was reusable until {until} only, so nobody can use it any more."))
BOTH = Reason("outside_result.both", N_("Say what was found either area by area or clause by clause, not both."))
NO_TERMS = Reason("outside_result.no_terms", N_("Name the standard terms whose clauses these are."))
OTHER_TERMS = Reason("outside_result.other_terms", N_("“{clause}” is no clause of the terms “{terms}”."))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFacts:
    """What is told of a result from elsewhere.

    Shape: `areas` by the area's key; `clauses` by references "version/clause id". Counts are empty where nobody told.
    """

    holder: str
    kind: FollowUpKind
    method: str
    done_on: date
    source: str
    received_on: date
    category: str | None = None
    code_version: str | None = None
    level: Level | None = None
    light: Light | None = None
    critical_count: int | None = None
    major_count: int | None = None
    minor_count: int | None = None
    areas: Mapping[str, FindingResult] = field(default_factory=dict)
    clauses: Mapping[str, FindingResult] = field(default_factory=dict)

    @property
    def reusable_until(self) -> date:
        """Return the last day on which it may be reused."""
        return add_months(self.done_on, REUSE_MONTHS)

    def check(self, today: date) -> None:
        """Refuse days that cannot be, and a result that is too old for anybody to use.

        Errors: Invalid at done_on or received_on.
        """
        if self.done_on > today:
            raise Invalid.at("done_on", FUTURE.but(today=today))
        if self.reusable_until < today:
            raise Invalid.at("done_on", TOO_OLD.but(until=self.reusable_until))
        if self.received_on > today:
            raise Invalid.at("received_on", FUTURE.but(today=today))
        if self.received_on < self.done_on:
            raise Invalid.at("received_on", BEFORE.but(done=self.done_on))

    def outcomes(self, crosswalk: Crosswalk) -> Outcomes:
        """Return what was found per area: as it was told, or by the crosswalk from the clauses.

        Errors: Invalid at areas, code_version or clauses.
        """
        if not self.clauses:
            return Outcomes(areas={key: result.value for key, result in self.areas.items()})
        if self.areas:
            raise Invalid.at("areas", BOTH)
        if self.code_version is None:
            raise Invalid.at("code_version", NO_TERMS)
        known = {f"{self.code_version}/{clause}": clause for clause in crosswalk.clauses_of(self.code_version)}
        if stray := [clause for clause in self.clauses if clause not in known]:
            raise Invalid.at("clauses", OTHER_TERMS.but(clause=stray[0], terms=self.code_version))
        found = {known[clause]: result for clause, result in self.clauses.items()}
        return crosswalk.outcomes(self.code_version, found)

    def columns(self, crosswalk: Crosswalk) -> dict[str, object]:
        """Return the facts as the row keeps them.

        Errors: as `outcomes`.
        """
        outcomes = self.outcomes(crosswalk)
        kept = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("areas", "clauses")}
        return {**kept, "areas": outcomes.areas, "mapping": outcomes.mapping, "reusable_until": self.reusable_until}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutsideResult:
    """A result to enter; without a cooperation it goes to one's only one."""

    supplier_id: str
    facts: OutsideFacts
    cooperation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFilter:
    """What a list of results from elsewhere is narrowed to."""

    q: str = ""
    supplier_id: str | None = None
    after: str | None = None


# -- the table in which several arrive at once ------------------------------------------------------------------------

COLUMNS: tuple[Column, ...] = (
    Column(key="supplier_number", label=N_("Supplier's organisation number"), most=40, is_needed=True),
    Column(key="supplier_country", label=N_("Supplier's country"), kind=Kind.CHOICE),
    Column(key="holder", label=N_("Who followed up"), is_needed=True),
    Column(key="kind", label=N_("What was done"), kind=Kind.CHOICE, is_needed=True),
    Column(key="method", label=N_("Method"), is_needed=True),
    Column(key="done_on", label=N_("Done on"), kind=Kind.DATE, is_needed=True),
    Column(key="source", label=N_("Where the result comes from"), is_needed=True),
    Column(key="received_on", label=N_("Day it was received"), kind=Kind.DATE, is_needed=True),
    Column(key="category", label=N_("Category"), kind=Kind.CHOICE),
    Column(key="code_version", label=N_("Standard terms"), kind=Kind.CHOICE),
    Column(key="level", label=N_("Level of the clauses"), kind=Kind.CHOICE),
    Column(key="light", label=N_("Traffic light"), kind=Kind.CHOICE),
    Column(key="critical_count", label=N_("Critical deviations"), kind=Kind.COUNT),
    Column(key="major_count", label=N_("Major deviations"), kind=Kind.COUNT),
    Column(key="minor_count", label=N_("Minor deviations"), kind=Kind.COUNT),
)
UNKNOWN_SUPPLIER = Reason(
    "outside_result.unknown_supplier",
    N_("No supplier has this organisation number. Correct it, or register the supplier first."),
)
NO_NUMBER = Reason("outside_result.no_number", N_("This is no organisation number. Write it as the register has it."))
ROW_TWICE = Reason("outside_result.row_twice", N_("The same result stands in row {row} too. Keep one of the two."))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideRow:
    """A row that could be read; the supplier stands there by its number, in the form in which it is compared."""

    row: int
    country: str
    number: str
    number_column: str
    facts: OutsideFacts


@dataclass(slots=True)
class OutsideReading:
    """All rows of a file, and all that is wrong with the others."""

    sheet: str
    taken_as: Reason
    rows: list[OutsideRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NewRow:
    """A result to enter, with its supplier as the register has it."""

    row: int
    supplier_key: int
    supplier_name: str
    facts: OutsideFacts


@dataclass(slots=True)
class OutsidePlan:
    """What a file would do: results to enter, rows that are there already, and what is to be corrected."""

    new: list[NewRow] = field(default_factory=list)
    known_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    seal: str = ""

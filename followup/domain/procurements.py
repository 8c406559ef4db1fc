"""Planned procurements: what is to be bought, assessed before its start meeting and followed into the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from followup.domain.codes import Coded
from followup.domain.contracts import cpv_digits, in_order
from followup.domain.money import Money
from followup.domain.states import StateMachine
from followup.errors import N_, Conflict, Invalid, Reason

NOT_ASSESSED = Reason(
    "procurement.not_assessed",
    N_("The procurement is assessed before its start meeting. Assess the risk first, then hold the meeting."),
)
CLASS_WAITS = Reason(
    "procurement.class_waits", N_("The risk class waits for another person's approval. Have it decided first.")
)
ASSESSED_AFTER = Reason(
    "procurement.assessed_after",
    N_(
        "The risk was first assessed on {on}. Give the day of a start meeting on which the assessment lay on the table."
    ),
)
MEETING_AHEAD = Reason(
    "procurement.meeting_ahead", N_("Write the day on which the meeting was held, today at the latest.")
)
MEASURES_LEFT = Reason(
    "procurement.measures_left",
    N_("Measures wait for this renewal (count: {count}). Take each in or decline it with a reason first."),
)
SETTLED = Reason("procurement.settled", N_("The procurement is awarded or cancelled and can no longer be changed."))
NO_CONTRACT = Reason("procurement.no_contract", N_("Name at least one contract with its supplier."))

CONTRACTS_MOST = 20


class ProcurementStatus(Coded):
    """The life of a planned procurement."""

    PLANNED = "planned", N_("Planned")
    STARTED = "started", N_("Start meeting held")
    AWARDED = "awarded", N_("Awarded")
    CANCELLED = "cancelled", N_("Cancelled")


class ProcurementStep(Coded):
    """What can be done to a planned procurement."""

    START = "start", N_("Hold the start meeting")
    AWARD = "award", N_("Award")
    CANCEL = "cancel", N_("Cancel the procurement")


PROCUREMENT = StateMachine(
    initial=ProcurementStatus.PLANNED,
    steps={
        (ProcurementStatus.PLANNED, ProcurementStep.START): ProcurementStatus.STARTED,
        (ProcurementStatus.STARTED, ProcurementStep.AWARD): ProcurementStatus.AWARDED,
        (ProcurementStatus.PLANNED, ProcurementStep.CANCEL): ProcurementStatus.CANCELLED,
        (ProcurementStatus.STARTED, ProcurementStep.CANCEL): ProcurementStatus.CANCELLED,
    },
)
CLOSED = frozenset({ProcurementStatus.AWARDED, ProcurementStatus.CANCELLED})


class Potential(Coded):
    """How much can be won in one area by what is asked in this procurement: a judgement, not a measurement.

    Source: Lillestrøm municipality, action plan 1 (the yearly plan says where the potential is greatest).
    """

    SMALL = "small", N_("Small potential")
    SOME = "some", N_("Some potential")
    LARGE = "large", N_("Large potential")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProcurement:
    """What is known of a procurement that is to come.

    Shape: `potential` by the key of the area.
    """

    title: str
    year: int
    need: str = ""
    unit: str = ""
    case_number: str = ""
    expert_group: str = ""
    value: Money | None = None
    category: str | None = None
    cpv: str = ""
    start_meeting_on: date | None = None
    manager_id: str | None = None
    potential: Mapping[str, Potential] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a code that is none."""
        cpv_digits(self.cpv)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardedContract:
    """One contract that came of the procurement."""

    supplier_id: str
    title: str = ""
    number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What the procurement came to."""

    contracts: tuple[AwardedContract, ...]
    code_version: str | None = None

    def __post_init__(self) -> None:
        """Refuse an award to nobody, and dates in the wrong order."""
        if not self.contracts:
            raise Invalid.at("contracts", NO_CONTRACT)
        for place, contract in enumerate(self.contracts):
            try:
                in_order(contract.starts_on, contract.ends_on)
            except Invalid as error:
                raise Invalid({f"contracts.{place}.ends_on": error.problems["ends_on"]}) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFilter:
    """Which year's plan is shown, and whose."""

    year: int | None = None
    mine: bool = False
    after: str | None = None


def check_start(held_on: date, today: date, first_assessed_on: date | None, *, has_class: bool) -> None:
    """Refuse a start meeting that was not preceded by the assessment.

    Errors: Conflict("procurement.not_assessed"), Conflict("procurement.class_waits"); Invalid at held_on.
    Source: Lillestrøm municipality, section C: the mapping is made before the start meeting with the expert group.
    """
    if first_assessed_on is None:
        raise Conflict(NOT_ASSESSED)
    if not has_class:
        raise Conflict(CLASS_WAITS)
    if held_on > today:
        raise Invalid.at("held_on", MEETING_AHEAD)
    if held_on < first_assessed_on:
        raise Invalid.at("held_on", ASSESSED_AFTER.but(on=first_assessed_on))

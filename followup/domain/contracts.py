"""Contracts: what must be known, what is missing, and the life that follows from the dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.code_of_conduct import Level
from followup.domain.codes import Coded
from followup.domain.contract_lists import ContractColumn, ContractKind, ContractOrder
from followup.domain.criticality import Criticality as Criticality
from followup.domain.money import Money
from followup.domain.obligations import Fulfilment, ObligationStatus, fulfilment
from followup.domain.risk import RiskClass
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

ENDS_BEFORE_START = Reason("contract.ends_before_start", N_("The contract cannot end before it starts ({start})."))
NO_CPV = Reason("contract.no_cpv", N_("Write the CPV code as eight digits, such as 33141420."))
NOT_CPV = Reason("contract.not_cpv", N_("“{text}” is no CPV code. Write eight digits for each, such as 33141420."))
MANY_CPV = Reason("contract.many_cpv", N_("Write at most {most} additional CPV codes."))
NO_UNSPSC = Reason("contract.no_unspsc", N_("Write the UNSPSC code as eight digits, such as 42132203."))
NO_LEVEL = Reason("contract.no_level", N_("Standard terms are at basic or advanced level."))
SAME_PERSON = Reason("contract.same_person", N_("Choose another person than the contract manager as deputy."))
CALLED_OFF = Reason("contract.called_off", N_("A framework agreement is not itself called off from another one."))

CPV_MOST = 50  # Source: default of this service; the notices seen have ten at most
TERMS_LEVELS = (Level.BASIC, Level.ADVANCED)  # Source: domain.md 1.5; spearhead is a level of criteria only
_CPV = re.compile(r"([0-9]{8})(?:-[0-9])?")
_UNSPSC = re.compile(r"[0-9]{8}")


class ContractLife(Coded):
    """Derived from the dates; never stored."""

    COMING = "coming", N_("Not yet started")
    RUNNING = "running", N_("In force")
    ENDED = "ended", N_("Ended")
    UNDATED = "undated", N_("Dates missing")
    VOIDED = "voided", N_("Voided")


class OptionStatus(Coded):
    """What became of an option to extend."""

    OPEN = "open", N_("Not decided")
    TAKEN = "taken", N_("Extended")
    DECLINED = "declined", N_("Not extended")


class OptionStep(Coded):
    """What can be decided about an option."""

    TAKE = "option_taken", N_("Extend")
    DECLINE = "option_declined", N_("Do not extend")


OPTION = StateMachine(
    initial=OptionStatus.OPEN,
    steps={
        (OptionStatus.OPEN, OptionStep.TAKE): OptionStatus.TAKEN,
        (OptionStatus.OPEN, OptionStep.DECLINE): OptionStatus.DECLINED,
    },
)


class ToComplete(Coded):
    """What a contract still lacks before its follow-up can be planned well."""

    STARTS_ON = "starts_on", N_("start date")
    ENDS_ON = "ends_on", N_("end date")
    SUPPLIER_NUMBER = "supplier_number", N_("the supplier's organisation number")
    CLAUSES = "clauses", N_("the sustainability clauses")
    RISK_CLASS = "risk_class", N_("the risk class")
    CONTACT = "contact", N_("a contact person at the supplier")
    MANAGER = "manager", N_("a contract manager")
    VALUE = "value", N_("the value")
    CPV = "cpv", N_("the CPV code")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContract:
    """The most that is asked when a contract is registered: six fields; the rest is completed later."""

    title: str
    supplier_id: str
    number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    code_version: str | None = None

    def __post_init__(self) -> None:
        """Refuse an end before the start."""
        in_order(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeContract:
    """All that can be changed on a contract's own page."""

    title: str
    number: str = ""
    case_number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    signed_on: date | None = None
    notice_days: int | None = None
    cpv: str = ""
    cpv_more: tuple[str, ...] = ()
    unspsc: str = ""
    category: str | None = None
    value: Money | None = None
    production_country: str | None = None
    production_town: str = ""
    manager_id: str | None = None
    deputy_id: str | None = None
    lead_id: str | None = None
    is_framework: bool = False
    framework_id: str | None = None
    criticality: Criticality | None = None
    pay_rules: bool | None = None
    code_version: str | None = None
    level: Level = Level.ADVANCED

    def __post_init__(self) -> None:
        """Refuse an end before the start, a code that is none, and what contradicts itself."""
        in_order(self.starts_on, self.ends_on)
        more_cpv(self.cpv_more, cpv_digits(self.cpv))
        unspsc_digits(self.unspsc)
        if self.level not in TERMS_LEVELS:
            raise Invalid.at("level", NO_LEVEL)
        if self.deputy_id is not None and self.deputy_id == self.manager_id:
            raise Invalid.at("deputy_id", SAME_PERSON)
        if self.is_framework and self.framework_id is not None:
            raise Invalid.at("framework_id", CALLED_OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFilter:
    """What a list of contracts is narrowed to, its order, and its columns: none for the usual ones."""

    q: str = ""
    risk_class: RiskClass | None = None
    life: ContractLife | None = None
    obligations: Fulfilment | None = None
    category: str | None = None
    manager_id: str | None = None
    kind: ContractKind | None = None
    level: Level | None = None
    lacks: ToComplete | None = None
    supplier_id: str | None = None
    code_version: str | None = None
    chosen: tuple[str, ...] = ()
    mine: bool = False
    sort: ContractOrder = ContractOrder.TITLE
    columns: tuple[ContractColumn, ...] = ()
    after: str | None = None


def in_order(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse dates in the wrong order.

    Errors: Invalid("contract.ends_before_start") at ends_on.
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid.at("ends_on", ENDS_BEFORE_START.but(start=starts_on))


def cpv_digits(text: str) -> str:
    """Return the eight digits of a CPV code, with or without its check digit; nothing for nothing.

    Errors: Invalid("contract.no_cpv") at cpv.
    Source: domain.md 4.3.
    """
    found = _CPV.fullmatch(text)
    if text and found is None:
        raise Invalid.at("cpv", NO_CPV)
    return found[1] if found else ""


def more_cpv(texts: Sequence[str], main: str) -> tuple[str, ...]:
    """Return additional CPV codes as eight digits, each once and none that is the main one.

    Errors: Invalid("contract.not_cpv"), Invalid("contract.many_cpv") at cpv_more.
    """
    found = [(text, _CPV.fullmatch(text)) for text in texts]
    wrong = [text for text, match in found if match is None]
    if wrong:
        raise Invalid.at("cpv_more", *(NOT_CPV.but(text=text[:20]) for text in wrong[:5]))
    codes = tuple(dict.fromkeys(match[1] for _, match in found if match and match[1] != main))
    if len(codes) > CPV_MOST:
        raise Invalid.at("cpv_more", MANY_CPV.but(most=CPV_MOST))
    return codes


def unspsc_digits(text: str) -> str:
    """Return the eight digits of a UNSPSC code; nothing for nothing.

    Errors: Invalid("contract.no_unspsc") at unspsc.
    Source: domain.md 4.3.
    """
    if text and not _UNSPSC.fullmatch(text):
        raise Invalid.at("unspsc", NO_UNSPSC)
    return text


def life(starts_on: date | None, ends_on: date | None, today: date, *, voided: bool = False) -> ContractLife:
    """Return where in its life the contract stands today; both dates are inclusive."""
    if voided:
        return ContractLife.VOIDED
    if starts_on is None:
        return ContractLife.UNDATED
    if today < starts_on:
        return ContractLife.COMING
    return ContractLife.ENDED if ends_on is not None and today > ends_on else ContractLife.RUNNING


def obligations(statuses: Sequence[ObligationStatus], at: ContractLife) -> Fulfilment | None:
    """Return what the contract's clauses come to at this point of its life; a voided one has no obligations."""
    return None if at is ContractLife.VOIDED else fulfilment(statuses, is_over=at is ContractLife.ENDED)


def to_complete(known: Sequence[tuple[ToComplete, bool]]) -> tuple[ToComplete, ...]:
    """Return what is missing, in the order in which it was asked."""
    return tuple(what for what, is_known in known if not is_known)

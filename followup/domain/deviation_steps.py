"""What people hand in along a deviation's way, which follow-up takes one, what is due next, how a list is narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from followup.domain import follow_ups
from followup.domain.code_of_conduct import Area
from followup.domain.codes import Coded
from followup.domain.deviation_board import Age, Kept, Unstated
from followup.domain.deviations import (
    DEFAULT_DEADLINES,
    WAITS_ON_SUPPLIER,
    Deadlines,
    DeviationOrigin,
    DeviationStatus,
    Effect,
    Severity,
    Verification,
    answer_due_on,
)
from followup.domain.deviations import SETTLED as SETTLED
from followup.domain.follow_ups import CLOSED, FollowUpStatus
from followup.domain.forms import OFFERED
from followup.domain.schedule import FollowUpKind
from followup.errors import N_, Conflict, Invalid, Reason

FOUND_LATER = Reason("deviation.found_later", N_("What has been found cannot lie in the future (today is {today})."))
OTHER_CONTRACT = Reason("deviation.other_contract", N_("This clause does not bind in the contract. Choose another."))
OTHER_SITE = Reason(
    "deviation.other_site", N_("This site is not known for the contract's supplier or those behind it. Choose another.")
)
NOT_ASKED = Reason("deviation.not_asked", N_("This question was not asked in the follow-up."))
SENT = Reason(
    "deviation.sent",
    N_("It has been sent to the supplier and can no longer be changed. Withdraw it and record another."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDeviation:
    """What a draft says; `clause_id` is the public id of a clause as it binds in the contract.

    `grade_reason` says why it is graded lower than proposed.
    """

    severity: Severity
    title: str
    description: str
    found_on: date
    clause_id: str | None = None
    area: Area | None = None
    site_id: str | None = None
    country: str | None = None
    grade_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeviation(ChangeDeviation):
    """A draft, and where it was found: the question whose answer showed it, an audit, an incident, or by hand.

    Without an origin it is an answer where there is a question, else the follow-up.
    """

    question_key: str | None = None
    origin: DeviationOrigin | None = None
    incident_id: str | None = None
    repeat_of_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The earlier deviation that has come again, and the grade this one gets; the reason where it is a lower one."""

    earlier_id: str
    severity: Severity
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime:
    """Until when, and why."""

    new_due_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRisk:
    """Until when the risk is borne, and why."""

    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What those who were harmed were given and since when; or how it is known that nobody was."""

    note: str
    remedied_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """Whether a mended deviation has come back, and how that is known."""

    effect: Effect
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The deviation that stands for this one from now on, and why."""

    other_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """Which actions are not yet shown to be carried out, and what is missing: in all, and by an action's public id."""

    note: str = ""
    action_ids: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    is_partly_mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it was checked that the deviation is remedied, and what was seen."""

    verification: Verification
    note: str


class DeviationStage(Coded):
    """What a list of deviations is narrowed to."""

    OPEN = "open", N_("Not settled")
    SENT = "sent", N_("Sent and not settled")
    ON_US = "on_us", N_("Waits on us")
    ON_SUPPLIER = "on_supplier", N_("Waits on the supplier")
    OVERDUE = "overdue", N_("Overdue")
    SETTLED = "settled", N_("Closed, withdrawn or replaced")
    ALL = "all", N_("All")


_S = DeviationStatus
STAGES: Mapping[DeviationStage, frozenset[DeviationStatus]] = {
    DeviationStage.OPEN: frozenset(_S) - SETTLED,
    DeviationStage.SENT: frozenset(_S) - SETTLED - {_S.DRAFT},
    DeviationStage.ON_US: frozenset(_S) - SETTLED - WAITS_ON_SUPPLIER,
    DeviationStage.ON_SUPPLIER: WAITS_ON_SUPPLIER,
    DeviationStage.OVERDUE: frozenset(_S) - SETTLED - {_S.DRAFT},
    DeviationStage.SETTLED: SETTLED,
    DeviationStage.ALL: frozenset(_S),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationFilter:
    """What a list of deviations is narrowed to."""

    stage: DeviationStage = DeviationStage.OPEN
    severity: Severity | None = None
    age: Age | None = None
    area: Area | None = None
    country: str | None = None
    supplier_id: str | None = None
    site_id: str | None = None
    unstated: Unstated | None = None
    closed_in: int | None = None
    kept: Kept | None = None
    after: str | None = None


def check_found(found_on: date, today: date) -> None:
    """Refuse a finding in the future.

    Errors: Invalid("deviation.found_later") at found_on.
    """
    if found_on > today:
        raise Invalid.at("found_on", FOUND_LATER.but(today=today))


def check_takes(status: FollowUpStatus, kind: FollowUpKind, question_key: str | None) -> None:
    """Refuse a deviation for a follow-up that takes no more.

    Deviations are recorded before a follow-up is completed. The exception is an answer of a self-assessment: finishing
    the assessment completes the follow-up, and what the answers showed may still be recorded then.
    Errors: Conflict("follow_up.closed").
    """
    of_answer = kind in OFFERED and question_key is not None
    is_settled = status not in follow_ups.OPEN
    if is_settled and not (status is FollowUpStatus.COMPLETED and of_answer):
        raise Conflict(CLOSED)


def next_due_on(
    status: DeviationStatus,
    severity: Severity,
    *,
    found_on: date,
    plan_due_on: date | None,
    closure_due_on: date | None,
    today: date,
    accepted_until: date | None = None,
    table: Mapping[Severity, Deadlines] = DEFAULT_DEADLINES,
) -> date:
    """Return the day on which the next step is due, whoever must take it, when the status is entered today.

    A draft waits since it was found; what is settled ended today. Whatever comes first counts: the plan, the buyer's
    answer to it, or closing. An accepted risk is borne until its own day.
    """
    if status in SETTLED:
        return today
    if status is _S.RISK_ACCEPTED:
        return accepted_until or today
    waits_for = {
        _S.DRAFT: found_on,
        _S.ISSUED: plan_due_on,
        _S.PLAN_SUBMITTED: answer_due_on(severity, today, table),
    }.get(status)
    return min(day for day in (waits_for, closure_due_on) if day is not None)

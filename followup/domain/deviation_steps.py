"""What people hand in along a deviation's way, which follow-up takes one, what is due next, how a list is narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain import follow_ups
from followup.domain.codes import Coded
from followup.domain.deviations import WAITS_ON_SUPPLIER, DeviationStatus, Severity, Verification, answer_due_on
from followup.domain.follow_ups import CLOSED, FollowUpStatus
from followup.domain.forms import OFFERED
from followup.domain.schedule import FollowUpKind
from followup.errors import N_, Conflict, Invalid, Reason

FOUND_LATER = Reason("deviation.found_later", N_("What has been found cannot lie in the future (today is {today})."))
OTHER_CONTRACT = Reason("deviation.other_contract", N_("This clause does not bind in the contract. Choose another."))
NOT_ASKED = Reason("deviation.not_asked", N_("This question was not asked in the follow-up."))
SENT = Reason(
    "deviation.sent",
    N_("It has been sent to the supplier and can no longer be changed. Withdraw it and record another."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDeviation:
    """What a draft says; `clause_id` is the public id of a clause as it binds in the contract."""

    severity: Severity
    title: str
    description: str
    found_on: date
    clause_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeviation(ChangeDeviation):
    """A draft, and the question of the self-assessment whose answer showed it."""

    question_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """Which actions are not yet shown to be carried out, and what is missing."""

    note: str
    action_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it was checked that the deviation is remedied, and what was seen."""

    verification: Verification
    note: str


class DeviationStage(Coded):
    """What a list of deviations is narrowed to."""

    OPEN = "open", N_("Not settled")
    ON_US = "on_us", N_("Waits on us")
    ON_SUPPLIER = "on_supplier", N_("Waits on the supplier")
    OVERDUE = "overdue", N_("Overdue")
    SETTLED = "settled", N_("Closed or withdrawn")
    ALL = "all", N_("All")


_S = DeviationStatus
SETTLED = frozenset({_S.CLOSED, _S.WITHDRAWN})
STAGES: Mapping[DeviationStage, frozenset[DeviationStatus]] = {
    DeviationStage.OPEN: frozenset(_S) - SETTLED,
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
) -> date:
    """Return the day on which the next step is due, whoever must take it, when the status is entered today.

    A draft waits since it was found; what is settled ended today. Whatever comes first counts: the plan, the buyer's
    answer to it, or closing.
    """
    if status in SETTLED:
        return today
    waits_for = {
        _S.DRAFT: found_on,
        _S.ISSUED: plan_due_on,
        _S.PLAN_SUBMITTED: answer_due_on(severity, today),
    }.get(status)
    return min(day for day in (waits_for, closure_due_on) if day is not None)

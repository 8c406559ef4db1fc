"""Follow-ups: their life, what was found clause by clause, and when one is complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.codes import Coded
from followup.domain.schedule import FollowUpKind
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

INCOMPLETE = Reason("follow_up.incomplete", N_("Say for every clause what you found, or mark it as not assessed."))
FUTURE = Reason("follow_up.future", N_("A follow-up that has been done cannot lie in the future (today is {today})."))
CLOSED = Reason("follow_up.closed", N_("The follow-up is completed and takes no more findings or deviations."))


class FollowUpStatus(Coded):
    """The life of one follow-up."""

    PLANNED = "planned", N_("Planned")
    STARTED = "started", N_("Under way")
    COMPLETED = "completed", N_("Completed")
    SKIPPED = "skipped", N_("Skipped")


class FollowUpStep(Coded):
    """What can be done to a follow-up."""

    START = "start", N_("Start")
    COMPLETE = "complete", N_("Complete")
    SKIP = "skip", N_("Skip")


FOLLOW_UP = StateMachine(
    initial=FollowUpStatus.PLANNED,
    steps={
        (FollowUpStatus.PLANNED, FollowUpStep.START): FollowUpStatus.STARTED,
        (FollowUpStatus.PLANNED, FollowUpStep.COMPLETE): FollowUpStatus.COMPLETED,
        (FollowUpStatus.PLANNED, FollowUpStep.SKIP): FollowUpStatus.SKIPPED,
        (FollowUpStatus.STARTED, FollowUpStep.COMPLETE): FollowUpStatus.COMPLETED,
    },
)


class FindingResult(Coded):
    """What was found for one clause, on the scale that all organisations share."""

    FULFILLED = "fulfilled", N_("Fulfilled")
    PARTLY = "partly", N_("Partly fulfilled")
    NOT_FULFILLED = "not_fulfilled", N_("Not fulfilled")
    NOT_ASSESSED = "not_assessed", N_("Not assessed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUp:
    """A follow-up added by hand, with the reason why."""

    kind: FollowUpKind
    due_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a follow-up gave, logged with one save."""

    done_on: date
    participants: str = ""
    summary: str = ""
    results: Mapping[str, FindingResult] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def missing_clauses(due: Sequence[str], results: Mapping[str, FindingResult]) -> tuple[str, ...]:
    """Return the clauses that were due and got no result, in clause order."""
    return tuple(key for key in due if key not in results)


def check_done(done_on: date, today: date) -> None:
    """Refuse a completed follow-up in the future.

    Errors: Invalid("follow_up.future") at done_on.
    """
    if done_on > today:
        raise Invalid.at("done_on", FUTURE.but(today=today))

"""Disputes: the supplier holds that a deviation is wrong, and somebody who had no part in it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.deviations import Severity
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

NOT_OPEN = Reason("dispute.not_open", N_("The deviation is settled, so there is nothing to dispute any more."))
DISPUTED = Reason("dispute.disputed", N_("The deviation is disputed already, and waits for a decision."))
DECIDED = Reason("dispute.decided", N_("The dispute has been decided. A deviation is disputed once."))
GRADE_MISSING = Reason("dispute.grade_missing", N_("Choose the grade that the deviation has from now on."))
GRADE_NOT_LOWER = Reason("dispute.grade_not_lower", N_("After a dispute the grade becomes milder, never more severe."))
NOT_RAISED = Reason("dispute.not_raised", N_("There is no dispute that waits for a decision."))
NOT_PARTLY = Reason("dispute.not_partly", N_("The grade is changed here only after a dispute that was partly right."))


class DisputeStatus(Coded):
    """Where a dispute stands."""

    RAISED = "raised", N_("To decide")
    UPHELD = "upheld", N_("Decided for the supplier")
    PARTLY = "partly", N_("Partly for the supplier")
    REJECTED = "rejected", N_("Deviation stands")
    WITHDRAWN = "withdrawn", N_("Withdrawn by the supplier")


class DisputeStep(Coded):
    """What can be done to a dispute."""

    UPHOLD = "uphold", N_("Decide for the supplier")
    UPHOLD_PARTLY = "uphold_partly", N_("Decide partly for the supplier")
    REJECT = "reject", N_("Let the deviation stand")
    WITHDRAW = "withdraw", N_("Withdraw the dispute")


_S, _E = DisputeStatus, DisputeStep
DISPUTE = StateMachine(
    initial=_S.RAISED,
    steps={
        (_S.RAISED, _E.UPHOLD): _S.UPHELD,
        (_S.RAISED, _E.UPHOLD_PARTLY): _S.PARTLY,
        (_S.RAISED, _E.REJECT): _S.REJECTED,
        (_S.RAISED, _E.WITHDRAW): _S.WITHDRAWN,
    },
)


class Ruling(Coded):
    """What somebody else finds of a dispute, and what follows from it at once."""

    REJECT = "reject", N_("The deviation stands as it is")
    PARTLY = "partly", N_("Partly right: whoever manages the contract may make the grade milder")
    REGRADE = "regrade", N_("Right about the grade: it becomes milder now")
    WITHDRAW = "withdraw", N_("Right: the deviation is withdrawn now")


ABOUT_THE_GRADE = frozenset({Ruling.PARTLY, Ruling.REGRADE})  # nothing is milder than a minor deviation
STEP_OF: Mapping[Ruling, DisputeStep] = {
    Ruling.REJECT: DisputeStep.REJECT,
    Ruling.PARTLY: DisputeStep.UPHOLD_PARTLY,
    Ruling.REGRADE: DisputeStep.UPHOLD,
    Ruling.WITHDRAW: DisputeStep.UPHOLD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispute:
    """What the supplier holds against a deviation, and who says so."""

    text: str
    name: str
    role: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was found, why, and the milder grade where that follows. The supplier reads the reason."""

    ruling: Ruling
    decision: str
    severity: Severity | None = None


def milder(severity: Severity) -> tuple[Severity, ...]:
    """Return the grades that are milder than this one, the gravest first."""
    graded = tuple(Severity)
    return graded[graded.index(severity) + 1 :]


def check_milder(severity: Severity | None, before: Severity) -> Severity:
    """Return the grade that follows.

    Errors: Invalid("dispute.grade_missing", "dispute.grade_not_lower") at severity.
    """
    if severity is None:
        raise Invalid.at("severity", GRADE_MISSING)
    if severity not in milder(before):
        raise Invalid.at("severity", GRADE_NOT_LOWER)
    return severity

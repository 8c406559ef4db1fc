"""Nominations for next year, and the plan that the secretariat proposes and the steering group adopts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.joint_follow_ups import Payer
from followup.domain.schedule import FollowUpKind
from followup.domain.states import StateMachine
from followup.errors import N_, Conflict, Invalid, Reason

NOTHING_NAMED = Reason("nomination.nothing_named", N_("Name a product or choose a supplier."))
TOO_FAR = Reason("nomination.too_far", N_("Nominate for a year from {first} to {last}."))
PLAN_CLOSED = Reason(
    "nomination.plan_closed",
    N_("The plan for {year} is already with the steering group. Nominate for a later year, or ask the secretariat."),
)
NOT_IN_PLAN = Reason("nomination.not_in_plan", N_("Choose a joint follow-up of the plan for {year}."))
NO_NOMINATION = Reason("joint_plan.no_nomination", N_("No nomination lies behind it, so nobody reads an answer."))
UNANSWERED = Reason(
    "joint_plan.unanswered",
    N_("Nominations for the year still wait for an answer: {count}. Take each into the plan or decline it first."),
)
NOTHING_PLANNED = Reason("joint_plan.nothing_planned", N_("The plan is empty. Add a joint follow-up first."))
NOT_DRAFT = Reason(
    "joint_plan.not_draft", N_("The plan is no longer a draft. Only a draft can be changed; return it to draft first.")
)
ADOPTED_AHEAD = Reason("joint_plan.adopted_ahead", N_("Record the decision once it has been made, not before."))

YEARS_AHEAD = 2  # Source: default of this service; the regions nominate for the next year (hallbarupphandling.se)


class NominationStatus(Coded):
    """Where a nomination stands."""

    MADE = "made", N_("Nominated")
    TAKEN_UP = "taken_up", N_("Taken into the plan")
    DECLINED = "declined", N_("Not taken into the plan")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class NominationStep(Coded):
    """What can be done to a nomination."""

    TAKE_UP = "take_up", N_("Take into the plan")
    DECLINE = "decline", N_("Do not take into the plan")
    WITHDRAW = "withdraw", N_("Withdraw")


NOMINATION = StateMachine(
    initial=NominationStatus.MADE,
    steps={
        (NominationStatus.MADE, NominationStep.TAKE_UP): NominationStatus.TAKEN_UP,
        (NominationStatus.MADE, NominationStep.DECLINE): NominationStatus.DECLINED,
        (NominationStatus.MADE, NominationStep.WITHDRAW): NominationStatus.WITHDRAWN,
    },
)


class JointPlanStatus(Coded):
    """The life of one year's plan of joint follow-ups."""

    DRAFT = "draft", N_("Draft")
    PROPOSED = "proposed", N_("Proposed to the steering group")
    ADOPTED = "adopted", N_("Adopted by the steering group")


class JointPlanStep(Coded):
    """What can be done to a year's plan."""

    PROPOSE = "propose", N_("Propose to the steering group")
    RETURN = "return", N_("Return to draft")
    ADOPT = "adopt", N_("Record that it was adopted")


JOINT_PLAN = StateMachine(
    initial=JointPlanStatus.DRAFT,
    steps={
        (JointPlanStatus.DRAFT, JointPlanStep.PROPOSE): JointPlanStatus.PROPOSED,
        (JointPlanStatus.PROPOSED, JointPlanStep.RETURN): JointPlanStatus.DRAFT,
        (JointPlanStatus.PROPOSED, JointPlanStep.ADOPT): JointPlanStatus.ADOPTED,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNomination:
    """What an organisation asks the cooperation to follow up, and why; a product, a supplier or both."""

    year: int
    category: str | None = None
    product: str = ""
    supplier_id: str | None = None
    kind: FollowUpKind | None = None
    reason: str
    cooperation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationFilter:
    """Which year's nominations, and in which state; empty is next year and all."""

    year: int | None = None
    status: NominationStatus | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """Which joint follow-up of the plan meets the nomination, and what its maker is told."""

    joint_id: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJointPlan:
    """A year's plan is begun."""

    year: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A joint follow-up for the plan; where a nomination lies behind it, its maker gets the answer."""

    supplier_id: str
    site: str = ""
    kind: FollowUpKind
    category: str | None = None
    due_on: date
    lead_id: str
    participant_ids: tuple[str, ...] = ()
    payer: Payer = Payer.PROGRAMME
    why: str
    nomination_id: str | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The steering group's decision."""

    adopted_on: date
    decision: str


def check_nomination(new: NewNomination, today: date, plan: JointPlanStatus | None) -> None:
    """Refuse a nomination that names nothing, for a year too far off, or for a plan that is already proposed.

    Errors: Invalid at product or year; Conflict("nomination.plan_closed").
    """
    if not new.product and new.supplier_id is None:
        raise Invalid.at("product", NOTHING_NAMED)
    check_plan_year(new.year, today)
    if plan is not None and plan is not JointPlanStatus.DRAFT:
        raise Conflict(PLAN_CLOSED.but(year=str(new.year)))


def check_plan_year(year: int, today: date) -> None:
    """Refuse a year that is over or too far off.

    Errors: Invalid at year.
    """
    first, last = today.year, today.year + YEARS_AHEAD
    if not first <= year <= last:
        raise Invalid.at("year", TOO_FAR.but(first=str(first), last=str(last)))


def check_proposable(planned_count: int, unanswered_count: int) -> None:
    """Refuse to propose an empty plan, or one before every nomination of the year has its answer.

    Errors: Conflict("joint_plan.nothing_planned"), Conflict("joint_plan.unanswered").
    """
    if unanswered_count:
        raise Conflict(UNANSWERED.but(count=unanswered_count))
    if not planned_count:
        raise Conflict(NOTHING_PLANNED)


def may_offer(plan: JointPlanStatus | None) -> bool:
    """Return whether a joint follow-up may be offered: it stands in no plan, or in one that was adopted."""
    return plan is None or plan is JointPlanStatus.ADOPTED

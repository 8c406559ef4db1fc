"""Nominations for next year, and the plan that the secretariat proposes and the steering group adopts."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


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

"""An organisation's own rules for assessing risk: who assesses, who approves, from which class, and for how long."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from followup.domain.actors import Role
from followup.domain.calendar import add_months
from followup.domain.risk import RiskClass
from followup.errors import N_, Forbidden, Invalid, Reason

NOT_AN_ASSESSOR = Reason(
    "risk_policy.not_an_assessor",
    N_("The organisation's rules for risk assessment do not let your role assess. Ask one of those who may."),
)
NOT_AN_APPROVER = Reason(
    "risk_policy.not_an_approver",
    N_("The organisation's rules for risk assessment do not let your role decide. Ask one of those who may."),
)
IN_THE_PAST = Reason(
    "risk_policy.in_the_past", N_("Rules hold from today or later: what was decided before stays as it was decided.")
)
NOT_A_ROLE = Reason("risk_policy.not_a_role", N_("This role cannot be given the task."))

CHOOSABLE = (Role.CONTRACT_MANAGER, Role.APPROVER)  # the roles that the rule table lets assess and approve
FOUR_EYES_FROM = RiskClass.B  # Source: default of this service (issue B: four eyes from class B up)
REVIEW_MONTHS = 12  # Source: default of this service, after the yearly risk assessment that DFØ describes
MONTHS_MOST = 60
HOURS_MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRules:
    """The rules that hold; without a decision of the organisation, the defaults of this service.

    Shape: `hours` by the letter of the class. Units: hours per contract and year; months.
    """

    assessors: tuple[Role, ...] = CHOOSABLE
    approvers: tuple[Role, ...] = CHOOSABLE
    four_eyes_from: RiskClass = FOUR_EYES_FROM
    review_months: int = REVIEW_MONTHS
    hours: Mapping[RiskClass, int] = field(default_factory=dict)
    valid_from: date | None = None

    @property
    def is_default(self) -> bool:
        """Return whether the organisation has decided nothing yet."""
        return self.valid_from is None

    def needs_approval(self, risk_class: RiskClass) -> bool:
        """Return whether a second person must approve the class."""
        return risk_class >= self.four_eyes_from

    def valid_until(self, on: date) -> date:
        """Return the last day that an assessment taken into force that day holds."""
        return add_months(on, self.review_months)

    def check_assessor(self, roles: Collection[Role]) -> None:
        """Refuse a person whose roles may not assess.

        Errors: Forbidden("risk_policy.not_an_assessor").
        """
        if not set(roles) & set(self.assessors):
            raise Forbidden(NOT_AN_ASSESSOR)

    def check_approver(self, roles: Collection[Role]) -> None:
        """Refuse a person whose roles may not decide.

        Errors: Forbidden("risk_policy.not_an_approver").
        """
        if not set(roles) & set(self.approvers):
            raise Forbidden(NOT_AN_APPROVER)


DEFAULT_RULES = RiskRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRules:
    """A change of the rules, from a day on, with the reason."""

    assessors: tuple[Role, ...]
    approvers: tuple[Role, ...]
    four_eyes_from: RiskClass
    review_months: int
    valid_from: date
    reason: str
    hours: Mapping[RiskClass, int] = field(default_factory=dict)


def check_rules(new: NewRules, today: date) -> None:
    """Refuse rules for the past, and roles that can be given no such task.

    Errors: Invalid at valid_from, assessors, approvers.
    """
    problems: dict[str, list[Reason]] = {}
    if new.valid_from < today:
        problems["valid_from"] = [IN_THE_PAST]
    for name, roles in (("assessors", new.assessors), ("approvers", new.approvers)):
        if not set(roles) <= set(CHOOSABLE):
            problems[name] = [NOT_A_ROLE]
    if problems:
        raise Invalid(problems)

"""Risk classes A–D: what is known of a contract or a planned procurement, and what a person makes of it.

The proposal that follows from the facts is made in `risk_proposal.py`; its reasons and their sources stand in
`risk_reasons.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.domain.states import StateMachine
from followup.errors import N_


class RiskClass(Coded):
    """How closely a contract is followed; comparison follows the risk, not the alphabet: A > B > C > D.

    Source: Lillestrøm municipality, strategy for sustainable procurement.
    """

    A = "a", N_("Risk class A")
    B = "b", N_("Risk class B")
    C = "c", N_("Risk class C")
    D = "d", N_("Risk class D")

    @property
    def rank(self) -> int:
        """Return the place in the order, lowest risk first."""
        return _RANK[self]

    def __lt__(self, other: str) -> bool:
        return _RANK[self] < _RANK[other]

    def __le__(self, other: str) -> bool:
        return _RANK[self] <= _RANK[other]

    def __gt__(self, other: str) -> bool:
        return _RANK[self] > _RANK[other]

    def __ge__(self, other: str) -> bool:
        return _RANK[self] >= _RANK[other]


_RANK: Mapping[str, int] = {"d": 0, "c": 1, "b": 2, "a": 3}


class FoaGround(Coded):
    """How a Norwegian procurement met the duty to weigh climate and environment.

    Source: FOA § 7-9, in force 1 January 2024.
    """

    WEIGHT_30 = "weight_30", N_("Climate and environment weigh at least 30 %, FOA § 7-9 (2)")
    RANKED_TOP3 = "ranked_top3", N_("Environment ranked among the three highest, FOA § 7-9 (3)")
    SPEC_INSTEAD = "spec_instead", N_("Requirement in the specification instead, FOA § 7-9 (4)")
    IMMATERIAL = "immaterial", N_("Footprint and load are immaterial, FOA § 7-9 (5)")
    NOT_APPLICABLE = "not_applicable", N_("FOA § 7-9 does not apply")
    PRE_2024 = "pre_2024", N_("Procured before 1 January 2024")


NEEDS_JUSTIFICATION = frozenset({FoaGround.SPEC_INSTEAD, FoaGround.IMMATERIAL})  # Source: FOA § 7-9 (4) and (5)
WEIGHT_LEAST = 30  # Source: FOA § 7-9 (2), per cent
RANK_MOST = 3  # Source: FOA § 7-9 (3), among the three highest


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a person wrote of one side: the load or risk, what is done about it, and how it is followed up.

    Source: Lillestrøm municipality, section C of the procurement's case document.
    """

    identified: str = ""
    measures: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A country in which something is made, and its class of risk where it is known."""

    country: str
    risk: CountryRisk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the lists and the register said when the assessment was made; what changes later raises a task.

    Shape: `told` are the rows of lists and matrices that concern the category, as one text each; `sites` are public
    ids of production sites.
    """

    category: str = ""
    told: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    made_in: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What is known; None is "not known" and `climate` and `people` are a person's own judgement of the two sides.

    Shape: `environment` and `matrix` are the three steps of the chain for climate and environment, and for people.
    """

    nationally_prioritised: bool | None = None
    designated_locally: bool = False
    on_high_risk_list: bool | None = None
    list_level: RiskLevel | None = None
    goods_element: bool | None = None
    guide_consulted: bool | None = None
    matrix: tuple[RiskLevel | None, ...] = ()
    environment: tuple[RiskLevel | None, ...] = ()
    country_risks: tuple[CountryRisk, ...] = ()
    foa_ground: FoaGround | None = None
    foa_weight: int | None = None
    foa_rank: int | None = None
    climate: RiskLevel | None = None
    people: RiskLevel | None = None
    climate_plan: Plan = Plan()
    people_plan: Plan = Plan()
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """What a person makes of the facts: a class, and why it is another than the proposed one."""

    facts: RiskFacts
    risk_class: RiskClass
    override_reason: str = ""
    justification: str = ""


class AssessmentStatus(Coded):
    """Where a risk assessment stands."""

    PROPOSED = "proposed", N_("Waiting for approval")
    IN_FORCE = "in_force", N_("In force")
    RETURNED = "returned", N_("Not approved")
    SUPERSEDED = "superseded", N_("Replaced")


class AssessmentStep(Coded):
    """What can be done to a risk assessment."""

    APPROVE = "risk_approved", N_("Approve")
    RETURN = "risk_returned", N_("Do not approve")
    ADOPT = "risk_adopted", N_("Take into force")
    INHERIT = "risk_inherited", N_("Take over from the procurement")
    SUPERSEDE = "risk_superseded", N_("Replace")


ASSESSMENT = StateMachine(
    initial=AssessmentStatus.PROPOSED,
    steps={
        (AssessmentStatus.PROPOSED, AssessmentStep.APPROVE): AssessmentStatus.IN_FORCE,
        (AssessmentStatus.PROPOSED, AssessmentStep.RETURN): AssessmentStatus.RETURNED,
        (AssessmentStatus.PROPOSED, AssessmentStep.ADOPT): AssessmentStatus.IN_FORCE,
        (AssessmentStatus.PROPOSED, AssessmentStep.INHERIT): AssessmentStatus.IN_FORCE,
        (AssessmentStatus.PROPOSED, AssessmentStep.SUPERSEDE): AssessmentStatus.SUPERSEDED,
        (AssessmentStatus.IN_FORCE, AssessmentStep.SUPERSEDE): AssessmentStatus.SUPERSEDED,
    },
)

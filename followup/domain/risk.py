"""Risk classes A–D: from what is known of a contract to a proposed class, every reason with its source.

What is not known never lowers a class: it counts as medium. A person confirms or overrides the proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.domain.sourced import Provenance
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

NO_REASON = Reason("risk.no_reason", N_("You chose another class than the proposed one. Say why."))
NO_JUSTIFICATION = Reason(
    "risk.no_justification",
    N_("This ground of FOA § 7-9 must be justified in the procurement documents. Say how it was."),
)
NOT_NORWEGIAN = Reason("risk.not_norwegian", N_("FOA § 7-9 holds for Norwegian buyers only. Leave this empty."))


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
FOUR_EYES_FROM = RiskClass.B  # Source: default of this service (issue B: four eyes from class B up)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What is known; None is "not known" and `climate` and `people` are a person's own judgement of the two sides."""

    nationally_prioritised: bool | None = None
    designated_locally: bool = False
    on_high_risk_list: bool | None = None
    matrix: tuple[RiskLevel, ...] = ()
    country_risks: tuple[CountryRisk, ...] = ()
    foa_ground: FoaGround | None = None
    climate: RiskLevel | None = None
    people: RiskLevel | None = None


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
    SUPERSEDE = "risk_superseded", N_("Replace")


ASSESSMENT = StateMachine(
    initial=AssessmentStatus.PROPOSED,
    steps={
        (AssessmentStatus.PROPOSED, AssessmentStep.APPROVE): AssessmentStatus.IN_FORCE,
        (AssessmentStatus.PROPOSED, AssessmentStep.RETURN): AssessmentStatus.RETURNED,
        (AssessmentStatus.PROPOSED, AssessmentStep.ADOPT): AssessmentStatus.IN_FORCE,
        (AssessmentStatus.PROPOSED, AssessmentStep.SUPERSEDE): AssessmentStatus.SUPERSEDED,
        (AssessmentStatus.IN_FORCE, AssessmentStep.SUPERSEDE): AssessmentStatus.SUPERSEDED,
    },
)


@dataclass(frozen=True, slots=True)
class RiskReason:
    """One thing that speaks for a class, and how far the rule behind it can be relied on."""

    risk_class: RiskClass
    reason: Reason
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed class and all that speaks for any class, highest first."""

    risk_class: RiskClass
    reasons: tuple[RiskReason, ...]


_LILLESTROM = N_("Lillestrøm municipality, strategy for sustainable procurement, classes A–D")
_DEFAULT = N_("Default of this service: no source gives a rule for this")


def _sourced(risk_class: RiskClass, code: str, text: str) -> RiskReason:
    return RiskReason(risk_class, Reason(code, text), _LILLESTROM, Provenance.SOURCED)


def _default(risk_class: RiskClass, code: str, text: str) -> RiskReason:
    return RiskReason(risk_class, Reason(code, text), _DEFAULT, Provenance.DEFAULT)


_A, _B, _C, _D = RiskClass
PRIORITISED = _default(_A, "risk.prioritised", N_("The category is prioritised nationally."))
DESIGNATED = _sourced(_A, "risk.designated", N_("The organisation's own risk mapping points it out."))
LISTED = _sourced(_B, "risk.listed", N_("The category stands on the high-risk list."))
MATRIX_HIGH = _default(_B, "risk.matrix_high", N_("The risk matrix has two or more high values."))
COUNTRY_HIGH = _default(_B, "risk.country_high", N_("Something is made in a country with high or very high risk."))
CLIMATE_HIGH = _sourced(_B, "risk.climate_high", N_("The load on climate or environment is judged to be high."))
PEOPLE_HIGH = _sourced(_B, "risk.people_high", N_("The risk for people or animals is judged to be high."))
FOA_WEIGHT = _sourced(_C, "risk.foa_2", N_("Climate and environment weigh at least 30 %, FOA § 7-9 (2)."))
FOA_RANKED = _default(_C, "risk.foa_3", N_("Environment is ranked among the three highest, FOA § 7-9 (3)."))
FOA_SPEC = _sourced(_C, "risk.foa_4", N_("A requirement replaces the award criterion, FOA § 7-9 (4)."))
MATRIX_MEDIUM = _sourced(_C, "risk.matrix_medium", N_("The risk matrix has a medium or a single high value."))
MATRIX_UNSURE = _default(_C, "risk.matrix_unsure", N_("The risk matrix lacks information, which counts as medium."))
COUNTRY_RISK = _default(_C, "risk.country_risk", N_("Something is made in a risk country."))
CLIMATE_MEDIUM = _sourced(_C, "risk.climate_medium", N_("The load on climate or environment is judged to be medium."))
PEOPLE_MEDIUM = _sourced(_C, "risk.people_medium", N_("The risk for people or animals is judged to be medium."))
CATEGORY_UNKNOWN = _default(_C, "risk.category_unknown", N_("The category is not known, which counts as medium."))
LIST_UNKNOWN = _default(_C, "risk.list_unknown", N_("The high-risk list was not consulted, which counts as medium."))
CLIMATE_UNKNOWN = _default(
    _C, "risk.climate_unknown", N_("Climate and environment are not assessed, which counts as medium.")
)
PEOPLE_UNKNOWN = _default(
    _C, "risk.people_unknown", N_("The risk for people and animals is not assessed, which counts as medium.")
)
FOA_IMMATERIAL = _sourced(_D, "risk.foa_5", N_("Footprint and load are immaterial, FOA § 7-9 (5)."))
MATRIX_LOW = _sourced(_D, "risk.matrix_low", N_("The risk matrix has only low values."))
CLIMATE_LOW = _sourced(_D, "risk.climate_low", N_("The load on climate and environment is judged to be low."))
PEOPLE_LOW = _sourced(_D, "risk.people_low", N_("The risk for people and animals is judged to be low."))

_FOA = {
    FoaGround.WEIGHT_30: FOA_WEIGHT,
    FoaGround.RANKED_TOP3: FOA_RANKED,
    FoaGround.SPEC_INSTEAD: FOA_SPEC,
    FoaGround.IMMATERIAL: FOA_IMMATERIAL,
}
_HIGH = frozenset({RiskLevel.VERY_HIGH, RiskLevel.HIGH})
_HIGH_COUNTRY = frozenset({CountryRisk.VERY_HIGH, CountryRisk.HIGH})
_MATRIX_HIGHS = 2  # Source: default of this service (two or more high values give class B)


def classify(facts: RiskFacts) -> Proposal:
    """Return the proposed class: the highest that anything speaks for.

    Source: Lillestrøm municipality for A (designated), B (on the list, high), C (§ 7-9 (2) and (4), medium) and
    D (§ 7-9 (5), low); the rest are defaults of this service and say so.
    """
    reasons = sorted(
        (*_from_category(facts), *_from_people(facts), *_from_climate(facts)), key=lambda r: -r.risk_class.rank
    )
    return Proposal(reasons[0].risk_class, tuple(reasons))


def approval_needed(risk_class: RiskClass) -> bool:
    """Return whether a second person must approve the class.

    Source: default of this service.
    """
    return risk_class >= FOUR_EYES_FROM


def check_assessment(new: NewAssessment, proposal: Proposal, country: str) -> None:
    """Refuse an assessment that does not say why.

    Errors: Invalid("risk.no_reason") at override_reason, Invalid("risk.no_justification") at justification,
    Invalid("risk.not_norwegian") at foa_ground.
    Source: FOA § 7-9 (4) and (5) for the justification; the reason is a rule of this service.
    """
    problems: dict[str, list[Reason]] = {}
    if new.risk_class is not proposal.risk_class and not new.override_reason:
        problems["override_reason"] = [NO_REASON]
    if new.facts.foa_ground is not None and country != "NO":
        problems["foa_ground"] = [NOT_NORWEGIAN]
    if new.facts.foa_ground in NEEDS_JUSTIFICATION and not new.justification:
        problems["justification"] = [NO_JUSTIFICATION]
    if problems:
        raise Invalid(problems)


def _from_category(facts: RiskFacts) -> Iterator[RiskReason]:
    if facts.nationally_prioritised is None:
        yield CATEGORY_UNKNOWN
    elif facts.nationally_prioritised:
        yield PRIORITISED
    if facts.designated_locally:
        yield DESIGNATED
    if facts.on_high_risk_list is None:
        yield LIST_UNKNOWN
    elif facts.on_high_risk_list:
        yield LISTED


def _from_people(facts: RiskFacts) -> Iterator[RiskReason]:
    if _HIGH_COUNTRY & set(facts.country_risks):
        yield COUNTRY_HIGH
    elif CountryRisk.RISK in facts.country_risks:
        yield COUNTRY_RISK
    if facts.matrix:
        yield _from_matrix(facts.matrix)
    if facts.people is not None:
        yield _judged(facts.people, PEOPLE_HIGH, PEOPLE_MEDIUM, PEOPLE_UNKNOWN, PEOPLE_LOW)
    elif not facts.matrix:
        yield PEOPLE_UNKNOWN


def _from_matrix(matrix: tuple[RiskLevel, ...]) -> RiskReason:
    highs = sum(level in _HIGH for level in matrix)
    if highs >= _MATRIX_HIGHS:
        return MATRIX_HIGH
    if highs or RiskLevel.MEDIUM_HIGH in matrix:
        return MATRIX_MEDIUM
    return MATRIX_UNSURE if RiskLevel.INSUFFICIENT in matrix else MATRIX_LOW


def _from_climate(facts: RiskFacts) -> Iterator[RiskReason]:
    ground = _FOA.get(facts.foa_ground) if facts.foa_ground else None
    if ground:
        yield ground
    if facts.climate is not None:
        yield _judged(facts.climate, CLIMATE_HIGH, CLIMATE_MEDIUM, CLIMATE_UNKNOWN, CLIMATE_LOW)
    elif not ground:
        yield CLIMATE_UNKNOWN


def _judged(level: RiskLevel, high: RiskReason, medium: RiskReason, unknown: RiskReason, low: RiskReason) -> RiskReason:
    if level in _HIGH:
        return high
    return {RiskLevel.MEDIUM_HIGH: medium, RiskLevel.LOW: low}.get(level, unknown)

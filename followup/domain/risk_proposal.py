"""From what is known to a proposed risk class: pure, every reason with its source, the highest governs.

What is not known never lowers a class: it counts as medium. A person confirms or overrides the proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from followup.domain import risk_reasons as because
from followup.domain.risk import (
    NEEDS_JUSTIFICATION,
    RANK_MOST,
    WEIGHT_LEAST,
    FoaGround,
    NewAssessment,
    RiskClass,
    RiskFacts,
)
from followup.domain.risk_reasons import RiskReason, Side
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.errors import N_, Invalid, Reason

NO_REASON = Reason("risk.no_reason", N_("You chose another class than the proposed one. Say why."))
NO_JUSTIFICATION = Reason(
    "risk.no_justification",
    N_("This ground of FOA § 7-9 must be justified in the procurement documents. Say how it was."),
)
NOT_NORWEGIAN = Reason("risk.not_norwegian", N_("FOA § 7-9 holds for Norwegian buyers only. Leave this empty."))
NO_WEIGHT = Reason("risk.no_weight", N_("FOA § 7-9 (2) asks for a weight of at least {least} %. Write the weight."))
NO_RANK = Reason("risk.no_rank", N_("FOA § 7-9 (3) speaks of the highest criteria. Write a place from 1 to {most}."))
NO_GROUND = Reason("risk.no_ground", N_("This belongs to another ground of FOA § 7-9. Leave it empty."))
LEVEL_UNLISTED = Reason(
    "risk.level_unlisted", N_("A level was given, so it stands on the high-risk list. Correct one of the two answers.")
)

_FOA = {
    FoaGround.WEIGHT_30: because.FOA_WEIGHT,
    FoaGround.RANKED_TOP3: because.FOA_RANKED,
    FoaGround.SPEC_INSTEAD: because.FOA_SPEC,
    FoaGround.IMMATERIAL: because.FOA_IMMATERIAL,
}
_HIGH = frozenset({RiskLevel.VERY_HIGH, RiskLevel.HIGH})
_HIGH_COUNTRY = frozenset({CountryRisk.VERY_HIGH, CountryRisk.HIGH})
_MATRIX_HIGHS = 2  # Source: default of this service (two or more high values give class B)
_PEOPLE = (because.PEOPLE_HIGH, because.PEOPLE_MEDIUM, because.PEOPLE_UNKNOWN, because.PEOPLE_LOW)
_CLIMATE = (because.CLIMATE_HIGH, because.CLIMATE_MEDIUM, because.CLIMATE_UNKNOWN, because.CLIMATE_LOW)
_MATRIX = (because.MATRIX_HIGH, because.MATRIX_MEDIUM, because.MATRIX_UNSURE, because.MATRIX_LOW)
_ENVIRONMENT = (
    because.ENVIRONMENT_HIGH,
    because.ENVIRONMENT_MEDIUM,
    because.ENVIRONMENT_UNSURE,
    because.ENVIRONMENT_LOW,
)
_Four = tuple[RiskReason, RiskReason, RiskReason, RiskReason]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed class and all that speaks for any class, highest first."""

    risk_class: RiskClass
    reasons: tuple[RiskReason, ...]

    def of(self, side: Side) -> RiskClass:
        """Return the class of one side: the highest that anything about it, or about the whole, speaks for."""
        return max(said.risk_class for said in self.reasons if said.side in (side, Side.BOTH))


def classify(facts: RiskFacts) -> Proposal:
    """Return the proposed class: the highest that anything speaks for.

    Source: Lillestrøm municipality for A (designated), B (on the list, high), C (§ 7-9 (2) and (4), medium) and
    D (§ 7-9 (5), low); the rest are defaults of this service and say so.
    """
    said = (*_from_category(facts), *_from_people(facts), *_from_climate(facts))
    reasons = tuple(sorted(said, key=lambda one: -one.risk_class.rank))
    return Proposal(reasons[0].risk_class, reasons)


def check_assessment(new: NewAssessment, proposal: Proposal, country: str) -> None:
    """Refuse an assessment that does not say why, or says what cannot be.

    Errors: Invalid at override_reason, list_level, foa_ground, foa_weight, foa_rank, justification.
    Source: FOA § 7-9 (2) to (5) for the grounds; the reason is a rule of this service.
    """
    problems: dict[str, list[Reason]] = {}
    if new.risk_class is not proposal.risk_class and not new.override_reason:
        problems["override_reason"] = [NO_REASON]
    if new.facts.list_level is not None and new.facts.on_high_risk_list is False:
        problems["list_level"] = [LEVEL_UNLISTED]
    if new.facts.foa_ground is not None and country != "NO":
        problems["foa_ground"] = [NOT_NORWEGIAN]
    problems |= {name: [reason] for name, reason in _ground_problems(new)}
    if problems:
        raise Invalid(problems)


def _ground_problems(new: NewAssessment) -> Iterator[tuple[str, Reason]]:
    facts, ground = new.facts, new.facts.foa_ground
    if ground is FoaGround.WEIGHT_30:
        if facts.foa_weight is None or facts.foa_weight < WEIGHT_LEAST:
            yield "foa_weight", NO_WEIGHT.but(least=WEIGHT_LEAST)
    elif facts.foa_weight is not None:
        yield "foa_weight", NO_GROUND
    if ground is FoaGround.RANKED_TOP3:
        if facts.foa_rank is None or not 1 <= facts.foa_rank <= RANK_MOST:
            yield "foa_rank", NO_RANK.but(most=RANK_MOST)
    elif facts.foa_rank is not None:
        yield "foa_rank", NO_GROUND
    if ground in NEEDS_JUSTIFICATION and not new.justification:
        yield "justification", NO_JUSTIFICATION


def _from_category(facts: RiskFacts) -> Iterator[RiskReason]:
    if facts.nationally_prioritised is None:
        yield because.CATEGORY_UNKNOWN
    elif facts.nationally_prioritised:
        yield because.PRIORITISED
    if facts.designated_locally:
        yield because.DESIGNATED
    if facts.on_high_risk_list or facts.list_level is not None:
        yield because.LISTED
    elif facts.on_high_risk_list is None:
        yield because.NO_GOODS if facts.goods_element is False else because.LIST_UNKNOWN


def _from_people(facts: RiskFacts) -> Iterator[RiskReason]:
    if _HIGH_COUNTRY & set(facts.country_risks):
        yield because.COUNTRY_HIGH
    elif CountryRisk.RISK in facts.country_risks:
        yield because.COUNTRY_RISK
    elif not facts.country_risks and facts.basis and any(made.risk is None for made in facts.basis.made_in):
        yield because.COUNTRY_UNKNOWN
    if facts.matrix:
        yield _told(facts.matrix, _MATRIX)
    if facts.people is not None:
        yield _judged(facts.people, _PEOPLE)
    elif not facts.matrix:
        yield because.PEOPLE_UNKNOWN


def _from_climate(facts: RiskFacts) -> Iterator[RiskReason]:
    ground = _FOA.get(facts.foa_ground) if facts.foa_ground else None
    if ground:
        yield ground
    if facts.environment:
        yield _told(facts.environment, _ENVIRONMENT)
    if facts.climate is not None:
        yield _judged(facts.climate, _CLIMATE)
    elif not ground and not facts.environment:
        yield because.CLIMATE_UNKNOWN


def _told(matrix: tuple[RiskLevel | None, ...], said: _Four) -> RiskReason:
    """Return what three steps of a chain say: high, medium, unsure or low; an empty step is as one that is unsure."""
    high, medium, unsure, low = said
    highs = sum(level in _HIGH for level in matrix)
    if highs >= _MATRIX_HIGHS:
        return high
    if highs or RiskLevel.MEDIUM_HIGH in matrix:
        return medium
    return low if set(matrix) == {RiskLevel.LOW} else unsure


def _judged(level: RiskLevel, said: _Four) -> RiskReason:
    high, medium, unknown, low = said
    if level in _HIGH:
        return high
    return {RiskLevel.MEDIUM_HIGH: medium, RiskLevel.LOW: low}.get(level, unknown)

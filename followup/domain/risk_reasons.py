"""The reasons that can speak for a risk class: for which class, about which side, and where the rule comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.risk import RiskClass
from followup.domain.sourced import Provenance
from followup.errors import N_, Reason


class Side(Coded):
    """The two sides of the assessment; what concerns the procurement as a whole counts for both.

    Source: Lillestrøm municipality, section C, i and ii.
    """

    CLIMATE = "climate", N_("Climate and environment")
    PEOPLE = "people", N_("Animal welfare, human rights and workers' rights")
    BOTH = "both", N_("The procurement as a whole")


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A document that a rule rests on: what it is called, what it says in our words, and where it is found."""

    title: str
    says: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class RiskReason:
    """One thing that speaks for a class, and how far the rule behind it can be relied on."""

    risk_class: RiskClass
    reason: Reason
    side: Side
    rule: RuleSource
    provenance: Provenance

    @property
    def source(self) -> str:
        """Return the title of what the rule rests on."""
        return self.rule.title


LILLESTROM = RuleSource(
    N_("Lillestrøm municipality, strategy for sustainable procurement, classes A–D"),
    N_(
        "A: pointed out in the municipality's own risk mapping. B: on the high-risk list, or a particularly high load "
        "or risk of violations. C: FOA § 7-9 (2) or (4), or a medium risk. D: FOA § 7-9 (5), or little or no risk."
    ),
)
HIGH_RISK_LIST = RuleSource(
    N_("Lillestrøm municipality, classes A–D, and the high-risk list of DFØ"),
    N_(
        "Class B when the procurement stands on the high-risk list. The municipality names no level, so every level "
        "counts. The list is about goods; a service with goods in it can be concerned too. It is not exhaustive: not "
        "standing on it is not the same as no risk."
    ),
    "https://www.anskaffelser.no",
)
FOA = RuleSource(
    N_("Lillestrøm municipality, classes A–D, and FOA § 7-9, in force 1 January 2024"),
    N_(
        "(2) climate and environment weigh at least 30 %; (4) a requirement may replace the award criterion where its "
        "effect is clearly better, with the reason in the procurement documents; (5) no duty where footprint and load "
        "are immaterial by nature, with the reason. The municipality puts (2) and (4) in class C and (5) in class D."
    ),
    "https://www.anskaffelser.no",
)
FOA_RANKED_SOURCE = RuleSource(
    N_("Default of this service: the source gives FOA § 7-9 (3) no class"),
    N_(
        "FOA § 7-9 (3): if criteria are ranked, environment should be among the three highest. Lillestrøm's classes do "
        "not mention it. This service puts it beside (2), in class C."
    ),
    "https://www.anskaffelser.no",
)
PRIORITY_SOURCE = RuleSource(
    N_("Default of this service: class A for nationally prioritised categories"),
    N_("The Swedish regions prioritise categories together (hallbarupphandling.se). They give them no class."),
    "https://hallbarupphandling.se",
)
MATRIX_SOURCE = RuleSource(
    N_("Default of this service, on the matrices of Upphandlingsmyndigheten"),
    N_(
        "The risk analysis service tells the risk in raw materials, processing and final manufacture as high, medium "
        "high, low or insufficient information. It gives no class: two or more high values give class B here."
    ),
    "https://www.upphandlingsmyndigheten.se",
)
COUNTRY_SOURCE = RuleSource(
    N_("Default of this service, on the country classes of the regions' joint clause"),
    N_(
        "Four indices of 0 to 100 are added: above 320 very low risk, above 240 low, above 160 risk country, above 80 "
        "high, the rest very high. The clause gives no class A to D: high and very high give class B here."
    ),
    "https://sustainabilityduediligence.com",
)
CAUTION = RuleSource(
    N_("Default of this service: what is not known counts as medium"),
    N_("No source says what to do without information. Here it never lowers a class, so it counts as medium."),
)
NO_GOODS_SOURCE = RuleSource(
    N_("Default of this service, on Lillestrøm municipality's question about the goods element"),
    N_("The high-risk list is mainly about goods. A service without any goods in it has nothing to look up there."),
)


def _is(risk_class: RiskClass, side: Side, code: str, text: str, rule: RuleSource = LILLESTROM) -> RiskReason:
    return RiskReason(risk_class, Reason(f"risk.{code}", text), side, rule, Provenance.SOURCED)


def _default(risk_class: RiskClass, side: Side, code: str, text: str, rule: RuleSource) -> RiskReason:
    return RiskReason(risk_class, Reason(f"risk.{code}", text), side, rule, Provenance.DEFAULT)


_A, _B, _C, _D = RiskClass
_CLIMATE, _PEOPLE, _BOTH = Side

PRIORITISED = _default(_A, _BOTH, "prioritised", N_("The category is prioritised nationally."), PRIORITY_SOURCE)
DESIGNATED = _is(_A, _BOTH, "designated", N_("The organisation's own risk mapping points it out."))
CATEGORY_UNKNOWN = _default(
    _C, _BOTH, "category_unknown", N_("The category is not known, which counts as medium."), CAUTION
)

LISTED = _is(_B, _PEOPLE, "listed", N_("The category stands on the high-risk list."), HIGH_RISK_LIST)
COUNTRY_HIGH = _default(
    _B, _PEOPLE, "country_high", N_("Something is made in a country with high or very high risk."), COUNTRY_SOURCE
)
MATRIX_HIGH = _default(_B, _PEOPLE, "matrix_high", N_("The risk matrix has two or more high values."), MATRIX_SOURCE)
PEOPLE_HIGH = _is(_B, _PEOPLE, "people_high", N_("The risk for people or animals is judged to be high."))
LIST_UNKNOWN = _default(
    _C, _PEOPLE, "list_unknown", N_("The high-risk list was not consulted, which counts as medium."), CAUTION
)
COUNTRY_RISK = _default(_C, _PEOPLE, "country_risk", N_("Something is made in a risk country."), COUNTRY_SOURCE)
COUNTRY_UNKNOWN = _default(
    _C,
    _PEOPLE,
    "country_unknown",
    N_("The risk of a country of production is not known, which counts as medium."),
    CAUTION,
)
MATRIX_MEDIUM = _is(_C, _PEOPLE, "matrix_medium", N_("The risk matrix has a medium or a single high value."))
MATRIX_UNSURE = _default(
    _C, _PEOPLE, "matrix_unsure", N_("The risk matrix lacks information, which counts as medium."), CAUTION
)
PEOPLE_MEDIUM = _is(_C, _PEOPLE, "people_medium", N_("The risk for people or animals is judged to be medium."))
PEOPLE_UNKNOWN = _default(
    _C,
    _PEOPLE,
    "people_unknown",
    N_("The risk for people and animals is not assessed, which counts as medium."),
    CAUTION,
)
NO_GOODS = _default(
    _D, _PEOPLE, "no_goods", N_("There are no goods in it, so the high-risk list has nothing to say."), NO_GOODS_SOURCE
)
MATRIX_LOW = _is(_D, _PEOPLE, "matrix_low", N_("The risk matrix has only low values."))
PEOPLE_LOW = _is(_D, _PEOPLE, "people_low", N_("The risk for people and animals is judged to be low."))

ENVIRONMENT_HIGH = _default(
    _B, _CLIMATE, "environment_high", N_("The risk matrix has two or more high values for environment."), MATRIX_SOURCE
)
CLIMATE_HIGH = _is(_B, _CLIMATE, "climate_high", N_("The load on climate or environment is judged to be high."))
FOA_WEIGHT = _is(_C, _CLIMATE, "foa_2", N_("Climate and environment weigh at least 30 %, FOA § 7-9 (2)."), FOA)
FOA_RANKED = _default(
    _C, _CLIMATE, "foa_3", N_("Environment is ranked among the three highest, FOA § 7-9 (3)."), FOA_RANKED_SOURCE
)
FOA_SPEC = _is(_C, _CLIMATE, "foa_4", N_("A requirement replaces the award criterion, FOA § 7-9 (4)."), FOA)
ENVIRONMENT_MEDIUM = _is(
    _C, _CLIMATE, "environment_medium", N_("The risk matrix has a medium or a single high value for environment.")
)
ENVIRONMENT_UNSURE = _default(
    _C,
    _CLIMATE,
    "environment_unsure",
    N_("The risk matrix lacks information for environment, which counts as medium."),
    CAUTION,
)
CLIMATE_MEDIUM = _is(_C, _CLIMATE, "climate_medium", N_("The load on climate or environment is judged to be medium."))
CLIMATE_UNKNOWN = _default(
    _C, _CLIMATE, "climate_unknown", N_("Climate and environment are not assessed, which counts as medium."), CAUTION
)
FOA_IMMATERIAL = _is(_D, _CLIMATE, "foa_5", N_("Footprint and load are immaterial, FOA § 7-9 (5)."), FOA)
ENVIRONMENT_LOW = _is(_D, _CLIMATE, "environment_low", N_("The risk matrix has only low values for environment."))
CLIMATE_LOW = _is(_D, _CLIMATE, "climate_low", N_("The load on climate and environment is judged to be low."))

REASONS: Mapping[str, RiskReason] = {
    known.reason.code: known for known in list(globals().values()) if isinstance(known, RiskReason)
}

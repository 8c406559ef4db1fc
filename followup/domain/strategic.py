"""Strategic procurement: what a contract is to achieve beside the delivery, in the words of eForms.

Source: domain.md 4.1, eForms SDK 1.13: BT-06, BT-774 to BT-777 and BT-805.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from followup.domain.codes import Coded
from followup.errors import N_, Invalid, Reason

C = TypeVar("C", bound=Coded)

NONE_ALONE = Reason("strategic.none_alone", N_("“{none}” cannot be ticked together with anything else."))
NO_PURPOSE = Reason("strategic.no_purpose", N_("Tick the purpose “{purpose}” as well, or leave this empty."))


class Purpose(Coded):
    """BT-06: the kinds of strategic procurement."""

    ENVIRONMENT = "env-imp", N_("Less impact on the environment")
    SOCIAL = "soc-obj", N_("Social objectives")
    INNOVATION = "inn-pur", N_("Purchase of innovations")
    NONE = "none", N_("No strategic procurement")


class Green(Coded):
    """BT-774: which impact on the environment is lessened."""

    BIODIVERSITY = "biodiv-eco", N_("Biodiversity and ecosystems")
    CIRCULAR = "circ-econ", N_("Circular economy")
    ADAPTATION = "clim-adapt", N_("Adaptation to climate change")
    MITIGATION = "clim-mitig", N_("Lower greenhouse gas emissions")
    POLLUTION = "pollu-prev", N_("Prevention of pollution")
    WATER = "water-mar", N_("Water and marine resources")
    OTHER = "other", N_("Another environmental purpose")


class Social(Coded):
    """BT-775: which social objective is promoted."""

    ACCESSIBILITY = "acc-all", N_("Accessibility for all")
    ETHNIC_EQUALITY = "et-eq", N_("Ethnic equality")
    GENDER_EQUALITY = "gen-eq", N_("Equality between women and men")
    HUMAN_RIGHTS = "hum-right", N_("Human rights due diligence in supply chains")
    OPPORTUNITIES = "opp", N_("Work for those who stand far from it")
    WORKING_CONDITIONS = "work-cond", N_("Fair working conditions")
    OTHER = "other", N_("Another social purpose")


class Innovative(Coded):
    """BT-776: what is new about what is bought."""

    MARKET = "mar-nov", N_("New to the market")
    PROCESS = "proc-innov", N_("A new way of making or working")
    PRODUCT = "prod-innov", N_("A new product")
    RESEARCH = "rd-act", N_("Research and development")


class GreenCriteria(Coded):
    """BT-805: whose criteria for green procurement were used."""

    EU = "eu", N_("The EU's criteria for green procurement")
    NATIONAL = "national", N_("National criteria for green procurement")
    OTHER = "other", N_("Other criteria for green procurement")
    NONE = "none", N_("No criteria for green procurement")


# The same in OCDS, which has one list of goals, and one of criteria. Kept by kind, since two kinds share a code.
# Source: domain.md 4.2; the open eForms profile of OCDS.
GOALS: Mapping[type[Coded], Mapping[Coded, str]] = {
    Purpose: {
        Purpose.ENVIRONMENT: "environmental",
        Purpose.SOCIAL: "social",
        Purpose.INNOVATION: "economic.innovativePurchase",
    },
    Green: {
        Green.BIODIVERSITY: "environmental.biodiversityProtectionRestoration",
        Green.CIRCULAR: "environmental.circularEconomy",
        Green.ADAPTATION: "environmental.climateChangeAdaptation",
        Green.MITIGATION: "environmental.climateChangeMitigation",
        Green.POLLUTION: "environmental.pollutionPrevention",
        Green.WATER: "environmental.waterResourcesProtection",
        Green.OTHER: "environmental",
    },
    Social: {
        Social.ACCESSIBILITY: "social.accessibility",
        Social.ETHNIC_EQUALITY: "social.ethnicEquality",
        Social.GENDER_EQUALITY: "social.genderEquality",
        Social.HUMAN_RIGHTS: "social.humanRightsInSupplyChains",
        Social.OPPORTUNITIES: "social.disadvantagedEmploymentOpportunities",
        Social.WORKING_CONDITIONS: "social.laborRightsPromotion",
        Social.OTHER: "social",
    },
    Innovative: {
        Innovative.MARKET: "economic.marketInnovationPromotion",
        Innovative.PROCESS: "economic.processInnovationPromotion",
        Innovative.PRODUCT: "economic.productInnovationPromotion",
        Innovative.RESEARCH: "economic.researchDevelopmentActivities",
    },
    GreenCriteria: {
        GreenCriteria.EU: "euGPPCriteria",
        GreenCriteria.NATIONAL: "nationalGPPCriteria",
        GreenCriteria.OTHER: "otherGPPCriteria",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategic:
    """What the contract is to achieve beside the delivery; nothing said is not the same as “none”."""

    purposes: tuple[Purpose, ...] = ()
    green: tuple[Green, ...] = ()
    social: tuple[Social, ...] = ()
    innovative: tuple[Innovative, ...] = ()
    green_criteria: tuple[GreenCriteria, ...] = ()
    description: str = ""

    def __post_init__(self) -> None:
        """Refuse “none” beside anything else, and a detail whose purpose is not named."""
        problems: dict[str, list[Reason]] = {}
        for field, chosen in (("purposes", self.purposes), ("green_criteria", self.green_criteria)):
            none = next((code for code in chosen if code == "none"), None)
            if none is not None and len(chosen) > 1:
                problems[field] = [NONE_ALONE.but(none=none)]
        for field, codes, purpose in (
            ("green", self.green, Purpose.ENVIRONMENT),
            ("social", self.social, Purpose.SOCIAL),
            ("innovative", self.innovative, Purpose.INNOVATION),
        ):
            if codes and purpose not in self.purposes:
                problems[field] = [NO_PURPOSE.but(purpose=purpose)]
        if problems:
            raise Invalid(problems)


def of_goals(goals: Collection[str], description: str = "") -> Strategic:
    """Return what the goals of a notice say; a goal of no kind known here is left out.

    Source: eForms: a code of BT-774, 775 or 776 stands only under its purpose, so that the purpose follows from it.
    """
    green = _named(Green, goals, "environmental")
    social = _named(Social, goals, "social")
    innovative = _named(Innovative, goals)
    named = {
        Purpose.ENVIRONMENT: bool(green) or "environmental" in goals,
        Purpose.SOCIAL: bool(social) or "social" in goals,
        Purpose.INNOVATION: bool(innovative) or "economic.innovativePurchase" in goals,
    }
    return Strategic(
        purposes=tuple(purpose for purpose, is_named in named.items() if is_named),
        green=green,
        social=social,
        innovative=innovative,
        green_criteria=_named(GreenCriteria, goals),
        description=description,
    )


def _named(kind: type[C], goals: Collection[str], whole: str = "") -> tuple[C, ...]:
    """Return the codes that the goals name; `whole` is the goal that stands for the purpose as such."""
    return tuple(code for code in kind if GOALS[kind].get(code, "") in goals and GOALS[kind].get(code) != whole)

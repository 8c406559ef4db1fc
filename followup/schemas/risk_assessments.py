"""Risk assessments on the wire and in the form: one page with the routine's two sides, and the class that follows."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import Schema, fields

from followup.domain.risk import (
    RANK_MOST,
    AssessmentStatus,
    FoaGround,
    NewAssessment,
    Plan,
    RiskClass,
    RiskFacts,
)
from followup.domain.risk_reasons import Side
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.domain.sourced import Provenance
from followup.errors import N_, Invalid
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, StrippedString, WholeNumber, YesNo
from followup.schemas.risk import STEPS

_UNKNOWN = N_("Leave it empty when you do not know; that counts as medium, never as low.")
_TEXT_MOST = 4_000

WHOLE = ("nationally_prioritised", "designated_locally")
CLIMATE = (
    *("guide_consulted", "climate_identified", "climate"),
    *(f"environment_{step}" for step in STEPS),
    *("climate_measures", "climate_follow_up"),
)
FOA = ("foa_ground", "foa_weight", "foa_rank", "justification")
PEOPLE = (
    *("goods_element", "on_high_risk_list", "list_level", "people_identified", "people"),
    *(*STEPS, "country_risk", "people_measures", "people_follow_up"),
)
CHOICE = ("risk_class", "override_reason")
_SAME = (
    *("nationally_prioritised", "on_high_risk_list", "list_level", "goods_element", "guide_consulted"),
    *("foa_ground", "foa_weight", "foa_rank", "climate", "people"),
)


def _text(label: str, hint: str = "") -> StrippedString:
    return StrippedString(most=_TEXT_MOST, lines=True, metadata={"label": label, "hint": hint})


def _level(label: str, hint: str = "") -> CodedField:
    return CodedField(RiskLevel, metadata={"label": label, "hint": hint, "widget": "select"})


def _asked(label: str, hint: str = "") -> YesNo:
    return YesNo(metadata={"label": label, "widget": "select", "hint": hint})


class _Facts(Schema):
    """What the routine asks: of the whole, of climate and environment, of animals, human rights and workers' rights."""

    nationally_prioritised = _asked(N_("Is the category prioritised nationally?"), _UNKNOWN)
    designated_locally = YesNo(metadata={"label": N_("Our own risk mapping points it out")})

    guide_consulted = _asked(
        N_("Has the criteria guide been consulted?"), N_("The routine says: always look there first.")
    )
    climate_identified = _text(
        N_("Load on climate and environment"), N_("Expected and possible load, over the whole life cycle.")
    )
    climate = _level(N_("Load on climate and environment, as you judge it"), _UNKNOWN)
    environment_raw_material = _level(N_("Environmental risk in raw materials"))
    environment_component = _level(N_("Environmental risk in components and processing"))
    environment_final_production = _level(N_("Environmental risk in final production"))
    climate_measures = _text(N_("Measures for climate and environment"), N_("What is done about the load, in short."))
    climate_follow_up = _text(
        N_("Plan for following up climate and environment"), N_("How requirements and criteria are followed up.")
    )

    foa_ground = CodedField(FoaGround, metadata={"label": N_("Climate and environment in the procurement, FOA § 7-9")})
    foa_weight = WholeNumber(
        least=0,
        most=100,
        metadata={"label": N_("Weight of climate and environment, in per cent"), "hint": N_("For § 7-9 (2).")},
    )
    foa_rank = WholeNumber(
        least=1,
        most=RANK_MOST,
        metadata={"label": N_("Place of environment among the ranked criteria"), "hint": N_("For § 7-9 (3).")},
    )

    goods_element = _asked(
        N_("Is there a goods element?"),
        N_("The high-risk list is mainly about goods, but a service with goods in it can be concerned."),
    )
    on_high_risk_list = _asked(
        N_("Does it stand on the high-risk list?"), N_("Leave it empty when the list has not been consulted.")
    )
    list_level = _level(N_("Highest level on the high-risk list"), N_("Any level gives risk class B."))
    people_identified = _text(
        N_("Risk for animals, human rights and workers' rights"),
        N_("In which parts, along the whole chain from raw material to sale."),
    )
    people = _level(N_("Risk for people and animals, as you judge it"), _UNKNOWN)
    raw_material = _level(N_("Risk in raw materials"))
    component = _level(N_("Risk in components and processing"))
    final_production = _level(N_("Risk in final production"))
    country_risk = CodedField(
        CountryRisk,
        metadata={"label": N_("Risk of the country of production"), "hint": N_("The highest, if there are several.")},
    )
    people_measures = _text(
        N_("Measures for animals, human rights and workers' rights"), N_("What is done about the risk, in short.")
    )
    people_follow_up = _text(
        N_("Plan for following up animals, human rights and workers' rights"),
        N_("How requirements and criteria are followed up."),
    )


def answers(facts: RiskFacts) -> dict[str, object]:
    """Return facts that were given before, as a form holds them."""
    return {
        **{name: getattr(facts, name) for name in _SAME},
        **_steps(facts.matrix, ""),
        **_steps(facts.environment, "environment_"),
        "designated_locally": facts.designated_locally or None,
        "country_risk": next(iter(facts.country_risks), None),
        **{f"climate_{part}": getattr(facts.climate_plan, part) or None for part in _PARTS},
        **{f"people_{part}": getattr(facts.people_plan, part) or None for part in _PARTS},
    }


_PARTS = ("identified", "measures", "follow_up")


def _steps(matrix: tuple[RiskLevel | None, ...], prefix: str) -> dict[str, object]:
    return {f"{prefix}{step}": level for step, level in zip(STEPS, matrix, strict=False)} if matrix else {}


def _facts(loaded: Mapping[str, object]) -> RiskFacts:
    """Return the domain's facts out of checked answers."""
    country = loaded.get("country_risk")
    return RiskFacts(
        designated_locally=bool(loaded.get("designated_locally")),
        matrix=_levels(loaded, ""),
        environment=_levels(loaded, "environment_"),
        country_risks=(country,) if isinstance(country, CountryRisk) else (),
        climate_plan=_plan(loaded, "climate"),
        people_plan=_plan(loaded, "people"),
        **{name: loaded.get(name) for name in _SAME},  # type: ignore[arg-type] # each was checked by its field
    )


def _levels(loaded: Mapping[str, object], prefix: str) -> tuple[RiskLevel | None, ...]:
    """Return the three steps of a chain; nothing where none is answered."""
    told = [loaded.get(f"{prefix}{step}") for step in STEPS]
    levels = tuple(level if isinstance(level, RiskLevel) else None for level in told)
    return levels if any(levels) else ()


def _plan(loaded: Mapping[str, object], side: str) -> Plan:
    return Plan(**{part: str(loaded.get(f"{side}_{part}") or "") for part in _PARTS})


class RiskFactsSchema(_Facts, Input[RiskFacts]):
    """The answers without a class: what a proposal is made of."""

    def build(self, loaded: Mapping[str, object]) -> RiskFacts:
        """Return the facts."""
        return _facts(loaded)

    def readable(self, data: Mapping[str, object]) -> RiskFacts:
        """Return the facts out of those answers that can be read; the others count as not given."""
        given = {name: value for name, value in data.items() if name in self.load_fields and value not in (None, "")}
        try:
            return self.read(given)
        except Invalid as error:
            wrong = {path.partition(".")[0] for path in error.problems}
            return self.read({name: value for name, value in given.items() if name not in wrong})


class AssessmentSchema(_Facts, Input[NewAssessment]):
    """The answers, and the class that a person makes of them."""

    justification = StrippedString(
        most=2000,
        lines=True,
        metadata={
            "label": N_("How the ground of FOA § 7-9 was justified"),
            "hint": N_("Needed for a requirement instead of a criterion, and for an immaterial footprint."),
        },
    )
    risk_class = CodedField(RiskClass, required=True, metadata={"label": N_("Risk class"), "widget": "radio"})
    override_reason = StrippedString(
        most=2000,
        lines=True,
        metadata={
            "label": N_("Why another class than the proposed one"),
            "hint": N_("Needed only when you choose another."),
        },
    )

    def build(self, loaded: Mapping[str, object]) -> NewAssessment:
        """Return the assessment."""
        return NewAssessment(
            facts=_facts(loaded),
            risk_class=RiskClass.of(str(loaded["risk_class"])),
            override_reason=str(loaded.get("override_reason", "")),
            justification=str(loaded.get("justification", "")),
        )


class ReturnSchema(Input[str]):
    """Why an assessment is not approved."""

    note = StrippedString(
        required=True, most=2000, lines=True, metadata={"label": N_("What is to be done before it can be approved")}
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the note."""
        return str(loaded["note"])


class RiskReasonSchema(Output):
    """One thing that speaks for a class."""

    risk_class = CodedField(RiskClass)
    side = CodedField(Side)
    text = fields.String()
    source = fields.String()
    provenance = CodedField(Provenance)


class PlanSchema(Output):
    """What was written of one side."""

    identified = fields.String()
    measures = fields.String()
    follow_up = fields.String()


class RiskAssessmentSchema(Output):
    """An assessment as the API gives it; each side has its class and the higher governs."""

    id = fields.String(attribute="row.public_id")
    status = CodedField(AssessmentStatus, attribute="row.status")
    proposed_class = CodedField(RiskClass, attribute="row.proposed_class")
    risk_class = CodedField(RiskClass, attribute="row.risk_class")
    climate_class = CodedField(RiskClass, attribute="row.climate_class", allow_none=True)
    people_class = CodedField(RiskClass, attribute="row.people_class", allow_none=True)
    valid_until = LocalDate(attribute="row.valid_until", allow_none=True)
    reasons = fields.List(fields.Nested(RiskReasonSchema))
    climate_plan = fields.Nested(PlanSchema, attribute="facts.climate_plan")
    people_plan = fields.Nested(PlanSchema, attribute="facts.people_plan")
    override_reason = fields.String(attribute="row.override_reason", allow_none=True)
    justification = fields.String(attribute="row.justification", allow_none=True)
    assessed_by = fields.String(attribute="assessor", allow_none=True)
    assessed_at = Instant(attribute="row.assessed_at")
    decided_by = fields.String(attribute="decider", allow_none=True)
    decided_at = Instant(attribute="row.decided_at", allow_none=True)
    return_note = fields.String(attribute="row.return_note", allow_none=True)

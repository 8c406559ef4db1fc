"""Risk assessments on the wire and in forms, and the tables of `code_of_conduct/risk/` that they lean on.

The tables come with the program, so they are read once in the life of a process, when somebody first asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from marshmallow import Schema, ValidationError, fields

from followup.domain.risk import AssessmentStatus, FoaGround, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_tables import Category, CountryRisk, RiskLevel, RiskTables
from followup.domain.sourced import Provenance
from followup.errors import N_
from followup.i18n import language
from followup.resources import resource_dir
from followup.schemas.base import Input, Output
from followup.schemas.code_of_conduct import read_risk_tables
from followup.schemas.fields import CodedField, Instant, StrippedString, YesNo

STEPS = ("raw_material", "component", "final_production")
_UNKNOWN = N_("Leave it empty when you do not know; that counts as medium, never as low.")


@lru_cache(maxsize=1)
def tables() -> RiskTables:
    """Return the categories, lists, matrices and rules."""
    return read_risk_tables(resource_dir("code_of_conduct") / "risk")


def category(key: str | None) -> Category | None:
    """Return the category with this key, or None where there is none."""
    return next((found for found in tables().categories if found.key == key), None)


def category_name(key: str | None) -> str:
    """Return the category's name in the reader's language; the key itself where no category has it."""
    found = category(key)
    return found.name.to(language()) if found else key or ""


def categories_on(day: date) -> tuple[Category, ...]:
    """Return the categories that are valid on the day, in the order of the table."""
    return tuple(found for found in tables().categories if found.valid.covers(day))


def check_category(key: str) -> None:
    """Refuse a key that no category has.

    Errors: ValidationError("field.choice").
    """
    if category(key) is None:
        raise ValidationError("field.choice")


def suggested(found: Category | None, country: str) -> dict[str, object]:
    """Return the answers that the tables give for a category, as a form holds them.

    Not standing on the high-risk list is no answer, since the list is not exhaustive. Only Swedish regions have
    nationally prioritised categories.
    """
    if found is None:
        return {}
    cells = tables().cells(found)
    return {
        "nationally_prioritised": found.nationally_prioritised and country == "SE",
        "on_high_risk_list": True if tables().on_high_risk_list(found) else None,
        **dict(zip(STEPS, cells.all(), strict=True)),
    }


def answers(facts: RiskFacts) -> dict[str, object]:
    """Return facts that were given before, as a form holds them."""
    steps = dict(zip(STEPS, facts.matrix, strict=True)) if len(facts.matrix) == len(STEPS) else {}
    return {
        "nationally_prioritised": facts.nationally_prioritised,
        "designated_locally": facts.designated_locally or None,
        "on_high_risk_list": facts.on_high_risk_list,
        "country_risk": next(iter(facts.country_risks), None),
        "people": facts.people,
        "climate": facts.climate,
        "foa_ground": facts.foa_ground,
        **steps,
    }


class _Facts(Schema):
    """What is asked before a class is proposed."""

    nationally_prioritised = YesNo(
        metadata={"label": N_("Is the category prioritised nationally?"), "widget": "select", "hint": _UNKNOWN}
    )
    designated_locally = YesNo(metadata={"label": N_("Our own risk mapping points it out")})
    on_high_risk_list = YesNo(
        metadata={"label": N_("Does it stand on the high-risk list?"), "widget": "select", "hint": _UNKNOWN}
    )
    raw_material = CodedField(RiskLevel, metadata={"label": N_("Risk in raw materials")})
    component = CodedField(RiskLevel, metadata={"label": N_("Risk in components and processing")})
    final_production = CodedField(RiskLevel, metadata={"label": N_("Risk in final production")})
    country_risk = CodedField(
        CountryRisk,
        metadata={"label": N_("Risk of the country of production"), "hint": N_("The highest, if there are several.")},
    )
    people = CodedField(
        RiskLevel, metadata={"label": N_("Risk for people and animals, as you judge it"), "hint": _UNKNOWN}
    )
    climate = CodedField(
        RiskLevel, metadata={"label": N_("Load on climate and environment, as you judge it"), "hint": _UNKNOWN}
    )
    foa_ground = CodedField(FoaGround, metadata={"label": N_("Climate and environment in the procurement, FOA § 7-9")})


def _facts(loaded: Mapping[str, object]) -> RiskFacts:
    """Return the domain's facts out of checked answers."""
    levels = (loaded.get(step) for step in STEPS)
    country = loaded.get("country_risk")
    same = ("nationally_prioritised", "on_high_risk_list", "foa_ground", "climate", "people")
    return RiskFacts(
        designated_locally=bool(loaded.get("designated_locally")),
        matrix=tuple(level for level in levels if isinstance(level, RiskLevel)),
        country_risks=(country,) if isinstance(country, CountryRisk) else (),
        **{name: loaded.get(name) for name in same},  # type: ignore[arg-type] # each was checked by its field
    )


class RiskFactsSchema(_Facts, Input[RiskFacts]):
    """The questions of the first page."""

    def build(self, loaded: Mapping[str, object]) -> RiskFacts:
        """Return the facts."""
        return _facts(loaded)


class AssessmentSchema(_Facts, Input[NewAssessment]):
    """The answers again, and the class that a person makes of them."""

    risk_class = CodedField(RiskClass, required=True, metadata={"label": N_("Risk class"), "widget": "radio"})
    override_reason = StrippedString(
        most=2000,
        lines=True,
        metadata={
            "label": N_("Why another class than the proposed one"),
            "hint": N_("Needed only when you choose another."),
        },
    )
    justification = StrippedString(
        most=2000,
        lines=True,
        metadata={
            "label": N_("How the ground of FOA § 7-9 was justified"),
            "hint": N_("Needed for a requirement instead of a criterion, and for an immaterial footprint."),
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


FACTS = tuple(_Facts().fields)


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
    text = fields.String()
    source = fields.String()
    provenance = CodedField(Provenance)


class RiskAssessmentSchema(Output):
    """An assessment as the API gives it."""

    id = fields.String(attribute="row.public_id")
    status = CodedField(AssessmentStatus, attribute="row.status")
    proposed_class = CodedField(RiskClass, attribute="row.proposed_class")
    risk_class = CodedField(RiskClass, attribute="row.risk_class")
    reasons = fields.List(fields.Nested(RiskReasonSchema))
    override_reason = fields.String(attribute="row.override_reason", allow_none=True)
    justification = fields.String(attribute="row.justification", allow_none=True)
    assessed_by = fields.String(attribute="assessor")
    assessed_at = Instant(attribute="row.assessed_at")
    decided_by = fields.String(attribute="decider", allow_none=True)
    decided_at = Instant(attribute="row.decided_at", allow_none=True)
    return_note = fields.String(attribute="row.return_note", allow_none=True)

"""What is known in advance about risk: categories, the Norwegian high-risk list, matrices, countries and class rules.

"Insufficient information" is a value of its own and never low; an empty cell means that nobody has told us;
and not standing on a list is not the same as no risk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from followup.domain.code_of_conduct import Area
from followup.domain.codes import Coded
from followup.domain.sourced import UNDATED, Number, Period, Provenance, Text
from followup.errors import N_


class RiskLevel(Coded):
    """How high a risk is, lowest first; insufficient information ranks above low."""

    LOW = "low", N_("Low")
    INSUFFICIENT = "insufficient", N_("Insufficient information")
    MEDIUM_HIGH = "medium_high", N_("Medium high")
    HIGH = "high", N_("High")
    VERY_HIGH = "very_high", N_("Very high")

    @property
    def rank(self) -> int:
        """Return the place in the order, lowest first."""
        return tuple(RiskLevel).index(self)


class CountryRisk(Coded):
    """The five classes of country risk."""

    VERY_LOW = "very_low", N_("Very low risk")
    LOW = "low", N_("Low risk")
    RISK = "risk", N_("Risk country")
    HIGH = "high", N_("High risk")
    VERY_HIGH = "very_high", N_("Very high risk")


@dataclass(frozen=True, slots=True)
class Cells:
    """Risk along the chain; None where nobody has told us."""

    raw_material: RiskLevel | None = None
    component: RiskLevel | None = None
    final_production: RiskLevel | None = None

    def all(self) -> tuple[RiskLevel | None, ...]:
        """Return the three cells from the beginning of the chain to its end."""
        return (self.raw_material, self.component, self.final_production)


@dataclass(frozen=True, slots=True, kw_only=True)
class HighRiskRow:
    """A product on the Norwegian high-risk list."""

    key: str
    name: Text
    group: Text
    source: str
    provenance: Provenance
    cells: Cells = Cells()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One area of risk for one product group of the Swedish risk analysis service."""

    product_group: str
    name: Text
    area: Area
    cells: Cells
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of purchases: who answers for it nationally, which CPV codes fall in it, where its risk is told.

    Shape: `cpv` are prefixes of codes; `high_risk` are keys of the high-risk list; `matrix` is a product group.
    """

    key: str
    name: Text
    cpv: tuple[str, ...]
    cpv_provenance: Provenance
    source: str
    provenance: Provenance
    parent: str = ""
    area: str = ""
    nationally_prioritised: bool = False
    valid: Period = UNDATED
    high_risk: tuple[str, ...] = ()
    matrix: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMeaning:
    """What a risk class stands for."""

    risk_class: str
    meaning: Text
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """A criterion that puts a contract in at least this class; read from the first rule to the last."""

    criterion: str
    risk_class: str
    text: Text
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRules:
    """The contents of class_rules.toml."""

    classes: tuple[ClassMeaning, ...]
    rules: tuple[ClassRule, ...]
    numbers: tuple[Number, ...]

    def rule(self, criterion: str) -> ClassRule:
        """Return the rule for one criterion.

        Errors: KeyError.
        """
        return {rule.criterion: rule for rule in self.rules}[criterion]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryIndex:
    """One of the four indices that country risk is added up from.

    Units: points 0 to 100, a higher number is a lower risk.
    """

    key: str
    name: str
    publisher: str
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexConversion:
    """How a grade of an index that is no number becomes points."""

    index: str
    grade: str
    points: int
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryThreshold:
    """A country is in this class when its sum is above the number, and not above that of a better class.

    Units: sum of the indices, 0 to 400; without a number the class takes all that is left.
    """

    risk: CountryRisk
    source: str
    provenance: Provenance
    above: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryThresholds:
    """The contents of country_thresholds.toml."""

    as_of_on: date
    indices: tuple[CountryIndex, ...]
    conversions: tuple[IndexConversion, ...]
    thresholds: tuple[CountryThreshold, ...]

    def risk(self, total: int) -> CountryRisk:
        """Return the class of a country's sum of points.

        Errors: ValueError outside 0 to 400.
        """
        if not 0 <= total <= 100 * len(self.indices):
            raise ValueError(f"not a sum of {len(self.indices)} indices: {total}")
        above = [row for row in self.thresholds if total > row.above]
        return max(above, key=lambda row: row.above).risk


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTables:
    """Everything under risk/; where a source gives its table no date, the period is empty and its note says so."""

    categories: tuple[Category, ...]
    high_risk_list: tuple[HighRiskRow, ...]
    matrices: tuple[MatrixRow, ...]
    class_rules: ClassRules
    countries: CountryThresholds
    high_risk_dated: Period = UNDATED
    matrices_dated: Period = UNDATED

    def category(self, key: str) -> Category:
        """Return the category with this key.

        Errors: KeyError.
        """
        return {category.key: category for category in self.categories}[key]

    def category_for(self, cpv: str, day: date) -> Category | None:
        """Return the category whose CPV prefix fits a code best that day, or None."""
        fits = [(len(p), c) for c in self.categories if c.valid.covers(day) for p in c.cpv if cpv.startswith(p)]
        return max(fits, key=lambda fit: fit[0])[1] if fits else None

    def on_high_risk_list(self, category: Category) -> tuple[HighRiskRow, ...]:
        """Return the rows of the high-risk list that concern a category; none does not mean no risk."""
        return tuple(row for row in self.high_risk_list if row.key in category.high_risk)

    def matrix(self, product_group: str) -> tuple[MatrixRow, ...]:
        """Return the rows of one product group, one for each area of risk."""
        return tuple(row for row in self.matrices if row.product_group == product_group)

    def cells(self, category: Category) -> Cells:
        """Return the highest risk that any table tells for each step of a category's chain."""
        rows = [row.cells for row in self.on_high_risk_list(category)]
        rows += [row.cells for row in self.matrix(category.matrix)]
        return Cells(
            raw_material=highest(row.raw_material for row in rows),
            component=highest(row.component for row in rows),
            final_production=highest(row.final_production for row in rows),
        )


def highest(levels: Iterable[RiskLevel | None]) -> RiskLevel | None:
    """Return the highest known level, or None where none is known."""
    return max((level for level in levels if level is not None), key=lambda level: level.rank, default=None)

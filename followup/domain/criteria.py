"""The criteria bank: requirements that a contract may take, each with how it is verified and followed up.

A bank is adopted and frozen like a version of the standard terms. Who decided modality and level is said in each bank,
and in a criterion where it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.code_of_conduct import Area, Level
from followup.domain.codes import Coded
from followup.domain.sourced import Period, Provenance, Text
from followup.errors import N_, Reason

NOT_A_CRITERION = Reason("criterion.unknown", N_("One of these is not a criterion of the bank. Choose from the list."))
NOT_OFFERED = Reason(
    "criterion.not_offered", N_("One of these stands in a bank that is not in force. Choose from the list.")
)
RESTED_UPON = Reason(
    "criterion.rested_upon",
    N_("A follow-up, a deviation, a file or a finding rests on this criterion, so it stays in the contract."),
)
NOT_TAKEN = Reason("criterion.not_taken", N_("This is a clause of the standard terms and cannot be taken out alone."))


class CriterionKind(Coded):
    """Where in a procurement a criterion stands."""

    QUALIFICATION = "qualification", N_("Qualification requirement")
    SPECIFICATION = "specification", N_("Technical specification")
    AWARD = "award", N_("Award criterion")
    TERM = "term", N_("Contract performance condition")


class Modality(Coded):
    """How strongly something is asked for."""

    SHALL = "shall", N_("Shall")
    SHOULD = "should", N_("Should")
    MAY = "may", N_("May")


class EvidenceType(Coded):
    """What kind of evidence the field knows for a requirement."""

    ECOLABEL = "ecolabel", N_("Ecolabel of type I")
    EPD = "epd", N_("Environmental product declaration (EPD)")
    ENVIRONMENTAL_CERTIFICATE = "environmental_certificate", N_("Environmental certificate")
    SOCIAL_CERTIFICATE = "social_certificate", N_("Social certificate or audit report")
    ANIMAL_WELFARE_CERTIFICATE = "animal_welfare_certificate", N_("Certificate of animal welfare")
    SUBSTANCES_ABSENT = "substances_absent", N_("Absence of listed hazardous substances")
    PRODUCTION_COUNTRY = "production_country", N_("Country and town of production")
    TEST_REPORT = "test_report", N_("Test report")
    STATISTICS = "statistics", N_("Figures for the period")
    DESCRIPTION = "description", N_("Description or policy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided that something is asked for so strongly and at that level, and when."""

    by: Text
    provenance: Provenance
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One requirement, ready to be taken into a contract.

    `decision` is given only where it differs from the bank's own.
    """

    id: str
    kind: CriterionKind
    level: Level
    modality: Modality
    areas: tuple[Area, ...]
    title: Text
    text: Text
    verification: Text
    follow_up: Text
    evidence: tuple[EvidenceType, ...]
    source: str
    provenance: Provenance
    sdg_targets: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    note: Text | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedCriterion:
    """A criterion as it is kept with its clause: whole, with the decision that it shares with its bank."""

    criterion: Criterion
    bank_decision: Decision

    @property
    def decision(self) -> Decision:
        """Return who decided its modality and level."""
        return self.criterion.decision or self.bank_decision


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaGroup:
    """The criteria of what is bought alike.

    Shape: `categories` are keys of the risk tables; `cpv` are prefixes of codes for contracts without a category;
    a group with neither holds for every contract.
    """

    key: str
    title: Text
    criteria: tuple[Criterion, ...]
    categories: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()

    @property
    def is_for_all(self) -> bool:
        """Return whether it holds whatever is bought."""
        return not self.categories and not self.cpv

    def fits(self, category: str | None, cpv: str | None) -> bool:
        """Return whether it is about this category, or where that is not known about this CPV code."""
        if category:
            return category in self.categories
        return cpv is not None and any(cpv.startswith(prefix) for prefix in self.cpv)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCriteria:
    """A category that the bank says nothing about yet, and why."""

    category: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaBank:
    """One adopted edition of the bank; an optional one is adopted only where a cooperation switches it on."""

    key: str
    title: Text
    issuer: Text
    in_force: Period
    languages: tuple[str, ...]
    source: str
    decision: Decision
    groups: tuple[CriteriaGroup, ...]
    without: tuple[WithoutCriteria, ...] = ()
    is_optional: bool = False

    @property
    def criteria(self) -> tuple[tuple[CriteriaGroup, Criterion], ...]:
        """Return each criterion with its group, in the order of the bank."""
        return tuple((group, criterion) for group in self.groups for criterion in group.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCriteria:
    """Criteria that a person takes into a contract."""

    criterion_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaFilter:
    """What the bank is narrowed to."""

    group: str = ""
    level: Level | None = None
    kind: CriterionKind | None = None
    area: Area | None = None
    evidence: EvidenceType | None = None


def first_fitting(groups: Sequence[CriteriaGroup], category: str | None, cpv: str | None) -> list[CriteriaGroup]:
    """Return the groups with those about this purchase first, then those for every purchase, then the others."""

    def place(group: CriteriaGroup) -> int:
        return 0 if group.fits(category, cpv) else 1 if group.is_for_all else 2

    return sorted(groups, key=place)

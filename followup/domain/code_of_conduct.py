"""The harmonised content as values: code text, clauses, questionnaires and their sources, as one adopted version.

Everything here is read from `code_of_conduct/` or from the database, never changed: a new wording is a new version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.sourced import Library, Number, Period, Text
from followup.errors import N_


class Area(Coded):
    """What a requirement protects; the fifth is switched on by a cooperation that wants it."""

    HUMAN_RIGHTS = "human_rights", N_("Human rights")
    LABOUR_RIGHTS = "labour_rights", N_("Workers' rights")
    ENVIRONMENT = "environment", N_("Environment and climate")
    ANTI_CORRUPTION = "anti_corruption", N_("Business ethics and anti-corruption")
    ANIMAL_WELFARE = "animal_welfare", N_("Animal welfare")


class Level(Coded):
    """How much a contract asks for; comparison follows the reach, not the alphabet: basic < advanced < spearhead."""

    BASIC = "basic", N_("Basic level")
    ADVANCED = "advanced", N_("Advanced level")
    SPEARHEAD = "spearhead", N_("Spearhead level")

    def __lt__(self, other: str) -> bool:
        return _LEVELS.index(self) < _LEVELS.index(other)

    def __le__(self, other: str) -> bool:
        return _LEVELS.index(self) <= _LEVELS.index(other)

    def __gt__(self, other: str) -> bool:
        return _LEVELS.index(self) > _LEVELS.index(other)

    def __ge__(self, other: str) -> bool:
        return _LEVELS.index(self) >= _LEVELS.index(other)


_LEVELS = tuple(Level)


class Part(Coded):
    """Where in the standard clause a requirement stands."""

    COMMITMENT = "commitment", N_("Commitments")
    PROCESS = "process", N_("Process requirements")
    REPORTING = "reporting", N_("Duty to report")
    FOLLOW_UP = "follow_up", N_("Follow-up")
    CONSEQUENCE = "consequence", N_("Deviations and consequences")
    CRITERION = "criterion", N_("Criteria of the procurement")


class VersionKind(Coded):
    """What an adopted version holds: the standard terms, a criteria bank, or a bank of forms to send to suppliers."""

    TERMS = "terms", N_("Standard terms")
    CRITERIA = "criteria", N_("Criteria bank")
    FORMS = "forms", N_("Bank of forms")


NUMBERS: Mapping[str, str] = {
    "traceability_answer_days": N_("days to answer a request for traceability"),
    "audit_possible_days": N_("days until an audit must be possible"),
    "self_assessment_answer_days": N_("days to answer the self-assessment"),
    "severe_report_days": N_("days to report a severe deviation"),
    "correction_days": N_("days to correct a deviation"),
    "evidence_months": N_("months until evidence is too old"),
    "penalty_per_commenced_week": N_("penalty per commenced week"),
    "penalty_cap_weeks": N_("most weeks of penalty"),
}
"""What each number of a clause is called."""


class QuestionKind(Coded):
    """What sort of answer a question takes; files may be attached wherever evidence is asked for."""

    YES_PARTLY_NO = "yes_partly_no", N_("Yes, partly or no")
    ONE_OF = "one_of", N_("One of several choices")
    SEVERAL_OF = "several_of", N_("Any of several choices")
    TEXT = "text", N_("Text")
    WHOLE_NUMBER = "whole_number", N_("A whole number")
    NUMBER = "number", N_("A number with decimals")
    DATE = "date", N_("Date")
    COUNTRY = "country", N_("Country")
    SITES = "sites", N_("List of production sites")
    FILE = "file", N_("File")


class Reply(Coded):
    """The four answers to a question of the kind yes, partly or no."""

    YES = "yes", N_("Yes")
    PARTLY = "partly", N_("Partly")
    NO = "no", N_("No")
    NOT_RELEVANT = "not_relevant", N_("Not relevant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the code's text; the body is Markdown."""

    id: str
    title: Text
    body: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseText:
    """One requirement of the standard clause: what the supplier must do and what shows it."""

    id: str
    part: Part
    level: Level
    section: str
    areas: tuple[Area, ...]
    title: Text
    obligation: Text
    evidence: Text
    source: str
    number: str = ""
    conventions: tuple[str, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIf:
    """A question is shown only when an earlier one was answered like this: a reply, or the code of a choice."""

    question: str
    equals: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the choices that a question offers; the code is kept, the text may be reworded."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSection:
    """A heading of the questionnaire."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; its key names the topic and is the same in every version that asks it."""

    key: str
    section: str
    kind: QuestionKind
    text: Text
    source: str
    clause: str | None = None
    area: Area | None = None
    guidance: Text | None = None
    evidence: Text | None = None
    shown_if: ShownIf | None = None
    lead: bool = False
    required: bool = True
    weight: int = 0
    sdg_targets: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    unit: Text | None = None
    good_example: Text | None = None
    assessment_guide: Text | None = None
    needs_evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The questions of one form in the order they are asked."""

    key: str
    title: Text
    introduction: Text
    minutes: Number
    weights_source: str
    sections: tuple[QuestionSection, ...]
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question:
        """Return the question with this key.

        Errors: KeyError, when the version does not ask it.
        """
        return {question.key: question for question in self.questions}[key]

    def in_section(self, section: str) -> tuple[Question, ...]:
        """Return the questions under one heading, in order."""
        return tuple(q for q in self.questions if q.section == section)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeVersion:
    """One generation of the standard clause with its code text and its questionnaires."""

    key: str
    country: str
    title: Text
    issuer: Text
    in_force: Period
    languages: tuple[str, ...]
    source: str
    sections: tuple[Section, ...]
    clauses: tuple[ClauseText, ...]
    questionnaires: tuple[Questionnaire, ...]

    def clause(self, clause_id: str) -> ClauseText:
        """Return the clause with this id.

        Errors: KeyError, when the version does not have it.
        """
        return {clause.id: clause for clause in self.clauses}[clause_id]

    def clauses_at(self, level: Level) -> tuple[ClauseText, ...]:
        """Return the clauses that bind a contract at this level, in clause order."""
        return tuple(clause for clause in self.clauses if clause.level <= level)

    def process_requirements(self) -> tuple[ClauseText, ...]:
        """Return the process requirements, in clause order."""
        return tuple(clause for clause in self.clauses if clause.part is Part.PROCESS)

    def targets_of(self, question: Question) -> tuple[str, ...]:
        """Return the development targets that a question serves: its own, else those of what it asks about."""
        if question.sdg_targets:
            return question.sdg_targets
        asked = [c for c in self.clauses if c.id == question.clause]
        asked = asked or [c for c in self.clauses if c.part is Part.COMMITMENT and question.area in c.areas]
        return tuple(dict.fromkeys(target for clause in asked for target in clause.sdg_targets))

    def questionnaire(self, key: str = "self_assessment") -> Questionnaire:
        """Return one of the version's questionnaires.

        Errors: KeyError, when the version does not have it.
        """
        return {form.key: form for form in self.questionnaires}[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementArea:
    """What clauses of different generations have in common, so that their results can be added up.

    Shape: `clauses` are references "version/clause id".
    """

    key: str
    title: Text
    clauses: tuple[str, ...]
    source: str
    note: Text | None = None

    def clauses_of(self, version: str) -> tuple[str, ...]:
        """Return the ids of one version's clauses in this area."""
        return tuple(clause for key, _, clause in (ref.partition("/") for ref in self.clauses) if key == version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All versions with what connects them."""

    library: Library
    versions: tuple[CodeVersion, ...]
    crosswalk: tuple[RequirementArea, ...]


def as_data(version: CodeVersion) -> dict[str, object]:
    """Return the version as plain values that JSON can hold."""
    return as_plain(version)


def from_data(data: Mapping[str, object]) -> CodeVersion:
    """Return the version that `as_data` took apart.

    Errors: Invalid, with the path of every missing, unknown or wrong value.
    """
    return from_plain(CodeVersion, data)


def fingerprint(adopted: object) -> str:
    """Return the SHA-256 of what a version or a bank says; its dates in force may still be set and do not count."""
    said = {key: value for key, value in as_plain(adopted).items() if key != "in_force"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

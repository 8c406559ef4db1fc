"""Reads the files of `code_of_conduct/` into values.

Whatever is wrong in a file is named by file and key, all of it at once.

The rows are checked by `domain/plain_data.py`, the same strict path that reads them back from the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from followup.domain.code_of_conduct import (
    ClauseText,
    CodeVersion,
    Content,
    Questionnaire,
    Section,
)
from followup.domain.crosswalks import Crosswalk
from followup.domain.penalties import PenaltyRule
from followup.domain.policies import DeviationDeadlines, FollowUpPlan, Policies, Sharing
from followup.domain.risk_tables import Category, ClassRules, CountryThresholds, HighRiskRow, MatrixRow, RiskTables
from followup.domain.sourced import LANGUAGES, Library, Period, SdgTarget, Source, Text
from followup.errors import N_, Invalid, Reason
from followup.resources import resource_dir
from followup.schemas.toml_files import name, read, table, text

NO_VERSION = Reason("content.no_version", N_("There is no version “{name}” in this file."))
NO_ID = Reason("content.no_id", N_("Line {line}: a section heading is written “## Title {{#id}}”."))
NO_HEADING = Reason("content.no_heading", N_("Line {line}: there is text before the first section."))
OTHER_SECTIONS = Reason("content.other_sections", N_("The sections are {here}, in English they are {there}."))

_HEADING = re.compile(r"## (?P<title>\S.*?) \{#(?P<id>[a-z][a-z0-9_]*)\}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    key: str
    country: str
    title: Text
    issuer: Text
    in_force: Period
    languages: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    versions: tuple[_Version, ...]
    banks: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SdgTargets:
    sdg_targets: tuple[SdgTarget, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clauses:
    clauses: tuple[ClauseText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Penalties:
    rules: tuple[PenaltyRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Categories:
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _HighRiskList:
    rows: tuple[HighRiskRow, ...]
    dated: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrices:
    rows: tuple[MatrixRow, ...]
    dated: Period


def read_content(folder: Path) -> Content:
    """Return everything about the clause generations under `code_of_conduct/`.

    Errors: Invalid, each problem at "file: key".
    """
    manifest = read(_Manifest, folder / "manifest.toml")
    return Content(
        library=read_library(folder),
        versions=tuple(read_version(folder / version.key) for version in manifest.versions),
        crosswalk=read(Crosswalk, folder / "crosswalk.toml").areas,
    )


def read_bank_keys(folder: Path) -> tuple[str, ...]:
    """Return the folders of the criteria banks, in the order of the manifest.

    Errors: Invalid, each problem at "file: key".
    """
    return read(_Manifest, folder / "manifest.toml").banks


def read_form_keys(folder: Path) -> tuple[str, ...]:
    """Return the folders of the banks of forms, in the order of the manifest.

    Errors: Invalid, each problem at "file: key".
    """
    return read(_Manifest, folder / "manifest.toml").forms


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the sources and development targets that come with the program."""
    return read_library(resource_dir("code_of_conduct"))


def read_library(folder: Path) -> Library:
    """Return the sources and development targets that rows refer to.

    Errors: Invalid, each problem at "file: key".
    """
    return Library(
        sources=read(_Sources, folder / "sources.toml").sources,
        sdg_targets=read(_SdgTargets, folder / "sdg_targets.toml").sdg_targets,
    )


def read_version(folder: Path) -> CodeVersion:
    """Return one version from its folder and its row in the manifest beside it.

    Errors: Invalid, each problem at "file: key".
    """
    manifest = folder.parent / "manifest.toml"
    rows = {version.key: version for version in read(_Manifest, manifest).versions}
    if folder.name not in rows:
        raise Invalid.at(name(manifest), NO_VERSION.but(name=folder.name))
    row = rows[folder.name]
    forms = sorted((folder / "questionnaires").glob("*.toml"))
    return CodeVersion(
        key=row.key,
        country=row.country,
        title=row.title,
        issuer=row.issuer,
        in_force=row.in_force,
        languages=row.languages,
        source=row.source,
        sections=_sections(folder),
        clauses=read(_Clauses, folder / "clauses.toml").clauses,
        questionnaires=tuple(read(Questionnaire, file) for file in forms),
    )


def read_policies(folder: Path) -> Policies:
    """Return the policies under `code_of_conduct/policies/`.

    Errors: Invalid, each problem at "file: key".
    """
    return Policies(
        follow_up_plan=read(FollowUpPlan, folder / "follow_up_plan.toml"),
        deviation_deadlines=read(DeviationDeadlines, folder / "deviation_deadlines.toml"),
        sharing=read(Sharing, folder / "sharing.toml"),
    )


def read_risk_tables(folder: Path) -> RiskTables:
    """Return the categories, lists, matrices and rules under `code_of_conduct/risk/`.

    Errors: Invalid, each problem at "file: key".
    """
    listed, matrices = read(_HighRiskList, folder / "high_risk_list.toml"), read(_Matrices, folder / "matrices.toml")
    return RiskTables(
        categories=read(_Categories, folder / "categories.toml").categories,
        high_risk_list=listed.rows,
        matrices=matrices.rows,
        class_rules=read(ClassRules, folder / "class_rules.toml"),
        countries=read(CountryThresholds, folder / "country_thresholds.toml"),
        high_risk_dated=listed.dated,
        matrices_dated=matrices.dated,
    )


def read_penalties(folder: Path) -> tuple[PenaltyRule, ...]:
    """Return what each generation of the terms says of its penalty.

    Errors: Invalid, each problem at "file: key".
    """
    return read(_Penalties, folder / "penalties.toml").rules


@lru_cache(maxsize=1)
def penalty_rules() -> Mapping[str, PenaltyRule]:
    """Return the rules that come with the program, by reference "version/clause id"."""
    return {rule.clause: rule for rule in read_penalties(resource_dir("code_of_conduct"))}


def read_adopted(folder: Path) -> Mapping[str, str]:
    """Return the fingerprint under which each version was adopted.

    Errors: Invalid at "ADOPTED.toml".
    """
    return {key: str(fingerprint) for key, fingerprint in table(folder / "ADOPTED.toml").items()}


def _sections(folder: Path) -> tuple[Section, ...]:
    """Return the sections of the code's text, which must be the same in every language."""
    texts = {language: _markdown(folder / f"code.{language}.md") for language in LANGUAGES}
    ids = list(texts["en"])
    for language, sections in texts.items():
        if list(sections) != ids:
            here, there = ", ".join(sections), ", ".join(ids)
            raise Invalid.at(f"{folder.name}/code.{language}.md", OTHER_SECTIONS.but(here=here, there=there))
    return tuple(
        Section(
            id=id_,
            title=Text(**{language: texts[language][id_][0] for language in LANGUAGES}),
            body=Text(**{language: texts[language][id_][1] for language in LANGUAGES}),
        )
        for id_ in ids
    )


def _markdown(file: Path) -> Mapping[str, tuple[str, str]]:
    """Return id -> title and body of each section, in the order of the file.

    Errors: Invalid, where a heading has no id or text stands before the first section.
    """
    lines = text(file).splitlines()
    titles: dict[str, str] = {}
    bodies: dict[str, list[str]] = {}
    for number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            heading = _HEADING.fullmatch(line)
            if heading is None or heading["id"] in titles:
                raise Invalid.at(name(file), NO_ID.but(line=number))
            titles[heading["id"]] = heading["title"]
            bodies[heading["id"]] = []
        elif bodies:
            bodies[next(reversed(bodies))].append(line)
        elif line.strip() and not line.startswith("# "):
            raise Invalid.at(name(file), NO_HEADING.but(line=number))
    return {id_: (title, "\n".join(bodies[id_]).strip()) for id_, title in titles.items()}

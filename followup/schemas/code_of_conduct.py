"""Reads the files of `code_of_conduct/` into values, and gives adopted versions to the API.

Whatever is wrong in a file is named by file and key, all of it at once.

The rows are checked by `domain/plain_data.py`, the same strict path that reads them back from the database.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from marshmallow import fields

from followup.domain.code_of_conduct import (
    Area,
    ClauseText,
    CodeVersion,
    Content,
    Level,
    Part,
    Questionnaire,
    RequirementArea,
    Section,
)
from followup.domain.plain_data import from_plain
from followup.domain.policies import DeviationDeadlines, FollowUpPlan, Policies, Sharing
from followup.domain.risk_tables import Category, ClassRules, CountryThresholds, HighRiskRow, MatrixRow, RiskTables
from followup.domain.sourced import LANGUAGES, Library, Period, SdgTarget, Source, Text
from followup.errors import N_, Invalid, Reason
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate

T = TypeVar("T")

NO_FILE = Reason("content.no_file", N_("The file is missing."))
NOT_READABLE = Reason("content.not_readable", N_("The file cannot be read: {detail}"))
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
class _Crosswalk:
    areas: tuple[RequirementArea, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Categories:
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _HighRiskList:
    rows: tuple[HighRiskRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrices:
    rows: tuple[MatrixRow, ...]


def read_content(folder: Path) -> Content:
    """Return everything about the clause generations under `code_of_conduct/`.

    Errors: Invalid, each problem at "file: key".
    """
    manifest = _read(_Manifest, folder / "manifest.toml")
    return Content(
        library=read_library(folder),
        versions=tuple(read_version(folder / version.key) for version in manifest.versions),
        crosswalk=_read(_Crosswalk, folder / "crosswalk.toml").areas,
    )


def read_library(folder: Path) -> Library:
    """Return the sources and development targets that rows refer to.

    Errors: Invalid, each problem at "file: key".
    """
    return Library(
        sources=_read(_Sources, folder / "sources.toml").sources,
        sdg_targets=_read(_SdgTargets, folder / "sdg_targets.toml").sdg_targets,
    )


def read_version(folder: Path) -> CodeVersion:
    """Return one version from its folder and its row in the manifest beside it.

    Errors: Invalid, each problem at "file: key".
    """
    manifest = folder.parent / "manifest.toml"
    rows = {version.key: version for version in _read(_Manifest, manifest).versions}
    if folder.name not in rows:
        raise Invalid.at(_name(manifest), NO_VERSION.but(name=folder.name))
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
        clauses=_read(_Clauses, folder / "clauses.toml").clauses,
        questionnaires=tuple(_read(Questionnaire, file) for file in forms),
    )


def read_policies(folder: Path) -> Policies:
    """Return the policies under `code_of_conduct/policies/`.

    Errors: Invalid, each problem at "file: key".
    """
    return Policies(
        follow_up_plan=_read(FollowUpPlan, folder / "follow_up_plan.toml"),
        deviation_deadlines=_read(DeviationDeadlines, folder / "deviation_deadlines.toml"),
        sharing=_read(Sharing, folder / "sharing.toml"),
    )


def read_risk_tables(folder: Path) -> RiskTables:
    """Return the categories, lists, matrices and rules under `code_of_conduct/risk/`.

    Errors: Invalid, each problem at "file: key".
    """
    return RiskTables(
        categories=_read(_Categories, folder / "categories.toml").categories,
        high_risk_list=_read(_HighRiskList, folder / "high_risk_list.toml").rows,
        matrices=_read(_Matrices, folder / "matrices.toml").rows,
        class_rules=_read(ClassRules, folder / "class_rules.toml"),
        countries=_read(CountryThresholds, folder / "country_thresholds.toml"),
    )


def read_adopted(folder: Path) -> Mapping[str, str]:
    """Return the fingerprint under which each version was adopted.

    Errors: Invalid at "ADOPTED.toml".
    """
    return {key: str(fingerprint) for key, fingerprint in _table(folder / "ADOPTED.toml").items()}


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Put the file's name before the path of every problem, and turn an unreadable file into one."""
    try:
        yield
    except Invalid as error:
        raise Invalid({f"{_name(file)}: {path}": reasons for path, reasons in error.problems.items()}) from None
    except FileNotFoundError:
        raise Invalid.at(_name(file), NO_FILE) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid.at(_name(file), NOT_READABLE.but(detail=str(error))) from None


def _table(file: Path) -> Mapping[str, object]:
    with _naming(file):
        return tomllib.loads(file.read_text("utf-8"))


def _read(kind: Callable[..., T], file: Path) -> T:
    table = _table(file)
    with _naming(file):
        return from_plain(kind, table)


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
    with _naming(file):
        lines = file.read_text("utf-8").splitlines()
    titles: dict[str, str] = {}
    bodies: dict[str, list[str]] = {}
    for number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            heading = _HEADING.fullmatch(line)
            if heading is None or heading["id"] in titles:
                raise Invalid.at(_name(file), NO_ID.but(line=number))
            titles[heading["id"]] = heading["title"]
            bodies[heading["id"]] = []
        elif bodies:
            bodies[next(reversed(bodies))].append(line)
        elif line.strip() and not line.startswith("# "):
            raise Invalid.at(_name(file), NO_HEADING.but(line=number))
    return {id_: (title, "\n".join(bodies[id_]).strip()) for id_, title in titles.items()}


class ListedCodeVersionSchema(Output):
    """An adopted version as a row of the list."""

    id = fields.String(attribute="public_id")
    key = fields.String()
    country = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    in_force_from = LocalDate(allow_none=True)
    in_force_to = LocalDate(allow_none=True)
    sha256 = fields.String()


class ClauseSchema(Output):
    """One standard clause of a version."""

    id = fields.String(attribute="public_id")
    key = fields.String()
    number = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    obligation = fields.Dict(keys=fields.String(), values=fields.String())
    areas = fields.List(CodedField(Area))
    part = CodedField(Part)
    level = CodedField(Level)


class QuestionnaireSchema(Output):
    """A form that belongs to a version."""

    id = fields.String(attribute="public_id")
    key = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    content = fields.Dict()


class CodeVersionSchema(ListedCodeVersionSchema):
    """An adopted version with all it says."""

    clauses = fields.List(fields.Nested(ClauseSchema))
    questionnaires = fields.List(fields.Nested(QuestionnaireSchema))

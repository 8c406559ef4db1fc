"""The project's own content, read once, and a copy of its folder in which a test may plant a fault."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

from followup.domain.code_of_conduct import CodeVersion, Content
from followup.domain.criteria import CriteriaBank
from followup.domain.forms import FormBank
from followup.domain.policies import Policies
from followup.domain.risk_tables import RiskTables
from followup.resources import resource_dir
from followup.schemas.code_of_conduct import read_content, read_policies, read_risk_tables
from followup.schemas.criteria import read_banks
from followup.schemas.forms import read_form_banks

FOLDER = resource_dir("code_of_conduct")


@lru_cache
def content() -> Content:
    return read_content(FOLDER)


@lru_cache
def banks() -> tuple[CriteriaBank, ...]:
    return read_banks(FOLDER)


@lru_cache
def form_banks() -> tuple[FormBank, ...]:
    return read_form_banks(FOLDER)


@lru_cache
def policies() -> Policies:
    return read_policies(FOLDER / "policies")


@lru_cache
def tables() -> RiskTables:
    return read_risk_tables(FOLDER / "risk")


def version(key: str = "se-2021") -> CodeVersion:
    return {v.key: v for v in content().versions}[key]


def a_copy(folder: Path, file: str, old: str, new: str) -> Path:
    """Return a copy of the content in which the first `old` of one file is `new`."""
    copy = Path(shutil.copytree(FOLDER, folder / "content"))
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    return copy

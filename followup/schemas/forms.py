"""Reads the banks of forms of `code_of_conduct/`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from followup.domain.code_of_conduct import Questionnaire
from followup.domain.forms import FormBank, Guide
from followup.domain.sourced import Period, Text
from followup.schemas import toml_files
from followup.schemas.code_of_conduct import read_form_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bank:
    """What stands in bank.toml: the bank without its forms, and the files of those in order."""

    title: Text
    issuer: Text
    in_force: Period
    languages: tuple[str, ...]
    source: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guides:
    guides: tuple[Guide, ...]


def read_form_banks(folder: Path) -> tuple[FormBank, ...]:
    """Return every bank of forms that the manifest names.

    Errors: Invalid, each problem at "file: key".
    """
    return tuple(read_form_bank(folder / key) for key in read_form_keys(folder))


def read_form_bank(folder: Path) -> FormBank:
    """Return one bank from its folder.

    Errors: Invalid, each problem at "file: key".
    """
    head = toml_files.read(_Bank, folder / "bank.toml")
    forms = tuple(toml_files.read(Questionnaire, folder / f"{key}.toml") for key in head.forms)
    guides = toml_files.read(_Guides, folder / "guides.toml").guides
    same = {field.name: getattr(head, field.name) for field in fields(head) if field.name != "forms"}
    return FormBank(key=folder.name, forms=forms, guides=guides, **same)

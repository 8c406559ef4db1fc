"""Reads the template bank of `code_of_conduct/templates/`, and gives filled documents to the API."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marshmallow import fields as plain

from followup.domain.document_templates import DocumentTemplate
from followup.domain.sourced import LANGUAGES, Provenance, Text
from followup.errors import NotFound
from followup.resources import resource_dir
from followup.schemas import toml_files
from followup.schemas.base import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    key: str
    title: Text
    about: Text
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bank:
    templates: tuple[_Row, ...]


@lru_cache(maxsize=1)
def templates() -> tuple[DocumentTemplate, ...]:
    """Return the documents that come with the program, in the order they are shown."""
    return read_templates(resource_dir("code_of_conduct") / "templates")


def template(key: str) -> DocumentTemplate:
    """Return one document.

    Errors: NotFound.
    """
    found = next((one for one in templates() if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def read_templates(folder: Path) -> tuple[DocumentTemplate, ...]:
    """Return the documents of a folder: a row each in templates.toml, and a text in each language.

    Errors: Invalid, each problem at "file: key".
    """
    rows = toml_files.read(_Bank, folder / "templates.toml").templates
    return tuple(_template(folder, row) for row in rows)


def _template(folder: Path, row: _Row) -> DocumentTemplate:
    texts = {language: toml_files.text(folder / f"{row.key}.{language}.md") for language in LANGUAGES}
    return DocumentTemplate(
        key=row.key,
        title=row.title,
        about=row.about,
        body=Text(**texts),
        source=row.source,
        provenance=row.provenance,
    )


class ListedDocumentSchema(Output):
    """A document that a contract can fill."""

    key = plain.String()
    title = plain.String()
    about = plain.String()


class DocumentSchema(Output):
    """A document filled from a contract."""

    key = plain.String()
    title = plain.String()
    text = plain.String()
    missing = plain.List(plain.String())

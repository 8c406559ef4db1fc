"""A published edition as the folder of files that the public reads: every form and language, explained and summed.

The same edition always gives the same bytes, so a folder that was lost is made again from the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followup.documents import edition_files
from followup.documents.edition_dictionary import LICENCE, LICENCE_ADDRESS, in_all_languages
from followup.domain.editions import Edition, content
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.sourced import Text
from followup.domain.summaries import fingerprint
from followup.i18n import LANGUAGES

FORMAT = "followup manifest 1"
MANIFEST = "manifest.json"
SHELF = "summaries"
IN_A_LANGUAGE = ("html", "pdf", "xlsx", "csv")
KINDS = ("json", *IN_A_LANGUAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file of the folder; `language` is empty where it holds no words or those of all languages."""

    name: str
    sha256: str
    size: int
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the folder is and holds; `sha256` is the fingerprint of the content."""

    format: str
    slug: str
    cooperation: str
    publisher: str
    country: str
    year: int
    edition: int
    published_on: date
    is_demonstration: bool
    sha256: str
    licence: str
    files: tuple[NamedFile, ...]
    erratum: Text | None = None


def place(slug: str, year: int, edition: int) -> str:
    """Return where an edition stands on the shelf."""
    return f"{SHELF}/{slug}/{year}/r{edition}"


def file_name(slug: str, year: int, edition: int, kind: str, language: str = "") -> str:
    """Return the name of a form of the edition, by which it is also saved by whoever fetches it."""
    ending = f"-{language}" if language and kind in IN_A_LANGUAGE else ""
    return f"{slug}-{year}-r{edition}{ending}.{kind}"


def bundle(edition: Edition) -> dict[str, bytes]:
    """Return all files of an edition by name."""
    about = (edition.slug, edition.year, edition.edition)
    made = {file_name(*about, "json"): (edition_files.as_json(edition), "")}
    for language in sorted(LANGUAGES):
        for kind in IN_A_LANGUAGE:
            made[file_name(*about, kind, language)] = (edition_files.made(edition, kind, language), language)
    made["dictionary.json"] = (_readable(in_all_languages(edition)), "")
    made["LICENCE.txt"] = (_licence(edition).encode(), "")
    files = {name: data for name, (data, _) in made.items()}
    files[MANIFEST] = _readable(as_plain(_manifest(edition, made)))
    return files


def manifest(data: bytes) -> Manifest:
    """Return what a manifest file says."""
    return from_plain(Manifest, json.loads(data))


def _manifest(edition: Edition, made: Mapping[str, tuple[bytes, str]]) -> Manifest:
    return Manifest(
        format=FORMAT,
        slug=edition.slug,
        cooperation=edition.cooperation,
        publisher=edition.publisher,
        country=edition.country,
        year=edition.year,
        edition=edition.edition,
        published_on=edition.published_on,
        is_demonstration=edition.is_demonstration,
        sha256=fingerprint(content(edition)),
        licence=LICENCE,
        erratum=edition.erratum,
        files=tuple(
            NamedFile(name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data), language=language)
            for name, (data, language) in sorted(made.items())
        ),
    )


def _readable(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _licence(edition: Edition) -> str:
    return f"{edition.publisher}, {edition.year}\n{LICENCE}\n{LICENCE_ADDRESS}\n"

"""What stands on the shelf of published editions, as the public pages read it: files alone, never the database."""

from __future__ import annotations

import json
from functools import lru_cache

from followup.documents.edition_bundle import MANIFEST, SHELF, Manifest, file_name, manifest, place
from followup.documents.edition_parts import Written
from followup.documents.editions import written
from followup.domain.editions import Edition, check_edition, check_year, from_content
from followup.errors import NotFound
from followup.files import Shelf
from followup.i18n import speaking
from followup.web.security import runtime


def heads(slug: str | None = None) -> list[Manifest]:
    """Return all editions (of one cooperation): the latest year first, of each year the newest edition first.

    Errors: NotFound for a cooperation that has published nothing.
    """
    shelf = runtime().public
    slugs = [slug] if slug is not None else shelf.inside(SHELF)
    found = [head for one in slugs for year in _years(shelf, one) for head in of_year(one, year)]
    if slug is not None and not found:
        raise NotFound
    return sorted(found, key=lambda head: (-head.year, head.cooperation, head.slug, -head.edition))


def of_year(slug: str, year: int) -> list[Manifest]:
    """Return a cooperation's editions of one year, the newest first.

    Errors: NotFound where there are none.
    """
    shelf = runtime().public
    numbers = [int(name[1:]) for name in shelf.inside(f"{SHELF}/{slug}/{check_year(year)}") if name[1:].isdigit()]
    if not numbers:
        raise NotFound
    return [_manifest(shelf, place(slug, year, number)) for number in sorted(numbers, reverse=True)]


def one(slug: str, year: int, edition: int) -> tuple[Manifest, int]:
    """Return an edition and the number of its year's newest one.

    Errors: NotFound.
    """
    editions = of_year(slug, year)
    found = next((head for head in editions if head.edition == check_edition(edition)), None)
    if found is None:
        raise NotFound
    return found, editions[0].edition


def newest(editions: list[Manifest]) -> list[Manifest]:
    """Return of each cooperation and year the newest edition, in the order given."""
    found: dict[tuple[str, int], Manifest] = {}
    for head in editions:
        found.setdefault((head.slug, head.year), head)
    return list(found.values())


def content(head: Manifest) -> Edition:
    """Return the frozen content of an edition."""
    return _content(runtime().public, head)


def told(head: Manifest, in_language: str) -> Written:
    """Return the edition in words."""
    return _told(runtime().public, head, in_language)


@lru_cache(maxsize=256)
def _manifest(shelf: Shelf, where: str) -> Manifest:
    return manifest(shelf.read(where, MANIFEST))


@lru_cache(maxsize=32)
def _content(shelf: Shelf, head: Manifest) -> Edition:
    where = place(head.slug, head.year, head.edition)
    return from_content(json.loads(shelf.read(where, file_name(head.slug, head.year, head.edition, "json"))))


@lru_cache(maxsize=32)
def _told(shelf: Shelf, head: Manifest, in_language: str) -> Written:
    with speaking(in_language):
        return written(_content(shelf, head))


def _years(shelf: Shelf, slug: str) -> list[int]:
    return [int(name) for name in shelf.inside(f"{SHELF}/{slug}") if name.isdigit()]

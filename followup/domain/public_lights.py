"""A published light: the frozen content of one edition about one supplier, complete in itself.

Field by field: what has no field here never leaves. No contract, no person, no site, no supplier behind the supplier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.plain_data import as_plain, from_plain
from followup.domain.publications import LegalBasis
from followup.domain.sharing import Light
from followup.domain.sourced import Text

FORMAT = "followup traffic light 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text in the languages that it was written in; empty in the others."""

    en: str = ""
    sv: str = ""
    nb: str = ""

    def best(self, language: str) -> tuple[str, str]:
        """Return the text and its language: the reader's own, or the first one there is."""
        order = (language, "en", "sv", "nb")
        found = next((code for code in order if getattr(self, code, "")), "")
        return (getattr(self, found), found) if found else ("", language)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLight:
    """All that is published about one supplier in one category by one buyer."""

    format: str
    slug: str
    key: str
    edition: int
    cooperation: str
    publisher: str
    buyer: str
    supplier_key: str
    supplier: str
    country: str | None
    number: str | None
    category: str | None
    category_name: Text | None
    light: Light
    light_on: date
    followed_up_on: date
    remedied_on: date | None
    plan_on: date | None
    text: Written
    next_step: Written
    sent_to_supplier_on: date
    checked_by_supplier_on: date | None
    found_correct: bool | None
    reply: str | None
    legal_basis: LegalBasis
    published_on: date
    is_demonstration: bool


def content(light: PublicLight) -> dict[str, object]:
    """Return it as plain values, as it is stored, hashed and given away as JSON."""
    return as_plain(light)


def from_content(stored: Mapping[str, object]) -> PublicLight:
    """Return what `content` was taken from."""
    return from_plain(PublicLight, stored)

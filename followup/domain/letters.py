"""Letters to a supplier: what one is written from, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.penalties import Calculation, PenaltyTrigger
from followup.domain.sanctions import LetterKind, Rung

LANGUAGE_OF: Mapping[str, str] = {"SE": "sv", "NO": "nb"}  # Source: a contract is in its buyer's own language


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What stands in a letter; nothing of what is noted inside.

    Shape: `clause_title` and `clause_text` are texts by language.
    """

    kind: LetterKind
    rung: Rung
    number: int
    made_on: date
    language: str
    buyer: str
    supplier: str
    supplier_number: str
    recipient: str
    contract_title: str
    contract_number: str
    case_number: str
    clause_number: str
    clause_title: Mapping[str, str]
    clause_text: Mapping[str, str]
    deviation_number: int | None
    deviation_title: str
    deviation_sent_on: date | None
    correct_by_on: date | None
    answer_by_on: date | None
    trigger: PenaltyTrigger | None
    calculation: Calculation | None
    statement_on: date | None
    decided_on: date | None
    decision: str
    signer: str
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter as finished texts, of which the file is made again byte by byte, and the hash of those texts."""

    content: Mapping[str, object]
    sha256: str

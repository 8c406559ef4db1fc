"""The receipt for a self-assessment as an accessible PDF: who sent what, when, with the answers as they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from followup.documents import pdf
from followup.errors import N_
from followup.i18n import gettext, language

DEMONSTRATION = N_("Demonstration, invented supplier")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptAnswer:
    """One question and what was answered; every line is finished text."""

    question: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt says: its facts as label and value, what they mean, and the answers by heading."""

    title: str
    buyer: str
    facts: Sequence[tuple[str, str]]
    notes: Sequence[str]
    sections: Sequence[tuple[str, Sequence[ReceiptAnswer]]]


def as_pdf(receipt: Receipt, *, sent_at: datetime, is_demonstration: bool = False) -> bytes:
    """Return the receipt in the language in force; the same submission gives the same bytes."""
    data = {
        "title": receipt.title,
        "publisher": receipt.buyer,
        "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
        "demonstration": gettext(DEMONSTRATION) if is_demonstration else "",
        "facts": [list(pair) for pair in receipt.facts],
        "notes": list(receipt.notes),
        "sections": [
            {"title": title, "answers": [{"question": a.question, "lines": list(a.lines)} for a in found]}
            for title, found in receipt.sections
        ],
    }
    return pdf.render("receipt", data, language=language(), created_at=sent_at)

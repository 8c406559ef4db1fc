"""A document of the template bank filled from a contract: as blocks for a page, as plain text and as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from followup.documents import pdf
from followup.domain.document_templates import (
    LISTS,
    PLACES,
    Block,
    ClauseLine,
    ContractFacts,
    DocumentTemplate,
    Heading,
    Items,
    Mark,
    filled,
)
from followup.errors import N_
from followup.i18n import country, day, gettext, language, money, number

DEMONSTRATION = N_("Demonstration, invented contract")
BLANK = "______"
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}
_SIGNS = {Mark.BULLET: "-", Mark.BOX: "[ ]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDocument:
    """A document as a person reads it; `missing` are the names of what the contract did not tell."""

    key: str
    title: str
    publisher: str
    blocks: tuple[Block, ...]
    missing: tuple[str, ...]


def written(template: DocumentTemplate, facts: ContractFacts, category: str) -> ContractDocument:
    """Return the document in the language in force; what the contract does not tell is a blank with its name."""
    known = {**_texts(facts), "category": category}
    values: dict[str, str | Sequence[str]] = {name: known.get(name) or _blank(label) for name, label in PLACES.items()}
    lists = _lists(facts)
    values |= {name: lists.get(name) or [_blank(label)] for name, label in LISTS.items()}
    body = template.body.to(language())
    missing = [
        gettext(label)
        for name, label in {**PLACES, **LISTS}.items()
        if f"${{{name}}}" in body and not (known.get(name) or lists.get(name))
    ]
    return ContractDocument(
        key=template.key,
        title=template.title.to(language()),
        publisher=facts.buyer,
        blocks=filled(body, values),
        missing=tuple(missing),
    )


def _blank(label: str) -> str:
    return f"[{gettext(label)}: {BLANK}]"


def _texts(facts: ContractFacts) -> dict[str, str]:
    """Return what fills the single places, as people write it; empty where it is not known."""
    place = ", ".join(part for part in (facts.production_town, country(facts.production_country)) if part)
    return {
        "title": facts.title,
        "number": facts.number,
        "case_number": facts.case_number,
        "buyer": facts.buyer,
        "supplier": facts.supplier,
        "supplier_number": facts.supplier_number or "",
        "first_day": day(facts.first_day),
        "last_day": day(facts.last_day),
        "signed_on": day(facts.signed_on),
        "value": money(Decimal(facts.value.minor) / 100, facts.value.currency) if facts.value else "",
        "manager": facts.manager or "",
        "risk_class": gettext(facts.risk_class.label) if facts.risk_class else "",
        "terms": _said(facts.terms) if facts.terms else "",
        "level": gettext(facts.level.label) if facts.level else "",
        "production_place": place,
        "today": day(facts.today),
        **{name: number(value) for name, value in facts.numbers.items()},
    }


def _lists(facts: ContractFacts) -> dict[str, list[str]]:
    lists = {name: [_line(clause) for clause in clauses] for name, clauses in facts.lists.items()}
    lists["follow_ups"] = [f"{day(due_on)}: {gettext(kind.label)}" for kind, due_on in facts.follow_ups]
    return lists


def _line(clause: ClauseLine) -> str:
    head = f"{clause.number} {_said(clause.title)}".strip()
    return f"{head}: {_said(clause.obligation)}"


def _said(text: Mapping[str, str]) -> str:
    return text.get(language()) or text.get("en", "")


def plain(document: ContractDocument, *, is_demonstration: bool = False) -> str:
    """Return the document as text, one paragraph or item a line."""
    lines = [document.title, "=" * len(document.title), ""]
    if is_demonstration:
        lines += [gettext(DEMONSTRATION), ""]
    for block in document.blocks:
        lines += [*_lines(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_text(document: ContractDocument, *, is_demonstration: bool = False) -> bytes:
    """Return the text as a file in UTF-8."""
    return plain(document, is_demonstration=is_demonstration).encode()


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [block.text, "-" * len(block.text)]
    if isinstance(block, Items):
        signs = [_SIGNS.get(block.mark) or f"{place}." for place in range(1, len(block.texts) + 1)]
        return [f"{sign} {text}" for sign, text in zip(signs, block.texts, strict=True)]
    return [block.text]


def as_pdf(document: ContractDocument, *, created_at: datetime, is_demonstration: bool = False) -> bytes:
    """Return an accessible PDF of the document."""
    data = {
        "title": document.title,
        "publisher": document.publisher,
        "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
        "demonstration": gettext(DEMONSTRATION) if is_demonstration else "",
        "blocks": [_plain(block) for block in document.blocks],
    }
    return pdf.render("contract_document", data, language=language(), created_at=created_at)


def _plain(block: Block) -> dict[str, object]:
    if isinstance(block, Items):
        return {"kind": block.kind, "mark": str(block.mark), "texts": list(block.texts)}
    return {"kind": block.kind, "text": block.text}

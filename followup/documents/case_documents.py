"""A case document for one member's council: in its own language and order, as blocks for a page, plain text and PDF.

Swedish order has the proposal last, Norwegian order first; the amount stands inside the point that is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from followup.documents import pdf
from followup.domain.case_texts import LANGUAGE_OF, LAYOUTS, PLACES, CaseFigures, places_in
from followup.domain.document_templates import Block, Heading, Items, Mark, Paragraph, filled, joined
from followup.domain.money import Money
from followup.errors import N_
from followup.i18n import day, gettext, money, number, speaking

DEMONSTRATION = N_("Demonstration: the text and the figures of follow-ups are invented")
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}
BLANK = "______"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """What stands at the head: who writes, when and in which case; empty places are left to be filled in."""

    unit: str = ""
    officer: str = ""
    on: date | None = None
    case_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument:
    """A case document as a council reads it; `missing` are the names of the figures that nobody has reported."""

    title: str
    publisher: str
    language: str
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    missing: tuple[str, ...]


def written(
    title: str,
    country: str,
    sections: Mapping[str, str],
    proposal: Sequence[str],
    figures: CaseFigures,
    head: CaseHead,
) -> CaseDocument:
    """Return one member's document in the language and the order of the country."""
    with speaking(LANGUAGE_OF[country]):
        known = _texts(figures)
        values: dict[str, str | Sequence[str]] = {name: known[name] or _blank(label) for name, label in PLACES.items()}
        used = places_in([*sections.values(), *proposal])
        return CaseDocument(
            title=title,
            publisher=figures.member,
            language=LANGUAGE_OF[country],
            head=tuple(_head(country, head)),
            blocks=tuple(_blocks(country, sections, proposal, values, head.officer)),
            missing=tuple(gettext(label) for name, label in PLACES.items() if name in used and not known[name]),
        )


def _head(country: str, head: CaseHead) -> Iterator[tuple[str, str]]:
    if country == "NO":
        yield gettext("Case number"), head.case_number or BLANK
    yield gettext("Unit"), head.unit or BLANK
    yield gettext("Officer"), head.officer or BLANK
    yield gettext("Date"), day(head.on) or BLANK
    if country != "NO":
        yield gettext("Diary number"), head.case_number or BLANK


def _blocks(
    country: str,
    sections: Mapping[str, str],
    proposal: Sequence[str],
    values: Mapping[str, str | Sequence[str]],
    officer: str,
) -> Iterator[Block]:
    for place in LAYOUTS[country]:
        if place.section is None:
            points = [block for point in proposal for block in filled(f"1. {point}", values)]
            yield Heading(gettext(place.heading))
            yield from joined(points)
            if country == "SE":
                yield from (Paragraph(gettext("For the administration")), Paragraph(officer or BLANK))
        elif text := sections.get(str(place.section)):
            yield Heading(gettext(place.heading))
            yield from filled(text, values)


def _blank(label: str) -> str:
    return gettext("[{name}: not reported]", name=gettext(label))


def _texts(figures: CaseFigures) -> dict[str, str]:
    """Return what fills the places, as people write it; empty where it is not known."""
    return {
        "member": figures.member,
        "cooperation": figures.cooperation,
        "year": str(figures.year),
        "inhabitants": _number(figures.inhabitants),
        "population_on": day(figures.population_on),
        "rate_before": _rate(figures.rate_before_ore, figures.currency),
        "rate": _rate(figures.rate_ore, figures.currency),
        "amount_before": _money(figures.amount_before),
        "amount": _money(figures.amount),
        "difference": _money(figures.difference),
        "total": _money(figures.total),
        "shared_cost": _money(figures.shared_cost),
        "members": number(figures.members),
        "counted_year": str(figures.counted_year),
        "led_for": number(figures.led_for),
        "spared": number(figures.spared),
        "reused": number(figures.reused),
        "alerts": number(figures.alerts),
        "trained": _number(figures.trained),
    }


def _number(value: int | None) -> str:
    return "" if value is None else number(value)


def _money(value: Money | None) -> str:
    """Return an amount; whole crowns without decimals, as a point that is read out has them."""
    if value is None:
        return ""
    text = money(value.amount, value.currency)
    return text if value.minor % 100 else text.replace(number(value.amount, 2), number(value.amount, 0))


def _rate(ore: int | None, currency: str) -> str:
    return "" if ore is None else money(Money(ore, currency).amount, currency)


def plain(document: CaseDocument, *, is_demonstration: bool = False) -> str:
    """Return the document as text to paste into the case system, one paragraph or point a line."""
    with speaking(document.language):
        lines = [gettext(DEMONSTRATION), ""] if is_demonstration else []
    lines += [*(f"{label}: {value}" for label, value in document.head), "", document.title, ""]
    for block in document.blocks:
        lines += _lines(block)
    return "\n".join(lines).rstrip() + "\n"


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [block.text.upper(), ""]
    if isinstance(block, Paragraph):
        return [block.text, ""]
    signs = [f"{place}." if block.mark is Mark.NUMBER else "-" for place in range(1, len(block.texts) + 1)]
    return [*(f"{sign} {text}" for sign, text in zip(signs, block.texts, strict=True)), ""]


def as_pdf(document: CaseDocument, *, created_at: datetime, is_demonstration: bool = False) -> bytes:
    """Return an accessible PDF of the document; the same arguments give the same bytes."""
    with speaking(document.language):
        data = {
            "title": document.title,
            "publisher": document.publisher,
            "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
            "demonstration": gettext(DEMONSTRATION) if is_demonstration else "",
            "facts": [list(pair) for pair in document.head],
            "blocks": [_as_data(block) for block in document.blocks],
        }
    return pdf.render("case_document", data, language=document.language, created_at=created_at)


def _as_data(block: Block) -> dict[str, object]:
    if isinstance(block, Items):
        return {"kind": block.kind, "mark": str(block.mark), "texts": list(block.texts)}
    return {"kind": block.kind, "text": block.text}

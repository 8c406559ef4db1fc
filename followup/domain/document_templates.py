"""The template bank: documents in a little Markdown, with `${name}` places that a contract fills. No code in them.

What fills a place is text and never markup; a place for a list stands alone in an item and becomes as many items.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from followup.domain.code_of_conduct import NUMBERS, Level
from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.domain.sourced import LANGUAGES, Provenance, Text
from followup.errors import N_, Problems, Reason

UNKNOWN_PLACE = Reason("template.unknown_place", N_("Line {line}: there is no place called “{name}”."))
BARE_DOLLAR = Reason("template.bare_dollar", N_("Line {line}: only a place, written “${{name}}”, has a dollar."))
NOT_ALONE = Reason("template.not_alone", N_("Line {line}: the list “{name}” stands alone in an item of a list."))
NOT_UNDERSTOOD = Reason(
    "template.not_understood", N_("Line {line}: write only headings (##), items (-, - [ ], 1.) and paragraphs.")
)
OTHER_SHAPE = Reason("template.other_shape", N_("It has other headings or places than in English."))
EMPTY = Reason("template.empty", N_("There is no text."))

PLACES: Mapping[str, str] = {
    "title": N_("what is bought"),
    "number": N_("contract number"),
    "case_number": N_("case number"),
    "buyer": N_("buyer"),
    "supplier": N_("supplier"),
    "supplier_number": N_("supplier's organisation number"),
    "first_day": N_("first day"),
    "last_day": N_("last day"),
    "signed_on": N_("day of signing"),
    "value": N_("value"),
    "category": N_("category"),
    "manager": N_("contract manager"),
    "risk_class": N_("risk class"),
    "terms": N_("standard terms"),
    "level": N_("level of the standard terms"),
    "production_place": N_("place of final production"),
    "today": N_("today's date"),
    **NUMBERS,
}
LISTS: Mapping[str, str] = {
    "commitments": N_("commitments of the standard terms"),
    "process": N_("process requirements of the standard terms"),
    "duties": N_("duties in reporting and follow-up"),
    "consequences": N_("consequences of deviations"),
    "criteria": N_("criteria taken from the bank"),
    "follow_ups": N_("planned follow-ups"),
}
_PLACE = re.compile(r"\$\{([a-z_]+)\}")
_NUMBERED = re.compile(r"\d+\. ")
_MARKUP = re.compile(r"[#>|*`<\[]|\t| {2}")


class Mark(Coded):
    """What stands before each item of a list."""

    BULLET = "bullet", N_("Item")
    NUMBER = "number", N_("Numbered item")
    BOX = "box", N_("Box to tick")


_MARKS = (("- [ ] ", Mark.BOX), ("- ", Mark.BULLET))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    mark: Mark
    texts: tuple[str, ...]
    kind: str = "items"


Block = Heading | Paragraph | Items


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTemplate:
    """One document of the bank; the body is the text with its places."""

    key: str
    title: Text
    about: Text
    body: Text
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """A clause or criterion as a document lists it."""

    number: str
    title: Mapping[str, str]
    obligation: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """What a contract fills the places with; None or empty where it is not known.

    Shape: `numbers` are those of the standard terms, by key; `lists` has clauses by the name of their place.
    """

    title: str
    number: str
    case_number: str
    buyer: str
    supplier: str
    supplier_number: str | None
    first_day: date | None
    last_day: date | None
    signed_on: date | None
    value: Money | None
    category: str | None
    manager: str | None
    risk_class: RiskClass | None
    terms: Mapping[str, str] | None
    level: Level | None
    production_town: str | None
    production_country: str | None
    today: date
    numbers: Mapping[str, int]
    lists: Mapping[str, Sequence[ClauseLine]]
    follow_ups: Sequence[tuple[FollowUpKind, date]]


def parse(body: str) -> tuple[Block, ...]:
    """Return the blocks of a body that `faults` found well written."""
    return tuple(block for _, block in _blocks(body))


def _blocks(body: str) -> Iterator[tuple[int, Block]]:
    """Yield each block with the number of its first line."""
    lines = [*body.splitlines(), ""]
    gathered: list[str] = []
    begun = 0
    for place, line in enumerate(lines, start=1):
        mark, text = _item(line)
        if gathered and (not line.strip() or mark or line.startswith("## ")):
            yield begun, Paragraph(" ".join(gathered))
            gathered = []
        if line.startswith("## "):
            yield place, Heading(line[3:].strip())
        elif mark:
            yield place, Items(mark, (text,))
        elif line.strip():
            begun = begun if gathered else place
            gathered.append(line.strip())


def _item(line: str) -> tuple[Mark | None, str]:
    for start, mark in _MARKS:
        if line.startswith(start):
            return mark, line[len(start) :].strip()
    if numbered := _NUMBERED.match(line):
        return Mark.NUMBER, line[numbered.end() :].strip()
    return None, ""


def joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with neighbouring items of one kind as one list."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, Items) and isinstance(last, Items) and last.mark is block.mark:
            found[-1] = replace(last, texts=(*last.texts, *block.texts))
        else:
            found.append(block)
    return tuple(found)


def filled(body: str, values: Mapping[str, str | Sequence[str]]) -> tuple[Block, ...]:
    """Return the blocks with every place filled; each of PLACES and LISTS must have a value, which may be a blank."""

    def fill(text: str) -> str:
        return _PLACE.sub(lambda found: str(values[found[1]]), text)

    def each(block: Block) -> Block:
        if not isinstance(block, Items):
            return replace(block, text=fill(block.text))
        alone = _PLACE.fullmatch(block.texts[0])
        if alone and alone[1] in LISTS:
            return replace(block, texts=tuple(values[alone[1]]))
        return replace(block, texts=(fill(block.texts[0]),))

    return joined([each(block) for block in parse(body)])


def template_problems(template: DocumentTemplate) -> Problems:
    """Return what is wrong with a template: places that are not known, markup that is not understood, other shapes.

    Shape: language to reasons. Empty when all is well.
    """
    found = {language: list(faults(template.body.to(language))) for language in LANGUAGES}
    english = _shape(template.body.en)
    for language in LANGUAGES:
        if _shape(template.body.to(language)) != english:
            found[language].append(OTHER_SHAPE)
    return {language: reasons for language, reasons in found.items() if reasons}


def _shape(body: str) -> list[tuple[str, list[str]]]:
    """Return what must be the same in every language: the kinds of blocks, and the places in each."""
    return [(_named(block), sorted(_PLACE.findall(_text(block)))) for block in parse(body)]


def _named(block: Block) -> str:
    return f"{block.kind}/{block.mark}" if isinstance(block, Items) else block.kind


def _text(block: Block) -> str:
    return block.texts[0] if isinstance(block, Items) else block.text


def faults(
    body: str, places: Collection[str] = PLACES.keys(), lists: Collection[str] = LISTS.keys()
) -> Iterator[Reason]:
    """Yield what is wrong with one text; its places are those of a contract unless others are given."""
    if not body.strip():
        yield EMPTY
    for line, block in _blocks(body):
        text = _text(block)
        names = _PLACE.findall(text)
        for name in names:
            if name not in places and name not in lists:
                yield UNKNOWN_PLACE.but(line=line, name=name)
            elif name in lists and not (isinstance(block, Items) and _PLACE.fullmatch(text)):
                yield NOT_ALONE.but(line=line, name=name)
        rest = _PLACE.sub("x", text)
        if "$" in rest:
            yield BARE_DOLLAR.but(line=line)
        if _MARKUP.search(rest):
            yield NOT_UNDERSTOOD.but(line=line)

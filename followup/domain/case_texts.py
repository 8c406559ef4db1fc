"""Case documents for the councils: one text for all members, whose places each member's own figures fill.

Source: Region Jämtland Härjedalen RS/29/2022 (Swedish form: the proposal last, the amount inside the point); the
Kongsvinger cooperation's Styringsdokument (one text for all members, easy to read, a clear recommendation). The
Norwegian order, the proposal first, is a default of this service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from followup.domain.codes import Coded
from followup.domain.document_templates import Block, Heading, Items, faults, parse
from followup.domain.money import Money
from followup.errors import N_, Conflict, Invalid, Reason

POINTS_MOST = 8
POINT_CHARACTERS = 300  # Source: default of this service, short enough to be read out
LINES_MOST = 64  # Source: default of this service, what two pages hold beside headings and facts
_LINE, _PLACE_LENGTH = 92, 24  # characters on a line, and of a figure that fills a place
_HEADING_LINES = 3
_FIGURE = re.compile(r"\$\{([a-z_]+)\}")
_NUMBERED = re.compile(r"^(?:\d+[.)]|[-–•])\s+")

PLACES: Mapping[str, str] = {
    "member": N_("the member's name"),
    "cooperation": N_("the cooperation's name"),
    "year": N_("the year that the proposal is about"),
    "inhabitants": N_("inhabitants of the member"),
    "population_on": N_("day of the population"),
    "rate_before": N_("rate of the year before, per inhabitant"),
    "rate": N_("proposed rate, per inhabitant"),
    "amount_before": N_("what the member pays at the rate of the year before"),
    "amount": N_("what the member pays at the proposed rate"),
    "difference": N_("the difference between both amounts"),
    "total": N_("what all members pay together at the proposed rate"),
    "shared_cost": N_("the member's part of costs shared by another key than inhabitants"),
    "members": N_("number of members that pay"),
    "counted_year": N_("the last whole year before the text was released"),
    "led_for": N_("joint follow-ups that others led for the member"),
    "spared": N_("spared follow-ups of the member"),
    "reused": N_("shared results that the member reused"),
    "alerts": N_("alerts that the member received"),
    "trained": N_("persons of the member that were trained"),
}
OF_RATE = frozenset({"rate", "amount", "difference", "total"})

NO_POINT = Reason("case_text.no_point", N_("Write at least one point, and at most {most}: one on each line."))
LONG_POINT = Reason(
    "case_text.long_point",
    N_("Point {point} is too long to be read out: at most {most} characters (a default of this service)."),
)
NO_AMOUNT = Reason(
    "case_text.no_amount", N_("The amount must stand inside a point of the proposal: write {place} in one of them.")
)
NEEDS_RATE = Reason(
    "case_text.needs_rate", N_("The place “{name}” is filled from the proposed rate. Give the rate, or take it out.")
)
TOO_LONG = Reason(
    "case_text.too_long",
    N_("The text takes about {lines} lines, but two pages hold {most} (a default of this service). Shorten it."),
)
RELEASED = Reason(
    "case_text.released", N_("It has been released to the members and can no longer be changed. Write a new one.")
)


class Section(Coded):
    """The parts of a text beside its proposal; what each is called depends on the country."""

    SUMMARY = "summary", N_("The matter")
    BACKGROUND = "background", N_("Background")
    FINANCES = "finances", N_("Finances")
    CONSEQUENCES = "consequences", N_("Consequences")
    CLOSING = "closing", N_("After the proposal")


@dataclass(frozen=True, slots=True)
class Place:
    """One part of the document under its heading; without a section it is the proposal."""

    heading: str
    section: Section | None = None


LAYOUTS: Mapping[str, tuple[Place, ...]] = {
    "SE": (
        Place(N_("Description of the matter"), Section.SUMMARY),
        Place(N_("Background"), Section.BACKGROUND),
        Place(N_("Finances"), Section.FINANCES),
        Place(N_("Consequences for sustainability and for children"), Section.CONSEQUENCES),
        Place(N_("The director's proposal")),
        Place(N_("Extract to"), Section.CLOSING),
    ),
    "NO": (
        Place(N_("The municipal director's proposal for a decision")),
        Place(N_("Summary of the matter"), Section.SUMMARY),
        Place(N_("Background"), Section.BACKGROUND),
        Place(N_("Assessment: finances"), Section.FINANCES),
        Place(N_("Assessment: climate and environment"), Section.CONSEQUENCES),
        Place(N_("Attachments"), Section.CLOSING),
    ),
}
"""By country. Source: RS/29/2022 (Swedish); default of this service (Norwegian)."""
LANGUAGE_OF: Mapping[str, str] = {"SE": "sv", "NO": "nb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCaseText:
    """One text for all members; `proposal` has one point a line."""

    title: str
    year: int
    rate_ore: int | None = None
    proposal: str
    summary: str
    background: str = ""
    finances: str = ""
    consequences: str = ""
    closing: str = ""

    @property
    def points(self) -> tuple[str, ...]:
        """Return the points to decide, without the numbers that somebody wrote before them."""
        lines = (_NUMBERED.sub("", line.strip()) for line in self.proposal.splitlines())
        return tuple(line for line in lines if line)

    @property
    def sections(self) -> dict[str, str]:
        """Return what was written, by section."""
        written = {str(section): str(getattr(self, section)) for section in Section}
        return {name: text for name, text in written.items() if text}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Whose figures fill the text, and what a member writes at its head; empty places are left to be filled in."""

    organisation_id: str | None = None
    unit: str = ""
    case_number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """One member's own figures; None is not known, zero is zero.

    Units: rates in öre per inhabitant and year.
    """

    member: str
    cooperation: str
    currency: str
    year: int
    counted_year: int
    inhabitants: int | None = None
    population_on: date | None = None
    rate_before_ore: int | None = None
    rate_ore: int | None = None
    all_inhabitants: int | None = None
    members: int = 0
    shared_cost: Money | None = None
    led_for: int = 0
    spared: int = 0
    reused: int = 0
    alerts: int = 0
    trained: int | None = None

    @property
    def amount_before(self) -> Money | None:
        """Return what the member pays at the rate of the year before."""
        return self._times(self.inhabitants, self.rate_before_ore)

    @property
    def amount(self) -> Money | None:
        """Return what the member pays at the proposed rate."""
        return self._times(self.inhabitants, self.rate_ore)

    @property
    def difference(self) -> Money | None:
        """Return how much more that is, below zero where it is less."""
        before, after = self.amount_before, self.amount
        return None if before is None or after is None else after - before

    @property
    def total(self) -> Money | None:
        """Return what all members pay together; not known while one population is not."""
        return self._times(self.all_inhabitants, self.rate_ore)

    def _times(self, inhabitants: int | None, ore: int | None) -> Money | None:
        return None if inhabitants is None or ore is None else Money(ore, self.currency) * inhabitants


def check(new: NewCaseText) -> None:
    """Refuse a text whose places are not known, without the amount in a point, or longer than two pages.

    Errors: Invalid by field.
    """
    found = {name: list(_text_faults(text, new.rate_ore)) for name, text in new.sections.items()}
    found["proposal"] = list(_proposal_faults(new))
    lines = sum(map(lines_of, (*new.sections.values(), *new.points)))
    if lines > LINES_MOST:
        found["summary"] = [*found.get("summary", []), TOO_LONG.but(lines=lines, most=LINES_MOST)]
    if problems := {name: reasons for name, reasons in found.items() if reasons}:
        raise Invalid(problems)


def check_draft(*, is_released: bool) -> None:
    """Refuse to change what members may have laid before their councils.

    Errors: Conflict("case_text.released").
    """
    if is_released:
        raise Conflict(RELEASED)


def lines_of(text: str) -> int:
    """Return about how many lines a text takes on the page, the space after each paragraph counted as one."""
    return sum(map(_lines_of, parse(_FIGURE.sub("x" * _PLACE_LENGTH, text))))


def _lines_of(block: Block) -> int:
    if isinstance(block, Heading):
        return _HEADING_LINES
    return 1 + ceil(len(block.texts[0] if isinstance(block, Items) else block.text) / _LINE)


def places_in(texts: Sequence[str]) -> frozenset[str]:
    """Return the names of the places in these texts."""
    return frozenset(name for text in texts for name in _FIGURE.findall(text))


def _text_faults(text: str, rate_ore: int | None) -> Iterator[Reason]:
    yield from faults(text, PLACES.keys(), ())
    if rate_ore is None:
        yield from (NEEDS_RATE.but(name=name) for name in sorted(OF_RATE & places_in([text])))


def _proposal_faults(new: NewCaseText) -> Iterator[Reason]:
    points = new.points
    if not 0 < len(points) <= POINTS_MOST:
        yield NO_POINT.but(most=POINTS_MOST)
    for number, point in enumerate(points, start=1):
        if len(point) > POINT_CHARACTERS:
            yield LONG_POINT.but(point=number, most=POINT_CHARACTERS)
        yield from (fault.but(line=number) for fault in _text_faults(point, new.rate_ore))
    amount = "shared_cost" if new.rate_ore is None else "amount"
    if points and amount not in places_in(points):
        yield NO_AMOUNT.but(place=f"${{{amount}}}")

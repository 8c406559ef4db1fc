"""Bases of invoices and statements of contributions: PDF in the payer's language, CSV for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from followup.documents import csv, pdf
from followup.documents.cells import Cell, wall_clock
from followup.domain.charges import ChargeKind, ChargeLine, LineKind
from followup.domain.money import Money
from followup.errors import N_
from followup.i18n import day, gettext, language, money, number, speaking

DEMONSTRATION = N_("Demonstration, invented invoice")
_TITLES = {
    ChargeKind.INVOICE: N_("Basis of invoice no. {number}"),
    ChargeKind.CREDIT: N_("Basis of credit no. {number}"),
}
_HEADER = (N_("What it is for"), N_("Quantity"), N_("Price of one"), N_("Amount"))
_LEDGER = (
    "number", "kind", "year", "made_on", "payer", "payer_number", "reference", "line", "population_on",
    "population_source", "quantity", "unit_price", "amount", "currency",
)  # fmt: skip
_OF_A_BASIS = ("number", "kind", "made_on", "payer_number", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One basis as it is printed; the note says why a credit was made."""

    kind: ChargeKind
    number: int
    year: int
    made_at: datetime
    cooperation: str
    sender: str
    payer: str
    payer_number: str
    reference: str
    corrects: int | None
    reason: str
    amount: Money
    lines: Sequence[ChargeLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one member pays in a year, and what was invoiced of it so far.

    Shape: `charged` has kind, number and amount of each basis.
    """

    year: int
    cooperation: str
    sender: str
    payer: str
    payer_number: str
    lines: Sequence[ChargeLine]
    amount: Money
    charged: Sequence[tuple[ChargeKind, int, Money]]
    as_of: datetime


def basis_as_pdf(basis: Basis, *, language_tag: str, is_demonstration: bool = False) -> bytes:
    """Return the basis as a tagged PDF; the same basis gives the same bytes."""
    with speaking(language_tag):
        pairs = [
            (gettext("Date"), day(wall_clock(basis.made_at).date())),
            (gettext("Payer"), basis.payer),
            (gettext("Organisation number"), basis.payer_number or "–"),
            (gettext("The payer's reference"), basis.reference or "–"),
            (gettext("Cooperation"), basis.cooperation),
            (gettext("Year"), str(basis.year)),
        ]
        if basis.corrects is not None:
            pairs.append((gettext("Corrects invoice no."), str(basis.corrects)))
        notes = [gettext("This is the basis of an invoice and not the invoice itself: your ledger makes that.")]
        if basis.reason:
            notes.insert(0, gettext("Why it is corrected: {reason}", reason=basis.reason))
        data = _data(gettext(_TITLES[basis.kind], number=str(basis.number)), basis.sender, pairs, notes)
        data |= _table(basis.lines, basis.amount) | {"charged_title": "", "charged": []}
        data["demonstration"] = gettext(DEMONSTRATION) if is_demonstration else ""
        return pdf.render("charge", data, language=language(), created_at=basis.made_at)


def statement_as_pdf(statement: Statement, *, language_tag: str, is_demonstration: bool = False) -> bytes:
    """Return the statement as a tagged PDF; the same facts of the same moment give the same bytes."""
    with speaking(language_tag):
        pairs = [
            (gettext("As of"), day(wall_clock(statement.as_of).date())),
            (gettext("Payer"), statement.payer),
            (gettext("Organisation number"), statement.payer_number or "–"),
            (gettext("Cooperation"), statement.cooperation),
            (gettext("Year"), str(statement.year)),
        ]
        notes = [gettext("The contribution is inhabitants times the decided rate. Nothing is rounded.")]
        data = _data(gettext("Statement for {year}", year=str(statement.year)), statement.sender, pairs, notes)
        data |= _table(statement.lines, statement.amount)
        invoiced = sum(amount.minor for kind, _, amount in statement.charged if kind is ChargeKind.INVOICE)
        left = Money(statement.amount.minor - invoiced, statement.amount.currency)
        charged = [
            [gettext(_TITLES[kind], number=str(number)), _money(amount)] for kind, number, amount in statement.charged
        ]
        data |= {
            "charged_title": gettext("Invoiced and credited"),
            "charged": [*charged, [gettext("Not invoiced"), _money(left)]],
        }
        data["demonstration"] = gettext(DEMONSTRATION) if is_demonstration else ""
        return pdf.render("charge", data, language=language(), created_at=statement.as_of)


def ledger(bases: Iterable[Basis], *, nordic: bool, mark: str = "") -> Iterator[bytes]:
    """Return bases line by line as CSV; the columns have the same names in every language."""
    rows = (_ledger_row(basis, line) for basis in bases for line in basis.lines)
    return csv.write(_LEDGER, rows, nordic=nordic, mark=mark)


def statement_csv(statement: Statement, *, nordic: bool, mark: str = "") -> Iterator[bytes]:
    """Return the lines of a statement as CSV."""
    header = [name for name in _LEDGER if name not in _OF_A_BASIS]
    rows: Iterator[Sequence[Cell]] = (
        (
            statement.year, statement.payer, described(line), line.population_on, gettext(line.population_source),
            line.quantity, _decimal(line.unit_minor), _decimal(line.amount_minor), statement.amount.currency,
        )
        for line in statement.lines
    )  # fmt: skip
    return csv.write(header, rows, nordic=nordic, mark=mark)


def described(line: ChargeLine) -> str:
    """Return what a line is for, in the language in force: parts of the rate have names that are translated."""
    if line.kind is LineKind.CONTRIBUTION:
        part = gettext(line.text) if line.text else ""
        return ": ".join(text for text in (gettext(LineKind.CONTRIBUTION.label), part) if text)
    return line.text


def _data(title: str, sender: str, pairs: Sequence[tuple[str, str]], notes: Sequence[str]) -> dict[str, object]:
    return {
        "title": title,
        "publisher": sender,
        "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
        "facts": [list(pair) for pair in pairs],
        "notes": list(notes),
    }


def _table(lines: Sequence[ChargeLine], amount: Money) -> dict[str, object]:
    currency = amount.currency
    return {
        "header": [gettext(text) for text in _HEADER],
        "lines": [
            [
                {"text": described(line), "under": _population(line)},
                number(line.quantity),
                _money(Money(line.unit_minor, currency)),
                _money(Money(line.amount_minor, currency)),
            ]
            for line in lines
        ],
        "total": [gettext("In all"), _money(amount)],
    }


def _population(line: ChargeLine) -> str:
    if line.kind is not LineKind.CONTRIBUTION:
        return ""
    on = day(line.population_on) if line.population_on else gettext("Day not stated")
    return gettext("Population: {on}, {source}", on=on, source=gettext(line.population_source))


def _ledger_row(basis: Basis, line: ChargeLine) -> Sequence[Cell]:
    return (
        basis.number, str(basis.kind), basis.year, wall_clock(basis.made_at).date(), basis.payer, basis.payer_number,
        basis.reference, described(line), line.population_on, gettext(line.population_source), line.quantity,
        _decimal(line.unit_minor), _decimal(line.amount_minor), basis.amount.currency,
    )  # fmt: skip


def _decimal(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)


def _money(amount: Money) -> str:
    return money(amount.amount, amount.currency)

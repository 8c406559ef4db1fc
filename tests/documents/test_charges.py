"""Bases of invoices as files: tagged, the same bytes again, and adding up in the ledger."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

from followup.documents import charges
from followup.documents.charges import Basis
from followup.domain.charges import ChargeKind, ChargeLine, LineKind
from followup.domain.money import Money

LINES = [
    ChargeLine(
        kind=LineKind.CONTRIBUTION,
        text="Code of conduct",
        quantity=131_418,
        unit_minor=100,
        population_source="RS/29/2022",
    ),
    ChargeLine(kind=LineKind.COST, text="=1+1", quantity=1, unit_minor=5_001),
]


def basis() -> Basis:
    return Basis(
        kind=ChargeKind.INVOICE,
        number=7,
        year=2023,
        made_at=datetime(2023, 1, 31, 23, 30, tzinfo=UTC),
        cooperation="The cooperation",
        sender="The secretariat",
        payer="Region Jämtland Härjedalen",
        payer_number="232100-0214",
        reference="RS/29/2022",
        corrects=None,
        reason="",
        amount=Money(sum(line.amount_minor for line in LINES), "SEK"),
        lines=LINES,
    )


def test_a_basis_is_a_tagged_pdf_in_the_payers_language_and_the_same_bytes_again() -> None:
    made = charges.basis_as_pdf(basis(), language_tag="sv")
    assert made == charges.basis_as_pdf(basis(), language_tag="sv")
    assert b"/StructTreeRoot" in made
    assert made != charges.basis_as_pdf(basis(), language_tag="sv", is_demonstration=True)


def test_the_ledger_adds_up_to_the_basis_and_runs_no_formula() -> None:
    text = b"".join(charges.ledger([basis()], nordic=False)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(Decimal(row["amount"]) for row in rows) == basis().amount.amount == Decimal("131468.01")
    assert [row["made_on"] for row in rows] == [date(2023, 2, 1).isoformat()] * 2
    assert rows[1]["line"] == "'=1+1"
    assert (rows[0]["population_on"], rows[0]["population_source"]) == ("", "RS/29/2022")

"""The list of contracts as a table that leaves and comes back: one row of `COLUMNS` per column, whatever the file.

Workbook, CSV, template, help sheet, import and its messages all follow from this table. `exchange_cells.py` reads and
writes one cell of it, `exchange_rows.py` a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.errors import N_


class Kind(Coded):
    """What a column holds, and how that is written."""

    TEXT = "text", N_("Text")
    DATE = "date", N_("Date, such as 2026-03-02")
    AMOUNT = "amount", N_("Amount in digits, such as 1250000.50")
    COUNT = "count", N_("Whole number")
    CHOICE = "choice", N_("One of the listed values")
    CPV = "cpv", N_("Eight digits")
    CPV_LIST = "cpv_list", N_("Eight digits each, with a comma between")
    UNSPSC = "unspsc", N_("UNSPSC code, eight digits")


class Use(Coded):
    """What may be done with a column."""

    GIVEN = "given", N_("Do not touch: this service finds the row by it")
    SHOWN = "shown", N_("For reading only")
    ONCE = "once", N_("Only when the contract is new")
    FREE = "free", N_("May be changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files for programs, its name for people, what it holds and how that is written."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    use: Use = Use.FREE
    most: int = 300
    help: str = ""
    is_needed: bool = False
    writes_code: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(key="id", label=N_("Id"), use=Use.GIVEN, help=N_("Leave it empty for a new contract.")),
    Column(key="version", label=N_("Version"), use=Use.GIVEN, help=N_("Tells what the row was when it was exported.")),
    Column(key="number", label=N_("Contract number"), most=100),
    Column(key="case_number", label=N_("Case number"), most=100),
    Column(key="title", label=N_("What is bought"), is_needed=True, help=N_("As it stands in the contract.")),
    Column(
        key="supplier_number",
        label=N_("Supplier's organisation number"),
        use=Use.ONCE,
        most=40,
        help=N_("A sole trader's number is a person's and is never exported."),
    ),
    Column(
        key="supplier_name",
        label=N_("Supplier"),
        use=Use.ONCE,
        is_needed=True,
        help=N_("One that is not in the register is registered, if its country is known."),
    ),
    Column(
        key="supplier_country",
        label=N_("Supplier's country"),
        kind=Kind.CHOICE,
        use=Use.ONCE,
        writes_code=True,
        help=N_("Two letters, such as SE or NO."),
    ),
    Column(key="category", label=N_("Category"), kind=Kind.CHOICE),
    Column(key="cpv", label=N_("CPV code"), kind=Kind.CPV),
    Column(key="cpv_more", label=N_("Additional CPV codes"), kind=Kind.CPV_LIST),
    Column(key="unspsc", label=N_("UNSPSC code"), kind=Kind.UNSPSC),
    Column(key="value", label=N_("Value over the whole period"), kind=Kind.AMOUNT),
    Column(
        key="currency",
        label=N_("Currency"),
        kind=Kind.CHOICE,
        writes_code=True,
        help=N_("Empty beside a value means your own country's currency."),
    ),
    Column(key="signed_on", label=N_("Signed"), kind=Kind.DATE),
    Column(key="starts_on", label=N_("First day"), kind=Kind.DATE),
    Column(key="ends_on", label=N_("Last day"), kind=Kind.DATE, help=N_("Without options.")),
    Column(key="notice_days", label=N_("Notice period in days"), kind=Kind.COUNT),
    Column(
        key="manager",
        label=N_("Contract manager"),
        help=N_("The e-mail address of somebody in your organisation. Empty for a new contract means yourself."),
    ),
    Column(
        key="deputy",
        label=N_("Deputy contract manager"),
        help=N_("The e-mail address of somebody in your organisation."),
    ),
    Column(
        key="code_version",
        label=N_("Sustainability clauses"),
        kind=Kind.CHOICE,
        writes_code=True,
        help=N_("The generation of standard terms in the contract."),
    ),
    Column(key="level", label=N_("Level of the clauses"), kind=Kind.CHOICE),
    Column(
        key="risk_class",
        label=N_("Risk class"),
        kind=Kind.CHOICE,
        use=Use.SHOWN,
        help=N_("Follows from the risk assessment."),
    ),
    Column(key="criticality", label=N_("Portfolio group"), kind=Kind.CHOICE),
    Column(key="is_framework", label=N_("Framework agreement"), kind=Kind.CHOICE, help=N_("Empty means no.")),
    Column(
        key="framework",
        label=N_("Called off from"),
        most=40,
        help=N_("The id of the framework agreement, as this file gives it."),
    ),
    Column(key="production_country", label=N_("Country of final production"), kind=Kind.CHOICE, writes_code=True),
    Column(key="production_town", label=N_("Town of final production"), most=100),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
CONTENT = tuple(column for column in COLUMNS if column.use is not Use.GIVEN)

"""What the members are asked to pay for: the basis of invoices and credits, costs by other keys, and the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.errors import N_, Invalid, Reason


class SplitKey(Coded):
    """How a cost is shared."""

    INHABITANTS = "inhabitants", N_("By inhabitants")
    EQUAL = "equal", N_("In equal parts")
    FIXED = "fixed", N_("By fixed amounts")
    HOST = "host", N_("Carried by the host")


class ChargeKind(Coded):
    """What the basis is for."""

    INVOICE = "invoice", N_("Invoice")
    CREDIT = "credit", N_("Credit")


class Activity(Coded):
    """What the money of the cooperation is used for."""

    AUDITS = "audits", N_("Audits")
    STAFF = "staff", N_("Staff")
    TRAINING = "training", N_("Training")
    RISK_ANALYSIS = "risk_analysis", N_("Risk analyses")
    COMMUNICATION = "communication", N_("Communication")
    SYSTEMS = "systems", N_("Systems")
    OTHER = "other", N_("Other")


class LineKind(Coded):
    """What one line of a basis is for."""

    CONTRIBUTION = "contribution", N_("Contribution")
    COST = "cost", N_("Shared cost")
    CREDIT = "credit", N_("Credit")


NOT_AN_INVOICE = Reason("charge.not_an_invoice", N_("Only an invoice is credited. Choose the invoice that was wrong."))
NOTHING_CREDITED = Reason("charge.nothing_credited", N_("Write an amount above zero."))
TOO_MUCH = Reason("charge.too_much", N_("Of this invoice at most {amount} is left to credit."))
NOTHING_DUE = Reason(
    "charge.nothing_due", N_("There is nothing to invoice for {year}: all that is computed is invoiced already.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLine:
    """One line of a basis; a line of the contribution tells which population it rests on."""

    kind: LineKind
    text: str
    quantity: int
    unit_minor: int
    population_on: date | None = None
    population_source: str = ""

    @property
    def amount_minor(self) -> int:
        """Return the amount of the line; there is nothing to round."""
        return self.quantity * self.unit_minor

    def kept(self) -> dict[str, object]:
        """Return the line as it is stored."""
        return {
            "kind": str(self.kind),
            "text": self.text,
            "quantity": self.quantity,
            "unit_minor": self.unit_minor,
            "amount_minor": self.amount_minor,
            "population_on": self.population_on.isoformat() if self.population_on else None,
            "population_source": self.population_source,
        }


def lines_of(kept: Sequence[Mapping[str, object]]) -> tuple[ChargeLine, ...]:
    """Return the lines of a stored basis."""
    return tuple(
        ChargeLine(
            kind=LineKind.of(str(line["kind"])),
            text=str(line["text"]),
            quantity=int(str(line["quantity"])),
            unit_minor=int(str(line["unit_minor"])),
            population_on=date.fromisoformat(str(on)) if (on := line["population_on"]) else None,
            population_source=str(line["population_source"]),
        )
        for line in kept
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCredit:
    """What corrects an invoice; the amount as it was typed, in the currency of the invoice."""

    amount: str
    reason: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFilter:
    """Which bases are listed: all, or those of one year."""

    year: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCharges:
    """The year to make bases for."""

    year: int


def creditable(amount: Money, invoiced: Money, credited: Sequence[int]) -> Money:
    """Return the amount to credit, once it is known that so much of the invoice is left.

    Units: earlier credits as they are stored, below zero.
    Errors: Invalid("charge.nothing_credited"), Invalid("charge.too_much") at amount.
    """
    left = Money(invoiced.minor + sum(credited), invoiced.currency)
    if amount.minor <= 0:
        raise Invalid.at("amount", NOTHING_CREDITED)
    if amount.minor > left.minor:
        raise Invalid.at("amount", TOO_MUCH.but(amount=f"{left.amount} {left.currency}"))
    return amount

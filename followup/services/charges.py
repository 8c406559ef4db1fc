"""Bases of invoices and credits: made of what is computed and shared for a year, frozen, and corrected by credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.charges import (
    NOT_AN_INVOICE,
    NOTHING_DUE,
    ChargeKind,
    ChargeLine,
    LineKind,
    NewCredit,
    creditable,
)
from followup.domain.money import Money, parse
from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import CHARGE_MADE, CONTRIBUTION_INVOICED, SHARED_COST_INVOICED
from followup.errors import Conflict
from followup.models.funding import Charge, Contribution, SharedCost
from followup.models.organisations import Cooperation, Organisation
from followup.queries import charges as queries
from followup.queries import funding
from followup.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be invoiced to one member."""

    organisation_id: int
    public_id: str
    name: str
    lines: Sequence[ChargeLine]
    reference: str | None = None

    @property
    def amount_minor(self) -> int:
        """Return what the member is to pay."""
        return sum(line.amount_minor for line in self.lines)


def drafts(tx: Transaction, cooperation: Cooperation, year: int) -> Sequence[Draft]:
    """Return what would be invoiced now, by member; nothing is written."""
    levy = funding.uninvoiced(tx.session, cooperation.id, year)
    return _drafted(tx, cooperation, levy, queries.uninvoiced_costs(tx.session, cooperation.id, year))


def make(tx: Transaction, cooperation_id: str, year: int) -> Sequence[Charge]:
    """Make the basis of one invoice to each member of what is not invoiced yet; what it rests on is then frozen.

    Errors: Conflict("charge.nothing_due").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    levy = funding.uninvoiced(tx.session, cooperation.id, year, locked=True)
    costs = queries.uninvoiced_costs(tx.session, cooperation.id, year, locked=True)
    if not levy and not costs:
        raise Conflict(NOTHING_DUE.but(year=str(year)))
    made = [_made(tx, cooperation, year, draft) for draft in _drafted(tx, cooperation, levy, costs)]
    for contribution in levy:
        contribution.invoiced_at = tx.now
        tx.journal(CONTRIBUTION_INVOICED, contribution, year=year)
    for cost in costs:
        cost.invoiced_at = tx.now
        tx.journal(SHARED_COST_INVOICED, cost, year=year)
    tx.flush()
    return made


def credit(tx: Transaction, charge_id: str, new: NewCredit) -> Charge:
    """Make the basis of a credit that corrects an invoice; together the credits are at most the invoice.

    Errors: Conflict("charge.not_an_invoice"); Invalid at amount.
    """
    charge = tx.get(Charge, charge_id, to=Permission.FUNDING_CHANGE)
    if charge.kind is not ChargeKind.INVOICE:
        raise Conflict(NOT_AN_INVOICE)
    number = _number(tx, charge.cooperation_id)  # first, since it lets only one at a time go on to what is left
    earlier = [row.amount_minor for row in queries.credits(tx.session, charge.id)]
    amount = creditable(parse(new.amount, charge.currency), Money(charge.amount_minor, charge.currency), earlier)
    line = ChargeLine(kind=LineKind.CREDIT, text=new.reason, quantity=1, unit_minor=-amount.minor)
    made = tx.add(
        Charge(
            cooperation_id=charge.cooperation_id,
            secretariat_id=charge.secretariat_id,
            organisation_id=charge.organisation_id,
            number=number,
            year=charge.year,
            kind=ChargeKind.CREDIT,
            corrects_id=charge.id,
            reason=new.reason,
            reference=new.reference or charge.reference,
            amount_minor=-amount.minor,
            currency=charge.currency,
            lines=[line.kept()],
            made_by_id=tx.actor.user_id,
            made_at=tx.now,
        )
    )
    payer = tx.follow(Organisation, charge.organisation_id)
    tx.journal(CHARGE_MADE, made, kind=made.kind, number=number, organisation=payer.public_id)
    return made


def _made(tx: Transaction, cooperation: Cooperation, year: int, draft: Draft) -> Charge:
    number = _number(tx, cooperation.id)
    made = tx.add(
        Charge(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            organisation_id=draft.organisation_id,
            number=number,
            year=year,
            kind=ChargeKind.INVOICE,
            reference=draft.reference,
            amount_minor=draft.amount_minor,
            currency=cooperation.currency,
            lines=[line.kept() for line in draft.lines],
            made_by_id=tx.actor.user_id,
            made_at=tx.now,
        )
    )
    tx.journal(CHARGE_MADE, made, kind=made.kind, number=number, organisation=draft.public_id)
    return made


def _number(tx: Transaction, cooperation_id: int) -> int:
    return tx.serial(f"charge/{cooperation_id}")


def _drafted(
    tx: Transaction, cooperation: Cooperation, levy: Sequence[Contribution], costs: Sequence[SharedCost]
) -> Sequence[Draft]:
    """Return one draft for each member that has something to pay, by name."""
    of_member = {contribution.organisation_id: contribution for contribution in levy}
    found = queries.payers(tx.session, list(of_member), {key for cost in costs for key in cost.amounts})
    cases = queries.case_numbers(tx.session, cooperation.id, tx.today)
    made = [
        Draft(
            organisation_id=row.id,
            public_id=row.public_id,
            name=row.name,
            lines=lines_of_member(row.public_id, of_member.get(row.id), costs),
            reference=cases.get(row.id),
        )
        for row in found
    ]
    return [draft for draft in made if draft.amount_minor]


def lines_of_member(
    public_id: str, contribution: Contribution | None, costs: Sequence[SharedCost]
) -> Sequence[ChargeLine]:
    """Return what one member pays: its contribution and its part of each cost."""
    parts = [_cost(cost, minor) for cost in costs if (minor := cost.amounts.get(public_id))]
    return [*(_levied(contribution) if contribution else ()), *parts]


def _levied(contribution: Contribution) -> Sequence[ChargeLine]:
    """Return the lines of one contribution, one for each part of the rate; one for all of it where no part is kept."""
    parts = contribution.parts or [{"name": "", "ore": contribution.rate_ore}]
    return [_levy(part["name"], part["ore"], contribution) for part in parts]


def _levy(name: object, ore: object, contribution: Contribution) -> ChargeLine:
    on: date | None = contribution.population_on
    return ChargeLine(
        kind=LineKind.CONTRIBUTION,
        text=str(name),
        quantity=contribution.inhabitants,
        unit_minor=int(str(ore)),
        population_on=on,
        population_source=contribution.population_source,
    )


def _cost(cost: SharedCost, minor: int) -> ChargeLine:
    return ChargeLine(kind=LineKind.COST, text=cost.name, quantity=1, unit_minor=minor)

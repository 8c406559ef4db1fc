"""Bases of invoices and credits: the list, one with its lines, making a year's, crediting, and the files of each."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from followup.documents import charges as documents
from followup.documents.charges import Basis
from followup.domain.actors import Actor
from followup.domain.charges import ChargeFilter, ChargeKind, MakeCharges, NewCredit, lines_of
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.i18n import gettext, language
from followup.models.funding import Charge
from followup.models.organisations import Cooperation
from followup.queries import charges as queries
from followup.queries import funding, journal
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.charges import (
    ChargeFilterSchema,
    ChargeSchema,
    ListedChargeSchema,
    MakeChargesSchema,
    NewCreditSchema,
)
from followup.services import charges
from followup.transaction import Transaction
from followup.web.attachments import export
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime

room = Room("charges")
_ONE = "/charges/<charge_id>"
EXPORTED = "charges.exported"


@room.page("/charges", needs=Permission.FUNDING_READ, query=ChargeFilterSchema)
def index(tx: Transaction, query: ChargeFilter) -> dict[str, Any]:
    """Return the bases of one's cooperations, of one year or of all."""
    years = {*queries.years(tx.session), *({query.year} if query.year else ())}
    choices = {"year": [(str(year), str(year)) for year in sorted(years, reverse=True)]}
    return {
        "found": queries.listed(tx.session, query),
        "query": query,
        "filter": Form(ChargeFilterSchema, {"year": query.year}, None, choices),
        "cooperations": funding.cooperations(tx.session, tx.actor.scope.cooperation_ids),
        "kronor": Money,
    }


@room.read("/charges", needs=Permission.FUNDING_READ, gives=ListedChargeSchema, many=True, query=ChargeFilterSchema)
def list_charges(tx: Transaction, query: ChargeFilter) -> Page[dict[str, Any]]:
    """Return the bases of one's cooperations, the last year first."""
    found = queries.listed(tx.session, query)
    return Page([_as_data(row) for row in found.rows], found.next)


@room.page(_ONE, needs=Permission.FUNDING_READ)
def show(tx: Transaction, charge_id: str) -> dict[str, Any]:
    """Return one basis: its lines, what it corrects, and what was credited of it."""
    charge = tx.get(Charge, charge_id, to=Permission.FUNDING_READ)
    credited = queries.credits(tx.session, charge.id)
    return {
        "charge": charge,
        "about": queries.around(tx.session, charge),
        "lines": lines_of(charge.lines),
        "credited": credited,
        "left": charge.amount_minor + sum(row.amount_minor for row in credited),
        "described": documents.described,
        "kronor": Money,
        "history": journal.history(tx.session, [charge.public_id]),
    }


@room.read(_ONE, needs=Permission.FUNDING_READ, gives=ChargeSchema)
def get_charge(tx: Transaction, charge_id: str) -> dict[str, Any]:
    """Return one basis with its lines."""
    charge = tx.get(Charge, charge_id, to=Permission.FUNDING_READ)
    return {**_as_data(queries.around(tx.session, charge)), "lines": lines_of(charge.lines)}


def _make_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    years = queries.years_to_invoice(tx.session, cooperation.id)
    asked = request.args.get("year", "")
    year = int(asked) if asked in {str(year) for year in years} else years[0] if years else None
    drafts = charges.drafts(tx, cooperation, year) if year else []
    return Shown(
        data={"year": year},
        choices={"year": [(str(year), str(year)) for year in years]},
        context={
            "cooperation": cooperation,
            "year": year,
            "years": years,
            "year_tabs": [
                (url_for("charges.make", cooperation_id=cooperation_id, year=y), str(y), y == year) for y in years
            ],
            "drafts": drafts,
            "described": documents.described,
            "kronor": Money,
        },
    )


@room.form(
    "/funding/<cooperation_id>/invoice",
    needs=Permission.FUNDING_CHANGE,
    takes=MakeChargesSchema,
    template="charges/make.html",
    shows=_make_form,
)
def make(tx: Transaction, new: MakeCharges, cooperation_id: str) -> Any:
    """Make the basis of one invoice to each member; what it rests on is then frozen."""
    charges.make(tx, cooperation_id, new.year)
    return see_other("charges.index", year=new.year, notice="saved")


def _credit_form(tx: Transaction, charge_id: str) -> Shown:
    charge = tx.get(Charge, charge_id, to=Permission.FUNDING_CHANGE)
    credited = queries.credits(tx.session, charge.id)
    left = Money(charge.amount_minor + sum(row.amount_minor for row in credited), charge.currency)
    return Shown(context={"charge": charge, "about": queries.around(tx.session, charge), "left": left})


@room.form(
    f"{_ONE}/credit",
    needs=Permission.FUNDING_CHANGE,
    takes=NewCreditSchema,
    template="charges/credit.html",
    shows=_credit_form,
)
def credit(tx: Transaction, new: NewCredit, charge_id: str) -> Any:
    """Make the basis of a credit that corrects the invoice."""
    made = charges.credit(tx, charge_id, new)
    return see_other("charges.show", charge_id=made.public_id, notice="saved")


@room.gate(f"{_ONE}.pdf", needs=Permission.FUNDING_READ)
def download(actor: Actor, charge_id: str) -> Response:
    """Return one basis as PDF, in the payer's language."""
    basis, tag = _basis(actor, charge_id)
    made = documents.basis_as_pdf(basis, language_tag=tag, is_demonstration=runtime().is_demonstration)
    return export(actor, EXPORTED, made, f"{basis.kind}-{basis.number}.pdf", "application/pdf")


@room.gate(f"{_ONE}.csv", needs=Permission.FUNDING_READ)
def download_lines(actor: Actor, charge_id: str) -> Response:
    """Return the lines of one basis as CSV."""
    basis, _ = _basis(actor, charge_id)
    return export(actor, EXPORTED, _csv([basis]), f"{basis.kind}-{basis.number}.csv", "text/csv")


@room.gate("/charges.csv", needs=Permission.FUNDING_READ)
def ledger(actor: Actor) -> Response:
    """Return the lines of all bases, of one year or of all, for the ledger."""
    query = ChargeFilterSchema().read({k: v for k, v in request.args.items() if k == "year" and v})
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        bases = [_from_row(row, lines=row.lines) for row in queries.of_year(tx.session, query.year)]
    return export(actor, EXPORTED, _csv(bases), f"charges-{query.year or 'all'}.csv", "text/csv")


def _csv(bases: list[Basis]) -> bytes:
    mark = gettext(documents.DEMONSTRATION) if runtime().is_demonstration else ""
    return b"".join(documents.ledger(bases, nordic=language() != "en", mark=mark))


def _basis(actor: Actor, charge_id: str) -> tuple[Basis, str]:
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        charge = tx.get(Charge, charge_id, to=Permission.FUNDING_READ)
        about = queries.around(tx.session, charge)
        basis = _from_row(about, lines=charge.lines)
    return basis, about.language


def _from_row(row: AnyRow, *, lines: Any) -> Basis:
    return Basis(
        kind=row.kind,
        number=row.number,
        year=row.year,
        made_at=row.made_at,
        cooperation=getattr(row, "cooperation_name", ""),
        sender=getattr(row, "secretariat_name", ""),
        payer=row.organisation_name,
        payer_number=row.organisation_number or "",
        reference=row.reference or "",
        corrects=getattr(row, "corrected_number", None),
        reason=(row.reason or "") if row.kind is ChargeKind.CREDIT else "",
        amount=Money(row.amount_minor, row.currency),
        lines=lines_of(lines),
    )


def _as_data(row: AnyRow) -> dict[str, Any]:
    return {**row._mapping, "amount": Money(row.amount_minor, row.currency)}

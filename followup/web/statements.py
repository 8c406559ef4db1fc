"""Statements of contributions: what one member pays in a year and what was invoiced of it, as files to keep."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response

from followup.documents import charges as documents
from followup.documents.charges import Statement
from followup.domain.actors import Actor
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.i18n import gettext, language
from followup.models.funding import Contribution
from followup.queries import charges as queries
from followup.services import charges
from followup.web.attachments import export
from followup.web.endpoint import Room
from followup.web.security import runtime

room = Room("statements")
EXPORTED = "contribution.exported"


@room.gate("/contributions/<contribution_id>.pdf", needs=Permission.FUNDING_READ)
def download(actor: Actor, contribution_id: str) -> Response:
    """Return the statement as PDF, in the member's language."""
    statement, tag = _statement(actor, contribution_id)
    made = documents.statement_as_pdf(statement, language_tag=tag, is_demonstration=runtime().is_demonstration)
    return export(actor, EXPORTED, made, f"statement-{statement.year}.pdf", "application/pdf")


@room.gate("/contributions/<contribution_id>.csv", needs=Permission.FUNDING_READ)
def download_lines(actor: Actor, contribution_id: str) -> Response:
    """Return the lines of the statement as CSV."""
    statement, _ = _statement(actor, contribution_id)
    mark = gettext(documents.DEMONSTRATION) if runtime().is_demonstration else ""
    made = b"".join(documents.statement_csv(statement, nordic=language() != "en", mark=mark))
    return export(actor, EXPORTED, made, f"statement-{statement.year}.csv", "text/csv")


def _statement(actor: Actor, contribution_id: str) -> tuple[Statement, str]:
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        paid = tx.get(Contribution, contribution_id, to=Permission.FUNDING_READ)
        about = queries.around_contribution(tx.session, paid)
        costs = [cost for cost in queries.costs(tx.session, paid.year) if cost.cooperation_id == paid.cooperation_id]
        made = queries.of_member(tx.session, paid.cooperation_id, paid.organisation_id, paid.year)
        lines = charges.lines_of_member(about.payer_id, paid, costs)
        as_of = tx.now
    amount = Money(sum(line.amount_minor for line in lines), paid.currency)
    statement = Statement(
        year=paid.year,
        cooperation=about.cooperation_name,
        sender=about.secretariat_name,
        payer=about.payer_name,
        payer_number=about.payer_number or "",
        lines=lines,
        amount=amount,
        charged=[(row.kind, row.number, Money(row.amount_minor, row.currency)) for row in made],
        as_of=as_of,
    )
    return statement, about.language

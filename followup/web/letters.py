"""Letters: hearing the supplier by mail, writing the letter of a decided step, and the file of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import g
from werkzeug.wrappers import Response as AnyResponse

from followup.documents import letters as documents
from followup.domain.actors import Actor
from followup.domain.letters import LetterFacts, Written
from followup.domain.permissions import Permission
from followup.domain.sanction_steps import Hearing
from followup.domain.sanctions import HEARING_DAYS
from followup.models.contracts import Contract
from followup.models.sanctions import Letter, Sanction
from followup.queries import assignments
from followup.queries import sanctions as queries
from followup.queries.rows import AnyRow
from followup.schemas.sanctions import HearingSchema, LetterSchema, SanctionSchema
from followup.services import letters, sanctions
from followup.transaction import Transaction
from followup.web.attachments import attachment
from followup.web.endpoint import Room, Shown, see_other
from followup.web.sanctions import around, as_data, clauses_offered
from followup.web.security import runtime

room = Room("letters")
_SANCTION = "/sanctions/<sanction_id>"


def _written(facts: LetterFacts) -> Written:
    return documents.written(facts, is_demonstration=runtime().is_demonstration)


def _hear_form(tx: Transaction, sanction_id: str) -> Shown:
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_DECIDE)
    people = assignments.contacts(tx.session, sanction.supplier_id)
    offered, chosen = clauses_offered(tx, sanction)
    contacts = [(person.public_id, f"{person.name}, {person.email}") for person in people]
    return Shown(
        data={
            "contact_id": contacts[0][0] if contacts else None,
            "due_on": tx.today + timedelta(days=HEARING_DAYS),
            "clause_id": chosen,
        },
        choices={"contact_id": contacts, "clause_id": offered},
        version=sanction.version,
        context={**around(tx, sanction), "calculation": sanctions.calculation(sanction)},
    )


@room.form(
    f"{_SANCTION}/hear",
    needs=Permission.SANCTION_DECIDE,
    takes=HearingSchema,
    template="sanctions/hear.html",
    shows=_hear_form,
    versioned=True,
)
def hear(tx: Transaction, new: Hearing, sanction_id: str, version: int | None) -> Any:
    """Ask the supplier to comment, by letter and mail."""
    letters.hear(tx, _written, sanction_id, new, version)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="supplier_heard")


@room.change(f"{_SANCTION}/hearing", needs=Permission.SANCTION_DECIDE, takes=HearingSchema, gives=SanctionSchema)
def hear_supplier(tx: Transaction, new: Hearing, sanction_id: str, version: int) -> dict[str, Any]:
    """Ask the supplier to comment, by letter and mail."""
    return as_data(tx, letters.hear(tx, _written, sanction_id, new, version))


@room.action(f"{_SANCTION}/letters", needs=Permission.SANCTION_DECIDE)
def write(tx: Transaction, sanction_id: str) -> Any:
    """Write the letter of a decided step; a person sends it."""
    letters.write(tx, _written, sanction_id)
    return see_other("sanctions.show", sanction_id=sanction_id, notice="letter_made")


@room.read(f"{_SANCTION}/letters", needs=Permission.SANCTION_READ, gives=LetterSchema, many=True)
def list_letters(tx: Transaction, sanction_id: str) -> Sequence[AnyRow]:
    """Return the letters about one sanction, the last one first."""
    return queries.letters(tx.session, tx.get(Sanction, sanction_id, to=Permission.SANCTION_READ).id)


@room.gate("/letters/<letter_id>.pdf", needs=Permission.SANCTION_READ)
def download(actor: Actor, letter_id: str) -> AnyResponse:
    """Return one letter as the file that was made first, byte by byte."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        letter = tx.get(Letter, letter_id, to=Permission.SANCTION_READ)
        tx.require(Permission.CONTRACT_READ, tx.follow(Contract, letter.contract_id))
    made = documents.as_pdf(letter.facts, language_tag=letter.language, made_at=letter.made_at)
    return attachment(made, f"letter-{letter.number}-{letter.kind}.pdf", "application/pdf")

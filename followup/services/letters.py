"""Letters: written of a sanction by a person, numbered without gaps, and kept so that the same file comes again."""

from __future__ import annotations

from collections.abc import Callable

from followup.domain.audit_journal import LETTER_MADE
from followup.domain.letters import LANGUAGE_OF, LetterFacts, Written
from followup.domain.messages import SupplierHeard
from followup.domain.permissions import Permission
from followup.domain.questionnaires import OTHER_CONTACT
from followup.domain.sanction_steps import Hearing, check_hearing
from followup.domain.sanctions import LETTERS, NO_AMOUNT, NO_LETTER, LetterKind, Rung, SanctionStatus, SanctionStep
from followup.domain.suppliers import shown_number
from followup.domain.warnings import as_line
from followup.errors import Conflict, Invalid
from followup.models.sanctions import Letter, Sanction
from followup.models.suppliers import SupplierContact
from followup.models.users import User
from followup.queries import sanctions as queries
from followup.queries.mergers import are_same
from followup.services import sanctions
from followup.transaction import Transaction

Writer = Callable[[LetterFacts], Written]


def hear(tx: Transaction, write_it: Writer, sanction_id: str, new: Hearing, version: int | None = None) -> Sanction:
    """Ask the supplier to comment before anything is decided: a letter is kept, and its text goes by mail.

    Errors: Forbidden for all but the contract's owner; Invalid at due_on, contact_id or clause_id; Conflict("stale",
    "state.not_allowed", "sanction.no_amount").
    """
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_DECIDE)
    tx.check_version(sanction, version)
    check_hearing(new.due_on, tx.today)
    contact = tx.get(SupplierContact, new.contact_id, to=Permission.CONTACT_READ)
    if not are_same(tx.session, contact.supplier_id, sanction.supplier_id):
        raise Invalid.at("contact_id", OTHER_CONTACT)
    if sanction.rung is Rung.PENALTY and sanction.amount_minor is None:
        raise Conflict(NO_AMOUNT)
    sanctions.name_clause(tx, sanction, new.clause_id)
    tx.advance(sanction, SanctionStep.HEAR, due_on=new.due_on)
    sanction.heard_on, sanction.hearing_due_on = tx.today, new.due_on
    tx.flush()
    letter = _made(tx, sanction, LetterKind.HEARING, write_it, recipient=contact.name)
    _mail(tx, sanction, letter, contact)
    return sanction


def write(tx: Transaction, write_it: Writer, sanction_id: str) -> Letter:
    """Write the letter of a decided step, which its owner sends.

    Errors: Forbidden for all but the contract's owner; Conflict("sanction.no_letter").
    """
    sanction = tx.get(Sanction, sanction_id, to=Permission.SANCTION_DECIDE)
    kind = LETTERS.get(sanction.rung)
    if sanction.status is not SanctionStatus.DECIDED or kind is None:
        raise Conflict(NO_LETTER)
    return _made(tx, sanction, kind, write_it)


def _made(tx: Transaction, sanction: Sanction, kind: LetterKind, write_it: Writer, *, recipient: str = "") -> Letter:
    facts = _facts(tx, sanction, kind, recipient)
    written = write_it(facts)
    assert tx.actor.user_id is not None
    letter = tx.add(
        Letter(
            number=facts.number,
            contract_id=sanction.contract_id,
            deviation_id=sanction.deviation_id,
            sanction_id=sanction.id,
            kind=kind,
            language=facts.language,
            case_number=facts.case_number or None,
            facts=dict(written.content),
            sha256=written.sha256,
            made_at=tx.now,
            made_by_id=tx.actor.user_id,
        )
    )
    tx.journal(LETTER_MADE, letter, kind=kind, sha256=written.sha256)
    return letter


def _facts(tx: Transaction, sanction: Sanction, kind: LetterKind, recipient: str) -> LetterFacts:
    about = queries.around(tx.session, sanction)
    signer = tx.follow(User, tx.actor.user_id or 0)
    return LetterFacts(
        kind=kind,
        rung=sanction.rung,
        number=tx.serial("letter"),
        made_on=tx.today,
        language=LANGUAGE_OF.get(about.buyer_country, "en"),
        buyer=about.buyer_name,
        supplier=about.supplier_name,
        supplier_number=shown_number(about.supplier_country, about.supplier_number, about.number_given) or "",
        recipient=recipient,
        contract_title=about.contract_title,
        contract_number=about.contract_number,
        case_number=about.case_number,
        clause_number=about.clause_number or "",
        clause_title=about.clause_title or {},
        clause_text=about.clause_text or {},
        deviation_number=about.deviation_number,
        deviation_title=about.deviation_title or "",
        deviation_sent_on=about.issued_on,
        correct_by_on=about.closure_due_on,
        answer_by_on=sanction.hearing_due_on if kind is LetterKind.HEARING else None,
        trigger=sanction.trigger,
        calculation=sanctions.calculation(sanction),
        statement_on=sanction.stated_on,
        decided_on=sanction.decided_on,
        decision=(sanction.decision_note or "") if kind is not LetterKind.HEARING else "",
        signer=signer.name,
        reply_to=signer.email,
    )


def _mail(tx: Transaction, sanction: Sanction, letter: Letter, contact: SupplierContact) -> None:
    about = queries.around(tx.session, sanction)
    owner = tx.follow(User, tx.actor.user_id or 0)
    paragraphs = letter.facts.get("paragraphs")
    assert isinstance(paragraphs, list)
    assert sanction.hearing_due_on is not None
    heard = SupplierHeard(
        recipient_address=contact.email,
        recipient_name=contact.name,
        locale=letter.language,
        dedupe_key=f"supplier_heard:{letter.public_id}",
        thread=sanction.public_id,
        reply_to_name=owner.name,
        reply_to_address=owner.email,
        buyer_name=as_line(about.buyer_name),
        supplier_name=as_line(about.supplier_name),
        contract_title=as_line(about.contract_title),
        contract_number=as_line(about.contract_number),
        case_number=as_line(letter.case_number or ""),
        letter_number=str(letter.number),
        paragraphs=tuple(_one_line(str(line)) for line in paragraphs),
        due_on=sanction.hearing_due_on,
    )
    tx.post(heard, about=sanction)


def _one_line(text: str) -> str:
    """Return a whole paragraph as one line that may stand in a mail."""
    return " ".join(text.split()).replace("=?", "= ?")

"""Notes and files on contracts. A note is never changed; another one follows it."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.journal import CONTRACT_FILE_ADDED, NOTE_WRITTEN
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.evidence import Evidence
from followup.models.notes import Note
from followup.services import evidence
from followup.services.contracts import VOIDED
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction

NO_FILE = Reason("note.no_file", N_("Choose at least one file."))


def write(tx: Transaction, contract_id: str, body: str) -> Note:
    """Write a note on the contract.

    Errors: Conflict("contract.voided").
    """
    return keep(tx, _open(tx, contract_id), body)


def keep(tx: Transaction, contract: Contract, body: str) -> Note:
    """Keep a note on the contract; the caller has asked whether the actor may."""
    note = tx.add(Note(contract_id=contract.id, body=body, written_by_id=tx.actor.user_id, written_at=tx.now))
    tx.journal(NOTE_WRITTEN, contract, note=note.public_id)
    return note


def add_files(tx: Transaction, contract_id: str, uploads: Sequence[StoredUpload]) -> Sequence[Evidence]:
    """Attach stored files to the contract; the same file twice is one.

    Errors: Invalid("note.no_file") at files; Conflict("contract.voided").
    """
    contract = _open(tx, contract_id)
    if not uploads:
        raise Invalid.at("files", NO_FILE)
    added = [evidence.add(tx, upload, contract=contract) for upload in uploads]
    for file in added:
        if file.added_at == tx.now:
            tx.journal(CONTRACT_FILE_ADDED, contract, evidence=file.public_id)
    return added


def _open(tx: Transaction, contract_id: str) -> Contract:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    return contract

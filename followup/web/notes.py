"""Notes and files on contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.permissions import Permission
from followup.models.contracts import Contract
from followup.queries import notes as queries
from followup.queries.rows import AnyRow
from followup.schemas.notes import ContractFilesSchema, NoteSchema, WrittenNoteSchema
from followup.services import notes
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.uploads import Upload

room = Room("notes")


@room.read("/contracts/<contract_id>/notes", needs=Permission.CONTRACT_READ, gives=WrittenNoteSchema, many=True)
def list_notes(tx: Transaction, contract_id: str) -> Sequence[AnyRow]:
    """Return the contract's notes, the newest first."""
    return queries.written(tx.session, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ).id)


def _form(tx: Transaction, contract_id: str) -> Shown:
    return Shown(context={"contract": tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)})


@room.form(
    "/contracts/<contract_id>/notes/new",
    needs=Permission.CONTRACT_CHANGE,
    takes=NoteSchema,
    template="notes/write.html",
    shows=_form,
)
def write(tx: Transaction, body: str, contract_id: str) -> Any:
    """Write a note on a contract."""
    notes.write(tx, contract_id, body)
    return see_other("contracts.show", contract_id=contract_id, notice="saved")


@room.create(
    "/contracts/<contract_id>/notes", needs=Permission.CONTRACT_CHANGE, takes=NoteSchema, gives=WrittenNoteSchema
)
def create_note(tx: Transaction, body: str, contract_id: str) -> AnyRow:
    """Write a note on a contract."""
    note = notes.write(tx, contract_id, body)
    return next(row for row in queries.written(tx.session, note.contract_id) if row.public_id == note.public_id)


@room.form(
    "/contracts/<contract_id>/files/new",
    needs=Permission.CONTRACT_CHANGE,
    takes=ContractFilesSchema,
    template="notes/add_files.html",
    shows=_form,
    uploads=True,
)
def add_files(tx: Transaction, _: None, contract_id: str, files: Sequence[Upload]) -> Any:
    """Attach files to a contract."""
    notes.add_files(tx, contract_id, files)
    return see_other("contracts.show", contract_id=contract_id, notice="saved")

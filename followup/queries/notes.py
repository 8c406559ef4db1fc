"""Notes and files of contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.evidence import Evidence
from followup.models.notes import Note
from followup.models.users import User
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What people wrote on a contract and attached to it.

    Shape: `notes` with public_id, body, written_at, written_by; `files` with public_id, name, size, added_at, added_by.
    """

    notes: Sequence[AnyRow]
    files: Sequence[AnyRow]


def of_contract(session: Session, contract_id: int) -> Notes:
    """Return the contract's notes and files, the newest first, in two statements."""
    return Notes(notes=written(session, contract_id), files=files(session, contract_id))


def written(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's notes, the newest first."""
    return session.execute(
        select(Note.public_id, Note.body, Note.written_at, User.name.label("written_by"))
        .join(User, User.id == Note.written_by_id)
        .where(Note.contract_id == contract_id)
        .order_by(Note.id.desc())
    ).all()


def files(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the files that hang on the contract itself, the newest first."""
    return session.execute(
        select(
            *(Evidence.public_id, Evidence.name, Evidence.size, Evidence.scan, Evidence.added_at),
            User.name.label("added_by"),
        )
        .outerjoin(User, User.id == Evidence.added_by_id)
        .where(Evidence.contract_id == contract_id)
        .order_by(Evidence.id.desc())
    ).all()

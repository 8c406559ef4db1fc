"""Remembering the answer to a create by API, so that a repeated request gets the same one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from followup.errors import N_, Invalid, Reason
from followup.models.idempotency import IdempotencyKey
from followup.transaction import Transaction

KEY_REUSED = Reason("idempotency.other_body", N_("This Idempotency-Key was used with another body."))
KEY_LONG = Reason("idempotency.long", N_("An Idempotency-Key has at most 200 characters."))
KEPT = timedelta(hours=24)  # Source: house.md section 6


def answered(tx: Transaction, key: str, body_hash: str) -> dict[str, object] | None:
    """Return the answer already given to this key, or None.

    Errors: Invalid when the key came with another body, or is too long.
    """
    if len(key) > 200:
        raise Invalid.at("Idempotency-Key", KEY_LONG)
    mine = IdempotencyKey.user_id == tx.actor.user_id
    tx.session.execute(
        delete(IdempotencyKey).where(mine, IdempotencyKey.created_at < tx.now - KEPT),
        execution_options={"followup_set": True},
    )
    row = tx.session.scalars(select(IdempotencyKey).where(mine, IdempotencyKey.key == key)).one_or_none()
    if row is None:
        return None
    if row.body_hash != body_hash:
        raise Invalid.at("Idempotency-Key", KEY_REUSED)
    return row.answer


def keep(tx: Transaction, key: str, body_hash: str, answer: dict[str, object]) -> None:
    """Remember the answer for 24 hours."""
    tx.add(IdempotencyKey(user_id=tx.actor.user_id, key=key, body_hash=body_hash, answer=answer, created_at=tx.now))

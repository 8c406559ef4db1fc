"""The few long-lived things, and the only place where a transaction is opened and committed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from followup.clock import Clock
from followup.db import Database
from followup.domain import assignments
from followup.domain.actors import Actor
from followup.domain.journal import canonical, link_hash
from followup.errors import Conflict
from followup.files import FileStore, Shelf
from followup.models.journal import JournalEntry
from followup.passwords import Passwords
from followup.scanning import Scanner
from followup.transaction import Entry, Transaction

BEGINNING = "0" * 64
ENTRIES_AT_ONCE = 1_000  # so that an import of thousands takes no memory for its journal


@dataclass(frozen=True, slots=True)
class Keys:
    """Signing keys: the first signs, all verify, so that keys can be exchanged one after the other."""

    secrets: tuple[str, ...] = field(repr=False)

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """Return one key per secret for this purpose only."""
        return tuple(hmac.new(s.encode(), purpose.encode(), hashlib.sha256).digest() for s in self.secrets)

    def new_token(self, public_id: str, generation: int, nonce: bytes, purpose: str = "link") -> str:
        """Return the token of a link, by the first key."""
        return assignments.token(self.derived(purpose)[0], public_id, generation, nonce)

    def token_again(
        self, public_id: str, generation: int, nonce: bytes, kept_hash: str, purpose: str = "link"
    ) -> str | None:
        """Return the same token as when the link was made, whichever key made it."""
        for key in self.derived(purpose):
            text = assignments.token(key, public_id, generation, nonce)
            if hmac.compare_digest(assignments.token_hash(text), kept_hash):
                return text
        return None


@dataclass(slots=True)
class Runtime:
    """What lives as long as the process."""

    database: Database
    clock: Clock
    keys: Keys
    files: FileStore
    base_url: str
    is_demonstration: bool = False
    passwords: Passwords = field(default_factory=Passwords)
    scanner: Scanner | None = None
    public: Shelf = field(default_factory=Shelf)

    @contextmanager
    def transaction(
        self, actor: Actor, *, read_only: bool = False, request_id: str | None = None
    ) -> Iterator[Transaction]:
        """Open one unit of work: committed on a clean exit, rolled back on an exception or when abandoned.

        Errors: Conflict("stale") when somebody else saved first; Unjournaled when a change was not journalled.
        """
        with self.database.session(actor.scope, read_only=read_only) as session:
            tx = Transaction(session, actor, self.clock.now(), request_id)
            try:
                yield tx
                if read_only or tx.abandoned:
                    session.expunge_all()  # a page is drawn from what was read, after this is over
                    session.rollback()
                    return
                tx.flush()
                tx.check_journaled()
                _append(session, tx)
                session.commit()
            except StaleDataError as error:
                session.rollback()
                raise Conflict from error
            except BaseException:
                session.rollback()
                raise


def _append(session: Session, tx: Transaction) -> None:
    if not tx.entries:
        return
    chain = tx.actor.organisation_id or 0
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(727275, chain)))
    seq, previous = _head(session, chain)
    for begin in range(0, len(tx.entries), ENTRIES_AT_ONCE):
        rows: list[dict[str, object]] = []
        for entry in tx.entries[begin : begin + ENTRIES_AT_ONCE]:
            seq += 1
            rows.append(_link(tx, entry, chain, seq, previous))
            previous = str(rows[-1]["hash"])
        session.connection().execute(insert(JournalEntry), rows)  # so that no object is made of an entry


def _link(tx: Transaction, entry: Entry, chain: int, seq: int, previous: str) -> dict[str, object]:
    """Return an entry as the next link of its chain."""
    what = {
        "event": entry.event.name,
        "subject": entry.subject_id,
        "actor": tx.actor.reference,
        "facts": canonical(entry.facts),
    }
    return {
        "organisation_id": tx.actor.organisation_id,
        "chain": chain,
        "seq": seq,
        "at": tx.now,
        "actor": tx.actor.reference,
        "event": entry.event.name,
        "subject_id": entry.subject_id,
        "facts": {k: v.isoformat() if isinstance(v, date) else v for k, v in entry.facts.items()},
        "request_id": tx.request_id,
        "previous": previous,
        "hash": link_hash(previous, chain=chain, seq=seq, at=tx.now, what=what),
    }


def _head(session: Session, chain: int) -> tuple[int, str]:
    head = (
        select(JournalEntry.seq, JournalEntry.hash)
        .where(JournalEntry.chain == chain)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
        .execution_options(followup_unscoped=True)
    )
    row = session.execute(head).one_or_none()
    return (row.seq, row.hash) if row else (0, BEGINNING)


def is_intact(entries: Sequence[JournalEntry]) -> int | None:
    """Return the sequence number of the first entry of one chain that does not fit, or None if all do.

    Shape: `entries` in order of their sequence numbers, from the first.
    """
    previous = BEGINNING
    for expected, entry in enumerate(entries, start=1):
        what = {
            "event": entry.event,
            "subject": entry.subject_id,
            "actor": entry.actor,
            "facts": canonical(entry.facts),
        }
        digest = link_hash(previous, chain=entry.chain, seq=entry.seq, at=entry.at, what=what)
        if entry.seq != expected or entry.previous != previous or entry.hash != digest:
            return expected
        previous = digest
    return None

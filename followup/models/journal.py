"""The journal: what happened, chained and append-only; and the access log, which is neither."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Base, Internal, Key, Restricted
from followup.models.types import Json, Sha256


class JournalEntry(Base, Internal):
    """One event. Chain 0 is the system's; every organisation has its own."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        UniqueConstraint("chain", "previous"),
        Index("ix_journal_entry_subject_id_id", "subject_id", "id"),
    )

    organisation_id: Mapped[int | None] = mapped_column(  # type: ignore[assignment] # the system's own have no owner
        Key, ForeignKey("organisation.id"), index=True
    )
    chain: Mapped[int] = mapped_column(Key)
    seq: Mapped[int] = mapped_column(Key)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    event: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, object]] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(String(40))
    previous: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256)


class AccessLog(Base, Restricted):
    """Denials, failed sign-ins and downloads: written after the answer, in a transaction of its own, unchained."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_kind_key_at", "kind", "key", "at"),)

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    actor: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(String(60))
    request_id: Mapped[str | None] = mapped_column(String(40))


APPEND_ONLY = (
    *(
        DDL(  # type: ignore[no-untyped-call] # SQLAlchemy's own
            f"CREATE TRIGGER journal_entry_no_{op.lower()} BEFORE {op} ON journal_entry "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        ).execute_if(dialect="sqlite")
        for op in ("UPDATE", "DELETE")
    ),
    DDL(  # type: ignore[no-untyped-call] # SQLAlchemy's own
        "CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$"
    ).execute_if(dialect="postgresql"),
    DDL(  # type: ignore[no-untyped-call] # SQLAlchemy's own
        "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
    ).execute_if(dialect="postgresql"),
)
for _ddl in APPEND_ONLY:
    event.listen(JournalEntry.__table__, "after_create", _ddl)

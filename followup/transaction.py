"""One unit of work. The only way to the database: it loads with a permission, writes with a journal, posts mail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar, runtime_checkable
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from followup.db import Unjournaled
from followup.domain.actors import Actor
from followup.domain.codes import Coded
from followup.domain.ids import is_id, new_id
from followup.domain.journal import EVENTS, Event, Fact
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.errors import Conflict, Forbidden, NotFound
from followup.integrity import as_conflict
from followup.models.base import Base, HasState, Identified, Journaled, Owned, Submitted, Versioned
from followup.models.counters import Counter
from followup.models.outbox import OutboxMessage, OutboxStatus

M = TypeVar("M", bound=Base)
IDS_AT_ONCE = 10_000  # Source: SQLite takes 32 766 parameters, PostgreSQL 65 535


@runtime_checkable
class Posted(Protocol):
    """What the outbox needs of a message (`domain/messages.py`)."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def recipient_address(self) -> str: ...  # noqa: D102
    @property
    def locale(self) -> str: ...  # noqa: D102
    @property
    def dedupe_key(self) -> str: ...  # noqa: D102
    def facts(self) -> dict[str, object]: ...  # noqa: D102


class Entry:
    """A journal entry that waits for the end of the transaction."""

    def __init__(self, event: Event, subject_id: str, facts: Mapping[str, Fact]) -> None:
        self.event, self.subject_id, self.facts = event, subject_id, facts


class Transaction:
    """One unit of work: one actor, one session, one reading of the clock, one commit."""

    def __init__(self, session: Session, actor: Actor, now: datetime, request_id: str | None = None) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.today: date = self.day_of(now)
        self.request_id = request_id
        self.abandoned = False
        self.entries: list[Entry] = []

    def day_of(self, instant: datetime) -> date:
        """Return an instant's civil date in the organisation's zone."""
        return instant.astimezone(ZoneInfo(self.actor.zone)).date()

    def get(self, model: type[M], public_id: str, *, to: Permission) -> M:
        """Load within the scope, then ask the rule table.

        Errors: NotFound when it is not there or not visible; Forbidden when visible but not allowed.
        """
        if not issubclass(model, Identified):
            raise TypeError(f"{model.__name__} has no public id")
        found = None
        if is_id(public_id, model.prefix):
            found = self.session.scalars(select(model).where(model.public_id == public_id)).one_or_none()
        if found is None:
            raise NotFound
        self.require(to, found)
        return found

    def get_all(self, model: type[M], public_ids: Collection[str], *, to: Permission) -> list[M]:
        """Load several within the scope, in the order of their ids and in one statement; then ask about each.

        Errors: NotFound when any is not there or not visible; Forbidden when any is visible but not allowed.
        """
        if not issubclass(model, Identified):
            raise TypeError(f"{model.__name__} has no public id")
        wanted = select(model).where(model.public_id.in_(public_ids))
        found = {row.public_id: row for row in self.session.scalars(wanted)}
        if any(public_id not in found for public_id in public_ids):
            raise NotFound
        rows: list[M] = [found[public_id] for public_id in public_ids]
        for row in rows:
            self.require(to, row)
        return rows

    def require(self, permission: Permission, subject: object | None = None) -> None:
        """Ask the rule table about something already loaded.

        Errors: Forbidden.
        """
        if not allows(self.actor, permission, subject):
            raise Forbidden

    def follow(self, model: type[M], key: int) -> M:
        """Follow a foreign key from an object that was already authorised; still within the scope.

        Errors: NotFound.
        """
        found = self.session.scalars(select(model).where(model.id == key)).one_or_none()
        if found is None:
            raise NotFound
        return found

    def check_version(self, obj: Versioned, version: int | None) -> None:
        """Refuse a save that was begun on an older version.

        Errors: Conflict("stale").
        """
        if version is not None and obj.version != version:
            raise Conflict

    def add(self, obj: M) -> M:
        """Give it a public id and the actor's organisation, and write it.

        Errors: Conflict on a uniqueness clash.
        """
        if isinstance(obj, Identified) and not obj.public_id:
            obj.public_id = new_id(obj.prefix)
        if issubclass(type(obj), (Owned, Submitted)) and getattr(obj, "organisation_id", None) is None:
            setattr(obj, "organisation_id", self.actor.organisation_id)  # noqa: B010  (a column of the mixin, not of M)
        self.session.add(obj)
        self.flush()
        return obj

    def flush(self) -> None:
        """Write what is pending.

        Errors: Conflict where a named constraint says no.
        """
        try:
            self.session.flush()
        except IntegrityError as error:
            raise as_conflict(error) from error

    def add_all(
        self,
        model: type[M],
        rows: Sequence[Mapping[str, object]],
        event: Event,
        facts: Callable[[Mapping[str, object]], dict[str, Fact]],
    ) -> int:
        """Insert a set, skip what is already there, and journal one entry per new row. Returns how many were new."""
        if not rows or not issubclass(model, Identified):
            return 0
        prepared = [{"public_id": new_id(model.prefix), **row} for row in rows]
        by_id = {str(row["public_id"]): row for row in prepared}
        new = self._arrived(model, prepared)
        for public_id in new:
            self._note(event, public_id, facts(by_id[public_id]))
        return len(new)

    def _arrived(self, model: type[Identified], rows: Sequence[Mapping[str, object]]) -> list[str]:
        """Insert rows that all have the same columns, and return the public ids of those that were not there already.

        By the table, so that no object is made of a row; only where some were there is it asked which.
        """
        insert = self._insert(model).on_conflict_do_nothing()
        done = self.session.connection().execute(insert, rows, execution_options={"preserve_rowcount": True})
        public_ids = [str(row["public_id"]) for row in rows]
        if done.rowcount == len(rows):
            return public_ids
        known = select(model.public_id).execution_options(followup_unscoped=True)
        there: set[str] = set()
        for begin in range(0, len(rows), IDS_AT_ONCE):
            some = public_ids[begin : begin + IDS_AT_ONCE]
            there.update(self.session.scalars(known.where(model.public_id.in_(some))))
        return [public_id for public_id in public_ids if public_id in there]

    def put(self, model: type[Base], row: Mapping[str, object]) -> bool:
        """Insert a row of bookkeeping unless it is already there. Returns whether it is new."""
        if issubclass(model, Journaled):
            raise TypeError(f"{model.__name__} is journalled: use add or add_all")
        insert = self._insert(model).on_conflict_do_nothing().returning(model.id)
        return bool(self.session.scalars(insert, [row], execution_options={"followup_set": True}).all())

    def _insert(self, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
        return sqlite.insert(model) if self.session.get_bind().dialect.name == "sqlite" else postgresql.insert(model)

    def advance(self, obj: HasState, step: Coded, **facts: Fact) -> None:
        """Move along the object's state machine and journal the step.

        Errors: Conflict("state.not_allowed").
        """
        obj.status = obj.machine.after(obj.status, step)
        self.journal(EVENTS[f"{obj.noun}.{step}"], obj, **facts)

    def journal(self, event: Event, subject: object, **facts: Fact) -> None:
        """Append what happened; the facts must be exactly the ones the event declares."""
        if not isinstance(subject, Identified):
            raise TypeError("a journal entry is about something with a public id")
        self._note(event, subject.public_id, facts)

    def journal_service(self, event: Event, **facts: Fact) -> None:
        """Append what happened to the service as a whole."""
        self._note(event, "service", facts)

    def _note(self, event: Event, subject_id: str, facts: Mapping[str, Fact]) -> None:
        if set(facts) != set(event.facts):
            raise ValueError(f"{event.name} carries {event.facts}, not {tuple(facts)}")
        self.entries.append(Entry(event, subject_id, facts))

    def post(self, message: Posted, *, about: Identified | None = None) -> bool:
        """Put a mail in the outbox; the same dedupe key twice is one mail. Returns whether it is new."""
        return self.post_all([(message, about)]) == 1

    def post_all(self, messages: Sequence[tuple[Posted, Identified | None]]) -> int:
        """Put mails, each with what it is about, in the outbox in one statement. Returns how many are new."""
        if not messages:
            return 0
        rows = [self._mail(message, about) for message, about in messages]
        insert = self._insert(OutboxMessage).on_conflict_do_nothing().returning(OutboxMessage.id)
        return len(self.session.scalars(insert, rows, execution_options={"followup_set": True}).all())

    def _mail(self, message: Posted, about: Identified | None) -> dict[str, object]:
        return {
            "public_id": new_id(OutboxMessage.prefix),
            "organisation_id": self.actor.organisation_id,
            "kind": message.kind,
            "recipient": message.recipient_address,
            "locale": message.locale,
            "facts": message.facts(),
            "dedupe_key": message.dedupe_key,
            "subject_id": about.public_id if about else None,
            "status": OutboxStatus.PENDING,
            "attempts": 0,
            "next_at": self.now,
            "created_at": self.now,
        }

    def serial(self, series: str) -> int:
        """Return the organisation's next number of the series; gapless, since it is raised in this transaction."""
        options = {"followup_set": True, "followup_unscoped": True, "synchronize_session": False}
        key = {"organisation_id": self.actor.organisation_id, "series": series}
        self.put(Counter, {**key, "last": 0})
        raise_it = (
            update(Counter)
            .where(Counter.organisation_id == self.actor.organisation_id, Counter.series == series)
            .values(last=Counter.last + 1)
            .returning(Counter.last)
        )
        return int(self.session.scalars(raise_it, execution_options=options).one())

    def abandon(self) -> None:
        """Let nothing of this be kept."""
        self.abandoned = True

    def check_journaled(self) -> None:
        """Refuse to go on if a journalled row was changed and nothing was said about it."""
        said = {(e.event.noun, e.subject_id) for e in self.entries}
        nouns = {noun for noun, _ in said}
        for obj in self.session.info["touched"]:
            if not _is_said(obj, said, nouns):
                raise Unjournaled(
                    f"{type(obj).__name__} was changed without a journal entry about its {obj.journal_noun}"
                )


def _is_said(obj: Journaled, said: set[tuple[str, str]], nouns: set[str]) -> bool:
    if obj.journal_noun not in nouns:
        return False
    if isinstance(obj, Identified) and isinstance(obj, HasState):
        return (obj.journal_noun, obj.public_id) in said
    return True

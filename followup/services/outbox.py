"""The way of a mail: claimed with a lease, sent outside any transaction, settled by the owner of the lease."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from followup.domain.journal import MAIL_FAILED
from followup.domain.messages import DeliveryFailed, Message, ToSupplier, from_facts
from followup.errors import Invalid
from followup.models.assignments import Assignment
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.users import SignInLink, User
from followup.transaction import Transaction

MOST = 10  # few, since one lease covers the batch and a slow server may take ten minutes for one mail
LEASE = timedelta(
    minutes=120
)  # Source: RFC 5321 section 4.5.3.2, ten minutes after the final dot, for each of the batch
DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))  # Source: trust.md F3
GIVE_UP = timedelta(hours=72)  # Source: trust.md F3


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A mail that this worker may send, and what its link is made of."""

    id: int
    public_id: str
    organisation_id: int | None
    lease: str
    attempts: int
    created_at: datetime
    kind: str
    message: Message | None
    link: Assignment | SignInLink | None

    @property
    def needs_link(self) -> bool:
        """Return whether the mail cannot be written without its personal link."""
        return bool(_link_id(self.message))


def claim(tx: Transaction, *, most: int = MOST) -> Sequence[Claimed]:
    """Take the mails that are due, oldest first; a lease that has passed is taken over."""
    due = (
        select(OutboxMessage)
        .where(
            or_(OutboxMessage.status == OutboxStatus.PENDING, OutboxMessage.status == OutboxStatus.SENDING),
            OutboxMessage.next_at <= tx.now,
        )
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = tx.session.scalars(due).all()
    lease = secrets.token_hex(16)
    for row in rows:
        row.status, row.lease, row.next_at = OutboxStatus.SENDING, lease, tx.now + LEASE
        row.attempts += 1
    messages = {row.id: _message(row) for row in rows}
    links = _links(tx, [message for message in messages.values() if message])
    return [
        Claimed(
            id=row.id,
            public_id=row.public_id,
            organisation_id=row.organisation_id,
            lease=lease,
            attempts=row.attempts,
            created_at=row.created_at,
            kind=row.kind,
            message=messages[row.id],
            link=links.get(_link_id(messages[row.id])),
        )
        for row in rows
    ]


def _message(row: OutboxMessage) -> Message | None:
    """Return the message of a row, or None for one that cannot be read: it must not hold up the others."""
    try:
        return from_facts(row.kind, row.facts)
    except (Invalid, KeyError, TypeError, ValueError):
        return None


def _link_id(message: Message | None) -> str:
    return getattr(message, "assignment_id", None) or getattr(message, "sign_in_link_id", None) or ""


def _links(tx: Transaction, messages: Sequence[Message]) -> dict[str, Assignment | SignInLink]:
    wanted = {_link_id(m) for m in messages} - {""}
    found: dict[str, Assignment | SignInLink] = {}
    if wanted:
        for assignment in tx.session.scalars(select(Assignment).where(Assignment.public_id.in_(wanted))):
            found[assignment.public_id] = assignment
        for link in tx.session.scalars(select(SignInLink).where(SignInLink.public_id.in_(wanted))):
            found[link.public_id] = link
    return found


def settle_sent(tx: Transaction, mail: Claimed, text: str) -> None:
    """Note that the mail was handed over, with its text as sent, the link's token blanked out."""
    _settle(tx, mail, status=OutboxStatus.SENT, sent_at=tx.now, text_sent=text, lease=None, error=None)


def settle_failed(tx: Transaction, mail: Claimed, *, answer: str, permanent: bool) -> bool:
    """Note a failure: later again with growing delays, or given up and told to the contract manager.

    Returns whether it was given up.
    """
    given_up = permanent or tx.now - mail.created_at >= GIVE_UP
    if not given_up:
        delay = DELAYS[min(mail.attempts, len(DELAYS)) - 1]
        _settle(tx, mail, status=OutboxStatus.PENDING, next_at=tx.now + delay, lease=None, error=answer[:300])
        return False
    _settle(tx, mail, status=OutboxStatus.FAILED, lease=None, error=answer[:300])
    row = tx.follow(OutboxMessage, mail.id)
    tx.journal(MAIL_FAILED, row, kind=mail.kind)
    if isinstance(mail.message, ToSupplier) and mail.message.reply_to_address:
        tx.post(_told(tx, mail, mail.message, answer), about=row)
    return True


def _settle(tx: Transaction, mail: Claimed, **values: object) -> None:
    mine = update(OutboxMessage).where(OutboxMessage.id == mail.id, OutboxMessage.lease == mail.lease).values(**values)
    tx.session.execute(mine, execution_options={"followup_set": True, "synchronize_session": False})


def _told(tx: Transaction, mail: Claimed, message: ToSupplier, answer: str) -> DeliveryFailed:
    manager = select(User.language).where(User.email == message.reply_to_address)
    return DeliveryFailed(
        recipient_address=message.reply_to_address,
        recipient_name=message.reply_to_name,
        locale=tx.session.scalars(manager).one_or_none() or message.locale,
        dedupe_key=f"failed:{mail.public_id}",
        path="/work",
        buyer_name=message.buyer_name,
        supplier_name=message.supplier_name,
        contract_title=message.contract_title,
        contract_number=message.contract_number,
        failed_kind=message.kind,
        failed_address=message.recipient_address,
        failed_name=message.recipient_name,
        answer=answer,
    )

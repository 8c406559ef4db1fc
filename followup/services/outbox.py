"""The way of a mail: claimed with a lease, sent outside any transaction, settled by the owner of the lease."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import or_, select, update

from followup.domain.journal import MAIL_FAILED
from followup.domain.link_journal import INVITATION_DELIVERABLE, INVITATION_UNDELIVERABLE
from followup.domain.messages import DeliveryFailed, Message, ToSupplier, from_facts
from followup.errors import Invalid
from followup.models.assignments import Assignment
from followup.models.contributors import Contributor
from followup.models.link_codes import LinkCode
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.questionnaires import Invitation
from followup.models.users import SignInLink, User
from followup.queries import threads
from followup.services import publication_checks
from followup.transaction import Transaction

MOST = 10  # few, since one lease covers the batch and a slow server may take ten minutes for one mail
LEASE = timedelta(
    minutes=120
)  # Source: RFC 5321 section 4.5.3.2, ten minutes after the final dot, for each of the batch
DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))  # Source: trust.md F3
GIVE_UP = timedelta(hours=72)  # Source: trust.md F3


_NAMED_BY = ("assignment_id", "contributor_id", "sign_in_link_id", "code_id")  # facts of a message

PersonalLink = Assignment | Contributor | SignInLink | LinkCode
L = TypeVar("L", Assignment, Contributor, SignInLink, LinkCode)


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
    link: PersonalLink | None
    replies_to: str = ""

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
    firsts = threads.firsts(tx.session, rows)
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
            replies_to=firsts.get(row.id, ""),
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
    return next((found for name in _NAMED_BY if (found := getattr(message, name, None))), "")


def _links(tx: Transaction, messages: Sequence[Message]) -> dict[str, PersonalLink]:
    return {
        **_named(tx, Assignment, messages, "assignment_id"),
        **_named(tx, Contributor, messages, "contributor_id"),
        **_named(tx, SignInLink, messages, "sign_in_link_id"),
        **_named(tx, LinkCode, messages, "code_id"),
    }


def _named(tx: Transaction, model: type[L], messages: Sequence[Message], by: str) -> dict[str, L]:
    wanted = {getattr(message, by, None) for message in messages} - {None}
    if not wanted:
        return {}
    return {row.public_id: row for row in tx.session.scalars(select(model).where(model.public_id.in_(wanted)))}


def settle_sent(tx: Transaction, mail: Claimed, text: str) -> None:
    """Note that the mail was handed over, with its text as sent, the link's token blanked out."""
    _settle(tx, mail, status=OutboxStatus.SENT, sent_at=tx.now, text_sent=text, lease=None, error=None)
    _note_address(tx, mail, takes_mail=True)


def settle_failed(tx: Transaction, mail: Claimed, *, answer: str, permanent: bool, refused: bool = False) -> bool:
    """Note a failure: later again with growing delays, or given up and told to the contract manager.

    `refused` says that the mail server would not have it for good: nothing more is sent to the address by itself.
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
    if refused:
        _note_address(tx, mail, takes_mail=False)
    if isinstance(mail.message, ToSupplier) and mail.message.reply_to_address:
        tx.post(_told(tx, mail, mail.message, answer), about=row)
    return True


def _settle(tx: Transaction, mail: Claimed, **values: object) -> None:
    mine = update(OutboxMessage).where(OutboxMessage.id == mail.id, OutboxMessage.lease == mail.lease).values(**values)
    tx.session.execute(mine, execution_options={"followup_set": True, "synchronize_session": False})


def _note_address(tx: Transaction, mail: Claimed, *, takes_mail: bool) -> None:
    """Note what became of the address that a link was sent to; what an earlier address said is nothing.

    By a statement that leaves the version as it is, so that no open form goes stale.
    """
    link, message = mail.link, mail.message
    if not isinstance(link, Assignment) or message is None or message.recipient_address != link.recipient_email:
        return
    publication_checks.note_address(tx, link, mail.id, takes_mail=takes_mail)
    known = Invitation.undeliverable_at.is_not(None) if takes_mail else Invitation.undeliverable_at.is_(None)
    of_link = select(Invitation).where(Invitation.assignment_id == link.id, known)
    for invitation in tx.session.scalars(of_link).all():
        tx.session.execute(
            update(Invitation)
            .where(Invitation.id == invitation.id)
            .values(undeliverable_at=None if takes_mail else tx.now),
            execution_options={"followup_set": True, "synchronize_session": False},
        )
        tx.journal(INVITATION_DELIVERABLE if takes_mail else INVITATION_UNDELIVERABLE, invitation)


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

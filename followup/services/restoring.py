"""After a restore: nobody is signed in, and no mail leaves before an operator has looked."""

from __future__ import annotations

from sqlalchemy import update

from followup.domain.actors import System
from followup.domain.journal import SERVICE_RELEASED, SERVICE_RESTORED
from followup.models.assignments import AssigneeSession
from followup.models.link_codes import LinkCode
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.users import PendingSignIn, SignInLink, StaffSession
from followup.transaction import Transaction

OPERATOR = System(job="maintenance", everything=True)
_SET = {"followup_set": True, "synchronize_session": False}
_WAITING = (OutboxStatus.PENDING, OutboxStatus.SENDING)


def quarantine(tx: Transaction, made_at: str) -> dict[str, int]:
    """End every session, code and link to choose a password, and hold back every mail. Returns how many of each.

    Source: trust.md F7.
    """
    ends = {
        "staff sessions": update(StaffSession).where(StaffSession.ended_at.is_(None)).values(ended_at=tx.now),
        "link sessions": update(AssigneeSession).where(AssigneeSession.ended_at.is_(None)).values(ended_at=tx.now),
        "sign-ins begun": update(PendingSignIn).where(PendingSignIn.expires_at > tx.now).values(expires_at=tx.now),
        "links to choose a password": update(SignInLink).where(SignInLink.used_at.is_(None)).values(used_at=tx.now),
        "mailed codes": update(LinkCode).where(LinkCode.expires_at > tx.now).values(expires_at=tx.now),
        "mails held back": update(OutboxMessage)
        .where(OutboxMessage.status.in_(_WAITING))
        .values(status=OutboxStatus.HELD),
    }
    counts = {}
    for what, statement in ends.items():
        counts[what] = tx.session.execute(statement, execution_options=_SET).rowcount  # type: ignore[attr-defined] # a CursorResult
    tx.journal_service(SERVICE_RESTORED, made_at=made_at)
    return counts


def release(tx: Transaction, *, sends: bool) -> int:
    """Let the held mails go, or mark them as not delivered where they left before the restore. Returns how many."""
    held = update(OutboxMessage).where(OutboxMessage.status == OutboxStatus.HELD)
    status = OutboxStatus.PENDING if sends else OutboxStatus.FAILED
    count: int = tx.session.execute(held.values(status=status), execution_options=_SET).rowcount  # type: ignore[attr-defined] # a CursorResult
    tx.journal_service(SERVICE_RELEASED, count=count if sends else 0)
    return count

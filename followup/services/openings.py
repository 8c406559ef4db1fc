"""Opening a personal link from outside: the address is compared, failures are counted, a session begins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from followup.domain import assignments as rules
from followup.domain.assignments import token_hash
from followup.domain.journal import ASSIGNMENT_OPENED
from followup.errors import Gone, NotFound, Reason
from followup.models.assignments import AssigneeSession, Assignment
from followup.queries import access_log as attempts
from followup.queries import assignments as queries
from followup.runtime import Keys
from followup.services import access_log, assignments
from followup.transaction import Transaction

WRONG_ADDRESS = "link.address"
UNKNOWN_TOKEN = "link.unknown"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of an attempt to open a link: a browser session's token, or why not."""

    session_token: str | None = None
    refused: Reason | None = None


def open_link(tx: Transaction, token: str, typed_address: str) -> Opening:
    """Begin a browser session when the address is the one the link was sent to; count the attempt when it is not.

    Runs as System("sign_in", everything=True) of the link's organisation. A refusal is an answer and no error, so that
    what was counted is kept.
    Errors: NotFound for an unknown token, Gone("link.gone") for one that has ended.
    Source: trust.md L4, L6.
    """
    link = _held(tx, token)
    if not link.is_alive(tx.today):
        raise Gone(rules.LINK_GONE)
    assignment = link.assignment
    refused = _refused(tx, assignment, typed_address, registered=assignment.recipient_email)
    if refused is not None:
        return Opening(refused=refused)
    session_token = secrets.token_urlsafe(32)
    tx.add(
        AssigneeSession(
            token_hash=token_hash(session_token),
            assignment_id=assignment.id,
            generation=assignment.generation,
            begun_at=tx.now,
            expires_at=tx.now + rules.SESSION,
        )
    )
    tx.journal(ASSIGNMENT_OPENED, assignment)
    return Opening(session_token=session_token)


def ask_again(tx: Transaction, keys: Keys, token: str, typed_address: str) -> None:
    """Mail a link that works to the registered address, if that one was typed; the answer is the same if it was not.

    Runs as `open_link` does. At most one mail a day.
    Errors: NotFound for an unknown token.
    Source: trust.md L10.
    """
    assignment = _held(tx, token).assignment
    contact = assignments.contact_of(tx, assignment)
    registered = contact.email if contact else assignment.recipient_email
    refused = _refused(tx, assignment, typed_address, registered=registered)
    if refused is not None or assignment.closed_at is not None:
        return
    if assignment.revoked_at is not None or tx.today > assignment.expires_on:
        assignments.renew(tx, keys, assignment, assignment.due_on)
    assignments.mail_link(tx, assignment, f"{assignment.generation}:{tx.today}")


def _held(tx: Transaction, token: str) -> queries.Link:
    """Return the token's link and hold its row: attempts at the same time are counted one after the other."""
    link = queries.find(tx.session, token)
    if link is None:
        raise NotFound
    tx.session.refresh(link.assignment, with_for_update=True)
    return link


def _refused(tx: Transaction, assignment: Assignment, typed_address: str, *, registered: str) -> Reason | None:
    key = f"{assignment.public_id}:{assignment.generation}"
    lately = attempts.count(tx.session, WRONG_ADDRESS, key, since=tx.now - rules.PAUSE)
    reason = rules.wrong_address_reason(lately, attempts.count(tx.session, WRONG_ADDRESS, key))
    if reason is None and not rules.same_address(typed_address, registered):
        access_log.add(tx, WRONG_ADDRESS, key, tx.actor, assignment.public_id)
        reason = rules.OTHER_ADDRESS
    return reason

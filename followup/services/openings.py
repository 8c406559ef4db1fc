"""Opening a personal link from outside: the address is compared, failures are counted, a session begins."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from followup.domain import assignments as rules
from followup.domain.assignments import token_hash
from followup.domain.link_journal import ASSIGNMENT_OPENED, CONTRIBUTOR_OPENED
from followup.domain.link_messages import NewBrowser
from followup.errors import Gone, NotFound, Reason
from followup.models.assignments import AssigneeSession, Assignment
from followup.queries import access_log as attempts
from followup.queries import assignments as queries
from followup.runtime import Keys
from followup.services import access_log, assignments, reissues
from followup.transaction import Transaction

WRONG_ADDRESS = "link.address"
UNKNOWN_TOKEN = "link.unknown"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of an attempt to open a link: a browser session's token, or why not."""

    session_token: str | None = None
    refused: Reason | None = None


def open_link(tx: Transaction, token: str, typed_address: str, *, is_known: bool = False) -> Opening:
    """Begin a browser session when the address is the one the link was sent to; count the attempt when it is not.

    `is_known` when this browser has opened this link before. Runs as System("sign_in", everything=True) of the link's
    organisation. A refusal is an answer and no error, so that what was counted is kept.
    Errors: NotFound for an unknown token, Gone("link.gone") for one that has ended.
    Source: trust.md L4, L6, L8.
    """
    link = _held(tx, token)
    if not link.is_alive(tx.today):
        raise Gone(rules.LINK_GONE)
    refused = _refused(tx, link, typed_address, registered=link.registered_address)
    if refused is not None:
        return Opening(refused=refused)
    session_token = secrets.token_urlsafe(32)
    session = tx.add(
        AssigneeSession(
            token_hash=token_hash(session_token),
            assignment_id=link.assignment.id,
            contributor_id=link.contributor.id if link.contributor else None,
            generation=link.assignment.generation,
            begun_at=tx.now,
            expires_at=tx.now + rules.SESSION,
        )
    )
    holder = link.contributor or link.assignment
    if not is_known and queries.opened_before(tx.session, holder.public_id):
        _tell_of_browser(tx, link, session)
    tx.journal(CONTRIBUTOR_OPENED if link.contributor else ASSIGNMENT_OPENED, holder)
    return Opening(session_token=session_token)


def _tell_of_browser(tx: Transaction, link: queries.Link, session: AssigneeSession) -> None:
    """Tell the holder that a browser opened the form which had not before: the first one is expected, others less."""
    mail = NewBrowser(
        **assignments.to_supplier(link.assignment),
        dedupe_key=f"new_browser:{session.token_hash}",
        opened_at=tx.now,
        colleague_name=link.contributor.name if link.contributor else "",
    )
    tx.post(replace(mail, assignment_id=None), about=link.assignment)


def ask_again(tx: Transaction, keys: Keys, token: str, typed_address: str) -> None:
    """Mail a link that works to the registered address, if that one was typed; the answer is the same if it was not.

    Runs as `open_link` does. At most one mail a day.
    Errors: NotFound for an unknown token.
    Source: trust.md L10.
    """
    link = _held(tx, token)
    assignment = link.assignment
    contact = assignments.contact_of(tx, assignment)
    registered = contact.email if contact else assignment.recipient_email
    refused = _refused(tx, link, typed_address, registered=registered)
    if refused is not None or assignment.closed_at is not None or link.contributor is not None:
        return
    if not reissues.is_usable(tx, assignment):
        assignments.renew(tx, keys, assignment, assignment.due_on)
    assignments.mail_link(tx, assignment, reissues.once_a_day(tx, assignment))


def mail_one(tx: Transaction, assignment: Assignment, public_id: str) -> None:
    """Mail one of the links that ask something of the holder of this one, at most once a day for each.

    Runs as `open_link` does, of the organisation whose link it is.
    Errors: NotFound for one that asks nothing of this address.
    """
    asked = {row.public_id: row.id for row in queries.all_asked(tx.session, assignment, tx.today)}
    if public_id not in asked:
        raise NotFound
    other = tx.follow(Assignment, asked[public_id])
    reissues.mail_again(tx, other, reissues.once_a_day(tx, other))


def _held(tx: Transaction, token: str) -> queries.Link:
    """Return the token's link and hold its row: attempts at the same time are counted one after the other."""
    link = queries.find(tx.session, token)
    if link is None:
        raise NotFound
    tx.session.refresh(link.assignment, with_for_update=True)
    if link.contributor is not None:
        tx.session.refresh(link.contributor)
    return link


def _refused(tx: Transaction, link: queries.Link, typed_address: str, *, registered: str) -> Reason | None:
    key = link.attempts_key
    lately = attempts.count(tx.session, WRONG_ADDRESS, key, since=tx.now - rules.PAUSE)
    reason = rules.wrong_address_reason(lately, attempts.count(tx.session, WRONG_ADDRESS, key))
    if reason is None and not rules.same_address(typed_address, registered):
        access_log.add(tx, WRONG_ADDRESS, key, tx.actor, (link.contributor or link.assignment).public_id)
        reason = rules.OTHER_ADDRESS
    return reason

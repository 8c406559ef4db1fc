"""What a person does with a link that was sent: sending it again, replacing it, ending it."""

from __future__ import annotations

from followup.domain import assignments as rules
from followup.domain.link_journal import ASSIGNMENT_SENT_AGAIN
from followup.domain.link_messages import LinkAgain
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.assignments import Assignment
from followup.runtime import Keys
from followup.services import assignments
from followup.transaction import Transaction


def reissue(tx: Transaction, keys: Keys, assignment_id: str) -> Assignment:
    """Mail the link to the contact's registered address: the same one while it works, otherwise a new one.

    Errors: Conflict("link.closed") when nothing more is asked.
    """
    assignment = _asked(tx, assignment_id)
    if is_usable(tx, assignment):
        mail_again(tx, assignment, tx.now.isoformat(timespec="minutes"))
    else:
        assignments.renew(tx, keys, assignment, assignment.due_on)
        assignments.mail_link(tx, assignment, str(assignment.generation))
    return assignment


def replace(tx: Transaction, keys: Keys, assignment_id: str) -> Assignment:
    """End the link, its sessions and its colleagues' links, and mail a new one to the registered address.

    Errors: Conflict("link.closed") when nothing more is asked.
    """
    assignment = end(tx, assignment_id)
    assignments.renew(tx, keys, assignment, assignment.due_on)
    assignments.mail_link(tx, assignment, str(assignment.generation))
    return assignment


def end(tx: Transaction, assignment_id: str) -> Assignment:
    """Revoke the link at the buyer's wish: it and its sessions end at once, until a new one is sent.

    Errors: Conflict("link.closed") when nothing more is asked.
    """
    assignment = _asked(tx, assignment_id)
    assignments.revoke(tx, assignment)
    return assignment


def _asked(tx: Transaction, assignment_id: str) -> Assignment:
    assignment = tx.get(Assignment, assignment_id, to=Permission.ASSIGNMENT_REISSUE)
    if assignment.closed_at is not None:
        raise Conflict(rules.NOTHING_ASKED)
    return assignment


def is_usable(tx: Transaction, assignment: Assignment) -> bool:
    """Return whether the newest link still opens anything."""
    return assignment.revoked_at is None and tx.today <= assignment.expires_on


def mail_again(tx: Transaction, assignment: Assignment, once: str) -> None:
    """Send the link that works to the registered address again, once for each `once`, of whichever of the two mails."""
    mail = LinkAgain(
        **assignments.to_supplier(assignment),
        dedupe_key=assignments.key_of(assignment, once),
        **assignments.task_of(assignment),
    )
    if tx.post(mail, about=assignment):
        tx.journal(ASSIGNMENT_SENT_AGAIN, assignment)


def once_a_day(tx: Transaction, assignment: Assignment) -> str:
    """Return the "once" of a mail that the holder asks for: at most one a day for each link."""
    return f"{assignment.generation}:{tx.today}"

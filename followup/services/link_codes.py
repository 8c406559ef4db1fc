"""Codes mailed to the holder of a link: sending one, and comparing what was typed, once.

Both run as System("sign_in", everything=True) of the link's organisation, since sessions are nobody's to see. A refusal
is an answer and no error, so that what was counted is kept.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from followup.domain import link_codes as rules
from followup.domain.actors import Assignee
from followup.domain.ids import new_id
from followup.domain.link_codes import CodeNeeded
from followup.domain.link_journal import ASSIGNMENT_CONFIRMED
from followup.domain.link_messages import LinkCodeMail
from followup.errors import Reason
from followup.models.assignments import AssigneeSession, Assignment
from followup.models.link_codes import LinkCode
from followup.queries import access_log as attempts
from followup.runtime import Keys
from followup.services import access_log
from followup.services.assignments import to_supplier
from followup.transaction import Transaction

WRONG = "link.code"
PURPOSE = "link code"


def must_confirm(tx: Transaction) -> bool:
    """Return whether the holder must type a mailed code before sending in, reading what was sent, or delegating."""
    return isinstance(tx.actor, Assignee) and tx.actor.must_confirm


def require_confirmed(tx: Transaction) -> None:
    """Refuse until the code was typed; pages then lead to where it is asked for.

    Errors: CodeNeeded.
    """
    if must_confirm(tx):
        raise CodeNeeded


def send(tx: Transaction, keys: Keys, holder: Assignee) -> Reason | None:
    """Mail a new code for this session to the holder's address. Returns why not, when none is sent."""
    assignment = _held(tx, holder)
    made = select(func.count(LinkCode.id)).where(LinkCode.assignment_id == assignment.id)
    last_hour, last_day = (
        tx.session.scalars(made.where(LinkCode.made_at > tx.now - timedelta(hours=hours))).one() for hours in (1, 24)
    )
    refused = rules.why_no_more(last_hour=last_hour, last_day=last_day, wrong=_wrong(tx, assignment))
    if refused is not None or holder.session_id is None:
        return refused
    public_id, nonce, key = new_id(LinkCode.prefix), secrets.token_bytes(16), keys.derived(PURPOSE)[0]
    row = tx.add(
        LinkCode(
            public_id=public_id,
            organisation_id=assignment.organisation_id,
            assignment_id=assignment.id,
            session_id=holder.session_id,
            nonce=nonce,
            code_hash=rules.code_hash(key, public_id, rules.code(key, public_id, nonce)),
            made_at=tx.now,
            expires_at=tx.now + rules.LIVES,
            wrong_count=0,
        )
    )
    facts = to_supplier(assignment)
    mail = LinkCodeMail(**facts, dedupe_key=f"link_code:{public_id}", code_id=public_id, expires_at=row.expires_at)
    tx.post(replace(mail, assignment_id=None), about=assignment)  # the code and the link never travel together
    return None


def confirm(tx: Transaction, keys: Keys, holder: Assignee, typed: str) -> Reason | None:
    """Compare what was typed with the newest code of this session, once. Returns why it does not open anything."""
    assignment = _held(tx, holder)
    newest = select(LinkCode).where(LinkCode.session_id == holder.session_id, LinkCode.assignment_id == assignment.id)
    row = tx.session.scalars(newest.order_by(LinkCode.id.desc()).limit(1)).one_or_none()
    if row is None:
        return rules.NO_CODE_YET
    if _wrong(tx, assignment) >= rules.WRONG_IN_ALL:
        return rules.CODES_LOCKED
    if row.spent_at is not None or tx.now >= row.expires_at or row.wrong_count >= rules.TRIES:
        return rules.CODE_OVER
    hashes = (rules.code_hash(key, row.public_id, typed) for key in keys.derived(PURPOSE))
    if not sum(hmac.compare_digest(one, row.code_hash) for one in hashes):
        row.wrong_count += 1
        access_log.add(tx, WRONG, _key(assignment), holder, assignment.public_id)
        return rules.WRONG_CODE
    row.spent_at = tx.now
    tx.follow(AssigneeSession, row.session_id).confirmed_at = tx.now
    tx.journal(ASSIGNMENT_CONFIRMED, assignment)
    return None


def code_again(keys: Keys, row: LinkCode) -> str | None:
    """Return the same code as when the row was made, whichever key made it: for the mail that is leaving."""
    for key in keys.derived(PURPOSE):
        text = rules.code(key, row.public_id, row.nonce)
        if hmac.compare_digest(rules.code_hash(key, row.public_id, text), row.code_hash):
            return text
    return None


def _held(tx: Transaction, holder: Assignee) -> Assignment:
    """Return the link and hold its row: codes and tries at the same time are counted one after the other."""
    mine = select(Assignment).where(Assignment.id == holder.assignment_id)
    return tx.session.scalars(mine.with_for_update()).one()


def _key(assignment: Assignment) -> str:
    return f"{assignment.public_id}:{assignment.generation}"


def _wrong(tx: Transaction, assignment: Assignment) -> int:
    return attempts.count(tx.session, WRONG, _key(assignment))

"""What a member decided on a matter of the cooperation: recorded by the member itself or by the secretariat."""

from __future__ import annotations

from followup.domain import secretariat_journal as events
from followup.domain.cooperation_bodies import NewDecision, check_decided
from followup.domain.permissions import Permission
from followup.errors import Forbidden
from followup.models.cooperation_bodies import MemberDecision
from followup.models.joint_documents import CooperationDocument
from followup.models.organisations import Cooperation
from followup.services import changes, members
from followup.transaction import Transaction

_MAY = Permission.DECISION_RECORD


def record(tx: Transaction, new: NewDecision) -> MemberDecision:
    """Record a member's decision in the cooperation that is named, else in one's only one.

    A member records its own, the secretariat anybody's.

    Errors: Invalid at organisation_id or decided_on; Forbidden for another member's decision.
    """
    tx.require(_MAY)
    cooperation = _cooperation(tx, new.cooperation_id)
    columns = _columns(tx, cooperation, new)
    made = MemberDecision(cooperation_id=cooperation.id, secretariat_id=cooperation.secretariat_id, **columns)
    tx.require(_MAY, made)
    tx.add(made)
    tx.journal(events.DECISION_RECORDED, made, outcome=new.outcome, decided_on=new.decided_on)
    return made


def change(tx: Transaction, decision_id: str, new: NewDecision, version: int | None) -> MemberDecision:
    """Correct what is recorded of a decision.

    Errors: Invalid at organisation_id or decided_on; Conflict("stale").
    """
    decision = tx.get(MemberDecision, decision_id, to=_MAY)
    tx.check_version(decision, version)
    cooperation = tx.follow(Cooperation, decision.cooperation_id)
    if fields := changes.put(decision, _columns(tx, cooperation, new)):
        tx.require(_MAY, decision)
        tx.journal(events.DECISION_CHANGED, decision, fields=fields)
    tx.flush()
    return decision


def _cooperation(tx: Transaction, public_id: str | None) -> Cooperation:
    keys = tx.actor.scope.cooperation_ids
    if public_id is None:
        if not keys:
            raise Forbidden
        return tx.follow(Cooperation, keys[0])
    named = tx.get(Cooperation, public_id, to=Permission.COOPERATION_READ)
    if named.id not in keys:
        raise Forbidden
    return named


def _columns(tx: Transaction, cooperation: Cooperation, new: NewDecision) -> dict[str, object]:
    check_decided(new.decided_on, tx.today)
    document = tx.get(CooperationDocument, new.document_id, to=Permission.COOPERATION_READ) if new.document_id else None
    return {
        "organisation_id": members.check_member(tx, cooperation, new.organisation_id, new.decided_on).id,
        "matter": new.matter,
        "outcome": new.outcome,
        "decided_on": new.decided_on,
        "body": new.body,
        "case_number": new.case_number,
        "amount_minor": new.amount.minor if new.amount else None,
        "currency": cooperation.currency if new.amount else None,
        "document_id": document.id if document else None,
    }

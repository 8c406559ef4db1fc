"""Joint alerts: asked for by a buyer, checked and sent by the secretariat, and each buyer's own decision about it."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain import alerts as rules
from followup.domain.alerts import AlertDecided, NewAlert
from followup.domain.audit_journal import ALERT_ASKED, ALERT_DECIDED, ALERT_ENDED, ALERT_SENT
from followup.domain.messages import AlertAsked, AlertSent
from followup.domain.permissions import Permission
from followup.domain.warnings import as_line
from followup.errors import Conflict, NotFound
from followup.models.deviations import Deviation
from followup.models.organisations import Cooperation, Organisation
from followup.models.sanctions import AlertDecision, JointAlert
from followup.queries import alerts as queries
from followup.queries.rows import AnyRow
from followup.services.incident_reach import Found
from followup.transaction import Transaction


def readable(tx: Transaction, alert_id: str, to: Permission = Permission.ALERT_READ) -> JointAlert:
    """Return an alert that may be read.

    Errors: NotFound for one that is not sent yet, to all but who asked and the secretariat.
    """
    alert = tx.get(JointAlert, alert_id, to=to)
    if not queries.may_be_read(alert, tx.actor):
        raise NotFound
    return alert


def ask(tx: Transaction, deviation_id: str, new: NewAlert, coordinators: Sequence[AnyRow]) -> JointAlert:
    """Ask the secretariat to alert the others; it is told, and nobody else reads it before it is sent.

    Errors: Conflict("alert.not_serious", "alert.asked_before"); NotFound for a cooperation one is not in.
    """
    deviation = tx.get(Deviation, deviation_id, to=Permission.ALERT_ASK)
    rules.check_serious(deviation.severity, deviation.status)
    cooperation = _mine(tx, new.cooperation_id)
    if queries.is_asked(tx.session, deviation.supplier_id, deviation.severity, tx.actor.organisation_id):
        raise Conflict(rules.ASKED_BEFORE)
    alert = tx.add(
        JointAlert(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            organisation_id=deviation.organisation_id,
            supplier_id=deviation.supplier_id,
            facts=new.facts,
            severity=deviation.severity.value,
            asked_at=tx.now,
        )
    )
    tx.journal(ALERT_ASKED, alert)
    for person in coordinators:
        tx.post(
            AlertAsked(
                **_to(person.name, person.email, person.language),
                dedupe_key=f"alert_asked:{alert.public_id}:{person.public_id}",
                thread=alert.public_id,
                path=f"/alerts/{alert.public_id}",
                supplier_name=_supplier(tx, alert),
                asker_name=as_line(tx.follow(Organisation, alert.organisation_id).name),
            ),
            about=alert,
        )
    return alert


def _mine(tx: Transaction, cooperation_id: str) -> Cooperation:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.ALERT_READ)
    if cooperation.id not in tx.actor.scope.cooperation_ids:
        raise NotFound
    return cooperation


def _to(name: str, email: str, language: str) -> dict[str, str]:
    return {"recipient_address": email, "recipient_name": name, "locale": language}


def _supplier(tx: Transaction, alert: JointAlert) -> str:
    return as_line(queries.around(tx.session, alert).supplier_name)


def send(tx: Transaction, alert_id: str, facts: str, found: Found, version: int | None = None) -> JointAlert:
    """Send the checked facts to the organisations that buy from the supplier; each decides for itself.

    Errors: Forbidden for all but the secretariat's coordinator; Conflict("stale", "alert.sent", "alert.nobody").
    """
    alert = _open(tx, alert_id, version)
    if alert.sent_at is not None:
        raise Conflict(rules.SENT)
    told = {k: one for k, one in found.reach.organisations.items() if k != alert.organisation_id}
    if not told:
        raise Conflict(rules.NOBODY)
    alert.facts, alert.sent_at = facts, tx.now
    for key in told:
        contract_count, _ = found.reach.counts_of(key)
        tx.add(
            AlertDecision(
                cooperation_id=alert.cooperation_id,
                joint_alert_id=alert.id,
                organisation_id=key,
                contract_count=contract_count,
            )
        )
    tx.journal(ALERT_SENT, alert, count=len(told))
    readers = {reader.user_id: reader for reader in found.readers if reader.organisation_key in told}
    supplier = _supplier(tx, alert)
    for reader in readers.values():
        tx.post(
            AlertSent(
                **_to(reader.name, reader.email, reader.language),
                dedupe_key=f"alert_sent:{alert.public_id}:{reader.user_id}",
                thread=alert.public_id,
                path=f"/alerts/{alert.public_id}",
                supplier_name=supplier,
            ),
            about=alert,
        )
    tx.flush()
    return alert


def _open(tx: Transaction, alert_id: str, version: int | None) -> JointAlert:
    alert = tx.get(JointAlert, alert_id, to=Permission.ALERT_SEND)
    tx.check_version(alert, version)
    rules.check_open(alert.ended_on)
    return alert


def decide(tx: Transaction, decision_id: str, decided: AlertDecided, version: int | None = None) -> AlertDecision:
    """Record what one's organisation does about its own contracts; it may be changed until the alert has ended.

    Errors: Forbidden for all but the organisation itself; Invalid at note; Conflict("stale", "alert.ended").
    """
    decision = tx.get(AlertDecision, decision_id, to=Permission.ALERT_DECIDE)
    tx.check_version(decision, version)
    rules.check_open(tx.follow(JointAlert, decision.joint_alert_id).ended_on)
    rules.check_decided(decided)
    decision.stance, decision.note = decided.stance, decided.note or None
    decision.decided_by_id, decision.decided_on = tx.actor.user_id, tx.today
    organisation = tx.follow(Organisation, decision.organisation_id)
    tx.journal(ALERT_DECIDED, decision, stance=decided.stance, organisation=organisation.public_id)
    tx.flush()
    return decision


def end(tx: Transaction, alert_id: str, outcome: str, version: int | None = None) -> JointAlert:
    """End an alert with what came of it, also one that is not to be sent.

    Errors: Forbidden for all but the secretariat's coordinator; Conflict("stale", "alert.ended").
    """
    alert = _open(tx, alert_id, version)
    alert.ended_on, alert.outcome = tx.today, outcome
    tx.journal(ALERT_ENDED, alert)
    tx.flush()
    return alert

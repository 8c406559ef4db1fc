"""Joint alerts: the list, one alert with what each organisation decided, asking for one, sending it and ending it."""

from __future__ import annotations

from typing import Any

from followup.domain.alerts import NO_COOPERATION, AlertDecided, AlertPage, NewAlert, check_serious
from followup.domain.deviations import Severity
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.deviations import Deviation
from followup.models.sanctions import AlertDecision, JointAlert
from followup.queries import alerts as queries
from followup.queries import incident_reach, journal
from followup.queries.incident_reach import Sought
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.alerts import (
    AlertDecidedSchema,
    AlertDecisionSchema,
    AlertFactsSchema,
    AlertPageSchema,
    AlertSchema,
    ListedAlertSchema,
    NewAlertSchema,
    OutcomeSchema,
)
from followup.services import alerts
from followup.services import incident_reach as looking
from followup.services.incident_reach import Found
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.incidents import look_up
from followup.web.security import runtime

room = Room("alerts")
_ONE = "/alerts/<alert_id>"


@room.page("/alerts", needs=Permission.ALERT_READ, query=AlertPageSchema)
def index(tx: Transaction, query: AlertPage) -> dict[str, Any]:
    """Return the alerts of one's cooperations, the one asked for last first."""
    return {"found": queries.listed(tx.session, tx.actor, query), "query": query, "grade": Severity.of}


@room.read("/alerts", needs=Permission.ALERT_READ, gives=ListedAlertSchema, many=True, query=AlertPageSchema)
def list_alerts(tx: Transaction, query: AlertPage) -> Page[Any]:
    """Return the alerts of one's cooperations, the one asked for last first."""
    return queries.listed(tx.session, tx.actor, query)


@room.page(_ONE, needs=Permission.ALERT_READ)
def show(tx: Transaction, alert_id: str) -> dict[str, Any]:
    """Return one alert: the facts, who was told, and what each decided for itself."""
    alert = alerts.readable(tx, alert_id)
    decisions = queries.decisions(tx.session, alert.id, tx.actor.organisation_id)
    own = next((row for row in decisions if row.organisation_id == tx.actor.organisation_id), None)
    return {
        "alert": alert,
        "about": queries.around(tx.session, alert),
        "grade": Severity.of(alert.severity),
        "decisions": decisions,
        "own": own,
        "own_contracts": _own_contracts(tx, alert) if own else (),
        "history": journal.history(tx.session, [alert.public_id, *([own.public_id] if own else [])]),
    }


def _own_contracts(tx: Transaction, alert: JointAlert) -> Any:
    reach = _found(alert).reach
    return incident_reach.own_contracts(tx.session, reach, tx.today)


def _found(alert: JointAlert) -> Found:
    sought = Sought(cooperation_id=alert.cooperation_id, supplier_keys=frozenset({alert.supplier_id}))
    return look_up(sought)


@room.read(_ONE, needs=Permission.ALERT_READ, gives=AlertSchema)
def get_alert(tx: Transaction, alert_id: str) -> dict[str, Any]:
    """Return one alert with who was told and what each decided."""
    return _as_data(tx, alerts.readable(tx, alert_id))


def _as_data(tx: Transaction, alert: JointAlert) -> dict[str, Any]:
    about = queries.around(tx.session, alert)
    own = ("public_id", "version", "severity", "facts", "asked_at", "sent_at", "ended_on", "outcome")
    return {
        **{name: getattr(alert, name) for name in own},
        "supplier_id": about.supplier_id,
        "supplier_name": about.supplier_name,
        "decisions": queries.decisions(tx.session, alert.id, tx.actor.organisation_id),
    }


def _ask_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation = tx.get(Deviation, deviation_id, to=Permission.ALERT_ASK)
    check_serious(deviation.severity, deviation.status)
    offered = [(row.public_id, row.name) for row in queries.cooperations(tx.session, tx.actor)]
    if not offered:
        raise Conflict(NO_COOPERATION)
    data = {"cooperation_id": offered[0][0], "facts": ""}
    return Shown(data=data, choices={"cooperation_id": offered}, context={"deviation": deviation})


@room.form(
    "/deviations/<deviation_id>/alert",
    needs=Permission.ALERT_ASK,
    takes=NewAlertSchema,
    template="alerts/ask.html",
    shows=_ask_form,
)
def ask(tx: Transaction, new: NewAlert, deviation_id: str) -> Any:
    """Ask the secretariat to alert the others."""
    alert = alerts.ask(tx, deviation_id, new, _coordinators(tx, new))
    return see_other("alerts.show", alert_id=alert.public_id, notice="alert_asked")


@room.create("/deviations/<deviation_id>/alerts", needs=Permission.ALERT_ASK, takes=NewAlertSchema, gives=AlertSchema)
def ask_for_alert(tx: Transaction, new: NewAlert, deviation_id: str) -> dict[str, Any]:
    """Ask the secretariat to alert the others."""
    return _as_data(tx, alerts.ask(tx, deviation_id, new, _coordinators(tx, new)))


def _coordinators(tx: Transaction, new: NewAlert) -> list[AnyRow]:
    """Return who coordinates at the secretariat, read by a transaction of its own that sees everything."""
    with runtime().transaction(looking.COORDINATOR, read_only=True) as everything:
        return list(queries.coordinators_of(everything.session, new.cooperation_id))


def _to_change(tx: Transaction, alert_id: str) -> tuple[JointAlert, dict[str, Any]]:
    alert = alerts.readable(tx, alert_id, Permission.ALERT_SEND)
    return alert, {"alert": alert, "about": queries.around(tx.session, alert), "grade": Severity.of(alert.severity)}


def _send_form(tx: Transaction, alert_id: str) -> Shown:
    alert, context = _to_change(tx, alert_id)
    told = _found(alert).reach.organisations
    context["told"] = [one.name for key, one in told.items() if key != alert.organisation_id]
    return Shown(data={"facts": alert.facts}, version=alert.version, context=context)


@room.form(
    f"{_ONE}/send",
    needs=Permission.ALERT_SEND,
    takes=AlertFactsSchema,
    template="alerts/send.html",
    shows=_send_form,
    versioned=True,
)
def send(tx: Transaction, facts: str, alert_id: str, version: int | None) -> Any:
    """Send the checked facts to the organisations that buy from the supplier."""
    alert = alerts.readable(tx, alert_id, Permission.ALERT_SEND)
    alerts.send(tx, alert_id, facts, _found(alert), version)
    return see_other("alerts.show", alert_id=alert_id, notice="alert_sent")


def _end_form(tx: Transaction, alert_id: str) -> Shown:
    alert, context = _to_change(tx, alert_id)
    return Shown(version=alert.version, context=context)


@room.form(
    f"{_ONE}/end",
    needs=Permission.ALERT_SEND,
    takes=OutcomeSchema,
    template="alerts/end.html",
    shows=_end_form,
    versioned=True,
)
def end(tx: Transaction, outcome: str, alert_id: str, version: int | None) -> Any:
    """End an alert with what came of it."""
    alerts.end(tx, alert_id, outcome, version)
    return see_other("alerts.show", alert_id=alert_id, notice="saved")


def _decide_form(tx: Transaction, decision_id: str) -> Shown:
    decision = tx.get(AlertDecision, decision_id, to=Permission.ALERT_DECIDE)
    alert = tx.follow(JointAlert, decision.joint_alert_id)
    return Shown(
        data={"stance": decision.stance, "note": decision.note},
        version=decision.version,
        context={"alert": alert, "about": queries.around(tx.session, alert), "contracts": _own_contracts(tx, alert)},
    )


@room.form(
    "/alert-decisions/<decision_id>",
    needs=Permission.ALERT_DECIDE,
    takes=AlertDecidedSchema,
    template="alerts/decide.html",
    shows=_decide_form,
    versioned=True,
)
def decide(tx: Transaction, decided: AlertDecided, decision_id: str, version: int | None) -> Any:
    """Record what one's organisation does about its own contracts."""
    decision = alerts.decide(tx, decision_id, decided, version)
    alert = tx.follow(JointAlert, decision.joint_alert_id)
    return see_other("alerts.show", alert_id=alert.public_id, notice="saved")


@room.read("/alert-decisions/<decision_id>", needs=Permission.ALERT_DECIDE, gives=AlertDecisionSchema)
def get_alert_decision(tx: Transaction, decision_id: str) -> AnyRow:
    """Return what one's organisation does about its own contracts."""
    return _decision(tx, tx.get(AlertDecision, decision_id, to=Permission.ALERT_DECIDE))


@room.change(
    "/alert-decisions/<decision_id>", needs=Permission.ALERT_DECIDE, takes=AlertDecidedSchema, gives=AlertDecisionSchema
)
def decide_alert(tx: Transaction, decided: AlertDecided, decision_id: str, version: int) -> AnyRow:
    """Record what one's organisation does about its own contracts."""
    return _decision(tx, alerts.decide(tx, decision_id, decided, version))


def _decision(tx: Transaction, decision: AlertDecision) -> AnyRow:
    tx.flush()
    told = queries.decisions(tx.session, decision.joint_alert_id, tx.actor.organisation_id)
    return next(row for row in told if row.public_id == decision.public_id)

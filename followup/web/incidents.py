"""Incidents: what is told of a site or a supplier, whom it reaches, where each organisation stands, what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from followup.domain.incidents import IncidentFilter, IncidentStatus, NewIncident, SiteUse, standing_of
from followup.domain.permissions import Permission
from followup.i18n import gettext
from followup.models.incidents import Incident
from followup.models.organisations import Cooperation
from followup.models.suppliers import Supplier
from followup.queries import incident_reach, journal, suppliers
from followup.queries import incidents as queries
from followup.queries.incident_reach import Sought
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.incidents import (
    ConclusionSchema,
    IncidentFilterSchema,
    IncidentSchema,
    ListedIncidentSchema,
    NewIncidentSchema,
)
from followup.schemas.risk import categories_on, category_name
from followup.services import incident_reach as looking
from followup.services import incidents
from followup.services.incident_reach import Found
from followup.transaction import Transaction
from followup.web import incident_pictures
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("incidents")
_ONE = "/incidents/<incident_id>"


@room.page("/incidents", needs=Permission.INCIDENT_READ, query=IncidentFilterSchema)
def index(tx: Transaction, query: IncidentFilter) -> dict[str, Any]:
    """Return the incidents of one's cooperations, and those cooperations in which one may open another."""
    states = (None, *IncidentStatus)
    return {
        "found": queries.listed(tx.session, query),
        "led": queries.led(tx.session, tx.actor),
        "query": query,
        "tabs": [
            (url_for("incidents.index", state=state), gettext(state.label) if state else None, state is query.state)
            for state in states
        ],
    }


@room.read(
    "/incidents", needs=Permission.INCIDENT_READ, gives=ListedIncidentSchema, many=True, query=IncidentFilterSchema
)
def list_incidents(tx: Transaction, query: IncidentFilter) -> Page[Any]:
    """Return the incidents of one's cooperations, the one opened last first."""
    return queries.listed(tx.session, query)


@room.page(_ONE, needs=Permission.INCIDENT_READ)
def show(tx: Transaction, incident_id: str) -> dict[str, Any]:
    """Return one incident: what happened when, whom it reaches and how, where each stands, what suppliers answered."""
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_READ)
    parties = queries.parties(tx.session, incident.id, tx.actor.organisation_id)
    questions = queries.questions(tx.session, incident.id)
    with runtime().transaction(looking.COORDINATOR, read_only=True) as everything:
        reach = incident_reach.look_up(everything.session, _sought(incident, questions), tx.today)
    shown = reach.only({party.organisation_id for party in parties})
    own = next((party for party in parties if party.organisation_id == tx.actor.organisation_id), None)
    about = queries.around(tx.session, incident)
    return {
        "incident": incident,
        "about": about,
        "category": category_name(incident.category),
        "parties": parties,
        "own": own,
        "own_contracts": incident_reach.own_contracts(tx.session, reach, tx.today) if own else (),
        "unknown_count": len(reach.organisations) - len(shown.organisations),
        "through": shown.through(),
        "member_count": reach.member_count,
        "picture": incident_pictures.tree(shown, parties, incident, about.supplier_name or ""),
        "progress": incident_pictures.progress(questions, tx.today),
        "questions": questions,
        "reads_notes": own is not None or tx.actor.organisation_id == incident.secretariat_id,
        "standing_of": lambda row: standing_of(row.status, row.due_on, tx.today),
        "events": incident_pictures.events(incident, parties, questions),
        "history": journal.history(tx.session, _ids(incident, own, questions)),
        "on": tx.today,
    }


def _ids(incident: Incident, own: AnyRow | None, questions: Any) -> list[str]:
    return [incident.public_id, *([own.public_id] if own else []), *(row.public_id for row in questions)]


def _uses(questions: Iterable[AnyRow]) -> set[int]:
    """Return the suppliers (by key) that say they use the site, or have used it: whoever buys there is reached too."""
    return {row.supplier_key for row in questions if row.answer in (SiteUse.USES, SiteUse.USED)}


def _sought(incident: Incident, questions: Iterable[AnyRow]) -> Sought:
    named = {incident.supplier_id} if incident.supplier_id else set()
    return Sought(
        cooperation_id=incident.cooperation_id,
        site=incident.site,
        site_country=incident.site_country,
        supplier_keys=frozenset(named | _uses(questions)),
    )


def look_up(sought: Sought) -> Found:
    """Return whom it reaches and who is to be told, read by a transaction of its own that sees everything."""
    with runtime().transaction(looking.COORDINATOR, read_only=True) as everything:
        return looking.look_up(everything, sought)


def sought_of(tx: Transaction, incident: Incident) -> Sought:
    """Return what is looked for because of this incident as it stands."""
    return _sought(incident, queries.questions(tx.session, incident.id))


@room.read(_ONE, needs=Permission.INCIDENT_READ, gives=IncidentSchema)
def get_incident(tx: Transaction, incident_id: str) -> dict[str, Any]:
    """Return one incident with whom it reaches, where each stands and what the suppliers answered."""
    return _as_data(tx, tx.get(Incident, incident_id, to=Permission.INCIDENT_READ))


def _as_data(tx: Transaction, incident: Incident) -> dict[str, Any]:
    names = ("public_id", "version", "title", "status", "facts", "source", "reported_on", "site", "site_country")
    more = ("category", "question", "question_due_on", "conclusion")
    parties = queries.parties(tx.session, incident.id, tx.actor.organisation_id)
    inside = {incident.secretariat_id, *(party.organisation_id for party in parties)}
    questions = [dict(row._mapping) for row in queries.questions(tx.session, incident.id)]
    for question in questions:
        if tx.actor.organisation_id not in inside:
            question["note"] = None
    return {
        **{name: getattr(incident, name) for name in (*names, *more)},
        "supplier_id": queries.around(tx.session, incident).supplier_id,
        "parties": parties,
        "questions": questions,
    }


def _form(tx: Transaction, data: dict[str, Any], **more: Any) -> Shown:
    keys = dict.fromkeys([*(c.key for c in categories_on(tx.today)), *filter(None, [data.get("category")])])
    return Shown(
        data=data,
        choices={
            "supplier_id": suppliers.choices(tx.session),
            "category": sorted(((key, category_name(key)) for key in keys), key=lambda pair: pair[1].casefold()),
        },
        **more,
    )


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.INCIDENT_OPEN)
    context = {"incident": None, "cooperation_name": cooperation.name}
    return _form(tx, {"reported_on": tx.today}, context=context)


def _sought_by(tx: Transaction, cooperation_id: int, new: NewIncident, questions: Iterable[AnyRow] = ()) -> Sought:
    named = {tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ).id} if new.supplier_id else set()
    return Sought(
        cooperation_id=cooperation_id,
        site=new.site,
        site_country=new.site_country,
        supplier_keys=frozenset(named | _uses(questions)),
    )


@room.form(
    "/cooperations/<cooperation_id>/incidents/new",
    needs=Permission.INCIDENT_OPEN,
    takes=NewIncidentSchema,
    template="incidents/edit.html",
    shows=_new_form,
)
def begin(tx: Transaction, new: NewIncident, cooperation_id: str) -> Any:
    """Open an incident and tell those whom it reaches."""
    incident = _begun(tx, new, cooperation_id)
    return see_other("incidents.show", incident_id=incident.public_id, notice="incident_opened")


@room.create(
    "/cooperations/<cooperation_id>/incidents",
    needs=Permission.INCIDENT_OPEN,
    takes=NewIncidentSchema,
    gives=IncidentSchema,
)
def create_incident(tx: Transaction, new: NewIncident, cooperation_id: str) -> dict[str, Any]:
    """Open an incident and tell those whom it reaches."""
    return _as_data(tx, _begun(tx, new, cooperation_id))


def _begun(tx: Transaction, new: NewIncident, cooperation_id: str) -> Incident:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.INCIDENT_OPEN)
    return incidents.begin(tx, cooperation_id, new, look_up(_sought_by(tx, cooperation.id, new)))


def _edit_form(tx: Transaction, incident_id: str) -> Shown:
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    data = _as_data(tx, incident)
    return _form(tx, data, version=incident.version, context={"incident": incident})


@room.form(
    f"{_ONE}/edit",
    needs=Permission.INCIDENT_CHANGE,
    takes=NewIncidentSchema,
    template="incidents/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: NewIncident, incident_id: str, version: int | None) -> Any:
    """Correct what was told, and look up again whom it reaches."""
    _changed(tx, new, incident_id, version)
    return see_other("incidents.show", incident_id=incident_id, notice="saved")


@room.change(_ONE, needs=Permission.INCIDENT_CHANGE, takes=NewIncidentSchema, gives=IncidentSchema)
def change_incident(tx: Transaction, new: NewIncident, incident_id: str, version: int) -> dict[str, Any]:
    """Correct what was told, and look up again whom it reaches."""
    return _as_data(tx, _changed(tx, new, incident_id, version))


def _changed(tx: Transaction, new: NewIncident, incident_id: str, version: int | None) -> Incident:
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    questions = queries.questions(tx.session, incident.id)
    found = look_up(_sought_by(tx, incident.cooperation_id, new, questions))
    return incidents.change(tx, incident_id, new, found, version)


@room.action(f"{_ONE}/look-again", needs=Permission.INCIDENT_CHANGE)
def look_again(tx: Transaction, incident_id: str) -> Any:
    """Look up again whom it reaches, and tell who is new."""
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    incidents.look_again(tx, incident_id, look_up(sought_of(tx, incident)))
    return see_other("incidents.show", incident_id=incident_id, notice="looked_up")


def _close_form(tx: Transaction, incident_id: str) -> Shown:
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    parties = queries.parties(tx.session, incident.id, tx.actor.organisation_id)
    waiting = [party.name for party in parties if party.stance is None]
    context = {"incident": incident, "waiting": waiting}
    return Shown(data={"conclusion": incident.conclusion}, version=incident.version, context=context)


@room.form(
    f"{_ONE}/close",
    needs=Permission.INCIDENT_CHANGE,
    takes=ConclusionSchema,
    template="incidents/close.html",
    shows=_close_form,
    versioned=True,
)
def close(tx: Transaction, conclusion: str, incident_id: str, version: int | None) -> Any:
    """End the incident with what was found."""
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    incidents.close(tx, incident_id, conclusion, look_up(sought_of(tx, incident)), version)
    return see_other("incidents.show", incident_id=incident_id, notice="incident_closed")


@room.action(f"{_ONE}/reopen", needs=Permission.INCIDENT_CHANGE, versioned=True)
def reopen(tx: Transaction, incident_id: str, version: int | None) -> Any:
    """Go on with an incident that had ended."""
    incidents.reopen(tx, incident_id, version)
    return see_other("incidents.show", incident_id=incident_id, notice="saved")

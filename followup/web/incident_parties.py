"""An organisation that an incident reaches: its own contracts, and the stance that only itself can take."""

from __future__ import annotations

from typing import Any

from followup.domain.incidents import Position, standing_of
from followup.domain.permissions import Permission
from followup.models.incidents import Incident, IncidentParty
from followup.queries import incident_reach
from followup.queries import incidents as queries
from followup.queries.rows import AnyRow
from followup.schemas.incidents import PartySchema, PositionSchema
from followup.services import incidents
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.incidents import look_up, sought_of

room = Room("incident_parties")
_ONE = "/incident-parties/<party_id>"


def _stance_form(tx: Transaction, party_id: str) -> Shown:
    party = tx.get(IncidentParty, party_id, to=Permission.INCIDENT_STAND)
    incident = tx.follow(Incident, party.incident_id)
    reach = look_up(sought_of(tx, incident)).reach
    questions = queries.questions(tx.session, incident.id)
    context = {
        "incident": incident,
        "party": party,
        "contracts": incident_reach.own_contracts(tx.session, reach, tx.today),
        "questions": [row for row in questions if row.is_named or row.supplier_key in reach.supplier_keys],
        "standing_of": lambda row: standing_of(row.status, row.due_on, tx.today),
    }
    return Shown(data={"stance": party.stance, "note": party.note}, version=party.version, context=context)


@room.form(
    _ONE,
    needs=Permission.INCIDENT_STAND,
    takes=PositionSchema,
    template="incidents/stance.html",
    shows=_stance_form,
    versioned=True,
)
def take_stance(tx: Transaction, position: Position, party_id: str, version: int | None) -> Any:
    """Record where one's own organisation stands."""
    party = incidents.take_stance(tx, party_id, position, version)
    incident = tx.follow(Incident, party.incident_id)
    return see_other("incidents.show", incident_id=incident.public_id, notice="stance_taken")


@room.read(_ONE, needs=Permission.INCIDENT_STAND, gives=PartySchema)
def get_stance(tx: Transaction, party_id: str) -> AnyRow:
    """Return where one's own organisation stands; the incident itself says it of all."""
    return _row(tx, tx.get(IncidentParty, party_id, to=Permission.INCIDENT_STAND))


@room.change(_ONE, needs=Permission.INCIDENT_STAND, takes=PositionSchema, gives=PartySchema)
def change_stance(tx: Transaction, position: Position, party_id: str, version: int) -> AnyRow:
    """Record where one's own organisation stands."""
    return _row(tx, incidents.take_stance(tx, party_id, position, version))


def _row(tx: Transaction, party: IncidentParty) -> AnyRow:
    rows = queries.parties(tx.session, party.incident_id, tx.actor.organisation_id)
    return next(row for row in rows if row.public_id == party.public_id)

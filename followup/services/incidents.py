"""Incidents: opening one, looking up again whom it reaches, taking a stance, and ending it with what was found.

The secretariat informs and coordinates; what an organisation does about its contracts is its own decision.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from followup.domain import incidents as rules
from followup.domain.cooperation_journal import (
    INCIDENT_CHANGED,
    INCIDENT_OPENED,
    INCIDENT_PARTY_COUNTED,
    INCIDENT_PARTY_INFORMED,
    INCIDENT_REACHED,
)
from followup.domain.incidents import IncidentStep, NewIncident, PartyStep, Position
from followup.domain.messages import IncidentClosed, IncidentReported
from followup.domain.permissions import Permission
from followup.domain.warnings import as_line
from followup.models.incidents import Incident, IncidentParty
from followup.models.organisations import Cooperation
from followup.models.suppliers import Supplier
from followup.queries.incident_reach import Reader
from followup.services.incident_reach import Found
from followup.transaction import Transaction


def begin(tx: Transaction, cooperation_id: str, new: NewIncident, found: Found) -> Incident:
    """Open an incident, take in whom it reaches, and tell them.

    Errors: Invalid as `check_new`; Forbidden for all but the coordinator.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.INCIDENT_OPEN)
    rules.check_new(new, tx.today)
    assert tx.actor.user_id is not None
    incident = tx.add(
        Incident(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            status=Incident.machine.initial,
            opened_by_id=tx.actor.user_id,
            opened_at=tx.now,
            **_columns(tx, new),
        )
    )
    tx.journal(INCIDENT_OPENED, incident, reported_on=new.reported_on)
    _take_in(tx, incident, found)
    return incident


def change(tx: Transaction, incident_id: str, new: NewIncident, found: Found, version: int | None) -> Incident:
    """Correct what was told, and take in whom it reaches then: nobody is taken out.

    Errors: as `begin`; Conflict("stale", "incident.closed").
    """
    incident = _open(tx, incident_id, version)
    rules.check_new(new, tx.today)
    columns = _columns(tx, new)
    changed = [name for name, value in columns.items() if getattr(incident, name) != value]
    for name in changed:
        setattr(incident, name, columns[name])
    if changed:
        said = ("told_by" if name == "source" else name for name in changed)
        tx.journal(INCIDENT_CHANGED, incident, fields=", ".join(said))
    _take_in(tx, incident, found)
    tx.flush()
    return incident


def look_again(tx: Transaction, incident_id: str, found: Found) -> Incident:
    """Take in whom it reaches now: who is new is told, nobody is taken out.

    Errors: Conflict("incident.closed").
    """
    incident = _open(tx, incident_id, None)
    _take_in(tx, incident, found)
    return incident


def _open(tx: Transaction, incident_id: str, version: int | None) -> Incident:
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    tx.check_version(incident, version)
    rules.check_open(incident.status)
    return incident


def _columns(tx: Transaction, new: NewIncident) -> dict[str, object]:
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ) if new.supplier_id else None
    return {
        "title": new.title,
        "facts": new.facts,
        "source": new.source,
        "reported_on": new.reported_on,
        "supplier_id": supplier.id if supplier else None,
        "site": new.site,
        "site_country": new.site_country if new.site else None,
        "category": new.category or None,
    }


def _take_in(tx: Transaction, incident: Incident, found: Found) -> None:
    known = {row.organisation_id: row for row in _parties(tx, incident)}
    for key, organisation in found.reach.organisations.items():
        contract_count, supplier_count = found.reach.counts_of(key)
        party = known.get(key)
        if party is None:
            party = IncidentParty(
                cooperation_id=incident.cooperation_id,
                incident_id=incident.id,
                organisation_id=key,
                contract_count=contract_count,
                supplier_count=supplier_count,
                status=IncidentParty.machine.initial,
            )
            tx.add(party)
            tx.journal(INCIDENT_PARTY_INFORMED, party, organisation=organisation.public_id, count=contract_count)
        elif (party.contract_count, party.supplier_count) != (contract_count, supplier_count):
            party.contract_count, party.supplier_count = contract_count, supplier_count
            tx.journal(INCIDENT_PARTY_COUNTED, party, count=contract_count)
    reached = known.keys() | found.reach.organisations.keys()
    tx.journal(INCIDENT_REACHED, incident, organisations=len(reached), members=found.reach.member_count)
    _tell(tx, incident, [r for r in found.readers if r.organisation_key not in known])


def _parties(tx: Transaction, incident: Incident) -> Collection[IncidentParty]:
    return tx.session.scalars(select(IncidentParty).where(IncidentParty.incident_id == incident.id)).all()


def _tell(tx: Transaction, incident: Incident, readers: Collection[Reader]) -> None:
    for reader in _persons(readers):
        news = IncidentReported(
            recipient_address=reader.email,
            recipient_name=reader.name,
            locale=reader.language,
            dedupe_key=f"incident_reported:{incident.public_id}:{reader.user_id}",
            thread=incident.public_id,
            incident_title=as_line(incident.title),
            site=as_line(incident.site),
            told_by=as_line(incident.source),
            reported_on=incident.reported_on,
            path=f"/incidents/{incident.public_id}",
        )
        tx.post(news, about=incident)


def _persons(readers: Collection[Reader]) -> Collection[Reader]:
    """Return each person once, however many suppliers they manage contracts with."""
    return {reader.user_id: reader for reader in readers}.values()


def close(tx: Transaction, incident_id: str, conclusion: str, found: Found, version: int | None) -> Incident:
    """End the incident with what was found, and tell everybody whom it reaches.

    Errors: Conflict("stale", "state.not_allowed").
    """
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    tx.check_version(incident, version)
    tx.advance(incident, IncidentStep.CLOSE)
    incident.conclusion, incident.closed_at = conclusion, tx.now
    tx.flush()
    reached = {party.organisation_id for party in _parties(tx, incident)}
    for reader in _persons([r for r in found.readers if r.organisation_key in reached]):
        news = IncidentClosed(
            recipient_address=reader.email,
            recipient_name=reader.name,
            locale=reader.language,
            dedupe_key=f"incident_closed:{incident.public_id}:{incident.version}:{reader.user_id}",
            thread=incident.public_id,
            incident_title=as_line(incident.title),
            closed_on=tx.today,
            path=f"/incidents/{incident.public_id}",
        )
        tx.post(news, about=incident)
    return incident


def reopen(tx: Transaction, incident_id: str, version: int | None) -> Incident:
    """Go on with an incident that had ended; what was found so far stays to be read.

    Errors: Conflict("stale", "state.not_allowed").
    """
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_CHANGE)
    tx.check_version(incident, version)
    tx.advance(incident, IncidentStep.REOPEN)
    incident.closed_at = None
    return incident


def take_stance(tx: Transaction, party_id: str, position: Position, version: int | None) -> IncidentParty:
    """Record where one's organisation stands; it may be changed at any time, also when the incident has ended.

    Errors: Forbidden for all but the organisation itself; Conflict("stale").
    """
    party = tx.get(IncidentParty, party_id, to=Permission.INCIDENT_STAND)
    tx.check_version(party, version)
    tx.advance(party, PartyStep.TAKE_STANCE, stance=position.stance)
    party.stance, party.note = position.stance, position.note or None
    party.decided_by_id, party.decided_on = tx.actor.user_id, tx.today
    tx.flush()
    return party

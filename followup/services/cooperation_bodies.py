"""Groups of a cooperation and who sits in them."""

from __future__ import annotations

from datetime import date

from followup.domain import secretariat_journal as events
from followup.domain.cooperation_bodies import HAS_LEFT, NewBody, NewSeat, check_days, check_seat
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.cooperation_bodies import BodySeat, CooperationBody
from followup.models.organisations import Cooperation
from followup.services import changes, members
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def found(tx: Transaction, cooperation_id: str, new: NewBody) -> CooperationBody:
    """Set up a group.

    Errors: Conflict("body.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    body = tx.add(
        CooperationBody(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            kind=new.kind,
            name=new.name,
            topic=new.topic or None,
            ended_on=new.ended_on,
        )
    )
    tx.journal(events.BODY_FOUNDED, body, kind=new.kind)
    return body


def change(tx: Transaction, body_id: str, new: NewBody, version: int | None) -> CooperationBody:
    """Correct a group, or let it end.

    Errors: Conflict("stale"), Conflict("body.known").
    """
    body = tx.get(CooperationBody, body_id, to=_MAY)
    tx.check_version(body, version)
    columns = {"kind": new.kind, "name": new.name, "topic": new.topic or None, "ended_on": new.ended_on}
    if fields := changes.put(body, columns):
        tx.journal(events.BODY_CHANGED, body, fields=fields)
    tx.flush()
    return body


def take_seat(tx: Transaction, body_id: str, new: NewSeat) -> BodySeat:
    """Let a person of a member sit in a group from a day on.

    Errors: Invalid at organisation_id; Conflict("body.ended").
    """
    body = tx.get(CooperationBody, body_id, to=_MAY)
    check_seat(body.ended_on, new.valid_from)
    cooperation = tx.follow(Cooperation, body.cooperation_id)
    organisation = members.check_member(tx, cooperation, new.organisation_id, new.valid_from)
    seat = tx.add(
        BodySeat(
            cooperation_id=body.cooperation_id,
            secretariat_id=body.secretariat_id,
            body_id=body.id,
            organisation_id=organisation.id,
            name=new.name,
            part=new.part,
            valid_from=new.valid_from,
            valid_to=None,
        )
    )
    tx.journal(events.SEAT_TAKEN, body, seat=seat.public_id, part=new.part, valid_from=new.valid_from)
    return seat


def leave_seat(tx: Transaction, seat_id: str, on: date, version: int | None) -> BodySeat:
    """Let a person leave a seat; the day is the last one.

    Errors: Invalid at valid_to; Conflict("body.has_left"), Conflict("stale").
    """
    seat = tx.get(BodySeat, seat_id, to=_MAY)
    tx.check_version(seat, version)
    if seat.valid_to is not None:
        raise Conflict(HAS_LEFT)
    check_days(seat.valid_from, on, "valid_to")
    seat.valid_to = on
    body = tx.follow(CooperationBody, seat.body_id)
    tx.journal(events.SEAT_LEFT, body, seat=seat.public_id, valid_to=on)
    tx.flush()
    return seat

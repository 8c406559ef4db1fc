"""Meetings of a cooperation: called, changed, cancelled, and given their minutes."""

from __future__ import annotations

from followup.domain import secretariat_journal as events
from followup.domain.cooperation_bodies import MEETING_CANCELLED, NOT_MINUTES, NewMeeting
from followup.domain.joint_documents import DocumentKind
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.cooperation_bodies import CooperationBody, Meeting
from followup.models.joint_documents import CooperationDocument
from followup.models.organisations import Cooperation
from followup.services import changes
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def call(tx: Transaction, cooperation_id: str, new: NewMeeting) -> Meeting:
    """Call a meeting.

    Errors: Invalid at minutes_id.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    meeting = tx.add(
        Meeting(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            is_cancelled=False,
            **_columns(tx, cooperation.id, new),
        )
    )
    tx.journal(events.MEETING_CALLED, meeting, held_on=new.held_on)
    return meeting


def change(tx: Transaction, meeting_id: str, new: NewMeeting, version: int | None) -> Meeting:
    """Change a meeting, or add its minutes.

    Errors: Invalid at minutes_id; Conflict("meeting.cancelled"), Conflict("stale").
    """
    meeting = _open(tx, meeting_id, version)
    if fields := changes.put(meeting, _columns(tx, meeting.cooperation_id, new)):
        tx.journal(events.MEETING_CHANGED, meeting, fields=fields)
    tx.flush()
    return meeting


def cancel(tx: Transaction, meeting_id: str, version: int | None) -> Meeting:
    """Cancel a meeting; it stays in the list.

    Errors: Conflict("meeting.cancelled"), Conflict("stale").
    """
    meeting = _open(tx, meeting_id, version)
    meeting.is_cancelled = True
    tx.journal(events.MEETING_CANCELLED, meeting)
    tx.flush()
    return meeting


def _open(tx: Transaction, meeting_id: str, version: int | None) -> Meeting:
    meeting = tx.get(Meeting, meeting_id, to=_MAY)
    tx.check_version(meeting, version)
    if meeting.is_cancelled:
        raise Conflict(MEETING_CANCELLED)
    return meeting


def _columns(tx: Transaction, cooperation_id: int, new: NewMeeting) -> dict[str, object]:
    body = tx.get(CooperationBody, new.body_id, to=Permission.COOPERATION_READ) if new.body_id else None
    minutes = tx.get(CooperationDocument, new.minutes_id, to=Permission.COOPERATION_READ) if new.minutes_id else None
    if minutes is not None and (minutes.kind is not DocumentKind.MINUTES or minutes.cooperation_id != cooperation_id):
        raise Invalid.at("minutes_id", NOT_MINUTES)
    return {
        "body_id": body.id if body else None,
        "title": new.title,
        "held_on": new.held_on,
        "place": new.place or None,
        "agenda": new.agenda or None,
        "minutes_id": minutes.id if minutes else None,
    }

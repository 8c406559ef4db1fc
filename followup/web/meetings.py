"""Meetings of the cooperation's groups and of all its members."""

from __future__ import annotations

from typing import Any

from followup.domain.cooperation_bodies import NewMeeting
from followup.domain.joint_documents import DocumentKind
from followup.domain.permissions import Permission
from followup.models.cooperation_bodies import Meeting
from followup.models.organisations import Cooperation
from followup.queries import cooperation_bodies as bodies
from followup.queries import joint_documents, journal
from followup.queries import meetings as queries
from followup.queries.joint_follow_ups import led
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.meetings import ListedMeetingSchema, MeetingFilterSchema, MeetingSchema
from followup.services import meetings
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("meetings")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ALL = "/cooperations/meetings"
_ONE = f"{_ALL}/<meeting_id>"
_FORM = "meetings/edit.html"


@room.page(_ALL, needs=_READ, query=MeetingFilterSchema)
def index(tx: Transaction, query: str | None) -> dict[str, Any]:
    """Return the meetings, the latest first."""
    return {
        "found": queries.listed(tx.session, query),
        "after": query,
        "led": led(tx.session, tx.actor.organisation_id),
        "on": tx.today,
    }


@room.read(_ALL, needs=_READ, gives=ListedMeetingSchema, many=True, query=MeetingFilterSchema)
def list_meetings(tx: Transaction, query: str | None) -> Page[AnyRow]:
    """Return the meetings, the latest first."""
    return queries.listed(tx.session, query)


@room.page(_ONE, needs=_READ)
def show(tx: Transaction, meeting_id: str) -> dict[str, Any]:
    """Return one meeting with its agenda and minutes."""
    meeting = tx.get(Meeting, meeting_id, to=_READ)
    is_ours = meeting.secretariat_id == tx.actor.organisation_id
    return {
        "meeting": meeting,
        "row": queries.one(tx.session, meeting.public_id),
        "history": journal.history(tx.session, [meeting.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=ListedMeetingSchema)
def get_meeting(tx: Transaction, meeting_id: str) -> AnyRow:
    """Return one meeting."""
    return queries.one(tx.session, tx.get(Meeting, meeting_id, to=_READ).public_id)


def _choices(tx: Transaction, cooperation_id: int) -> dict[str, list[tuple[str, str]]]:
    return {
        "body_id": bodies.choices(tx.session, cooperation_id, tx.today),
        "minutes_id": joint_documents.choices(tx.session, (DocumentKind.MINUTES,)),
    }


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(choices=_choices(tx, cooperation.id), context={"meeting": None})


@room.form(
    "/cooperations/<cooperation_id>/meetings/new", needs=_MAY, takes=MeetingSchema, template=_FORM, shows=_new_form
)
def call(tx: Transaction, new: NewMeeting, cooperation_id: str) -> Any:
    """Call a meeting."""
    meeting = meetings.call(tx, cooperation_id, new)
    return see_other("meetings.show", meeting_id=meeting.public_id, notice="saved")


@room.create("/cooperations/<cooperation_id>/meetings", needs=_MAY, takes=MeetingSchema, gives=ListedMeetingSchema)
def create_meeting(tx: Transaction, new: NewMeeting, cooperation_id: str) -> AnyRow:
    """Call a meeting."""
    return queries.one(tx.session, meetings.call(tx, cooperation_id, new).public_id)


def _edit_form(tx: Transaction, meeting_id: str) -> Shown:
    meeting = tx.get(Meeting, meeting_id, to=_MAY)
    return Shown(
        data={**queries.one(tx.session, meeting.public_id)._mapping},
        choices=_choices(tx, meeting.cooperation_id),
        version=meeting.version,
        context={"meeting": meeting},
    )


@room.form(f"{_ONE}/edit", needs=_MAY, takes=MeetingSchema, template=_FORM, shows=_edit_form, versioned=True)
def change(tx: Transaction, new: NewMeeting, meeting_id: str, version: int | None) -> Any:
    """Change a meeting, or add its minutes."""
    meetings.change(tx, meeting_id, new, version)
    return see_other("meetings.show", meeting_id=meeting_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=MeetingSchema, gives=ListedMeetingSchema)
def change_meeting(tx: Transaction, new: NewMeeting, meeting_id: str, version: int) -> AnyRow:
    """Change a meeting, or add its minutes."""
    return queries.one(tx.session, meetings.change(tx, meeting_id, new, version).public_id)


@room.action(f"{_ONE}/cancel", needs=_MAY, versioned=True)
def cancel(tx: Transaction, meeting_id: str, version: int | None) -> Any:
    """Cancel a meeting."""
    meetings.cancel(tx, meeting_id, version)
    return see_other("meetings.show", meeting_id=meeting_id, notice="saved")

"""Groups of the cooperation: who sits in them now and sat before, and their meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from followup.domain.cooperation_bodies import NewBody, NewSeat
from followup.domain.permissions import Permission
from followup.models.cooperation_bodies import BodySeat, CooperationBody
from followup.models.organisations import Cooperation
from followup.queries import cooperation_bodies as queries
from followup.queries import journal, meetings, members
from followup.queries.joint_follow_ups import led
from followup.queries.rows import AnyRow
from followup.schemas.cooperation_bodies import (
    BodyDetailsSchema,
    BodySchema,
    LastDaySchema,
    ListedBodySchema,
    ListedSeatSchema,
    SeatSchema,
)
from followup.services import cooperation_bodies as bodies
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("cooperation_bodies")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ALL = "/cooperations/groups"
_ONE = f"{_ALL}/<body_id>"
_SEAT = "/cooperations/seats/<seat_id>"


@room.page(_ALL, needs=_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the groups of one's cooperations."""
    return {
        "bodies": queries.listed(tx.session, tx.today),
        "led": led(tx.session, tx.actor.organisation_id),
        "several": len(tx.actor.scope.cooperation_ids) > 1,
    }


@room.read(_ALL, needs=_READ, gives=ListedBodySchema, many=True)
def list_groups(tx: Transaction) -> Sequence[AnyRow]:
    """Return the groups of one's cooperations."""
    return queries.listed(tx.session, tx.today)


@room.page(_ONE, needs=_READ)
def show(tx: Transaction, body_id: str) -> dict[str, Any]:
    """Return one group with who sits in it, who sat in it, and its latest meetings."""
    body = tx.get(CooperationBody, body_id, to=_READ)
    seats = queries.seats(tx.session, (body.id,))
    is_ours = body.secretariat_id == tx.actor.organisation_id
    return {
        "body": body,
        "now": [seat for seat in seats if seat.valid_to is None or seat.valid_to >= tx.today],
        "before": [seat for seat in seats if seat.valid_to is not None and seat.valid_to < tx.today],
        "meetings": meetings.of_body(tx.session, body.id),
        "on": tx.today,
        "history": journal.history(tx.session, [body.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=BodyDetailsSchema)
def get_group(tx: Transaction, body_id: str) -> dict[str, Any]:
    """Return one group with who sits and sat in it."""
    return _as_data(tx, tx.get(CooperationBody, body_id, to=_READ))


def _as_data(tx: Transaction, body: CooperationBody) -> dict[str, Any]:
    names = ("public_id", "version", "kind", "name", "topic", "ended_on")
    return {**{name: getattr(body, name) for name in names}, "seats": queries.seats(tx.session, (body.id,))}


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(context={"body": None})


@room.form(
    "/cooperations/<cooperation_id>/groups/new",
    needs=_MAY,
    takes=BodySchema,
    template="cooperation_bodies/edit.html",
    shows=_new_form,
)
def begin(tx: Transaction, new: NewBody, cooperation_id: str) -> Any:
    """Set up a group."""
    body = bodies.found(tx, cooperation_id, new)
    return see_other("cooperation_bodies.show", body_id=body.public_id, notice="saved")


@room.create("/cooperations/<cooperation_id>/groups", needs=_MAY, takes=BodySchema, gives=BodyDetailsSchema)
def create_group(tx: Transaction, new: NewBody, cooperation_id: str) -> dict[str, Any]:
    """Set up a group."""
    return _as_data(tx, bodies.found(tx, cooperation_id, new))


def _edit_form(tx: Transaction, body_id: str) -> Shown:
    body = tx.get(CooperationBody, body_id, to=_MAY)
    data = {name: getattr(body, name) for name in ("kind", "name", "topic", "ended_on")}
    return Shown(data=data, version=body.version, context={"body": body})


@room.form(
    f"{_ONE}/edit",
    needs=_MAY,
    takes=BodySchema,
    template="cooperation_bodies/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: NewBody, body_id: str, version: int | None) -> Any:
    """Correct a group, or let it end."""
    bodies.change(tx, body_id, new, version)
    return see_other("cooperation_bodies.show", body_id=body_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=BodySchema, gives=BodyDetailsSchema)
def change_group(tx: Transaction, new: NewBody, body_id: str, version: int) -> dict[str, Any]:
    """Correct a group, or let it end."""
    return _as_data(tx, bodies.change(tx, body_id, new, version))


def _seat_form(tx: Transaction, body_id: str) -> Shown:
    body = tx.get(CooperationBody, body_id, to=_MAY)
    return Shown(
        data={"valid_from": tx.today},
        choices={"organisation_id": members.choices(tx.session, body.cooperation_id, tx.today)},
        context={"body": body, "seat": None},
    )


@room.form(f"{_ONE}/seats/new", needs=_MAY, takes=SeatSchema, template="cooperation_bodies/seat.html", shows=_seat_form)
def take_seat(tx: Transaction, new: NewSeat, body_id: str) -> Any:
    """Let a person sit in a group."""
    bodies.take_seat(tx, body_id, new)
    return see_other("cooperation_bodies.show", body_id=body_id, notice="saved")


@room.create(f"{_ONE}/seats", needs=_MAY, takes=SeatSchema, gives=ListedSeatSchema)
def create_seat(tx: Transaction, new: NewSeat, body_id: str) -> AnyRow:
    """Let a person sit in a group."""
    return _row(tx, bodies.take_seat(tx, body_id, new))


def _row(tx: Transaction, seat: BodySeat) -> AnyRow:
    return next(row for row in queries.seats(tx.session, (seat.body_id,)) if row.public_id == seat.public_id)


def _leave_form(tx: Transaction, seat_id: str) -> Shown:
    seat = tx.get(BodySeat, seat_id, to=_MAY)
    context = {"body": tx.follow(CooperationBody, seat.body_id), "seat": seat}
    return Shown(data={"valid_to": tx.today}, version=seat.version, context=context)


@room.form(
    f"{_SEAT}/leave",
    needs=_MAY,
    takes=LastDaySchema,
    template="cooperation_bodies/seat.html",
    shows=_leave_form,
    versioned=True,
)
def leave_seat(tx: Transaction, on: date, seat_id: str, version: int | None) -> Any:
    """Let a person leave a seat."""
    seat = bodies.leave_seat(tx, seat_id, on, version)
    body = tx.follow(CooperationBody, seat.body_id)
    return see_other("cooperation_bodies.show", body_id=body.public_id, notice="saved")


@room.read(_SEAT, needs=_READ, gives=ListedSeatSchema)
def get_seat(tx: Transaction, seat_id: str) -> AnyRow:
    """Return one seat."""
    return _row(tx, tx.get(BodySeat, seat_id, to=_READ))


@room.change(_SEAT, needs=_MAY, takes=LastDaySchema, gives=ListedSeatSchema)
def end_seat(tx: Transaction, on: date, seat_id: str, version: int) -> AnyRow:
    """Let a person leave a seat."""
    return _row(tx, bodies.leave_seat(tx, seat_id, on, version))

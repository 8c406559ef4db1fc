"""A second person from the host: who of another organisation approves here, for the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.guests import NewGuest
from followup.domain.permissions import Permission
from followup.queries import guests as queries
from followup.queries.rows import AnyRow
from followup.schemas.guests import GuestSchema, LetGoSchema, NewGuestSchema
from followup.services import guests
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("guests")


@room.page("/guests", needs=Permission.USER_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return who approves here and belongs to another organisation."""
    return {"found": _here(tx), "hosts": _hosts(tx)}


@room.read("/guests", needs=Permission.USER_READ, gives=GuestSchema, many=True)
def list_guests(tx: Transaction) -> Sequence[AnyRow]:
    """Return who approves here and belongs to another organisation."""
    return _here(tx)


def _here(tx: Transaction, user_id: str | None = None) -> Sequence[AnyRow]:
    return queries.listed(tx.session, tx.actor.organisation_id or 0, user_id)


def _hosts(tx: Transaction) -> Sequence[AnyRow]:
    return queries.hosts(tx.session, tx.actor.organisation_id or 0, today=tx.today)


def _new(tx: Transaction) -> Shown:
    return Shown(context={"hosts": _hosts(tx)})


@room.form("/guests/new", needs=Permission.USER_INVITE, takes=NewGuestSchema, template="guests/name.html", shows=_new)
def name(tx: Transaction, new: NewGuest) -> Any:
    """Name a person of the host as approver here."""
    guests.name(tx, new)
    return see_other("guests.index", notice="named")


@room.create("/guests", needs=Permission.USER_INVITE, takes=NewGuestSchema, gives=GuestSchema)
def create_guest(tx: Transaction, new: NewGuest) -> AnyRow:
    """Name a person of the host as approver here."""
    return _here(tx, guests.name(tx, new).public_id)[0]


@room.action("/guests/<user_id>/let-go", needs=Permission.USER_INVITE)
def let_go(tx: Transaction, user_id: str) -> Any:
    """Take the person's role here away."""
    guests.let_go(tx, user_id)
    return see_other("guests.index", notice="removed")


@room.create("/guests/<user_id>/let-go", needs=Permission.USER_INVITE, takes=LetGoSchema, gives=GuestSchema)
def let_guest_go(tx: Transaction, nothing: None, user_id: str) -> AnyRow:
    """Take the person's role here away."""
    return guests.let_go(tx, user_id)

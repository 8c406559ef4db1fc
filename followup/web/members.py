"""The cooperation at a glance: its members with dates and roles, its periods, and the way to the rest of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from followup.domain.cooperation_bodies import MemberRole, Membership, NewMember, NewPeriod
from followup.domain.permissions import Permission
from followup.domain.sourced import Period
from followup.models.cooperation_bodies import CooperationPeriod
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.queries import journal
from followup.queries import members as queries
from followup.queries.rows import AnyRow
from followup.schemas.members import (
    CooperationSchema,
    ListedMemberSchema,
    ListedPeriodSchema,
    MemberChangeSchema,
    NewCooperationMemberSchema,
    PeriodSchema,
)
from followup.services import members
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("members")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ONE = "/cooperations/<cooperation_id>/members/<organisation_id>"
_PERIOD = "/cooperations/periods/<period_id>"


@room.page("/cooperations", needs=_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return one's cooperations with their members and periods."""
    keys = tx.actor.scope.cooperation_ids
    found = queries.cooperations(tx.session, keys)
    listed, periods = queries.listed(tx.session, keys, tx.today), queries.periods(tx.session, keys)
    led = [one.public_id for one in found if one.secretariat_id == tx.actor.organisation_id]
    return {
        "cooperations": found,
        "now": {one.id: [r for r in listed if r.cooperation_id == one.id and _is_member(r, tx.today)] for one in found},
        "others": {
            one.id: [r for r in listed if r.cooperation_id == one.id and not _is_member(r, tx.today)] for one in found
        },
        "periods": {one.id: [row for row in periods if row.cooperation_id == one.id] for one in found},
        "is_member": lambda row: (
            (row.joined_on is None or row.joined_on <= tx.today) and (row.left_on is None or row.left_on >= tx.today)
        ),
        "on": tx.today,
        "history": journal.history(tx.session, led) if led else (),
    }


def _is_member(row: AnyRow, on: date) -> bool:
    return Period(from_on=row.joined_on, until_on=row.left_on).covers(on)


@room.read("/cooperations", needs=_READ, gives=CooperationSchema, many=True)
def list_cooperations(tx: Transaction) -> Sequence[dict[str, Any]]:
    """Return one's cooperations with their members and periods."""
    keys = tx.actor.scope.cooperation_ids
    listed, periods = queries.listed(tx.session, keys, tx.today), queries.periods(tx.session, keys)
    return [
        {
            **one._mapping,
            "members": [row for row in listed if row.cooperation_id == one.id],
            "periods": [row for row in periods if row.cooperation_id == one.id],
        }
        for one in queries.cooperations(tx.session, keys)
    ]


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(
        data={"joined_on": tx.today, "role": MemberRole.MEMBER},
        choices={"organisation_id": queries.not_members(tx.session, cooperation)},
        context={"cooperation": cooperation, "organisation": None},
    )


@room.form(
    "/cooperations/<cooperation_id>/members/new",
    needs=_MAY,
    takes=NewCooperationMemberSchema,
    template="members/edit.html",
    shows=_new_form,
)
def admit(tx: Transaction, new: NewMember, cooperation_id: str) -> Any:
    """Make an organisation a member."""
    members.admit(tx, cooperation_id, new)
    return see_other("members.index", notice="saved")


@room.create(
    "/cooperations/<cooperation_id>/members", needs=_MAY, takes=NewCooperationMemberSchema, gives=ListedMemberSchema
)
def create_member(tx: Transaction, new: NewMember, cooperation_id: str) -> Any:
    """Make an organisation a member."""
    return _row(tx, members.admit(tx, cooperation_id, new))


def _row(tx: Transaction, member: CooperationMember) -> AnyRow:
    listed = queries.listed(tx.session, (member.cooperation_id,), tx.today)
    return next(row for row in listed if row.organisation_key == member.organisation_id)


def _edit_form(tx: Transaction, cooperation_id: str, organisation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    member = members.of(tx, cooperation, organisation_id)
    data = {name: getattr(member, name) for name in ("role", "area", "joined_on", "left_on")}
    context = {"cooperation": cooperation, "organisation": tx.follow(Organisation, member.organisation_id)}
    return Shown(data=data, context=context)


@room.form(f"{_ONE}/edit", needs=_MAY, takes=MemberChangeSchema, template="members/edit.html", shows=_edit_form)
def change(tx: Transaction, new: Membership, cooperation_id: str, organisation_id: str) -> Any:
    """Change what a member is, and from when to when."""
    members.change(tx, cooperation_id, organisation_id, new)
    return see_other("members.index", notice="saved")


@room.create(_ONE, needs=_MAY, takes=MemberChangeSchema, gives=ListedMemberSchema)
def change_member(tx: Transaction, new: Membership, cooperation_id: str, organisation_id: str) -> Any:
    """Change what a member is, and from when to when."""
    member = members.change(tx, cooperation_id, organisation_id, new)
    tx.flush()
    return _row(tx, member)


def _period_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(context={"cooperation": cooperation, "period": None})


@room.form(
    "/cooperations/<cooperation_id>/periods/new",
    needs=_MAY,
    takes=PeriodSchema,
    template="members/period.html",
    shows=_period_form,
)
def set_period(tx: Transaction, new: NewPeriod, cooperation_id: str) -> Any:
    """Enter a strategy or programme period."""
    members.set_period(tx, cooperation_id, new)
    return see_other("members.index", notice="saved")


@room.create("/cooperations/<cooperation_id>/periods", needs=_MAY, takes=PeriodSchema, gives=ListedPeriodSchema)
def create_period(tx: Transaction, new: NewPeriod, cooperation_id: str) -> Any:
    """Enter a strategy or programme period."""
    return members.set_period(tx, cooperation_id, new)


def _period_edit(tx: Transaction, period_id: str) -> Shown:
    period = tx.get(CooperationPeriod, period_id, to=_MAY)
    data = {name: getattr(period, name) for name in ("name", "starts_on", "ends_on", "source")}
    context = {"cooperation": tx.follow(Cooperation, period.cooperation_id), "period": period}
    return Shown(data=data, version=period.version, context=context)


@room.form(
    f"{_PERIOD}/edit",
    needs=_MAY,
    takes=PeriodSchema,
    template="members/period.html",
    shows=_period_edit,
    versioned=True,
)
def edit_period(tx: Transaction, new: NewPeriod, period_id: str, version: int | None) -> Any:
    """Correct a period."""
    members.change_period(tx, period_id, new, version)
    return see_other("members.index", notice="saved")


@room.read(_PERIOD, needs=_READ, gives=ListedPeriodSchema)
def get_period(tx: Transaction, period_id: str) -> Any:
    """Return one period."""
    return tx.get(CooperationPeriod, period_id, to=_READ)


@room.change(_PERIOD, needs=_MAY, takes=PeriodSchema, gives=ListedPeriodSchema)
def change_period(tx: Transaction, new: NewPeriod, period_id: str, version: int) -> Any:
    """Correct a period."""
    return members.change_period(tx, period_id, new, version)

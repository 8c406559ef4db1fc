"""What each member paid to the joint work and what it received: a table of all, and one member with its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from followup.domain.member_returns import MemberReturn, Tally, each, in_all, returned
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.domain.spared import Spared
from followup.errors import NotFound
from followup.models.organisations import Cooperation
from followup.queries import funding, spared
from followup.queries import member_returns as queries
from followup.queries.rows import AnyRow
from followup.schemas.member_returns import MemberReturnSchema, MemberYearSchema
from followup.schemas.spared import SparedFilter, SparedFilterSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("member_returns")
_ONE = "/member-returns/<organisation_id>"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """One year of one cooperation."""

    cooperation: Cooperation
    cooperations: Sequence[Cooperation]
    year: int
    members: Sequence[MemberReturn]
    keys: Mapping[str, int]
    joint_count: int
    spent: Money | None

    @property
    def all(self) -> MemberReturn:
        """Return the members together."""
        return in_all(self.members)

    @property
    def per_audit(self) -> Money | None:
        """Return what one joint follow-up cost in audits; None where nothing is reported or none was done."""
        return None if self.spent is None else each(self.spent, self.joint_count)


def _asked(tx: Transaction, query: SparedFilter) -> _Year | None:
    """Return the year that was asked for, the present one unless said; None for whoever is in no cooperation.

    Errors: NotFound for a cooperation that is not one's own.
    """
    cooperations = funding.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    if not cooperations:
        return None
    chosen = next((one for one in cooperations if query.cooperation_id in (None, one.public_id)), None)
    if chosen is None:
        raise NotFound
    year = query.year or tx.today.year
    counted = queries.tallies(tx.session, chosen.id, year, tx.actor.zone)
    numbers = spared.numbers(tx.session, chosen.id, year)
    parts = queries.shared_costs(tx.session, chosen.id, year)
    found = spared.counted(tx.session, chosen.id, numbers.keys(), tx.today)
    members = [
        returned(
            (row.id, row.public_id, row.name),
            counted[row.id],
            numbers.get(row.id, Spared()),
            currency=chosen.currency,
            parts=parts.get(row.public_id, ()),
            is_own=row.id == tx.actor.organisation_id,
        )
        for row in found
    ]
    office = counted[chosen.secretariat_id]
    spent = office.get(Tally.SPENT)
    return _Year(
        cooperation=chosen,
        cooperations=cooperations,
        year=year,
        members=members,
        keys={row.public_id: row.id for row in found},
        joint_count=office.get(Tally.JOINT, 0),
        spent=None if spent is None else Money(spent, chosen.currency),
    )


@room.page("/member-returns", needs=Permission.FUNDING_READ, query=SparedFilterSchema)
def index(tx: Transaction, query: SparedFilter) -> dict[str, Any]:
    """Return what each member paid and received in a year."""
    year = _asked(tx, query)
    if year is None:
        return {"year": None}
    return {
        "year": year,
        "own": next((member for member in year.members if member.is_own), None),
        "filter": Form(
            SparedFilterSchema,
            {"year": year.year, "cooperation_id": year.cooperation.public_id},
            choices={"cooperation_id": [(one.public_id, one.name) for one in year.cooperations]},
        ),
    }


@room.read(
    "/member-returns", needs=Permission.FUNDING_READ, gives=MemberReturnSchema, many=True, query=SparedFilterSchema
)
def list_member_returns(tx: Transaction, query: SparedFilter) -> Sequence[MemberReturn]:
    """Return all members together, and each of them."""
    year = _asked(tx, query)
    return [] if year is None else [year.all, *year.members]


def _one(tx: Transaction, query: SparedFilter, organisation_id: str) -> tuple[_Year, MemberReturn, Sequence[AnyRow]]:
    year = _asked(tx, query)
    found = next((one for one in year.members if one.organisation_id == organisation_id), None) if year else None
    if year is None or found is None:
        raise NotFound
    return year, found, queries.led_for(tx.session, year.cooperation.id, year.keys[organisation_id], year.year)


@room.page(_ONE, needs=Permission.FUNDING_READ, query=SparedFilterSchema)
def show(tx: Transaction, query: SparedFilter, organisation_id: str) -> dict[str, Any]:
    """Return one member's year, with the joint follow-ups behind it."""
    year, member, joint = _one(tx, query, organisation_id)
    return {"year": year, "member": member, "joint": joint}


@room.read(_ONE, needs=Permission.FUNDING_READ, gives=MemberYearSchema, query=SparedFilterSchema)
def get_member_return(tx: Transaction, query: SparedFilter, organisation_id: str) -> dict[str, Any]:
    """Return one member's year, with the joint follow-ups behind it."""
    _, member, joint = _one(tx, query, organisation_id)
    return {"member": member, "joint": joint}

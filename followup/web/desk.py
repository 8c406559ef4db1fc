"""The secretariat's desk: where it stands still, what is missing from whom, which supplier several members have."""

from __future__ import annotations

from typing import Any

from flask import url_for

from followup.domain.desk import Gap, Halt, Standing, Stuck, by_age
from followup.domain.permissions import Permission
from followup.queries import desk as queries
from followup.queries.joint_follow_ups import led
from followup.schemas.desk import DeskSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("desk")
_READ = Permission.DESK_READ
_PAGES = {
    Stuck.JOINT_LATE: ("joint_follow_ups.show", "joint_id"),
    Stuck.JOINT_UNANSWERED: ("joint_follow_ups.show", "joint_id"),
    Stuck.QUESTION_LATE: ("incidents.show", "incident_id"),
    Stuck.NO_STANCE: ("incidents.show", "incident_id"),
    Stuck.NOMINATION: ("nominations.show", "nomination_id"),
}


@room.page("/desk", needs=_READ)
def show(tx: Transaction) -> dict[str, Any]:
    """Return the desk of the cooperations that one's organisation leads."""
    keys = [one.id for one in led(tx.session, tx.actor.organisation_id)]
    halts = by_age(queries.halts(tx.session, tx.actor.organisation_id, tx.today))
    members = queries.standings(tx.session, keys, tx.today)
    gaps = [(member, member.gaps(tx.today)) for member in members]
    return {
        "leads": bool(keys),
        "halts": halts,
        "address": _address,
        "waits_for_several": Stuck.JOINT_UNANSWERED,
        "members": members,
        "lacking": [(member, found) for member, found in gaps if found],
        "counts": [(gap, sum(gap in found for _, found in gaps)) for gap in Gap],
        "several": queries.several(tx.session, keys),
        "last_year": tx.today.year - 1,
        "on": tx.today,
    }


def _address(halt: Halt) -> str:
    endpoint, name = _PAGES[halt.stuck]
    return url_for(endpoint, **{name: halt.id})  # type: ignore[arg-type]  # url_for takes any value


@room.read("/desk", needs=_READ, gives=DeskSchema)
def get_desk(tx: Transaction) -> dict[str, Any]:
    """Return what stands still, what is missing from whom, and which supplier several members have."""
    keys = [one.id for one in led(tx.session, tx.actor.organisation_id)]
    return {
        "halts": by_age(queries.halts(tx.session, tx.actor.organisation_id, tx.today)),
        "members": [_lack(member, tx) for member in queries.standings(tx.session, keys, tx.today)],
        "several": queries.several(tx.session, keys),
    }


def _lack(member: Standing, tx: Transaction) -> dict[str, object]:
    return {
        "organisation_id": member.organisation_id,
        "name": member.name,
        "area": member.area,
        "gaps": member.gaps(tx.today),
        "last_shared_on": member.last_shared_on,
    }

"""Joint follow-ups: what is asked twice, what was suggested for it, and how far each one has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from followup.documents.charts import stacked
from followup.domain.joint_follow_ups import JOINTLY, JointFilter, JointStatus, ParticipantStatus, propose_payer
from followup.domain.nominations import may_offer
from followup.domain.overlaps import newest
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.errors import NotFound
from followup.i18n import gettext
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.organisations import Cooperation
from followup.models.suppliers import Supplier
from followup.queries import joint_follow_ups as queries
from followup.queries import journal, reuse
from followup.queries.joint_follow_ups import Recipient
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.joint_follow_ups import (
    JointDetailsSchema,
    JointFilterSchema,
    JointSchema,
    NewJointSchema,
    OneJointSchema,
    ReasonSchema,
    new_joint,
)
from followup.schemas.risk import category_name
from followup.services import joint_follow_ups
from followup.services.overlaps import COORDINATOR
from followup.transaction import Transaction
from followup.web import overlaps
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime

room = Room("joint_follow_ups")
ASKED = (ParticipantStatus.INVITED, ParticipantStatus.ACCEPTED)


@room.page("/joint-follow-ups", needs=Permission.JOINT_READ, query=JointFilterSchema)
def index(tx: Transaction, query: JointFilter) -> dict[str, Any]:
    """Return the joint follow-ups of one's cooperations, and what is asked twice without one."""
    found = overlaps.twice(tx)
    names = queries.names(tx.session, [share.organisation for one in found for share in one.shares])
    twice = [one.by_name(names) for one in found]
    chart = overlaps.chart_of(twice) if twice else None
    return {
        "found": _listed(tx, query),
        "query": query,
        "filter": Form(JointFilterSchema, {"status": query.status}),
        "twice": twice,
        "names": names,
        "of_organisations": overlaps.of_organisations(twice),
        "led": queries.led(tx.session, tx.actor.organisation_id),
        "chart": chart,
        "picture": stacked(chart) if chart else None,
        "category_name": category_name,
        "today": tx.today,
    }


def _listed(tx: Transaction, query: JointFilter) -> Page[AnyRow]:
    return queries.listed(tx.session, query, organisation_id=tx.actor.organisation_id)


@room.read("/joint-follow-ups", needs=Permission.JOINT_READ, gives=JointSchema, many=True, query=JointFilterSchema)
def list_joint_follow_ups(tx: Transaction, query: JointFilter) -> Page[AnyRow]:
    """Return the joint follow-ups of one's cooperations, the latest year first."""
    return _listed(tx, query)


@room.page("/joint-follow-ups/<joint_id>", needs=Permission.JOINT_READ)
def show(tx: Transaction, joint_id: str) -> dict[str, Any]:
    """Return one joint follow-up: who takes part, what each answered, what came of it, and one's own part."""
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_READ)
    participants = queries.participants(tx.session, joint.id)
    own = next((row for row in participants if row.organisation_key == tx.actor.organisation_id), None)
    return {
        "subject": joint,
        "joint": _row(tx, joint),
        "participants": participants,
        "own": own,
        "mine": queries.participant_of(tx.session, joint.id, tx.actor.organisation_id) if own else None,
        "shows_site": own is not None or joint.secretariat_id == tx.actor.organisation_id,
        "is_lead": joint.lead_id == tx.actor.organisation_id,
        "may_offer": may_offer(queries.plan_status(tx.session, joint)),
        "slots": reuse.slots_at(tx.session, joint, tx.actor.organisation_id) if own else (),
        "result": _result(tx, joint),
        "category_name": category_name,
        "history": journal.history(tx.session, [joint.public_id, *([own.public_id] if own else [])]),
        "today": tx.today,
    }


@room.read("/joint-follow-ups/<joint_id>", needs=Permission.JOINT_READ, gives=OneJointSchema)
def get_joint_follow_up(tx: Transaction, joint_id: str) -> dict[str, Any]:
    """Return one joint follow-up with its organisations."""
    return _as_data(tx, tx.get(JointFollowUp, joint_id, to=Permission.JOINT_READ))


def _as_data(tx: Transaction, joint: JointFollowUp) -> dict[str, Any]:
    row, participants, result = _row(tx, joint), queries.participants(tx.session, joint.id), _result(tx, joint)
    is_ours = tx.actor.organisation_id in (joint.secretariat_id, *(p.organisation_key for p in participants))
    return {
        **row._mapping,
        "site": row.site if is_ours and row.site else None,
        "participants": participants,
        "result_id": result.public_id if result else None,
    }


def _row(tx: Transaction, joint: JointFollowUp) -> AnyRow:
    return queries.shown(tx.session, joint.id, organisation_id=tx.actor.organisation_id)


def _result(tx: Transaction, joint: JointFollowUp) -> Any:
    """Return the result as far as it is there for the cooperation."""
    result = queries.result_of(tx.session, joint.id) if joint.status is JointStatus.REPORTED else None
    return result if result is not None and result.withdrawn_at is None else None


def _new_form(tx: Transaction, cooperation_id: str, supplier_id: str, kind: str, year: int) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.JOINT_SUGGEST)
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    wanted = _kind(kind)
    rows = [
        one
        for one in overlaps.twice(tx, supplier_id=supplier.id)
        if (one.cooperation_id, one.kind, one.year) == (cooperation_id, wanted, year)
    ]
    first = next((one for one in rows if one.site is None), rows[0] if rows else None)
    members = [(row.public_id, row.name) for row in queries.members(tx.session, cooperation.id, tx.today)]
    payer, reason = propose_payer(wanted, queries.last_known(tx.session, cooperation.id, supplier.id, wanted))
    return Shown(
        data={**(_proposed(first, tx.today) if first else {}), "payer": payer},
        choices={
            "lead_id": members,
            "participant_ids": members,
            "site": [(one.site, one.site) for one in rows if one.site],
        },
        context={
            "cooperation": cooperation,
            "supplier": supplier,
            "kind": wanted,
            "year": year,
            "overlap": first,
            "names": dict(members),
            "payer_reason": reason,
            "has_sites": any(one.site for one in rows),
            "today": tx.today,
        },
    )


def _kind(code: str) -> FollowUpKind:
    """Return a kind that can be done jointly.

    Errors: NotFound.
    """
    found = next((kind for kind in JOINTLY if kind == code), None)
    if found is None:
        raise NotFound
    return found


def _proposed(one: overlaps.Twice, today: date) -> dict[str, object]:
    """Return what serves all who have planned it: the highest level, the newest terms, the first day."""
    lead = max(one.shares, key=lambda share: (share.slots, -share.first_due_on.toordinal(), share.organisation))
    return {
        "site": one.site,
        "lead_id": lead.organisation,
        "participant_ids": [share.organisation for share in one.shares],
        "level": one.level,
        "code_version": newest(key for share in one.shares for key in share.generations),
        "due_on": max(one.first_due_on, today),
        "why": gettext("{n} organisations plan this in {year}.", n=len(one.shares), year=str(one.year)),
    }


@room.form(
    "/cooperations/<cooperation_id>/joint-follow-ups/new/<supplier_id>/<kind>/<int:year>",
    needs=Permission.JOINT_SUGGEST,
    takes=JointDetailsSchema,
    template="joint_follow_ups/suggest.html",
    shows=_new_form,
)
def suggest(
    tx: Transaction, new: dict[str, object], cooperation_id: str, supplier_id: str, kind: str, year: int
) -> Any:
    """Suggest a joint follow-up of a supplier."""
    command = new_joint(new, supplier_id=supplier_id, kind=_kind(kind), year=year)
    joint = joint_follow_ups.suggest(tx, cooperation_id, command)
    return see_other("joint_follow_ups.show", joint_id=joint.public_id, notice="suggested")


@room.create(
    "/cooperations/<cooperation_id>/joint-follow-ups",
    needs=Permission.JOINT_SUGGEST,
    takes=NewJointSchema,
    gives=OneJointSchema,
)
def create_joint_follow_up(tx: Transaction, new: dict[str, object], cooperation_id: str) -> dict[str, Any]:
    """Suggest a joint follow-up of a supplier."""
    joint = joint_follow_ups.suggest(tx, cooperation_id, new_joint(new))
    return _as_data(tx, joint)


def _people(tx: Transaction, joint_id: str, *, to: Permission) -> Sequence[Recipient]:
    """Return whom to tell in the organisations that were asked, read by a transaction of its own."""
    joint = tx.get(JointFollowUp, joint_id, to=to)
    keys = [row.organisation_key for row in queries.participants(tx.session, joint.id)]
    with runtime().transaction(COORDINATOR, read_only=True) as everything:
        return queries.recipients(everything.session, joint, keys, statuses=ASKED)


@room.action("/joint-follow-ups/<joint_id>/offer", needs=Permission.JOINT_SUGGEST, versioned=True)
def offer(tx: Transaction, joint_id: str, version: int | None) -> Any:
    """Offer a joint follow-up to its organisations."""
    recipients = _people(tx, joint_id, to=Permission.JOINT_SUGGEST)
    joint_follow_ups.offer(tx, joint_id, version, recipients=recipients)
    return see_other("joint_follow_ups.show", joint_id=joint_id, notice="offered")


def _cancel_form(tx: Transaction, joint_id: str) -> Shown:
    joint = tx.get(JointFollowUp, joint_id, to=Permission.JOINT_SUGGEST)
    return Shown(version=joint.version, context={"joint": _row(tx, joint)})


@room.form(
    "/joint-follow-ups/<joint_id>/cancel",
    needs=Permission.JOINT_SUGGEST,
    takes=ReasonSchema,
    template="joint_follow_ups/cancel.html",
    shows=_cancel_form,
    versioned=True,
)
def cancel(tx: Transaction, reason: str, joint_id: str, version: int | None) -> Any:
    """Cancel a joint follow-up, with a reason."""
    recipients = _people(tx, joint_id, to=Permission.JOINT_SUGGEST)
    joint_follow_ups.cancel(tx, joint_id, reason, version, recipients=recipients)
    return see_other("joint_follow_ups.show", joint_id=joint_id, notice="joint_cancelled")

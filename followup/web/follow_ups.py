"""Follow-ups: the list, one with its clauses and what hangs on it, and logging what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from followup.domain.follow_ups import (
    CLOSED,
    OPEN,
    Findings,
    FollowUpFilter,
    FollowUpStatus,
    ListState,
    NewFollowUp,
    Outcome,
    reason_of,
)
from followup.domain.forms import OFFERED
from followup.domain.permissions import Permission
from followup.domain.schedule import AUDITS
from followup.errors import Conflict
from followup.i18n import explain, gettext
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.queries import audits, evidence, journal, reuse
from followup.queries import follow_ups as queries
from followup.queries.paging import Page
from followup.schemas.follow_ups import (
    AssignSchema,
    FindingsSchema,
    FollowUpFilterSchema,
    FollowUpSchema,
    ListedFollowUpSchema,
    NewFollowUpSchema,
    SkipSchema,
    findings_form,
)
from followup.services import follow_ups, schedule
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.reuse import proposals
from followup.web.shell import said
from followup.web.uploads import Upload

room = Room("follow_ups")
TABS = tuple(state for state in ListState if state is not ListState.ALL)


@room.page("/follow-ups", needs=Permission.FOLLOW_UP_READ, query=FollowUpFilterSchema)
def index(tx: Transaction, query: FollowUpFilter) -> dict[str, Any]:
    """Return the organisation's follow-ups, by due date."""
    found = queries.listed(tx.session, query, today=tx.today, user_id=tx.actor.user_id)
    form = Form(FollowUpFilterSchema, {"kind": query.kind, "mine": query.mine or None})
    kept: dict[str, Any] = {"kind": query.kind, "mine": "yes" if query.mine else None}
    tabs = [(url_for("follow_ups.index", state=s, **kept), gettext(s.label), s is query.state) for s in TABS]
    return {"found": found, "query": query, "filter": form, "kept": kept, "tabs": tabs, "today": tx.today}


@room.read(
    "/follow-ups", needs=Permission.FOLLOW_UP_READ, gives=ListedFollowUpSchema, many=True, query=FollowUpFilterSchema
)
def list_follow_ups(tx: Transaction, query: FollowUpFilter) -> Page[Any]:
    """Return the organisation's follow-ups, by due date."""
    return queries.listed(tx.session, query, today=tx.today, user_id=tx.actor.user_id)


@room.page("/follow-ups/<follow_up_id>", needs=Permission.FOLLOW_UP_READ)
def show(tx: Transaction, follow_up_id: str) -> dict[str, Any]:
    """Return one follow-up: why it is due, what was found, and what came of it."""
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_READ)
    return {
        "follow_up": follow_up,
        "reason": reason_of(follow_up.why),
        "is_open": follow_up.status in OPEN,
        "kinds_sent": OFFERED,
        "about": queries.around(tx.session, follow_up),
        "clauses": queries.clauses_with_findings(tx.session, follow_up),
        "deviations": queries.deviations(tx.session, follow_up),
        "shared": queries.shared(tx.session, follow_up),
        "files": evidence.of_follow_up(tx.session, follow_up.id),
        "audit": audits.of_follow_up(tx.session, follow_up.id) if follow_up.kind in AUDITS else None,
        "audit_kinds": AUDITS,
        "next_steps": [(row, reason_of(row.why)) for row in queries.next_steps(tx.session, follow_up)],
        "covering": _covering(tx, follow_up),
        "proposals": proposals(tx, follow_up) if follow_up.status in OPEN else (),
        "may_be_shared": bool(tx.actor.scope.cooperation_ids),
        "history": journal.history(tx.session, [follow_up.public_id]),
        "today": tx.today,
    }


def _covering(tx: Transaction, follow_up: FollowUp) -> Any:
    """Return what covers it and which joint follow-up it is part of; most are neither, and nothing is asked."""
    if follow_up.status is not FollowUpStatus.COVERED and follow_up.joint_id is None:
        return None
    return reuse.covering(tx.session, follow_up.id, organisation_id=tx.actor.organisation_id, today=tx.today)


@room.read("/follow-ups/<follow_up_id>", needs=Permission.FOLLOW_UP_READ, gives=FollowUpSchema)
def get_follow_up(tx: Transaction, follow_up_id: str) -> dict[str, Any]:
    """Return one follow-up with its findings."""
    return _as_data(tx, tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_READ))


def _add_form(tx: Transaction, contract_id: str) -> Shown:
    return Shown(context={"contract": tx.get(Contract, contract_id, to=Permission.FOLLOW_UP_PLAN)})


@room.form(
    "/contracts/<contract_id>/follow-ups/new",
    needs=Permission.FOLLOW_UP_PLAN,
    takes=NewFollowUpSchema,
    template="follow_ups/new.html",
    shows=_add_form,
)
def add(tx: Transaction, new: NewFollowUp, contract_id: str) -> Any:
    """Add a follow-up by hand."""
    follow_up = follow_ups.add(tx, contract_id, new)
    return see_other("follow_ups.show", follow_up_id=follow_up.public_id, notice="planned")


@room.create(
    "/contracts/<contract_id>/follow-ups",
    needs=Permission.FOLLOW_UP_PLAN,
    takes=NewFollowUpSchema,
    gives=FollowUpSchema,
)
def create_follow_up(tx: Transaction, new: NewFollowUp, contract_id: str) -> dict[str, Any]:
    """Add a follow-up by hand."""
    return _as_data(tx, follow_ups.add(tx, contract_id, new))


@room.action("/contracts/<contract_id>/follow-ups/plan", needs=Permission.FOLLOW_UP_PLAN)
def plan(tx: Transaction, contract_id: str) -> Any:
    """Plan a contract's follow-ups now instead of in the night."""
    schedule.plan_now(tx, contract_id)
    return see_other("contracts.show", contract_id=contract_id, notice="planned")


def _open(tx: Transaction, follow_up_id: str, to: Permission) -> FollowUp:
    follow_up = tx.get(FollowUp, follow_up_id, to=to)
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    return follow_up


def _record_form(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = _open(tx, follow_up_id, Permission.FOLLOW_UP_RECORD)
    clauses = queries.bound_clauses(tx.session, follow_up.contract_id)
    return Shown(
        data={"done_on": tx.today, "outcome": None if clauses else Outcome.NONE_ASSESSED},
        version=follow_up.version,
        schema=findings_form((c.public_id, f"{c.number} {said(c.title)}") for c in clauses),
        context={
            "follow_up": follow_up,
            "about": queries.around(tx.session, follow_up),
            "clauses": clauses,
            "deviations": queries.deviations(tx.session, follow_up),
        },
    )


@room.form(
    "/follow-ups/<follow_up_id>/record",
    needs=Permission.FOLLOW_UP_RECORD,
    takes=FindingsSchema,
    template="follow_ups/record.html",
    shows=_record_form,
    versioned=True,
    uploads=True,
)
def record(tx: Transaction, findings: Findings, follow_up_id: str, version: int | None, files: Sequence[Upload]) -> Any:
    """Log what a follow-up gave; this completes it."""
    follow_up = follow_ups.record(tx, follow_up_id, findings, version, files)
    return see_other("follow_ups.show", follow_up_id=follow_up.public_id, notice="completed")


@room.change(
    "/follow-ups/<follow_up_id>", needs=Permission.FOLLOW_UP_RECORD, takes=FindingsSchema, gives=FollowUpSchema
)
def record_follow_up(tx: Transaction, findings: Findings, follow_up_id: str, version: int) -> dict[str, Any]:
    """Log what a follow-up gave; this completes it."""
    return _as_data(tx, follow_ups.record(tx, follow_up_id, findings, version))


@room.action("/follow-ups/<follow_up_id>/start", needs=Permission.FOLLOW_UP_RECORD, versioned=True)
def start(tx: Transaction, follow_up_id: str, version: int | None) -> Any:
    """Note that a follow-up is under way."""
    follow_ups.start(tx, follow_up_id, version)
    return see_other("follow_ups.show", follow_up_id=follow_up_id, notice="saved")


def _one_field_form(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = _open(tx, follow_up_id, Permission.FOLLOW_UP_PLAN)
    people = [(row.public_id, row.name) for row in queries.doers(tx.session)]
    around = queries.around(tx.session, follow_up)
    return Shown(
        data={"user_id": around.assigned_id},
        choices={"user_id": people},
        version=follow_up.version,
        context={"follow_up": follow_up, "about": around},
    )


@room.form(
    "/follow-ups/<follow_up_id>/assign",
    needs=Permission.FOLLOW_UP_PLAN,
    takes=AssignSchema,
    template="follow_ups/assign.html",
    shows=_one_field_form,
    versioned=True,
)
def assign(tx: Transaction, user_id: str, follow_up_id: str, version: int | None) -> Any:
    """Give a follow-up to a person."""
    follow_ups.assign(tx, follow_up_id, user_id, version)
    return see_other("follow_ups.show", follow_up_id=follow_up_id, notice="saved")


@room.form(
    "/follow-ups/<follow_up_id>/skip",
    needs=Permission.FOLLOW_UP_PLAN,
    takes=SkipSchema,
    template="follow_ups/skip.html",
    shows=_one_field_form,
    versioned=True,
)
def skip(tx: Transaction, reason: str, follow_up_id: str, version: int | None) -> Any:
    """Leave a follow-up out, with a reason."""
    follow_ups.skip(tx, follow_up_id, reason, version)
    return see_other("follow_ups.show", follow_up_id=follow_up_id, notice="skipped")


def _as_data(tx: Transaction, follow_up: FollowUp) -> dict[str, Any]:
    tx.flush()
    around = queries.around(tx.session, follow_up)
    own = ("public_id", "version", "kind", "status", "due_on", "done_on", "participants", "summary", "skip_reason")
    return {
        **{name: getattr(follow_up, name) for name in own},
        "why": explain(reason_of(follow_up.why)),
        "contract_id": around.contract_id,
        "supplier_id": around.supplier_id,
        "assigned_id": around.assigned_id,
        "findings": queries.clauses_with_findings(tx.session, follow_up) if follow_up.done_on else [],
        "evidence_ids": [mark.public_id for mark in evidence.of_follow_up(tx.session, follow_up.id)],
        "next_steps": queries.next_steps(tx.session, follow_up),
    }

"""Moving follow-ups by hand, one or several in one save; and saying why one is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from followup.domain.calendar import add_months, next_working_day
from followup.domain.follow_ups import CLOSED, OPEN, reason_of
from followup.domain.ids import is_id
from followup.domain.moves import MANY, MOST, DayOff, Move, day_off
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, Reason
from followup.i18n import explain, month
from followup.models.follow_ups import FollowUp
from followup.queries import follow_ups as queries
from followup.queries import plan_views
from followup.queries.rows import AnyRow
from followup.schemas.moves import LateNoteSchema, MoveFormSchema, MoveSchema, MovesSchema
from followup.schemas.plan_views import PlanFilterSchema
from followup.schemas.views import accepted, apart
from followup.services import moves
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form, decode

room = Room("moves")
MONTHS_AHEAD = 24


def _form(tx: Transaction) -> Shown:
    sent = request.form if request.method == "POST" else request.args
    rows = _ticked(tx, sent.getlist("chosen"))
    first = tx.today.replace(day=1)
    months = [add_months(first, ahead) for ahead in range(MONTHS_AHEAD)]
    choices = {
        "month": [(f"{each:%Y-%m}", month(each.month, each.year)) for each in months],
        "person_id": [(person.public_id, person.name) for person in queries.doers(tx.session)],
    }
    return Shown(
        data={"back": sent.get("back", ""), "due_on": rows[0].due_on if len(rows) == 1 else None},
        choices=choices,
        context={"rows": rows, "back": _back(sent.get("back", "")), "on": tx.today, **_warned(tx, choices)},
    )


def _warned(tx: Transaction, choices: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Any]:
    """Return what is shown where the date is a day off and all else is in order: a warning, and no faults."""
    typed = decode(request.form, MoveFormSchema)
    try:
        new = MoveFormSchema().read(typed)
    except Invalid:
        return {"warning": None}
    off = _asked_about(tx, new)
    if off is None:
        return {"warning": None}
    return {
        "warning": off,
        "days": (off.params["day"], off.params["next"]),
        "calm": Form(MoveFormSchema, typed, choices=choices),
    }


def _asked_about(tx: Transaction, new: Move) -> Reason | None:
    return day_off(new.due_on, tx.actor.country) if new.due_on and new.day_off is DayOff.ASK else None


def _ticked(tx: Transaction, sent: list[str]) -> Sequence[AnyRow]:
    """Return the follow-ups that were ticked, whether or not with the version in which they were seen."""
    ids = dict.fromkeys(key for text in sent if is_id(key := text.partition(":")[0], "fup"))
    if len(ids) > MOST:
        raise Invalid.at("chosen", MANY)
    if not ids:
        return ()
    tx.get_all(FollowUp, list(ids), to=Permission.FOLLOW_UP_PLAN)
    return plan_views.named(tx.session, list(ids), tx.today)


def _back(text: str) -> dict[str, str | list[str]]:
    return accepted(apart(text), PlanFilterSchema)


@room.form("/plan/move", needs=Permission.FOLLOW_UP_PLAN, takes=MoveFormSchema, template="moves/move.html", shows=_form)
def move(tx: Transaction, new: Move) -> Any:
    """Give the ticked follow-ups a new date or another person, all of them or none; a day off is asked about first."""
    if (off := _asked_about(tx, new)) is not None:
        raise Invalid.at("due_on", off)
    moves.move(tx, new)
    if len(new.chosen) == 1 and not request.form.get("back"):
        return see_other("follow_ups.show", follow_up_id=next(iter(new.chosen)), notice="moved")
    return see_other("plan_views.workload", notice="moved", **_back(request.form.get("back", "")))


@room.create("/plan/moves", needs=Permission.FOLLOW_UP_PLAN, takes=MoveSchema, gives=MovesSchema)
def move_follow_ups(tx: Transaction, new: Move) -> dict[str, Any]:
    """Give several follow-ups a new date or another person, all of them or none; a day off is kept unless asked."""
    changed = moves.move(tx, new)
    tx.flush()
    return {
        "items": [
            {
                "public_id": row.public_id,
                "version": row.version,
                "due_on": row.due_on,
                "why": explain(reason_of(row.why)),
                "next_working_day": (
                    next_working_day(row.due_on, tx.actor.country) if day_off(row.due_on, tx.actor.country) else None
                ),
            }
            for row in changed
        ]
    }


def _explain_form(tx: Transaction, follow_up_id: str) -> Shown:
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.FOLLOW_UP_RECORD)
    if follow_up.status not in OPEN:
        raise Conflict(CLOSED)
    return Shown(
        data={"note": follow_up.late_note or ""},
        version=follow_up.version,
        context={
            "follow_up": follow_up,
            "about": queries.around(tx.session, follow_up),
            "reason": reason_of(follow_up.why),
            "on": tx.today,
        },
    )


@room.form(
    "/follow-ups/<follow_up_id>/explain",
    needs=Permission.FOLLOW_UP_RECORD,
    takes=LateNoteSchema,
    template="moves/explain.html",
    shows=_explain_form,
    versioned=True,
)
def say_why(tx: Transaction, note: str, follow_up_id: str, version: int | None) -> Any:
    """Say why a follow-up is late."""
    moves.explain(tx, follow_up_id, note, version)
    return see_other("plan_views.late", notice="saved")

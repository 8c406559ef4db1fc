"""The calculator for the next decision: another rate, with so many new positions; what does it mean for us?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from followup.domain.funding import components_on
from followup.domain.levy_calculator import RateQuestion, answer
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.queries import funding
from followup.queries.levy_bases import bases
from followup.schemas.levy_calculator import RateAnswerSchema, RateQuestionSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("levy_calculator")


def _asked(tx: Transaction, query: RateQuestion) -> dict[str, Any] | None:
    """Return the answer with its question; the rate now is the one decided for the year before unless another is given.

    None for whoever is in no cooperation.
    Errors: NotFound for a cooperation that is not one's own.
    """
    cooperations = funding.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    if not cooperations:
        return None
    chosen = next((one for one in cooperations if query.cooperation_id in (None, one.public_id)), None)
    if chosen is None:
        raise NotFound
    year = query.year or tx.today.year + 1
    decided = components_on(year - 1, funding.components(tx.session, chosen.id))
    now = query.from_ore if query.from_ore is not None else (sum(part.ore for part in decided) if decided else None)
    question = replace(query, cooperation_id=chosen.public_id, year=year, from_ore=now)
    own = tx.actor.organisation_id
    rows = bases(tx.session, chosen.id, year)
    members = [(row.public_id, row.name, row.inhabitants, row.id == own) for row in rows]
    return {
        "cooperation": chosen,
        "cooperations": cooperations,
        "question": question,
        "year": year,
        "from_ore": now,
        "to_ore": query.to_ore,
        "unknown": [row.name for row in rows if row.inhabitants is None],
        "answer": answer(question, members, currency=chosen.currency),
    }


@room.page("/levy-calculator", needs=Permission.FUNDING_READ, query=RateQuestionSchema)
def show(tx: Transaction, query: RateQuestion) -> dict[str, Any]:
    """Return what another rate would mean."""
    found = _asked(tx, query)
    if found is None:
        return {"answer": None}
    question = found["question"]
    told = {name: getattr(question, name) for name in ("cooperation_id", "year", "from_ore", "to_ore")}
    told |= {"positions": question.positions or None, "position_kronor": question.position_kronor}
    choices = {"cooperation_id": [(one.public_id, one.name) for one in found["cooperations"]]}
    return {**found, "form": Form(RateQuestionSchema, told, choices=choices), "kronor": Money}


@room.read("/levy-calculator", needs=Permission.FUNDING_READ, gives=RateAnswerSchema, query=RateQuestionSchema)
def calculate(tx: Transaction, query: RateQuestion) -> dict[str, Any]:
    """Return what another rate would mean."""
    found = _asked(tx, query)
    if found is None:
        raise NotFound
    return found

"""Obligations: the list of what is to be shown, one clause of a contract with what shows it, giving and recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from followup.domain.obligations import (
    GivenObligation,
    ObligationFilter,
    ObligationState,
    ShownObligation,
    fulfilment,
)
from followup.domain.permissions import Permission
from followup.i18n import gettext
from followup.models.contracts import ContractClause
from followup.queries import journal
from followup.queries import obligations as queries
from followup.queries.paging import Page
from followup.schemas.obligations import (
    GivenObligationSchema,
    ListedObligationSchema,
    ObligationFilterSchema,
    ObligationSchema,
    ShownObligationSchema,
)
from followup.services import obligations
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.uploads import Upload

room = Room("obligations")


@room.page("/obligations", needs=Permission.CONTRACT_READ, query=ObligationFilterSchema)
def index(tx: Transaction, query: ObligationFilter) -> dict[str, Any]:
    """Return the organisation's obligations, by the day they are due."""
    kept = {"mine": "yes" if query.mine else None}
    return {
        "found": queries.listed(tx.session, query, today=tx.today, user_id=tx.actor.user_id),
        "query": query,
        "filter": Form(ObligationFilterSchema, {"state": query.state, **kept}),
        "kept": kept,
        "tabs": [
            (url_for("obligations.index", state=state, mine=kept["mine"]), gettext(state.label), state is query.state)
            for state in ObligationState
        ],
        "state": lambda row: fulfilment([row.status], is_over=row.is_over),
        "today": tx.today,
    }


@room.read(
    "/obligations",
    needs=Permission.CONTRACT_READ,
    gives=ListedObligationSchema,
    many=True,
    query=ObligationFilterSchema,
)
def list_obligations(tx: Transaction, query: ObligationFilter) -> Page[Any]:
    """Return the organisation's obligations, by the day they are due."""
    return queries.listed(tx.session, query, today=tx.today, user_id=tx.actor.user_id)


@room.page("/obligations/<obligation_id>", needs=Permission.CONTRACT_READ)
def show(tx: Transaction, obligation_id: str) -> dict[str, Any]:
    """Return one obligation: what it asks for, who sees to it, what shows it and what was found."""
    obligation = tx.get(ContractClause, obligation_id, to=Permission.CONTRACT_READ)
    around = queries.around(tx.session, obligation, tx.today)
    return {
        "obligation": obligation,
        "about": around,
        "state": fulfilment([obligation.status], is_over=around.is_over),
        "findings": queries.findings(tx.session, obligation),
        "deviations": queries.deviations(tx.session, obligation),
        "files": queries.files(tx.session, obligation),
        "history": journal.history(tx.session, [obligation.public_id]),
        "today": tx.today,
    }


@room.read("/obligations/<obligation_id>", needs=Permission.CONTRACT_READ, gives=ObligationSchema)
def get_obligation(tx: Transaction, obligation_id: str) -> dict[str, Any]:
    """Return one obligation with what was found and what shows it."""
    return _as_data(tx, tx.get(ContractClause, obligation_id, to=Permission.CONTRACT_READ))


def _form(tx: Transaction, obligation_id: str) -> Shown:
    obligation = tx.get(ContractClause, obligation_id, to=Permission.OBLIGATION_RECORD)
    around = queries.around(tx.session, obligation, tx.today)
    is_given = around.owner_id is not None
    return Shown(
        data={
            "owner_id": around.owner_id,
            "due_on": obligation.due_on,
            "status": obligation.status if obligation.status_on else None,
        },
        choices={"owner_id": [(row.public_id, row.name) for row in queries.owners(tx.session)]},
        version=obligation.version,
        context={"obligation": obligation, "about": around, "is_given": is_given},
    )


@room.form(
    "/obligations/<obligation_id>/owner",
    needs=Permission.OBLIGATION_RECORD,
    takes=GivenObligationSchema,
    template="obligations/give.html",
    shows=_form,
    versioned=True,
)
def give(tx: Transaction, given: GivenObligation, obligation_id: str, version: int | None) -> Any:
    """Give an obligation to a person, with a day."""
    obligations.give(tx, obligation_id, given, version)
    return see_other("obligations.show", obligation_id=obligation_id, notice="saved")


@room.change(
    "/obligations/<obligation_id>/owner",
    needs=Permission.OBLIGATION_RECORD,
    takes=GivenObligationSchema,
    gives=ObligationSchema,
)
def give_obligation(tx: Transaction, given: GivenObligation, obligation_id: str, version: int) -> dict[str, Any]:
    """Give an obligation to a person, with a day."""
    return _as_data(tx, obligations.give(tx, obligation_id, given, version))


@room.form(
    "/obligations/<obligation_id>/record",
    needs=Permission.OBLIGATION_RECORD,
    takes=ShownObligationSchema,
    template="obligations/record.html",
    shows=_form,
    versioned=True,
    uploads=True,
)
def record(
    tx: Transaction, shown: ShownObligation, obligation_id: str, version: int | None, files: Sequence[Upload]
) -> Any:
    """Record how far an obligation has come, with a note and files."""
    obligations.record(tx, obligation_id, shown, uploads=files, version=version)
    return see_other("obligations.show", obligation_id=obligation_id, notice="saved")


@room.change(
    "/obligations/<obligation_id>",
    needs=Permission.OBLIGATION_RECORD,
    takes=ShownObligationSchema,
    gives=ObligationSchema,
)
def record_obligation(tx: Transaction, shown: ShownObligation, obligation_id: str, version: int) -> dict[str, Any]:
    """Record how far an obligation has come, with a note."""
    return _as_data(tx, obligations.record(tx, obligation_id, shown, version=version))


def _as_data(tx: Transaction, obligation: ContractClause) -> dict[str, Any]:
    tx.flush()
    around = queries.around(tx.session, obligation, tx.today)
    own = ("public_id", "version", "bound_on", "due_on", "status", "status_on", "status_note")
    more = ("contract_id", "version_key", "key", "number", "title", "level", "owner_id")
    return {
        **{name: getattr(obligation, name) for name in own},
        **{name: getattr(around, name) for name in more},
        "state": fulfilment([obligation.status], is_over=around.is_over),
        "findings": queries.findings(tx.session, obligation),
        "deviation_ids": [row.public_id for row in queries.deviations(tx.session, obligation)],
        "evidence_ids": [row.public_id for row in queries.files(tx.session, obligation)],
    }

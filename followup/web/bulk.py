"""Several contracts at once: first what they are given is chosen and what would change is shown, then it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from followup.domain.bulk import MANY, MOST, BulkChange, differing
from followup.domain.contracts import Criticality
from followup.domain.ids import is_id
from followup.domain.permissions import Permission
from followup.errors import Invalid
from followup.i18n import gettext
from followup.models.contracts import Contract
from followup.queries import hand_overs
from followup.schemas.contract_lists import BulkChangeSchema, ContractFilterSchema
from followup.schemas.risk import categories_on, category_name
from followup.schemas.views import accepted, apart
from followup.services import bulk
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("bulk")
_GIVEN = ("manager_id", "deputy_id", "category", "criticality")


def _form(tx: Transaction) -> Shown:
    sent = request.form if request.method == "POST" else request.args
    rows = _ticked(tx, sent.getlist("chosen"))
    people = hand_overs.people(tx.session)
    asked = accepted({name: sent[name] for name in _GIVEN if name in sent}, BulkChangeSchema)
    keys = {person.public_id: person.id for person in people}
    given = {name: keys.get(str(value)) if name in _GIVEN[:2] else value for name, value in asked.items()}
    can_change = [row for row in rows if row.voided_at is None]
    names = {person.id: person.name for person in people}
    plan = [(row, told) for row in can_change if (told := _told(row, given, names))] if all(given.values()) else []
    return Shown(
        data={**asked, "back": sent.get("back", "")},
        choices={
            "manager_id": [(person.public_id, person.name) for person in people],
            "deputy_id": [(person.public_id, person.name) for person in people],
            "category": [(found.key, category_name(found.key)) for found in categories_on(tx.today)],
        },
        context={
            "rows": rows,
            "asked": asked,
            "plan": plan,
            "voided_count": len(rows) - len(can_change),
            "back": _back(sent.get("back", "")),
        },
    )


def _ticked(tx: Transaction, sent: list[str]) -> list[Contract]:
    """Return the contracts that were ticked, whether or not with the version in which they were seen."""
    ids = dict.fromkeys(key for text in sent if is_id(key := text.partition(":")[0], "con"))
    if len(ids) > MOST:
        raise Invalid.at("chosen", MANY)
    return tx.get_all(Contract, list(ids), to=Permission.CONTRACT_CHANGE) if ids else []


def _told(row: Contract, given: Mapping[str, object], names: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Return what would change of a contract, as (what, before, after)."""
    present = {name: getattr(row, name) for name in given}
    labels = {name: gettext(str(BulkChangeSchema().fields[name].metadata["label"])) for name in given}
    return [
        (labels[name], _said(name, present[name], names), _said(name, given[name], names))
        for name in differing(present, given)
    ]


def _said(name: str, value: Any, names: Mapping[int, str]) -> str:
    if value is None:
        return ""
    if name == "category":
        return category_name(value)
    return gettext(Criticality.of(value).label) if name == "criticality" else names.get(value, "")


def _back(text: str) -> dict[str, str | list[str]]:
    return accepted(apart(text), ContractFilterSchema)


@room.form(
    "/contracts/bulk",
    needs=Permission.CONTRACT_CHANGE,
    takes=BulkChangeSchema,
    template="bulk/change.html",
    shows=_form,
)
def change(tx: Transaction, new: BulkChange) -> Any:
    """Give the ticked contracts what was chosen, all of them or none."""
    bulk.change(tx, new)
    return see_other("contracts.index", notice="saved", **_back(request.form.get("back", "")))

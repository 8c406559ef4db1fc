"""What the page of the contract list shows: its rows, the heads that order it, its filters, and one's saved views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from followup.domain.contract_lists import COLUMNS, ContractColumn, ContractOrder
from followup.domain.contracts import TERMS_LEVELS, ContractFilter
from followup.domain.views import CONTRACTS
from followup.domain.warnings import notice_on
from followup.i18n import gettext
from followup.queries import contract_lists as queries
from followup.queries import contracts, views
from followup.queries.paging import Page
from followup.schemas.contract_lists import ContractFilterSchema
from followup.schemas.risk import categories_on, category_name
from followup.schemas.views import accepted
from followup.transaction import Transaction
from followup.web.forms import Form, coded_choices

_MAIN = ("q", "risk_class", "life", "mine")
_MORE = ("obligations", "lacks", "category", "manager_id", "kind", "level")
_LED_HERE = ("supplier_id", "code_version", "chosen")  # from other pages; no field of the form asks for them
_KINDS = {ContractColumn.VALUE: "number", ContractColumn.NUMBER: "nowrap"}


def found(tx: Transaction, query: ContractFilter) -> Page[dict[str, Any]]:
    """Return a page of the list, each row with what follows from its columns."""
    page = queries.listed(tx.session, query, today=tx.today, user_id=tx.actor.user_id)
    derived = [
        {**row._mapping, "value": contracts.value(row), "notice_on": notice_on(row.ends_on, row.notice_days)}
        for row in page.rows
    ]
    return Page(derived, page.next)


def shown(tx: Transaction, query: ContractFilter) -> dict[str, Any]:
    """Return what the page of the list shows."""
    asked = _asked(query)
    columns = query.columns or COLUMNS
    people = [(person.public_id, person.name) for person in contracts.managers(tx.session)]
    data = {**asked, "sort": query.sort, "columns": columns}
    choices = {"manager_id": people, "category": _categories(tx, query), "level": coded_choices(TERMS_LEVELS)}
    return {
        "found": found(tx, query),
        "query": query,
        "asked": asked,
        "is_narrowed": any(name in asked for name in (*_MAIN, *_MORE, *_LED_HERE)),
        "filter": Form(ContractFilterSchema, data, choices=choices),
        "main": _MAIN,
        "more": _MORE,
        "is_more_asked": any(name in asked for name in _MORE),
        "columns": columns,
        "heads": _heads(query, columns, asked),
        "views": _views(tx, asked),
        "as_text": urlencode(asked, doseq=True),
        "category_name": category_name,
    }


def _asked(query: ContractFilter) -> dict[str, str | list[str]]:
    """Return what an address must say to show this list again, from its first page on."""
    usual = ContractFilter()
    values = {name: getattr(query, name) for name in (*_MAIN, *_MORE, *_LED_HERE, "sort", "columns")}
    if values["columns"] == COLUMNS:
        del values["columns"]
    return {name: _written(value) for name, value in values.items() if value and value != getattr(usual, name)}


def _written(value: object) -> str | list[str]:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return "yes" if value is True else str(value)


def _categories(tx: Transaction, query: ContractFilter) -> list[tuple[str, str]]:
    keys = dict.fromkeys(category.key for category in categories_on(tx.today))
    if query.category:
        keys.setdefault(query.category)
    return sorted(((key, category_name(key)) for key in keys), key=lambda pair: pair[1].casefold())


def _heads(
    query: ContractFilter, columns: tuple[ContractColumn, ...], asked: Mapping[str, object]
) -> list[tuple[str, str, dict[str, str]]]:
    """Return the columns' heads; those by which the list can be ordered lead to it, in turn forwards and backwards."""
    heads = [(gettext("Contract"), "", _order(query, "title", asked))]
    for column in columns:
        kind = _KINDS.get(column, "")
        heads.append((gettext(column.label), kind, _order(query, column.value, asked)))
    return heads


def _order(query: ContractFilter, by: str, asked: Mapping[str, object]) -> dict[str, str]:
    if by not in {order.by for order in ContractOrder}:
        return {}
    now = "" if query.sort.by != by else "descending" if query.sort.is_descending else "ascending"
    return {"url": address({**asked, "sort": query.sort.next_by(by)}), "now": now}


def _views(tx: Transaction, asked: Mapping[str, object]) -> list[tuple[str, str, bool]]:
    """Return one's own views of this list as (address, name, whether it is the list as it stands)."""
    own = [
        (view.name, accepted(view.query, ContractFilterSchema))
        for view in views.of_person(tx.session, tx.actor.user_id, CONTRACTS)
    ]
    return [(address(query), name, query == asked) for name, query in own]


def address(query: Mapping[str, object]) -> str:
    """Return where the list is shown as it is asked for."""
    text = urlencode(query, doseq=True)
    return url_for("contracts.index") + (f"?{text}" if text else "")

"""Categories: which area answers for each on a day, which are prioritised, who coordinates an area, and the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for

from followup.domain.categories import CategoryFilter, GiveCategory, NameCoordinator, Order, Prioritise, still_holds
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.models.organisations import Cooperation
from followup.queries import categories as queries
from followup.schemas import risk as tables
from followup.schemas.categories import (
    AreaSchema,
    CategoryFilterSchema,
    CategoryHistorySchema,
    CategoryLineSchema,
    EndSchema,
    GiveCategorySchema,
    NameCoordinatorSchema,
    PrioritiseSchema,
)
from followup.schemas.risk import category_name
from followup.services import categories
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("categories")
_OF = "/cooperations/<cooperation_id>"
_MAY = Permission.CATEGORY_CHANGE
_FORM = "categories/form.html"
_NOTHING = queries.Standing(areas=(), lines=())


@room.page("/categories", needs=Permission.CATEGORY_READ, query=CategoryFilterSchema)
def index(tx: Transaction, query: CategoryFilter) -> dict[str, Any]:
    """Return who answers for what on the day, by area or by category."""
    known, chosen = _cooperations(tx, query)
    on = query.on or tx.today
    standing = _standing(tx, chosen, on)
    asked = {"on": on, "by": query.by, "cooperation_id": query.cooperation_id}
    return {
        "tabs": [(url_for("categories.index", cooperation_id=c.public_id), c.name, c is chosen) for c in known],
        "cooperation": chosen,
        "areas": standing.areas,
        "lines": _in_order(standing.lines, query.by),
        "by_area": query.by is Order.AREA,
        "on": on,
        "is_today": on == tx.today,
        "category_name": category_name,
        "filter": Form(CategoryFilterSchema, asked),
    }


@room.read(
    "/categories", needs=Permission.CATEGORY_READ, gives=CategoryLineSchema, many=True, query=CategoryFilterSchema
)
def list_categories(tx: Transaction, query: CategoryFilter) -> list[dict[str, Any]]:
    """Return each category with the area that answers for it on the day (today unless asked for another)."""
    _, chosen = _cooperations(tx, query)
    lines = _in_order(_standing(tx, chosen, query.on or tx.today).lines, query.by)
    return [
        {
            "category": line.category,
            "name": category_name(line.category),
            "responsible": line.responsible,
            "organisations": line.area.organisations if line.area else (),
            "priority": line.priority,
        }
        for line in lines
    ]


@room.read("/areas", needs=Permission.CATEGORY_READ, gives=AreaSchema, many=True, query=CategoryFilterSchema)
def list_areas(tx: Transaction, query: CategoryFilter) -> Sequence[queries.Area]:
    """Return each area with its organisations, its coordinator and its categories on the day."""
    _, chosen = _cooperations(tx, query)
    return _standing(tx, chosen, query.on or tx.today).areas


@room.page("/categories/<category>", needs=Permission.CATEGORY_READ, query=CategoryFilterSchema)
def show(tx: Transaction, query: CategoryFilter, category: str) -> dict[str, Any]:
    """Return one category over time."""
    _, chosen = _cooperations(tx, query)
    held, prioritised = _history(tx, chosen, category)
    return {
        "cooperation": chosen,
        "category": category,
        "name": category_name(category),
        "held": held,
        "prioritised": prioritised,
        "holds": lambda row: queries.period(row).covers(tx.today),
        "may_end": lambda rows: any(still_holds(queries.period(row), tx.today) for row in rows),
    }


@room.read(
    "/categories/<category>", needs=Permission.CATEGORY_READ, gives=CategoryHistorySchema, query=CategoryFilterSchema
)
def get_category(tx: Transaction, query: CategoryFilter, category: str) -> dict[str, Any]:
    """Return one category over time: who has answered for it, and when it was prioritised."""
    _, chosen = _cooperations(tx, query)
    held, prioritised = _history(tx, chosen, category)
    return {
        "category": category,
        "name": category_name(category),
        "responsibilities": held,
        "priorities": prioritised,
    }


def _cooperations(tx: Transaction, query: CategoryFilter) -> tuple[Sequence[Cooperation], Cooperation | None]:
    """Return the reader's cooperations and the one asked for, the first unless another is."""
    known = queries.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    if query.cooperation_id is None:
        return known, known[0] if known else None
    chosen = next((one for one in known if one.public_id == query.cooperation_id), None)
    if chosen is None:
        raise NotFound
    return known, chosen


def _standing(tx: Transaction, cooperation: Cooperation | None, on: date) -> queries.Standing:
    if cooperation is None:
        return _NOTHING
    parents = {found.key: found.parent for found in tables.categories_on(on)}
    return queries.standing(tx.session, cooperation.id, on, parents)


def _in_order(lines: Sequence[queries.Line], by: Order) -> list[queries.Line]:
    """Return the lines by name or, by area, with what nobody answers for last."""
    named = sorted(lines, key=lambda line: category_name(line.category).casefold())
    if by is Order.CATEGORY:
        return named
    return sorted(named, key=lambda line: (line.area is None, line.area.letter if line.area else ""))


def _history(tx: Transaction, cooperation: Cooperation | None, category: str) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return who has answered for a category and when it was prioritised.

    Errors: NotFound for what neither the tables nor the cooperation know.
    """
    key = cooperation.id if cooperation else 0
    held = queries.responsibilities(tx.session, key, category)
    prioritised = queries.priorities(tx.session, key, category)
    if tables.category(category) is None and not held and not prioritised:
        raise NotFound
    return held, prioritised


def _led(tx: Transaction, cooperation_id: str) -> Cooperation:
    return tx.get(Cooperation, cooperation_id, to=_MAY)


def _categories(today: date) -> list[tuple[str, str]]:
    found = ((one.key, category_name(one.key)) for one in tables.categories_on(today))
    return sorted(found, key=lambda pair: pair[1].casefold())


def _areas(tx: Transaction, cooperation: Cooperation) -> list[tuple[str, str]]:
    letters = {row.area for row in queries.members(tx.session, cooperation.id, tx.today) if row.area}
    return [(letter, letter) for letter in sorted(letters)]


def _give_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = _led(tx, cooperation_id)
    return Shown(
        data={"valid_from": tx.today},
        choices={"category": _categories(tx.today), "area": _areas(tx, cooperation)},
        context={"cooperation": cooperation, "task": "give", "about": ""},
    )


@room.form(f"{_OF}/categories/give", needs=_MAY, takes=GiveCategorySchema, template=_FORM, shows=_give_form)
def give(tx: Transaction, new: GiveCategory, cooperation_id: str) -> Any:
    """Give a category to an area."""
    categories.give(tx, cooperation_id, new)
    return see_other("categories.show", category=new.category, cooperation_id=cooperation_id, notice="saved")


def _end_form(task: str) -> Any:
    def shown(tx: Transaction, cooperation_id: str, **place: str) -> Shown:
        cooperation = _led(tx, cooperation_id)
        if task == "end_coordinator":
            rows: Sequence[Any] = queries.coordinators(tx.session, cooperation.id, place["area"])
            about = place["area"]
        else:
            read = queries.responsibilities if task == "release" else queries.priorities
            rows, about = read(tx.session, cooperation.id, place["category"]), category_name(place["category"])
        if not any(still_holds(queries.period(row), tx.today) for row in rows):
            raise NotFound
        context = {"cooperation": cooperation, "task": task, "about": about, **place}
        return Shown(data={"valid_to": tx.today}, context=context)

    return shown


@room.form(
    f"{_OF}/categories/<category>/release", needs=_MAY, takes=EndSchema, template=_FORM, shows=_end_form("release")
)
def release(tx: Transaction, on: date, cooperation_id: str, category: str) -> Any:
    """Let nobody answer for a category after a day."""
    categories.release(tx, cooperation_id, category, on)
    return see_other("categories.show", category=category, cooperation_id=cooperation_id, notice="saved")


def _prioritise_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = _led(tx, cooperation_id)
    return Shown(
        data={"valid_from": tx.today},
        choices={"category": _categories(tx.today)},
        context={"cooperation": cooperation, "task": "prioritise", "about": ""},
    )


@room.form(f"{_OF}/categories/prioritise", needs=_MAY, takes=PrioritiseSchema, template=_FORM, shows=_prioritise_form)
def prioritise(tx: Transaction, new: Prioritise, cooperation_id: str) -> Any:
    """Prioritise a category for a time."""
    categories.prioritise(tx, cooperation_id, new)
    return see_other("categories.show", category=new.category, cooperation_id=cooperation_id, notice="saved")


@room.form(
    f"{_OF}/categories/<category>/end-priority",
    needs=_MAY,
    takes=EndSchema,
    template=_FORM,
    shows=_end_form("end_priority"),
)
def end_priority(tx: Transaction, on: date, cooperation_id: str, category: str) -> Any:
    """Prioritise a category no longer than to a day."""
    categories.end_priority(tx, cooperation_id, category, on)
    return see_other("categories.show", category=category, cooperation_id=cooperation_id, notice="saved")


def _coordinator_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = _led(tx, cooperation_id)
    belonging = [row for row in queries.members(tx.session, cooperation.id, tx.today) if row.area]
    return Shown(
        data={"valid_from": tx.today},
        choices={
            "area": _areas(tx, cooperation),
            "organisation_id": [(row.public_id, f"{row.area} · {row.name}") for row in belonging],
        },
        context={"cooperation": cooperation, "task": "name_coordinator", "about": ""},
    )


@room.form(f"{_OF}/coordinators/name", needs=_MAY, takes=NameCoordinatorSchema, template=_FORM, shows=_coordinator_form)
def name_coordinator(tx: Transaction, new: NameCoordinator, cooperation_id: str) -> Any:
    """Name who coordinates an area."""
    categories.name_coordinator(tx, cooperation_id, new)
    return see_other("categories.index", cooperation_id=cooperation_id, notice="saved")


@room.form(
    f"{_OF}/coordinators/<area>/end",
    needs=_MAY,
    takes=EndSchema,
    template=_FORM,
    shows=_end_form("end_coordinator"),
)
def end_coordinator(tx: Transaction, on: date, cooperation_id: str, area: str) -> Any:
    """Let nobody coordinate an area after a day."""
    categories.end_coordinator(tx, cooperation_id, area, on)
    return see_other("categories.index", cooperation_id=cooperation_id, notice="saved")

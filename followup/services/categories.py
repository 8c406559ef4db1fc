"""The division of categories among areas, their priorities and coordinators, as the secretariat records it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from followup.domain import cooperation_journal, journal
from followup.domain.categories import (
    NOT_IN_AREA,
    UNKNOWN_AREA,
    GiveCategory,
    NameCoordinator,
    Prioritise,
    check_end,
    check_other_area,
    day_before,
    still_holds,
    to_close,
)
from followup.domain.permissions import Permission
from followup.errors import Invalid, NotFound
from followup.models.organisations import AreaCoordinator, CategoryPriority, CategoryResponsibility, Cooperation
from followup.queries import categories as queries
from followup.queries.rows import AnyRow
from followup.transaction import Transaction

R = TypeVar("R", CategoryResponsibility, CategoryPriority, AreaCoordinator)


def give(tx: Transaction, cooperation_id: str, new: GiveCategory) -> CategoryResponsibility:
    """Give a category to an area from a day on; the area that had it answers for it to the day before.

    Errors: Invalid at area or valid_from; Conflict("category.same_area").
    """
    cooperation = _led(tx, cooperation_id)
    _members_of(tx, cooperation, new.area, new.valid_from)
    before = _closed(queries.responsibilities(tx.session, cooperation.id, new.category), new.valid_from)
    if before is not None:
        check_other_area(new.area, before.area)
        before.valid_to = day_before(new.valid_from)
        tx.journal(cooperation_journal.CATEGORY_RELEASED, cooperation, category=new.category, area=before.area)
    given = tx.add(
        CategoryResponsibility(
            cooperation_id=cooperation.id,
            category=new.category,
            area=new.area,
            valid_from=new.valid_from,
            valid_to=None,
            source=new.source,
        )
    )
    tx.journal(journal.CATEGORY_ASSIGNED, cooperation, category=new.category, area=new.area)
    return given


def release(tx: Transaction, cooperation_id: str, category: str, on: date) -> None:
    """Let nobody answer for a category after the day.

    Errors: NotFound where nobody does; Invalid at valid_to.
    """
    cooperation = _led(tx, cooperation_id)
    held = _holding(queries.responsibilities(tx.session, cooperation.id, category), on, tx.today)
    tx.journal(cooperation_journal.CATEGORY_RELEASED, cooperation, category=category, area=held.area)


def prioritise(tx: Transaction, cooperation_id: str, new: Prioritise) -> CategoryPriority:
    """Prioritise a category from a day on; a period without an end ends the day before.

    Errors: Invalid at valid_from or valid_to.
    """
    cooperation = _led(tx, cooperation_id)
    before = _closed(queries.priorities(tx.session, cooperation.id, new.category), new.valid_from, new.valid_to)
    if before is not None:
        last_on = before.valid_to = day_before(new.valid_from)
        tx.journal(cooperation_journal.CATEGORY_PRIORITY_ENDED, cooperation, category=new.category, valid_to=last_on)
    made = tx.add(
        CategoryPriority(
            cooperation_id=cooperation.id,
            category=new.category,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            source=new.source,
        )
    )
    tx.journal(cooperation_journal.CATEGORY_PRIORITISED, cooperation, category=new.category, valid_from=new.valid_from)
    return made


def end_priority(tx: Transaction, cooperation_id: str, category: str, on: date) -> None:
    """Prioritise a category no longer than to the day.

    Errors: NotFound where it is not prioritised; Invalid at valid_to.
    """
    cooperation = _led(tx, cooperation_id)
    _holding(queries.priorities(tx.session, cooperation.id, category), on, tx.today)
    tx.journal(cooperation_journal.CATEGORY_PRIORITY_ENDED, cooperation, category=category, valid_to=on)


def name_coordinator(tx: Transaction, cooperation_id: str, new: NameCoordinator) -> AreaCoordinator:
    """Name who coordinates an area from a day on; who did so before coordinates it to the day before.

    Errors: Invalid at area, organisation_id or valid_from.
    """
    cooperation = _led(tx, cooperation_id)
    belonging = _members_of(tx, cooperation, new.area, new.valid_from)
    place = next((row.id for row in belonging if row.public_id == new.organisation_id), None)
    if place is None:
        raise Invalid.at("organisation_id", NOT_IN_AREA.but(area=new.area))
    before = _closed(queries.coordinators(tx.session, cooperation.id, new.area), new.valid_from)
    if before is not None:
        last_on = before.valid_to = day_before(new.valid_from)
        tx.journal(cooperation_journal.AREA_COORDINATOR_ENDED, cooperation, area=new.area, valid_to=last_on)
    named = tx.add(
        AreaCoordinator(
            cooperation_id=cooperation.id,
            area=new.area,
            organisation_id=place,
            name=new.name,
            valid_from=new.valid_from,
            valid_to=None,
        )
    )
    tx.journal(cooperation_journal.AREA_COORDINATOR_NAMED, cooperation, area=new.area, valid_from=new.valid_from)
    return named


def end_coordinator(tx: Transaction, cooperation_id: str, area: str, on: date) -> None:
    """Let nobody coordinate an area after the day.

    Errors: NotFound where nobody does; Invalid at valid_to.
    """
    cooperation = _led(tx, cooperation_id)
    _holding(queries.coordinators(tx.session, cooperation.id, area), on, tx.today)
    tx.journal(cooperation_journal.AREA_COORDINATOR_ENDED, cooperation, area=area, valid_to=on)


def _led(tx: Transaction, cooperation_id: str) -> Cooperation:
    return tx.get(Cooperation, cooperation_id, to=Permission.CATEGORY_CHANGE)


def _members_of(tx: Transaction, cooperation: Cooperation, area: str, on: date) -> list[AnyRow]:
    found = [row for row in queries.members(tx.session, cooperation.id, on) if row.area == area]
    if not found:
        raise Invalid.at("area", UNKNOWN_AREA.but(area=area))
    return found


def _closed(rows: Sequence[R], since: date, until: date | None = None) -> R | None:
    """Return the row that ends where the new one begins."""
    place = to_close([queries.period(row) for row in rows], since, until)
    return None if place is None else rows[place]


def _holding(rows: Sequence[R], on: date, today: date) -> R:
    """End the latest row that still holds, and return it."""
    for row in rows:
        if still_holds(queries.period(row), today):
            check_end(queries.period(row), on)
            row.valid_to = on
            return row
    raise NotFound

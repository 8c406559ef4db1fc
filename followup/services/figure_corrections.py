"""Corrections by hand of an organisation's own figures: each with a reason and a trace, and none after confirming."""

from __future__ import annotations

from followup.domain.figure_corrections import (
    CONFIRMED,
    NOT_THERE,
    SUPPLIER,
    THERE,
    Addition,
    LeaveOut,
    check_adding,
    check_leaving_out,
)
from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import FIGURE_CORRECTED, FIGURE_CORRECTION_UNDONE
from followup.errors import Conflict, Invalid, NotFound
from followup.models.summaries import FigureCorrection
from followup.models.suppliers import Supplier
from followup.queries import figure_corrections as queries
from followup.services import own_figures
from followup.transaction import Transaction


def leave_out(tx: Transaction, year: int, new: LeaveOut) -> FigureCorrection:
    """Count a row of the records no longer in a figure, nor in the figures that are a part of it.

    Errors: Invalid at indicator, item; Conflict("figure_correction.confirmed").
    """
    check_leaving_out(new.indicator)
    _check_open(tx, year)
    if not _is_there(tx, year, new):
        raise Invalid.at("item", NOT_THERE)
    values: dict[str, object] = {"adds": False, "supplier_id": None, "category": None, "detail": None}
    return _record(tx, year, new, values)


def add(tx: Transaction, year: int, new: Addition) -> FigureCorrection:
    """Count a thing that the records do not have in a figure, and in the figure that it is a part of.

    Errors: Invalid at indicator, item, detail, supplier_id; Conflict("figure_correction.confirmed").
    """
    check_adding(new)
    _check_open(tx, year)
    if _is_there(tx, year, new):
        raise Invalid.at("item", THERE)
    try:
        supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ)
    except NotFound:
        raise Invalid.at("supplier_id", SUPPLIER) from None
    values: dict[str, object] = {
        "adds": True,
        "supplier_id": supplier.id,
        "category": new.category,
        "detail": new.detail,
    }
    return _record(tx, year, new, values)


def undo(tx: Transaction, correction_id: str, version: int | None) -> FigureCorrection:
    """Take a correction back; it stays as a trace.

    Errors: Conflict("figure_correction.confirmed"), Conflict("stale").
    """
    correction = tx.get(FigureCorrection, correction_id, to=Permission.FIGURES_CORRECT)
    tx.check_version(correction, version)
    _check_open(tx, correction.year)
    if correction.undone_at is None:
        correction.undone_at = tx.now
        tx.journal(FIGURE_CORRECTION_UNDONE, correction, indicator=correction.indicator, year=correction.year)
        tx.flush()
    return correction


def _is_there(tx: Transaction, year: int, new: LeaveOut | Addition) -> bool:
    _, lines = own_figures.count(tx, year)
    return any(
        line.item.indicator is new.indicator and new.item in (line.public_id, line.correction and line.title)
        for line in lines
    )


def _record(tx: Transaction, year: int, new: LeaveOut | Addition, values: dict[str, object]) -> FigureCorrection:
    """Write the correction; one that was undone before is made anew on the same row."""
    values |= {"reason": new.reason, "made_by_id": tx.actor.user_id, "made_at": tx.now, "undone_at": None}
    found = queries.one(tx.session, tx.actor.organisation_id, year, new.indicator, new.item)
    if found is None or found.undone_at is None:
        place = {"organisation_id": tx.actor.organisation_id, "year": year}
        correction = FigureCorrection(**place, indicator=new.indicator.value, item=new.item, **values)
        tx.require(Permission.FIGURES_CORRECT, correction)
        found = tx.add(correction)
    else:
        tx.require(Permission.FIGURES_CORRECT, found)
        for name, value in values.items():
            setattr(found, name, value)
    tx.journal(FIGURE_CORRECTED, found, indicator=new.indicator, year=year, adds=bool(values["adds"]))
    tx.flush()
    return found


def _check_open(tx: Transaction, year: int) -> None:
    confirmed = queries.confirmed(tx.session, tx.actor.organisation_id, year)
    if any(row.reopened_at is None for row in confirmed):
        raise Conflict(CONFIRMED.but(year=str(year)))

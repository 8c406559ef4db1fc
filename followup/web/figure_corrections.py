"""Corrections of an organisation's own figures by hand, undoing them, and opening confirmed figures again."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.deviations import Severity
from followup.domain.editions import check_year
from followup.domain.figure_corrections import ADDED, LEFT_OUT, Addition, LeaveOut
from followup.domain.indicators import Indicator
from followup.domain.permissions import Permission
from followup.domain.sanctions import Rung
from followup.models.summaries import FigureCorrection
from followup.queries import suppliers
from followup.queries.own_figures import Line
from followup.schemas.figure_corrections import AdditionSchema, LeaveOutSchema, ReopeningSchema
from followup.schemas.risk import categories_on, category_name
from followup.services import figure_corrections, own_figures
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices

room = Room("figure_corrections")

_YEAR = "/summaries/own/<int:year>"
LINES_MOST = 500  # Source: default of this service, more are not looked through in a list


def _leaving_out(tx: Transaction, year: int) -> Shown:
    """Return the rows of the asked figure to choose from; with a row named, that one alone."""
    figure, item = request.values.get("indicator", ""), request.args.get("item", "")
    _, lines = own_figures.count(tx, check_year(year))
    rows = [line for line in lines if line.item.indicator == figure and not line.correction]
    named = [line for line in rows if line.public_id == item]
    choices = {
        "indicator": coded_choices(LEFT_OUT),
        "item": [(line.public_id, _name(line)) for line in (named or rows)[:LINES_MOST]],
    }
    return Shown(data={"indicator": figure, "item": item}, choices=choices, context={"year": year})


def _name(line: Line) -> str:
    return ", ".join(part for part in (line.title, line.supplier_name) if part)


@room.form(
    f"{_YEAR}/leave-out",
    needs=Permission.FIGURES_CORRECT,
    takes=LeaveOutSchema,
    template="own_figures/leave_out.html",
    shows=_leaving_out,
)
def leave_out(tx: Transaction, new: LeaveOut, year: int) -> Any:
    """Count a row of the records no longer."""
    figure_corrections.leave_out(tx, check_year(year), new)
    return see_other("own_figures.show", year=year, notice="saved")


def _adding(tx: Transaction, year: int) -> Shown:
    choices = {
        "indicator": coded_choices(ADDED),
        "supplier_id": suppliers.choices(tx.session),
        "category": sorted(((c.key, category_name(c.key)) for c in categories_on(tx.today)), key=lambda pair: pair[1]),
        "detail": coded_choices((*Severity, *Rung)),
    }
    figure = request.args.get("indicator", "")
    data = {"indicator": figure if figure in {str(i) for i in Indicator} else None}
    return Shown(data=data, choices=choices, context={"year": check_year(year)})


@room.form(
    f"{_YEAR}/add",
    needs=Permission.FIGURES_CORRECT,
    takes=AdditionSchema,
    template="own_figures/add.html",
    shows=_adding,
)
def add(tx: Transaction, new: Addition, year: int) -> Any:
    """Count a thing that the records do not have."""
    figure_corrections.add(tx, check_year(year), new)
    return see_other("own_figures.show", year=year, notice="saved")


@room.action("/figure-corrections/<correction_id>/undo", needs=Permission.FIGURES_CORRECT, versioned=True)
def undo(tx: Transaction, correction_id: str, version: int | None) -> Any:
    """Take a correction back."""
    correction: FigureCorrection = figure_corrections.undo(tx, correction_id, version)
    return see_other("own_figures.show", year=correction.year, notice="saved")


def _reopening(tx: Transaction, year: int) -> Shown:
    return Shown(context={"year": check_year(year)})


@room.form(
    f"{_YEAR}/reopen",
    needs=Permission.SUMMARY_CONFIRM,
    takes=ReopeningSchema,
    template="own_figures/reopen.html",
    shows=_reopening,
)
def reopen(tx: Transaction, reason: str, year: int) -> Any:
    """Open confirmed figures again."""
    own_figures.reopen(tx, check_year(year), reason)
    return see_other("own_figures.show", year=year, notice="saved")

"""Corrections by hand in an organisation's own figures: what may be counted beside the records or left out."""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.figures import Item
from followup.domain.indicators import (
    DETAILS,
    NATIONAL,
    OF_PERSONS,
    OUT_OF,
    SUMMED,
    Indicator,
)
from followup.errors import N_, Invalid, Reason

_REPORTED = (Indicator.OFFICE_AUDITS_REPORTED, Indicator.SITE_AUDITS_REPORTED)
LEFT_OUT = tuple(i for i in Indicator if i not in NATIONAL | {Indicator.MEDIAN_DAYS, Indicator.AUDITS_REPORTED})
"""What may be left out by hand: what has a list of its own and follows from no other figure."""
ADDED = tuple(i for i in LEFT_OUT if i not in SUMMED | OF_PERSONS)
"""What may be counted beside the records: things, not amounts and not persons."""

CONFIRMED = Reason(
    "figure_correction.confirmed", N_("The figures of {year} are confirmed. Open them again before you correct them.")
)
NOT_LEFT_OUT = Reason("figure_correction.not_left_out", N_("Nothing can be left out of this figure by hand."))
NOT_ADDED = Reason("figure_correction.not_added", N_("Nothing can be added to this figure by hand."))
NOT_THERE = Reason(
    "figure_correction.not_there", N_("This does not count in the figure. Choose a row of the list behind it.")
)
THERE = Reason("figure_correction.there", N_("This counts in the figure already."))
SUPPLIER = Reason(
    "figure_correction.supplier", N_("Say which supplier it is about, so that it counts once nationally.")
)
DETAIL = Reason("figure_correction.detail", N_("Choose one of: {choices}."))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """A row of the records that is not to count, by its public id, and why."""

    indicator: Indicator
    item: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A thing that the records do not have, by a reference of one's own, and why it counts."""

    indicator: Indicator
    item: str
    supplier_id: str
    reason: str
    category: str | None = None
    detail: str | None = None


def taken_along(indicator: Indicator, *, adds: bool) -> frozenset[Indicator]:
    """Return the figures that one correction changes, so that a part is never more than its whole.

    What is left out of a whole is left out of its parts; what is added to a part is added to its whole.
    """
    along = {indicator}
    if indicator in _REPORTED:
        along.add(Indicator.AUDITS_REPORTED)
    if adds:
        along |= {OUT_OF[indicator]} if indicator in OUT_OF else set()
    else:
        along |= {part for part, whole in OUT_OF.items() if whole is indicator}
    return frozenset(along)


def check_leaving_out(indicator: Indicator) -> None:
    """Refuse a figure that has no list of its own.

    Errors: Invalid at indicator.
    """
    if indicator not in LEFT_OUT:
        raise Invalid.at("indicator", NOT_LEFT_OUT)


def check_adding(new: Addition) -> None:
    """Refuse a figure that nothing can be added to, or a grade or step that it does not have.

    Errors: Invalid at indicator, detail.
    """
    if new.indicator not in ADDED:
        raise Invalid.at("indicator", NOT_ADDED)
    choices = DETAILS.get(new.indicator, ())
    if (new.detail or "") not in (choices or ("",)):
        raise Invalid.at("detail", DETAIL.but(choices=", ".join(choices) or "–"))


def added_item(indicator: Indicator, *, supplier: str, category: str | None, detail: str | None) -> Item:
    """Return what counts by hand."""
    has_detail = indicator in DETAILS
    return Item(
        indicator=indicator,
        supplier=supplier,
        category=category or "",
        detail=(detail or "") if has_detail else "",
    )

"""An organisation's own figures of a year: counted from its records with the list behind, and confirmed by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete

from followup.domain import summaries
from followup.domain.calendar import year_bounds
from followup.domain.figure_corrections import added_item, taken_along
from followup.domain.indicators import Indicator, counting_rules
from followup.domain.journal import FIGURES_CONFIRMED
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.secretariat_journal import FIGURES_REOPENED
from followup.domain.summaries import OwnFigures, fingerprint
from followup.errors import N_, Conflict, Reason
from followup.models.organisations import Cooperation
from followup.models.summaries import ConfirmedFigures, SealedFigures
from followup.queries import figure_corrections as queries
from followup.queries.own_figures import Line, Year, lines
from followup.queries.rows import AnyRow
from followup.transaction import Transaction

YEAR_RUNNING = Reason("figures.year_running", N_("{year} is not over. Figures are confirmed from 1 January {next}."))
NO_COOPERATION = Reason("figures.no_cooperation", N_("Your organisation belongs to no cooperation to report to."))
NOT_CONFIRMED = Reason(
    "figures.not_confirmed", N_("The figures of {year} are not confirmed, so they can be corrected.")
)

_SETS = {"followup_set": True, "followup_unscoped": True, "synchronize_session": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An organisation's own figures with the list behind, and all corrections by hand, also the undone ones."""

    figures: OwnFigures
    lines: tuple[Line, ...]
    corrections: Sequence[AnyRow]


def look(tx: Transaction, year: int) -> Looked:
    """Return the organisation's own figures of a year, whole, as its records and its corrections say."""
    corrections = queries.of_year(tx.session, tx.actor.organisation_id, year)
    found = _corrected(
        lines(tx.session, Year(number=year, zone=tx.actor.zone), tx.actor.organisation_id),
        [row for row in corrections if row.undone_at is None],
    )
    figures = summaries.organisation_figures([line.item for line in found])
    return Looked(figures=OwnFigures(year=year, figures=figures), lines=found, corrections=corrections)


def count(tx: Transaction, year: int) -> tuple[OwnFigures, tuple[Line, ...]]:
    """Return the organisation's own figures of a year, whole, and the list behind them."""
    looked = look(tx, year)
    return looked.figures, looked.lines


def _corrected(found: Sequence[Line], corrections: Sequence[AnyRow]) -> tuple[Line, ...]:
    left_out = {(i, row.item) for row in corrections if not row.adds for i in taken_along(_of(row), adds=False)}
    kept = [line for line in found if (line.item.indicator, line.public_id) not in left_out]
    there = {(line.item.indicator, line.public_id) for line in kept}
    for row in (row for row in corrections if row.adds):
        for indicator in taken_along(_of(row), adds=True):
            if (indicator, row.item) not in there:
                there.add((indicator, row.item))
                kept.append(_added(indicator, row))
    order = {indicator: place for place, indicator in enumerate(Indicator)}
    return tuple(sorted(kept, key=lambda line: (order[line.item.indicator], line.title, line.public_id)))


def _of(row: AnyRow) -> Indicator:
    return Indicator.of(row.indicator)


def _added(indicator: Indicator, row: AnyRow) -> Line:
    return Line(
        item=added_item(indicator, supplier=row.supplier_id, category=row.category, detail=row.detail),
        noun="supplier",
        public_id=row.supplier_id,
        title=row.item,
        supplier_name=row.supplier_name,
        on=None,
        correction=row.public_id,
    )


def confirm(tx: Transaction, year: int) -> Sequence[ConfirmedFigures]:
    """Freeze the organisation's figures of a finished year for each of its cooperations, and seal the list behind them.

    Errors: Conflict("figures.year_running", "figures.no_cooperation", "figures.known").
    """
    tx.require(Permission.SUMMARY_CONFIRM)
    check_over(tx, year)
    cooperations = [tx.follow(Cooperation, key) for key in tx.actor.scope.cooperation_ids]
    if not cooperations:
        raise Conflict(NO_COOPERATION)
    own, found = count(tx, year)
    figures, items = as_plain(replace(own, rules=counting_rules())), [as_plain(line.item) for line in found]
    opened = queries.confirmed(tx.session, tx.actor.organisation_id, year)
    again = {row.cooperation_id: row for row in opened if row.reopened_at is not None}
    return [_confirmed(tx, one, year, figures, items, again) for one in cooperations]


def _confirmed(
    tx: Transaction,
    cooperation: Cooperation,
    year: int,
    figures: dict[str, object],
    items: list[dict[str, object]],
    again: Mapping[int, ConfirmedFigures],
) -> ConfirmedFigures:
    values = {
        "secretariat_id": cooperation.secretariat_id,
        "figures": figures,
        "sha256": fingerprint(figures),
        "confirmed_by_id": tx.actor.user_id,
        "confirmed_at": tx.now,
    }
    row = again.get(cooperation.id)
    if row is None:
        own = {"cooperation_id": cooperation.id, "organisation_id": tx.actor.organisation_id, "year": year}
        row = tx.add(ConfirmedFigures(**own, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.reopened_at = None
        tx.flush()
    tx.add(SealedFigures(confirmed_figures_id=row.id, items=items))
    tx.journal(FIGURES_CONFIRMED, row, year=year, sha256=row.sha256)
    return row


def reopen(tx: Transaction, year: int, reason: str) -> Sequence[ConfirmedFigures]:
    """Open confirmed figures again to correct them: they leave the next compiling until they are confirmed anew.

    What is published stays. The sealed lists are destroyed; confirming makes new ones.
    Errors: Conflict("figures.not_confirmed").
    """
    tx.require(Permission.SUMMARY_CONFIRM)
    confirmed = queries.confirmed(tx.session, tx.actor.organisation_id, year)
    rows = [row for row in confirmed if row.reopened_at is None]
    if not rows:
        raise Conflict(NOT_CONFIRMED.but(year=str(year)))
    for row in rows:
        row.reopened_at, row.reopen_reason = tx.now, reason
        sealed = delete(SealedFigures).where(SealedFigures.confirmed_figures_id == row.id)
        tx.session.execute(sealed, execution_options=_SETS)
        tx.journal(FIGURES_REOPENED, row, year=year)
    tx.flush()
    return rows


def check_over(tx: Transaction, year: int) -> None:
    """Refuse a year that is not over.

    Errors: Conflict("figures.year_running").
    """
    _, last_on = year_bounds(year)
    if tx.today <= last_on:
        raise Conflict(YEAR_RUNNING.but(year=str(year), next=str(year + 1)))

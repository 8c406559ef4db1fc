"""What an edition is made of: the sealed lists of the members, and what everybody can read of other editions.

Figures of many organisations meet in one place only. `gather` reads the lists behind confirmed figures and needs a
transaction that sees everything (`COMPILER`), which the caller opens beside the person's own: so who compiles is a
person, authorised and journalled as one, and never sees the lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from followup.domain.actors import System
from followup.domain.differences import NATIONWIDE, Earlier
from followup.domain.editions import from_content
from followup.domain.indicators import Indicator
from followup.domain.plain_data import from_plain
from followup.domain.sharing import Light, worst
from followup.domain.summaries import Confirmed, Item, OwnFigures
from followup.domain.summary_checks import Values, values
from followup.models.organisations import Cooperation, Organisation
from followup.models.summaries import AnnualSummary, ConfirmedFigures, PublishedEdition, SealedFigures
from followup.queries.mergers import roots
from followup.transaction import Transaction

COMPILER = System(job="compile_summary", everything=True)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One organisation's confirmed figures, with the sealed list behind them."""

    figures_id: str
    confirmed: Confirmed
    figures: Values
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that an edition is made of; `last` are the members' confirmed figures of the year before."""

    sealed: tuple[Sealed, ...]
    earlier: tuple[Earlier, ...]
    last: Mapping[str, Values]


def gather(everything: Transaction, cooperation: Cooperation, year: int) -> Gathered:
    """Return what the year's edition is made of; `everything` is a transaction of COMPILER.

    A supplier that was merged since then is counted as what it was merged into.
    """
    sealed = _sealed(everything, cooperation, year)
    return Gathered(
        sealed=sealed,
        earlier=tuple(_earlier(everything, cooperation, year, sealed)),
        last={one.organisation: one.figures for one in _confirmed(everything, cooperation, year - 1)},
    )


def without_lights(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return what is counted for one organisation; a light is counted for all of them together."""
    return tuple(item for item in items if item.indicator is not Indicator.LIGHTS)


def joint_lights(sealed: Iterable[Sealed]) -> list[Item]:
    """Return one light for each supplier and category: the worst that any member has."""
    found: dict[tuple[str, str], list[Light]] = {}
    for item in (item for one in sealed for item in one.confirmed.items if item.indicator is Indicator.LIGHTS):
        found.setdefault((item.supplier, item.category), []).append(Light.of(item.detail))
    return [
        Item(indicator=Indicator.LIGHTS, supplier=supplier, category=category, detail=worst(lights).value)
        for (supplier, category), lights in found.items()
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    figures_id: str
    organisation: str
    figures: Values
    confirmed_at: datetime
    items: Sequence[dict[str, object]]


def _confirmed(everything: Transaction, cooperation: Cooperation, year: int) -> list[_Row]:
    rows = everything.session.execute(
        select(
            ConfirmedFigures.public_id,
            Organisation.public_id.label("organisation"),
            ConfirmedFigures.figures,
            ConfirmedFigures.confirmed_at,
            SealedFigures.items,
        )
        .join(SealedFigures, SealedFigures.confirmed_figures_id == ConfirmedFigures.id)
        .join(Organisation, Organisation.id == ConfirmedFigures.organisation_id)
        .where(
            ConfirmedFigures.cooperation_id == cooperation.id,
            ConfirmedFigures.year == year,
            ConfirmedFigures.reopened_at.is_(None),
        )
        .order_by(Organisation.public_id)
    )
    return [
        _Row(r.public_id, r.organisation, values(from_plain(OwnFigures, r.figures).figures), r.confirmed_at, r.items)
        for r in rows
    ]


def _sealed(everything: Transaction, cooperation: Cooperation, year: int) -> tuple[Sealed, ...]:
    rows = _confirmed(everything, cooperation, year)
    items = {row.figures_id: [from_plain(Item, item) for item in row.items] for row in rows}
    merged = roots(everything.session, {item.supplier for found in items.values() for item in found})
    return tuple(
        Sealed(
            row.figures_id,
            Confirmed(organisation=row.organisation, items=tuple(_merged(items[row.figures_id], merged))),
            row.figures,
            row.confirmed_at,
        )
        for row in rows
    )


def _merged(items: Iterable[Item], merged: Mapping[str, str]) -> Iterable[Item]:
    return (replace(item, supplier=merged.get(item.supplier, item.supplier)) for item in items)


def _earlier(
    everything: Transaction, cooperation: Cooperation, year: int, sealed: Sequence[Sealed]
) -> Iterable[Earlier]:
    """Yield the editions of this year and the year before that are about any of the same organisations."""
    published = everything.session.execute(
        select(PublishedEdition.slug, PublishedEdition.edition, PublishedEdition.content)
        .where(PublishedEdition.year.in_([year, year - 1]))
        .order_by(PublishedEdition.id)
    )
    made_of = _unchanged(everything, cooperation, year, sealed)
    mine = {one.confirmed.organisation for one in sealed}
    for row in published:
        is_own, figures = row.slug == cooperation.slug, from_content(row.content).figures
        if is_own or mine & set(figures.reported):
            yield Earlier(
                year=figures.year,
                is_own=is_own,
                reported=figures.reported,
                figures=figures.figures,
                then=made_of.get(row.edition) if is_own and figures.year == year else None,
            )


def _unchanged(
    everything: Transaction, cooperation: Cooperation, year: int, sealed: Sequence[Sealed]
) -> dict[int, Mapping[str, Sequence[Item]]]:
    """Return what editions of the year were made of, by number, where no member has confirmed anew since then."""
    rows = everything.session.execute(
        select(AnnualSummary.edition, AnnualSummary.sources, AnnualSummary.compiled_at).where(
            AnnualSummary.cooperation_id == cooperation.id, AnnualSummary.year == year
        )
    )
    found: dict[int, Mapping[str, Sequence[Item]]] = {}
    for row in rows:
        used = [one for one in sealed if one.figures_id in row.sources and one.confirmed_at <= row.compiled_at]
        if len(used) == len(row.sources):
            own = {one.confirmed.organisation: without_lights(one.confirmed.items) for one in used}
            found[row.edition] = {**own, NATIONWIDE: joint_lights(used)}
    return found

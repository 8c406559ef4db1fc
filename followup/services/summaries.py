"""The annual summary: an organisation confirms its figures, the secretariat compiles and reviews an edition.

Figures of many organisations meet in one place only. `sealed_items` reads the lists behind confirmed figures and
needs a transaction that sees everything (`COMPILER`), which the caller opens beside the person's own: so who compiles
is a person, authorised and journalled as one, and never sees the lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from followup.domain import summaries
from followup.domain.actors import System
from followup.domain.calendar import year_bounds
from followup.domain.indicators import Indicator
from followup.domain.journal import FIGURES_CONFIRMED, SUMMARY_COMPILED
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.sharing import Light, worst
from followup.domain.summaries import (
    SUMMARY,
    Confirmed,
    Item,
    MemberContribution,
    OwnFigures,
    SummaryFigures,
    SummaryStatus,
    SummaryStep,
    fingerprint,
)
from followup.errors import N_, Conflict, Reason
from followup.models.organisations import Cooperation, Organisation
from followup.models.summaries import AnnualSummary, ConfirmedFigures, SealedFigures
from followup.queries import funding
from followup.queries import summaries as queries
from followup.queries.mergers import roots
from followup.queries.own_figures import Line, Year, lines
from followup.transaction import Transaction

COMPILER = System(job="compile_summary", everything=True)

YEAR_RUNNING = Reason("figures.year_running", N_("{year} is not over. Figures are confirmed from 1 January {next}."))
NO_COOPERATION = Reason("figures.no_cooperation", N_("Your organisation belongs to no cooperation to report to."))
NOTHING_CONFIRMED = Reason("summary.nothing_confirmed", N_("No member has confirmed its figures for {year} yet."))
UNDER_REVIEW = Reason(
    "summary.under_review", N_("Edition {edition} is reviewed. Return it to draft first, or publish it.")
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed list behind one organisation's confirmed figures, which it names by their public id."""

    figures_id: str
    confirmed: Confirmed


def own_figures(tx: Transaction, year: int) -> tuple[OwnFigures, tuple[Line, ...]]:
    """Return the organisation's own figures of a year, whole, and the list behind them."""
    found = lines(tx.session, Year(number=year, zone=tx.actor.zone), tx.actor.organisation_id)
    figures = summaries.organisation_figures([line.item for line in found])
    return OwnFigures(year=year, figures=figures), found


def confirm(tx: Transaction, year: int) -> Sequence[ConfirmedFigures]:
    """Freeze the organisation's figures of a finished year for each of its cooperations, and seal the list behind them.

    Errors: Conflict("figures.year_running", "figures.no_cooperation", "figures.known").
    """
    tx.require(Permission.SUMMARY_CONFIRM)
    _check_over(tx, year)
    cooperations = [tx.follow(Cooperation, key) for key in tx.actor.scope.cooperation_ids]
    if not cooperations:
        raise Conflict(NO_COOPERATION)
    own, found = own_figures(tx, year)
    figures, items = as_plain(own), [as_plain(line.item) for line in found]
    return [_confirmed(tx, cooperation, year, figures, items) for cooperation in cooperations]


def _confirmed(
    tx: Transaction, cooperation: Cooperation, year: int, figures: dict[str, object], items: list[dict[str, object]]
) -> ConfirmedFigures:
    row = tx.add(
        ConfirmedFigures(
            cooperation_id=cooperation.id,
            organisation_id=tx.actor.organisation_id,
            secretariat_id=cooperation.secretariat_id,
            year=year,
            figures=figures,
            sha256=fingerprint(figures),
            confirmed_by_id=tx.actor.user_id,
            confirmed_at=tx.now,
        )
    )
    tx.add(SealedFigures(confirmed_figures_id=row.id, items=items))
    tx.journal(FIGURES_CONFIRMED, row, year=year, sha256=row.sha256)
    return row


def sealed_items(everything: Transaction, cooperation: Cooperation, year: int) -> tuple[Sealed, ...]:
    """Return the sealed lists of all who have confirmed the year; `everything` is a transaction of COMPILER.

    A supplier that was merged since then is counted as what it was merged into.
    """
    rows = everything.session.execute(
        select(ConfirmedFigures.public_id, Organisation.public_id.label("organisation"), SealedFigures.items)
        .join(SealedFigures, SealedFigures.confirmed_figures_id == ConfirmedFigures.id)
        .join(Organisation, Organisation.id == ConfirmedFigures.organisation_id)
        .where(ConfirmedFigures.cooperation_id == cooperation.id, ConfirmedFigures.year == year)
        .order_by(Organisation.public_id)
    )
    items = {(row.public_id, row.organisation): [from_plain(Item, item) for item in row.items] for row in rows}
    merged = roots(everything.session, {item.supplier for found in items.values() for item in found})
    return tuple(
        Sealed(key, Confirmed(organisation=organisation, items=tuple(_items(found, merged))))
        for (key, organisation), found in items.items()
    )


def _items(items: Iterable[Item], merged: Mapping[str, str]) -> Iterable[Item]:
    return (replace(item, supplier=merged.get(item.supplier, item.supplier)) for item in items)


def compile(tx: Transaction, cooperation: Cooperation, year: int, sealed: Sequence[Sealed]) -> AnnualSummary:
    """Make the draft of the year's next edition out of what the members confirmed; a draft that is there is made anew.

    Errors: Conflict("figures.year_running", "summary.nothing_confirmed", "summary.under_review").
    """
    tx.require(Permission.SUMMARY_COMPILE, cooperation)
    _check_over(tx, year)
    if not sealed:
        raise Conflict(NOTHING_CONFIRMED.but(year=str(year)))
    figures = as_plain(_joint(tx, cooperation, year, sealed))
    values: dict[str, object] = {
        "figures": figures,
        "sha256": fingerprint(figures),
        "sources": [one.figures_id for one in sealed],
        "compiled_by_id": tx.actor.user_id,
        "compiled_at": tx.now,
    }
    summary = _draft(tx, cooperation, year, values)
    tx.journal(SUMMARY_COMPILED, summary, year=year, edition=summary.edition)
    tx.flush()
    return summary


def _joint(tx: Transaction, cooperation: Cooperation, year: int, sealed: Sequence[Sealed]) -> SummaryFigures:
    paid = [row for row in funding.contributions(tx.session, year) if row.cooperation_id == cooperation.id]
    return summaries.compile_figures(
        year=year,
        members=[member.public_id for member in queries.members(tx.session, cooperation.id, year)],
        confirmed=[replace(one.confirmed, items=_but_lights(one.confirmed.items)) for one in sealed],
        lights=_lights(item for one in sealed for item in one.confirmed.items if item.indicator is Indicator.LIGHTS),
        contributions=[
            MemberContribution(
                organisation=row.organisation_public_id,
                inhabitants=row.inhabitants,
                amount_minor=row.amount_minor,
                currency=row.currency,
                rate_ore=row.rate_ore,
                population_on=row.population_on,
                population_source=row.population_source,
            )
            for row in paid
        ],
    )


def _but_lights(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.indicator is not Indicator.LIGHTS)


def _lights(own: Iterable[Item]) -> list[Item]:
    """Return one light for each supplier and category: the worst that any member has."""
    found: dict[tuple[str, str], list[Light]] = {}
    for item in own:
        found.setdefault((item.supplier, item.category), []).append(Light.of(item.detail))
    return [
        Item(indicator=Indicator.LIGHTS, supplier=supplier, category=category, detail=worst(lights).value)
        for (supplier, category), lights in found.items()
    ]


def _draft(tx: Transaction, cooperation: Cooperation, year: int, values: Mapping[str, object]) -> AnnualSummary:
    earlier = queries.of_year(tx.session, cooperation.id, year)
    last = earlier[-1] if earlier else None
    if last is not None and last.status is SummaryStatus.REVIEWED:
        raise Conflict(UNDER_REVIEW.but(edition=last.edition))
    if last is not None and last.status is SummaryStatus.DRAFT:
        for name, value in values.items():
            setattr(last, name, value)
        return last
    return tx.add(
        AnnualSummary(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            year=year,
            edition=last.edition + 1 if last else 1,
            status=SUMMARY.initial,
            **values,
        )
    )


def review(tx: Transaction, summary_id: str, version: int | None) -> AnnualSummary:
    """Mark a draft as reviewed.

    Errors: Conflict("stale") when it was compiled anew meanwhile; Conflict("state.not_allowed").
    """
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    tx.check_version(summary, version)
    tx.advance(summary, SummaryStep.REVIEW)
    summary.reviewed_by_id, summary.reviewed_at = tx.actor.user_id, tx.now
    tx.flush()
    return summary


def send_back(tx: Transaction, summary_id: str, version: int | None) -> AnnualSummary:
    """Return a reviewed edition to draft, so that it can be compiled anew.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    tx.check_version(summary, version)
    tx.advance(summary, SummaryStep.RETURN)
    summary.reviewed_by_id = summary.reviewed_at = None
    tx.flush()
    return summary


def _check_over(tx: Transaction, year: int) -> None:
    _, last_on = year_bounds(year)
    if tx.today <= last_on:
        raise Conflict(YEAR_RUNNING.but(year=str(year), next=str(year + 1)))

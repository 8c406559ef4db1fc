"""Case documents as lists and pages read them: a draft is the secretariat's alone; and the figures that fill one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.case_texts import CaseFigures, places_in
from followup.domain.funding import components_on
from followup.domain.member_returns import Tally, spared_count
from followup.domain.money import Money
from followup.models.funding import CaseText
from followup.models.organisations import Cooperation
from followup.queries import funding
from followup.queries.levy_bases import bases
from followup.queries.member_returns import shared_costs, tallies
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

_RECEIVED = frozenset({"led_for", "spared", "reused", "alerts", "trained"})


def may_be_read(text: CaseText, actor: Actor) -> bool:
    """Return whether it has been released, or is to be written by one's own secretariat."""
    return text.is_released or text.secretariat_id == actor.organisation_id


def _readable(actor: Actor) -> ColumnElement[bool]:
    return or_(CaseText.is_released.is_(True), CaseText.secretariat_id == actor.organisation_id)


def listed(session: Session, actor: Actor, after: str | None = None) -> Page[AnyRow]:
    """Return one page of the texts of one's cooperations, the one written last first.

    Shape: id, public_id, title, year, rate_ore, is_released, released_at, country, cooperation_name, currency.
    """
    return page(
        session,
        select(
            CaseText.id,
            CaseText.public_id,
            CaseText.title,
            CaseText.year,
            CaseText.rate_ore,
            CaseText.is_released,
            CaseText.released_at,
            CaseText.country,
            Cooperation.name.label("cooperation_name"),
            Cooperation.currency,
        )
        .select_from(CaseText)
        .join(Cooperation, Cooperation.id == CaseText.cooperation_id)
        .where(_readable(actor)),
        (CaseText.id,),
        after=after,
        descending=True,
    )


def members(session: Session, text: CaseText) -> Sequence[AnyRow]:
    """Return the members that pay in the text's year, with their populations.

    Shape: as `levy_bases.bases`.
    """
    return bases(session, text.cooperation_id, text.year)


def figures(
    session: Session,
    text: CaseText,
    cooperation: Cooperation,
    paying: Sequence[AnyRow],
    organisation_id: int,
    *,
    counted_year: int,
    zone: str,
) -> CaseFigures:
    """Return the figures of one of the members; only what the text has places for is looked up.

    Errors: StopIteration where the organisation is not one of them.
    """
    own = next(row for row in paying if row.id == organisation_id)
    asked = places_in([*text.sections.values(), *text.proposal])
    counted = tallies(session, cooperation.id, counted_year, zone)[organisation_id] if asked & _RECEIVED else {}
    inhabitants = [row.inhabitants for row in paying]
    return CaseFigures(
        member=own.name,
        cooperation=cooperation.name,
        currency=cooperation.currency,
        year=text.year,
        counted_year=counted_year,
        inhabitants=own.inhabitants,
        population_on=own.population_on,
        rate_before_ore=_rate_before(session, text),
        rate_ore=text.rate_ore,
        all_inhabitants=None if None in inhabitants else sum(inhabitants),
        members=len(paying),
        shared_cost=_shared_cost(session, text, own.public_id) if "shared_cost" in asked else None,
        led_for=counted.get(Tally.LED_FOR, 0),
        spared=spared_count(counted),
        reused=counted.get(Tally.REUSED, 0),
        alerts=counted.get(Tally.ALERTS, 0),
        trained=counted.get(Tally.TRAINED),
    )


def _rate_before(session: Session, text: CaseText) -> int | None:
    """Return what was decided for the year before, in öre; None where nothing was."""
    parts = components_on(text.year - 1, funding.components(session, text.cooperation_id))
    return sum(part.ore for part in parts) if parts else None


def _shared_cost(session: Session, text: CaseText, member: str) -> Money | None:
    parts = [amount for _, amount in shared_costs(session, text.cooperation_id, text.year).get(member, ())]
    return sum(parts[1:], parts[0]) if parts else None

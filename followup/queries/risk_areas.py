"""Which areas an organisation speaks of: what its cooperation chose."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.risk_areas import AreaChoice, AreaScheme, default_choice
from followup.models.organisations import Cooperation


def chosen(session: Session, actor: Actor) -> AreaChoice:
    """Return the choice of the organisation's first cooperation, or the default of its country."""
    statement = (
        select(Cooperation.area_scheme, Cooperation.has_animal_welfare)
        .where(Cooperation.id.in_(actor.scope.cooperation_ids), Cooperation.area_scheme.is_not(None))
        .order_by(Cooperation.id)
    )
    row = session.execute(statement).first() if actor.scope.cooperation_ids else None
    return AreaChoice(AreaScheme.of(row.area_scheme), row.has_animal_welfare) if row else default_choice(actor.country)


def led(session: Session, organisation_id: int | None) -> list[Cooperation]:
    """Return the cooperations whose secretariat the organisation is: those it chooses for."""
    return list(
        session.scalars(
            select(Cooperation).where(Cooperation.secretariat_id == organisation_id).order_by(Cooperation.id)
        )
    )

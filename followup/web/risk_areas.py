"""The areas that a cooperation speaks of, and their cross-walk; chosen by its secretariat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.permissions import Permission
from followup.domain.risk_areas import (
    CROSSWALK_SOURCE,
    REGIONS_SOURCE,
    STRATEGY_SOURCE,
    AreaChoice,
    AreaLink,
    crosswalk,
    default_choice,
)
from followup.models.organisations import Cooperation
from followup.queries import journal
from followup.queries import risk_areas as queries
from followup.schemas.risk_areas import AreaChoiceSchema, AreaLinkSchema, ChosenAreasSchema
from followup.services import risk_areas
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("risk_areas")


@room.page("/risk/areas", needs=Permission.CODE_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the areas that the cooperation speaks of, and the cross-walk to the other division."""
    there, back = crosswalk()
    led = queries.led(tx.session, tx.actor.organisation_id)
    return {
        "own": queries.chosen(tx.session, tx.actor).areas,
        "led": led,
        "there": there,
        "back": back,
        "sources": {"there": STRATEGY_SOURCE, "back": REGIONS_SOURCE, "both": CROSSWALK_SOURCE},
        "history": journal.history(tx.session, [cooperation.public_id for cooperation in led]),
    }


@room.read("/risk/areas", needs=Permission.CODE_READ, gives=AreaLinkSchema, many=True)
def list_areas(tx: Transaction) -> Sequence[AreaLink]:
    """Return each area of both divisions with what corresponds to it on the other side."""
    there, back = crosswalk()
    return [*there, *back]


def _form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.CATEGORY_CHANGE)
    scheme = cooperation.area_scheme or default_choice(cooperation.country).scheme
    return Shown(
        data={"scheme": scheme, "has_animal_welfare": cooperation.has_animal_welfare},
        context={"cooperation": cooperation},
    )


@room.form(
    "/cooperations/<cooperation_id>/areas",
    needs=Permission.CATEGORY_CHANGE,
    takes=AreaChoiceSchema,
    template="risk_areas/choose.html",
    shows=_form,
)
def choose(tx: Transaction, choice: AreaChoice, cooperation_id: str) -> Any:
    """Let a cooperation speak of these areas."""
    risk_areas.choose(tx, cooperation_id, choice)
    return see_other("risk_areas.index", notice="saved")


@room.create(
    "/cooperations/<cooperation_id>/areas",
    needs=Permission.CATEGORY_CHANGE,
    takes=AreaChoiceSchema,
    gives=ChosenAreasSchema,
)
def choose_areas(tx: Transaction, choice: AreaChoice, cooperation_id: str) -> Cooperation:
    """Let a cooperation speak of these areas."""
    return risk_areas.choose(tx, cooperation_id, choice)

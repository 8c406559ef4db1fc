"""The areas that a cooperation speaks of."""

from __future__ import annotations

from followup.domain.cooperation_journal import AREAS_CHOSEN
from followup.domain.permissions import Permission
from followup.domain.risk_areas import AreaChoice
from followup.models.organisations import Cooperation
from followup.transaction import Transaction


def choose(tx: Transaction, cooperation_id: str, choice: AreaChoice) -> Cooperation:
    """Let a cooperation speak of these areas; what was judged by other areas stays as it was judged."""
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.CATEGORY_CHANGE)
    cooperation.area_scheme, cooperation.has_animal_welfare = choice.scheme, choice.has_animal_welfare
    tx.journal(AREAS_CHOSEN, cooperation, scheme=choice.scheme, animal_welfare=choice.has_animal_welfare)
    return cooperation

"""Case documents for the walker: one that is released, one draft to change and one to release."""

from __future__ import annotations

from typing import Any

from followup.domain.actors import Role
from followup.domain.case_texts import NewCaseText
from followup.models.funding import CaseText
from followup.models.organisations import Cooperation, Organisation
from followup.services import case_texts
from tests.builders import World


def a_text(rate_ore: int | None = 100) -> NewCaseText:
    """A text that is accepted."""
    place = "amount" if rate_ore is not None else "shared_cost"
    return NewCaseText(
        title="Joint follow-up",
        year=2026,
        rate_ore=rate_ore,
        proposal=f"We pay ${{{place}}}.",
        summary="${member} pays.",
    )


def scene(world: World, secretariat: Organisation, cooperation: Cooperation) -> dict[str, Any]:
    """Return what stands for the names in the addresses."""
    writer = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    made = []
    for _ in range(3):
        with world.tx(writer) as tx:
            made.append(case_texts.write(tx, cooperation.public_id, a_text()).public_id)
    with world.tx(writer) as tx:
        case_texts.release(tx, made[0], None)
    return {
        "case_text_id": (CaseText, made[0]),
        "case_text_id in case_texts.edit": (CaseText, made[1]),
        "case_text_id in case_texts.release": (CaseText, made[2]),
    }

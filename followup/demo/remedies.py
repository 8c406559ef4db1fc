"""What those who were harmed by a critical deviation were given; without it nothing critical is closed."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.actors import Staff
from followup.domain.deviation_steps import Remedy
from followup.domain.deviations import Severity
from followup.models.deviations import Deviation
from followup.runtime import Runtime
from followup.services import aftercare

WORDS: Mapping[str, str] = {
    "SE": "Ingen kom till skada. De anställda fick veta sina rättigheter vid ett möte. (Påhittat.)",
    "NO": "Ingen kom til skade. De ansatte fikk vite om rettighetene sine på et møte. (Oppdiktet.)",
}


def record(runtime: Runtime, manager: Staff, deviation: Deviation) -> None:
    """Record the remedy where the grade asks for one."""
    if deviation.severity is Severity.CRITICAL:
        with runtime.transaction(manager) as tx:
            remedy = Remedy(note=WORDS[manager.country], remedied_on=tx.today)
            aftercare.record_remedy(tx, deviation.public_id, remedy)

"""Tables: columns, constraints and nothing that happens. Importing this room registers every table."""

from followup.models import (
    actions,
    assignments,
    code_of_conduct,
    contracts,
    counters,
    deviations,
    evidence,
    follow_ups,
    funding,
    idempotency,
    job_runs,
    journal,
    organisations,
    outbox,
    questionnaires,
    sharing,
    summaries,
    suppliers,
    users,
)
from followup.models.base import Base

__all__ = [
    "Base", "actions", "assignments", "code_of_conduct", "contracts", "counters", "deviations", "evidence", "follow_ups",
    "funding", "idempotency", "job_runs", "journal", "organisations", "outbox", "questionnaires", "sharing", "summaries",
    "suppliers", "users",
]  # fmt: skip

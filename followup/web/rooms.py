"""All rooms with pages and API calls, in the order of the navigation. A new noun is added here and nowhere else."""

from __future__ import annotations

from followup.web import (
    account,
    api_docs,
    code_of_conduct,
    contracts,
    deviations,
    jobs,
    organisations,
    risk,
    search,
    sign_in,
    supplier_actions,
    suppliers,
    users,
    verification,
)
from followup.web.endpoint import Room

ALL: tuple[Room, ...] = (
    api_docs.room,
    contracts.room,
    risk.room,
    deviations.room,
    verification.room,
    supplier_actions.room,
    suppliers.room,
    code_of_conduct.room,
    search.room,
    organisations.room,
    users.room,
    account.room,
    jobs.room,
    sign_in.room,
)

"""A second person from the host: somebody of the organisation that leads a cooperation, who also approves here."""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.actors import Role
from followup.errors import N_, Reason

NO_HOST = Reason(
    "guest.no_host", N_("No other organisation leads a cooperation that yours belongs to, so there is nobody to name.")
)
NOT_AT_HOST = Reason(
    "guest.not_at_host",
    N_("No active user of {hosts} has this address. Ask the person for the address they sign in with."),
)

GUEST_ROLE = Role.APPROVER  # the second pair of eyes and nothing more


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGuest:
    """Whom to name, by the address that the person signs in with at the host."""

    email: str

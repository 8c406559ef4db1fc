"""Hand-over: all of one person's work goes to another, and each thing keeps a trace of it."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from followup.errors import N_, Reason

SAME_PERSON = Reason("hand_over.same_person", N_("Choose two different people."))
NOT_A_MANAGER = Reason("hand_over.not_a_manager", N_("Choose an active contract manager of your organisation."))
NOTHING = Reason("hand_over.nothing", N_("This person has no work that could be handed over."))


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """From whom to whom."""

    from_id: str
    to_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much work one person holds."""

    managed_count: int = 0
    deputy_count: int = 0
    obligation_count: int = 0
    follow_up_count: int = 0
    procurement_count: int = 0

    @property
    def total(self) -> int:
        """Return how many things would move."""
        return sum(astuple(self))


def handed(manager: int | None, deputy: int | None, *, giver: int, taker: int) -> tuple[int | None, int | None]:
    """Return a contract's manager and deputy afterwards; nobody stands in for themselves.

    Shape: (manager, deputy), by the users' keys.
    """
    manager = taker if manager == giver else manager
    deputy = taker if deputy == giver else deputy
    return manager, None if deputy == manager else deputy

"""State machines as tables: (state, step) -> state. The table drives services, buttons and documentation alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from followup.domain.codes import Coded
from followup.errors import N_, Conflict, Reason

S = TypeVar("S", bound=Coded)
E = TypeVar("E", bound=Coded)

NOT_ALLOWED = Reason("state.not_allowed", N_("This step is not possible while the state is “{state}”."))


@dataclass(frozen=True)
class StateMachine(Generic[S, E]):
    """A life cycle; refuses to exist if a state of the table cannot be reached."""

    initial: S
    steps: Mapping[tuple[S, E], S]

    def __post_init__(self) -> None:
        """Check that every state named in the table can be reached from the initial one."""
        named = {self.initial} | {state for state, _ in self.steps} | set(self.steps.values())
        reached = {self.initial}
        while True:
            more = {after for (before, _), after in self.steps.items() if before in reached} - reached
            if not more:
                break
            reached |= more
        if named != reached:
            raise ValueError(f"unreachable states: {sorted(named - reached)}")

    def after(self, state: S, step: E) -> S:
        """Return the state after the step.

        Errors: Conflict("state.not_allowed").
        """
        try:
            return self.steps[state, step]
        except KeyError:
            raise Conflict(NOT_ALLOWED.but(state=state)) from None

    def allowed(self, state: S) -> tuple[E, ...]:
        """Return the steps possible from here, in the table's order."""
        return tuple(step for before, step in self.steps if before == state)

    def is_final(self, state: S) -> bool:
        """Return whether nothing can follow."""
        return not self.allowed(state)

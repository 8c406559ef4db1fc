"""What a cooperation has in a year and what it uses it for: budget, outcome, grants, and whether the two agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from followup.domain.charges import Activity
from followup.domain.money import Money
from followup.errors import N_, Reason

GRANT_EMPTY = Reason("grant.empty", N_("Write the amount that was granted, above zero."))


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFilter:
    """Which year is shown; this year where none is named."""

    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBudgetLine:
    """Budget and outcome of one activity, as typed; empty is not reported, which is not zero."""

    year: int
    activity: Activity
    budget: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """A grant with the share that the cooperation adds itself, as typed."""

    year: int
    name: str
    granted: str
    own: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One activity's budget and outcome; None is not reported."""

    activity: Activity
    budget: Money | None
    outcome: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What came in against what was used. The own share of a grant is paid by what the members pay, so it adds nothing.

    Units: `credited` is what was credited, above zero.
    """

    levy: Money
    costs: Money
    grants: Money
    credited: Money
    lines: Sequence[Line]

    @property
    def received(self) -> Money:
        """Return what the cooperation has for the year."""
        return self.levy + self.costs + self.grants - self.credited

    @property
    def budgeted(self) -> Money | None:
        """Return the whole budget; nothing where no activity has one."""
        return self._sum([line.budget for line in self.lines])

    @property
    def used(self) -> Money | None:
        """Return what was used as far as it is reported; nothing where no outcome is."""
        return self._sum([line.outcome for line in self.lines])

    @property
    def unreported(self) -> tuple[Activity, ...]:
        """Return the activities that have a budget and no outcome yet."""
        return tuple(line.activity for line in self.lines if line.outcome is None)

    @property
    def remaining(self) -> Money | None:
        """Return what is left, or lacking below zero; nothing as long as an outcome is not reported."""
        return None if self.used is None or self.unreported else self.received - self.used

    def _sum(self, amounts: Sequence[Money | None]) -> Money | None:
        known = [amount.minor for amount in amounts if amount is not None]
        return Money(sum(known), self.levy.currency) if known else None

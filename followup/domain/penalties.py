"""The penalty of the standard terms: per commenced week up to a cap, for what, and when never. A person decides it."""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.domain.sourced import Provenance, Text
from followup.errors import N_

WEEK = 7  # Source: the clause counts commenced weeks; calendar days, our own reading


class PenaltyTrigger(Coded):
    """What a penalty may be charged for."""

    NO_REPORT = "no_report", N_("A report that did not come")
    NO_PARTICIPATION = "no_participation", N_("Not taking part in follow-up")
    DEVIATION_NOT_HANDLED = "deviation_not_handled", N_("A deviation not handled as the action plan says")


class PenaltyExemption(Coded):
    """What keeps a penalty from being charged."""

    SUB_SUPPLIER_REFUSES = (
        "sub_supplier_refuses",
        N_("The supplier's own supplier refuses, and the supplier has done its part"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRule:
    """What one generation of the terms says of its penalty; amount and cap stand in each contract.

    Shape: `clause` is a reference "version/clause id".
    """

    clause: str
    triggers: tuple[PenaltyTrigger, ...]
    exemptions: tuple[PenaltyExemption, ...]
    source: str
    provenance: Provenance
    note: Text | None = None


def commenced_weeks(days_late: int) -> int:
    """Return how many weeks have commenced: one day late is one week.

    Source: the clause's “per commenced week”.
    """
    return -(-max(days_late, 0) // WEEK)


def penalty(
    rule: PenaltyRule,
    *,
    days_late: int,
    weekly_minor: int,
    cap_weeks: int,
    exempt: frozenset[PenaltyExemption] = frozenset(),
) -> int:
    """Return the amount that the contract allows; nothing where what keeps it from being charged has happened.

    Units: minor units of the contract's currency.
    """
    if exempt & set(rule.exemptions):
        return 0
    return min(commenced_weeks(days_late), cap_weeks) * weekly_minor

"""The mails about a deviation beside asking, judging and closing: more time, and once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.message import ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class DeviationExtended(ToSupplier, kind="deviation_extended", label=N_("More time for a deviation")):
    """It must be put right by a later day; why stays at the buyer."""

    deviation_number: str
    closure_due_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationReopened(ToSupplier, kind="deviation_reopened", label=N_("Deviation opened again")):
    """A closed deviation is not put right after all; why stands behind the link."""

    deviation_number: str
    closure_due_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationResumed(ToSupplier, kind="deviation_resumed", label=N_("Deviation taken up again")):
    """The buyer bore the risk for a time and now asks for an action plan again."""

    deviation_number: str
    plan_due_on: date

"""Several contracts changed at once: what they are given, and what of it is a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from followup.domain.contracts import Criticality
from followup.errors import N_, Invalid, Reason

MOST = 200  # Source: default of this service
NAMED_MOST = 20  # titles named in one sentence
NONE_CHOSEN = Reason("bulk.none_chosen", N_("Tick the contracts that are to be changed."))
MANY = Reason("bulk.many", N_("Tick at most {most} contracts at a time."), {"most": MOST})
NOTHING = Reason("bulk.nothing", N_("Choose what the ticked contracts are to be given."))
CHANGED = Reason(
    "bulk.changed",
    N_("Nothing was saved, since somebody else has meanwhile changed: {titles}. Look through what will change again."),
)
VOIDED = Reason(
    "bulk.voided", N_("Nothing was saved, since these contracts are voided: {titles}. Tick only others in the list.")
)
SAME_PERSON = Reason(
    "bulk.same_person", N_("The same person would be both manager and deputy of: {titles}. Choose another person.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """What several contracts are given; None leaves what is there.

    Shape: `chosen` maps each contract's public id to the version that was looked at.
    """

    chosen: Mapping[str, int]
    manager_id: str | None = None
    deputy_id: str | None = None
    category: str | None = None
    criticality: Criticality | None = None

    def __post_init__(self) -> None:
        """Refuse to change nothing, or of nothing."""
        if not self.chosen:
            raise Invalid.at("chosen", NONE_CHOSEN)
        if len(self.chosen) > MOST:
            raise Invalid.at("chosen", MANY)
        if not (self.manager_id or self.deputy_id or self.category or self.criticality):
            raise Invalid.at("", NOTHING)


def differing(present: Mapping[str, object], given: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of what would change, in the order given."""
    return tuple(name for name, value in given.items() if present[name] != value)


def named(titles: Sequence[str]) -> str:
    """Return the titles as one text; of many, the first ones and how many more."""
    more = len(titles) - NAMED_MOST
    return ", ".join(titles[:NAMED_MOST]) + (f" (+{more})" if more > 0 else "")

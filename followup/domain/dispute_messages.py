"""The mails around a dispute and an immediate action; what is held and decided stands behind link and sign-in only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.disputes import DisputeStatus
from followup.domain.message import ToManager, ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class ContainmentReported(ToManager, kind="containment_reported", label=N_("Immediate action reported")):
    """The supplier has said what was done at once; how many days after its day."""

    deviation_number: str
    days_late: int


@dataclass(frozen=True, kw_only=True)
class DisputeRaised(ToManager, kind="dispute_raised", label=N_("Deviation disputed")):
    """The supplier holds that a deviation is wrong; somebody who had no part in it decides."""

    deviation_number: str


@dataclass(frozen=True, kw_only=True)
class DisputeDecided(ToSupplier, kind="dispute_decided", label=N_("Dispute decided")):
    """A dispute has been decided. `outcome` is a DisputeStatus; the reasons stand behind the link."""

    deviation_number: str
    outcome: str
    decided_on: date

    @property
    def outcome_name(self) -> DisputeStatus:
        """Return what was decided, as a code with a label."""
        return DisputeStatus.of(self.outcome)

"""The mails about joint follow-ups: to the managers and approvers of the organisations that take part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.message import Message
from followup.domain.schedule import FollowUpKind
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class _AboutJoint(Message):
    """A mail about one joint follow-up; `follow_up_kind` is a FollowUpKind."""

    supplier_name: str
    follow_up_kind: str
    lead_name: str
    path: str

    @property
    def kind_name(self) -> FollowUpKind:
        """Return what is to be done, as a code with a label."""
        return FollowUpKind.of(self.follow_up_kind)


@dataclass(frozen=True, kw_only=True)
class JointOffered(_AboutJoint, kind="joint_offered", label=N_("Joint follow-up offered")):
    """Say whether the organisation takes part; the one that leads is asked to begin."""

    year: int
    due_on: date
    is_lead: bool = False


@dataclass(frozen=True, kw_only=True)
class JointReported(_AboutJoint, kind="joint_reported", label=N_("Result of a joint follow-up")):
    """The result is there; accept it for one's own contracts, or do not."""

    done_on: date


@dataclass(frozen=True, kw_only=True)
class JointCancelled(_AboutJoint, kind="joint_cancelled", label=N_("Joint follow-up cancelled")):
    """Nothing comes of it; what is planned at home is due as before."""

    year: int

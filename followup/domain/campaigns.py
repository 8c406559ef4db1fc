"""Campaigns: one form sent to many suppliers at once, and how far each of them has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from followup.domain.calendar import is_overdue
from followup.domain.codes import Coded
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.questionnaires import InvitationStatus
from followup.domain.risk import RiskClass
from followup.errors import N_, Reason

MOST = 500  # Source: default of this service; one sending of this size takes a few seconds

NONE_CHOSEN = Reason("campaign.none_chosen", N_("Tick the suppliers that are to be asked."))
MANY = Reason("campaign.many", N_("Tick at most {most} at a time; the others can be added later."), {"most": MOST})
NOT_READY = Reason(
    "campaign.not_ready",
    N_("Nothing was sent, since something is now missing for: {titles}. Look through the list and send again."),
)
OTHER_FORM = Reason("campaign.other_form", N_("These follow-ups are not of one kind. Choose one kind and send again."))
NOBODY_TO_REMIND = Reason(
    "campaign.nobody_to_remind",
    N_("Nobody was reminded: those who have not answered got a mail today, or their address does not take mail."),
)
NOBODY_TO_EXTEND = Reason(
    "campaign.nobody_to_extend", N_("Nobody is being asked now, so that nobody could be given more time.")
)


class CampaignState(Coded):
    """How far one supplier of a campaign has come; whether a draft was begun is the supplier's own business."""

    WAITING = "waiting", N_("Waiting for the supplier")
    LATE = "late", N_("Late")
    UNDELIVERABLE = "undeliverable", N_("Address does not take mail")
    ANSWERED = "answered", N_("Answered")
    ASSESSED = "assessed", N_("Assessed")
    CANCELLED = "cancelled", N_("Cancelled")


UNANSWERED = (CampaignState.WAITING, CampaignState.LATE, CampaignState.UNDELIVERABLE)
_SETTLED: Mapping[InvitationStatus, CampaignState] = {
    InvitationStatus.SUBMITTED: CampaignState.ANSWERED,
    InvitationStatus.ASSESSED: CampaignState.ASSESSED,
    InvitationStatus.CANCELLED: CampaignState.CANCELLED,
}


def state_of(status: InvitationStatus, due_on: date, undeliverable_at: datetime | None, today: date) -> CampaignState:
    """Return how far one supplier has come."""
    if status in _SETTLED:
        return _SETTLED[status]
    if undeliverable_at is not None:
        return CampaignState.UNDELIVERABLE
    return CampaignState.LATE if is_overdue(due_on, today) else CampaignState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which planned follow-ups could be sent: of one kind, planned within a time, of some contracts."""

    kind: FollowUpKind = FollowUpKind.SELF_ASSESSMENT
    due_from: date | None = None
    due_until: date | None = None
    risk_class: RiskClass | None = None
    category: str | None = None
    manager_id: str | None = None
    form_key: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A form (none: as the rules say for each), the day to answer by, and the follow-ups that it is sent for."""

    name: str
    due_on: date
    chosen: tuple[str, ...]
    form_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreSuppliers:
    """More follow-ups for which a campaign's form is sent."""

    due_on: date
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFilter:
    """What the suppliers of a campaign are narrowed to."""

    state: CampaignState | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many of a campaign's suppliers stand where."""

    counts: Mapping[CampaignState, int] = field(default_factory=dict)

    def of(self, *states: CampaignState) -> int:
        """Return how many stand in any of these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def asked(self) -> int:
        """Return how many are asked in all; who is cancelled is not."""
        return self.of(*(state for state in CampaignState if state is not CampaignState.CANCELLED))

    @property
    def answered(self) -> int:
        """Return how many have answered, assessed or not."""
        return self.of(CampaignState.ANSWERED, CampaignState.ASSESSED)

    @property
    def percent(self) -> int | None:
        """Return the share that has answered, rounded down; None when nobody is asked."""
        return 100 * self.answered // self.asked if self.asked else None

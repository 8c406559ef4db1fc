"""One dataclass per kind of mail: who gets it, in which language, and the facts its text may use.

A message says nothing about how it looks (`mail/render.py`) or travels (`mail/deliver.py`). It never carries a
token: `assignment_id` and `sign_in_link_id` name the link whose token the delivering job derives again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from followup.domain.audit_messages import AuditVisit as AuditVisit
from followup.domain.certificates import CertificateKind
from followup.domain.deviation_messages import DeviationExtended as DeviationExtended
from followup.domain.dispute_messages import ContainmentReported as ContainmentReported
from followup.domain.dispute_messages import DisputeDecided as DisputeDecided
from followup.domain.dispute_messages import DisputeRaised as DisputeRaised
from followup.domain.incident_messages import IncidentClosed as IncidentClosed
from followup.domain.incident_messages import IncidentQuestionGiven as IncidentQuestionGiven
from followup.domain.incident_messages import IncidentReported as IncidentReported
from followup.domain.incident_messages import TraceabilityQuestion as TraceabilityQuestion
from followup.domain.incident_messages import TraceabilityReminder as TraceabilityReminder
from followup.domain.joint_messages import JointCancelled as JointCancelled
from followup.domain.joint_messages import JointOffered as JointOffered
from followup.domain.joint_messages import JointReported as JointReported
from followup.domain.link_messages import NewLink as NewLink
from followup.domain.member_messages import DocumentGiven as DocumentGiven
from followup.domain.member_messages import NewsToMembers as NewsToMembers
from followup.domain.message import KINDS as KINDS
from followup.domain.message import AboutContract as AboutContract
from followup.domain.message import Message as Message
from followup.domain.message import ToManager as ToManager
from followup.domain.message import ToSupplier as ToSupplier
from followup.domain.reminder_messages import Digest as Digest
from followup.domain.reminder_messages import FollowUpReminder as FollowUpReminder
from followup.domain.sanction_messages import AlertAsked as AlertAsked
from followup.domain.sanction_messages import AlertSent as AlertSent
from followup.domain.sanction_messages import SupplierHeard as SupplierHeard
from followup.domain.secretariat_messages import FiguresWanted as FiguresWanted
from followup.domain.secretariat_messages import PublicationForCheck as PublicationForCheck
from followup.domain.warnings import DeadlineKind
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class StaffInvitation(Message, kind="staff_invitation", label=N_("Invitation to the service")):
    """Choose a password."""

    sign_in_link_id: str
    organisation_name: str
    invited_by_name: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class NamedApprover(Message, kind="named_approver", label=N_("Named as approver of another organisation")):
    """A person of the host is the second pair of eyes of another organisation from now on."""

    organisation_name: str
    named_by_name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class QuestionnaireInvitation(ToSupplier, kind="questionnaire_invitation", label=N_("Invitation to a self-assessment")):
    """Answer these questions by that day. `readers` are the organisations that will read the answers."""

    questionnaire_title: str
    due_on: date
    minutes: int | None = None
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionnaireReminder(ToSupplier, kind="questionnaire_reminder", label=N_("Reminder of a self-assessment")):
    """The questions are still open. `days_late` is 0 until the day of the deadline has passed."""

    number: int
    questionnaire_title: str
    due_on: date
    days_late: int = 0
    minutes: int | None = None
    is_last: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionnaireExtended(ToSupplier, kind="questionnaire_extended", label=N_("More time for a self-assessment")):
    """The supplier has until another day; the link stays the same."""

    questionnaire_title: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class QuestionnaireReceipt(ToSupplier, kind="questionnaire_receipt", label=N_("Receipt for a self-assessment")):
    """The answers have arrived."""

    questionnaire_title: str
    receipt_number: str
    submitted_at: datetime
    fingerprint: str
    next_asked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AnswersArrived(ToManager, kind="answers_arrived", label=N_("Answers have arrived")):
    """A supplier has answered; somebody should assess it."""

    questionnaire_title: str
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnswersReturned(ToSupplier, kind="answers_returned", label=N_("Answers sent back")):
    """Only these questions are open again."""

    questionnaire_title: str
    questions: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationIssued(ToSupplier, kind="deviation_issued", label=N_("Deviation issued")):
    """An action plan is asked for. What was found, and how grave it is, stands behind the link only."""

    deviation_number: str
    plan_due_on: date
    containment_due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ActionPlanArrived(ToManager, kind="action_plan_arrived", label=N_("Action plan has arrived")):
    """A supplier has sent an action plan; answer it by that day."""

    deviation_number: str
    answer_due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ActionPlanReturned(ToSupplier, kind="action_plan_returned", label=N_("Action plan sent back")):
    """The action plan must be completed."""

    deviation_number: str
    plan_due_on: date


@dataclass(frozen=True, kw_only=True)
class ActionPlanAccepted(ToSupplier, kind="action_plan_accepted", label=N_("Action plan accepted")):
    """The action plan holds; show by that day that it was carried out."""

    deviation_number: str
    closure_due_on: date


@dataclass(frozen=True, kw_only=True)
class EvidenceArrived(ToManager, kind="evidence_arrived", label=N_("Evidence has arrived")):
    """A supplier has reported a corrective action done; verify it."""

    deviation_number: str


@dataclass(frozen=True, kw_only=True)
class EvidenceReturned(ToSupplier, kind="evidence_returned", label=N_("Evidence sent back")):
    """The evidence does not yet show that it was put right."""

    deviation_number: str
    closure_due_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationReminder(ToSupplier, kind="deviation_reminder", label=N_("Reminder of a deviation")):
    """The action plan is still to come or, once it is accepted, the proof that it was carried out."""

    number: int
    deviation_number: str
    due_on: date
    days_late: int = 0
    is_plan_due: bool = True
    is_last: bool = False


@dataclass(frozen=True, kw_only=True)
class DeviationClosed(ToSupplier, kind="deviation_closed", label=N_("Deviation closed")):
    """Verified and closed; nothing more is asked."""

    deviation_number: str
    closed_on: date


@dataclass(frozen=True, kw_only=True)
class DeviationWithdrawn(ToSupplier, kind="deviation_withdrawn", label=N_("Deviation withdrawn")):
    """Nothing more is asked; why it was withdrawn stays at the buyer."""

    deviation_number: str
    withdrawn_on: date


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(ToManager, kind="delivery_failed", label=N_("Mail not delivered")):
    """A mail to the supplier did not arrive. `failed_kind` is the kind of that mail, `answer` what its server said."""

    failed_kind: str
    failed_address: str
    failed_name: str = ""
    answer: str = ""

    @property
    def failed_label(self) -> str:
        """Return what the undelivered mail was."""
        return KINDS[self.failed_kind].label


@dataclass(frozen=True, kw_only=True)
class SummaryPublished(Message, kind="summary_published", label=N_("Annual summary published")):
    """The joint annual summary is public."""

    cooperation_name: str
    year: int
    edition: int
    published_on: date
    path: str


@dataclass(frozen=True, kw_only=True)
class ContractWarning(ToManager, kind="contract_warning", label=N_("Warning before a contract's date")):
    """Something on the contract must be decided by a day. `what` is a DeadlineKind, `measures` wait for the renewal."""

    what: str
    falls_on: date
    days: int
    measures: tuple[str, ...] = ()

    @property
    def what_name(self) -> DeadlineKind:
        """Return what comes to pass, as a code with a label."""
        return DeadlineKind.of(self.what)


@dataclass(frozen=True, kw_only=True)
class CertificateWarning(Message, kind="certificate_warning", label=N_("Warning before a certificate ends")):
    """A supplier's certificate or document holds until that day. `certificate_kind` is a CertificateKind."""

    supplier_name: str
    certificate_name: str
    certificate_kind: str
    ends_on: date
    days: int
    path: str

    @property
    def kind_name(self) -> CertificateKind:
        """Return what the document shows, as a code with a label."""
        return CertificateKind.of(self.certificate_kind)


@dataclass(frozen=True, kw_only=True)
class WorkHandedOver(Message, kind="work_handed_over", label=N_("Work handed over")):
    """All of one person's work is now another's; both are told how much it was."""

    from_name: str
    to_name: str
    done_by_name: str
    is_taker: bool
    managed_count: int = 0
    deputy_count: int = 0
    obligation_count: int = 0
    follow_up_count: int = 0
    procurement_count: int = 0
    path: str


@dataclass(frozen=True, kw_only=True)
class NominationAnswered(Message, kind="nomination_answered", label=N_("Answer to a nomination")):
    """The secretariat has taken a nomination into the year's plan, or has not; why stands on its page."""

    nominated: str
    year: int
    is_taken_up: bool
    path: str


def from_facts(kind: str, facts: Mapping[str, object]) -> Message:
    """Return the message that `facts()` was taken from.

    Errors: KeyError for a kind that does not exist, Invalid for a fact that cannot stand in a mail.
    """
    make: Callable[..., Message] = KINDS[kind]
    return make(**{name: _fact(name, value) for name, value in facts.items()})


def _fact(name: str, value: object) -> object:
    """Return the value as it was before JSON: the field's name tells instants and civil dates."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_on"):
        return date.fromisoformat(value)
    return value

"""The documents of a cooperation: authored, dated versions of one text, and who was given which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_, Conflict, Invalid, Reason

NOT_DRAFT = Reason("document.not_draft", N_("Only a draft can be changed. Write a new version instead."))
NEEDS_CATEGORY = Reason("document.needs_category", N_("Choose the category that it is about."))
NEEDS_STEP = Reason("document.needs_step", N_("Choose the step that the guidance is about."))
NOT_IN_FORCE = Reason("document.not_in_force", N_("Only a version in force is given to the members."))
NOT_FOR_ALL = Reason("document.not_for_all", N_("Minutes and budgets are for the members, not for everybody."))
NOBODY_CHOSEN = Reason("document.nobody_chosen", N_("Choose at least one organisation."))
DRAFT_KNOWN = Reason("document.draft_known", N_("There is already a draft of the next version. Go on with that one."))


class DocumentKind(Coded):
    """What the document is."""

    STATUTES = "statutes", N_("Statutes or agreement")
    PROGRAMME = "programme", N_("Programme")
    STRATEGY = "strategy", N_("Strategy")
    BUDGET = "budget", N_("Budget")
    RISK_ANALYSIS = "risk_analysis", N_("Risk analysis of a category")
    ACTION_PLAN = "action_plan", N_("Action plan of a category")
    GUIDANCE = "guidance", N_("Guidance on a step")
    MINUTES = "minutes", N_("Minutes of a meeting")
    OTHER = "other", N_("Other")


class DocumentStatus(Coded):
    """The life of one version."""

    DRAFT = "draft", N_("Draft")
    IN_FORCE = "in_force", N_("In force")
    REPLACED = "replaced", N_("Replaced by a newer version")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class DocumentStep(Coded):
    """What can be done to a version."""

    ADOPT = "adopt", N_("Put in force")
    REPLACE = "replace", N_("Replace")
    WITHDRAW = "withdraw", N_("Withdraw")


DOCUMENT = StateMachine(
    initial=DocumentStatus.DRAFT,
    steps={
        (DocumentStatus.DRAFT, DocumentStep.ADOPT): DocumentStatus.IN_FORCE,
        (DocumentStatus.DRAFT, DocumentStep.WITHDRAW): DocumentStatus.WITHDRAWN,
        (DocumentStatus.IN_FORCE, DocumentStep.REPLACE): DocumentStatus.REPLACED,
        (DocumentStatus.IN_FORCE, DocumentStep.WITHDRAW): DocumentStatus.WITHDRAWN,
    },
)


class GuidanceStep(Coded):
    """A step of the work that guidance is written for. Source: the regions' follow-up steps, and a default of ours."""

    TERMS = "terms", N_("Terms and criteria in the procurement")
    RISK = "risk", N_("Risk assessment")
    START_MEETING = "start_meeting", N_("Start meeting and dialogue")
    SELF_ASSESSMENT = "self_assessment", N_("Self-assessment")
    OFFICE_AUDIT = "office_audit", N_("Office audit")
    SITE_AUDIT = "site_audit", N_("On-site audit")
    DEVIATION = "deviation", N_("Deviation and action plan")
    SANCTION = "sanction", N_("Sanction")
    SHARING = "sharing", N_("Sharing of results")


OF_A_CATEGORY = frozenset({DocumentKind.RISK_ANALYSIS, DocumentKind.ACTION_PLAN})
# Which documents may be put before everybody: what concerns a supplier never stands in them.
MAY_BE_PUBLIC = frozenset(DocumentKind) - {DocumentKind.MINUTES, DocumentKind.BUDGET}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document, or the next version of one; `category` or `step` where its kind is about one."""

    kind: DocumentKind
    title: str
    language: str
    text: str
    category: str | None = None
    step: GuidanceStep | None = None

    @property
    def topic(self) -> str | None:
        """Return what it is about, as it is stored."""
        if self.kind in OF_A_CATEGORY:
            return self.category
        return str(self.step) if self.kind is DocumentKind.GUIDANCE and self.step else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """What of a draft can be changed."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAdoption:
    """The decision that puts a version in force; whether everybody may read it."""

    in_force_on: date
    decision: str
    is_public: bool = False

    def check(self, kind: DocumentKind) -> None:
        """Refuse to put before everybody what is for the members.

        Errors: Invalid at is_public.
        """
        if self.is_public and kind not in MAY_BE_PUBLIC:
            raise Invalid.at("is_public", NOT_FOR_ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents are listed: of a kind, and in which state."""

    kind: DocumentKind | None = None
    status: DocumentStatus | None = None
    after: str | None = None


def check_new(new: NewDocument) -> None:
    """Refuse an analysis of no category and guidance on no step.

    Errors: Invalid at category or step.
    """
    if new.kind in OF_A_CATEGORY and not new.category:
        raise Invalid.at("category", NEEDS_CATEGORY)
    if new.kind is DocumentKind.GUIDANCE and new.step is None:
        raise Invalid.at("step", NEEDS_STEP)


def check_draft(status: DocumentStatus) -> None:
    """Refuse to change what has been in force.

    Errors: Conflict("document.not_draft").
    """
    if status is not DocumentStatus.DRAFT:
        raise Conflict(NOT_DRAFT)


def check_in_force(status: DocumentStatus) -> None:
    """Refuse to give out what does not hold.

    Errors: Conflict("document.not_in_force").
    """
    if status is not DocumentStatus.IN_FORCE:
        raise Conflict(NOT_IN_FORCE)

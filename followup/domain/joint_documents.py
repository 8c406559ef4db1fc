"""The documents of a cooperation: authored, dated versions of one text, and who was given which."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class DocumentKind(Coded):
    """What the document is."""

    STATUTES = "statutes", N_("Statutes or agreement")
    PROGRAMME = "programme", N_("Programme")
    STRATEGY = "strategy", N_("Strategy")
    BUDGET = "budget", N_("Budget")
    RISK_ANALYSIS = "risk_analysis", N_("Risk analysis of a category")
    ACTION_PLAN = "action_plan", N_("Action plan of a category")
    GUIDANCE = "guidance", N_("Guidance on a step")
    MINUTES = "minutes", N_("Minutes")
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

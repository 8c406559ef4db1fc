"""What the members are asked to pay for: the basis of invoices and credits, costs by other keys, and the budget."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.errors import N_


class SplitKey(Coded):
    """How a cost is shared."""

    INHABITANTS = "inhabitants", N_("By inhabitants")
    EQUAL = "equal", N_("In equal parts")
    FIXED = "fixed", N_("By fixed amounts")
    HOST = "host", N_("Carried by the host")


class ChargeKind(Coded):
    """What the basis is for."""

    INVOICE = "invoice", N_("Invoice")
    CREDIT = "credit", N_("Credit")


class Activity(Coded):
    """What the money of the cooperation is used for."""

    AUDITS = "audits", N_("Audits")
    STAFF = "staff", N_("Staff")
    TRAINING = "training", N_("Training")
    RISK_ANALYSIS = "risk_analysis", N_("Risk analyses")
    COMMUNICATION = "communication", N_("Communication")
    SYSTEMS = "systems", N_("Systems")
    OTHER = "other", N_("Other")

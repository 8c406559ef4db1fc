"""The mails around sanctions: a supplier is heard, the secretariat is asked, and other buyers are alerted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.message import Message, ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class SupplierHeard(ToSupplier, kind="supplier_heard", label=N_("Opportunity for the supplier to comment")):
    """The text of a letter that asks the supplier to comment before anything is decided; answered by replying."""

    case_number: str = ""
    letter_number: str
    paragraphs: tuple[str, ...]
    due_on: date


@dataclass(frozen=True, kw_only=True)
class AlertAsked(Message, kind="alert_asked", label=N_("Alert to check and send")):
    """An organisation asks the secretariat to alert the others; the facts stand on the page."""

    supplier_name: str
    asker_name: str


@dataclass(frozen=True, kw_only=True)
class AlertSent(Message, kind="alert_sent", label=N_("Alert about a supplier")):
    """The reader's organisation buys from a supplier with something serious unremedied; it decides for itself."""

    supplier_name: str

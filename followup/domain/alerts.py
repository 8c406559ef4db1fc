"""Joint alerts: facts about something serious that stays unremedied, checked by the secretariat; each buyer decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.deviations import OPEN, DeviationStatus, Severity
from followup.domain.sanctions import SERIOUS, AlertStance
from followup.errors import N_, Conflict, Invalid, Reason

NOT_SERIOUS = Reason(
    "alert.not_serious", N_("Other buyers are alerted of what is major or critical and not corrected, nothing else.")
)
NO_COOPERATION = Reason("alert.no_cooperation", N_("Your organisation is in no cooperation that could be alerted."))
ASKED_BEFORE = Reason("alert.asked_before", N_("The secretariat has been asked already about this supplier and grade."))
SENT = Reason("alert.sent", N_("The alert has been sent and can no longer be changed."))
NOT_SENT = Reason("alert.not_sent", N_("The alert has not been sent yet."))
ENDED = Reason("alert.ended", N_("The alert has ended."))
NOBODY = Reason("alert.nobody", N_("No other organisation of the cooperation buys from this supplier."))
NOTE_NEEDED = Reason("alert.note_needed", N_("Write the reason why no step is taken."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """What the others are to know: facts only, no answers of the supplier and nobody behind it."""

    cooperation_id: str
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDecided:
    """What one organisation does about its own contracts."""

    stance: AlertStance
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """Which page of the alerts."""

    after: str | None = None


def check_serious(severity: Severity, status: DeviationStatus) -> None:
    """Refuse to alert others of what is minor, not sent or mended.

    Errors: Conflict("alert.not_serious").
    """
    if severity not in SERIOUS or status not in OPEN:
        raise Conflict(NOT_SERIOUS)


def check_open(ended_on: date | None) -> None:
    """Refuse to go on with what has ended.

    Errors: Conflict("alert.ended").
    """
    if ended_on is not None:
        raise Conflict(ENDED)


def check_decided(decided: AlertDecided) -> None:
    """Refuse to take no step without a reason.

    Errors: Invalid at note.
    """
    if decided.stance is AlertStance.NONE and not decided.note:
        raise Invalid.at("note", NOTE_NEEDED)

"""The register of auditors: who may audit what, how long, how many days a year, and at what cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.code_of_conduct import Area
from followup.domain.codes import Coded
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.money import Money
from followup.errors import N_, Invalid, Reason

AUDIT_KINDS = (FollowUpKind.OFFICE_AUDIT, FollowUpKind.SITE_AUDIT, FollowUpKind.FOLLOW_UP_AUDIT)
RETIRED = Reason("auditor.retired", N_("This auditor is no longer used. Choose another, or enter the auditor anew."))
NOT_EXTERNAL = Reason(
    "auditor.not_external", N_("This auditor signs in as a user here, and needs no link. Choose one from outside.")
)
NO_LONGER_COMPETENT = Reason(
    "auditor.not_competent", N_("The auditor's competence ended on {on}. Renew it in the register, or choose another.")
)


class Tongue(Coded):
    """Languages an auditor works in."""

    SWEDISH = "sv", N_("Swedish")
    NORWEGIAN = "nb", N_("Norwegian")
    ENGLISH = "en", N_("English")
    MANDARIN = "zh", N_("Mandarin")
    HINDI = "hi", N_("Hindi")
    MALAY = "ms", N_("Malay")
    TURKISH = "tr", N_("Turkish")
    BOSNIAN = "bs", N_("Bosnian, Croatian or Serbian")
    OTHER = "other", N_("Another language")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAuditor:
    """What the register keeps of an auditor; `user_id` where it is a user of one's own."""

    name: str
    email: str
    employer: str = ""
    user_id: str | None = None
    kinds: tuple[FollowUpKind, ...] = ()
    areas: tuple[Area, ...] = ()
    languages: tuple[Tongue, ...] = ()
    competent_until: date | None = None
    days_per_year: int | None = None
    day_cost: Money | None = None

    @property
    def competences(self) -> dict[str, object]:
        """Return the competences by code."""
        return {
            "kinds": [str(code) for code in self.kinds],
            "areas": [str(code) for code in self.areas],
            "languages": [str(code) for code in self.languages],
        }


def check_usable(*, retired: bool, competent_until: date | None, until: date) -> None:
    """Refuse an auditor who is no longer used, or not competent on the last day of the audit.

    Errors: Invalid("auditor.retired"), Invalid("auditor.not_competent") at auditor_id.
    """
    if retired:
        raise Invalid.at("auditor_id", RETIRED)
    if competent_until is not None and competent_until < until:
        raise Invalid.at("auditor_id", NO_LONGER_COMPETENT.but(on=competent_until))


def days_in_year(starts_on: date, ends_on: date, year: int) -> int:
    """Return how many days of an audit fall within a year; the first and the last day both count."""
    first, last = max(starts_on, date(year, 1, 1)), min(ends_on, date(year, 12, 31))
    return max((last - first + timedelta(days=1)).days, 0)

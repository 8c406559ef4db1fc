"""The audit programme of a year: what the audits are for, what can go wrong, with what resources, what was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.errors import N_, Invalid, Reason

REVIEW_UNDATED = Reason("audit_programme.review_undated", N_("Say on which day the programme was reviewed."))
REVIEW_EMPTY = Reason("audit_programme.review_empty", N_("Write what the review found."))
REVIEW_TO_COME = Reason("audit_programme.review_to_come", N_("The review cannot lie in the future (today is {today})."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProgramme:
    """A year's programme; the review is added when the year is over, or during it."""

    year: int
    objectives: str
    risks: str = ""
    resources: str = ""
    audit_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedProgramme:
    """The programme as it stands now, with its review."""

    objectives: str
    risks: str = ""
    resources: str = ""
    audit_days: int | None = None
    review: str = ""
    reviewed_on: date | None = None

    def check(self, today: date) -> None:
        """Refuse a review without a day, a day without a review, and one that is still to come.

        Errors: Invalid at review or reviewed_on.
        """
        if self.review and self.reviewed_on is None:
            raise Invalid.at("reviewed_on", REVIEW_UNDATED)
        if self.reviewed_on is not None and not self.review:
            raise Invalid.at("review", REVIEW_EMPTY)
        if self.reviewed_on is not None and self.reviewed_on > today:
            raise Invalid.at("reviewed_on", REVIEW_TO_COME.but(today=today))

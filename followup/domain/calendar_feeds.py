"""Calendar addresses: whose follow-ups one gives, from when to when, and what a calendar may say of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from followup.domain.calendar import add_months
from followup.domain.codes import Coded
from followup.errors import N_, Reason

# Source of the numbers here: defaults of this service.
MONTHS_BACK = 12
MONTHS_AHEAD = 24
CANCELLED_DAYS = 90  # what is cancelled stays that long, so that each program has fetched it
ENTRIES_MOST = 2_000
FEEDS_MOST = 10

TOO_MANY = Reason(
    "calendar_feed.too_many", N_("You have {most} calendar addresses. Revoke one before you make another.")
)


class FeedReach(Coded):
    """Whose follow-ups an address gives."""

    OWN = "own", N_("My own: given to me, or of contracts that I manage or stand in for")
    WHOLE = "whole", N_("All of the organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """An address to make."""

    reach: FeedReach


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that a calendar has, and since when something must have been cancelled to be left out."""

    first_on: date
    last_on: date
    cancelled_since: datetime

    @classmethod
    def around(cls, today: date, now: datetime) -> Window:
        """Return the window of a day."""
        return cls(
            first_on=add_months(today, -MONTHS_BACK),
            last_on=add_months(today, MONTHS_AHEAD),
            cancelled_since=now - timedelta(days=CANCELLED_DAYS),
        )


def entry_title(kind: str, number: str, case_number: str) -> str:
    """Return what a calendar says: what is done, and a number. Calendars are shared, so no name of anybody stands here.

    Shape: `kind` in the reader's language.
    """
    return f"{kind}, {number or case_number}" if number or case_number else kind

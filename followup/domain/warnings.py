"""Warnings: the days before which somebody must act on a contract or a certificate, and how long before to say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import days_left
from followup.domain.codes import Coded
from followup.errors import N_

CONTRACT_STEPS = (365, 180, 90, 30)  # Source: default of this service, days before notice date, option and end
CERTIFICATE_STEPS = (60, 30, 7)  # Source: issue B, days before a certificate ends
AHEAD_DAYS = 90  # Source: default of this service, how far ahead the start page looks for what ends
LINE_LONGEST = 200


class DeadlineKind(Coded):
    """What comes to pass on the day."""

    NOTICE = "notice", N_("Last day to give notice")
    OPTION = "option", N_("Last day to decide on the option")
    END = "end", N_("Last day of the contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day before which something must be decided; `about` is the public id of the option that it belongs to."""

    kind: DeadlineKind
    on: date
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A deadline that has come within one of the steps; `step` is in days before it."""

    deadline: Deadline
    step: int


def notice_on(ends_on: date | None, notice_days: int | None) -> date | None:
    """Return the last day on which notice can be given so that its period has run out when the contract ends."""
    if ends_on is None or notice_days is None:
        return None
    try:
        return ends_on - timedelta(days=notice_days)
    except OverflowError:
        return None


def deadlines(
    ends_on: date | None, notice_days: int | None, options: Iterable[tuple[str, date]] = ()
) -> Sequence[Deadline]:
    """Return all that must be decided on a contract, the earliest first.

    Shape: `options` as (public id, last day to decide) of those that are open. A notice period of no days adds
    nothing to the end itself.
    """
    found = [Deadline(kind=DeadlineKind.OPTION, on=on, about=about) for about, on in options]
    last_notice = notice_on(ends_on, notice_days) if notice_days else None
    if last_notice is not None:
        found.append(Deadline(kind=DeadlineKind.NOTICE, on=last_notice))
    if ends_on is not None:
        found.append(Deadline(kind=DeadlineKind.END, on=ends_on))
    return sorted(found, key=lambda deadline: (deadline.on, deadline.kind, deadline.about))


def step_reached(on: date, today: date, steps: Iterable[int]) -> int | None:
    """Return the nearest step that has come, in days before; None while it is far off and once the day has passed.

    A night that was missed is made good by the nearest step only.
    """
    left = days_left(on, today)
    return min((step for step in steps if left <= step), default=None) if left >= 0 else None


def alerts(found: Iterable[Deadline], today: date) -> Sequence[Alert]:
    """Return the deadlines to warn of today, each with the step it has reached."""
    reached = ((deadline, step_reached(deadline.on, today, CONTRACT_STEPS)) for deadline in found)
    return [Alert(deadline=deadline, step=step) for deadline, step in reached if step is not None]


def is_ahead(on: date, today: date) -> bool:
    """Return whether the start page shows it: today or within the days that it looks ahead."""
    return 0 <= days_left(on, today) <= AHEAD_DAYS


def as_line(text: str) -> str:
    """Return a person's text as one line that may stand in a mail: short, and nothing that a header could decode."""
    line = " ".join(text.split()).replace("=?", "= ?")
    return line if len(line) <= LINE_LONGEST else f"{line[: LINE_LONGEST - 1].rstrip()}…"

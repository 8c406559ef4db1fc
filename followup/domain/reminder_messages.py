"""The mails that remind our own people: of one follow-up, or once a day of all that is late or due soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.digests import Matter
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.follow_ups import SOON_DAYS
from followup.domain.message import Message, ToManager
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class FollowUpReminder(ToManager, kind="follow_up_reminder", label=N_("Reminder of a follow-up")):
    """A follow-up is still to be done by us. `days_late` is 0 until its day has passed."""

    number: int
    follow_up_kind: str
    due_on: date
    days_late: int = 0

    @property
    def kind_name(self) -> FollowUpKind:
        """Return what is to be done, as a code with a label."""
        return FollowUpKind.of(self.follow_up_kind)


@dataclass(frozen=True, kw_only=True)
class Digest(Message, kind="digest", label=N_("Daily digest")):
    """What is late and what is due soon, at most once a day.

    Shape: `matters`, `names` and `days` belong together, one of each for a line, the earliest first; the counts are of
    all there is, also of what has no line.
    """

    late_count: int
    soon_count: int
    matters: tuple[str, ...]
    names: tuple[str, ...]
    days: tuple[str, ...]
    path: str

    @property
    def soon_days(self) -> int:
        """Return how many days the mail looks ahead."""
        return SOON_DAYS

    @property
    def lines(self) -> Sequence[tuple[Matter, str, date]]:
        """Return what each line says: what it is, which one, and by when."""
        days = map(date.fromisoformat, self.days)
        return list(zip(map(Matter.of, self.matters), self.names, days, strict=True))

    @property
    def left_out_count(self) -> int:
        """Return how much has no line."""
        return self.late_count + self.soon_count - len(self.days)

"""What a job gets to work with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from followup.domain.calendar import today_in
from followup.log import log
from followup.mail.deliver import Mailer
from followup.runtime import Runtime


@dataclass(slots=True)
class Work:
    """The long-lived things, the day the job is run for, what it did, and what went wrong first."""

    runtime: Runtime
    mailer: Mailer
    on: date | None = None
    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    first_error: str | None = None

    def today(self, zone: str) -> date:
        """Return the civil date in the zone, or the day the job was asked to run for."""
        return self.on or today_in(self.runtime.clock.now(), zone)

    def guarded(self, item: object, do: Callable[[], str]) -> None:
        """Do one item and count its outcome; an item that fails is logged and left for next time."""
        try:
            self.counts[do()] += 1
        except Exception as error:
            log.exception("job.item_failed", item=str(item), error=type(error).__name__)
            self.counts["failed"] += 1
            self.first_error = self.first_error or f"{item}: {type(error).__name__}: {error}"

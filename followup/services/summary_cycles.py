"""The secretariat's year with the annual summary: its dates set, members reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import CYCLE_CHANGED, CYCLE_OPENED, CYCLE_REMINDED
from followup.domain.secretariat_messages import FiguresWanted
from followup.domain.summary_checks import open_stops
from followup.domain.summary_cycles import Cycle, Progress
from followup.errors import N_, Conflict, Reason
from followup.models.organisations import Cooperation, Organisation
from followup.models.summaries import AnnualSummary, SummaryCycle
from followup.queries import summaries
from followup.queries import summary_cycles as queries
from followup.queries.rows import AnyRow
from followup.services.changes import put
from followup.services.own_figures import check_over
from followup.services.summaries import findings
from followup.transaction import Transaction

NOBODY_TO_REMIND = Reason("cycle.nobody_to_remind", N_("All members have confirmed. There is nobody to remind."))
REMINDED_TODAY = Reason("cycle.reminded_today", N_("The members were reminded today. Wait at least a day."))


@dataclass(frozen=True, slots=True)
class Work:
    """Where a year's summary is: what is set, who has confirmed, and the newest edition."""

    cooperation: Cooperation
    cycle: SummaryCycle | None
    members: Sequence[Organisation]
    confirmed: Sequence[AnyRow]
    newest: AnnualSummary | None
    progress: Progress

    @property
    def missing(self) -> Sequence[Organisation]:
        """Return the members that have not confirmed."""
        done = {row.organisation_id for row in self.confirmed}
        return [member for member in self.members if member.id not in done]


def work_on(tx: Transaction, cooperation_id: str, year: int) -> Work:
    """Return where the work on a year's summary is; for its secretariat."""
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.SUMMARY_REVIEW)
    cycle = queries.of_year(tx.session, cooperation.id, year)
    members = summaries.members(tx.session, cooperation.id, year)
    confirmed = queries.confirmed(tx.session, cooperation.id, year)
    newest = queries.newest(tx.session, cooperation.id, year)
    progress = Progress(
        is_over=tx.today.year > year,
        has_cycle=cycle is not None,
        member_count=len(members),
        confirmed=frozenset(row.public_id for row in confirmed),
        status=newest.status if newest else None,
        sources=frozenset(newest.sources) if newest else frozenset(),
        stop_count=len(open_stops(findings(newest), newest.accepted_checks)) if newest else 0,
    )
    return Work(cooperation, cycle, members, confirmed, newest, progress)


def put_dates(tx: Transaction, cooperation_id: str, year: int, new: Cycle, version: int | None) -> SummaryCycle:
    """Open the work on a year's summary, or change its dates and threshold.

    Errors: Invalid as `Cycle.checked`; Conflict("stale").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.SUMMARY_COMPILE)
    new = new.checked(year)
    columns: dict[str, object] = {
        "confirm_by": new.confirm_by,
        "publish_by": new.publish_by,
        "threshold": new.threshold,
        "note": new.note,
    }
    cycle = queries.of_year(tx.session, cooperation.id, year)
    if cycle is not None:
        tx.check_version(cycle, version)
        changed = put(cycle, columns)
        if changed:
            tx.journal(CYCLE_CHANGED, cycle, fields=changed)
            tx.flush()
        return cycle
    cycle = tx.add(
        SummaryCycle(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            year=year,
            opened_by_id=tx.actor.user_id,
            opened_at=tx.now,
            **columns,
        )
    )
    tx.journal(CYCLE_OPENED, cycle, year=year, confirm_by=new.confirm_by)
    return cycle


def missing(tx: Transaction, cycle_id: str) -> Sequence[int]:
    """Return the keys of the members that have not confirmed, for the look-up of whom to remind."""
    cycle = tx.get(SummaryCycle, cycle_id, to=Permission.SUMMARY_COMPILE)
    done = {row.organisation_id for row in queries.confirmed(tx.session, cycle.cooperation_id, cycle.year)}
    members = summaries.members(tx.session, cycle.cooperation_id, cycle.year)
    return [member.id for member in members if member.id not in done]


def remind(tx: Transaction, cycle_id: str, approvers: Sequence[AnyRow]) -> SummaryCycle:
    """Remind those who confirm figures for a member that has not; `approvers` as `queries.summary_cycles.approvers`.

    Errors: Conflict("figures.year_running", "cycle.nobody_to_remind", "cycle.reminded_today").
    """
    cycle = tx.get(SummaryCycle, cycle_id, to=Permission.SUMMARY_COMPILE)
    check_over(tx, cycle.year)
    if not approvers:
        raise Conflict(NOBODY_TO_REMIND)
    if cycle.reminded_at is not None and (tx.now - cycle.reminded_at).days < 1:
        raise Conflict(REMINDED_TODAY)
    cooperation = tx.follow(Cooperation, cycle.cooperation_id)
    for one in approvers:
        tx.post(_mail(cycle, cooperation, one, tx.today.isoformat()), about=cycle)
    cycle.reminded_at = tx.now
    tx.journal(CYCLE_REMINDED, cycle, count=len({one.organisation_name for one in approvers}))
    tx.flush()
    return cycle


def _mail(cycle: SummaryCycle, cooperation: Cooperation, to: AnyRow, today: str) -> FiguresWanted:
    return FiguresWanted(
        recipient_address=to.email,
        recipient_name=to.name,
        locale=to.language,
        dedupe_key=f"figures_wanted:{cycle.public_id}:{to.public_id}:{today}",
        thread=cycle.public_id,
        path=f"/summaries/own/{cycle.year}",
        cooperation_name=cooperation.name,
        organisation_name=to.organisation_name,
        year=cycle.year,
        due_on=cycle.confirm_by,
    )

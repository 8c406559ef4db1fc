"""The secretariat's year with the annual summary: checklist, dates, reminding, findings, what an edition corrects."""

from __future__ import annotations

from typing import Any

from followup import i18n
from followup.domain.editions import check_year
from followup.domain.permissions import Permission
from followup.domain.summary_checks import Finding, Level
from followup.domain.summary_cycles import Acceptance, Cycle, Erratum, default_cycle
from followup.domain.suppression import THRESHOLD
from followup.models.organisations import Cooperation
from followup.models.summaries import AnnualSummary
from followup.queries import journal
from followup.queries import summary_cycles as queries
from followup.schemas.summary_cycles import AcceptanceSchema, CycleSchema, ErratumSchema, SummaryCycleSchema
from followup.services import summaries, summary_cycles
from followup.services.summaries import COMPILER
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("summary_cycles")


@room.page("/summary-cycles/<cooperation_id>/<int:year>", needs=Permission.SUMMARY_REVIEW)
def show(tx: Transaction, cooperation_id: str, year: int) -> dict[str, Any]:
    """Return the checklist of a year, who has confirmed, and what is to be done next."""
    work = summary_cycles.work_on(tx, cooperation_id, check_year(year))
    ids = [one.public_id for one in (work.cycle, work.newest) if one is not None]
    return {
        "work": work,
        "year": year,
        "proposed": default_cycle(year),
        "confirmed": {row.organisation_id: row.confirmed_at for row in work.confirmed},
        "history": journal.history(tx.session, ids),
    }


@room.read("/summary-cycles/<cooperation_id>/<int:year>", needs=Permission.SUMMARY_REVIEW, gives=SummaryCycleSchema)
def get_summary_cycle(tx: Transaction, cooperation_id: str, year: int) -> dict[str, Any]:
    """Return where the work on a year's summary is."""
    work = summary_cycles.work_on(tx, cooperation_id, check_year(year))
    return {
        "year": year,
        "confirm_by": work.cycle.confirm_by if work.cycle else None,
        "publish_by": work.cycle.publish_by if work.cycle else None,
        "threshold": work.cycle.threshold if work.cycle else THRESHOLD,
        "stages": [{"stage": stage, "is_done": is_done} for stage, is_done in work.progress.stages()],
        "missing": [member.public_id for member in work.missing],
        "findings": summaries.findings(work.newest) if work.newest else (),
    }


def _dates_form(tx: Transaction, cooperation_id: str, year: int) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.SUMMARY_COMPILE)
    cycle = queries.of_year(tx.session, cooperation.id, check_year(year))
    now = cycle or default_cycle(year)
    return Shown(
        data={name: getattr(now, name) for name in ("confirm_by", "publish_by", "threshold", "note")},
        version=cycle.version if cycle else None,
        context={"cooperation": cooperation, "year": year},
    )


@room.form(
    "/summary-cycles/<cooperation_id>/<int:year>/dates",
    needs=Permission.SUMMARY_COMPILE,
    takes=CycleSchema,
    template="summary_cycles/dates.html",
    shows=_dates_form,
    versioned=True,
)
def put_dates(tx: Transaction, new: Cycle, cooperation_id: str, year: int, version: int | None) -> Any:
    """Open the work on a year's summary, or change its dates."""
    summary_cycles.put_dates(tx, cooperation_id, check_year(year), new, version)
    return see_other("summary_cycles.show", cooperation_id=cooperation_id, year=year, notice="saved")


@room.action("/summary-cycles/<cycle_id>/remind", needs=Permission.SUMMARY_COMPILE)
def remind(tx: Transaction, cycle_id: str) -> Any:
    """Remind the members that have not confirmed; who that is, is looked up by a transaction of its own."""
    keys = summary_cycles.missing(tx, cycle_id)
    with runtime().transaction(COMPILER, read_only=True) as everything:
        approvers = queries.approvers(everything.session, keys)
    cycle = summary_cycles.remind(tx, cycle_id, approvers)
    cooperation = tx.follow(Cooperation, cycle.cooperation_id)
    return see_other("summary_cycles.show", cooperation_id=cooperation.public_id, year=cycle.year, notice="sent")


def _accept_form(tx: Transaction, summary_id: str) -> Shown:
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    waiting = [
        one for one in summaries.findings(summary) if one.level is Level.STOP and one.key not in summary.accepted_checks
    ]
    names = queries.names(tx.session, {one.organisation for one in waiting})
    return Shown(
        choices={"finding": [(one.key, said(one, names)) for one in waiting]},
        version=summary.version,
        context={"summary": summary},
    )


@room.form(
    "/summaries/<summary_id>/accept",
    needs=Permission.SUMMARY_REVIEW,
    takes=AcceptanceSchema,
    template="summary_cycles/accept.html",
    shows=_accept_form,
    versioned=True,
)
def accept(tx: Transaction, new: Acceptance, summary_id: str, version: int | None) -> Any:
    """Let a finding stand, with a reason."""
    summaries.accept(tx, summary_id, new, version)
    return see_other("summaries.show", summary_id=summary_id, notice="saved")


def _erratum_form(tx: Transaction, summary_id: str) -> Shown:
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    return Shown(data=summary.erratum or {}, version=summary.version, context={"summary": summary})


@room.form(
    "/summaries/<summary_id>/erratum",
    needs=Permission.SUMMARY_REVIEW,
    takes=ErratumSchema,
    template="summary_cycles/erratum.html",
    shows=_erratum_form,
    versioned=True,
)
def explain(tx: Transaction, new: Erratum, summary_id: str, version: int | None) -> Any:
    """Say what a later edition corrects."""
    summaries.explain(tx, summary_id, new, version)
    return see_other("summaries.show", summary_id=summary_id, notice="saved")


def said(finding: Finding, names: dict[str, str]) -> str:
    """Return a finding as one line: of whom, in which figure, and what is wrong."""
    place = [names.get(finding.organisation, "")]
    if finding.indicator is not None:
        place.append(i18n.gettext(finding.indicator.label))
    what = i18n.gettext(finding.check.label, before=finding.before, now=finding.now)
    return " · ".join([*(text for text in place if text), what])

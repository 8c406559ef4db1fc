"""Deviations of a year in an organisation's own figures, and the audits that are closed when none is left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_

from followup.domain.deviations import VOID
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.indicators import Indicator
from followup.domain.schedule import AUDITS, FollowUpKind
from followup.domain.sharing import DeviationFacts
from followup.models.audits import Audit
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.suppliers import SupplierSite
from followup.queries.figure_lines import Line, Year, about_contract, line
from followup.queries.rows import AnyRow, AnySelect


def statement(year: Year) -> AnySelect:
    """Return the statement of what was issued until the end of the year and not closed before its beginning."""
    deviation = (
        Deviation.public_id.label("deviation_id"),
        Deviation.title.label("deviation_title"),
        Deviation.severity,
        Deviation.area,
        func.coalesce(Deviation.country, SupplierSite.country).label("country"),
        Deviation.issued_on,
        Deviation.plan_due_on,
        Deviation.closure_due_on,
        Deviation.plan_submitted_at,
        Deviation.closed_on,
    )
    audit = (FollowUp.public_id, FollowUp.kind, FollowUp.status, FollowUp.done_on, Audit.site_id)
    return (
        about_contract(*deviation, *audit, JointFollowUp.public_id.label("joint_id"), JointFollowUp.lead_id)
        .join(Deviation, Deviation.contract_id == Contract.id)
        .outerjoin(SupplierSite, SupplierSite.id == Deviation.site_id)
        .outerjoin(FollowUp, FollowUp.id == Deviation.follow_up_id)
        .outerjoin(Audit, Audit.follow_up_id == FollowUp.id)
        .outerjoin(JointFollowUp, JointFollowUp.id == FollowUp.joint_id)
        .where(
            Deviation.issued_on <= year.last_on,
            Deviation.status.not_in(sorted(VOID)),
            or_(Deviation.closed_on.is_(None), Deviation.closed_on >= year.first_on),
        )
    )


def of(row: AnyRow, year: Year) -> Iterator[Line]:
    """Yield what a deviation counts as in the year."""

    def counts(indicator: Indicator, on: date, days: int | None = None) -> Line:
        return line(
            indicator,
            row,
            "deviation",
            on,
            title=row.deviation_title,
            public_id=row.deviation_id,
            detail=row.severity.value,
            days=days,
            topic=row.area.value if row.area else "",
            country=row.country or "",
        )

    closed_on = year.past(row.closed_on)
    if year.holds(row.issued_on):
        yield counts(Indicator.DEVIATIONS_ISSUED, row.issued_on)
    if closed_on is None:
        yield counts(Indicator.DEVIATIONS_OPEN, row.issued_on)
        if _facts(row, year).is_late(year.last_on):
            yield counts(Indicator.DEVIATIONS_OVERDUE, row.closure_due_on)
        return
    days = (closed_on - row.issued_on).days
    yield counts(Indicator.DEVIATIONS_CLOSED, closed_on, days)
    if closed_on <= row.closure_due_on:
        yield counts(Indicator.DEVIATIONS_CLOSED_IN_TIME, closed_on, days)


def facts_by_light(rows: Sequence[AnyRow], year: Year) -> Mapping[tuple[str, str | None], list[DeviationFacts]]:
    """Return the deviations as they stood at the end of the year, by supplier and category."""
    found: dict[tuple[str, str | None], list[DeviationFacts]] = {}
    for row in rows:
        found.setdefault((row.supplier_id, row.category), []).append(_facts(row, year))
    return found


def _facts(row: AnyRow, year: Year) -> DeviationFacts:
    return DeviationFacts(
        severity=row.severity,
        plan_due_on=row.plan_due_on,
        closure_due_on=row.closure_due_on,
        plan_submitted_on=year.day(row.plan_submitted_at),
        closed_on=year.past(row.closed_on),
    )


def closed_audits(
    deviations: Sequence[AnyRow], follow_ups: Sequence[AnyRow], year: Year, organisation_id: int | None
) -> Iterator[Line]:
    """Yield the audits closed in the year: completed, and the last of their deviations closed, if there were any."""
    still_open = {row.public_id for row in deviations if year.past(row.closed_on) is None}
    last: dict[str, date] = {}
    for row in deviations:
        closed_on = year.past(row.closed_on)
        if closed_on is not None and row.public_id is not None:
            last[row.public_id] = max(closed_on, last.get(row.public_id, closed_on))
    audits = {row.public_id: row for row in (*follow_ups, *deviations) if row.kind in AUDITS and _is_done(row, year)}
    for key, row in audits.items():
        on = last.get(key, row.done_on)
        if key not in still_open and year.holds(max(on, row.done_on)):
            indicator = Indicator.SITE_AUDITS_CLOSED if is_at_site(row) else Indicator.OFFICE_AUDITS_CLOSED
            yield line(indicator, row, "follow_up", max(on, row.done_on), **joint(row, organisation_id))


def _is_done(row: AnyRow, year: Year) -> bool:
    return row.status is FollowUpStatus.COMPLETED and year.past(row.done_on) is not None


def done_in(row: AnyRow, year: Year) -> date | None:
    """Return the day on which a follow-up was completed, if it lies in the year."""
    done_on: date | None = row.done_on
    return done_on if row.status is FollowUpStatus.COMPLETED and year.holds(done_on) else None


def is_at_site(row: AnyRow) -> bool:
    """Return whether an audit was held where something is made; a follow-up audit is where a site is named."""
    return row.kind is FollowUpKind.SITE_AUDIT or (row.kind is FollowUpKind.FOLLOW_UP_AUDIT and row.site_id is not None)


def joint(row: AnyRow, organisation_id: int | None) -> dict[str, Any]:
    """Return what an item says of the joint follow-up that it was part of."""
    if row.joint_id is None:
        return {}
    return {"joint": row.joint_id, "benefits": row.lead_id != organisation_id}

"""What counts in an organisation's own figures of a year, each thing with the row behind it, in a few statements.

Everything is seen as it was on 31 December, as far as the rows still tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.domain.calendar import today_in, year_bounds
from followup.domain.deviations import VOID
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.indicators import Indicator
from followup.domain.schedule import AUDITS
from followup.domain.sharing import DeviationFacts, traffic_light
from followup.domain.summaries import Item
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation, Submission
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that counts, and the page on which it can be looked at.

    Shape: `noun` is contract, follow_up, deviation, result or supplier; `public_id` is that page's.
    """

    item: Item
    noun: str
    public_id: str
    title: str
    supplier_name: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A calendar year in an organisation's zone."""

    number: int
    zone: str

    @property
    def first_on(self) -> date:
        """Return 1 January."""
        return year_bounds(self.number)[0]

    @property
    def last_on(self) -> date:
        """Return 31 December, on which the year is cut off."""
        return year_bounds(self.number)[1]

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Return the first instant of the year and the first one after it."""
        zone = ZoneInfo(self.zone)
        after = self.last_on + timedelta(days=1)
        return (
            datetime.combine(self.first_on, time(), zone).astimezone(UTC),
            datetime.combine(after, time(), zone).astimezone(UTC),
        )

    def day(self, instant: datetime | None) -> date | None:
        """Return the civil date of an instant up to the end of the year; what came later had not happened."""
        return self.past(today_in(instant, self.zone)) if instant else None

    def past(self, on: date | None) -> date | None:
        """Return the day if it is not after the end of the year."""
        return on if on is not None and on <= self.last_on else None

    def holds(self, on: date | None) -> bool:
        """Return whether the day lies in the year."""
        return on is not None and self.first_on <= on <= self.last_on


def lines(session: Session, year: Year, organisation_id: int | None) -> tuple[Line, ...]:
    """Return all that counts for the organisation in the year, indicator by indicator."""
    deviations = session.execute(_deviations(year)).all()
    found = (
        *_of_contracts(session, year),
        *_of_follow_ups(session, year),
        *_of_self_assessments(session, year),
        *_of_results(session, year, organisation_id),
        *(line for row in deviations for line in _of_deviation(row, year)),
        *_lights(session, year, deviations),
    )
    order = {indicator: place for place, indicator in enumerate(Indicator)}
    return tuple(sorted(found, key=lambda line: (order[line.item.indicator], line.title, line.public_id)))


def _of_contracts(session: Session, year: Year) -> Iterator[Line]:
    in_force = (
        Contract.starts_on <= year.last_on,
        or_(Contract.ends_on.is_(None), Contract.ends_on >= year.last_on),
    )
    statement = _about_contract(Contract.public_id, Contract.code_version_id, Contract.starts_on).where(*in_force)
    for row in session.execute(statement):
        yield _line(Indicator.ACTIVE_CONTRACTS, row, "contract", row.starts_on)
        if row.code_version_id is not None:
            yield _line(Indicator.CONTRACTS_WITH_CLAUSE, row, "contract", row.starts_on)


def _of_follow_ups(session: Session, year: Year) -> Iterator[Line]:
    statement = (
        _about_contract(FollowUp.public_id, FollowUp.kind, FollowUp.done_on)
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .where(FollowUp.status == FollowUpStatus.COMPLETED, FollowUp.done_on.between(year.first_on, year.last_on))
    )
    for row in session.execute(statement):
        yield _line(Indicator.SUPPLIERS_FOLLOWED_UP, row, "follow_up", row.done_on)
        if row.kind in AUDITS:
            yield _line(Indicator.AUDITS_REPORTED, row, "follow_up", row.done_on)


def _of_self_assessments(session: Session, year: Year) -> Iterator[Line]:
    first = (
        select(Submission.invitation_id, func.min(Submission.submitted_at).label("at"))
        .group_by(Submission.invitation_id)
        .subquery()
    )
    statement = (
        _about_contract(FollowUp.public_id, Invitation.sent_on, Invitation.due_on, Invitation.assessed_at, first.c.at)
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .join(Invitation, Invitation.follow_up_id == FollowUp.id)
        .outerjoin(first, first.c.invitation_id == Invitation.id)
        .where(Invitation.sent_on.between(year.first_on, year.last_on))
    )
    for row in session.execute(statement):
        yield _line(Indicator.SELF_ASSESSMENTS_SENT, row, "follow_up", row.sent_on)
        answered_on, assessed_on = year.day(row.at), year.day(row.assessed_at)
        if answered_on is not None:
            yield _line(Indicator.SELF_ASSESSMENTS_ANSWERED, row, "follow_up", answered_on)
        if answered_on is not None and answered_on <= row.due_on:
            yield _line(Indicator.SELF_ASSESSMENTS_IN_TIME, row, "follow_up", answered_on)
        if assessed_on is not None:
            yield _line(Indicator.SELF_ASSESSMENTS_ASSESSED, row, "follow_up", assessed_on)


def _of_results(session: Session, year: Year, organisation_id: int | None) -> Iterator[Line]:
    """Yield what was shared, a result that two cooperations read only once."""
    first, after = year.instants
    statement = (
        _about_contract(
            func.min(SharedResult.public_id).label("public_id"), func.min(SharedResult.shared_at).label("shared_at")
        )
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .join(SharedResult, SharedResult.follow_up_id == FollowUp.id)
        .where(
            SharedResult.organisation_id == organisation_id,
            SharedResult.withdrawn_at.is_(None),
            SharedResult.shared_at >= first,
            SharedResult.shared_at < after,
        )
        .group_by(FollowUp.id, *_ABOUT)
    )
    for row in session.execute(statement):
        yield _line(Indicator.RESULTS_SHARED, row, "result", year.day(row.shared_at))


def _deviations(year: Year) -> AnySelect:
    """Return the statement of what was issued until the end of the year and not closed before its beginning."""
    return (
        _about_contract(
            Deviation.public_id,
            Deviation.severity,
            Deviation.issued_on,
            Deviation.plan_due_on,
            Deviation.closure_due_on,
            Deviation.plan_submitted_at,
            Deviation.closed_on,
            Deviation.title.label("deviation_title"),
        )
        .join(Deviation, Deviation.contract_id == Contract.id)
        .where(
            Deviation.issued_on <= year.last_on,
            Deviation.status.not_in(sorted(VOID)),
            or_(Deviation.closed_on.is_(None), Deviation.closed_on >= year.first_on),
        )
    )


def _of_deviation(row: AnyRow, year: Year) -> Iterator[Line]:
    def line(indicator: Indicator, on: date, days: int | None = None) -> Line:
        return _line(indicator, row, "deviation", on, detail=row.severity, days=days, title=row.deviation_title)

    closed_on = year.past(row.closed_on)
    if year.holds(row.issued_on):
        yield line(Indicator.DEVIATIONS_ISSUED, row.issued_on)
    if closed_on is None:
        yield line(Indicator.DEVIATIONS_OPEN, row.issued_on)
        if _facts(row, year).is_late(year.last_on):
            yield line(Indicator.DEVIATIONS_OVERDUE, row.closure_due_on)
        return
    days = (closed_on - row.issued_on).days
    yield line(Indicator.DEVIATIONS_CLOSED, closed_on, days)
    if closed_on <= row.closure_due_on:
        yield line(Indicator.DEVIATIONS_CLOSED_IN_TIME, closed_on, days)


def _facts(row: AnyRow, year: Year) -> DeviationFacts:
    """Return the deviation as it stood at the end of the year."""
    return DeviationFacts(
        severity=row.severity,
        plan_due_on=row.plan_due_on,
        closure_due_on=row.closure_due_on,
        plan_submitted_on=year.day(row.plan_submitted_at),
        closed_on=year.past(row.closed_on),
    )


def _lights(session: Session, year: Year, deviations: Sequence[AnyRow]) -> Iterator[Line]:
    """Yield one light for each supplier and category that the organisation had followed up."""
    last = func.max(FollowUp.done_on)
    statement = (
        select(Supplier.public_id, Supplier.public_id.label("supplier_id"), Supplier.name.label("supplier_name"))
        .add_columns(Contract.category, last.label("done_on"))
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .where(Contract.voided_at.is_(None), FollowUp.status == FollowUpStatus.COMPLETED)
        .where(FollowUp.done_on <= year.last_on)
        .group_by(Supplier.public_id, Supplier.name, Contract.category)
    )
    of: dict[tuple[str, str | None], list[DeviationFacts]] = {}
    for row in deviations:
        of.setdefault((row.supplier_id, row.category), []).append(_facts(row, year))
    for row in session.execute(statement):
        light = traffic_light(row.done_on, of.get((row.supplier_id, row.category), ()), year.last_on).light
        yield _line(Indicator.LIGHTS, row, "supplier", row.done_on, detail=light, title=row.supplier_name)


_ABOUT = (Supplier.public_id, Supplier.name, Contract.title, Contract.category)


def _about_contract(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> AnySelect:
    """Return a statement over the organisation's contracts, those by mistake left out, and their suppliers."""
    supplier = (Supplier.public_id.label("supplier_id"), Supplier.name.label("supplier_name"))
    return (
        select(*supplier, Contract.title, Contract.category)
        .add_columns(*columns)
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(Contract.voided_at.is_(None))
    )


def _line(
    indicator: Indicator,
    row: AnyRow,
    noun: str,
    on: date | None,
    *,
    detail: str = "",
    days: int | None = None,
    title: str = "",
) -> Line:
    item = Item(
        indicator=indicator, supplier=row.supplier_id, category=row.category or "", detail=str(detail), days=days
    )
    return Line(
        item=item,
        noun=noun,
        public_id=row.public_id,
        title=title or row.title,
        supplier_name=row.supplier_name,
        on=on,
    )

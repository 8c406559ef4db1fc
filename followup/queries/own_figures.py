"""What counts in an organisation's own figures of a year, each thing with the row behind it, in five statements.

Everything is seen as it was on 31 December, as far as the rows still tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.follow_ups import FollowUpStatus
from followup.domain.indicators import Indicator
from followup.domain.schedule import AUDITS
from followup.domain.sharing import Light, traffic_light
from followup.models.audits import Audit
from followup.models.contracts import Contract, ContractSite
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.questionnaires import Invitation, Submission
from followup.models.suppliers import Supplier
from followup.queries import own_deviations, own_results
from followup.queries.figure_lines import Line as Line
from followup.queries.figure_lines import Year as Year
from followup.queries.figure_lines import about_contract, line
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

_I = Indicator


def lines(session: Session, year: Year, organisation_id: int | None) -> tuple[Line, ...]:
    """Return all that counts for the organisation in the year, indicator by indicator."""
    deviations = session.execute(own_deviations.statement(year)).all()
    follow_ups = _follow_ups(session, year)
    contracts = _contracts(session, year)
    found = (
        *(one for row in contracts for one in _of_contract(row)),
        *(one for row in follow_ups for one in _of_follow_up(row, year, organisation_id)),
        *own_deviations.closed_audits(deviations, follow_ups, year, organisation_id),
        *own_results.lines(session, year, organisation_id),
        *(one for row in deviations for one in own_deviations.of(row, year)),
        *_lights(session, year, deviations, contracts),
    )
    order = {indicator: place for place, indicator in enumerate(Indicator)}
    return tuple(sorted(found, key=lambda line: (order[line.item.indicator], line.title, line.public_id)))


def _contracts(session: Session, year: Year) -> Sequence[AnyRow]:
    has_site = exists().where(ContractSite.contract_id == Contract.id)
    columns = (Contract.public_id, Contract.code_version_id, Contract.starts_on, Contract.production_country)
    return session.execute(
        about_contract(*columns, has_site.label("has_site")).where(
            Contract.starts_on <= year.last_on,
            or_(Contract.ends_on.is_(None), Contract.ends_on >= year.last_on),
        )
    ).all()


def _of_contract(row: AnyRow) -> Iterator[Line]:
    yield line(_I.ACTIVE_CONTRACTS, row, "contract", row.starts_on)
    if row.code_version_id is not None:
        yield line(_I.CONTRACTS_WITH_CLAUSE, row, "contract", row.starts_on)
    if row.production_country or row.has_site:
        yield line(_I.CONTRACTS_WITH_ORIGIN, row, "contract", row.starts_on)


def _follow_ups(session: Session, year: Year) -> Sequence[AnyRow]:
    """Return what was completed, sent or begun in the year, each follow-up once."""
    first, after = year.instants
    submission = (
        select(Submission.invitation_id, func.min(Submission.submitted_at).label("at"))
        .group_by(Submission.invitation_id)
        .subquery()
    )
    invitation = (Invitation.sent_on, Invitation.due_on, Invitation.assessed_at, submission.c.at.label("answered_at"))
    joint = (JointFollowUp.public_id.label("joint_id"), JointFollowUp.lead_id)
    return session.execute(
        about_contract(FollowUp.public_id, FollowUp.kind, FollowUp.status, FollowUp.done_on)
        .add_columns(Audit.begun_at, Audit.site_id, *invitation, *joint)
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .outerjoin(Audit, Audit.follow_up_id == FollowUp.id)
        .outerjoin(Invitation, Invitation.follow_up_id == FollowUp.id)
        .outerjoin(submission, submission.c.invitation_id == Invitation.id)
        .outerjoin(JointFollowUp, JointFollowUp.id == FollowUp.joint_id)
        .where(
            or_(
                and_(
                    FollowUp.status == FollowUpStatus.COMPLETED,
                    FollowUp.done_on.between(year.first_on, year.last_on),
                ),
                Invitation.sent_on.between(year.first_on, year.last_on),
                and_(Audit.begun_at >= first, Audit.begun_at < after),
            )
        )
    ).all()


def _of_follow_up(row: AnyRow, year: Year, organisation_id: int | None) -> Iterator[Line]:
    joint = own_deviations.joint(row, organisation_id)
    done_on = own_deviations.done_in(row, year)
    if done_on is not None:
        yield line(_I.SUPPLIERS_FOLLOWED_UP, row, "follow_up", done_on)
    if row.kind in AUDITS:
        at_site = own_deviations.is_at_site(row)
        begun_on = year.day(row.begun_at) or done_on
        if year.holds(begun_on):
            yield line(_I.SITE_AUDITS_BEGUN if at_site else _I.OFFICE_AUDITS_BEGUN, row, "follow_up", begun_on, **joint)
        if done_on is not None:
            reported = _I.SITE_AUDITS_REPORTED if at_site else _I.OFFICE_AUDITS_REPORTED
            yield line(reported, row, "follow_up", done_on, **joint)
            yield line(_I.AUDITS_REPORTED, row, "follow_up", done_on, **joint)
    if year.holds(row.sent_on):
        yield from _of_self_assessment(row, year)


def _of_self_assessment(row: AnyRow, year: Year) -> Iterator[Line]:
    yield line(_I.SELF_ASSESSMENTS_SENT, row, "follow_up", row.sent_on)
    answered_on, assessed_on = year.day(row.answered_at), year.day(row.assessed_at)
    if answered_on is not None:
        yield line(_I.SELF_ASSESSMENTS_ANSWERED, row, "follow_up", answered_on)
    if answered_on is not None and answered_on <= row.due_on:
        yield line(_I.SELF_ASSESSMENTS_IN_TIME, row, "follow_up", answered_on)
    if assessed_on is not None:
        yield line(_I.SELF_ASSESSMENTS_ASSESSED, row, "follow_up", assessed_on)


def _lights(session: Session, year: Year, deviations: Sequence[AnyRow], contracts: Sequence[AnyRow]) -> Iterator[Line]:
    """Yield one light for each supplier and category with a contract in force or that was followed up."""
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
    facts = own_deviations.facts_by_light(deviations, year)
    seen: set[tuple[str, str | None]] = set()
    for row in session.execute(statement):
        place = (row.supplier_id, row.category)
        seen.add(place)
        light = traffic_light(row.done_on, facts.get(place, ()), year.last_on).light
        yield _light(row, light, row.done_on)
    for row in contracts:
        if (row.supplier_id, row.category) not in seen:
            seen.add((row.supplier_id, row.category))
            light = traffic_light(None, facts.get((row.supplier_id, row.category), ()), year.last_on).light
            yield _light(row, light, None)


def _light(row: AnyRow, light: Light, on: date | None) -> Line:
    detail = light.value
    return line(_I.LIGHTS, row, "supplier", on, title=row.supplier_name, public_id=row.supplier_id, detail=detail)

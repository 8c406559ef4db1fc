"""Shared and reused results, sanctions and contact persons of a year in an organisation's own figures: one statement.

Its parts are put together by UNION ALL, so that a page with all own figures still asks the database few times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Date, String, case, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from followup.domain.calendar import add_months
from followup.domain.indicators import Indicator
from followup.domain.joint_follow_ups import JointStatus
from followup.domain.sanctions import Rung, SanctionStatus
from followup.models.base import Key
from followup.models.contracts import Contract
from followup.models.cooperation_bodies import ContactPerson
from followup.models.desk import Course, CourseRecord
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import Coverage, JointFollowUp
from followup.models.organisations import Cooperation, CooperationMember
from followup.models.sanctions import Sanction
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.models.types import UtcDateTime
from followup.queries.figure_lines import ABOUT, Line, Year, line
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

_I = Indicator
_NAMES = (
    "supplier_id",
    "supplier_name",
    "title",
    "category",
    "part",
    "public_id",
    "at",
    "on",
    "detail",
    "amount",
    "cost",
)


def lines(session: Session, year: Year, organisation_id: int | None) -> Iterator[Line]:
    """Yield what counts of what was shared, reused, led, decided against suppliers, and of contact persons."""
    parts = (_results, _covered, _led, _sanctions, _contact_persons, _courses)
    rows = session.execute(union_all(*(part(year, organisation_id) for part in parts))).all()
    by_part: dict[str, list[AnyRow]] = {}
    for row in rows:
        by_part.setdefault(row.part, []).append(row)
    for row in by_part.get("result", ()):
        yield line(_I.RESULTS_SHARED, row, "result", year.day(row.at))
    for row in by_part.get("covered", ()):
        yield from _of_covered(row)
    for row in by_part.get("led", ()):
        yield line(_I.FOLLOW_UPS_SPARED, row, "joint", row.on, amount=-1)
    for row in by_part.get("sanction", ()):
        yield line(_I.SANCTIONS_DECIDED, row, "sanction", row.on, detail=row.detail)
        if row.detail == Rung.PENALTY:
            yield line(_I.PENALTY_AMOUNT, row, "sanction", row.on, amount=row.amount)
    yield from _of_persons(by_part.get("person", ()), by_part.get("course", ()), year)


def _results(year: Year, organisation_id: int | None) -> AnySelect:
    """Return what was shared, a result that two cooperations read only once."""
    first, after = year.instants
    return (
        _part("result", func.min(SharedResult.public_id), at=func.min(SharedResult.shared_at))
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .join(SharedResult, SharedResult.follow_up_id == FollowUp.id)
        .where(
            SharedResult.organisation_id == organisation_id,
            SharedResult.withdrawn_at.is_(None),
            SharedResult.shared_at >= first,
            SharedResult.shared_at < after,
        )
        .group_by(FollowUp.id, *ABOUT)
    )


def _covered(year: Year, organisation_id: int | None) -> AnySelect:
    """Return the own follow-ups that were covered by others, with what the organisation's rules say they take."""
    how = case((Coverage.joint_id.is_(None), "reused"), else_="joint")
    cost = case((Coverage.currency == Cooperation.currency, Coverage.cost_minor), else_=cast(null(), Key))
    return (
        _part("covered", FollowUp.public_id, on=Coverage.covered_on, detail=how, amount=Coverage.minutes, cost=cost)
        .join(FollowUp, FollowUp.contract_id == Contract.id)
        .join(Coverage, Coverage.follow_up_id == FollowUp.id)
        .join(Cooperation, Cooperation.id == Coverage.cooperation_id)
        .where(
            Coverage.organisation_id == organisation_id,
            Coverage.is_performed.is_(False),
            Coverage.covered_on.between(year.first_on, year.last_on),
        )
    )


def _led(year: Year, organisation_id: int | None) -> AnySelect:
    """Return the joint follow-ups that the organisation led without one of its own plan."""
    joint = JointFollowUp
    performed = exists().where(
        Coverage.joint_id == joint.id, Coverage.organisation_id == joint.lead_id, Coverage.is_performed
    )
    supplier = (Supplier.public_id, Supplier.name, Supplier.name, joint.category)
    return (
        select(*_columns(supplier, "led", joint.public_id, on=joint.done_on))
        .select_from(joint)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .where(
            joint.lead_id == organisation_id,
            joint.status == JointStatus.REPORTED,
            joint.done_on.between(year.first_on, year.last_on),
            ~performed.correlate(joint),
        )
    )


def _sanctions(year: Year, organisation_id: int | None) -> AnySelect:
    """Return what was decided; the amount where it is in the currency of one of the organisation's cooperations."""
    currencies = (
        select(Cooperation.currency)
        .join(CooperationMember, CooperationMember.cooperation_id == Cooperation.id)
        .where(CooperationMember.organisation_id == organisation_id)
    )
    amount = case((Sanction.currency.in_(currencies), Sanction.amount_minor), else_=cast(null(), Key))
    rung = cast(Sanction.rung, String)
    return (
        _part("sanction", Sanction.public_id, on=Sanction.decided_on, detail=rung, amount=amount)
        .join(Sanction, Sanction.contract_id == Contract.id)
        .where(
            Sanction.status == SanctionStatus.DECIDED,
            Sanction.decided_on.between(year.first_on, year.last_on),
        )
    )


def _contact_persons(year: Year, organisation_id: int | None) -> AnySelect:
    person = ContactPerson
    nobody = (literal(""), literal(""), person.name, literal(""))
    return select(
        *_columns(nobody, "person", person.public_id, on=person.valid_from, detail=func.lower(person.email))
    ).where(
        person.organisation_id == organisation_id,
        person.valid_from <= year.last_on,
        or_(person.valid_to.is_(None), person.valid_to >= year.last_on),
    )


def _courses(year: Year, organisation_id: int | None) -> AnySelect:
    """Return the trainings for contact persons taken by then; `amount` is the months each is valid."""
    nobody = (literal(""), literal(""), Course.name, literal(""))
    return (
        select(
            *_columns(nobody, "course", ContactPerson.public_id, on=CourseRecord.done_on, amount=Course.valid_months)
        )
        .select_from(CourseRecord)
        .join(Course, Course.id == CourseRecord.course_id)
        .join(ContactPerson, ContactPerson.id == CourseRecord.contact_person_id)
        .where(
            CourseRecord.organisation_id == organisation_id,
            CourseRecord.done_on <= year.last_on,
            Course.is_for_contacts,
        )
    )


def _part(part: str, public_id: Any, **more: Any) -> AnySelect:
    """Return one part about the organisation's contracts, those by mistake left out."""
    return (
        select(*_columns(ABOUT, part, public_id, **more))
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(Contract.voided_at.is_(None))
    )


def _columns(supplier: Sequence[Any], part: str, public_id: Any, **more: Any) -> list[Any]:
    """Return the columns that all parts share, typed, since an empty one has no type of its own."""
    empty = {
        "at": cast(null(), UtcDateTime()),
        "on": cast(null(), Date()),
        "detail": cast(null(), String()),
        "amount": cast(null(), Key),
        "cost": cast(null(), Key),
    }
    values = (*supplier, literal(part), public_id, *({**empty, **more}.values()))
    return [value.label(name) for name, value in zip(_NAMES, values, strict=True)]


def _of_covered(row: AnyRow) -> Iterator[Line]:
    indicator = _I.RESULTS_REUSED if row.detail == "reused" else _I.JOINT_BENEFITED
    yield line(indicator, row, "follow_up", row.on)
    yield line(_I.FOLLOW_UPS_SPARED, row, "follow_up", row.on, amount=1)
    yield line(_I.SPARED_MINUTES, row, "follow_up", row.on, amount=row.amount)
    yield line(_I.SPARED_VALUE, row, "follow_up", row.on, amount=row.cost)


def _of_persons(persons: Iterable[AnyRow], courses: Iterable[AnyRow], year: Year) -> Iterator[Line]:
    """Yield each contact person once, whatever they are contact person for, and again where they are trained."""
    trained = {row.public_id for row in courses if row.amount is None or add_months(row.on, row.amount) >= year.last_on}
    by_mail: dict[str, list[AnyRow]] = {}
    for row in persons:
        by_mail.setdefault(row.detail, []).append(row)
    for rows in by_mail.values():
        yield line(_I.CONTACT_PERSONS, rows[0], "contact_person", rows[0].on)
        if any(row.public_id in trained for row in rows):
            yield line(_I.CONTACT_PERSONS_TRAINED, rows[0], "contact_person", rows[0].on)

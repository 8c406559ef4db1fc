"""Bases of invoices and credits, what is still to be invoiced, and who shares a cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.calendar import year_bounds
from followup.domain.charges import ChargeFilter
from followup.domain.cooperation_bodies import MemberRole, Outcome
from followup.domain.organisations import OrganisationKind
from followup.domain.splits import Sharer
from followup.models.cooperation_bodies import MemberDecision
from followup.models.funding import Charge, Contribution, SharedCost
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.queries import funding
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


def listed(session: Session, query: ChargeFilter) -> Page[AnyRow]:
    """Return one page of the bases of one's cooperations, the last year first.

    Shape: as `_columns`.
    """
    statement = _columns()
    if query.year is not None:
        statement = statement.where(Charge.year == query.year)
    return page(session, statement, (Charge.year, Charge.id), after=query.after, descending=True)


def years(session: Session) -> Sequence[int]:
    """Return the years for which there are bases, the last one first."""
    return session.scalars(select(Charge.year).distinct().order_by(Charge.year.desc())).all()


def of_year(session: Session, year: int | None) -> Sequence[AnyRow]:
    """Return all bases of a year, or of all years, with their lines, by cooperation and number."""
    statement = _columns().add_columns(Charge.lines).order_by(Charge.cooperation_id, Charge.number)
    return session.execute(statement if year is None else statement.where(Charge.year == year)).all()


def around(session: Session, charge: Charge) -> AnyRow:
    """Return what stands around one basis.

    Shape: as `_columns`, and cooperation_name, secretariat_name, language, corrected_id, corrected_number.
    """
    corrected, secretariat = aliased(Charge), aliased(Organisation)
    return session.execute(
        _columns()
        .add_columns(
            Cooperation.name.label("cooperation_name"),
            secretariat.name.label("secretariat_name"),
            Organisation.language,
            corrected.public_id.label("corrected_id"),
            corrected.number.label("corrected_number"),
        )
        .join(Cooperation, Cooperation.id == Charge.cooperation_id)
        .join(secretariat, secretariat.id == Charge.secretariat_id)
        .outerjoin(corrected, corrected.id == Charge.corrects_id)
        .where(Charge.id == charge.id)
    ).one()


def credits(session: Session, charge_id: int) -> Sequence[AnyRow]:
    """Return what was credited of one invoice, the first credit first.

    Shape: public_id, number, amount_minor, currency, reason, made_at.
    """
    return session.execute(
        select(Charge.public_id, Charge.number, Charge.amount_minor, Charge.currency, Charge.reason, Charge.made_at)
        .where(Charge.corrects_id == charge_id)
        .order_by(Charge.id)
    ).all()


def of_member(session: Session, cooperation_id: int, organisation_id: int, year: int) -> Sequence[AnyRow]:
    """Return the bases made to one member for one year, by number."""
    statement = _columns().where(
        Charge.cooperation_id == cooperation_id, Charge.organisation_id == organisation_id, Charge.year == year
    )
    return session.execute(statement.order_by(Charge.number)).all()


def around_contribution(session: Session, contribution: Contribution) -> AnyRow:
    """Return what stands around the statement of one contribution.

    Shape: cooperation_name, secretariat_name, payer_id (public), payer_name, payer_number, language.
    """
    secretariat = aliased(Organisation)
    return session.execute(
        select(
            Cooperation.name.label("cooperation_name"),
            secretariat.name.label("secretariat_name"),
            Organisation.public_id.label("payer_id"),
            Organisation.name.label("payer_name"),
            Organisation.number.label("payer_number"),
            Organisation.language,
        )
        .select_from(Contribution)
        .join(Cooperation, Cooperation.id == Contribution.cooperation_id)
        .join(secretariat, secretariat.id == Cooperation.secretariat_id)
        .join(Organisation, Organisation.id == Contribution.organisation_id)
        .where(Contribution.id == contribution.id)
    ).one()


def costs(session: Session, year: int) -> Sequence[SharedCost]:
    """Return the costs of one's cooperations that the members share in a year, by name."""
    return session.scalars(select(SharedCost).where(SharedCost.year == year).order_by(SharedCost.name)).all()


def cost_years(session: Session) -> Sequence[int]:
    """Return the years in which the members share costs, the last one first."""
    return session.scalars(select(SharedCost.year).distinct().order_by(SharedCost.year.desc())).all()


def uninvoiced_costs(session: Session, cooperation_id: int, year: int, *, locked: bool = False) -> Sequence[SharedCost]:
    """Return the costs of a year that no invoice rests on; those who are going to invoice lock them."""
    wanted = select(SharedCost).where(
        SharedCost.cooperation_id == cooperation_id, SharedCost.year == year, SharedCost.invoiced_at.is_(None)
    )
    wanted = wanted.order_by(SharedCost.name)
    return session.scalars(wanted.with_for_update() if locked else wanted).all()


def years_to_invoice(session: Session, cooperation_id: int) -> Sequence[int]:
    """Return the years in which something is not invoiced yet, the last one first."""
    levy = select(Contribution.year).where(
        Contribution.cooperation_id == cooperation_id, Contribution.invoiced_at.is_(None)
    )
    shared = select(SharedCost.year).where(
        SharedCost.cooperation_id == cooperation_id, SharedCost.invoiced_at.is_(None)
    )
    return sorted(set(session.scalars(levy.union(shared))), reverse=True)


def sharers(session: Session, cooperation: Cooperation, year: int) -> Sequence[Sharer]:
    """Return those who may carry part of a cost of the year, by name; an observer carries nothing.

    A host that buys for others is the secretariat itself; else the member that was given that part.
    """
    first_on, _ = year_bounds(year)
    member = CooperationMember
    rows = session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name, member.role)
        .join(member, member.organisation_id == Organisation.id)
        .where(
            member.cooperation_id == cooperation.id,
            member.role != MemberRole.OBSERVER,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= first_on),
            or_(member.left_on.is_(None), member.left_on >= first_on),
        )
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()
    inhabitants = {p.organisation_id: p.inhabitants for p in funding.populations_before(session, year)}
    return [
        Sharer(
            public_id=row.public_id,
            name=row.name,
            inhabitants=inhabitants.get(row.id),
            is_host=row.role is MemberRole.HOST or row.id == cooperation.secretariat_id,
        )
        for row in rows
    ]


def payers(session: Session, keys: Sequence[int], public_ids: Collection[str] = ()) -> Sequence[AnyRow]:
    """Return organisations by key or public id, in the order of their names.

    Shape: id, public_id, name.
    """
    return session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name)
        .where(or_(Organisation.id.in_(keys), Organisation.public_id.in_(public_ids)))
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def case_numbers(session: Session, cooperation_id: int, until: date) -> dict[int, str]:
    """Return the case number of each member's last decision in which it agreed to an amount."""
    decision = MemberDecision
    rows = session.execute(
        select(decision.organisation_id, decision.case_number)
        .where(
            decision.cooperation_id == cooperation_id,
            decision.amount_minor.is_not(None),
            decision.outcome.in_((Outcome.ADOPTED, Outcome.ADOPTED_CHANGED)),
            decision.decided_on <= until,
        )
        .order_by(decision.decided_on, decision.id)
    )
    return {row.organisation_id: row.case_number for row in rows}


def charged(session: Session, year: int) -> dict[int, tuple[int, int]]:
    """Return what was invoiced and what was credited for a year, by cooperation.

    Units: minor units; credits below zero.
    """
    is_credit = Charge.corrects_id.is_not(None)
    rows = session.execute(
        select(Charge.cooperation_id, is_credit.label("is_credit"), func.sum(Charge.amount_minor).label("minor"))
        .where(Charge.year == year)
        .group_by(Charge.cooperation_id, is_credit)
    )
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        invoiced, credited = found.get(row.cooperation_id, (0, 0))
        minor = int(row.minor)
        found[row.cooperation_id] = (invoiced, credited + minor) if row.is_credit else (invoiced + minor, credited)
    return found


def _columns() -> AnySelect:
    return (
        select(
            Charge.id,
            Charge.public_id,
            Charge.cooperation_id,
            Charge.number,
            Charge.year,
            Charge.kind,
            Charge.organisation_id,
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name.label("organisation_name"),
            Organisation.number.label("organisation_number"),
            Charge.amount_minor,
            Charge.currency,
            Charge.reference,
            Charge.reason,
            Charge.made_at,
        )
        .select_from(Charge)
        .join(Organisation, Organisation.id == Charge.organisation_id)
    )

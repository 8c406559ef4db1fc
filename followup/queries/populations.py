"""The members of a cooperation as a file may call them, their populations, and what was computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.organisations import OrganisationKind
from followup.domain.populations import Member
from followup.models.funding import Contribution
from followup.models.organisations import CooperationMember, Organisation, Population
from followup.queries.rows import AnyRow


def members(session: Session, cooperation_id: int) -> Sequence[Member]:
    """Return the members that have inhabitants or may have, by name."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.code, Organisation.number)
        .join(CooperationMember, CooperationMember.organisation_id == Organisation.id)
        .where(CooperationMember.cooperation_id == cooperation_id, Organisation.kind != OrganisationKind.SECRETARIAT)
        .order_by(Organisation.sort_sv, Organisation.id)
    )
    return [Member(organisation_id=row.id, name=row.name, code=row.code, number=row.number) for row in rows]


def figures(session: Session, cooperation_id: int) -> dict[tuple[int, date | None, str], int]:
    """Return the inhabitants by member, day and source."""
    rows = session.execute(
        select(Population.organisation_id, Population.on, Population.source, Population.inhabitants)
        .join(CooperationMember, CooperationMember.organisation_id == Population.organisation_id)
        .where(CooperationMember.cooperation_id == cooperation_id)
    )
    return {(row.organisation_id, row.on, row.source): row.inhabitants for row in rows}


def paid(session: Session, cooperation_id: int) -> Sequence[AnyRow]:
    """Return the computed contributions with the population that each rests on, by year.

    Shape: organisation_id, year, inhabitants, population_on, population_source, invoiced_at.
    """
    return session.execute(
        select(
            Contribution.organisation_id,
            Contribution.year,
            Contribution.inhabitants,
            Contribution.population_on,
            Contribution.population_source,
            Contribution.invoiced_at,
        )
        .where(Contribution.cooperation_id == cooperation_id)
        .order_by(Contribution.year, Contribution.id)
    ).all()

"""Adopted versions of the standard terms as pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain import code_of_conduct as values
from followup.domain.code_of_conduct import ClauseText, Level, Part, VersionKind
from followup.errors import NotFound
from followup.models.code_of_conduct import Clause, CodeVersion, Questionnaire
from followup.models.contracts import Contract
from followup.queries.rows import AnyRow


def listed(session: Session) -> Sequence[AnyRow]:
    """Return the adopted standard terms, the newest first, with how many of one's own contracts hold them.

    Shape: public_id, key, country, title, in_force_from, in_force_to, sha256, clause_count, contract_count.
    """
    clauses = select(func.count(Clause.id)).where(Clause.code_version_id == CodeVersion.id)
    contracts = select(func.count(Contract.id)).where(
        Contract.code_version_id == CodeVersion.id, Contract.voided_at.is_(None)
    )
    return session.execute(
        select(
            CodeVersion.public_id,
            CodeVersion.key,
            CodeVersion.country,
            CodeVersion.title,
            CodeVersion.in_force_from,
            CodeVersion.in_force_to,
            CodeVersion.sha256,
            clauses.scalar_subquery().label("clause_count"),
            contracts.scalar_subquery().label("contract_count"),
        )
        .where(CodeVersion.kind == VersionKind.TERMS)
        .order_by(CodeVersion.in_force_from.desc(), CodeVersion.key)
    ).all()


def version(session: Session, key: str) -> CodeVersion:
    """Return one version of the standard terms.

    Errors: NotFound.
    """
    terms = select(CodeVersion).where(CodeVersion.key == key, CodeVersion.kind == VersionKind.TERMS)
    found = session.scalars(terms).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedClause:
    """A clause of a version; `told` is the whole of it where it was kept."""

    public_id: str
    key: str
    number: str
    title: dict[str, str]
    obligation: dict[str, str]
    areas: Sequence[str]
    part: Part
    level: Level
    told: ClauseText | None


def whole(version: CodeVersion) -> values.CodeVersion | None:
    """Return all that was adopted with a version, or None where only its clauses were kept."""
    return values.from_data(version.content) if version.content else None


def clauses(session: Session, version: CodeVersion) -> Sequence[AdoptedClause]:
    """Return the clauses of a version, in clause order."""
    names = [field.name for field in fields(AdoptedClause) if field.name != "told"]
    rows = session.execute(
        select(*(getattr(Clause, name) for name in names))
        .where(Clause.code_version_id == version.id)
        .order_by(Clause.position)
    )
    adopted = whole(version)
    told = {clause.id: clause for clause in adopted.clauses} if adopted else {}
    return [AdoptedClause(**row._asdict(), told=told.get(row.key)) for row in rows]


def questionnaires(session: Session, version_id: int) -> Sequence[Questionnaire]:
    """Return the forms that belong to a version."""
    return session.scalars(
        select(Questionnaire).where(Questionnaire.code_version_id == version_id).order_by(Questionnaire.key)
    ).all()

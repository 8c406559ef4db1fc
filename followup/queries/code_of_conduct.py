"""Adopted versions of the standard terms as pages read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.errors import NotFound
from followup.models.code_of_conduct import Clause, CodeVersion, Questionnaire
from followup.models.contracts import Contract
from followup.queries.rows import AnyRow


def listed(session: Session) -> Sequence[AnyRow]:
    """Return the adopted versions, the newest first, with how many of one's own contracts hold them.

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
        ).order_by(CodeVersion.in_force_from.desc(), CodeVersion.key)
    ).all()


def version(session: Session, key: str) -> CodeVersion:
    """Return one version.

    Errors: NotFound.
    """
    found = session.scalars(select(CodeVersion).where(CodeVersion.key == key)).one_or_none()
    if found is None:
        raise NotFound
    return found


def clauses(session: Session, version_id: int) -> Sequence[Clause]:
    """Return the clauses of a version, in clause order."""
    return session.scalars(select(Clause).where(Clause.code_version_id == version_id).order_by(Clause.position)).all()


def questionnaires(session: Session, version_id: int) -> Sequence[Questionnaire]:
    """Return the forms that belong to a version."""
    return session.scalars(
        select(Questionnaire).where(Questionnaire.code_version_id == version_id).order_by(Questionnaire.key)
    ).all()

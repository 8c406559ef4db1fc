"""Self-assessments that were sent in, to be put side by side; and which suppliers and forms there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from followup.domain.comparison import COLUMNS_MOST, Answered, ComparisonFilter, in_order
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import InvitationStatus
from followup.domain.scoring import Score
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.questionnaires import form_of, score_of, sent_answers
from followup.queries.rows import AnyRow

SHOWN_MOST = 6  # on a supplier's page
LISTED_MOST = 500  # suppliers and forms to choose from


@dataclass(frozen=True, slots=True)
class Found:
    """One self-assessment that was sent in, with what the comparison needs of it."""

    invitation: Invitation
    column: Answered


def to_choose(session: Session) -> Sequence[AnyRow]:
    """Return who has answered which form, by name.

    Shape: supplier_id, name, form_key.
    """
    return session.execute(
        select(Supplier.public_id.label("supplier_id"), Supplier.name, Invitation.form_key)
        .select_from(Invitation)
        .join(Supplier, Supplier.id == root_of(Invitation.supplier_id))
        .where(Invitation.submitted_at.is_not(None))
        .distinct()
        .order_by(Supplier.name, Supplier.public_id, Invitation.form_key)
        .limit(LISTED_MOST)
    ).all()


def of_suppliers(session: Session, kin: Sequence[int]) -> list[tuple[AnyRow, Score | None]]:
    """Return the self-assessments that these entries were asked for last, each with its score, where there is one.

    Shape: public_id, status, sent_on, form_key, score, contract_title.
    """
    columns = (Invitation.public_id, Invitation.status, Invitation.sent_on, Invitation.form_key, Invitation.score)
    rows = session.execute(
        select(*columns, Contract.title.label("contract_title"))
        .select_from(Invitation)
        .join(Contract, Contract.id == Invitation.contract_id)
        .where(Invitation.supplier_id.in_(kin))
        .order_by(Invitation.sent_on.desc(), Invitation.id.desc())
        .limit(SHOWN_MOST)
    ).all()
    return [(row, from_plain(Score, row.score) if row.score else None) for row in rows]


def answered(session: Session, query: ComparisonFilter) -> list[Found]:
    """Return the columns of a comparison; of a supplier that was merged, also what the other entries answered."""
    if not query.supplier_id:
        return []
    return found(session, Supplier.public_id.in_(query.supplier_id), Invitation.form_key == query.form)


def found(session: Session, *where: ColumnElement[bool]) -> list[Found]:
    """Return the latest self-assessments that were sent in, in the order of a comparison."""
    rows = session.execute(
        select(Invitation, Supplier.public_id, Supplier.name, Contract.title)
        .select_from(Invitation)
        .join(Supplier, Supplier.id == root_of(Invitation.supplier_id))
        .join(Contract, Contract.id == Invitation.contract_id)
        .where(Invitation.submitted_at.is_not(None), *where)
        .order_by(Invitation.sent_on.desc(), Invitation.id.desc())
        .limit(COLUMNS_MOST)
    ).all()
    keys = [row.Invitation.id for row in rows]
    submissions, judged = _latest(session, keys), _judged(session, keys)
    columns = {
        row.Invitation.public_id: Found(row.Invitation, _column(row, submissions, judged.get(row.Invitation.id, ())))
        for row in rows
    }
    return [columns[column.public_id] for column in in_order([each.column for each in columns.values()])]


def _column(row: AnyRow, submissions: Mapping[int, Submission], made: Sequence[AnyRow]) -> Answered:
    invitation, supplier_id, name, title = row
    return Answered(
        public_id=invitation.public_id,
        serial=invitation.id,
        supplier_id=supplier_id,
        supplier_name=name,
        contract_title=title,
        sent_on=invitation.sent_on,
        form=form_of(invitation),
        sent=sent_answers(submissions.get(invitation.id)),
        assessments={each.question_key: each.assessment for each in made if each.assessment is not None},
        notes={each.question_key: each.assessment_note for each in made if each.assessment_note},
        is_assessed=invitation.status is InvitationStatus.ASSESSED,
        score=score_of(invitation),
    )


def requirements(session: Session, columns: Sequence[Found]) -> Mapping[tuple[int, str], AnyRow]:
    """Return the clauses that bind in these self-assessments' contracts.

    Shape: (contract's key, clause key) -> contract_id, key, number, title.
    """
    rows = session.execute(
        select(ContractClause.contract_id, Clause.key, Clause.number, Clause.title)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id.in_([each.invitation.contract_id for each in columns]))
    )
    return {(row.contract_id, row.key): row for row in rows}


def _latest(session: Session, keys: Sequence[int]) -> Mapping[int, Submission]:
    mine = select(Submission).where(Submission.invitation_id.in_(keys)).order_by(Submission.id)
    return {row.invitation_id: row for row in session.scalars(mine)}


def _judged(session: Session, keys: Sequence[int]) -> Mapping[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = {}
    columns = (Answer.invitation_id, Answer.question_key, Answer.assessment, Answer.assessment_note)
    for row in session.execute(select(*columns).where(Answer.invitation_id.in_(keys))):
        found.setdefault(row.invitation_id, []).append(row)
    return found

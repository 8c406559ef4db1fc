"""Sanctions as lists, their pages, the ladder and the start page read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Actor, System
from followup.domain.deviations import OPEN, WAITS_ON_SUPPLIER, Severity
from followup.domain.sanction_steps import STAGES, SanctionFilter
from followup.domain.sanctions import UNDER_WAY, LadderFacts, Rung, SanctionStatus, Taken
from followup.domain.work import Task
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.sanctions import Letter, Sanction
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries.mergers import kin_of, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

MOST = 100
_SHORT = (
    Sanction.id,
    Sanction.public_id,
    Sanction.rung,
    Sanction.status,
    Sanction.proposed_at,
    Sanction.hearing_due_on,
    Sanction.decided_on,
    Sanction.amount_minor,
    Sanction.currency,
)


def listed(session: Session, query: SanctionFilter) -> Page[AnyRow]:
    """Return one page of the organisation's sanctions, the one proposed last first.

    Shape: the columns of `_SHORT`, contract_id, contract_title, supplier_name, owner_name; ids are public.
    """
    statement = _listed().where(Sanction.status.in_(sorted(STAGES[query.stage])))
    return page(session, statement, (Sanction.id,), after=query.after, descending=True)


def _listed() -> AnySelect:
    return (
        select(
            *_SHORT,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Supplier.name.label("supplier_name"),
            User.name.label("owner_name"),
        )
        .select_from(Sanction)
        .join(Contract, Contract.id == Sanction.contract_id)
        .join(Supplier, Supplier.id == root_of(Sanction.supplier_id))
        .outerjoin(User, User.id == Sanction.owner_id)
    )


def _some(session: Session, condition: ColumnElement[bool]) -> Sequence[AnyRow]:
    return session.execute(_listed().where(condition).order_by(Sanction.id.desc()).limit(MOST)).all()


def of_contract(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the sanctions on one contract, the last one first."""
    return _some(session, Sanction.contract_id == contract_id)


def of_deviation(session: Session, deviation_id: int) -> Sequence[AnyRow]:
    """Return the sanctions because of one deviation, the last one first."""
    return _some(session, Sanction.deviation_id == deviation_id)


def of_supplier(session: Session, supplier_id: int) -> Sequence[AnyRow]:
    """Return the organisation's sanctions against one supplier, the last one first."""
    return _some(session, Sanction.supplier_id.in_(kin_of(supplier_id)))


def around(session: Session, sanction: Sanction) -> AnyRow:
    """Return what stands around one sanction; ids are public.

    Shape: contract_id, contract_title, contract_number, case_number, manager_id (key), penalty_minor, voided_at,
    supplier_id, supplier_name, supplier_country, supplier_number, number_given, deviation_id, deviation_number,
    deviation_title, severity, deviation_status, issued_on, plan_due_on, closure_due_on, refusal_note, contained_at,
    remedy_note, clause_id, clause_number, clause_title, clause_text, owner_name, proposer_name, decider_name,
    buyer_name, buyer_country.
    """
    owner, proposer, decider = aliased(User), aliased(User), aliased(User)
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Contract.case_number,
            Contract.manager_id,
            Contract.penalty_minor,
            Contract.voided_at,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Supplier.country.label("supplier_country"),
            Supplier.number.label("supplier_number"),
            Supplier.number_given,
            *_of_deviation(),
            ContractClause.public_id.label("clause_id"),
            Clause.number.label("clause_number"),
            Clause.title.label("clause_title"),
            Clause.obligation.label("clause_text"),
            owner.name.label("owner_name"),
            proposer.name.label("proposer_name"),
            decider.name.label("decider_name"),
            Organisation.name.label("buyer_name"),
            Organisation.country.label("buyer_country"),
        )
        .select_from(Sanction)
        .join(Contract, Contract.id == Sanction.contract_id)
        .join(Organisation, Organisation.id == Sanction.organisation_id)
        .join(Supplier, Supplier.id == root_of(Sanction.supplier_id))
        .outerjoin(Deviation, Deviation.id == Sanction.deviation_id)
        .outerjoin(ContractClause, ContractClause.id == Sanction.contract_clause_id)
        .outerjoin(Clause, Clause.id == ContractClause.clause_id)
        .outerjoin(owner, owner.id == Sanction.owner_id)
        .outerjoin(proposer, proposer.id == Sanction.proposed_by_id)
        .outerjoin(decider, decider.id == Sanction.decided_by_id)
        .where(Sanction.id == sanction.id)
    ).one()


def _of_deviation() -> tuple[Any, ...]:
    return (
        Deviation.public_id.label("deviation_id"),
        Deviation.number.label("deviation_number"),
        Deviation.title.label("deviation_title"),
        Deviation.severity,
        Deviation.status.label("deviation_status"),
        Deviation.issued_on,
        Deviation.plan_due_on,
        Deviation.closure_due_on,
        Deviation.refusal_note,
        Deviation.contained_at,
        Deviation.remedy_note,
    )


def letters(session: Session, sanction_id: int) -> Sequence[AnyRow]:
    """Return the letters about one sanction, the last one first.

    Shape: public_id, number, kind, language, sha256, made_at, made_by.
    """
    return session.execute(
        select(
            Letter.public_id,
            Letter.number,
            Letter.kind,
            Letter.language,
            Letter.sha256,
            Letter.made_at,
            User.name.label("made_by"),
        )
        .join(User, User.id == Letter.made_by_id)
        .where(Letter.sanction_id == sanction_id)
        .order_by(Letter.number.desc())
    ).all()


def deviations(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the deviations of a contract that were sent and are not settled.

    Shape: public_id, number, title.
    """
    return session.execute(
        select(Deviation.public_id, Deviation.number, Deviation.title)
        .where(Deviation.contract_id == contract_id, Deviation.status.in_(sorted(OPEN)))
        .order_by(Deviation.number)
    ).all()


def ladder_facts(session: Session, deviation: Deviation, earlier: Sequence[AnyRow]) -> LadderFacts:
    """Return what the ladder is read from, with the earlier steps because of the deviation as `of_deviation` gives."""
    returned = select(func.count(JournalEntry.id)).where(
        JournalEntry.subject_id == deviation.public_id, JournalEntry.event == "deviation.return_plan"
    )
    amount, returned_count = session.execute(
        select(Contract.penalty_minor, returned.scalar_subquery()).where(Contract.id == deviation.contract_id)
    ).one()
    return LadderFacts(
        severity=deviation.severity,
        status=deviation.status,
        plan_due_on=deviation.plan_due_on,
        closure_due_on=deviation.closure_due_on,
        has_sent_plan=returned_count > 0 or deviation.plan_submitted_at is not None,
        returned_count=returned_count,
        is_contained=deviation.contained_at is not None,
        is_remedied=deviation.remedied_on is not None,
        refuses=bool(deviation.refusal_note),
        has_penalty=amount is not None,
        earlier=[Taken(rung=row.rung, status=row.status, decided_on=row.decided_on) for row in earlier],
    )


def candidates(session: Session) -> Sequence[tuple[System, Sequence[str]]]:
    """Return the system as it acts for each organisation, with its deviations that the ladder may concern."""
    waits = Deviation.status.in_(sorted(WAITS_ON_SUPPLIER))
    critical = and_(Deviation.severity == Severity.CRITICAL, Deviation.status.in_(sorted(OPEN)))
    rows = session.execute(
        select(Organisation.id, Organisation.zone, Organisation.country, Deviation.public_id)
        .join(Deviation, Deviation.organisation_id == Organisation.id)
        .join(Contract, Contract.id == Deviation.contract_id)
        .where(or_(waits, critical), Contract.voided_at.is_(None))
        .order_by(Organisation.id, Deviation.id)
    ).all()
    return [
        (
            System(
                job="propose_sanctions",
                organisation_id=key,
                zone=next(r.zone for r in rows if r.id == key),
                country=next(r.country for r in rows if r.id == key),
            ),
            [row.public_id for row in rows if row.id == key],
        )
        for key in dict.fromkeys(row.id for row in rows)
    ]


def under_way(session: Session, deviation_id: int, rungs: Collection[Rung] = tuple(Rung)) -> bool:
    """Return whether a step because of this deviation waits for a decision."""
    mine = select(Sanction.id).where(
        Sanction.deviation_id == deviation_id,
        Sanction.status.in_(sorted(UNDER_WAY)),
        Sanction.rung.in_(sorted(rungs)),
    )
    return session.scalar(mine.limit(1)) is not None


def waiting(actor: Actor, today: date) -> AnySelect:
    """Return the statement for the steps that this person decides: proposed, or the supplier has been heard.

    Shape: task, public_id, title, supplier, risk_class, detail (the step).
    """
    heard = or_(Sanction.stated_on.is_not(None), Sanction.hearing_due_on < today)
    waits = or_(Sanction.status == SanctionStatus.PROPOSED, and_(Sanction.status == SanctionStatus.HEARING, heard))
    task = literal(str(Task.DECIDE_SANCTION)).label("task")
    return (
        select(task, Sanction.public_id, Contract.title, Supplier.name.label("supplier"), Contract.risk_class)
        .add_columns(cast(Sanction.rung, String).label("detail"))
        .join(Contract, Contract.id == Sanction.contract_id)
        .join(Supplier, Supplier.id == root_of(Sanction.supplier_id))
        .where(Sanction.owner_id == actor.user_id, waits)
    )

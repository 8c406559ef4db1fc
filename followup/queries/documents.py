"""What a contract fills the places of a document with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.code_of_conduct import Part
from followup.domain.document_templates import ClauseLine, ContractFacts
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.money import Money
from followup.domain.schedule import FollowUpKind
from followup.domain.suppliers import OrganisationNumber
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

PARTS: Mapping[str, tuple[Part, ...]] = {
    "commitments": (Part.COMMITMENT,),
    "process": (Part.PROCESS,),
    "duties": (Part.REPORTING, Part.FOLLOW_UP),
    "consequences": (Part.CONSEQUENCE,),
    "criteria": (Part.CRITERION,),
}


def facts(session: Session, contract: Contract, today: date) -> ContractFacts:
    """Return everything that a document may tell about a contract; the contract has been authorised."""
    about = _about(session, contract)
    clauses = _clauses(session, contract.id)
    worth = contract.value_minor, contract.currency
    return ContractFacts(
        title=contract.title,
        number=contract.number,
        case_number=contract.case_number,
        buyer=about.buyer,
        supplier=about.supplier,
        supplier_number=_number(about),
        first_day=contract.starts_on,
        last_day=contract.ends_on,
        signed_on=contract.signed_on,
        value=Money(worth[0], worth[1]) if worth[0] is not None and worth[1] else None,
        category=contract.category,
        manager=about.manager,
        risk_class=contract.risk_class,
        terms=about.terms,
        level=contract.level,
        production_town=contract.production_town,
        production_country=contract.production_country,
        today=today,
        numbers=_numbers(clauses),
        lists={name: _of(clauses, parts) for name, parts in PARTS.items()},
        follow_ups=_planned(session, contract.id),
    )


def _about(session: Session, contract: Contract) -> AnyRow:
    return session.execute(
        select(
            Organisation.name.label("buyer"),
            Supplier.name.label("supplier"),
            Supplier.number,
            Supplier.country,
            User.name.label("manager"),
            CodeVersion.title.label("terms"),
        )
        .select_from(Contract)
        .join(Organisation, Organisation.id == Contract.organisation_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == Contract.manager_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .where(Contract.id == contract.id)
    ).one()


def _number(supplier: AnyRow) -> str | None:
    """Return the supplier's number as people write it; a sole trader's is personal and left out."""
    if supplier.number is None:
        return None
    found = OrganisationNumber(supplier.country, supplier.number)
    return None if found.is_sole_trader else found.written


def _clauses(session: Session, contract_id: int) -> Sequence[AnyRow]:
    return session.execute(
        select(Clause.part, Clause.number, Clause.title, Clause.obligation, Clause.content)
        .join(ContractClause, ContractClause.clause_id == Clause.id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(Clause.position)
    ).all()


def _of(clauses: Iterable[AnyRow], parts: tuple[Part, ...]) -> list[ClauseLine]:
    return [
        ClauseLine(number=row.number, title=row.title, obligation=row.obligation)
        for row in clauses
        if row.part in parts
    ]


def _numbers(clauses: Iterable[AnyRow]) -> dict[str, int]:
    """Return the numbers of the standard terms that bind, by key; one that the source does not tell is left out."""
    told = [number for row in clauses if row.content for number in row.content.get("numbers", ())]
    return {number["key"]: number["value"] for number in told if number.get("value") is not None}


def _planned(session: Session, contract_id: int) -> Sequence[tuple[FollowUpKind, date]]:
    open_ = (FollowUpStatus.PLANNED, FollowUpStatus.STARTED)
    rows = session.execute(
        select(FollowUp.kind, FollowUp.due_on)
        .where(FollowUp.contract_id == contract_id, FollowUp.status.in_(open_))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    return [(row.kind, row.due_on) for row in rows]

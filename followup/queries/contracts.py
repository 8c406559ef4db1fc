"""Contracts as their pages read them; the list is in `contract_lists.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from followup.domain.code_of_conduct import VersionKind
from followup.domain.contracts import ContractLife, ToComplete, life, to_complete
from followup.domain.money import Money
from followup.domain.notices import SettledContract
from followup.domain.plain_data import from_plain
from followup.domain.strategic import Strategic
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractBeneficiary, ContractClause, ContractSite, ContractSubSupplier
from followup.models.organisations import Organisation
from followup.models.procurements import Procurement
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries.mergers import kin_of, root_of
from followup.queries.rows import AnyRow, AnySelect


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around one contract.

    Shape: each row is the same one, there where it has an id: supplier_id and supplier_name, and so on by name.
    """

    supplier: AnyRow
    manager: AnyRow | None
    deputy: AnyRow | None
    version: AnyRow | None
    lead: AnyRow | None
    framework: AnyRow | None
    procurement: AnyRow | None
    contact_count: int
    sub_supplier_count: int
    site_count: int
    beneficiary_count: int


def around(session: Session, contract: Contract) -> Around:
    """Return the contract's supplier, people, clause version, lead and framework, and what is counted, in one go."""
    deputy, framework = aliased(User), aliased(Contract)
    row = session.execute(
        select(
            *_named(Supplier.public_id, Supplier.name, "supplier"),
            Supplier.number,
            Supplier.country,
            *_named(User.public_id, User.name, "manager"),
            *_named(deputy.public_id, deputy.name, "deputy"),
            CodeVersion.key,
            CodeVersion.title,
            *_named(Organisation.public_id, Organisation.name, "lead"),
            *_named(framework.public_id, framework.title, "framework"),
            *_named(Procurement.public_id, Procurement.title, "procurement"),
            *_counts(contract),
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == Contract.manager_id)
        .outerjoin(deputy, deputy.id == Contract.deputy_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .outerjoin(Organisation, Organisation.id == Contract.lead_id)
        .outerjoin(framework, framework.id == Contract.framework_id)
        .outerjoin(Procurement, Procurement.id == Contract.procurement_id)
        .where(Contract.id == contract.id)
    ).one()
    return Around(
        supplier=row,
        manager=row if row.manager_id else None,
        deputy=row if row.deputy_id else None,
        version=row if row.key else None,
        lead=row if row.lead_id else None,
        framework=row if row.framework_id else None,
        procurement=row if row.procurement_id else None,
        contact_count=row.contact_count,
        sub_supplier_count=row.sub_supplier_count,
        site_count=row.site_count,
        beneficiary_count=row.beneficiary_count,
    )


def _named(public_id: Any, name: Any, noun: str) -> tuple[Any, Any]:
    return public_id.label(f"{noun}_id"), name.label(f"{noun}_name")


def _counts(contract: Contract) -> list[Any]:
    """Return how many hang on the contract or its supplier, as columns."""
    contacts = SupplierContact.supplier_id.in_(kin_of(contract.supplier_id))
    counted = {
        "contact_count": select(func.count(SupplierContact.id)).where(contacts),
        "sub_supplier_count": _hanging(ContractSubSupplier, contract),
        "site_count": _hanging(ContractSite, contract),
        "beneficiary_count": _hanging(ContractBeneficiary, contract),
    }
    return [statement.scalar_subquery().label(name) for name, statement in counted.items()]


def _hanging(model: Any, contract: Contract) -> Any:
    return select(func.count(model.id)).where(model.contract_id == contract.id)


def clauses(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the clauses that bind in the contract, in clause order.

    Shape: id (of the contract clause), public_id, status, key, number, title, obligation, areas, level.
    """
    return session.execute(
        select(
            ContractClause.id,
            ContractClause.public_id,
            ContractClause.bound_on,
            ContractClause.status,
            Clause.key,
            Clause.number,
            Clause.title,
            Clause.obligation,
            Clause.areas,
            Clause.level,
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(Clause.position)
    ).all()


def managers(session: Session) -> Sequence[AnyRow]:
    """Return the organisation's users as (public_id, name), by name."""
    statement: AnySelect = select(User.public_id, User.name).where(User.is_integration.is_(False)).order_by(User.name)
    return session.execute(statement).all()


def versions(session: Session) -> Sequence[AnyRow]:
    """Return the adopted standard terms as (key, title), newest first."""
    terms = select(CodeVersion.key, CodeVersion.title).where(CodeVersion.kind == VersionKind.TERMS)
    return session.execute(terms.order_by(CodeVersion.in_force_from.desc(), CodeVersion.key)).all()


def value(contract: Contract | AnyRow) -> Money | None:
    """Return the value of a contract or of a listed row."""
    return (
        Money(contract.value_minor, contract.currency)
        if contract.value_minor is not None and contract.currency
        else None
    )


def provenance(contract: Contract) -> SettledContract | None:
    """Return what the notice said when the contract was imported, or None where a person registered it."""
    return from_plain(SettledContract, contract.source) if contract.source else None


def strategic(contract: Contract) -> Strategic | None:
    """Return what the contract is to achieve beside the delivery, or None where nobody has said."""
    return from_plain(Strategic, contract.strategic) if contract.strategic else None


def life_of(contract: Any, today: date) -> ContractLife:
    """Return where in its life a contract (or a listed row) stands."""
    return life(contract.starts_on, contract.ends_on, today, voided=contract.voided_at is not None)


def missing(contract: Contract, around_it: Around) -> tuple[ToComplete, ...]:
    """Return what the contract lacks; one that a notice calls unlimited lacks no end."""
    notice = provenance(contract)
    is_unlimited = notice is not None and notice.period.is_unlimited
    return to_complete(
        (
            (ToComplete.STARTS_ON, contract.starts_on is not None),
            (ToComplete.ENDS_ON, contract.ends_on is not None or is_unlimited),
            (ToComplete.CLAUSES, contract.code_version_id is not None),
            (ToComplete.RISK_CLASS, contract.risk_class is not None),
            (ToComplete.MANAGER, contract.manager_id is not None),
            (ToComplete.CONTACT, around_it.contact_count > 0),
            (ToComplete.SUPPLIER_NUMBER, around_it.supplier.number is not None),
            (ToComplete.VALUE, contract.value_minor is not None),
            (ToComplete.CPV, contract.cpv is not None),
        )
    )

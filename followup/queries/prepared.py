"""What sending a form to many suppliers stands on: contract, contact, questions and asker of each, and the last look.

In as many statements for five hundred as for one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.forms import ABOUT_CLAUSES, Chosen, form_for
from followup.domain.pre_send import Check, Sending, check
from followup.domain.users import UserStatus
from followup.errors import Invalid, Problems
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries import undeliverable
from followup.queries.forms import Shelf, shelf
from followup.queries.mergers import root_of
from followup.queries.questionnaires import deal_of
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One follow-up and what would be sent for it; `check` says what is missing.

    Shape: `version_id` is the adopted version that the questions are from.
    """

    follow_up: FollowUp
    contract: Contract
    supplier_id: str
    supplier_name: str
    contact: SupplierContact | None
    asker: AnyRow | None
    form: Questionnaire | None
    version_id: int | None
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who sends, when, by when and which form: None is the form that the rules say."""

    actor: Actor
    today: date
    due_on: date | None = None
    form_key: str | None = None


@dataclass(frozen=True, slots=True)
class _Around:
    """What all the contracts need, looked up once."""

    contacts: Mapping[int, SupplierContact]
    askers: Mapping[int | None, AnyRow]
    clauses: Mapping[int, frozenset[str]]
    forms: Shelf
    refused: frozenset[str]


def of_follow_ups(session: Session, rows: Sequence[AnyRow], wish: Wish) -> Sequence[Prepared]:
    """Return what would be sent for each of these rows of `about`, in order; without a day it is not looked at."""
    contracts = [row.Contract for row in rows]
    around = _Around(
        contacts=_contacts(session, {row.root for row in rows}),
        askers=_askers(session, contracts, wish.actor.user_id),
        clauses=_clauses(session, contracts),
        forms=shelf(session, {contract.code_version_id for contract in contracts}, wish.today),
        refused=undeliverable.addresses(session),
    )
    return [_one(row, around, wish) for row in rows]


def _one(row: AnyRow, around: _Around, wish: Wish) -> Prepared:
    contract, contact = row.Contract, around.contacts.get(row.root)
    asker = around.askers.get(contract.manager_id) or around.askers.get(wish.actor.user_id)
    bound = around.clauses.get(contract.id, frozenset())
    key, undecided = _decided(row, around.forms, wish)
    form = around.forms.form(key, contract.code_version_id, bound) if key else None
    sending = Sending(
        today=wish.today,
        country=wish.actor.country,
        due_on=wish.due_on,
        has_contact=contact is not None,
        address=contact.email if contact else "",
        language=contact.language if contact else "",
        has_asker=asker is not None,
        clause_count=len(bound) if key in ABOUT_CLAUSES else None,
        question_count=len(form.questions) if form else None,
        is_undeliverable=contact is not None and contact.email in around.refused,
    )
    return Prepared(
        follow_up=row.FollowUp,
        contract=contract,
        supplier_id=row.supplier_id,
        supplier_name=row.supplier_name,
        contact=contact,
        asker=asker,
        form=form,
        version_id=contract.code_version_id or around.forms.bank_id,
        check=_with(check(sending), undecided),
    )


def _decided(row: AnyRow, forms: Shelf, wish: Wish) -> tuple[str | None, Problems]:
    """Return which form is sent, or what must be said before that is clear."""
    chosen = Chosen(kind=row.FollowUp.kind, country=wish.actor.country, form_key=wish.form_key)
    there = forms.there(row.Contract.code_version_id)
    try:
        return form_for(chosen.kind, deal_of(row.Contract, chosen), chosen.form_key, there), {}
    except Invalid as undecided:
        return None, undecided.problems


def _with(found: Check, undecided: Problems) -> Check:
    """Return the check; as long as it is not clear which form is sent, nothing is said of its questions."""
    if not undecided:
        return found
    return replace(found, problems={**undecided, **{k: v for k, v in found.problems.items() if k != "code_version"}})


def about() -> Any:
    """Return the statement for follow-ups with what they are about.

    Shape: FollowUp, Contract, supplier_id, supplier_name, root (the key that the supplier counts for).
    """
    return (
        select(
            FollowUp,
            Contract,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Supplier.id.label("root"),
        )
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
    )


def _contacts(session: Session, roots: Collection[int]) -> Mapping[int, SupplierContact]:
    """Return whom each supplier is asked through: the contact that was added last."""
    root = root_of(SupplierContact.supplier_id)
    rows = session.execute(
        select(SupplierContact, root.label("root")).where(root.in_(roots)).order_by(SupplierContact.id)
    )
    return {row.root: row.SupplierContact for row in rows}


def _askers(session: Session, contracts: Sequence[Contract], user_id: int | None) -> Mapping[int | None, AnyRow]:
    """Return who can be asked, by the user's key: the contracts' managers and the person at work."""
    managers = {contract.manager_id for contract in contracts if contract.manager_id}
    rows = session.execute(
        select(User.id, User.name, User.email, User.language).where(
            or_(User.id.in_(managers), User.id == user_id),
            User.is_integration.is_(False),
            User.status == UserStatus.ACTIVE,
        )
    )
    return {row.id: row for row in rows}


def _clauses(session: Session, contracts: Sequence[Contract]) -> Mapping[int, frozenset[str]]:
    """Return the keys of the clauses that bind in each contract."""
    rows = session.execute(
        select(ContractClause.contract_id, Clause.key)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id.in_([contract.id for contract in contracts]))
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.contract_id, set()).add(row.key)
    return {key: frozenset(keys) for key, keys in found.items()}

"""Hand-over: all of one person's work goes to another, each thing with an entry in the journal, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Select, update

from followup.domain.audit_journal import SANCTION_HANDED_OVER
from followup.domain.hand_overs import NOT_A_MANAGER, NOTHING, SAME_PERSON, HandOver, Load, handed
from followup.domain.journal import CONTRACT_HANDED_OVER, FOLLOW_UP_HANDED_OVER, PROCUREMENT_HANDED_OVER, Event
from followup.domain.messages import WorkHandedOver
from followup.domain.permissions import Permission
from followup.domain.users import UserStatus
from followup.errors import Invalid
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.procurements import Procurement
from followup.models.sanctions import Sanction
from followup.models.users import User
from followup.queries import hand_overs as queries
from followup.queries import obligations
from followup.transaction import Transaction

CHUNK = 1000
Held = TypeVar("Held", Contract, ContractClause, FollowUp, Procurement, Sanction)


def hand_over(tx: Transaction, wanted: HandOver) -> Load:
    """Give all of one person's work to another and tell both. Returns how much it was.

    Errors: Invalid("hand_over.same_person"), Invalid("hand_over.not_a_manager") at to_id;
    Invalid("hand_over.nothing") at from_id; NotFound for a person of another organisation.
    """
    tx.require(Permission.CONTRACT_HAND_OVER)
    giver = tx.get(User, wanted.from_id, to=Permission.WORK_READ)
    taker = tx.get(User, wanted.to_id, to=Permission.WORK_READ)
    if giver.id == taker.id:
        raise Invalid.at("to_id", SAME_PERSON)
    if taker.id not in {row.id for row in obligations.owners(tx.session)}:
        raise Invalid.at("to_id", NOT_A_MANAGER)
    load = queries.load(tx.session, giver.id)
    if load.total == 0:
        raise Invalid.at("from_id", NOTHING)
    _move(tx, giver, taker)
    for person in (giver, taker):
        if person.status is UserStatus.ACTIVE and not person.is_integration:
            tx.post(_letter(tx, person, giver, taker, load))
    return load


def _move(tx: Transaction, giver: User, taker: User) -> None:
    holders: dict[tuple[int | None, int | None], list[int]] = {}
    for contract in _traced(tx, queries.contracts(giver.id), CONTRACT_HANDED_OVER, giver, taker):
        after = handed(contract.manager_id, contract.deputy_id, giver=giver.id, taker=taker.id)
        holders.setdefault(after, []).append(contract.id)
    for (manager_id, deputy_id), keys in holders.items():
        _write(tx, Contract, keys, manager_id=manager_id, deputy_id=deputy_id)
    owned = _traced(tx, queries.obligations(giver.id), CONTRACT_HANDED_OVER, giver, taker)
    _write(tx, ContractClause, [row.id for row in owned], owner_id=taker.id)
    given = _traced(tx, queries.follow_ups(giver.id), FOLLOW_UP_HANDED_OVER, giver, taker)
    _write(tx, FollowUp, [row.id for row in given], assigned_to_id=taker.id)
    planned = _traced(tx, queries.procurements(giver.id), PROCUREMENT_HANDED_OVER, giver, taker)
    _write(tx, Procurement, [row.id for row in planned], manager_id=taker.id)
    decided = _traced(tx, queries.sanctions(giver.id), SANCTION_HANDED_OVER, giver, taker)
    _write(tx, Sanction, [row.id for row in decided], owner_id=taker.id)


def _traced(tx: Transaction, wanted: Select[Held], event: Event, giver: User, taker: User) -> Iterable[Held]:
    """Return what is to move, each with an entry in the journal."""
    found = tx.session.scalars(wanted).all()
    for row in found:
        tx.journal(event, row, from_user=giver.public_id, to_user=taker.public_id)
    return found


def _write(tx: Transaction, model: type[Held], keys: list[int], **values: int | None) -> None:
    """Write a set, a thousand to a statement; as with every save, each row has a new version afterwards."""
    for begin in range(0, len(keys), CHUNK):
        some = update(model).where(model.id.in_(keys[begin : begin + CHUNK]))
        tx.session.execute(
            some.values(**values, version=model.version + 1),
            execution_options={"followup_set": True, "synchronize_session": False},
        )
    tx.session.expire_all()


def _letter(tx: Transaction, person: User, giver: User, taker: User, load: Load) -> WorkHandedOver:
    return WorkHandedOver(
        recipient_address=person.email,
        recipient_name=person.name,
        locale=person.language,
        dedupe_key=f"hand_over:{giver.public_id}:{taker.public_id}:{tx.now.isoformat()}:{person.public_id}",
        path="/work",
        from_name=giver.name,
        to_name=taker.name,
        done_by_name=tx.actor.name,
        is_taker=person is taker,
        managed_count=load.managed_count,
        deputy_count=load.deputy_count,
        obligation_count=load.obligation_count,
        follow_up_count=load.follow_up_count,
        procurement_count=load.procurement_count,
    )

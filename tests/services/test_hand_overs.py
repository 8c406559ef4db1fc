"""Hand-over: everything moves, each thing says so in its history, and both people are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.follow_ups import NewFollowUp
from followup.domain.hand_overs import HandOver, Load
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.obligations import GivenObligation
from followup.domain.procurements import NewProcurement
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.procurements import Procurement
from followup.models.users import User
from followup.queries import hand_overs as queries
from followup.services import contracts, follow_ups, hand_overs, obligations, procurements, users
from tests.builders import World
from tests.web.statements import counted

pytestmark = pytest.mark.database


@dataclass
class Office:
    """One organisation with people who hold work."""

    world: World
    region: Organisation
    giver: Staff
    taker: Staff
    third: Staff

    def contract(self, manager: Staff | None, deputy: Staff | None = None, clauses: int = 0) -> Contract:
        version = self.world.code_version(f"v{self.world._next()}", clauses=clauses) if clauses else None
        made = self.world.contract(self.third, version=version)
        with self.world.tx(self.third) as tx:
            contract = tx.follow(Contract, made.id)
            contract.manager_id = manager.user_id if manager else None
            contract.deputy_id = deputy.user_id if deputy else None
            tx.journal(CONTRACT_CHANGED, contract, fields="manager_id")
        return contract

    def hand_over(self, by: Staff | None = None) -> Load:
        with self.world.tx(by or self.third) as tx:
            return hand_overs.hand_over(tx, HandOver(from_id=self.giver.public_id, to_id=self.taker.public_id))

    def stored(self, contract: Contract) -> Contract:
        with self.world.reading() as tx:
            return tx.follow(Contract, contract.id)

    def said(self, subject: str) -> tuple[str, dict[str, object], str]:
        with self.world.reading() as tx:
            mine = select(JournalEntry).where(JournalEntry.subject_id == subject).order_by(JournalEntry.id.desc())
            entry = tx.session.scalars(mine.limit(1)).one()
            return entry.event, entry.facts, entry.actor

    def address(self, staff: Staff) -> str:
        with self.world.reading() as tx:
            return tx.follow(User, staff.user_id or 0).email

    def mails(self) -> list[OutboxMessage]:
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "work_handed_over")))


@pytest.fixture
def office(world: World) -> Office:
    region = world.organisation("Region North")
    giver, taker, third = (world.staff(region, name=name) for name in ("Gunn Giver", "Tom Taker", "Tuva Third"))
    return Office(world, region, giver, taker, third)


def test_everything_moves_and_each_thing_says_so(office: Office, world: World) -> None:
    managed, deputy = office.contract(office.giver, clauses=2), office.contract(office.third, office.giver)
    with world.reading() as tx:
        mine = select(ContractClause.public_id).where(ContractClause.contract_id == managed.id)
        first, second = tx.session.scalars(mine.order_by(ContractClause.id))
    with world.tx(office.third) as tx:
        obligations.give(tx, first, GivenObligation(owner_id=office.giver.public_id, due_on=date(2026, 5, 1)))
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=date(2026, 4, 1), reason="x")
        follow_up = follow_ups.add(tx, managed.public_id, new)
        follow_ups.assign(tx, follow_up.public_id, office.giver.public_id)
        planned = procurements.register(
            tx, NewProcurement(title="Gloves", year=2027, manager_id=office.giver.public_id)
        )
    load = office.hand_over()
    assert load == Load(managed_count=1, deputy_count=1, obligation_count=1, follow_up_count=1, procurement_count=1)
    assert office.stored(managed).manager_id == office.stored(deputy).deputy_id == office.taker.user_id
    with world.reading() as tx:
        moved = {row.public_id: row for row in tx.session.scalars(select(ContractClause))}
        assert (moved[first].owner_id, moved[first].due_on) == (office.taker.user_id, date(2026, 5, 1))
        assert moved[second].owner_id is None
        assert tx.follow(FollowUp, follow_up.id).assigned_to_id == office.taker.user_id
        assert tx.follow(Procurement, planned.id).manager_id == office.taker.user_id
    trace = {"from_user": office.giver.public_id, "to_user": office.taker.public_id}
    for subject, event in (
        (managed.public_id, "contract.handed_over"),
        (deputy.public_id, "contract.handed_over"),
        (first, "contract.handed_over"),
        (follow_up.public_id, "follow_up.handed_over"),
        (planned.public_id, "procurement.handed_over"),
    ):
        assert office.said(subject) == (event, trace, office.third.public_id)


def test_both_are_told_in_their_own_mail_how_much_it_was(office: Office) -> None:
    office.contract(office.giver)
    office.hand_over()
    told = {mail.recipient: (mail.facts["is_taker"], mail.facts["managed_count"]) for mail in office.mails()}
    assert told == {office.address(office.giver): (False, 1), office.address(office.taker): (True, 1)}


def test_who_stood_in_and_takes_over_is_no_longer_the_deputy(office: Office) -> None:
    both, swapped = office.contract(office.giver, office.taker), office.contract(office.taker, office.giver)
    office.hand_over()
    for contract in (both, swapped):
        stored = office.stored(contract)
        assert (stored.manager_id, stored.deputy_id) == (office.taker.user_id, None)


def test_what_is_over_stays_where_it_was(office: Office, world: World) -> None:
    voided, kept = office.contract(office.giver), office.contract(office.giver)
    with world.tx(office.third) as tx:
        contracts.void(tx, voided.public_id, "By mistake")
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=date(2026, 4, 1), reason="x")
        skipped = follow_ups.add(tx, kept.public_id, new)
        follow_ups.assign(tx, skipped.public_id, office.giver.public_id)
        follow_ups.skip(tx, skipped.public_id, "x")
    assert office.hand_over() == Load(managed_count=1)
    assert office.stored(voided).manager_id == office.giver.user_id


def test_what_is_shown_first_is_what_moves(office: Office, world: World) -> None:
    for _ in range(3):
        office.contract(office.giver, clauses=1)
    with world.reading(office.third) as tx:
        shown = queries.load(tx.session, office.giver.user_id or 0)
    assert office.hand_over() == shown == Load(managed_count=3)
    with world.reading(office.third) as tx:
        assert queries.load(tx.session, office.giver.user_id or 0) == Load()


def test_a_form_that_was_open_meanwhile_is_refused(office: Office, world: World) -> None:
    contract = office.contract(office.giver)
    version = office.stored(contract).version
    office.hand_over()
    with pytest.raises(Conflict), world.tx(office.third) as tx:
        tx.check_version(tx.follow(Contract, contract.id), version)


def test_many_contracts_move_with_as_many_statements_as_few(office: Office, world: World, engine: Engine) -> None:
    asked = []
    for count in (2, 12):
        for _ in range(count):
            office.contract(office.giver)
        with counted(engine) as statements:
            office.hand_over()
        asked.append(sum(not statement.startswith("INSERT INTO journal") for statement in statements))
        office.giver, office.taker = office.taker, office.giver
    assert asked[0] == asked[1]


@pytest.mark.parametrize("role", [Role.READER, Role.APPROVER, Role.AUDITOR])
def test_only_managers_and_administrators_hand_over(office: Office, world: World, role: Role) -> None:
    office.contract(office.giver)
    with pytest.raises(Forbidden):
        office.hand_over(world.staff(office.region, role))
    assert office.hand_over(world.staff(office.region, Role.ADMINISTRATOR)).total == 1


def test_nobody_takes_over_who_could_not_manage_it(office: Office, world: World) -> None:
    office.contract(office.giver)
    giver = office.giver.public_id
    reader = world.staff(office.region, Role.READER).public_id
    for wanted, field, code in (
        (HandOver(from_id=giver, to_id=giver), "to_id", "hand_over.same_person"),
        (HandOver(from_id=giver, to_id=reader), "to_id", "hand_over.not_a_manager"),
        (HandOver(from_id=office.taker.public_id, to_id=giver), "from_id", "hand_over.nothing"),
    ):
        with pytest.raises(Invalid) as refused, world.tx(office.third) as tx:
            hand_overs.hand_over(tx, wanted)
        assert [reason.code for reason in refused.value.problems[field]] == [code]
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(office.third) as tx:
        hand_overs.hand_over(tx, HandOver(from_id=giver, to_id=stranger.public_id))


def test_the_work_of_somebody_who_has_left_moves_and_only_the_taker_is_told(office: Office, world: World) -> None:
    office.contract(office.giver)
    with world.tx(world.staff(office.region, Role.ADMINISTRATOR)) as tx:
        users.disable(tx, office.giver.public_id, None)
    assert office.hand_over().total == 1
    assert [mail.recipient for mail in office.mails()] == [office.address(office.taker)]

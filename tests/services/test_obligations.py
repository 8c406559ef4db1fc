"""Obligations: given, recorded by hand, and moved by what follow-ups find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.follow_ups import FindingResult, Findings, NewFollowUp, Outcome
from followup.domain.obligations import GivenObligation, ObligationFilter, ObligationState, ObligationStatus
from followup.domain.obligations import ShownObligation as Shown
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract, ContractClause
from followup.models.journal import JournalEntry
from followup.queries import obligations as queries
from followup.services import contracts, follow_ups, obligations
from tests.builders import World
from tests.self_assessments import Upload
from tests.web.statements import counted

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 2)
S, F = ObligationStatus, FindingResult


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def bound(world: World, staff: Staff, clauses: int = 3) -> tuple[Contract, list[str]]:
    """A contract with its obligations, by public id in clause order."""
    contract = world.contract(staff, version=world.code_version(f"v{world._next()}", clauses=clauses))
    return contract, [row.public_id for row in of(world, contract)]


def of(world: World, contract: Contract) -> Sequence[ContractClause]:
    with world.reading() as tx:
        mine = select(ContractClause).where(ContractClause.contract_id == contract.id).order_by(ContractClause.id)
        return tx.session.scalars(mine).all()


def states(world: World, contract: Contract) -> list[tuple[S, date | None, str | None]]:
    return [(row.status, row.status_on, row.status_note) for row in of(world, contract)]


def events(world: World, subject: str) -> list[str]:
    with world.reading() as tx:
        mine = select(JournalEntry.event).where(JournalEntry.subject_id == subject).order_by(JournalEntry.id)
        return list(tx.session.scalars(mine))


def found(world: World, staff: Staff, contract: Contract, results: dict[str, F], **more: object) -> None:
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=TODAY, reason="x")
        follow_up = follow_ups.add(tx, contract.public_id, new)
    with world.tx(staff) as tx:
        said = Findings(**{"done_on": TODAY, "results": results, **more})  # type: ignore[arg-type] # a test's own
        follow_ups.record(tx, follow_up.public_id, said)


def test_a_clause_that_binds_is_an_obligation_not_yet_fulfilled(world: World, manager: Staff) -> None:
    contract, _ = bound(world, manager)
    assert states(world, contract) == [(S.UNFULFILLED, None, None)] * 3


def test_an_obligation_is_given_to_a_manager_with_a_day(world: World, manager: Staff) -> None:
    _, (first, *_) = bound(world, manager)
    with world.tx(manager) as tx:
        given = obligations.give(tx, first, GivenObligation(owner_id=manager.public_id, due_on=date(2026, 6, 1)), 1)
        assert (given.owner_id, given.due_on) == (manager.user_id, date(2026, 6, 1))
    assert events(world, first)[-1] == "contract.clause_assigned"


@pytest.mark.parametrize("role", [Role.READER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_a_contract_manager_owns_an_obligation(world: World, manager: Staff, role: Role) -> None:
    _, (first, *_) = bound(world, manager)
    with world.reading() as tx:
        organisation = tx.session.get_one(type(world.organisation()), manager.organisation_id)
    other = world.staff(organisation, role)
    with pytest.raises(Invalid) as refused, world.tx(manager) as tx:
        obligations.give(tx, first, GivenObligation(owner_id=other.public_id))
    assert refused.value.problems["owner_id"][0].code == "obligation.not_an_owner"


def test_a_fulfilled_one_needs_a_note_or_a_file(world: World, manager: Staff) -> None:
    contract, (first, second, third) = bound(world, manager)
    with pytest.raises(Invalid), world.tx(manager) as tx:
        obligations.record(tx, first, Shown(status=S.FULFILLED))
    with world.tx(manager) as tx:
        obligations.record(tx, first, Shown(status=S.FULFILLED, note="Seen on site"))
        obligations.record(tx, second, Shown(status=S.PARTLY))
    stored = world.runtime.files.put(b"%PDF-1.4 proof")
    file = Upload("files", name="proof.pdf", size=stored.size, sha256=stored.sha256)
    with world.tx(manager) as tx:
        obligations.record(tx, third, Shown(status=S.FULFILLED), uploads=[file])
    assert states(world, contract) == [
        (S.FULFILLED, TODAY, "Seen on site"),
        (S.PARTLY, TODAY, None),
        (S.FULFILLED, TODAY, None),
    ]
    with world.reading(manager) as tx:
        shown = queries.files(tx.session, tx.session.scalars(select(ContractClause).filter_by(public_id=third)).one())
    assert [(row.name, row.added_by) for row in shown] == [("proof.pdf", "Maja Manager")]


def test_a_file_that_hangs_on_it_already_shows_it_too(world: World, manager: Staff) -> None:
    _, (first, *_) = bound(world, manager)
    stored = world.runtime.files.put(b"%PDF-1.4 proof")
    file = Upload("files", name="proof.pdf", size=stored.size, sha256=stored.sha256)
    with world.tx(manager) as tx:
        obligations.record(tx, first, Shown(status=S.PARTLY), uploads=[file])
    with world.tx(manager) as tx:
        assert obligations.record(tx, first, Shown(status=S.FULFILLED)).status is S.FULFILLED


def test_what_a_follow_up_finds_moves_the_obligations(world: World, manager: Staff) -> None:
    contract, (first, second, third) = bound(world, manager)
    found(
        world,
        manager,
        contract,
        {first: F.FULFILLED, second: F.PARTLY, third: F.NOT_ASSESSED},
        notes={second: "One site of two"},
    )
    assert states(world, contract) == [
        (S.FULFILLED, TODAY, None),
        (S.PARTLY, TODAY, "One site of two"),
        (S.UNFULFILLED, None, None),
    ]
    assert events(world, second)[-1] == "contract.clause_partly_fulfilled"
    assert not [event for event in events(world, third) if "fulfilled" in event]


def test_what_was_fulfilled_can_be_found_not_to_be(world: World, manager: Staff) -> None:
    contract, ids = bound(world, manager)
    found(world, manager, contract, {}, outcome=Outcome.ALL_FULFILLED)
    found(world, manager, contract, dict.fromkeys(ids, F.NOT_FULFILLED))
    assert [status for status, _, _ in states(world, contract)] == [S.UNFULFILLED] * 3


def test_a_follow_up_recorded_late_does_not_undo_what_was_stated_since(world: World, manager: Staff) -> None:
    contract, ids = bound(world, manager)
    with world.tx(manager) as tx:
        obligations.record(tx, ids[0], Shown(status=S.FULFILLED, note="Shown today"))
    found(world, manager, contract, dict.fromkeys(ids, F.NOT_FULFILLED), done_on=date(2026, 2, 1))
    assert [status for status, _, _ in states(world, contract)] == [S.FULFILLED, S.UNFULFILLED, S.UNFULFILLED]


def test_moving_many_obligations_asks_no_more_than_moving_few(world: World, engine: Engine, manager: Staff) -> None:
    asked = []
    for clauses in (2, 12):
        contract, ids = bound(world, manager, clauses)
        keys = {row.id: F.FULFILLED for row in of(world, contract)}
        with world.tx(manager) as tx, counted(engine) as statements:
            assert obligations.take_findings(tx, TODAY, keys, {}) == len(ids)
            tx.flush()
            asked.append(len(statements))
    assert asked[0] == asked[1] == 2


def test_a_stale_save_and_a_voided_contract_are_refused(world: World, manager: Staff) -> None:
    contract, (first, *_) = bound(world, manager)
    with world.tx(manager) as tx:
        obligations.record(tx, first, Shown(status=S.PARTLY), version=1)
    with pytest.raises(Conflict), world.tx(manager) as tx:
        obligations.record(tx, first, Shown(status=S.UNFULFILLED), version=1)
    with world.tx(manager) as tx:
        contracts.void(tx, contract.public_id, "By mistake")
    with pytest.raises(Conflict, match="voided"), world.tx(manager) as tx:
        obligations.record(tx, first, Shown(status=S.UNFULFILLED))


def test_a_reader_records_nothing_and_another_organisation_sees_nothing(world: World, manager: Staff) -> None:
    _, (first, *_) = bound(world, manager)
    with world.reading() as tx:
        organisation = tx.session.get_one(type(world.organisation()), manager.organisation_id)
    reader, stranger = world.staff(organisation, Role.READER), world.staff(world.organisation())
    for who, refusal in ((reader, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal), world.tx(who) as tx:
            obligations.record(tx, first, Shown(status=S.PARTLY))


def test_the_list_shows_by_state_the_nearest_day_first_and_what_has_no_day_last(world: World, manager: Staff) -> None:
    _, (first, second, third) = bound(world, manager)
    world.contract(manager, version=world.code_version("ended", clauses=1), ends_on=date(2025, 12, 31))
    with world.tx(manager) as tx:
        obligations.give(tx, first, GivenObligation(owner_id=manager.public_id, due_on=date(2026, 4, 1)))
        obligations.give(tx, second, GivenObligation(owner_id=manager.public_id, due_on=date(2026, 3, 1)))
    expected = {
        ObligationState.OPEN: [second, first, third],
        ObligationState.LATE: [second],
        ObligationState.FULFILLED: [],
    }
    with world.reading(manager) as tx:
        for state, ids in expected.items():
            page = queries.listed(tx.session, ObligationFilter(state=state), today=TODAY)
            assert [row.public_id for row in page.rows] == ids
        lapsed = queries.listed(tx.session, ObligationFilter(state=ObligationState.LAPSED), today=TODAY)
        assert [row.is_over for row in lapsed.rows] == [True]
        mine = ObligationFilter(state=ObligationState.ALL, mine=True)
        assert len(queries.listed(tx.session, mine, today=TODAY, user_id=manager.user_id).rows) == 2


def test_the_list_goes_on_where_it_ended_even_among_those_without_a_day(world: World, manager: Staff) -> None:
    bound(world, manager, 60)
    seen: list[str] = []
    after = None
    with world.reading(manager) as tx:
        for _ in range(2):
            page = queries.listed(tx.session, ObligationFilter(after=after), today=TODAY)
            seen += [row.public_id for row in page.rows]
            after = page.next
    assert after is None
    assert len(seen) == len(set(seen)) == 60

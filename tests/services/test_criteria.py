"""Taking criteria of the bank into a contract, and out again while nothing rests on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import Level, Part, VersionKind
from followup.domain.criteria import CriteriaBank, CriteriaFilter, EvidenceType
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.schedule import FollowUpKind
from followup.domain.sourced import Period
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.queries import contracts as contract_queries
from followup.queries import criteria as queries
from followup.queries import follow_ups as follow_up_queries
from followup.queries import journal, questionnaires
from followup.services import clauses, code_of_conduct, contracts, criteria, deviations, follow_ups
from tests.builders import World
from tests.code_of_conduct.content import banks
from tests.self_assessments import planned

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)
MAIN, ANIMALS = banks()


def adopt(world: World, *adopted: CriteriaBank) -> None:
    with world.tx() as tx:
        for bank in adopted or (MAIN,):
            code_of_conduct.adopt_bank(tx, bank)


def offered(world: World, query: CriteriaFilter | None = None) -> dict[str, str]:
    """Return the public id of what the banks offer, by key."""
    with world.reading() as tx:
        return {row.key: row.public_id for row in queries.offered(tx.session, TODAY, query)}


def taken(world: World, contract: Contract) -> dict[str, str]:
    with world.reading() as tx:
        return {row.key: row.contract_clause_id for row in queries.taken(tx.session, contract.id)}


def events(world: World, staff: Staff, contract: Contract) -> list[str]:
    with world.reading(staff) as tx:
        return [entry.text for entry in journal.history(tx.session, [contract.public_id])]


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def test_a_bank_is_adopted_once_and_each_criterion_keeps_all_it_says(world: World) -> None:
    adopt(world)
    with world.tx() as tx:
        assert not code_of_conduct.adopt_bank(tx, MAIN)
        version = tx.session.scalars(select(CodeVersion).where(CodeVersion.key == MAIN.key)).one()
        kept = tx.session.scalars(select(Clause).where(Clause.code_version_id == version.id)).all()
    assert version.kind is VersionKind.CRITERIA
    assert {clause.part for clause in kept} == {Part.CRITERION}
    assert len(kept) == len(MAIN.criteria)
    with world.reading() as tx:
        assert queries.banks(tx.session, TODAY) == [MAIN]
        rows = queries.offered(tx.session, TODAY)
    assert [(row.about.criterion, row.category) for row in rows] == [(c, group.key) for group, c in MAIN.criteria]
    assert {row.about.decision for row in rows} == {MAIN.decision}


def test_a_bank_with_other_words_is_refused_and_a_last_day_is_taken_over(world: World) -> None:
    adopt(world)
    with pytest.raises(Conflict) as caught, world.tx() as tx:
        code_of_conduct.adopt_bank(tx, replace(MAIN, source="OWN; other words"))
    assert caught.value.reason.code == "code.edited"
    adopt(world, replace(MAIN, in_force=Period(from_on=date(2026, 1, 1), until_on=date(2026, 2, 28))))
    assert offered(world) == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            CriteriaFilter(group="laundry"),
            {"laundry_energy_and_water", "laundry_detergents", "laundry_work_environment"},
        ),
        (CriteriaFilter(evidence=EvidenceType.EPD), {"construction_epd", "construction_climate"}),
        (CriteriaFilter(group="cleaning", level=Level.SPEARHEAD), {"cleaning_permanent_jobs"}),
        (CriteriaFilter(group="nothing"), set()),
    ],
)
def test_the_bank_is_narrowed(world: World, query: CriteriaFilter, expected: set[str]) -> None:
    adopt(world)
    assert set(offered(world, query)) == expected


def test_criteria_taken_bind_from_today_and_are_journalled_and_twice_is_once(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager, version=world.code_version())
    ids = offered(world)
    chosen = [ids["consumables_factory_named"], ids["general_statistics"]]
    for expected in (2, 0):
        with world.tx(manager) as tx:
            assert criteria.bind(tx, contract.public_id, chosen) == expected
    with world.reading(manager) as tx:
        rows = queries.taken(tx.session, contract.id)
    assert [(row.key, row.bound_on) for row in rows] == [
        ("general_statistics", TODAY),
        ("consumables_factory_named", TODAY),
    ]
    assert events(world, manager, contract)[:2] == [
        "Criterion “Factory of every article” taken into the contract",
        "Criterion “Yearly figures for deliveries” taken into the contract",
    ]
    assert not any(row.is_rested_upon for row in rows)


def test_what_is_no_criterion_is_refused_whole(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager, version=world.code_version())
    ids = offered(world)
    with world.reading() as tx:
        clause = tx.session.scalars(select(Clause.public_id).where(Clause.part != Part.CRITERION)).first()
    with pytest.raises(Invalid) as caught, world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, [ids["general_statistics"], str(clause)])
    assert [r.code for reasons in caught.value.problems.values() for r in reasons] == ["criterion.unknown"]
    assert taken(world, contract) == {}


def test_a_bank_that_has_ended_is_no_longer_taken_from_and_what_was_taken_stays(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager)
    ids = offered(world)
    with world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, [ids["general_statistics"]])
    adopt(world, replace(MAIN, in_force=Period(from_on=date(2026, 1, 1), until_on=date(2026, 2, 28))))
    with pytest.raises(Invalid) as caught, world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, [ids["general_production_country"]])
    assert [r.code for reasons in caught.value.problems.values() for r in reasons] == ["criterion.not_offered"]
    assert set(taken(world, contract)) == {"general_statistics"}
    with world.reading(manager) as tx:
        assert queries.criterion(tx.session, ids["general_statistics"]).in_force_to == date(2026, 2, 28)


def test_only_the_buyers_own_manager_takes_criteria_and_never_for_a_voided_contract(
    world: World, manager: Staff
) -> None:
    adopt(world)
    contract = world.contract(manager)
    one = [offered(world)["general_statistics"]]
    reader = world.staff(world.organisation("Elsewhere"), Role.CONTRACT_MANAGER)
    with pytest.raises(NotFound), world.tx(reader) as tx:
        criteria.bind(tx, contract.public_id, one)
    colleague = replace(manager, roles=frozenset({Role.READER}))
    with pytest.raises(Forbidden), world.tx(colleague) as tx:
        criteria.bind(tx, contract.public_id, one)
    with world.tx(manager) as tx:
        contracts.void(tx, contract.public_id, "Registered twice.")
    with pytest.raises(Conflict) as caught, world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, one)
    assert caught.value.reason.code == "contract.voided"


def test_a_criterion_is_taken_out_again_while_nothing_rests_on_it(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, [offered(world)["general_statistics"]])
    with world.tx(manager) as tx:
        criteria.take_out(tx, contract.public_id, taken(world, contract)["general_statistics"])
    assert taken(world, contract) == {}
    assert events(world, manager, contract)[0] == "Criterion “Yearly figures for deliveries” taken out of the contract"


def test_a_standard_clause_is_not_taken_out_alone(world: World, manager: Staff) -> None:
    contract = world.contract(manager, version=world.code_version())
    with world.reading(manager) as tx:
        clause = contract_queries.clauses(tx.session, contract.id)[0].public_id
    with pytest.raises(Conflict) as caught, world.tx(manager) as tx:
        criteria.take_out(tx, contract.public_id, clause)
    assert caught.value.reason.code == "criterion.not_taken"


def test_a_criterion_of_another_contract_is_not_taken_out_here(world: World, manager: Staff) -> None:
    adopt(world)
    here, there = world.contract(manager), world.contract(manager)
    with world.tx(manager) as tx:
        criteria.bind(tx, there.public_id, [offered(world)["general_statistics"]])
    with pytest.raises(Conflict), world.tx(manager) as tx:
        criteria.take_out(tx, here.public_id, taken(world, there)["general_statistics"])


def with_a_follow_up(world: World, manager: Staff) -> tuple[Contract, str, str]:
    """A contract with terms and one criterion, and a follow-up of it: contract, criterion's clause, follow-up."""
    adopt(world)
    contract = world.contract(manager, version=world.code_version())
    with world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, [offered(world)["general_statistics"]])
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=TODAY, reason="To look at it.")
        follow_up = follow_ups.add(tx, contract.public_id, new)
    return contract, taken(world, contract)["general_statistics"], follow_up.public_id


def test_a_follow_up_looks_at_the_criteria_behind_the_clauses(world: World, manager: Staff) -> None:
    contract, criterion, follow_up_id = with_a_follow_up(world, manager)
    with world.reading(manager) as tx:
        bound = follow_up_queries.bound_clauses(tx.session, contract.id)
    assert [row.number for row in bound] == ["2.1", "2.2", "2.3", ""]
    assert bound[-1].public_id == criterion
    with world.tx(manager) as tx:
        follow_ups.record(
            tx, follow_up_id, Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED, summary="All is well.")
        )
    with pytest.raises(Conflict) as caught, world.tx(manager) as tx:
        criteria.take_out(tx, contract.public_id, criterion)
    assert caught.value.reason.code == "criterion.rested_upon"
    with world.reading(manager) as tx:
        assert [row.is_rested_upon for row in queries.taken(tx.session, contract.id)] == [True]


def test_a_deviation_rests_on_a_criterion_and_keeps_what_it_says(world: World, manager: Staff) -> None:
    contract, criterion, follow_up_id = with_a_follow_up(world, manager)
    with world.tx(manager) as tx:
        new = NewDeviation(
            title="No figures", description="None came.", severity=Severity.MINOR, found_on=TODAY, clause_id=criterion
        )
        deviation = deviations.record(tx, follow_up_id, new)
    assert deviation.clause is not None
    assert "figures for deliveries" in str(deviation.clause["obligation"])
    with pytest.raises(Conflict), world.tx(manager) as tx:
        criteria.take_out(tx, contract.public_id, criterion)


def test_criteria_do_not_stand_in_for_the_terms_of_a_questionnaire(world: World, manager: Staff) -> None:
    contract, _, _ = with_a_follow_up(world, manager)
    with world.reading(manager) as tx:
        asked = questionnaires.clauses(tx.session, contract.id)
    assert list(asked)[:3] == ["c1", "c2", "c3"]
    assert planned(world, manager, contract).contract_id == contract.id


def test_criteria_stay_when_the_terms_are_exchanged(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager, version=world.code_version("old"))
    newer = world.code_version("newer", clauses=2)
    with world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, [offered(world)["general_statistics"]])
    with world.tx(manager) as tx:
        row = tx.session.scalars(select(Contract).where(Contract.id == contract.id)).one()
        clauses.bind(tx, row, newer.key, Level.ADVANCED)
    with world.reading(manager) as tx:
        bound = [row.key for row in contract_queries.clauses(tx.session, contract.id)]
    assert bound == ["c1", "c2", "general_statistics"]


def test_a_bank_is_none_of_the_standard_terms(world: World, manager: Staff) -> None:
    adopt(world)
    version = world.code_version()
    contract = world.contract(manager)
    with world.reading(manager) as tx:
        assert [row.key for row in contract_queries.versions(tx.session)] == [version.key]
    with world.tx(manager) as tx:
        row = tx.session.scalars(select(Contract).where(Contract.id == contract.id)).one()
        with pytest.raises(Invalid):
            clauses.bind(tx, row, MAIN.key, Level.ADVANCED)


def test_one_looks_up_which_of_ones_own_contracts_hold_a_criterion(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager, title="Gloves")
    other = world.staff(world.organisation("Region South"), Role.CONTRACT_MANAGER)
    theirs = world.contract(other)
    one = [offered(world)["general_statistics"]]
    for staff, held in ((manager, contract), (other, theirs)):
        with world.tx(staff) as tx:
            criteria.bind(tx, held.public_id, one)
    with world.reading(manager) as tx:
        clause = queries.criterion(tx.session, one[0])
        assert [row.title for row in queries.holders(tx.session, clause.id)] == ["Gloves"]


def test_the_fifth_area_comes_with_its_bank_and_is_taken_like_any_other(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager)
    assert not any(key.startswith("animal_welfare_") for key in offered(world))
    adopt(world, ANIMALS)
    ids = offered(world, CriteriaFilter(group="animal_welfare"))
    with world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, list(ids.values()))
    assert set(taken(world, contract)) == {c.id for _, c in ANIMALS.criteria}


def test_each_taken_criterion_is_an_obligation_of_its_own(world: World, manager: Staff) -> None:
    adopt(world)
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        criteria.bind(tx, contract.public_id, list(offered(world).values())[:3])
        rows = tx.session.scalars(select(ContractClause).where(ContractClause.contract_id == contract.id)).all()
    assert [row.status for row in rows] == [ContractClause.machine.initial] * 3

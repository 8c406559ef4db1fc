"""Registering, completing and voiding contracts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from followup.db import Unjournaled
from followup.domain.code_of_conduct import VersionKind
from followup.domain.contracts import ChangeContract, Criticality, NewContract
from followup.domain.follow_ups import FindingResult
from followup.domain.journal import CODE_ADOPTED, CRITERION_BOUND, FOLLOW_UP_PLANNED
from followup.domain.obligations import ObligationStep
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.domain.strategic import Purpose, Social, Strategic
from followup.errors import Conflict, Invalid, NotFound
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import Finding, FollowUp
from followup.queries import call_offs
from followup.queries import contracts as queries
from followup.services import contracts
from followup.transaction import Transaction
from tests.builders import World

pytestmark = pytest.mark.database


def test_a_registered_contract_binds_the_clauses_of_its_version(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version(clauses=4))
    with world.reading(staff) as tx:
        assert [c.number for c in queries.clauses(tx.session, contract.id)] == ["2.1", "2.2", "2.3", "2.4"]


def test_another_organisations_contract_is_not_there(world: World) -> None:
    contract = world.contract(world.staff(world.organisation()))
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound), world.reading(stranger) as tx:
        tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ)


def test_a_stale_save_is_refused_and_changes_nothing(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    stale = contract.version
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="First"), stale)
    with pytest.raises(Conflict), world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="Second"), stale)
    with world.reading(staff) as tx:
        assert tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ).title == "First"


def test_a_change_without_a_journal_entry_is_not_committed(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, title="As it was")
    with pytest.raises(Unjournaled), world.tx(staff) as tx:
        tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE).title = "Silently"
    with world.reading(staff) as tx:
        assert tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ).title == "As it was"


def test_a_supplier_that_does_not_exist_is_refused(world: World) -> None:
    staff = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(staff) as tx:
        contracts.register(tx, NewContract(title="X", supplier_id="sup_" + "a" * 26))


def test_saving_without_a_change_changes_nothing(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    same = ChangeContract(
        title=contract.title, starts_on=contract.starts_on, ends_on=contract.ends_on, manager_id=staff.public_id
    )
    with world.tx(staff) as tx:
        assert contracts.change(tx, contract.public_id, same, contract.version).version == contract.version


def test_a_version_can_be_exchanged_until_something_rests_on_its_clauses(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version())
    newer = world.code_version("test-2027", clauses=2)
    exchanged = ChangeContract(title=contract.title, code_version=newer.key)
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, exchanged, None)
        assert len(queries.clauses(tx.session, contract.id)) == 2
        rest_on_a_clause(tx, contract)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="X", code_version="test-2026"), None)
    assert refused.value.reason.code == "contract.clauses_kept"


def rest_on_a_clause(tx: Transaction, contract: Contract) -> None:
    clause = queries.clauses(tx.session, contract.id)[0]
    follow_up = tx.add(
        FollowUp(
            contract_id=contract.id,
            kind=FollowUpKind.KICK_OFF,
            ordinal=1,
            status=FollowUp.machine.initial,
            due_on=tx.today,
            why={},
            planned_at=tx.now,
        )
    )
    tx.journal(FOLLOW_UP_PLANNED, follow_up, kind="kick_off", due_on=tx.today)
    tx.add(Finding(follow_up_id=follow_up.id, contract_clause_id=clause.id, result=FindingResult.PARTLY))


def test_criteria_of_the_bank_stay_when_the_terms_are_exchanged(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version())
    bank, newer = world.code_version("bank-2026", clauses=1), world.code_version("test-2027", clauses=2)
    with world.tx() as tx:
        row = tx.follow(CodeVersion, bank.id)
        row.kind = VersionKind.CRITERIA
        tx.journal(CODE_ADOPTED, row, key=row.key, sha256=row.sha256)
    with world.tx(staff) as tx:
        criterion = tx.session.scalars(select(Clause).where(Clause.code_version_id == bank.id)).one()
        kept = tx.add(
            ContractClause(
                contract_id=contract.id,
                clause_id=criterion.id,
                bound_on=tx.today,
                status=ContractClause.machine.initial,
            )
        )
        tx.journal(CRITERION_BOUND, kept, key=criterion.key)
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="X", code_version=newer.key), None)
        assert {c.public_id for c in queries.clauses(tx.session, contract.id)} > {kept.public_id}
        assert len(queries.clauses(tx.session, contract.id)) == 3
        assert bank.key not in {version.key for version in queries.versions(tx.session)}
    with pytest.raises(Invalid), world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="X", code_version=bank.key), None)


def test_terms_stay_once_something_has_been_shown_for_one_of_their_clauses(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version())
    newer = world.code_version("test-2027")
    with world.tx(staff) as tx:
        row = tx.session.scalars(select(ContractClause).order_by(ContractClause.id).limit(1)).one()
        tx.advance(row, ObligationStep.PARTLY_FULFIL)
        row.status_on = tx.today
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="X", code_version=newer.key), None)
    assert refused.value.reason.code == "contract.clauses_kept"


def test_all_that_is_known_of_a_contract_is_kept(world: World) -> None:
    organisation = world.organisation()
    staff, deputy, lead = world.staff(organisation), world.staff(organisation), world.organisation("Lead")
    framework, contract = world.contract(staff, title="Framework"), world.contract(staff)
    with world.tx(staff) as tx:
        contracts.change(tx, framework.public_id, ChangeContract(title="Framework", is_framework=True), None)
    new = ChangeContract(
        title="Gloves",
        case_number="2026/17",
        notice_days=180,
        cpv="33141420-0",
        cpv_more=("18143000", "33141420"),
        unspsc="42132203",
        manager_id=staff.public_id,
        deputy_id=deputy.public_id,
        lead_id=lead.public_id,
        framework_id=framework.public_id,
        criticality=Criticality.CRITICAL,
    )
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, new, None)
    with world.reading(staff) as tx:
        row = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ)
        around = queries.around(tx.session, row)
        assert (row.notice_days, row.cpv, row.cpv_more, row.unspsc) == (180, "33141420", ["18143000"], "42132203")
        assert row.criticality is Criticality.CRITICAL
        assert around.deputy is not None
        assert around.deputy.deputy_name == deputy.name
        assert around.lead is not None
        assert around.lead.lead_name == "Lead"
        assert [c.title for c in call_offs.of_framework(tx.session, framework.id, tx.today)] == ["Gloves"]
        assert [title for _, title in call_offs.frameworks(tx.session, for_contract=row)] == ["Framework"]
        assert call_offs.frameworks(tx.session, for_contract=framework) == []


@pytest.mark.parametrize("wrong", ["itself", "no framework", "voided"])
def test_a_contract_is_called_off_from_another_framework_agreement_only(world: World, wrong: str) -> None:
    staff = world.staff(world.organisation())
    other, contract = world.contract(staff), world.contract(staff)
    with world.tx(staff) as tx:
        if wrong != "no framework":
            marked = contract if wrong == "itself" else other
            contracts.change(tx, marked.public_id, ChangeContract(title="X", is_framework=True), None)
        if wrong == "voided":
            contracts.void(tx, other.public_id, "Twice.")
    chosen = contract if wrong == "itself" else other
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="X", framework_id=chosen.public_id), None)
    assert set(refused.value.problems) == {"framework_id"}


def test_a_framework_agreement_stays_one_while_contracts_are_called_off_from_it(world: World) -> None:
    staff = world.staff(world.organisation())
    framework, contract = world.contract(staff), world.contract(staff)
    with world.tx(staff) as tx:
        contracts.change(tx, framework.public_id, ChangeContract(title="F", is_framework=True), None)
        contracts.change(tx, contract.public_id, ChangeContract(title="C", framework_id=framework.public_id), None)
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        contracts.change(tx, framework.public_id, ChangeContract(title="F"), None)
    assert set(refused.value.problems) == {"is_framework"}


def test_strategic_procurement_is_kept_and_emptied_again(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    said = Strategic(purposes=(Purpose.SOCIAL,), social=(Social.HUMAN_RIGHTS,), description="No forced labour.")
    for new in (said, Strategic()):
        with world.tx(staff) as tx:
            contracts.change_strategic(tx, contract.public_id, new, None)
        with world.reading(staff) as tx:
            row = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ)
            assert queries.strategic(row) == (new if new == said else None)


def test_an_integration_is_nobodys_manager(world: World) -> None:
    staff = replace(world.staff(world.organisation()), is_integration=True)
    with world.tx(staff) as tx:
        new = NewContract(title="By machine", supplier_id=world.supplier().public_id)
        assert contracts.register(tx, new, origin="api").manager_id is None

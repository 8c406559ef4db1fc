"""Notices into the register: each contract once, what people wrote stays, the XML before the JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.contracts import ChangeContract, ToComplete
from followup.domain.journal import SUPPLIER_CHANGED, SUPPLIER_REGISTERED
from followup.domain.mergers import NewAlias
from followup.domain.money import Money
from followup.domain.notices import Notice, NoticeFormat, Party, Period, SettledContract
from followup.domain.organisations import OrganisationStatus
from followup.domain.permissions import Permission
from followup.domain.reconciliations import Fact, merge
from followup.domain.strategic import Purpose, Social, Strategic
from followup.errors import Invalid
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.queries import contracts as queries
from followup.services import contracts, notices, suppliers
from followup.services.notices import ImportReport
from tests.builders import World

pytestmark = pytest.mark.database

BUYER = Party(ref="ORG-1", name="Invented kommune", number_as_given="974760673", country="NO")
WINNER = Party(ref="ORG-2", name="Invented gloves AS", number_as_given="923609016", country="NO", town="Bergen")


def settled(**said: object) -> SettledContract:
    plain = SettledContract(
        notice_id="n-1",
        format=NoticeFormat.OCDS,
        issued_on=date(2024, 1, 18),
        contract_ref="CON-1",
        lot_refs=("LOT-1",),
        title="Gloves",
        reference="24/1",
        buyers=(BUYER,),
        winner=WINNER,
        is_group_leader=True,
        value=Money(12_500_00, "NOK"),
        is_value_shared=False,
        awarded_on=None,
        signed_on=date(2024, 1, 10),
        period=Period(starts_on=date(2024, 2, 1)),
        cpv="33141420",
        cpv_additional=(),
        goals=(),
        goal_text="",
    )
    return replace(plain, **said)  # type: ignore[arg-type] # each test names the fields it means


def take_in(world: World, *found: SettledContract, dry_run: bool = False) -> ImportReport:
    read = [Notice(c.notice_id, c.format, c.issued_on, (c,)) for c in found]
    with world.tx() as tx:
        report = notices.apply(tx, merge(read))
        if dry_run:
            tx.abandon()
    return report


def only(world: World, model: type) -> object:
    with world.reading() as tx:
        found = tx.session.scalars(select(model)).one()
        tx.session.expunge(found)
    return found


def test_buyer_supplier_and_contract_are_new_the_first_time_and_never_again(world: World) -> None:
    first, again = take_in(world, settled()), take_in(world, settled())
    assert (first.new, first.organisations, first.suppliers) == (1, 1, 1)
    assert (again.new, again.changed, again.unchanged, again.organisations, again.suppliers) == (0, 0, 1, 0, 0)
    buyer = only(world, Organisation)
    assert isinstance(buyer, Organisation)
    assert buyer.status is OrganisationStatus.NOT_JOINED
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert (contract.organisation_id, contract.source_key) == (buyer.id, "n-1/CON-1/ORG-2")
    assert queries.provenance(contract) == settled()


def test_what_the_notice_lacks_is_to_be_completed(world: World) -> None:
    take_in(world, settled(value=None, cpv="", period=Period()))
    with world.reading() as tx:
        contract = tx.session.scalars(select(Contract)).one()
        missing = queries.missing(contract, queries.around(tx.session, contract))
    assert {ToComplete.VALUE, ToComplete.CPV, ToComplete.STARTS_ON, ToComplete.ENDS_ON} <= set(missing)
    assert ToComplete.SUPPLIER_NUMBER not in missing


def test_a_contract_without_an_end_lacks_none(world: World) -> None:
    take_in(world, settled(period=Period(is_unlimited=True)))
    with world.reading() as tx:
        contract = tx.session.scalars(select(Contract)).one()
        assert ToComplete.ENDS_ON not in queries.missing(contract, queries.around(tx.session, contract))


def test_a_dry_run_leaves_nothing(world: World) -> None:
    assert take_in(world, settled(), dry_run=True).new == 1
    with world.reading() as tx:
        assert not tx.session.scalars(select(Contract)).all()
        assert not tx.session.scalars(select(Supplier)).all()


def test_the_xml_replaces_the_json_and_the_difference_is_listed_whichever_comes_last(world: World) -> None:
    take_in(world, settled(title="Gloves (JSON)"))
    xml = settled(format=NoticeFormat.EFORMS)
    second = take_in(world, xml)
    assert (second.changed, [d.fact for d in second.differences]) == (1, [Fact.TITLE])
    third = take_in(world, settled(title="Gloves (JSON)"))
    assert (third.changed, third.unchanged, [d.fact for d in third.differences]) == (0, 1, [Fact.TITLE])
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert contract.title == "Gloves"


def test_what_a_person_wrote_is_not_overwritten(world: World) -> None:
    take_in(world, settled())
    buyer = only(world, Organisation)
    assert isinstance(buyer, Organisation)
    manager = world.staff(buyer, Role.CONTRACT_MANAGER)
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    with world.tx(manager) as tx:
        changed = ChangeContract(
            title="Gloves for everybody",
            number=contract.number,
            starts_on=contract.starts_on,
            ends_on=date(2024, 12, 31),
            signed_on=contract.signed_on,
            cpv=contract.cpv or "",
            value=queries.value(contract),
        )
        contracts.change(tx, contract.public_id, changed, contract.version)
    later = settled(
        issued_on=date(2024, 6, 1),
        title="Gloves, corrected",
        value=Money(99, "NOK"),
        period=Period(starts_on=date(2025, 1, 1)),
    )
    assert take_in(world, later).changed == 1
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert contract.title == "Gloves for everybody"
    assert contract.starts_on == date(2024, 2, 1)  # a person completed the dates, so they stay together
    assert contract.value_minor == 99


def test_an_older_edition_of_a_notice_changes_nothing(world: World) -> None:
    take_in(world, settled())
    assert take_in(world, settled(issued_on=date(2023, 1, 1), title="Older")).unchanged == 1
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert contract.title == "Gloves"


def test_one_firm_in_two_notices_is_one_supplier_and_two_of_a_name_are_two(world: World) -> None:
    unnumbered = replace(WINNER, ref="ORG-3", number_as_given="")
    take_in(
        world,
        settled(),
        settled(
            notice_id="n-2", winner=replace(WINNER, name="INVENTED GLOVES AS", number_as_given="NO 923 609 016 MVA")
        ),
        settled(notice_id="n-3", winner=unnumbered),
        settled(notice_id="n-4", winner=replace(unnumbered, name="Invented Gloves, AS")),
        settled(notice_id="n-5", winner=replace(unnumbered, number_as_given="X-77")),
    )
    with world.reading() as tx:
        kept = {(s.number, s.number_given) for s in tx.session.scalars(select(Supplier))}
    assert kept == {("923609016", None), (None, None), (None, "X-77")}


def test_a_buyer_who_has_joined_gets_the_contract(world: World) -> None:
    joined = world.organisation("Invented Kommune", country="NO")
    report = take_in(world, settled())
    assert report.organisations == 0
    with world.reading(world.staff(joined, Role.READER)) as tx:
        assert len(tx.session.scalars(select(Contract)).all()) == 1


def test_a_persons_number_is_not_kept_anywhere(world: World) -> None:
    take_in(world, settled(winner=replace(WINNER, number_as_given="15108695088", is_natural_person=True)))
    supplier, contract = only(world, Supplier), only(world, Contract)
    assert isinstance(supplier, Supplier)
    assert isinstance(contract, Contract)
    assert (supplier.number, supplier.number_given) == (None, None)
    assert "15108695088" not in str(contract.source)


def test_a_buyer_without_a_country_is_refused_and_nothing_is_written(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        take_in(world, settled(), settled(notice_id="n-2", buyers=(replace(BUYER, country=None),)))
    assert set(refused.value.problems) == {"n-2/CON-1/ORG-2"}
    with world.reading() as tx:
        assert not tx.session.scalars(select(Contract)).all()


def test_additional_codes_and_strategic_goals_are_taken_in_and_followed_until_a_person_changes_them(
    world: World,
) -> None:
    first = settled(cpv_additional=("18143000",), goals=("social.humanRightsInSupplyChains",), goal_text="No harm.")
    take_in(world, first)
    assert take_in(world, first).unchanged == 1
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert contract.cpv_more == ["18143000"]
    assert queries.strategic(contract) == Strategic(
        purposes=(Purpose.SOCIAL,), social=(Social.HUMAN_RIGHTS,), description="No harm."
    )
    take_in(world, replace(first, issued_on=date(2024, 6, 1), goals=("environmental",), goal_text=""))
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert queries.strategic(contract) == Strategic(purposes=(Purpose.ENVIRONMENT,))
    buyer = only(world, Organisation)
    assert isinstance(buyer, Organisation)
    mine = Strategic(purposes=(Purpose.NONE,))
    with world.tx(world.staff(buyer, Role.CONTRACT_MANAGER)) as tx:
        contracts.change_strategic(tx, contract.public_id, mine, None)
    take_in(world, replace(first, issued_on=date(2024, 9, 1)))
    contract = only(world, Contract)
    assert isinstance(contract, Contract)
    assert queries.strategic(contract) == mine


def test_a_winner_without_a_number_is_known_by_another_name_that_one_supplier_alone_has(world: World) -> None:
    take_in(world, settled())
    known = only(world, Supplier)
    assert isinstance(known, Supplier)
    staff = world.staff(world.organisation())
    with world.tx(staff) as tx:
        suppliers.add_alias(tx, known.public_id, NewAlias(name="Gloves of Bergen"))
    nameless = Party(ref="ORG-3", name="GLOVES of Bergen", country="NO")
    take_in(world, settled(notice_id="n-2", winner=nameless))
    found = only(world, Supplier)
    assert isinstance(found, Supplier)
    assert found.id == known.id
    other = world.supplier("Another firm")
    with world.tx(staff) as tx:
        tx.get(Supplier, other.public_id, to=Permission.SUPPLIER_CHANGE).country = "NO"
        tx.journal(SUPPLIER_CHANGED, other, fields="country")
        suppliers.add_alias(tx, other.public_id, NewAlias(name="Gloves of Bergen"))
    take_in(world, settled(notice_id="n-3", winner=nameless))
    with world.reading() as tx:
        assert len(tx.session.scalars(select(Supplier)).all()) == 3


def test_a_foreign_winner_whose_number_was_not_checked_before_is_found_again(world: World) -> None:
    foreign = replace(WINNER, number_as_given="DE 136 695 976", country="DE")
    with world.tx() as tx:
        sort = "invented gloves as"
        old = tx.add(
            Supplier(name=WINNER.name, sort_sv=sort, sort_nb=sort, country="DE", number_given=foreign.number_as_given)
        )
        tx.journal(SUPPLIER_REGISTERED, old, origin="notice")
    take_in(world, settled(winner=foreign))
    found = only(world, Supplier)
    assert isinstance(found, Supplier)
    assert found.id == old.id

"""What a contract manager notes beside the follow-ups: options, who stands behind the supplier, who may call off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from followup.domain.bulk import BulkChange
from followup.domain.calendar import add_months
from followup.domain.contracts import Criticality
from followup.domain.options import NewOption
from followup.domain.strategic import Green, GreenCriteria, Purpose, Social, Strategic
from followup.domain.suppliers import NewSite, NewSupplier
from followup.domain.supply import Beneficiaries, ContractSites, NewSubSupplier
from followup.domain.views import CONTRACTS, NewView
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries import supply as chain
from followup.services import bulk, contracts, options, suppliers, supply, views
from followup.transaction import Transaction

if TYPE_CHECKING:
    from followup.demo.story import Story

OPTIONS_OF = ("A-2023-101", "A-2023-105")  # contracts that can be extended twice by a year
FRAMEWORK = "A-2023-101"
VIEWS = {
    "Mina avtal i riskklass B": {"risk_class": "b", "mine": "yes"},
    "Det som löper ut först": {"life": "running", "sort": "ends_on"},
}
GOALS = Strategic(
    purposes=(Purpose.ENVIRONMENT, Purpose.SOCIAL),
    green=(Green.CIRCULAR,),
    green_criteria=(GreenCriteria.NATIONAL,),
    social=(Social.HUMAN_RIGHTS, Social.WORKING_CONDITIONS),
)


def deepen(story: Story) -> None:
    """Complete a few contracts of the region whose people can be visited."""
    region = story.team_of("23")
    own = {signed.facts["number"]: signed for signed in story.signed.values() if signed.team is region}
    with story.runtime.transaction(region.manager) as tx:
        for number in OPTIONS_OF:
            _options(tx, tx.follow(Contract, own[number].contract_key))
        framework = tx.follow(Contract, own[FRAMEWORK].contract_key)
        contracts.change_strategic(tx, framework.public_id, GOALS, None)
        _supply(tx, framework)
        _group(tx, [tx.follow(Contract, one.contract_key) for one in own.values()])
        others = Beneficiaries(organisation_ids=(story.team_of("12").organisation.public_id,))
        supply.set_beneficiaries(tx, framework.public_id, others, None)
        _views(tx)


def _group(tx: Transaction, held: Sequence[Contract]) -> None:
    """Place all contracts but the last in a portfolio group, by value: the largest one is critical, three regular."""
    ranked = sorted(held, key=lambda contract: contract.value_minor or 0, reverse=True)
    groups = (Criticality.CRITICAL, *(3 * (Criticality.REGULAR,)), *(len(ranked) * (Criticality.OTHER,)))
    for contract, criticality in zip(ranked[:-1], groups, strict=False):
        bulk.change(tx, BulkChange(chosen={contract.public_id: contract.version}, criticality=criticality))


def _views(tx: Transaction) -> None:
    """Keep two views of the list, as a manager who works from it does."""
    for name, query in VIEWS.items():
        views.save(tx, CONTRACTS, NewView(name=name, query=query))


def _options(tx: Transaction, contract: Contract) -> None:
    assert contract.ends_on is not None
    for years in (0, 1):
        end = add_months(contract.ends_on, 12 * years)
        new = NewOption(extends_to_on=add_months(end, 12), decide_by_on=end - timedelta(days=90))
        options.add(tx, contract.public_id, new)


def _supply(tx: Transaction, contract: Contract) -> None:
    """Name one sub-supplier and two sites; all of them are invented."""
    weaver = NewSupplier(name="Indigo Weaving (påhittad)", country="IN", number="", town="Tiruppur")
    behind = suppliers.register(tx, weaver, origin="demonstration", invented=True)
    new = NewSubSupplier(supplier_id=behind.public_id, tier=1, delivers="Bomullsväv")
    supply.add_sub_supplier(tx, contract.public_id, new)
    maker = tx.follow(Supplier, contract.supplier_id)
    sewing = NewSite(name="Sömnaden (påhittad)", country="PK", town="Lahore")
    weaving = NewSite(name="Väveriet (påhittat)", country="IN", town="Tiruppur", tier=1)
    sites = [suppliers.add_site(tx, of.public_id, site).public_id for of, site in ((maker, sewing), (behind, weaving))]
    sites += [site.public_id for site in chain.sites(tx.session, contract.id)]
    supply.set_sites(tx, contract.public_id, ContractSites(site_ids=tuple(sites)), None)

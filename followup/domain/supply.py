"""Who and what stands behind a contract: the suppliers behind the supplier, the sites, and who may call off."""

from __future__ import annotations

from dataclasses import dataclass

from followup.errors import N_, Reason

OWN_SUPPLIER = Reason("supply.own_supplier", N_("This is the contract's own supplier. Choose the one behind it."))
NOT_A_SITE = Reason("supply.not_a_site", N_("Choose among the sites of the supplier and of its sub-suppliers."))
OWN_ORGANISATION = Reason("supply.own_organisation", N_("The contract is your organisation's own. Choose others."))

TIERS_MOST = 9  # Source: default of this service, as for sites


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubSupplier:
    """A supplier behind the supplier; tier 1 delivers to the contract's own supplier."""

    supplier_id: str
    tier: int = 1
    delivers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSites:
    """The sites where something is made for the contract."""

    site_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiaries:
    """The other organisations that may call off from the contract."""

    organisation_ids: tuple[str, ...] = ()

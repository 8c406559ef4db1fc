"""One production site: the contracts that get something from there, audits, findings, deviations, incidents."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries import contracts as contract_queries
from followup.queries import countries
from followup.queries import sites as queries
from followup.schemas.risk import tables
from followup.schemas.sites import SiteMattersSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("sites")


@room.page("/sites/<site_id>", needs=Permission.CONTACT_READ)
def show(tx: Transaction, site_id: str) -> dict[str, Any]:
    """Return one site with all that one's own organisation knows of it."""
    site = tx.get(SupplierSite, site_id, to=Permission.CONTACT_READ)
    risks = countries.risk_of(tx.session, {site.country}, tx.today, tables().countries)
    return {
        **_matters(tx, site),
        "site": site,
        "supplier": tx.follow(Supplier, site.supplier_id),
        "country_risk": risks[site.country],
        "life": lambda row: contract_queries.life_of(row, tx.today),
        "on": tx.today,
        "most": queries.MOST,
    }


@room.read("/sites/<site_id>/matters", needs=Permission.CONTACT_READ, gives=SiteMattersSchema)
def get_matters(tx: Transaction, site_id: str) -> dict[str, Any]:
    """Return contracts, audits, findings, deviations and incidents of one site, of each the latest fifty."""
    return _matters(tx, tx.get(SupplierSite, site_id, to=Permission.CONTACT_READ))


def _matters(tx: Transaction, site: SupplierSite) -> dict[str, Any]:
    return {
        "contracts": queries.contracts(tx.session, site.id),
        "audits": queries.audits(tx.session, site.id),
        "findings": queries.findings(tx.session, site.id),
        "deviations": queries.deviations(tx.session, site.id),
        "incidents": queries.incidents(tx.session, site) if allows(tx.actor, Permission.INCIDENT_READ) else (),
    }

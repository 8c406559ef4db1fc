"""What a draft of a deviation says: clause, area, site and country as they are kept, and why it is graded as it is."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.code_of_conduct import Area
from followup.domain.deviation_steps import OTHER_CONTRACT, OTHER_SITE, ChangeDeviation
from followup.domain.permissions import Permission
from followup.errors import Invalid
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.queries import supply
from followup.services import notes
from followup.transaction import Transaction


def columns(tx: Transaction, contract: Contract, new: ChangeDeviation) -> dict[str, object]:
    """Return the columns of a draft; the area is the clause's where it has but one, the country the site's.

    Errors: Invalid at clause_id, site_id.
    """
    clause_id, clause, area = _clause(tx, contract.id, new.clause_id) if new.clause_id else (None, None, None)
    site_id, site_country = _site(tx, contract, new.site_id) if new.site_id else (None, None)
    return {
        "area": new.area or area,
        "site_id": site_id,
        "country": new.country or site_country,
        "severity": new.severity,
        "title": new.title,
        "description": new.description,
        "found_on": new.found_on,
        "contract_clause_id": clause_id,
        "clause": clause,
    }


def _clause(tx: Transaction, contract_id: int, clause_id: str) -> tuple[int, Mapping[str, object], Area | None]:
    """Return the clause's key, what it says, kept with the deviation from now on, and its area where it has but one."""
    bound = tx.get(ContractClause, clause_id, to=Permission.CONTRACT_READ)
    if bound.contract_id != contract_id:
        raise Invalid.at("clause_id", OTHER_CONTRACT)
    clause = tx.follow(Clause, bound.clause_id)
    areas = [area for area in Area if area in clause.areas]
    said = {"number": clause.number, "title": clause.title, "obligation": clause.obligation}
    return bound.id, said, areas[0] if len(areas) == 1 else None


def _site(tx: Transaction, contract: Contract, site_id: str) -> tuple[int, str]:
    """Return the key and the country of a site of the supplier or of those behind it."""
    found = next((row for row in supply.possible_sites(tx.session, contract) if row.public_id == site_id), None)
    if found is None:
        raise Invalid.at("site_id", OTHER_SITE)
    return found.id, found.country


def keep_reason(tx: Transaction, deviation: Deviation, reason: str) -> None:
    """Keep why a deviation is graded lower than proposed, among the notes on the contract, where it stays inside."""
    if reason.strip():
        contract = tx.follow(Contract, deviation.contract_id)
        notes.keep(tx, contract, f"{deviation.number}. {deviation.title}: {reason}")

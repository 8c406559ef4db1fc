"""Adopted versions of the standard terms: which there are, what each says, and which of our contracts hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.contracts import ContractFilter
from followup.domain.permissions import Permission, allows
from followup.queries import code_of_conduct as queries
from followup.queries import contracts
from followup.queries.rows import AnyRow
from followup.schemas.code_of_conduct import CodeVersionSchema, ListedCodeVersionSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("code_of_conduct")


@room.page("/code", needs=Permission.CODE_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the adopted versions."""
    return {"versions": queries.listed(tx.session)}


@room.read("/code-versions", needs=Permission.CODE_READ, gives=ListedCodeVersionSchema, many=True)
def list_versions(tx: Transaction) -> Sequence[AnyRow]:
    """Return the adopted versions, the newest first."""
    return queries.listed(tx.session)


@room.page("/code/<key>", needs=Permission.CODE_READ)
def show(tx: Transaction, key: str) -> dict[str, Any]:
    """Return one version with its clauses, its questionnaires and our contracts that hold it."""
    version = queries.version(tx.session, key)
    is_inside = allows(tx.actor, Permission.CONTRACT_READ)
    return {
        "version": version,
        "clauses": queries.clauses(tx.session, version.id),
        "forms": queries.questionnaires(tx.session, version.id),
        "contracts": contracts.listed(tx.session, ContractFilter(code_version=key)) if is_inside else None,
    }


@room.read("/code-versions/<key>", needs=Permission.CODE_READ, gives=CodeVersionSchema)
def get_version(tx: Transaction, key: str) -> dict[str, Any]:
    """Return one version with its clauses and questionnaires."""
    version = queries.version(tx.session, key)
    names = ("public_id", "key", "country", "title", "in_force_from", "in_force_to", "sha256")
    return {
        **{name: getattr(version, name) for name in names},
        "clauses": queries.clauses(tx.session, version.id),
        "questionnaires": queries.questionnaires(tx.session, version.id),
    }

"""Adopted versions of the standard terms: which there are, what each says, and which of our contracts hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.code_of_conduct import NUMBERS, CodeVersion
from followup.domain.contracts import ContractFilter
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.queries import code_of_conduct as queries
from followup.queries import contract_lists
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.code_of_conduct import library, penalty_rules
from followup.schemas.code_versions import CodeVersionSchema, ListedCodeVersionSchema
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
    return {
        "version": version,
        "clauses": queries.clauses(tx.session, version),
        "forms": queries.questionnaires(tx.session, version.id),
        "contracts": _holders(tx, key) if allows(tx.actor, Permission.CONTRACT_READ) else None,
        "served": _served(queries.whole(version)),
        "targets": {target.key: target.title for target in library().sdg_targets},
        "penalties": penalty_rules(),
        "number_names": NUMBERS,
    }


@room.read("/code-versions/<key>", needs=Permission.CODE_READ, gives=CodeVersionSchema)
def get_version(tx: Transaction, key: str) -> dict[str, Any]:
    """Return one version with its clauses and questionnaires."""
    version = queries.version(tx.session, key)
    names = ("public_id", "key", "country", "title", "in_force_from", "in_force_to", "sha256")
    return {
        **{name: getattr(version, name) for name in names},
        "clauses": queries.clauses(tx.session, version),
        "questionnaires": queries.questionnaires(tx.session, version.id),
    }


def _holders(tx: Transaction, key: str) -> Page[AnyRow]:
    return contract_lists.listed(tx.session, ContractFilter(code_version=key), today=tx.today)


def _served(version: CodeVersion | None) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the development targets that each question of each form serves."""
    if version is None:
        return {}
    asked = ((form.key, question) for form in version.questionnaires for question in form.questions)
    return {(form, question.key): version.targets_of(question) for form, question in asked}

"""Documents of the template bank, filled from a contract: the list, a preview, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from followup.documents import contract_documents
from followup.documents.contract_documents import ContractDocument
from followup.domain.actors import Actor
from followup.domain.document_templates import ContractFacts
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.i18n import LANGUAGES, language, speaking
from followup.models.contracts import Contract
from followup.queries import documents as queries
from followup.schemas.document_templates import DocumentSchema, ListedDocumentSchema, template, templates
from followup.schemas.risk import category_name
from followup.transaction import Transaction
from followup.web.attachments import attachment
from followup.web.endpoint import Room
from followup.web.security import runtime

room = Room("documents")


@room.page("/contracts/<contract_id>/documents", needs=Permission.CONTRACT_READ)
def index(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return the documents that the contract can fill."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    facts = queries.facts(tx.session, contract, tx.today)
    return {
        "contract": contract,
        "documents": [(one, _written(one.key, facts)) for one in templates()],
        "languages_offered": LANGUAGES,
    }


@room.read("/contracts/<contract_id>/documents", needs=Permission.CONTRACT_READ, gives=ListedDocumentSchema, many=True)
def list_documents(tx: Transaction, contract_id: str) -> Sequence[dict[str, str]]:
    """Return the documents that the contract can fill."""
    tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    spoken = language()
    return [{"key": one.key, "title": one.title.to(spoken), "about": one.about.to(spoken)} for one in templates()]


@room.page("/contracts/<contract_id>/documents/<document>", needs=Permission.CONTRACT_READ)
def show(tx: Transaction, contract_id: str, document: str) -> dict[str, Any]:
    """Return one document as its files will read."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    facts = queries.facts(tx.session, contract, tx.today)
    return {
        "contract": contract,
        "document": _written(document, facts),
        "template": template(document),
        "languages_offered": LANGUAGES,
    }


@room.read("/contracts/<contract_id>/documents/<document>", needs=Permission.CONTRACT_READ, gives=DocumentSchema)
def get_document(tx: Transaction, contract_id: str, document: str) -> dict[str, Any]:
    """Return one document as plain text, with what the contract does not tell."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    made = _written(document, queries.facts(tx.session, contract, tx.today))
    text = contract_documents.plain(made, is_demonstration=runtime().is_demonstration)
    return {"key": document, "title": made.title, "text": text, "missing": made.missing}


@room.gate("/contracts/<contract_id>/documents/<document>.<kind>", needs=Permission.CONTRACT_READ)
def download(actor: Actor, contract_id: str, document: str, kind: str) -> AnyResponse:
    """Return one document as a file, in the reader's language or the one asked for."""
    if kind not in contract_documents.TYPES:
        raise NotFound
    template(document)
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
        facts, made_at = queries.facts(tx.session, contract, tx.today), tx.now
    asked = request.args.get("language", "")
    with speaking(asked if asked in LANGUAGES else language()):
        made = _written(document, facts)
        demonstration = runtime().is_demonstration
        data = (
            contract_documents.as_pdf(made, created_at=made_at, is_demonstration=demonstration)
            if kind == "pdf"
            else contract_documents.as_text(made, is_demonstration=demonstration)
        )
        name = f"{document.replace('_', '-')}-{language()}.{kind}"
    return attachment(data, name, contract_documents.TYPES[kind])


def _written(key: str, facts: ContractFacts) -> ContractDocument:
    return contract_documents.written(template(key), facts, category_name(facts.category))

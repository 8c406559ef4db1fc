"""The cooperation's documents: statutes, programme, analyses, guidance; in versions, with who was given which."""

from __future__ import annotations

from typing import Any

from followup.domain.joint_documents import (
    DocumentAdoption,
    DocumentFilter,
    DocumentKind,
    DocumentStatus,
    DocumentStep,
    DocumentText,
    GuidanceStep,
    NewDocument,
)
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.i18n import LANGUAGES, gettext, language
from followup.models.joint_documents import CooperationDocument
from followup.models.organisations import Cooperation
from followup.queries import joint_documents as queries
from followup.queries import journal, members
from followup.queries.joint_follow_ups import led
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.joint_documents import (
    DistributionSchema,
    DocumentAdoptionSchema,
    DocumentFilterSchema,
    DocumentTextSchema,
    JointDocumentSchema,
    ListedJointDocumentSchema,
    NewDocumentSchema,
)
from followup.schemas.risk import categories_on, category_name
from followup.services import joint_documents
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("joint_documents")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ALL = "/cooperation-documents"
_ONE = f"{_ALL}/<document_id>"
_NARROWING = ("kind", "status")


def topic_name(kind: DocumentKind, topic: str | None) -> str:
    """Return what a document is about, in the reader's language."""
    if not topic:
        return ""
    return gettext(GuidanceStep.of(topic).label) if kind is DocumentKind.GUIDANCE else category_name(topic)


@room.page(_ALL, needs=_READ, query=DocumentFilterSchema)
def index(tx: Transaction, query: DocumentFilter) -> dict[str, Any]:
    """Return the cooperation's documents: what is in force, and to its secretariat the drafts."""
    asked = {name: value for name in _NARROWING if (value := getattr(query, name))}
    return {
        "found": queries.listed(tx.session, query, tx.actor.organisation_id),
        "query": query,
        "asked": asked,
        "filter": Form(DocumentFilterSchema, asked),
        "topic_name": topic_name,
        "led": led(tx.session, tx.actor.organisation_id),
        "languages_by_code": LANGUAGES,
    }


@room.read(_ALL, needs=_READ, gives=ListedJointDocumentSchema, many=True, query=DocumentFilterSchema)
def list_documents(tx: Transaction, query: DocumentFilter) -> Page[AnyRow]:
    """Return the cooperation's documents, the newest first."""
    return queries.listed(tx.session, query, tx.actor.organisation_id)


def _seen(tx: Transaction, document_id: str) -> CooperationDocument:
    """Return a document; a draft is its secretariat's alone."""
    document = tx.get(CooperationDocument, document_id, to=_READ)
    if document.status is DocumentStatus.DRAFT and document.secretariat_id != tx.actor.organisation_id:
        raise NotFound
    return document


@room.page(_ONE, needs=_READ)
def show(tx: Transaction, document_id: str) -> dict[str, Any]:
    """Return one version with its text, the other versions, and who was given which."""
    document = _seen(tx, document_id)
    versions = queries.versions(tx.session, document, tx.actor.organisation_id)
    is_ours = document.secretariat_id == tx.actor.organisation_id
    return {
        "document": document,
        "topic": topic_name(document.kind, document.topic),
        "language_name": LANGUAGES.get(document.language, document.language),
        "versions": versions,
        "holds": next((row for row in versions if row.status is DocumentStatus.IN_FORCE), None),
        "has_draft": any(row.status is DocumentStatus.DRAFT for row in versions),
        "given": queries.given(tx.session, [row.id for row in versions]) if is_ours else (),
        "is_ours": is_ours,
        "author": queries.author(tx.session, document),
        "steps": DocumentStep,
        "history": journal.history(tx.session, [row.public_id for row in versions]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=JointDocumentSchema)
def get_document(tx: Transaction, document_id: str) -> dict[str, Any]:
    """Return one version with its text, the other versions, and, to the secretariat, who was given which."""
    return _as_data(tx, _seen(tx, document_id))


def _as_data(tx: Transaction, document: CooperationDocument) -> dict[str, Any]:
    names = ("public_id", "version", "kind", "topic", "title", "number", "language", "status", "in_force_on")
    versions = queries.versions(tx.session, document, tx.actor.organisation_id)
    is_ours = document.secretariat_id == tx.actor.organisation_id
    return {
        **{name: getattr(document, name) for name in (*names, "decision", "is_public", "text")},
        "versions": versions,
        "given": queries.given(tx.session, [row.id for row in versions]) if is_ours else (),
    }


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    found = sorted(((one.key, category_name(one.key)) for one in categories_on(tx.today)), key=lambda pair: pair[1])
    return Shown(
        data={"language": language() if language() != "en" else {"NO": "nb"}.get(cooperation.country, "sv")},
        choices={"category": found, "language": list(LANGUAGES.items())},
        context={"document": None},
    )


@room.form(
    "/cooperations/<cooperation_id>/documents/new",
    needs=_MAY,
    takes=NewDocumentSchema,
    template="joint_documents/edit.html",
    shows=_new_form,
)
def write(tx: Transaction, new: NewDocument, cooperation_id: str) -> Any:
    """Write the first version of a document."""
    made = joint_documents.write(tx, cooperation_id, new)
    return see_other("joint_documents.show", document_id=made.public_id, notice="saved")


@room.create("/cooperations/<cooperation_id>/documents", needs=_MAY, takes=NewDocumentSchema, gives=JointDocumentSchema)
def create_document(tx: Transaction, new: NewDocument, cooperation_id: str) -> dict[str, Any]:
    """Write the first version of a document."""
    return _as_data(tx, joint_documents.write(tx, cooperation_id, new))


@room.action(f"{_ONE}/new-version", needs=_MAY)
def write_version(tx: Transaction, document_id: str) -> Any:
    """Begin the next version with the text of the newest one."""
    made = joint_documents.write_version(tx, document_id)
    return see_other("joint_documents.change", document_id=made.public_id, notice="saved")


def _edit_form(tx: Transaction, document_id: str) -> Shown:
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    data = {"title": document.title, "text": document.text}
    return Shown(data=data, version=document.version, context={"document": document})


@room.form(
    f"{_ONE}/edit",
    needs=_MAY,
    takes=DocumentTextSchema,
    template="joint_documents/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: DocumentText, document_id: str, version: int | None) -> Any:
    """Change a draft."""
    joint_documents.change(tx, document_id, new, version)
    return see_other("joint_documents.show", document_id=document_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=DocumentTextSchema, gives=JointDocumentSchema)
def change_document(tx: Transaction, new: DocumentText, document_id: str, version: int) -> dict[str, Any]:
    """Change a draft."""
    return _as_data(tx, joint_documents.change(tx, document_id, new, version))


def _adopt_form(tx: Transaction, document_id: str) -> Shown:
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    return Shown(data={"in_force_on": tx.today}, version=document.version, context={"document": document})


@room.form(
    f"{_ONE}/adopt",
    needs=_MAY,
    takes=DocumentAdoptionSchema,
    template="joint_documents/adopt.html",
    shows=_adopt_form,
    versioned=True,
)
def adopt(tx: Transaction, new: DocumentAdoption, document_id: str, version: int | None) -> Any:
    """Put a draft in force by a decision."""
    joint_documents.adopt(tx, document_id, new, version)
    return see_other("joint_documents.show", document_id=document_id, notice="saved")


@room.action(f"{_ONE}/withdraw", needs=_MAY, versioned=True)
def withdraw(tx: Transaction, document_id: str, version: int | None) -> Any:
    """Let a version no longer hold, or drop a draft."""
    joint_documents.withdraw(tx, document_id, version)
    return see_other("joint_documents.show", document_id=document_id, notice="withdrawn")


def _give_form(tx: Transaction, document_id: str) -> Shown:
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    found = members.choices(tx.session, document.cooperation_id, tx.today)
    return Shown(
        data={"organisation_ids": [public_id for public_id, _ in found]},
        choices={"organisation_ids": found},
        context={"document": document},
    )


@room.form(
    f"{_ONE}/distribute",
    needs=_MAY,
    takes=DistributionSchema,
    template="joint_documents/distribute.html",
    shows=_give_form,
)
def distribute(tx: Transaction, organisation_ids: tuple[str, ...], document_id: str) -> Any:
    """Give a version in force to members, and keep to whom it went."""
    joint_documents.distribute(tx, document_id, organisation_ids)
    return see_other("joint_documents.show", document_id=document_id, notice="given_out")

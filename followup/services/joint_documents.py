"""The documents of a cooperation: written in versions, put in force by a decision, given to the members, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from followup.domain import secretariat_journal as events
from followup.domain.ids import new_id
from followup.domain.joint_documents import (
    DRAFT_KNOWN,
    NOBODY_CHOSEN,
    DocumentAdoption,
    DocumentStatus,
    DocumentStep,
    DocumentText,
    NewDocument,
    check_draft,
    check_in_force,
    check_new,
)
from followup.domain.member_messages import DocumentGiven
from followup.domain.permissions import Permission
from followup.domain.warnings import as_line
from followup.errors import Conflict, Invalid
from followup.models.joint_documents import CooperationDocument, DocumentDistribution
from followup.models.organisations import Cooperation
from followup.queries import cooperation_bodies as bodies
from followup.queries import joint_documents as queries
from followup.queries.rows import AnyRow
from followup.services import changes, members
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE
RECIPIENT_LONGEST = 300


def write(tx: Transaction, cooperation_id: str, new: NewDocument) -> CooperationDocument:
    """Write the first version of a document, as a draft.

    Errors: Invalid at category or step.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    check_new(new)
    columns = {"kind": new.kind, "topic": new.topic, "language": new.language, "title": new.title, "text": new.text}
    return _add(tx, cooperation, series=new_id(CooperationDocument.prefix), number=1, columns=columns)


def write_version(tx: Transaction, document_id: str) -> CooperationDocument:
    """Begin the next version with the text of the newest one.

    Errors: Conflict("document.draft_known").
    """
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    newest = queries.newest(tx.session, document)
    if newest.status is DocumentStatus.DRAFT:
        raise Conflict(DRAFT_KNOWN)
    columns = {name: getattr(newest, name) for name in ("kind", "topic", "language", "title", "text")}
    cooperation = tx.follow(Cooperation, document.cooperation_id)
    return _add(tx, cooperation, series=document.series, number=newest.number + 1, columns=columns)


def _add(
    tx: Transaction, cooperation: Cooperation, *, series: str, number: int, columns: Mapping[str, object]
) -> CooperationDocument:
    made = tx.add(
        CooperationDocument(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            series=series,
            number=number,
            status=CooperationDocument.machine.initial,
            is_public=False,
            written_by_id=tx.actor.user_id,
            **columns,
        )
    )
    tx.journal(events.DOCUMENT_WRITTEN, made, number=number, kind=made.kind)
    return made


def change(tx: Transaction, document_id: str, new: DocumentText, version: int | None) -> CooperationDocument:
    """Change a draft.

    Errors: Conflict("document.not_draft"), Conflict("stale").
    """
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    tx.check_version(document, version)
    check_draft(document.status)
    if fields := changes.put(document, {"title": new.title, "text": new.text}):
        tx.journal(events.DOCUMENT_CHANGED, document, fields=fields)
    tx.flush()
    return document


def adopt(tx: Transaction, document_id: str, new: DocumentAdoption, version: int | None) -> CooperationDocument:
    """Put a draft in force by a decision; the version that held is replaced and stays to be read.

    Errors: Invalid at is_public; Conflict("state.not_allowed"), Conflict("stale").
    """
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    tx.check_version(document, version)
    new.check(document.kind)
    before = queries.in_force(tx.session, document)
    tx.advance(document, DocumentStep.ADOPT, in_force_on=new.in_force_on)
    document.in_force_on, document.decision, document.is_public = new.in_force_on, new.decision, new.is_public
    if before is not None:
        tx.advance(before, DocumentStep.REPLACE, number=document.number)
    tx.flush()
    return document


def withdraw(tx: Transaction, document_id: str, version: int | None) -> CooperationDocument:
    """Let a version no longer hold, or drop a draft.

    Errors: Conflict("state.not_allowed"), Conflict("stale").
    """
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    tx.check_version(document, version)
    tx.advance(document, DocumentStep.WITHDRAW)
    tx.flush()
    return document


def distribute(tx: Transaction, document_id: str, organisation_ids: Collection[str]) -> Sequence[AnyRow]:
    """Give a version in force to these members' contact persons by mail, and keep to whom it went.

    Returns the contact persons. A member without one is in the log with nobody, so that it is seen.

    Errors: Invalid at organisation_ids; Conflict("document.not_in_force").
    """
    document = tx.get(CooperationDocument, document_id, to=_MAY)
    check_in_force(document.status)
    if not organisation_ids:
        raise Invalid.at("organisation_ids", NOBODY_CHOSEN)
    cooperation = tx.follow(Cooperation, document.cooperation_id)
    keys = members.check_members(tx, cooperation, organisation_ids, tx.today)
    people = bodies.recipients(tx.session, cooperation.id, tx.today, keys)
    for key in keys:
        names = ", ".join(person.name for person in people if person.organisation_key == key)
        tx.add(
            DocumentDistribution(
                cooperation_id=cooperation.id,
                document_id=document.id,
                organisation_id=key,
                recipient=names[:RECIPIENT_LONGEST],
                sent_at=tx.now,
            )
        )
    tx.journal(events.DOCUMENT_DISTRIBUTED, document, count=len(keys))
    tx.post_all([(_mail(document, cooperation, person, tx.today), document) for person in people])
    return people


def _mail(document: CooperationDocument, cooperation: Cooperation, person: AnyRow, today: date) -> DocumentGiven:
    return DocumentGiven(
        recipient_address=person.email,
        recipient_name=person.name,
        locale=person.language,
        dedupe_key=f"document_given:{document.public_id}:{today}:{person.public_id}",
        thread=document.public_id,
        path=f"/cooperation-documents/{document.public_id}",
        document_title=as_line(document.title),
        document_number=document.number,
        cooperation_name=cooperation.name,
        in_force_on=document.in_force_on,
    )

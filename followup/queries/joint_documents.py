"""The documents of a cooperation: as lists, with their versions and the log of who was given which."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from followup.domain.joint_documents import DocumentFilter, DocumentKind, DocumentStatus
from followup.models.joint_documents import CooperationDocument, DocumentDistribution
from followup.models.organisations import Cooperation, Organisation
from followup.models.users import User
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

_HELD = (DocumentStatus.DRAFT, DocumentStatus.IN_FORCE)
PUBLIC_MOST = 200


def listed(session: Session, query: DocumentFilter, organisation_id: int | None) -> Page[AnyRow]:
    """Return one page of documents, the newest first: drafts for who writes them, what is in force for all.

    Shape: as `_columns`.
    """
    statement = _columns().where(_may_see(organisation_id))
    if query.kind is not None:
        statement = statement.where(CooperationDocument.kind == query.kind)
    wanted = (query.status,) if query.status is not None else _HELD
    statement = statement.where(CooperationDocument.status.in_(wanted))
    return page(session, statement, (CooperationDocument.id,), after=query.after, descending=True)


def _may_see(organisation_id: int | None) -> ColumnElement[bool]:
    """Return the condition that one is no draft, or that the reader's organisation writes it."""
    row = CooperationDocument
    return (row.status != DocumentStatus.DRAFT) | (row.secretariat_id == organisation_id)


def _columns() -> AnySelect:
    row = CooperationDocument
    return select(
        row.id,
        row.public_id,
        row.version,
        row.kind,
        row.topic,
        row.title,
        row.number,
        row.language,
        row.status,
        row.in_force_on,
        row.decision,
        row.is_public,
    )


def versions(session: Session, document: CooperationDocument, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return the versions of the same document, the newest first.

    Shape: as `_columns`.
    """
    row = CooperationDocument
    same = (row.cooperation_id == document.cooperation_id, row.series == document.series, _may_see(organisation_id))
    return session.execute(_columns().where(*same).order_by(row.number.desc())).all()


def newest(session: Session, document: CooperationDocument) -> CooperationDocument:
    """Return the newest version of the same document, whatever its state."""
    row = CooperationDocument
    same = (row.cooperation_id == document.cooperation_id, row.series == document.series)
    return session.scalars(select(row).where(*same).order_by(row.number.desc()).limit(1)).one()


def in_force(session: Session, document: CooperationDocument) -> CooperationDocument | None:
    """Return the version of the same document that holds now."""
    row = CooperationDocument
    same = (row.cooperation_id == document.cooperation_id, row.series == document.series)
    return session.scalars(select(row).where(*same, row.status == DocumentStatus.IN_FORCE)).one_or_none()


def given(session: Session, document_ids: Collection[int]) -> Sequence[AnyRow]:
    """Return who was given these versions, the latest first.

    Shape: number, organisation_name, recipient, sent_at.
    """
    row = DocumentDistribution
    return session.execute(
        select(
            CooperationDocument.number,
            Organisation.name.label("organisation_name"),
            row.recipient,
            row.sent_at,
        )
        .join(CooperationDocument, CooperationDocument.id == row.document_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.document_id.in_(document_ids))
        .order_by(row.sent_at.desc(), Organisation.sort_sv, row.id)
    ).all()


def author(session: Session, document: CooperationDocument) -> str | None:
    """Return the name of who wrote it, where the reader may know it: people are their own organisation's."""
    return session.scalars(select(User.name).where(User.id == document.written_by_id)).one_or_none()


def choices(session: Session, kinds: Collection[DocumentKind] = ()) -> list[tuple[str, str]]:
    """Return the versions in force, of these kinds or of any, as choices."""
    row = CooperationDocument
    statement = select(row.public_id, row.title, row.number).where(row.status == DocumentStatus.IN_FORCE)
    if kinds:
        statement = statement.where(row.kind.in_(kinds))
    found = session.execute(statement.order_by(row.id.desc()).limit(PUBLIC_MOST))
    return [(one.public_id, f"{one.title} ({one.number})") for one in found]


def public(session: Session) -> Sequence[AnyRow]:
    """Return what everybody may read: versions in force of which that was said, by kind and title.

    Shape: as `_columns`, and cooperation_name.
    """
    row = CooperationDocument
    return session.execute(
        _columns()
        .add_columns(Cooperation.name.label("cooperation_name"))
        .join(Cooperation, Cooperation.id == row.cooperation_id)
        .where(row.is_public, row.status == DocumentStatus.IN_FORCE)
        .order_by(row.kind, row.topic, row.title, row.id)
        .limit(PUBLIC_MOST)
    ).all()


def public_one(session: Session, public_id: str) -> AnyRow | None:
    """Return a version that everybody may read, with its text; also one that a newer one has replaced.

    Shape: as `public`, text.
    """
    row = CooperationDocument
    held = row.status.in_((DocumentStatus.IN_FORCE, DocumentStatus.REPLACED))
    return session.execute(
        _columns()
        .add_columns(row.text, Cooperation.name.label("cooperation_name"))
        .join(Cooperation, Cooperation.id == row.cooperation_id)
        .where(row.is_public, held, row.public_id == public_id)
    ).one_or_none()

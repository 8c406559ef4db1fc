"""What the supplier was sent of a text about it, by which link, and what the holder of that link may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.publications import PublicationStatus
from followup.models.assignments import Assignment
from followup.models.organisations import Cooperation, Organisation
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.publications import Publication, PublicationCheck, PublishedLight
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

# The secretariat reads the check of a text that it may read, and the holder of a link reads of the text behind it
# what `Told` says; neither reads the other side's rows.
_UNSCOPED = {"followup_unscoped": True}


@dataclass(frozen=True, slots=True)
class Sent:
    """What the supplier was sent of a text, and whether a mail with the link was handed over to its mail server."""

    check: PublicationCheck
    was_delivered: bool


def checks(session: Session, publication_id: int) -> Sequence[Sent]:
    """Return what the supplier was sent of a text and answered, the newest first, also to the secretariat."""
    statement = select(PublicationCheck, _delivered().label("was_delivered")).where(
        PublicationCheck.publication_id == publication_id
    )
    rows = session.execute(statement.order_by(PublicationCheck.id.desc()), execution_options=_UNSCOPED)
    return [Sent(row.PublicationCheck, row.was_delivered) for row in rows]


def _delivered(but: int = 0) -> Exists:
    link = select(Assignment.public_id).where(Assignment.id == PublicationCheck.assignment_id)
    about = or_(
        OutboxMessage.subject_id == PublicationCheck.public_id,
        OutboxMessage.subject_id == link.correlate(PublicationCheck).scalar_subquery(),
    )
    is_another = and_(OutboxMessage.status == OutboxStatus.SENT, OutboxMessage.id != but)
    return exists().where(about, is_another).correlate(PublicationCheck)


def was_delivered(session: Session, check: PublicationCheck, *, but: int) -> bool:
    """Return whether a mail with the link was handed over before, another than `but`."""
    asked = select(_delivered(but)).select_from(PublicationCheck).where(PublicationCheck.id == check.id)
    return bool(session.scalar(asked, execution_options=_UNSCOPED))


def of_link(session: Session) -> PublicationCheck | None:
    """Return what the link in use is for; None for a link of another kind."""
    return session.scalars(select(PublicationCheck)).one_or_none()


def publication_of(session: Session, assignment: Assignment) -> str:
    """Return the public id of the text that a link is for."""
    of_check = select(Publication.public_id).join(PublicationCheck, PublicationCheck.publication_id == Publication.id)
    return session.scalars(of_check.where(PublicationCheck.assignment_id == assignment.id)).one()


def link_of(session: Session, check: PublicationCheck | None) -> Assignment | None:
    """Return the supplier's link of a check; None to the secretariat, whose contact it is not."""
    mine = select(Assignment).where(Assignment.id == (check.assignment_id if check else None))
    return session.scalars(mine).one_or_none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the holder of a link may know of the text behind it."""

    publication_id: str
    status: PublicationStatus
    buyer_name: str
    supplier_name: str
    cooperation_name: str
    secretariat_name: str
    is_newest: bool
    slug: str
    key: str | None
    edition: int


def told(session: Session, check: PublicationCheck) -> Told:
    """Return what may be told of the text that a check is of, past the scope: the text itself is the buyer's."""
    secretariat, newer = aliased(Organisation), aliased(PublicationCheck)
    is_newer = exists().where(newer.publication_id == check.publication_id, newer.id > check.id)
    row = session.execute(
        select(
            Publication.public_id.label("publication_id"),
            Publication.status,
            Organisation.name.label("buyer_name"),
            Supplier.name.label("supplier_name"),
            Cooperation.name.label("cooperation_name"),
            secretariat.name.label("secretariat_name"),
            (~is_newer).label("is_newest"),
            Cooperation.slug,
            PublishedLight.key,
            Publication.edition,
        )
        .select_from(Publication)
        .join(Organisation, Organisation.id == Publication.organisation_id)
        .join(Supplier, Supplier.id == root_of(Publication.supplier_id))
        .join(Cooperation, Cooperation.id == Publication.cooperation_id)
        .join(secretariat, secretariat.id == Cooperation.secretariat_id)
        .outerjoin(PublishedLight, PublishedLight.publication_id == Publication.id)
        .where(Publication.id == check.publication_id),
        execution_options=_UNSCOPED,
    ).one()
    return Told(**row._mapping)


def waiting() -> Select[int | None]:
    """Return the links through which the supplier has a text to check, as a subquery."""
    return (
        select(PublicationCheck.assignment_id)
        .join(Publication, Publication.id == PublicationCheck.publication_id)
        .where(Publication.status == PublicationStatus.WITH_SUPPLIER, PublicationCheck.answered_at.is_(None))
    )


def to_tell(session: Session, withdrawn_since: datetime) -> Sequence[AnyRow]:
    """Return the texts of which the supplier has not been told that they are out, or withdrawn lately.

    Shape: id, organisation_id, zone, country. Seen by the jobs that see everything only.
    """
    is_open = exists().where(
        PublicationCheck.publication_id == Publication.id,
        PublicationCheck.assignment_id == Assignment.id,
        Assignment.closed_at.is_(None),
    )
    out = and_(Publication.status == PublicationStatus.PUBLISHED, is_open)
    gone = and_(Publication.status == PublicationStatus.WITHDRAWN, Publication.withdrawn_at >= withdrawn_since)
    return session.execute(
        select(Publication.id, Publication.organisation_id, Organisation.zone, Organisation.country)
        .join(Organisation, Organisation.id == Publication.organisation_id)
        .where(or_(out, gone))
        .order_by(Publication.id)
    ).all()

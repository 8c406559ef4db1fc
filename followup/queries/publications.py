"""Texts about suppliers on their way to the public, as their pages read them, and what decides whether they may out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Actor, Role
from followup.domain.deviations import VOID
from followup.domain.disputes import DisputeStatus
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.publications import PublicationFilter, PublicationStatus
from followup.domain.work import Item, Task, Waits
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.disputes import Dispute
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Cooperation, Organisation
from followup.models.publications import Publication, PublicationCheck, PublishedLight
from followup.models.suppliers import Supplier
from followup.queries.mergers import kin_of, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

# The secretariat and the holder of a link read neither contracts nor deviations. The caller has come to the
# organisation by a text that it may read, and gets days and grades only.
_UNSCOPED = {"followup_unscoped": True}


@dataclass(frozen=True, slots=True)
class Followed:
    """Whose follow-ups of which supplier in which category a text is about."""

    organisation_id: int
    supplier_id: int
    category: str | None


def followed(publication: Publication) -> Followed:
    """Return what a text is about."""
    return Followed(publication.organisation_id, publication.supplier_id, publication.category)


def _contracts(about: Followed) -> Select[int]:
    return select(Contract.id).where(
        Contract.organisation_id == about.organisation_id,
        Contract.supplier_id.in_(kin_of(about.supplier_id)),
        Contract.category == about.category if about.category else Contract.category.is_(None),
        Contract.voided_at.is_(None),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What an organisation's follow-ups of a supplier have come to: the last day, and what was issued and stands.

    Shape: each deviation with whether a dispute of it is undecided.
    """

    done_on: date | None
    deviations: Sequence[tuple[Deviation, bool]]


def found(session: Session, about: Followed) -> Found:
    """Return what the follow-ups have come to, in one statement."""
    last = select(func.max(FollowUp.done_on).label("done_on")).where(
        FollowUp.contract_id.in_(_contracts(about)), FollowUp.status == FollowUpStatus.COMPLETED
    )
    done = last.subquery()
    disputed = exists().where(Dispute.deviation_id == Deviation.id, Dispute.status == DisputeStatus.RAISED)
    is_issued = and_(
        Deviation.contract_id.in_(_contracts(about)),
        Deviation.issued_on.is_not(None),
        Deviation.status.not_in(sorted(VOID)),
    )
    statement = select(done.c.done_on, Deviation, disputed.label("is_disputed")).select_from(done)
    rows = session.execute(statement.outerjoin(Deviation, is_issued), execution_options=_UNSCOPED).all()
    issued = [(row.Deviation, bool(row.is_disputed)) for row in rows if row.Deviation is not None]
    return Found(rows[0].done_on, issued)


def _columns() -> AnySelect:
    return (
        select(
            Publication.id,
            Publication.public_id,
            Publication.version,
            Publication.status,
            Publication.category,
            Publication.light,
            Publication.light_on,
            Publication.edition,
            Publication.published_at,
            Supplier.name.label("supplier_name"),
            Supplier.public_id.label("supplier_id"),
            Organisation.name.label("organisation_name"),
            Organisation.public_id.label("organisation_id"),
            Cooperation.name.label("cooperation_name"),
        )
        .select_from(Publication)
        .join(Supplier, Supplier.id == root_of(Publication.supplier_id))
        .join(Organisation, Organisation.id == Publication.organisation_id)
        .join(Cooperation, Cooperation.id == Publication.cooperation_id)
    )


def listed(session: Session, query: PublicationFilter) -> Page[AnyRow]:
    """Return one page of one's own texts, and as a secretariat those that were sent out: the newest first."""
    statement = _columns()
    if query.status is not None:
        statement = statement.where(Publication.status == query.status)
    return page(session, statement, (Publication.id,), after=query.after, descending=True)


def around(session: Session, publication: Publication) -> AnyRow:
    """Return what a text points at; what is the owner's own only to the owner.

    Shape: as the list, slug, secretariat_name, country, zone, contract_id, contract_title, key.
    """
    secretariat = aliased(Organisation)
    return session.execute(
        _columns()
        .add_columns(
            Cooperation.slug,
            secretariat.name.label("secretariat_name"),
            Organisation.country,
            Organisation.zone,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            PublishedLight.key,
        )
        .join(secretariat, secretariat.id == Cooperation.secretariat_id)
        .outerjoin(Contract, Contract.id == Publication.contract_id)
        .outerjoin(PublishedLight, PublishedLight.publication_id == Publication.id)
        .where(Publication.id == publication.id)
    ).one()


def editions(session: Session, publication: Publication) -> Sequence[Publication]:
    """Return one's own texts about the same supplier in the same category in the same cooperation, the newest first."""
    return session.scalars(
        select(Publication)
        .where(
            Publication.organisation_id == publication.organisation_id,
            Publication.cooperation_id == publication.cooperation_id,
            Publication.supplier_id.in_(kin_of(publication.supplier_id)),
            Publication.category == publication.category if publication.category else Publication.category.is_(None),
        )
        .order_by(Publication.id.desc())
    ).all()


def cooperations(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return the cooperations that one can publish in, as choices."""
    mine = select(Cooperation.public_id, Cooperation.name).where(Cooperation.id.in_(actor.scope.cooperation_ids))
    return [(row.public_id, row.name) for row in session.execute(mine.order_by(Cooperation.name))]


def to_do(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the texts to send, whose mail came back, and as a secretariat those to publish."""
    statement = (
        _columns()
        .add_columns(
            PublicationCheck.due_on,
            PublicationCheck.undeliverable_at,
            Publication.organisation_id.label("owner_id"),
        )
        .outerjoin(PublicationCheck, _is_newest_check())
        .where(or_(*_asked(actor, today)))
        .order_by(Publication.id)
        .limit(100)
        .execution_options(**_UNSCOPED)
    )
    for row in session.execute(statement):
        is_back = row.undeliverable_at is not None and row.owner_id == actor.organisation_id
        task = Task.PUBLISH_LIGHT if row.status is PublicationStatus.WITH_SUPPLIER else Task.SEND_PUBLICATION
        yield Item(
            task=Task.RESEND_PUBLICATION if is_back else task,
            waits=Waits.ME,
            id=row.public_id,
            title=row.supplier_name,
            supplier=row.organisation_name,
            due_on=row.due_on if task is Task.PUBLISH_LIGHT and not is_back else None,
        )


def _is_newest_check() -> ColumnElement[bool]:
    newest = select(func.max(PublicationCheck.id)).where(PublicationCheck.publication_id == Publication.id)
    return and_(
        Publication.status == PublicationStatus.WITH_SUPPLIER,
        PublicationCheck.id == newest.correlate(Publication).scalar_subquery(),
    )


def _asked(actor: Actor, today: date) -> Iterator[ColumnElement[bool]]:
    """Yield what is asked of these roles; whose it is stands in each, since the checks are read past the scope."""
    mine = Publication.organisation_id == actor.organisation_id
    with_supplier = Publication.status == PublicationStatus.WITH_SUPPLIER
    if Role.CONTRACT_MANAGER in actor.roles:
        yield and_(mine, Publication.status == PublicationStatus.IN_REVIEW)
        yield and_(mine, with_supplier, PublicationCheck.undeliverable_at.is_not(None))
    if not actor.roles.isdisjoint({Role.COORDINATOR, Role.PUBLISHER}):
        is_over = or_(PublicationCheck.answered_at.is_not(None), PublicationCheck.due_on < today)
        yield and_(
            Publication.secretariat_id == actor.organisation_id,
            with_supplier,
            is_over,
            PublicationCheck.undeliverable_at.is_(None),
        )

"""Personal links as they are looked up, and who asks whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.assignments import AssignmentKind, is_alive, token_hash
from followup.domain.users import UserStatus
from followup.models.assignments import Assignment, PastLink
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries.mergers import kin_of, root_of
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Link:
    """A token that was found: what it is for, which generation it is of, and where the day begins for it."""

    assignment: Assignment
    generation: int
    zone: str
    country: str

    def is_alive(self, today: date) -> bool:
        """Return whether it still opens anything."""
        return is_alive(
            generation=self.generation,
            current=self.assignment.generation,
            expires_on=self.assignment.expires_on,
            revoked_at=self.assignment.revoked_at,
            today=today,
        )


def find(session: Session, token: str) -> Link | None:
    """Return the link of a token, also of one that was replaced; None when it never was one."""
    digest = token_hash(token)
    columns = (Assignment, Organisation.zone, Organisation.country)
    home = Organisation.id == Assignment.organisation_id
    live = select(*columns).join(Organisation, home).where(Assignment.token_hash == digest)
    row = session.execute(live).one_or_none()
    if row is not None:
        return Link(row.Assignment, row.Assignment.generation, row.zone, row.country)
    past = session.execute(
        select(*columns, PastLink.generation)
        .join(Organisation, home)
        .join(PastLink, PastLink.assignment_id == Assignment.id)
        .where(PastLink.token_hash == digest)
    ).one_or_none()
    return Link(past.Assignment, past.generation, past.zone, past.country) if past is not None else None


def of_holder(session: Session, assignment_id: int | None) -> Assignment | None:
    """Return what the holder of the link in this session is asked for."""
    return session.scalars(select(Assignment).where(Assignment.id == assignment_id)).one_or_none()


def contacts(session: Session, supplier_id: int) -> Sequence[AnyRow]:
    """Return the organisation's contacts at the supplier, the one added last first.

    Shape: public_id, name, email, language.
    """
    return session.execute(
        select(SupplierContact.public_id, SupplierContact.name, SupplierContact.email, SupplierContact.language)
        .where(SupplierContact.supplier_id.in_(kin_of(supplier_id)))
        .order_by(SupplierContact.id.desc())
    ).all()


def asker(session: Session, contract: Contract, user_id: int | None) -> AnyRow | None:
    """Return whom the supplier asks: the contract's manager, or else the person at work.

    Shape: name, email, language.
    """
    found = session.execute(
        select(User.id, User.name, User.email, User.language).where(
            or_(User.id == contract.manager_id, User.id == user_id),
            User.is_integration.is_(False),
            User.status == UserStatus.ACTIVE,
        )
    ).all()
    return next((row for row in found if row.id == contract.manager_id), found[0] if found else None)


def parties(session: Session, contract: Contract) -> AnyRow:
    """Return who buys from whom.

    Shape: buyer_name, supplier_name.
    """
    return session.execute(
        select(Organisation.name.label("buyer_name"), Supplier.name.label("supplier_name"))
        .join(Supplier, Supplier.id == root_of(contract.supplier_id))
        .where(Organisation.id == contract.organisation_id)
    ).one()


def about(session: Session, assignment: Assignment) -> str:
    """Return the public id of the self-assessment or the deviation that a link is for."""
    model = Deviation if assignment.kind is AssignmentKind.ACTION_PLAN else Invitation
    return session.scalars(select(model.public_id).where(model.assignment_id == assignment.id)).one()


def mails(session: Session, public_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Return the mails about these things, newest first, with how far each has come.

    Shape: kind, recipient, status, created_at, sent_at, error.
    """
    return session.execute(
        select(
            OutboxMessage.kind,
            OutboxMessage.recipient,
            OutboxMessage.status,
            OutboxMessage.created_at,
            OutboxMessage.sent_at,
            OutboxMessage.error,
        )
        .where(OutboxMessage.subject_id.in_(list(public_ids)))
        .order_by(OutboxMessage.id.desc())
    ).all()

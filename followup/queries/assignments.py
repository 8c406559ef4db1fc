"""Personal links as they are looked up, and who asks whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from followup.domain.assignments import AssignmentKind, is_alive, same_address, token_hash
from followup.domain.deviations import DeviationStatus
from followup.domain.link_journal import ASSIGNMENT_OPENED, CONTRIBUTOR_OPENED
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.domain.users import UserStatus
from followup.models.assignments import Assignment, PastLink
from followup.models.contracts import Contract
from followup.models.contributors import Contributor
from followup.models.deviations import Deviation
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries import audit_links
from followup.queries import publication_checks as publication_links
from followup.queries.mergers import kin_of, root_of
from followup.queries.rows import AnyRow

WAITING = (DeviationStatus.ISSUED, DeviationStatus.CORRECTING)
MOST = 200  # asked of one address at the same time, which nobody has seen yet


@dataclass(frozen=True, slots=True)
class Link:
    """A token that was found: what it is for, which generation it is of, and where the day begins for it.

    `contributor` is the colleague of the holder whose narrower link it is; theirs lives while the form is open.
    """

    assignment: Assignment
    generation: int
    zone: str
    country: str
    contributor: Contributor | None = None
    is_open: bool = True

    @property
    def registered_address(self) -> str:
        """Return the one address that opens it."""
        return self.contributor.email if self.contributor else self.assignment.recipient_email

    @property
    def language(self) -> str:
        """Return the language of whom it was sent to."""
        return self.contributor.language if self.contributor else self.assignment.language

    @property
    def attempts_key(self) -> str:
        """Return by what wrong addresses are counted; a new generation begins anew."""
        return f"{(self.contributor or self.assignment).public_id}:{self.generation}"

    def is_alive(self, today: date) -> bool:
        """Return whether it still opens anything."""
        if self.contributor is not None and (self.contributor.removed_at is not None or not self.is_open):
            return False
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
    if past is not None:
        return Link(past.Assignment, past.generation, past.zone, past.country)
    return _of_colleague(session, digest)


def _of_colleague(session: Session, digest: str) -> Link | None:
    """Return the narrower link of a colleague of the holder: its generation is that of the link it hangs on."""
    row = session.execute(
        select(Assignment, Contributor, Invitation.status, Organisation.zone, Organisation.country)
        .join(Contributor, Contributor.assignment_id == Assignment.id)
        .join(Invitation, Invitation.id == Contributor.invitation_id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .where(Contributor.token_hash == digest)
    ).one_or_none()
    if row is None:
        return None
    generation, is_open = row.Assignment.generation, row.status in WITH_SUPPLIER
    return Link(row.Assignment, generation, row.zone, row.country, row.Contributor, is_open)


def of_holder(session: Session, assignment_id: int | None) -> Assignment | None:
    """Return what the holder of the link in this session is asked for."""
    return session.scalars(select(Assignment).where(Assignment.id == assignment_id)).one_or_none()


def opened_before(session: Session, public_id: str) -> bool:
    """Return whether this link, or this colleague's narrower one, was ever opened.

    Seen by the jobs that see everything only.
    """
    opened = select(JournalEntry.id).where(
        JournalEntry.subject_id == public_id,
        JournalEntry.event.in_((ASSIGNMENT_OPENED.name, CONTRIBUTOR_OPENED.name)),
    )
    return session.scalars(opened.limit(1)).first() is not None


def all_asked(session: Session, assignment: Assignment, today: date) -> Sequence[AnyRow]:
    """Return what is asked of the address of this link, of the same supplier, by every buyer: the soonest due first.

    Only what waits for the supplier, through a link that works. Seen by the jobs that see everything only.
    Shape: id, public_id, kind, buyer_name, contract_title, contract_number, due_on, organisation_id, zone, country.
    """
    host = assignment.recipient_email.rpartition("@")[2].lower()
    waits = or_(
        (Assignment.kind == AssignmentKind.SELF_ASSESSMENT) & Invitation.status.in_(WITH_SUPPLIER),
        (Assignment.kind == AssignmentKind.ACTION_PLAN) & Deviation.status.in_(WAITING),
        (Assignment.kind == AssignmentKind.AUDIT) & Assignment.id.in_(audit_links.waiting(today)),
        (Assignment.kind == AssignmentKind.PUBLICATION) & Assignment.id.in_(publication_links.waiting()),
    )
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.public_id,
            Assignment.kind,
            Assignment.recipient_email,
            Assignment.buyer_name,
            Assignment.contract_title,
            Assignment.contract_number,
            Assignment.due_on,
            Assignment.organisation_id,
            Organisation.zone,
            Organisation.country,
        )
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .outerjoin(Invitation, Invitation.assignment_id == Assignment.id)
        .outerjoin(Deviation, Deviation.assignment_id == Assignment.id)
        .where(
            Assignment.supplier_id.in_(kin_of(assignment.supplier_id)),
            func.lower(Assignment.recipient_email).endswith(host, autoescape=True),
            Assignment.closed_at.is_(None),
            Assignment.revoked_at.is_(None),
            Assignment.expires_on >= today,
            waits,
        )
        .order_by(Assignment.due_on, Assignment.id)
        .limit(MOST)
    ).all()
    return [row for row in rows if same_address(row.recipient_email, assignment.recipient_email)]


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


@dataclass(frozen=True, slots=True)
class Parties:
    """Who buys from whom."""

    buyer_name: str
    supplier_name: str


def parties(session: Session, contract: Contract) -> Parties:
    """Return who buys from whom."""
    row = session.execute(
        select(Organisation.name.label("buyer_name"), Supplier.name.label("supplier_name"))
        .join(Supplier, Supplier.id == root_of(contract.supplier_id))
        .where(Organisation.id == contract.organisation_id)
    ).one()
    return Parties(row.buyer_name, row.supplier_name)


def about(session: Session, assignment: Assignment) -> str:
    """Return the public id of the self-assessment, the deviation, the audit or the text that a link is for."""
    if assignment.kind in (AssignmentKind.AUDIT, AssignmentKind.AUDIT_VISIT):
        return audit_links.audit_of(session, assignment)
    if assignment.kind is AssignmentKind.PUBLICATION:
        return publication_links.publication_of(session, assignment)
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

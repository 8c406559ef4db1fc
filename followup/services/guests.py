"""A second person from the host: naming one, and letting the person go again."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain import journal
from followup.domain.guests import GUEST_ROLE, NO_HOST, NOT_AT_HOST, NewGuest
from followup.domain.messages import NamedApprover
from followup.domain.permissions import Permission
from followup.domain.sign_in import sign_in_name
from followup.errors import Conflict, Invalid, NotFound
from followup.models.organisations import Organisation
from followup.models.users import Membership, User
from followup.queries import guests as queries
from followup.queries.rows import AnyRow
from followup.transaction import Transaction


def name(tx: Transaction, new: NewGuest) -> User:
    """Let a person of the host approve here too, and tell them.

    Errors: Conflict("guest.no_host"), Conflict("guest.known"); Invalid("guest.not_at_host") at email.
    """
    tx.require(Permission.USER_INVITE)
    here = tx.actor.organisation_id or 0
    hosts = queries.hosts(tx.session, here, today=tx.today)
    if not hosts:
        raise Conflict(NO_HOST)
    user = queries.at_host(tx.session, sign_in_name(new.email), [host.id for host in hosts])
    if user is None:
        raise Invalid.at("email", NOT_AT_HOST.but(hosts=", ".join(host.name for host in hosts)))
    tx.add(Membership(organisation_id=here, user_id=user.id, role=GUEST_ROLE))
    tx.journal(journal.USER_NAMED, user, roles=str(GUEST_ROLE))
    tx.post(_letter(tx, user), about=user)
    return user


def let_go(tx: Transaction, user_id: str) -> AnyRow:
    """Take the person's role here away; what they decided stays, under their name. Returns who it was.

    Errors: NotFound for a person who belongs here or was never named here.
    """
    tx.require(Permission.USER_INVITE)
    here = tx.actor.organisation_id or 0
    found = queries.listed(tx.session, here, user_id)
    if not found:
        raise NotFound
    for membership in tx.session.scalars(select(Membership).where(Membership.user_id == found[0].id)):
        tx.session.delete(membership)
    tx.journal(journal.USER_LET_GO, queries.user(tx.session, found[0].id))
    return found[0]


def _letter(tx: Transaction, user: User) -> NamedApprover:
    organisation = tx.follow(Organisation, tx.actor.organisation_id or 0)
    return NamedApprover(
        recipient_address=user.email,
        recipient_name=user.name,
        locale=user.language,
        dedupe_key=f"named_approver:{organisation.public_id}:{user.public_id}:{tx.now.isoformat()}",
        path="/account",
        organisation_name=organisation.name,
        named_by_name=tx.actor.name or organisation.name,
    )

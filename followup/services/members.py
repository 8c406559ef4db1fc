"""Members of a cooperation, and its periods, as the secretariat records them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from followup.domain import secretariat_journal as events
from followup.domain.cooperation_bodies import NOT_A_MEMBER, Membership, NewMember, NewPeriod, check_days
from followup.domain.journal import COOPERATION_JOINED
from followup.domain.permissions import Permission
from followup.errors import Invalid, NotFound
from followup.models.cooperation_bodies import CooperationPeriod
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.queries import members as queries
from followup.services import changes
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def admit(tx: Transaction, cooperation_id: str, new: NewMember) -> CooperationMember:
    """Make an organisation a member from a day on.

    Errors: Conflict("member.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    organisation = tx.get(Organisation, new.organisation_id, to=Permission.ORGANISATION_READ)
    member = tx.add(
        CooperationMember(
            cooperation_id=cooperation.id,
            organisation_id=organisation.id,
            area=new.area or None,
            role=new.role,
            joined_on=new.joined_on,
            left_on=None,
        )
    )
    tx.journal(COOPERATION_JOINED, cooperation, organisation=organisation.public_id)
    return member


def change(tx: Transaction, cooperation_id: str, organisation_id: str, new: Membership) -> CooperationMember:
    """Record what a member is and from when to when; after its last day its staff read nothing of the cooperation.

    Errors: NotFound for who never was one; Invalid at left_on.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    member = of(tx, cooperation, organisation_id)
    check_days(new.joined_on, new.left_on, "left_on")
    columns = {"role": new.role, "area": new.area or None, "joined_on": new.joined_on, "left_on": new.left_on}
    if fields := changes.put(member, columns):
        tx.journal(events.MEMBER_CHANGED, cooperation, organisation=organisation_id, fields=fields)
    return member


def of(tx: Transaction, cooperation: Cooperation, organisation_id: str) -> CooperationMember:
    """Return the membership of an organisation.

    Errors: NotFound.
    """
    organisation = tx.get(Organisation, organisation_id, to=Permission.ORGANISATION_READ)
    member = queries.one(tx.session, cooperation.id, organisation.id)
    if member is None:
        raise NotFound
    return member


def check_member(tx: Transaction, cooperation: Cooperation, organisation_id: str, on: date) -> Organisation:
    """Return the organisation if it is a member on the day, or leads the cooperation.

    Errors: Invalid at organisation_id.
    """
    known = {public_id for public_id, _ in queries.choices(tx.session, cooperation.id, on)}
    if organisation_id not in known:
        raise Invalid.at("organisation_id", NOT_A_MEMBER.but(day=on))
    return tx.session.scalars(select(Organisation).where(Organisation.public_id == organisation_id)).one()


def check_members(tx: Transaction, cooperation: Cooperation, organisation_ids: Collection[str], on: date) -> list[int]:
    """Return the keys of these organisations if all are members on the day, or lead the cooperation.

    Errors: Invalid at organisation_ids.
    """
    known = {public_id for public_id, _ in queries.choices(tx.session, cooperation.id, on)}
    if not known.issuperset(organisation_ids):
        raise Invalid.at("organisation_ids", NOT_A_MEMBER.but(day=on))
    wanted = select(Organisation.id).where(Organisation.public_id.in_(organisation_ids)).order_by(Organisation.id)
    return list(tx.session.scalars(wanted))


def set_period(tx: Transaction, cooperation_id: str, new: NewPeriod) -> CooperationPeriod:
    """Enter a strategy or programme period.

    Errors: Invalid at ends_on; Conflict("period.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    check_days(new.starts_on, new.ends_on, "ends_on")
    period = tx.add(
        CooperationPeriod(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            name=new.name,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            source=new.source,
        )
    )
    tx.journal(events.PERIOD_SET, cooperation, starts_on=new.starts_on)
    return period


def change_period(tx: Transaction, period_id: str, new: NewPeriod, version: int | None) -> CooperationPeriod:
    """Correct a period.

    Errors: Invalid at ends_on; Conflict("stale").
    """
    period = tx.get(CooperationPeriod, period_id, to=_MAY)
    tx.check_version(period, version)
    check_days(new.starts_on, new.ends_on, "ends_on")
    cooperation = tx.follow(Cooperation, period.cooperation_id)
    columns = {"name": new.name, "starts_on": new.starts_on, "ends_on": new.ends_on, "source": new.source}
    if changes.put(period, columns):
        tx.journal(events.PERIOD_SET, cooperation, starts_on=new.starts_on)
    tx.flush()
    return period

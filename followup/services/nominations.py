"""Nominations: an organisation makes one or takes it back; the secretariat takes it into the plan or declines it."""

from __future__ import annotations

from followup.domain import cooperation_journal
from followup.domain.messages import NominationAnswered
from followup.domain.nominations import (
    NOMINATION,
    NOT_IN_PLAN,
    NewNomination,
    NominationStatus,
    NominationStep,
    TakenUp,
    check_nomination,
)
from followup.domain.permissions import Permission
from followup.errors import Forbidden, Invalid
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.nominations import Nomination
from followup.models.organisations import Cooperation
from followup.models.suppliers import Supplier
from followup.queries import guests, joint_plans
from followup.queries import nominations as queries
from followup.transaction import Transaction


def make(tx: Transaction, new: NewNomination) -> Nomination:
    """Nominate a product or a supplier in the cooperation that is named, else in one's only one.

    Errors: Invalid at product or year; Conflict("nomination.plan_closed"); Forbidden outside of a cooperation.
    """
    tx.require(Permission.NOMINATION_MAKE)
    cooperation = _cooperation(tx, new.cooperation_id)
    check_nomination(new, tx.today, joint_plans.status_of(tx.session, cooperation.id, new.year))
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ) if new.supplier_id else None
    made = tx.add(
        Nomination(
            cooperation_id=cooperation.id,
            organisation_id=tx.actor.organisation_id,
            secretariat_id=cooperation.secretariat_id,
            year=new.year,
            category=new.category,
            product=new.product,
            supplier_id=supplier.id if supplier else None,
            kind=new.kind,
            reason=new.reason,
            status=NOMINATION.initial,
            made_by_id=tx.actor.user_id,
            made_at=tx.now,
        )
    )
    tx.journal(cooperation_journal.NOMINATION_MADE, made, year=new.year)
    return made


def withdraw(tx: Transaction, nomination_id: str, version: int | None = None) -> Nomination:
    """Take a nomination back that has no answer yet.

    Errors: Conflict("state.not_allowed"), Conflict("stale").
    """
    nomination = tx.get(Nomination, nomination_id, to=Permission.NOMINATION_WITHDRAW)
    tx.check_version(nomination, version)
    tx.advance(nomination, NominationStep.WITHDRAW)
    return nomination


def decline(tx: Transaction, nomination_id: str, answer: str, version: int | None = None) -> Nomination:
    """Do not take a nomination into the plan, and tell its maker.

    Errors: Conflict("state.not_allowed"), Conflict("stale").
    """
    nomination = tx.get(Nomination, nomination_id, to=Permission.NOMINATION_DECIDE)
    tx.check_version(nomination, version)
    tx.advance(nomination, NominationStep.DECLINE)
    nomination.answer = answer
    _tell(tx, nomination)
    return nomination


def take_up(tx: Transaction, nomination_id: str, new: TakenUp, version: int | None = None) -> Nomination:
    """Say which joint follow-up of the year's plan meets the nomination, and tell its maker.

    Errors: Invalid at joint_id; Conflict("state.not_allowed"), Conflict("stale").
    """
    nomination = tx.get(Nomination, nomination_id, to=Permission.NOMINATION_DECIDE)
    tx.check_version(nomination, version)
    joint = tx.get(JointFollowUp, new.joint_id, to=Permission.JOINT_READ)
    is_fitting = joint.cooperation_id == nomination.cooperation_id and joint.year == nomination.year
    if joint.joint_plan_id is None or not is_fitting:
        raise Invalid.at("joint_id", NOT_IN_PLAN.but(year=str(nomination.year)))
    tx.advance(nomination, NominationStep.TAKE_UP)
    nomination.joint_id, nomination.answer = joint.id, new.answer
    _tell(tx, nomination)
    return nomination


def _cooperation(tx: Transaction, public_id: str | None) -> Cooperation:
    keys = tx.actor.scope.cooperation_ids
    if public_id is not None:
        named = tx.get(Cooperation, public_id, to=Permission.JOINT_READ)
        if named.id not in keys:
            raise Forbidden
        return named
    if not keys:
        raise Forbidden
    return tx.follow(Cooperation, keys[0])


def _tell(tx: Transaction, nomination: Nomination) -> None:
    """Write to the one who nominated: a person of another organisation, of whom only the address is read."""
    maker = guests.user(tx.session, nomination.made_by_id)
    row = queries.one(tx.session, nomination.public_id)
    tx.post(
        NominationAnswered(
            recipient_address=maker.email,
            recipient_name=maker.name,
            locale=maker.language,
            dedupe_key=f"nomination_answered:{nomination.public_id}",
            thread=nomination.public_id,
            path=f"/nominations/{nomination.public_id}",
            nominated=queries.name(row),
            year=nomination.year,
            is_taken_up=nomination.status is NominationStatus.TAKEN_UP,
        ),
        about=nomination,
    )

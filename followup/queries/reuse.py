"""Own follow-ups that are open, beside the shared results that could stand for them.

A result of another organisation is there as long as its share is (`queries/sharing.readable`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from followup.domain.audits import AUDIT, AuditStatus
from followup.domain.code_of_conduct import Level
from followup.domain.overlaps import place, same_place
from followup.domain.questionnaires import INVITATION, InvitationStatus
from followup.domain.reuse import STANDS_FOR, Offer, Slot
from followup.models.answer_copies import AnswerCopy
from followup.models.audits import Audit
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract, ContractSite
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import Coverage, JointFollowUp
from followup.models.organisations import Organisation
from followup.models.questionnaires import Invitation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries.follow_ups import is_open
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect
from followup.queries.sharing import readable

MOST = 20
UNDER_WAY = tuple(status for status in AuditStatus if not AUDIT.is_final(status))
ASKING = tuple(status for status in InvitationStatus if not INVITATION.is_final(status))


def slot(session: Session, follow_up_id: int) -> AnyRow | None:
    """Return one's own follow-up as something to be covered, or None where it is not open.

    Shape: as `_slots`.
    """
    return session.execute(_slots().where(FollowUp.id == follow_up_id)).one_or_none()


def slots_at(session: Session, joint: JointFollowUp, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return an organisation's open follow-ups that a joint one could cover, the first due first.

    Shape: as `_slots`.
    """
    where = root_of(Contract.supplier_id) == root_of(joint.supplier_id)
    if joint.site:
        where = or_(where, Contract.id.in_(_at_site(session, joint.site)))
    mine = _slots().where(FollowUp.organisation_id == organisation_id, FollowUp.kind == joint.kind, where)
    return session.execute(mine.order_by(FollowUp.due_on, FollowUp.id)).all()


def _at_site(session: Session, site: str) -> Collection[int]:
    """Return the contracts in view for which something is made at the site, by key."""
    rows = session.execute(
        select(ContractSite.contract_id, SupplierSite.name, SupplierSite.country).join(
            SupplierSite, SupplierSite.id == ContractSite.site_id
        )
    )
    return {row.contract_id for row in rows if same_place(place(row.name, row.country)) == same_place(site)}


def _slots() -> AnySelect:
    """Return the open follow-ups of contracts that stand.

    Shape: id, public_id, version, kind, due_on, subject, joint_id, contract_id, contract_title, category, level,
    risk_class, code_version, supplier_key (the root), last_done_on, is_asked, is_audited.
    """
    earlier = aliased(FollowUp)
    last = select(func.max(earlier.done_on)).where(
        earlier.contract_id == FollowUp.contract_id,
        earlier.kind == FollowUp.kind,
        earlier.subject == FollowUp.subject,
    )
    asked = exists().where(Invitation.follow_up_id == FollowUp.id, Invitation.status.in_(ASKING))
    audited = exists().where(Audit.follow_up_id == FollowUp.id, Audit.status.in_(UNDER_WAY))
    return (
        select(
            FollowUp.id,
            FollowUp.public_id,
            FollowUp.version,
            FollowUp.kind,
            FollowUp.due_on,
            FollowUp.subject,
            FollowUp.joint_id,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.category,
            Contract.level,
            Contract.risk_class,
            CodeVersion.key.label("code_version"),
            root_of(Contract.supplier_id).label("supplier_key"),
            last.correlate(FollowUp).scalar_subquery().label("last_done_on"),
            asked.label("is_asked"),
            audited.label("is_audited"),
        )
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .where(is_open(), Contract.voided_at.is_(None))
    )


def as_slot(row: AnyRow) -> Slot:
    """Return what the rule needs to know of an own follow-up."""
    return Slot(
        kind=row.kind,
        level=row.level,
        code_version=row.code_version,
        last_done_on=row.last_done_on,
        is_asked=bool(row.is_asked),
        is_audited=bool(row.is_audited),
        is_at_a_deviation=bool(row.subject),
    )


def as_offer(row: AnyRow | SharedResult) -> Offer:
    """Return what the rule needs to know of a shared result."""
    return Offer(
        kind=row.kind,
        level=row.level,
        code_version=row.code_version,
        done_on=row.done_on,
        reusable_until=row.reusable_until,
        light=row.light,
        light_on=row.light_on,
    )


def offers(session: Session, supplier_key: int, *, organisation_id: int | None, today: date) -> Sequence[AnyRow]:
    """Return the shared results about a supplier that the reader may see, the latest first.

    Shape: public_id, organisation_name, category, and what `as_offer` reads.
    """
    return session.execute(
        select(
            SharedResult.public_id,
            SharedResult.category,
            SharedResult.kind,
            SharedResult.level,
            SharedResult.code_version,
            SharedResult.done_on,
            SharedResult.reusable_until,
            SharedResult.light,
            SharedResult.light_on,
            Organisation.name.label("organisation_name"),
        )
        .select_from(SharedResult)
        .join(Organisation, Organisation.id == SharedResult.organisation_id)
        .where(
            root_of(SharedResult.supplier_id) == supplier_key,
            SharedResult.withdrawn_at.is_(None),
            SharedResult.kind.in_(STANDS_FOR),
            readable(organisation_id, today),
        )
        .order_by(SharedResult.done_on.desc(), SharedResult.id.desc())
        .limit(MOST)
    ).all()


def covering(session: Session, follow_up_id: int, *, organisation_id: int | None, today: date) -> AnyRow | None:
    """Return what covers one's own follow-up, and the joint follow-up that it is part of.

    Shape: result_id (None where the result is not there any more), organisation_name, covered_on, is_performed (of
    what covers it, or None); joint_id, joint_status, copy_id (of the newest answers of a joint self-assessment).
    """
    joint = JointFollowUp
    copied = (
        select(AnswerCopy.public_id)
        .where(AnswerCopy.joint_id == FollowUp.joint_id, AnswerCopy.organisation_id == FollowUp.organisation_id)
        .order_by(AnswerCopy.submitted_at.desc())
        .limit(1)
        .correlate(FollowUp)
    )
    still_there = and_(
        SharedResult.id == Coverage.result_id,
        SharedResult.withdrawn_at.is_(None),
        readable(organisation_id, today),
    )
    return session.execute(
        select(
            SharedResult.public_id.label("result_id"),
            Organisation.name.label("organisation_name"),
            Coverage.covered_on,
            Coverage.is_performed,
            joint.public_id.label("joint_id"),
            joint.status.label("joint_status"),
            copied.scalar_subquery().label("copy_id"),
        )
        .select_from(FollowUp)
        .outerjoin(Coverage, Coverage.follow_up_id == FollowUp.id)
        .outerjoin(SharedResult, still_there)
        .outerjoin(Organisation, Organisation.id == SharedResult.organisation_id)
        .outerjoin(joint, joint.id == FollowUp.joint_id)
        .where(FollowUp.id == follow_up_id, or_(Coverage.id.is_not(None), joint.id.is_not(None)))
    ).one_or_none()


def _rank(level: InstrumentedAttribute[Level | None]) -> ColumnElement[int]:
    return case({member: place for place, member in enumerate(Level)}, value=level)


def could_stand(today: date) -> ColumnElement[bool]:
    """Return the condition that a shared result could stand for a follow-up, joined with contract and root supplier.

    The same as `domain/reuse.judge`, but for whether the supplier has been asked; what is part of a joint follow-up
    waits for its own result.
    """
    earlier, result = aliased(FollowUp), SharedResult
    method = or_(*(and_(FollowUp.kind == kind, result.kind.in_(kinds)) for kind, kinds in STANDS_FOR.items()))
    counted = exists().where(
        earlier.contract_id == FollowUp.contract_id,
        earlier.kind == FollowUp.kind,
        earlier.subject == FollowUp.subject,
        earlier.done_on >= result.done_on,
    )
    suits = exists().where(
        root_of(result.supplier_id) == Supplier.id,
        result.withdrawn_at.is_(None),
        result.reusable_until >= today,
        _rank(result.level) >= _rank(Contract.level),
        method,
        ~counted.correlate(FollowUp, result),
    )
    return and_(FollowUp.joint_id.is_(None), suits.correlate(FollowUp, Contract, Supplier))

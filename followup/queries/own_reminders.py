"""The follow-ups that our own people are to do and to be reminded of one by one, since they get no daily digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from followup.domain.follow_up_policies import OFFSET_MOST
from followup.domain.follow_up_rules import FollowUpKind, Policy
from followup.domain.users import UserStatus
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import incidents
from followup.queries.follow_ups import is_asking, is_open
from followup.queries.mergers import root_of
from followup.queries.reminders import Awaited, awaited, offsets, with_letters
from followup.queries.rows import AnyRow


def own(session: Session, on: date, policies: Mapping[int, Policy]) -> Sequence[Awaited]:
    """Return the open follow-ups of people without a digest, of every organisation, in two statements.

    Shape: `policies` by the organisation's key. A follow-up about which a supplier is asked waits on the supplier.
    """
    statement = (
        select(FollowUp.id, FollowUp.public_id, FollowUp.organisation_id, FollowUp.due_on, FollowUp.kind)
        .add_columns(Contract.risk_class, Contract.criticality, Organisation.zone, Organisation.country)
        .add_columns(User.digest_off_on)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .join(User, User.id == func.coalesce(FollowUp.assigned_to_id, Contract.manager_id))
        .join(Organisation, Organisation.id == FollowUp.organisation_id)
        .where(User.wants_digest.is_(False), User.status == UserStatus.ACTIVE, User.is_integration.is_(False))
        .where(is_open(), FollowUp.due_on <= on + timedelta(days=OFFSET_MOST), Contract.voided_at.is_(None))
        .where(~exists().where(is_asking()), ~incidents.is_awaited())
        .order_by(FollowUp.organisation_id, FollowUp.id)
    )
    return with_letters(session, [_awaited(row, policies) for row in session.execute(statement)])


def _awaited(row: AnyRow, policies: Mapping[int, Policy]) -> Awaited:
    """Return what is to be done; the digests told of it until they were switched off."""
    group = row.criticality if row.kind is FollowUpKind.DEVELOPMENT_MEETING else row.risk_class
    return replace(awaited(row, FollowUp, offsets(policies, row, row.kind, group)), told_until=row.digest_off_on)

"""The register of auditors: added, changed, and no longer used."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain.audit_journal import AUDITOR_ADDED, AUDITOR_CHANGED, AUDITOR_RETIRED
from followup.domain.auditors import RETIRED, NewAuditor
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.audits import Auditor
from followup.models.users import User
from followup.transaction import Transaction

NOT_A_USER = Reason("auditor.not_a_user", N_("This is not a user of your organisation. Choose from the list."))


def add(tx: Transaction, new: NewAuditor) -> Auditor:
    """Enter an auditor into the register.

    Errors: Invalid at user_id.
    """
    tx.require(Permission.AUDITOR_CHANGE)
    auditor = tx.add(Auditor(**_columns(tx, new)))
    tx.journal(AUDITOR_ADDED, auditor)
    return auditor


def change(tx: Transaction, auditor_id: str, new: NewAuditor, version: int | None = None) -> Auditor:
    """Correct or renew an entry.

    Errors: Conflict("stale"), Conflict("auditor.retired"); Invalid at user_id.
    """
    auditor = _in_use(tx, auditor_id, version)
    values = _columns(tx, new)
    changed = [name for name, value in values.items() if getattr(auditor, name) != value]
    for name in changed:
        setattr(auditor, name, values[name])
    if changed:
        tx.journal(AUDITOR_CHANGED, auditor, fields=", ".join(changed))
    tx.flush()
    return auditor


def retire(tx: Transaction, auditor_id: str, version: int | None = None) -> Auditor:
    """Use an auditor no more; audits that name them stay as they are.

    Errors: Conflict("stale"), Conflict("auditor.retired").
    """
    auditor = _in_use(tx, auditor_id, version)
    auditor.retired_at = tx.now
    tx.journal(AUDITOR_RETIRED, auditor)
    tx.flush()
    return auditor


def _in_use(tx: Transaction, auditor_id: str, version: int | None) -> Auditor:
    auditor = tx.get(Auditor, auditor_id, to=Permission.AUDITOR_CHANGE)
    tx.check_version(auditor, version)
    if auditor.retired_at is not None:
        raise Conflict(RETIRED)
    return auditor


def _columns(tx: Transaction, new: NewAuditor) -> dict[str, object]:
    return {
        "user_id": _user(tx, new.user_id),
        "name": new.name,
        "email": new.email,
        "employer": new.employer or None,
        "competences": new.competences,
        "competent_until": new.competent_until,
        "days_per_year": new.days_per_year,
        "day_cost_minor": new.day_cost.minor if new.day_cost else None,
        "currency": new.day_cost.currency if new.day_cost else None,
    }


def _user(tx: Transaction, user_id: str | None) -> int | None:
    if not user_id:
        return None
    found = tx.session.scalars(select(User.id).where(User.public_id == user_id)).one_or_none()
    if found is None:
        raise Invalid.at("user_id", NOT_A_USER)
    return found

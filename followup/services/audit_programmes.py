"""The audit programme of a year: set, changed, reviewed."""

from __future__ import annotations

from followup.domain import secretariat_journal as events
from followup.domain.audit_programmes import ChangedProgramme, NewProgramme
from followup.domain.permissions import Permission
from followup.models.desk import AuditProgramme
from followup.models.organisations import Cooperation
from followup.services import changes
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def set_up(tx: Transaction, cooperation_id: str, new: NewProgramme) -> AuditProgramme:
    """Set the programme of a year.

    Errors: Conflict("audit_programme.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    programme = tx.add(
        AuditProgramme(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            year=new.year,
            objectives=new.objectives,
            risks=new.risks or None,
            resources=new.resources or None,
            audit_days=new.audit_days,
            review=None,
            reviewed_on=None,
        )
    )
    tx.journal(events.AUDIT_PROGRAMME_SET, programme, year=new.year)
    return programme


def change(tx: Transaction, programme_id: str, new: ChangedProgramme, version: int | None) -> AuditProgramme:
    """Change the programme, or add its review.

    Errors: Invalid at review or reviewed_on; Conflict("stale").
    """
    programme = tx.get(AuditProgramme, programme_id, to=_MAY)
    tx.check_version(programme, version)
    new.check(tx.today)
    columns = {
        "objectives": new.objectives,
        "risks": new.risks or None,
        "resources": new.resources or None,
        "audit_days": new.audit_days,
        "review": new.review or None,
        "reviewed_on": new.reviewed_on,
    }
    if fields := changes.put(programme, columns):
        tx.journal(events.AUDIT_PROGRAMME_CHANGED, programme, fields=fields)
    tx.flush()
    return programme

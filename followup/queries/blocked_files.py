"""Files in which a virus was found: where each belongs, and which of them somebody must do something about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.evidence import ScanState
from followup.domain.questionnaires import InvitationStatus
from followup.domain.work import Item, Task, Waits
from followup.models.answer_copies import AnswerCopy
from followup.models.audits import Audit, AuditFinding, DocumentRequest
from followup.models.certificates import SupplierCertificate
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 20
SHOWN_DAYS = 30  # a default of this service: so long it stays among what is to be done, where no answer replaces it


def about(session: Session, evidence_id: int) -> AnyRow:
    """Return where a file belongs.

    Shape: as `_columns`.
    """
    return session.execute(_columns().where(Evidence.id == evidence_id)).one()


def to_do(session: Session, actor: Actor, now: datetime) -> Iterator[Item]:
    """Yield the files with a virus of one's own contracts; one that came with answers, until others replace them."""
    since = now - timedelta(days=SHOWN_DAYS)
    unanswered = and_(
        Invitation.status == InvitationStatus.SUBMITTED,
        or_(Evidence.scanned_at >= Invitation.submitted_at, Evidence.handed_in_at >= Invitation.submitted_at),
    )
    open_ones = or_(unanswered, and_(Evidence.invitation_id.is_(None), Evidence.scanned_at >= since))
    mine = or_(Contract.manager_id == actor.user_id, Contract.manager_id.is_(None))
    waiting = _columns().where(Evidence.scan == ScanState.INFECTED, Evidence.handed_in_at.is_not(None), open_ones, mine)
    for row in session.execute(waiting.order_by(Evidence.id).limit(MOST)):
        yield Item(
            task=Task.LOOK_AT_FILE,
            waits=Waits.ME,
            id=row.public_id,
            title=row.name if row.contract_title is None else f"{row.name} ({row.contract_title})",
            supplier=row.supplier_name or "",
        )


def _columns() -> AnySelect:
    """Shape: of the file public_id, name, size, sha256, scan, scanned_at, added_at; contract_id, contract_title,
    supplier_name; invitation_id, deviation_id, follow_up_id, copy_id, obligation_id, certificate_id, audit_id:
    where it hangs."""
    return _placed(
        select(
            *(Evidence.public_id, Evidence.name, Evidence.size, Evidence.sha256, Evidence.scan, Evidence.scanned_at),
            Evidence.added_at,
            Invitation.public_id.label("invitation_id"),
            Deviation.public_id.label("deviation_id"),
            FollowUp.public_id.label("follow_up_id"),
            AnswerCopy.public_id.label("copy_id"),
            ContractClause.public_id.label("obligation_id"),
            SupplierCertificate.public_id.label("certificate_id"),
            Audit.public_id.label("audit_id"),
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Supplier.name.label("supplier_name"),
        )
    )


def _placed(columns: AnySelect) -> AnySelect:
    """Return the statement with all that a file can hang on, and the contract and supplier behind it."""
    contract_key = func.coalesce(
        Invitation.contract_id,
        Deviation.contract_id,
        FollowUp.contract_id,
        ContractClause.contract_id,
        AnswerCopy.contract_id,
        Audit.contract_id,
        Evidence.contract_id,
    )
    certified = root_of(SupplierCertificate.supplier_id)
    return (
        columns.select_from(Evidence)
        .outerjoin(Invitation, Invitation.id == Evidence.invitation_id)
        .outerjoin(Deviation, Deviation.id == Evidence.deviation_id)  # a file of an action names its deviation too
        .outerjoin(FollowUp, FollowUp.id == Evidence.follow_up_id)
        .outerjoin(AnswerCopy, AnswerCopy.id == Evidence.answer_copy_id)
        .outerjoin(ContractClause, ContractClause.id == Evidence.contract_clause_id)
        .outerjoin(SupplierCertificate, SupplierCertificate.id == Evidence.certificate_id)
        .outerjoin(AuditFinding, AuditFinding.id == Evidence.audit_finding_id)
        .outerjoin(DocumentRequest, DocumentRequest.id == Evidence.document_request_id)
        .outerjoin(Audit, Audit.id == func.coalesce(AuditFinding.audit_id, DocumentRequest.audit_id))
        .outerjoin(Contract, Contract.id == contract_key)
        .outerjoin(Supplier, Supplier.id == func.coalesce(root_of(Contract.supplier_id), certified))
    )

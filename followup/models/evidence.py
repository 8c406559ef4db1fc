"""Files: evidence of an answer, an action or an obligation; the bytes lie in the file store before the row does."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.evidence import ScanState
from followup.models.base import Assigned, Identified, Journaled, Key, belongs_to
from followup.models.types import Line, Sha256, coded


class Evidence(Identified, Assigned, Journaled):
    """One file, hanging on an answer, a corrective action, a follow-up, a contract, an obligation or a certificate.

    Until it is handed in with the answers, it belongs to a draft: the supplier can remove it and staff cannot read it.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        belongs_to("invitation"),
        belongs_to("deviation"),
        belongs_to("follow_up"),
        belongs_to("contract"),
        belongs_to("contract_clause"),
        belongs_to("supplier_certificate", column="certificate_id"),
        belongs_to("answer_copy"),
        belongs_to("audit_finding"),
        belongs_to("document_request"),
        belongs_to("corrective_action", column="action_id"),
        UniqueConstraint("id", "organisation_id"),
    )
    prefix = "evi"
    journal_noun = "evidence"

    invitation_id: Mapped[int | None] = mapped_column(Key, index=True)
    question_key: Mapped[str | None] = mapped_column(String(60))
    deviation_id: Mapped[int | None] = mapped_column(Key, index=True)
    follow_up_id: Mapped[int | None] = mapped_column(Key, index=True)
    contract_id: Mapped[int | None] = mapped_column(Key, index=True)
    contract_clause_id: Mapped[int | None] = mapped_column(Key, index=True)
    certificate_id: Mapped[int | None] = mapped_column(Key, index=True)
    answer_copy_id: Mapped[int | None] = mapped_column(Key, index=True)
    audit_finding_id: Mapped[int | None] = mapped_column(Key, index=True)
    document_request_id: Mapped[int | None] = mapped_column(Key, index=True)
    action_id: Mapped[int | None] = mapped_column(Key, index=True)
    dated_on: Mapped[date | None]
    contributor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contributor.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Key)
    sha256: Mapped[str] = mapped_column(Sha256, index=True)
    added_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    added_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    scan: Mapped[ScanState] = mapped_column(
        coded(ScanState, "scan"), default=ScanState.NOT_SCANNED, server_default=ScanState.NOT_SCANNED.value
    )
    scanned_at: Mapped[datetime | None]

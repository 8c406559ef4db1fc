"""Builders: an audit that is under way, and the two links that hang on it, made by the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from followup.domain.actors import Assignee, Role, Staff
from followup.domain.auditors import NewAuditor
from followup.domain.audits import AuditNotes, AuditPart, AuditResult, CheckStatus, Found, NewAudit, NewMember
from followup.domain.document_requests import NewRequests
from followup.domain.follow_ups import NewFollowUp
from followup.domain.schedule import FollowUpKind
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditFinding, AuditReport, DocumentRequest
from followup.models.contracts import Contract, ContractClause
from followup.models.suppliers import Supplier, SupplierContact
from followup.services import (
    audit_links,
    audit_members,
    audit_protocol,
    audit_reports,
    auditors,
    audits,
    document_requests,
    follow_ups,
)
from tests.builders import World

DAY = date(2026, 3, 2)
SECRET = "Only for the inside"


@dataclass
class Audited:
    """One audit under way, with an external lead auditor, and those on all its sides."""

    world: World
    given: Staff | None = None
    staff: Staff = field(init=False)
    contract: Contract = field(init=False)
    contact: SupplierContact = field(init=False)
    audit_id: str = field(init=False)
    auditor_id: str = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.staff = self.given or world.staff(world.organisation())
        number = world._next()
        self.contract = world.contract(self.staff, version=world.code_version(f"audited-{number}"))
        with world.reading(self.staff) as tx:
            supplier = tx.follow(Supplier, self.contract.supplier_id)
        self.contact = world.contact(self.staff, supplier, email=f"anna{number}@supplier.test")
        with world.tx(self.staff) as tx:
            new = NewFollowUp(kind=FollowUpKind.SITE_AUDIT, due_on=DAY)
            follow_up = follow_ups.add(tx, self.contract.public_id, new).public_id
            bound = select(ContractClause.public_id).where(ContractClause.contract_id == self.contract.id)
            clauses = tuple(tx.session.scalars(bound))
        with world.tx(self.staff) as tx:
            laid = NewAudit(starts_on=DAY, ends_on=date(2026, 3, 3), clause_ids=clauses, purpose="To see the overtime.")
            self.audit_id = audits.prepare(tx, follow_up, laid).public_id
        with world.tx(self.staff) as tx:
            person = NewAuditor(name="Åsa Invented", email="asa@audit.test", employer="An audit firm")
            self.auditor_id = auditors.add(tx, person).public_id
            member = NewMember(part=AuditPart.LEAD, auditor_id=self.auditor_id, independent=True)
            audit_members.add(tx, self.audit_id, member)
        with world.tx(self.staff) as tx:
            audits.begin(tx, self.audit_id)

    @property
    def audit(self) -> Audit:
        with self.world.reading() as tx:
            return tx.session.scalars(select(Audit).where(Audit.public_id == self.audit_id)).one()

    @property
    def findings(self) -> list[AuditFinding]:
        with self.world.reading() as tx:
            mine = select(AuditFinding).where(AuditFinding.audit_id == self.audit.id).order_by(AuditFinding.position)
            return list(tx.session.scalars(mine))

    @property
    def requests(self) -> list[DocumentRequest]:
        with self.world.reading() as tx:
            mine = select(DocumentRequest).where(DocumentRequest.audit_id == self.audit.id).order_by(DocumentRequest.id)
            return list(tx.session.scalars(mine))

    @property
    def report(self) -> AuditReport:
        with self.world.reading() as tx:
            mine = select(AuditReport).where(AuditReport.audit_id == self.audit.id)
            return tx.session.scalars(mine.order_by(AuditReport.number.desc()).limit(1)).one()

    @property
    def holder(self) -> Assignee:
        """The supplier, by the one link of this audit."""
        with self.world.reading() as tx:
            keys = {r.assignment_id for r in tx.session.scalars(select(DocumentRequest)) if r.audit_id == self.audit.id}
            keys |= {r.assignment_id for r in tx.session.scalars(select(AuditReport)) if r.audit_id == self.audit.id}
            [key] = keys
            return as_holder(tx.follow(Assignment, key or 0))

    @property
    def visitor(self) -> Assignee:
        """The external auditor, by the link to this audit."""
        with self.world.reading() as tx:
            link = tx.follow(Assignment, self.audit.assignment_id or 0)
            return as_holder(link, Role.VISITING_AUDITOR)

    def ask(self, wanted: str = "Pay slips\nHouse rules") -> list[DocumentRequest]:
        with self.world.tx(self.staff) as tx:
            document_requests.ask(tx, self.world.runtime.keys, self.audit_id, NewRequests(wanted=wanted))
        return self.requests

    def find(self, place: int, result: AuditResult, note: str = "") -> None:
        found = Found(check=CheckStatus.DONE, result=result, note=note, internal_note=SECRET)
        with self.world.tx(self.staff) as tx:
            audit_protocol.record(tx, self.findings[place].public_id, found)

    def sum_up(self) -> None:
        notes = AuditNotes(summary="One deviation.", closing_note="Presented.", internal_note=SECRET)
        with self.world.tx(self.staff) as tx:
            audits.note(tx, self.audit_id, notes)

    def send_report(self) -> AuditReport:
        with self.world.tx(self.staff) as tx:
            return audit_reports.send(tx, self.world.runtime.keys, self.audit_id)

    def visit(self, auditor_id: str = "") -> Assignee:
        until, keys = date(2026, 3, 20), self.world.runtime.keys
        with self.world.tx(self.staff) as tx:
            audit_links.send_visit(tx, keys, self.audit_id, auditor_id or self.auditor_id, until, "en")
        return self.visitor


def as_holder(link: Assignment, role: Role = Role.ASSIGNEE) -> Assignee:
    return Assignee(
        assignment_id=link.id, public_id=link.public_id, organisation_id=link.organisation_id, roles=frozenset({role})
    )

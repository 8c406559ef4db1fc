"""Builders: a deviation with those on both its sides, taken as far along its way as a test needs, by the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from followup.domain.actions import ActionPlan, DoneReport
from followup.domain.actors import Assignee, Role, Staff
from followup.domain.deviation_steps import (
    AcceptedRisk,
    Aftermath,
    MoreTime,
    NewDeviation,
    Remedy,
    Replacement,
    SendBack,
    Verdict,
)
from followup.domain.deviations import DeviationStatus, Effect, Severity, Verification
from followup.domain.follow_ups import NewFollowUp
from followup.domain.questionnaires import Signature
from followup.domain.schedule import FollowUpKind
from followup.models.actions import CorrectiveAction
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.suppliers import Supplier
from followup.queries import contracts as contract_queries
from followup.services import (
    actions,
    aftercare,
    deviations,
    extensions,
    follow_ups,
    risk_acceptances,
    verification,
)
from tests.builders import World
from tests.self_assessments import Upload

CARL = Signature(name="Carl Invented", role="Head of production", confirmed=True)
DONE = DoneReport(note="Doors are open, all are trained.")


def an_action(**changes: object) -> ActionPlan:
    plain = {
        "root_cause": "Nobody was told.",
        "corrective": "We open the doors.",
        "responsible": "Carl",
        "due_on": date(2026, 3, 20),
    }
    return ActionPlan(**{**plain, **changes})  # type: ignore[arg-type] # a test's own values


@dataclass
class Found:
    """One deviation, its organisation's people, and the holder of its link."""

    world: World
    manager: Staff
    approver: Staff
    contract: Contract
    follow_up: FollowUp
    deviation_id: str

    @property
    def deviation(self) -> Deviation:
        with self.world.reading() as tx:
            return tx.session.scalars(select(Deviation).where(Deviation.public_id == self.deviation_id)).one()

    @property
    def status(self) -> DeviationStatus:
        return self.deviation.status

    @property
    def organisation(self) -> Organisation:
        with self.world.reading() as tx:
            return tx.follow(Organisation, self.manager.organisation_id or 0)

    @property
    def plan(self) -> Sequence[CorrectiveAction]:
        with self.world.reading() as tx:
            mine = select(CorrectiveAction).where(CorrectiveAction.deviation_id == self.deviation.id)
            return tx.session.scalars(mine.order_by(CorrectiveAction.id)).all()

    @property
    def link(self) -> Assignment:
        with self.world.reading() as tx:
            return tx.follow(Assignment, self.deviation.assignment_id or 0)

    @property
    def holder(self) -> Assignee:
        link = self.link
        return Assignee(assignment_id=link.id, public_id=link.public_id, organisation_id=link.organisation_id)

    def issue(self) -> Found:
        with self.world.tx(self.manager) as tx:
            deviations.issue(tx, self.world.runtime.keys, self.deviation_id)
        return self

    def propose(self, **changes: object) -> CorrectiveAction:
        with self.world.tx(self.holder) as tx:
            return actions.propose(tx, self.deviation_id, an_action(**changes))

    def send(self, signature: Signature = CARL, *, version: int | None = None) -> Found:
        with self.world.tx(self.holder) as tx:
            actions.submit_plan(tx, self.deviation_id, signature, version)
        return self

    def return_plan(self, note: str = "By when?") -> Found:
        with self.world.tx(self.manager) as tx:
            verification.return_plan(tx, self.deviation_id, note)
        return self

    def accept(self) -> Found:
        with self.world.tx(self.manager) as tx:
            verification.accept_plan(tx, self.deviation_id)
        return self

    def report(self, action_id: str, report: DoneReport = DONE, *uploads: Upload) -> Found:
        with self.world.tx(self.holder) as tx:
            actions.report_done(tx, action_id, report, uploads=uploads)
        return self

    def return_evidence(self, *action_ids: str, note: str = "Which doors?") -> Found:
        with self.world.tx(self.manager) as tx:
            verification.return_evidence(tx, self.deviation_id, SendBack(note=note, action_ids=action_ids))
        return self

    def verify(self, who: Staff | None = None, method: Verification = Verification.ON_SITE, *uploads: Upload) -> Found:
        with self.world.tx(who or self.approver) as tx:
            verdict = Verdict(verification=method, note="Seen on the spot.")
            verification.verify(tx, self.deviation_id, verdict, uploads=uploads)
        return self

    def withdraw(self, reason: str = "Recorded twice.") -> Found:
        with self.world.tx(self.manager) as tx:
            deviations.withdraw(tx, self.deviation_id, reason)
        return self

    def remedy(self, note: str = "Wages were paid back.", on: date = date(2026, 3, 2)) -> Found:
        with self.world.tx(self.manager) as tx:
            aftercare.record_remedy(tx, self.deviation_id, Remedy(note=note, remedied_on=on))
        return self

    def ask_for_time(self, until: date, reason: str = "Parts are late.") -> Found:
        with self.world.tx(self.manager) as tx:
            extensions.ask(tx, self.deviation_id, MoreTime(new_due_on=until, reason=reason))
        return self

    def give_time(self, who: Staff | None = None) -> Found:
        with self.world.tx(who or self.approver) as tx:
            extensions.approve(tx, self.deviation_id)
        return self

    def accept_risk(self, until: date = date(2026, 6, 1), who: Staff | None = None) -> Found:
        with self.world.tx(who or self.approver) as tx:
            risk_acceptances.accept(tx, self.deviation_id, AcceptedRisk(until=until, reason="A new site is built."))
        return self

    def resume(self) -> Found:
        with self.world.tx(self.manager) as tx:
            risk_acceptances.resume(tx, self.deviation_id)
        return self

    def reopen(self, reason: str = "The exits are locked again.") -> Found:
        with self.world.tx(self.manager) as tx:
            aftercare.reopen(tx, self.deviation_id, reason)
        return self

    def supersede(self, other_id: str, reason: str = "The same locks.") -> Found:
        with self.world.tx(self.manager) as tx:
            aftercare.supersede(tx, self.deviation_id, Replacement(other_id=other_id, reason=reason))
        return self

    def note_progress(self, *action_ids: str) -> Found:
        with self.world.tx(self.manager) as tx:
            back = SendBack(note="Two doors left.", action_ids=action_ids, is_partly_mended=True)
            verification.return_evidence(tx, self.deviation_id, back)
        return self

    def see_effect(self, effect: Effect = Effect.HELD) -> Found:
        with self.world.tx(self.manager) as tx:
            aftercare.record_effect(tx, self.deviation_id, Aftermath(effect=effect, note="Asked the safety officer."))
        return self

    def planned(self, count: int = 1) -> Found:
        """Issued, and a plan of so many actions sent in."""
        self.issue()
        for _ in range(count):
            self.propose()
        return self.send()

    def reported(self, count: int = 1) -> Found:
        """Every action of an accepted plan reported done, each with a file."""
        self.planned(count).accept()
        for n, action in enumerate(self.plan):
            self.report(action.public_id, DONE, Upload("files", name=f"doors-{n}.pdf", sha256=f"{n:064x}"))
        return self

    def mails(self, kind: str) -> Sequence[OutboxMessage]:
        with self.world.reading() as tx:
            return tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all()

    def events(self, subject_id: str = "") -> Sequence[str]:
        with self.world.reading() as tx:
            about = JournalEntry.subject_id == (subject_id or self.deviation_id)
            return tx.session.scalars(select(JournalEntry.event).where(about).order_by(JournalEntry.id)).all()


def a_follow_up(world: World, staff: Staff, contract: Contract) -> FollowUp:
    """A document review that is open."""
    new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=date(2026, 3, 2), reason="A tip")
    with world.tx(staff) as tx:
        return follow_ups.add(tx, contract.public_id, new)


def a_finding(**changes: object) -> NewDeviation:
    plain = {
        "severity": Severity.MAJOR,
        "title": "Locked emergency exits",
        "description": "Two of four exits were locked.",
        "found_on": date(2026, 3, 2),
    }
    return NewDeviation(**{**plain, **changes})  # type: ignore[arg-type] # a test's own values


def clause_of(world: World, contract: Contract, n: int = 0) -> str:
    with world.reading() as tx:
        return str(contract_queries.clauses(tx.session, contract.id)[n].public_id)


def found(world: World, *, is_cooperating: bool = False, **changes: object) -> Found:
    """A draft of a deviation against the contract's first clause, and a supplier with a contact person."""
    organisation = world.organisation()
    cooperations = (world.cooperation(organisation),) if is_cooperating else ()
    manager = world.staff(organisation, cooperations=cooperations)
    approver = world.staff(organisation, Role.APPROVER, cooperations=cooperations)
    contract = world.contract(manager, version=world.code_version(f"test-{world._next()}"))
    with world.reading() as tx:
        supplier = tx.follow(Supplier, contract.supplier_id)
    world.contact(manager, supplier, f"anna{world._next()}@supplier.test")
    follow_up = a_follow_up(world, manager, contract)
    with world.tx(manager) as tx:
        new = a_finding(**{"clause_id": clause_of(world, contract), **changes})
        deviation = deviations.record(tx, follow_up.public_id, new)
    return Found(world, manager, approver, contract, follow_up, deviation.public_id)

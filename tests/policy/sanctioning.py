"""Sanctions in the states in which each route works, their letters, and alerts: one to check, and one that was sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.alerts import NewAlert
from followup.domain.audit_journal import SANCTION_CHANGED
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.follow_ups import NewFollowUp
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.letters import LetterFacts, Written
from followup.domain.money import Money
from followup.domain.penalties import PenaltyTerms, PenaltyUnit
from followup.domain.sanction_steps import Decision, Hearing, NewSanction
from followup.domain.sanctions import Rung
from followup.domain.schedule import FollowUpKind
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.organisations import Cooperation, Organisation
from followup.models.sanctions import AlertDecision, JointAlert, Letter, Sanction
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import Membership
from followup.queries import contracts as contract_queries
from followup.queries.incident_reach import Sought
from followup.services import (
    alerts,
    deviations,
    follow_ups,
    incident_reach,
    letters,
    organisations,
    penalties,
    sanctions,
)
from tests.builders import World

TODAY = date(2026, 3, 2)


class Sanctioning:
    """One contract on which one who is not asked later decides."""

    def __init__(
        self,
        world: World,
        colleague: Staff,
        supplier: Supplier,
        contact: SupplierContact,
        version: CodeVersion,
        own: str,
    ) -> None:
        self.world, self.colleague, self.contact, self.own = world, colleague, contact, own
        self.contract = world.contract(colleague, supplier=supplier, version=version, title=f"Sanctioned {own}")
        with world.tx(colleague) as tx:
            penalties.state(
                tx,
                self.contract.public_id,
                PenaltyTerms(amount=Money(100_00, "SEK"), unit=PenaltyUnit.WEEK, cap_count=10),
            )
            self.clause_id = contract_queries.clauses(tx.session, self.contract.id)[0].public_id

    def proposed(self, rung: Rung) -> str:
        with self.world.tx(self.colleague) as tx:
            new = NewSanction(rung=rung, note=self.own)
            return sanctions.propose_by_hand(tx, self.contract.public_id, new).public_id

    def heard(self) -> str:
        public_id = self.proposed(Rung.WARNING)
        with self.world.tx(self.colleague) as tx:
            new = Hearing(contact_id=self.contact.public_id, due_on=date(2026, 3, 16), clause_id=self.clause_id)
            letters.hear(tx, written, public_id, new)
        return public_id

    def decided(self) -> str:
        public_id = self.proposed(Rung.NOTICE)
        with self.world.tx(self.colleague) as tx:
            sanctions.decide(tx, public_id, Decision(clause_id=self.clause_id, note=self.own))
        return public_id

    def letter(self, sanction_id: str) -> str:
        with self.world.tx(self.colleague) as tx:
            return letters.write(tx, written, sanction_id).public_id

    def left(self) -> str:
        """A proposal on a contract whose manager has left."""
        public_id = self.proposed(Rung.NOTICE)
        with self.world.tx(self.colleague) as tx:
            contract = tx.follow(Contract, self.contract.id)
            contract.manager_id = None
            tx.journal(CONTRACT_CHANGED, contract, fields="manager_id")
        return public_id


def written(facts: LetterFacts) -> Written:
    content = {"title": "Letter", "publisher": "Us", "labels": {"page": "Page {page} of {pages}"}}
    texts = {"addressee": ["Them"], "facts": [], "paragraphs": [facts.decision], "steps_title": "", "steps": []}
    return Written(content={**content, **texts, "closing": ["Us"]}, sha256="0" * 64)


def serious(world: World, staff: Staff, contract: Contract, own: str) -> Deviation:
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=TODAY, reason=own)
        follow_up = follow_ups.add(tx, contract.public_id, new)
    with world.tx(staff) as tx:
        found = NewDeviation(title=f"Serious {own}", description=own, severity=Severity.MAJOR, found_on=TODAY)
        made = deviations.record(tx, follow_up.public_id, found)
    with world.tx(staff) as tx:
        deviations.issue(tx, world.runtime.keys, made.public_id)
    return made


def alerted(
    world: World, colleague: Staff, secretariat: Organisation, cooperation: Cooperation, own: str
) -> dict[str, Any]:
    """A supplier of ours and of a neighbour: the neighbour's alert has reached us, ours waits to be checked."""
    supplier, neighbour = world.supplier("Alerting supplier"), world.organisation("Neighbour that is alerted")
    with world.tx() as tx:
        organisations.join(tx, tx.follow(Cooperation, cooperation.id), neighbour, area="A")
    theirs = world.staff(neighbour, cooperations=(cooperation,))
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    made = {}
    for staff in (theirs, colleague):
        world.contact(staff, supplier, email=f"alert{staff.user_id}@supplier.test")
        made[staff] = serious(world, staff, world.contract(staff, supplier=supplier), own)
    new = NewAlert(cooperation_id=cooperation.public_id, facts="Facts")
    asked = {}
    for staff, deviation in made.items():
        with world.tx(staff) as tx:
            asked[staff] = alerts.ask(tx, deviation.public_id, new, ()).public_id
    with world.reading(incident_reach.COORDINATOR) as everything:
        sought = Sought(cooperation_id=cooperation.id, supplier_keys=frozenset({supplier.id}))
        found = incident_reach.look_up(everything, sought)
    with world.tx(coordinator) as tx:
        alerts.send(tx, asked[theirs], "Facts", found)
    with world.reading() as tx:
        ours = AlertDecision.organisation_id == colleague.organisation_id
        decision = tx.session.scalars(select(AlertDecision).where(ours).order_by(AlertDecision.id.desc())).first()
        assert decision is not None
    other = serious(world, colleague, world.contract(colleague, supplier=world_supplier(world, colleague)), own)
    waiting = (JointAlert, asked[colleague])
    to_alert = (Deviation, other.public_id)
    return {
        "alert_id": (JointAlert, asked[theirs]),
        "alert_id in alerts.send": waiting,
        "alert_id in alerts.end": waiting,
        "decision_id": (AlertDecision, decision.public_id),
        "deviation_id in alerts.ask": to_alert,
        "deviation_id in api_alerts.ask_for_alert": to_alert,
    }


def world_supplier(world: World, staff: Staff) -> Supplier:
    """Return a supplier of which nobody has been alerted."""
    supplier = world.supplier("Supplier to alert of")
    world.contact(staff, supplier, email=f"toalert{staff.user_id}@supplier.test")
    return supplier


def hand_over(world: World, colleague: Staff) -> None:
    """Let the region's contract manager, who asks later, own the contract on which all but one sanction is."""
    with world.tx(colleague) as tx:
        managers = select(Membership.user_id).where(
            Membership.role == Role.CONTRACT_MANAGER, Membership.organisation_id == colleague.organisation_id
        )
        manager_id = tx.session.scalars(managers.order_by(Membership.user_id)).first()
        still = Sanction.contract_id == Contract.id
        for row in tx.session.scalars(select(Sanction).join(Contract, still).where(Contract.manager_id.is_not(None))):
            row.owner_id = manager_id
            tx.journal(SANCTION_CHANGED, row, fields="manager_id")


def scene(
    world: World,
    colleague: Staff,
    supplier: Supplier,
    contact: SupplierContact,
    version: CodeVersion,
    secretariat: Organisation,
    cooperation: Cooperation,
    own: str,
) -> dict[str, Any]:
    """One sanction in each state, a letter, and the alerts."""
    at, gone = (Sanctioning(world, colleague, supplier, contact, version, own) for _ in range(2))
    left = gone.left()
    warning, heard, decided = at.proposed(Rung.WARNING), at.heard(), at.decided()
    penalty = (Sanction, at.proposed(Rung.PENALTY))
    letter = at.letter(decided)
    notice, to_hear, settled = (Sanction, at.proposed(Rung.NOTICE)), (Sanction, warning), (Sanction, decided)
    hand_over(world, colleague)
    return {
        "sanction_id": to_hear,
        "sanction_id in sanctions.count": penalty,
        "sanction_id in api_sanctions.count_penalty": penalty,
        "sanction_id in sanctions.record_statement": (Sanction, heard),
        "sanction_id in sanctions.decide": notice,
        "sanction_id in sanctions.lift": settled,
        "sanction_id in letters.write": settled,
        "sanction_id in sanctions.give": (Sanction, left),
        "letter_id": (Letter, letter),
        "clause of the sanctioned contract": (ContractClause, at.clause_id),
        "contact to hear": (SupplierContact, contact.public_id),
        **alerted(world, colleague, secretariat, cooperation, own),
    }

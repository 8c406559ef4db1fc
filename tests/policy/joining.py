"""Joint follow-ups in the states in which each route works, for the house that the walker walks."""

from __future__ import annotations

from datetime import date
from typing import Any

from followup.domain.actors import Role, Staff
from followup.domain.answer_copies import COPY
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.joint_follow_ups import NewJoint, Payer
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.link_journal import ANSWER_COPY_DELIVERED
from followup.domain.schedule import FollowUpKind
from followup.models.answer_copies import AnswerCopy
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.organisations import Cooperation, Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries import joint_follow_ups as queries
from followup.services import follow_ups, joint_follow_ups, joint_results, organisations, sharing
from tests import builders
from tests.builders import World

TODAY = date(2026, 3, 2)
KIND = FollowUpKind.SITE_AUDIT


class Joining:
    """A region, a neighbour in the same cooperation, one supplier, and the secretariat's coordinator."""

    def __init__(self, world: World, colleague: Staff, secretariat: Organisation, cooperation: Cooperation) -> None:
        self.world, self.colleague, self.cooperation = world, colleague, cooperation
        neighbour = world.organisation("Neighbour in joint follow-ups")
        with world.tx() as tx:
            organisations.join(tx, tx.follow(Cooperation, cooperation.id), neighbour, area="A")
        self.neighbour = world.staff(neighbour, cooperations=(cooperation,))
        self.coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
        self.supplier = world.supplier("Jointly followed up")

    def slot(self, who: Staff, due_on: date = TODAY) -> FollowUp:
        contract = self.world.contract(who, supplier=self.supplier)
        with self.world.tx(who) as tx:
            row = tx.follow(Contract, contract.id)
            row.level = Level.ADVANCED
            tx.journal(CONTRACT_CHANGED, row, fields="level")
        with self.world.tx(who) as tx:
            return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=KIND, due_on=due_on, reason="Planned"))

    def result(self, who: Staff) -> SharedResult:
        slot = self.slot(who)
        with self.world.tx(who) as tx:
            follow_ups.record(tx, slot.public_id, Findings(done_on=TODAY, outcome=Outcome.NONE_ASSESSED))
        with self.world.tx(who) as tx:
            return sharing.share(tx, slot.public_id)[0]

    def joint(self, lead: Staff, *, until: str = "suggested") -> JointFollowUp:
        """A joint follow-up of both, led by one of them, as far as suggested, offered, begun or reported."""
        both = (self.colleague.organisation_public_id, self.neighbour.organisation_public_id)
        new = NewJoint(
            supplier_id=self.supplier.public_id,
            kind=KIND,
            year=2026,
            lead_id=lead.organisation_public_id,
            participant_ids=both,
            due_on=date(2026, 9, 1),
            payer=Payer.LEAD,
            why="Planned by both",
        )
        with self.world.tx(self.coordinator) as tx:
            made = joint_follow_ups.suggest(tx, self.cooperation.public_id, new)
        if until == "suggested":
            return made
        with self.world.tx(self.coordinator) as tx:
            joint_follow_ups.offer(tx, made.public_id, None, recipients=())
        if until in ("begun", "reported"):
            with self.world.tx(lead) as tx:
                joint_follow_ups.begin(tx, made.public_id, None)
        if until == "reported":
            with self.world.tx(self.colleague) as tx:
                joint_follow_ups.accept(tx, self.part(made).public_id, None)
            result = self.result(lead)
            with self.world.tx(lead) as tx:
                joint_results.report(tx, made.public_id, result.public_id, None, recipients=())
        return made

    def copy(self, fingerprint: str) -> AnswerCopy:
        """Answers of a joint self-assessment that the neighbour led, as the region received them."""
        joint = self.joint(self.neighbour)
        with self.world.tx(self.colleague) as tx:
            made = AnswerCopy(
                joint_id=joint.id,
                lead_id=self.neighbour.organisation_id,
                supplier_id=self.supplier.id,
                questions=builders._questions(1),
                answers={"1": {"value": "yes"}},
                receipt_number="2026-000001",
                fingerprint=fingerprint * 64,
                submitted_at=tx.now,
                delivered_at=tx.now,
                status=COPY.initial,
            )
            tx.journal(ANSWER_COPY_DELIVERED, tx.add(made), joint=joint.public_id)
            return made

    def part(self, joint: JointFollowUp) -> JointParticipant:
        """The region's own part."""
        with self.world.reading() as tx:
            found = queries.participant_of(tx.session, joint.id, self.colleague.organisation_id)
            assert found is not None
            return found


def scene(world: World, colleague: Staff, secretariat: Organisation, cooperation: Cooperation) -> dict[str, Any]:
    """Return what stands for each name in an address, and what bodies name."""
    at = Joining(world, colleague, secretariat, cooperation)
    begun = at.joint(colleague, until="begun")
    reported = at.joint(at.neighbour, until="reported")
    decided = (JointParticipant, at.part(reported).public_id)
    reusable = (FollowUp, at.slot(colleague, date(2026, 5, 4)).public_id)
    at.slot(at.neighbour, date(2026, 5, 4))  # so that a new look finds something that is asked twice
    return {
        "joint_id": (JointFollowUp, at.joint(colleague).public_id),
        "joint_id in joint_results.begin": (JointFollowUp, at.joint(colleague, until="offered").public_id),
        "joint_id in joint_results.report": (JointFollowUp, begun.public_id),
        "participant_id": (JointParticipant, at.part(at.joint(at.neighbour, until="offered")).public_id),
        "participant_id in joint_results.take": decided,
        "participant_id in joint_results.refuse": decided,
        "follow_up_id in reuse.take": reusable,
        "follow_up_id in api_reuse.cover_follow_up": reusable,
        "supplier_id in joint_follow_ups.suggest": (Supplier, at.supplier.public_id),
        "kind in joint_follow_ups.suggest": (None, str(KIND)),
        "year in joint_follow_ups.suggest": (None, "2026"),
        "reusable result": (SharedResult, at.result(at.neighbour).public_id),
        "own result": (SharedResult, at.result(colleague).public_id),
        "copy_id": (AnswerCopy, at.copy("a").public_id),
        "copy_id in answer_copies.decline": (AnswerCopy, at.copy("b").public_id),
        "neighbour in joint follow-ups": (Organisation, at.neighbour.organisation_public_id),
    }

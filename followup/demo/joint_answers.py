"""A joint self-assessment: one region asks for several, the supplier answers once, and each decides on its own copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.demo.cast import Signed
from followup.demo.joint import Joint
from followup.domain.actors import System
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FollowUpStatus, NewFollowUp
from followup.domain.joint_follow_ups import NewJoint, Payer
from followup.domain.schedule import FollowUpKind
from followup.jobs import deliver_copies
from followup.jobs.work import Work
from followup.models.answer_copies import AnswerCopy
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.services import answer_copies, follow_ups, joint_follow_ups

if TYPE_CHECKING:
    from followup.demo.story import Story

SETUP = System(job="setup", everything=True)
KIND = FollowUpKind.SELF_ASSESSMENT
SUPPLIERS = ("s04", "s02", "s05", "s08", "s09", "s11")  # the first of them that three regions can ask is asked
ORGANISATIONS = 3
VISITED = "23"  # the region a visitor signs in to does not lead, so that a copy waits for its decision
VERSION = "se-2021"  # what all of them ask about is the same
WHY = "Tre regioner har självskattning i sina planer. Leverantören svarar en gång. (Påhittat.)"
PLANNED = "Självskattning tillsammans med två andra regioner. (Påhittat.)"


@dataclass(slots=True)
class Answered:
    """The joint self-assessment of the story, as it goes on."""

    story: Story
    joint: Joint = field(init=False)
    invitation: Invitation | None = None

    def ask(self) -> None:
        """Let it be suggested and sent on the first day on which nobody asks one of the suppliers alone."""
        found = next((key for key in SUPPLIERS if len(self._free(key)) == ORGANISATIONS), None)
        if self.invitation is None and found is not None:
            self._plan(found, self._free(found))
            self._send()

    def _plan(self, supplier: str, free: Mapping[str, Signed]) -> None:
        slots = {code: self._slot(signed) for code, signed in free.items()}
        self.story.met |= {slot.id for slot in slots.values()}
        self.joint = Joint(self.story, supplier, next(iter(slots)), slots)
        due_on = max(slot.due_on for slot in slots.values())
        organisations = {code: self.story.team_of(code).organisation.public_id for code in slots}
        new = NewJoint(
            supplier_id=self.story.suppliers[supplier][0].public_id,
            kind=KIND,
            year=due_on.year,
            lead_id=organisations[self.joint.lead],
            participant_ids=tuple(organisations.values()),
            due_on=due_on,
            payer=Payer.LEAD,
            why=WHY,
            level=Level.ADVANCED,
        )
        with self.story.runtime.transaction(self.story.coordinator) as tx:
            self.joint.made = joint_follow_ups.suggest(tx, self.story.regions.cooperation.public_id, new)
        self.joint.offer()

    def _free(self, supplier: str) -> dict[str, Signed]:
        """Return one contract of each region that buys from the supplier and has not begun to ask it."""
        about = {"supplier": supplier, "version": VERSION}
        signed = [one for one in self.story.signed.values() if about.items() <= one.facts.items()]
        held = {one.facts["organisation"]: one for one in signed}
        begun = select(FollowUp.contract_id).where(FollowUp.kind == KIND, FollowUp.status == FollowUpStatus.STARTED)
        with self.story.runtime.transaction(SETUP, read_only=True) as tx:
            busy = set(tx.session.scalars(begun))
        free = {code: one for code, one in held.items() if one.contract_key not in busy}
        chosen = list(free.items())[:ORGANISATIONS]
        return dict(sorted(chosen, key=lambda one: one[0] == VISITED))

    def _slot(self, signed: Signed) -> FollowUp:
        planned = select(FollowUp).where(
            FollowUp.contract_id == signed.contract_key,
            FollowUp.kind == KIND,
            FollowUp.status == FollowUpStatus.PLANNED,
        )
        with self.story.runtime.transaction(signed.team.manager) as tx:
            found = tx.session.scalars(planned).first()
            new = NewFollowUp(kind=KIND, due_on=date(self.story.here.year, 12, 1), reason=PLANNED)
            return found or follow_ups.add(tx, signed.contract_id, new)

    @property
    def others(self) -> list[str]:
        """Return the regions that do not lead."""
        return [code for code in self.joint.slots if code != self.joint.lead]

    def _send(self) -> None:
        self.joint.begin()
        self.joint.accept(*self.others)
        lead = self.story.team_of(self.joint.lead)
        self.invitation = self.story.acts.send(lead.manager, self.joint.slots[self.joint.lead].public_id)

    def answer(self) -> None:
        """Let the supplier answer once, and the answers be carried to each."""
        if self.invitation is None:
            return
        self.story.acts.fill(self.invitation, weak=False)
        self.story.acts.submit(self.invitation)
        deliver_copies.run(Work(self.story.runtime, self.story.mailer))

    def accept(self) -> None:
        """Let one region accept its copy; the other's decision is the visitor's."""
        if self.invitation is None:
            return
        manager = self.story.team_of(self.others[0]).manager
        with self.story.runtime.transaction(manager) as tx:
            copy_id = tx.session.scalars(select(AnswerCopy.public_id)).one()
            answer_copies.accept(tx, copy_id)


def schedule(story: Story) -> None:
    """Put its steps on their days."""
    told = Answered(story)
    for days in range(44, 30, -1):
        story.on(story.days_ago(days), told.ask)
    story.on(story.days_ago(12), told.answer)
    story.on(story.days_ago(6), told.accept)

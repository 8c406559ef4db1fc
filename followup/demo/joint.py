"""Joint follow-ups in each state, and one reused result: regions that buy from the same invented suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.demo.cast import Signed, Team
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FollowUpStatus, NewFollowUp
from followup.domain.joint_follow_ups import NewJoint, ParticipantStatus, Payer
from followup.domain.overlaps import highest, newest, share_of
from followup.domain.schedule import FollowUpKind
from followup.jobs import coordinate
from followup.jobs.work import Work
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.sharing import SharedResult
from followup.queries import joint_follow_ups as queries
from followup.queries import overlaps
from followup.schemas.crosswalks import crosswalk
from followup.services import follow_ups, joint_follow_ups, joint_results, reuse, sharing
from followup.services.overlaps import COORDINATOR

if TYPE_CHECKING:
    from followup.demo.story import Story

KIND = FollowUpKind.SITE_AUDIT  # not in the plan of classes B and C, so that it is added by hand there
PLANNED = "Platsrevision efter samråd i området. (Påhittat.)"
WHY = "Tre regioner har platsrevision i sina planer i år. (Påhittat.)"
ALL = tuple(ParticipantStatus)


@dataclass(slots=True)
class Joint:
    """One joint follow-up of the story: who takes part, who leads, and each one's own follow-up."""

    story: Story
    supplier: str
    lead: str
    slots: dict[str, FollowUp]
    made: JointFollowUp | None = None

    @property
    def joint(self) -> JointFollowUp:
        """Return it, once it was suggested."""
        assert self.made is not None
        return self.made

    def suggest(self) -> None:
        """Let the secretariat suggest it."""
        story, teams = self.story, [self.story.team_of(code) for code in self.slots]
        new = NewJoint(
            supplier_id=story.suppliers[self.supplier][0].public_id,
            kind=KIND,
            year=story.here.year,
            lead_id=story.team_of(self.lead).organisation.public_id,
            participant_ids=tuple(team.organisation.public_id for team in teams),
            due_on=_soon(story),
            payer=Payer.LEAD,
            why=WHY,
            level=Level.ADVANCED,
        )
        with story.runtime.transaction(story.coordinator) as tx:
            self.made = joint_follow_ups.suggest(tx, story.regions.cooperation.public_id, new)

    def offer(self) -> None:
        """Offer it; those concerned get a mail."""
        with self.story.runtime.transaction(COORDINATOR, read_only=True) as everything:
            keys = [team.organisation.id for team in map(self.story.team_of, self.slots)]
            told = queries.recipients(everything.session, self.joint, keys, statuses=ALL)
        with self.story.runtime.transaction(self.story.coordinator) as tx:
            joint_follow_ups.offer(tx, self.joint.public_id, None, recipients=told)

    def accept(self, *codes: str) -> None:
        """Let these regions take part."""
        for team in map(self.story.team_of, codes):
            with self.story.runtime.transaction(team.manager) as tx:
                joint_follow_ups.accept(tx, self._part(team), None)

    def begin(self) -> None:
        """Let the leading region begin."""
        with self.story.runtime.transaction(self.story.team_of(self.lead).manager) as tx:
            joint_follow_ups.begin(tx, self.joint.public_id, None)

    def report(self) -> None:
        """Let the leading region do it, share the result and report it."""
        team, slot = self.story.team_of(self.lead), self.slots[self.lead]
        result = _done(self.story, team, slot)
        with self.story.runtime.transaction(COORDINATOR, read_only=True) as everything:
            keys = [one.organisation.id for one in map(self.story.team_of, self.slots) if one is not team]
            told = queries.recipients(everything.session, self.joint, keys, statuses=(ParticipantStatus.ACCEPTED,))
        with self.story.runtime.transaction(team.manager) as tx:
            joint_results.report(tx, self.joint.public_id, result.public_id, None, recipients=told)

    def take(self, code: str) -> None:
        """Let a region accept the result for its own contract."""
        team = self.story.team_of(code)
        with self.story.runtime.transaction(team.manager) as tx:
            joint_results.take(tx, self._part(team), [self.slots[code].public_id], None)

    def _part(self, team: Team) -> str:
        with self.story.runtime.transaction(team.manager, read_only=True) as tx:
            part = queries.participant_of(tx.session, self.joint.id, team.organisation.id)
            assert part is not None
            return part.public_id


def schedule(story: Story) -> None:
    """Put one joint follow-up in each state, and one reused result, on their days."""
    told = (("s08", "12"), ("s06", "03"), ("s03", "23"), ("s01", "24"))
    joints: list[Joint] = []
    story.on(story.days_ago(45), lambda: joints.extend(_planned(story, told)))
    story.on(story.days_ago(44), lambda: _suggest(story, joints))
    story.on(story.days_ago(40), lambda: _offer(joints))
    story.on(story.days_ago(35), lambda: _answer(*joints))
    story.on(story.days_ago(30), lambda: _reuse(story))
    story.on(story.days_ago(21), lambda: _report(*joints))
    story.on(story.days_ago(14), lambda: _decide(*joints))


def _suggest(story: Story, joints: Sequence[Joint]) -> None:
    coordinate.run(Work(story.runtime, story.mailer))
    for joint in joints:
        joint.suggest()


def _planned(story: Story, told: Sequence[tuple[str, str]]) -> list[Joint]:
    return [Joint(story, supplier, lead, _slots(story, supplier)) for supplier, lead in told]


def _offer(joints: Sequence[Joint]) -> None:
    for joint in joints:
        joint.offer()


def _answer(first: Joint, second: Joint, third: Joint, _: Joint) -> None:
    """Let three begin; everybody is in the first two, in the third one region, in the fourth nobody has answered."""
    for joint in (first, second, third):
        joint.begin()
    first.accept("23", "03")
    second.accept("23", "12")
    third.accept("24")


def _report(first: Joint, second: Joint, *_: Joint) -> None:
    first.report()
    second.report()


def _decide(first: Joint, second: Joint, *_: Joint) -> None:
    """Let both others accept the first result, and one of them the second: the last decision is the visitor's."""
    first.take("23")
    first.take("03")
    second.take("12")


def compare(story: Story) -> None:
    """Compare the plans as every night, and let the secretariat suggest one more of what is asked twice."""
    work = Work(story.runtime, story.mailer)
    coordinate.run(work)
    with story.runtime.transaction(story.coordinator) as tx:
        open_ones = [row for row in overlaps.listed(tx.session) if row.joint_id is None and not row.site]
        for row in open_ones[:1]:
            shares = [share_of(kept) for kept in row.organisations]
            new = NewJoint(
                supplier_id=row.supplier_id,
                kind=row.kind,
                year=row.year,
                lead_id=shares[0].organisation,
                participant_ids=tuple(share.organisation for share in shares),
                due_on=max(tx.today, min(share.first_due_on for share in shares)),
                payer=Payer.LEAD,
                level=highest(share.level for share in shares),
                code_version=newest(key for share in shares for key in share.generations),
                why=WHY,
            )
            joint_follow_ups.suggest(tx, row.cooperation_id, new)


def _slots(story: Story, supplier: str) -> dict[str, FollowUp]:
    """Return what every region that buys from the supplier plans there, added by hand where nothing is planned."""
    held = [one for one in story.signed.values() if one.facts["supplier"] == supplier]
    found = {one.facts["organisation"]: _slot(story, one) for one in held}
    story.met |= {slot.id for slot in found.values()}
    return found


def _slot(story: Story, signed: Signed) -> FollowUp:
    planned = select(FollowUp).where(
        FollowUp.contract_id == signed.contract_key, FollowUp.kind == KIND, FollowUp.status == FollowUpStatus.PLANNED
    )
    with story.runtime.transaction(signed.team.manager) as tx:
        new = NewFollowUp(kind=KIND, due_on=_soon(story), reason=PLANNED)
        found = tx.session.scalars(planned).first()
        return found or follow_ups.add(tx, signed.contract_id, new)


def _soon(story: Story) -> date:
    """Return a day after the story's end, in the year in which its steps are taken."""
    return min(story.today + timedelta(days=25), date(story.here.year, 12, 31))


def _done(story: Story, team: Team, slot: FollowUp) -> SharedResult:
    story.acts.record(team.manager, slot.public_id, story.here)
    with story.runtime.transaction(team.manager) as tx:
        return sharing.share(tx, slot.public_id, crosswalk())[0]


def _reuse(story: Story) -> None:
    """Let one region's audit stand for another's own follow-up of the same supplier."""
    slots = _slots(story, "s02")
    result = _done(story, story.team_of("14"), slots["14"])
    with story.runtime.transaction(story.team_of("23").manager) as tx:
        reuse.take(tx, slots["23"].public_id, result.public_id)

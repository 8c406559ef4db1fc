"""Campaigns: all of the chosen are sent a form or none is; who has not answered is reminded, and only they."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff, System
from followup.domain.campaigns import CampaignFilter, CampaignState, Choice, MoreSuppliers, NewCampaign
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.journal import CONTRACT_CHANGED
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.campaigns import Campaign
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.queries import campaigns as queries
from followup.queries import prepared
from followup.queries.prepared import Wish
from followup.runtime import Runtime
from followup.services import campaign_nudges, campaigns, outbox, questionnaires
from tests.builders import World
from tests.self_assessments import Asked, planned
from tests.web.statements import counted

pytestmark = pytest.mark.database
DUE = date(2026, 3, 30)


@dataclass
class Suppliers:
    """Some suppliers with a planned self-assessment each, and their buyer."""

    world: World
    count: int = 3
    staff: Staff = field(init=False)
    contracts: list[Contract] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)

    def __post_init__(self) -> None:
        world = self.world
        self.staff = world.staff(world.organisation(), Role.CONTRACT_MANAGER)
        self.version = world.code_version(f"test-{world._next()}")
        for n in range(self.count):
            self.add(f"contact{n}@supplier.test")

    def add(self, email: str = "", language: str = "sv") -> FollowUp:
        contract = self.world.contract(self.staff, version=self.version)
        with self.world.reading() as tx:
            supplier = tx.follow(Supplier, contract.supplier_id)
        if email:
            self.world.contact(self.staff, supplier, email, language)
        self.contracts.append(contract)
        self.follow_ups.append(planned(self.world, self.staff, contract))
        return self.follow_ups[-1]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(follow_up.public_id for follow_up in self.follow_ups)

    def start(self, chosen: Sequence[str] = (), staff: Staff | None = None) -> Campaign:
        new = NewCampaign(name="Spring 2026", due_on=DUE, chosen=tuple(chosen) or self.ids)
        with self.world.tx(staff or self.staff) as tx:
            return campaigns.start(tx, self.world.runtime.keys, new)

    def asked(self, campaign: Campaign) -> list[Asked]:
        """The suppliers of the campaign, as those who answer."""
        with self.world.reading() as tx:
            rows = tx.session.scalars(
                select(Invitation).where(Invitation.campaign_id == campaign.id).order_by(Invitation.id)
            ).all()
        return [
            Asked(self.world, self.staff, self.contracts[0], None, self.follow_ups[0], row.public_id)  # type: ignore[arg-type] # the contact is not looked at
            for row in rows
        ]

    def figures(self, campaign: Campaign, today: date = date(2026, 3, 2)) -> dict[str, int]:
        with self.world.reading(self.staff) as tx:
            return {str(state): n for state, n in queries.figures(tx.session, campaign, today).counts.items()}

    def remind(self, campaign: Campaign) -> int:
        with self.world.tx(self.staff) as tx:
            return campaign_nudges.remind(tx, campaign.public_id)

    def mails(self, kind: str) -> Sequence[OutboxMessage]:
        with self.world.reading() as tx:
            wanted = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
            return tx.session.scalars(wanted).all()


def on(clock: FixedClock, month: int, day: int) -> None:
    clock.set(datetime(2026, month, day, 9, tzinfo=UTC))


def refused(world: World, mail: OutboxMessage) -> None:
    """The server says for good that it does not take this mail."""
    with world.tx(System(job="deliver_mail", everything=True)) as tx:
        claimed = {one.public_id: one for one in outbox.claim(tx, most=100)}
    with world.tx(System(job="deliver_mail", organisation_id=mail.organisation_id)) as tx:
        one = claimed[mail.public_id]
        outbox.settle_failed(tx, one, answer="550 no such user", permanent=True, refused=True)


def test_each_gets_a_form_a_link_and_a_mail_of_their_own(world: World, runtime: Runtime) -> None:
    scene = Suppliers(world)
    campaign = scene.start()
    asked = scene.asked(campaign)
    mails = scene.mails("questionnaire_invitation")
    assert [mail.recipient for mail in mails] == [f"contact{n}@supplier.test" for n in range(3)]
    assert {mail.subject_id for mail in mails} == {one.invitation_id for one in asked}
    assert {mail.facts["assignment_id"] for mail in mails} == {one.assignment.public_id for one in asked}
    assert len({one.token for one in asked}) == 3
    assert {mail.locale for mail in mails} == {"sv"}
    for one in asked:
        assert (one.invitation.due_on, one.form.key, one.assignment.asker_name) == (
            DUE,
            "self_assessment",
            scene.staff.name,
        )
    with world.reading() as tx:
        rows = tx.session.scalars(select(FollowUp).where(FollowUp.public_id.in_(scene.ids))).all()
    assert {row.status for row in rows} == {FollowUpStatus.STARTED}


def test_what_was_sent_in_a_campaign_is_answered_like_any_other(world: World) -> None:
    scene = Suppliers(world, 1)
    [one] = scene.asked(scene.start())
    assert one.answer().number == 1
    with pytest.raises(Conflict), world.tx(scene.staff) as tx:
        questionnaires.send(tx, world.runtime.keys, scene.ids[0], DUE)


def test_all_of_the_chosen_are_sent_or_none(world: World) -> None:
    scene = Suppliers(world, 2)
    lacking = scene.add()
    with pytest.raises(Conflict) as refusal:
        scene.start()
    assert scene.contracts[-1].title in str(refusal.value.reason.params["titles"])
    assert not scene.mails("questionnaire_invitation")
    assert scene.start([key for key in scene.ids if key != lacking.public_id]).due_on == DUE


def test_a_follow_up_is_sent_once(world: World) -> None:
    scene = Suppliers(world, 2)
    scene.start([scene.ids[0]])
    with pytest.raises(Conflict):
        scene.start()


def test_nothing_chosen_too_late_a_day_and_what_is_anothers_are_refused(world: World) -> None:
    scene = Suppliers(world, 1)
    stranger = world.staff(world.organisation(), Role.CONTRACT_MANAGER)
    reader = world.staff(world.organisation(), Role.READER)
    with pytest.raises(NotFound):
        scene.start(staff=stranger)
    with pytest.raises((Forbidden, NotFound)):
        scene.start(staff=reader)
    with world.tx(scene.staff) as tx:
        with pytest.raises(Invalid) as empty:
            campaigns.start(tx, world.runtime.keys, NewCampaign(name="x", due_on=DUE, chosen=()))
        with pytest.raises(Invalid) as past:
            campaigns.start(tx, world.runtime.keys, NewCampaign(name="x", due_on=tx.today, chosen=scene.ids))
    assert list(empty.value.problems) == ["chosen"]
    assert list(past.value.problems) == ["due_on"]


def test_more_suppliers_are_added_to_a_campaign_later(world: World) -> None:
    scene = Suppliers(world, 1)
    campaign = scene.start()
    more = scene.add("later@supplier.test")
    with world.tx(scene.staff) as tx:
        campaigns.add(
            tx,
            world.runtime.keys,
            campaign.public_id,
            MoreSuppliers(due_on=date(2026, 4, 8), chosen=(more.public_id,)),
        )
    assert [one.invitation.due_on for one in scene.asked(campaign)] == [DUE, date(2026, 4, 8)]


def test_what_could_be_sent_is_narrowed_and_says_what_is_missing(world: World) -> None:
    scene = Suppliers(world, 1)
    scene.add()
    with world.tx(scene.staff) as tx:
        contract = tx.follow(Contract, scene.contracts[0].id)
        contract.category = "textile"
        tx.journal(CONTRACT_CHANGED, contract, fields="category")
    with world.reading(scene.staff) as tx:
        rows, has_more = queries.to_send(tx.session, Choice())
        found = prepared.of_follow_ups(tx.session, rows, Wish(actor=scene.staff, today=tx.today, due_on=DUE))
        textile, _ = queries.to_send(tx.session, Choice(category="textile"))
        late, _ = queries.to_send(tx.session, Choice(due_until=date(2026, 3, 1)))
        mine, _ = queries.to_send(tx.session, Choice(manager_id=scene.staff.public_id))
    assert (len(rows), has_more, len(textile), len(late), len(mine)) == (2, False, 1, 0, 2)
    assert [one.check.is_ready for one in found] == [True, False]
    assert [reason.code for reason in found[1].check.reasons] == ["link.no_contact"]


def test_the_figures_and_the_list_count_each_where_it_stands(world: World, clock: FixedClock) -> None:
    scene = Suppliers(world, 6)
    campaign = scene.start()
    waiting, answered, assessed, cancelled, gone, begun = scene.asked(campaign)
    answered.answer()
    assessed.answer()
    assessed.assess()
    with world.tx(scene.staff) as tx:
        questionnaires.cancel(tx, cancelled.invitation_id)
    refused(world, scene.mails("questionnaire_invitation")[4])
    begun.save(values={"1": "yes"})
    counts = {"waiting": 2, "answered": 1, "assessed": 1, "cancelled": 1, "undeliverable": 1}
    assert scene.figures(campaign) == counts
    late = {state: n for state, n in counts.items() if state != "waiting"} | {"late": 2}
    assert scene.figures(campaign, DUE + timedelta(days=1)) == late
    with world.reading(scene.staff) as tx:
        for state, n in scene.figures(campaign).items():
            query = CampaignFilter(state=CampaignState.of(state))
            assert len(queries.suppliers(tx.session, campaign, query, tx.today).rows) == n
    assert gone.invitation.undeliverable_at is not None
    assert waiting.invitation.undeliverable_at is None


def test_only_those_who_have_not_answered_are_reminded_and_once_a_day(world: World, clock: FixedClock) -> None:
    scene = Suppliers(world, 4)
    campaign = scene.start()
    _, answered, gone, _ = scene.asked(campaign)
    with pytest.raises(Conflict):  # they got the invitation today
        scene.remind(campaign)
    answered.answer()
    refused(world, scene.mails("questionnaire_invitation")[2])
    on(clock, 3, 10)
    assert scene.remind(campaign) == 2
    with pytest.raises(Conflict):
        scene.remind(campaign)
    on(clock, 3, 11)
    assert scene.remind(campaign) == 2
    mails = scene.mails("questionnaire_reminder")
    assert {mail.recipient for mail in mails} == {"contact0@supplier.test", "contact3@supplier.test"}
    assert [mail.facts["number"] for mail in mails] == [1, 1, 2, 2]
    assert gone.invitation.version == 1


def test_all_who_have_not_answered_get_more_time_and_nobody_less(world: World, clock: FixedClock) -> None:
    scene = Suppliers(world, 3)
    campaign = scene.start()
    one, answered, other = scene.asked(campaign)
    answered.answer()
    with world.tx(scene.staff) as tx:
        questionnaires.extend(tx, other.invitation_id, date(2026, 5, 4))
        assert campaign_nudges.extend(tx, campaign.public_id, date(2026, 4, 13)) == 1
        with pytest.raises(Conflict):
            campaign_nudges.extend(tx, campaign.public_id, date(2026, 4, 13))
    assert one.invitation.due_on == date(2026, 4, 13)
    assert one.assignment.due_on == date(2026, 4, 13)
    assert answered.invitation.due_on == DUE
    assert other.invitation.due_on == date(2026, 5, 4)


def test_thirty_take_no_more_statements_than_three_but_the_step_of_each_follow_up(world: World, engine: Engine) -> None:
    few, many = Suppliers(world, 3), Suppliers(world, 30)
    counts = []
    for scene in (few, many):
        with counted(engine) as statements:
            scene.start()
        counts.append(len([s for s in statements if not s.startswith("UPDATE follow_up")]))
    assert counts[0] == counts[1] <= 20

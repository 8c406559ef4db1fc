"""Sharing a result: what leaves, who sees it, how it is kept true and taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff, System
from followup.domain.deviations import Severity
from followup.domain.follow_ups import FindingResult, Findings, FollowUpStatus, NewFollowUp, Outcome
from followup.domain.journal import DEVIATION_CHANGED
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light, ResultFilter
from followup.errors import Conflict, Forbidden, NotFound
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.models.organisations import Cooperation
from followup.models.sharing import SharedResult
from followup.queries import sharing as queries
from followup.schemas.crosswalks import crosswalk
from followup.services import code_of_conduct, follow_ups, sharing
from tests.annual import deviates, followed_up
from tests.builders import World
from tests.code_of_conduct.content import version

pytestmark = pytest.mark.database
DONE_ON = date(2026, 2, 10)


class Scene:
    """Two members of a cooperation; the first has a completed follow-up."""

    def __init__(self, world: World) -> None:
        self.world = world
        mine, theirs = world.organisation(), world.organisation()
        self.cooperation = world.cooperation(mine, theirs)
        self.staff = world.staff(mine, cooperations=(self.cooperation,))
        self.neighbour = world.staff(theirs, cooperations=(self.cooperation,))
        self.stranger = world.staff(world.organisation(), cooperations=(world.cooperation(),))
        self.supplier = world.supplier()
        self.contract = world.contract(self.staff, supplier=self.supplier, version=world.code_version())
        self.follow_up = followed_up(world, self.staff, self.contract, DONE_ON)

    def share(self) -> SharedResult:
        with self.world.tx(self.staff) as tx:
            return sharing.share(tx, self.follow_up.public_id)[0]

    def seen_by(self, reader: Staff) -> list[str]:
        with self.world.reading(reader) as tx:
            found = queries.listed(tx.session, ResultFilter(), organisation_id=reader.organisation_id, today=tx.today)
            return [row.public_id for row in found.rows]

    def shared(self) -> SharedResult:
        with self.world.reading() as tx:
            return tx.session.scalars(select(SharedResult).where(SharedResult.follow_up_id == self.follow_up.id)).one()

    def events(self, subject: str) -> list[str]:
        with self.world.reading() as tx:
            statement = select(JournalEntry.event).where(JournalEntry.subject_id == subject).order_by(JournalEntry.id)
            return list(tx.session.scalars(statement))


def test_the_members_read_a_shared_result_and_nobody_else_does(world: World) -> None:
    scene = Scene(world)
    assert scene.seen_by(scene.neighbour) == []
    result = scene.share()
    assert scene.seen_by(scene.neighbour) == scene.seen_by(scene.staff) == [result.public_id]
    assert scene.seen_by(scene.stranger) == []
    with pytest.raises(NotFound), world.reading(scene.stranger) as tx:
        tx.get(SharedResult, result.public_id, to=Permission.RESULT_READ)


def test_only_the_allow_listed_facts_leave(world: World) -> None:
    scene = Scene(world)
    deviates(world, scene.staff, scene.follow_up, date(2026, 2, 11), severity=Severity.MAJOR)
    deviates(world, scene.staff, scene.follow_up, None, severity=Severity.CRITICAL)
    deviates(world, scene.staff, scene.follow_up, date(2026, 2, 11), withdrawn=True)
    result = scene.share()
    assert (result.critical_count, result.major_count, result.minor_count, result.open_count) == (0, 1, 0, 1)
    assert (result.light, result.light_on, result.reusable_until) == (Light.YELLOW, date(2026, 3, 2), date(2029, 2, 10))
    assert (result.code_version, result.kind) == ("test-2026", scene.follow_up.kind)
    columns = {column.key for column in inspect(SharedResult).columns}
    assert columns & {"title", "description", "contract_id", "summary", "participants", "note"} == set()
    with world.reading(scene.neighbour) as tx:
        row = queries.shown(tx.session, result.id, organisation_id=scene.neighbour.organisation_id, today=tx.today)
        seen = json.dumps([str(value) for value in row])
    assert row.follow_up_id is None
    assert "never leave" not in seen
    assert scene.contract.title not in seen
    assert scene.contract.public_id not in seen


def test_only_a_completed_follow_up_is_shared_and_only_once(world: World) -> None:
    scene = Scene(world)
    open_one = followed_up(world, scene.staff, scene.contract, DONE_ON, status=FollowUpStatus.PLANNED)
    with pytest.raises(Conflict) as early, world.tx(scene.staff) as tx:
        sharing.share(tx, open_one.public_id)
    scene.share()
    with pytest.raises(Conflict) as again:
        scene.share()
    assert [early.value.reason.code, again.value.reason.code] == ["result.not_completed", "result.known"]


def test_who_belongs_to_no_cooperation_has_nobody_to_share_with(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = followed_up(world, staff, world.contract(staff), DONE_ON)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        sharing.share(tx, follow_up.public_id)
    assert refused.value.reason.code == "result.no_cooperation"


def test_a_reader_cannot_share_and_a_neighbour_cannot_withdraw(world: World) -> None:
    scene = Scene(world)
    reader = world.staff(_organisation(scene), Role.READER, cooperations=(scene.cooperation,))
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        sharing.share(tx, scene.follow_up.public_id)
    result = scene.share()
    with pytest.raises(Forbidden), world.tx(scene.neighbour) as tx:
        sharing.withdraw(tx, result.public_id, "not mine")


def _organisation(scene: Scene):
    from followup.models.organisations import Organisation

    with scene.world.reading() as tx:
        return tx.follow(Organisation, scene.staff.organisation_id or 0)


def test_a_result_goes_to_every_cooperation_of_its_owner(world: World) -> None:
    mine = world.organisation()
    first, second = world.cooperation(mine), world.cooperation(mine)
    staff = world.staff(mine, cooperations=(first, second))
    follow_up = followed_up(world, staff, world.contract(staff), DONE_ON)
    with world.tx(staff) as tx:
        rows = sharing.share(tx, follow_up.public_id)
    assert {row.cooperation_id for row in rows} == {first.id, second.id}


def test_what_is_withdrawn_is_gone_for_others_and_can_be_shared_again(world: World) -> None:
    scene = Scene(world)
    result = scene.share()
    with world.tx(scene.staff) as tx:
        sharing.withdraw(tx, result.public_id, "Shared by mistake")
    assert scene.seen_by(scene.neighbour) == scene.seen_by(scene.staff) == []
    with pytest.raises(NotFound), world.reading(scene.neighbour) as tx:
        queries.shown(tx.session, result.id, organisation_id=scene.neighbour.organisation_id, today=tx.today)
    with pytest.raises(Conflict), world.tx(scene.staff) as tx:
        sharing.withdraw(tx, result.public_id, "Again")
    assert scene.share().public_id == result.public_id
    assert scene.shared().withdraw_reason is None
    assert scene.events(result.public_id) == ["result.shared", "result.withdrawn", "result.shared"]


def test_others_read_a_result_until_it_is_too_old_to_be_reused(world: World, clock: FixedClock) -> None:
    scene = Scene(world)
    result = scene.share()
    clock.set(datetime(2029, 2, 10, 9, tzinfo=UTC))
    assert scene.seen_by(scene.neighbour) == [result.public_id]
    clock.set(datetime(2029, 2, 11, 9, tzinfo=UTC))
    assert scene.seen_by(scene.neighbour) == []
    assert scene.seen_by(scene.staff) == [result.public_id]


def _close(scene: Scene, deviation: Deviation, closed_on: date) -> int:
    with scene.world.tx(scene.staff) as tx:
        row = tx.get(Deviation, deviation.public_id, to=Permission.DEVIATION_READ)
        row.closed_on = closed_on
        tx.journal(DEVIATION_CHANGED, row, fields="closed_on")
        return sharing.refresh(tx, row)


def test_a_changed_deviation_changes_the_shared_copy_and_the_journal_says_so(world: World, clock: FixedClock) -> None:
    scene = Scene(world)
    deviation = deviates(world, scene.staff, scene.follow_up, date(2026, 2, 11))
    result = scene.share()
    clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    assert _close(scene, deviation, date(2026, 3, 20)) == 1
    now = scene.shared()
    assert (now.light, now.open_count, now.remedied_on) == (Light.GREEN, 0, date(2026, 3, 20))
    assert now.light_on == date(2026, 3, 20)
    assert scene.events(result.public_id) == ["result.shared", "result.updated"]


def test_nothing_changed_is_nothing_told_and_what_is_not_shared_stays_at_home(world: World) -> None:
    scene = Scene(world)
    deviation = deviates(world, scene.staff, scene.follow_up, date(2026, 2, 11))
    with world.tx(scene.staff) as tx:
        assert sharing.refresh(tx, deviation) == 0
    result = scene.share()
    with world.tx(scene.staff) as tx:
        assert sharing.refresh(tx, deviation) == 0
    assert scene.events(result.public_id) == ["result.shared"]


def test_a_deadline_that_passes_turns_the_shared_light_red(world: World, clock: FixedClock) -> None:
    scene = Scene(world)
    deviates(world, scene.staff, scene.follow_up, date(2026, 2, 11), plan_due_on=date(2026, 3, 10))
    scene.share()
    night = System(job="maintain", organisation_id=scene.staff.organisation_id, cooperation_ids=(scene.cooperation.id,))
    with world.tx(night) as tx:
        assert sharing.refresh_all(tx) == 0
    clock.set(datetime(2026, 3, 11, 9, tzinfo=UTC))
    with world.tx(night) as tx:
        assert sharing.refresh_all(tx) == 1
    assert scene.shared().light is Light.RED


def test_a_supplier_stands_as_its_worst_light_in_a_category(world: World) -> None:
    scene = Scene(world)
    scene.share()
    other = followed_up(world, scene.neighbour, world.contract(scene.neighbour, supplier=scene.supplier), DONE_ON)
    deviates(world, scene.neighbour, other, date(2026, 2, 11))
    with world.tx(scene.neighbour) as tx:
        sharing.share(tx, other.public_id)
    with world.reading(scene.staff) as tx:
        [light] = queries.lights(
            tx.session, scene.supplier.public_id, organisation_id=scene.staff.organisation_id, today=tx.today
        )
    assert (light.category, light.light, light.organisation_count) == (None, Light.YELLOW, 2)


def test_the_list_pages_from_the_latest_back_and_narrows(world: World) -> None:
    scene = Scene(world)
    days = [date(2025, month, 1) for month in range(1, 13)]
    for day in days:
        row = followed_up(world, scene.staff, scene.contract, day)
        with world.tx(scene.staff) as tx:
            sharing.share(tx, row.public_id)
    organisation_id = scene.neighbour.organisation_id
    with world.reading(scene.neighbour) as tx:
        statement = queries._columns()
        seen, after = [], None
        while True:
            found = queries.page(
                tx.session, statement, (SharedResult.done_on, SharedResult.id), after=after, size=5, descending=True
            )
            seen += [row.done_on for row in found.rows]
            after = found.next
            if after is None:
                break
        red = queries.listed(tx.session, ResultFilter(light=Light.RED), organisation_id=organisation_id, today=tx.today)
        named = queries.listed(tx.session, ResultFilter(q="invented"), organisation_id=organisation_id, today=tx.today)
    assert seen == sorted(days, reverse=True)
    assert (len(red.rows), len(named.rows)) == (0, 12)


def test_the_cooperations_row_is_the_only_thing_another_member_gets(world: World) -> None:
    scene = Scene(world)
    scene.share()
    with world.reading(scene.neighbour) as tx:
        assert tx.session.scalars(select(Deviation)).all() == []
        assert [c.id for c in tx.session.scalars(select(Cooperation)) if c.id == scene.cooperation.id]


def _recorded(scene: Scene, key: str, **found: FindingResult) -> str:
    """Return a follow-up under adopted terms of which these clauses were assessed, and the others not."""
    with scene.world.tx() as tx:
        code_of_conduct.adopt(tx, version(key))
    with scene.world.reading() as tx:
        terms = tx.session.scalars(select(CodeVersion).where(CodeVersion.key == key)).one()
    contract = scene.world.contract(scene.staff, supplier=scene.supplier, version=terms)
    with scene.world.tx(scene.staff) as tx:
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=tx.today, reason="A hint")
        follow_up = follow_ups.add(tx, contract.public_id, new)
    with scene.world.tx(scene.staff) as tx:
        bound = select(ContractClause.public_id, Clause.key).join(Clause, Clause.id == ContractClause.clause_id)
        clauses = tx.session.execute(bound.where(ContractClause.contract_id == contract.id))
        results = {row.public_id: found.get(row.key, FindingResult.NOT_ASSESSED) for row in clauses}
        findings = Findings(done_on=tx.today, outcome=Outcome.BY_CLAUSE, results=results)
        follow_ups.record(tx, follow_up.public_id, findings)
    return follow_up.public_id


@pytest.mark.parametrize(
    ("key", "clause"), [("se-2017", "risk_analysis"), ("se-2021", "identify"), ("no-oecd6", "identify")]
)
def test_findings_under_any_terms_leave_as_outcomes_of_the_same_areas(world: World, key: str, clause: str) -> None:
    scene = Scene(world)
    follow_up = _recorded(scene, key, **{clause: FindingResult.PARTLY, "policy": FindingResult.FULFILLED})
    with world.reading(scene.staff) as tx:
        offered = sharing.offer(tx, follow_up, crosswalk())
    with world.tx(scene.staff) as tx:
        [result] = sharing.share(tx, follow_up, crosswalk())
    assert (result.areas["risk_analysis"], result.mapping) == ("partly", crosswalk().key)
    assert result.areas["audit"] == "not_assessed"
    assert ("environment" in result.areas) == key.startswith("se-")
    assert (offered.areas, offered.light, offered.reusable_until) == (result.areas, result.light, result.reusable_until)


def test_a_changed_deviation_leaves_the_outcomes_of_that_day_alone(world: World) -> None:
    scene = Scene(world)
    follow_up = _recorded(scene, "se-2021", identify=FindingResult.NOT_FULFILLED)
    with world.tx(scene.staff) as tx:
        sharing.share(tx, follow_up, crosswalk())
        row = tx.get(FollowUp, follow_up, to=Permission.FOLLOW_UP_READ)
    deviation = deviates(world, scene.staff, row, date(2026, 3, 2))
    with world.tx(scene.staff) as tx:
        assert sharing.refresh(tx, deviation) == 1
        [kept] = tx.session.scalars(select(SharedResult).where(SharedResult.follow_up_id == row.id))
    assert (kept.light, kept.areas["risk_analysis"], kept.mapping) == (Light.YELLOW, "not_fulfilled", crosswalk().key)


def test_expiry_is_noted_once_the_day_after_the_last_one(world: World, clock: FixedClock) -> None:
    scene = Scene(world)
    result = scene.share()
    night = System(
        job="expire_results", organisation_id=scene.staff.organisation_id, cooperation_ids=(scene.cooperation.id,)
    )
    noted = []
    for day in (10, 11, 12):
        clock.set(datetime(2029, 2, day, 9, tzinfo=UTC))
        with world.tx(night) as tx:
            noted.append(sharing.expire(tx))
    assert noted == [0, 1, 0]
    assert scene.events(result.public_id) == ["result.shared", "result.expired"]
    assert scene.shared().expired_at == datetime(2029, 2, 11, 9, tzinfo=UTC)

"""What the buyer makes of a self-assessment: the score that is kept, and requests for secrecy tested by law."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.questionnaires import Assessment
from followup.domain.scoring import VERSION
from followup.domain.secrecy import SecrecyStatus, SecrecyTest
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.secrecy import SecrecyRequest
from followup.queries import comparison
from followup.queries import questionnaires as queries
from followup.services import secrecy
from tests.builders import World
from tests.self_assessments import Asked, asked, stored

pytestmark = pytest.mark.database

A = Assessment
HELD = SecrecyTest(is_secret=True, law="OSL 31 kap. 16 §", note="Competitors would learn the chain.")
OPEN = SecrecyTest(is_secret=False, note="Nobody would be harmed.")


def requested(scene: Asked, key: str = "1") -> str:
    with scene.world.tx(scene.holder) as tx:
        return secrecy.ask(tx, key, "Our competitors would learn our chain.").public_id


def decided(scene: Asked, request_id: str, test: SecrecyTest, staff: Staff | None = None) -> SecrecyRequest:
    with scene.world.tx(staff or scene.staff) as tx:
        return secrecy.decide(tx, request_id, test)


def test_the_score_is_kept_with_its_version_when_the_assessment_is_finished(world: World) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess(finish=False)
    assert scene.invitation.score is None
    scene.assess(q1=A.FULFILLED, q2=A.PARTLY, q3=A.NOT_RELEVANT)
    score = queries.score_of(scene.invitation)
    assert score is not None
    assert score.version == VERSION
    assert {part.key: part.tally.met for part in score.clauses} == {"c1": 1, "c2": 0, "c3": 0}


def test_a_test_by_law_is_recorded_and_can_be_made_again(world: World) -> None:
    scene = asked(world)
    request_id = requested(scene)
    held = decided(scene, request_id, HELD)
    assert (held.status, held.law, held.decided_by_id) == (SecrecyStatus.GRANTED, HELD.law, scene.staff.user_id)
    assert decided(scene, request_id, HELD).status is SecrecyStatus.GRANTED
    released = decided(scene, request_id, OPEN)
    assert (released.status, released.law, released.note) == (SecrecyStatus.REFUSED, None, OPEN.note)
    with world.reading() as tx:
        events = tx.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_id == request_id)).all()
    assert list(events) == ["secrecy.requested", "secrecy.grant", "secrecy.grant", "secrecy.refuse"]


@pytest.mark.parametrize(
    ("test", "field"),
    [(SecrecyTest(is_secret=True, note="Yes."), "law"), (SecrecyTest(is_secret=False, note=" "), "note")],
)
def test_what_is_held_secret_names_the_law_and_every_test_says_why(world: World, test: SecrecyTest, field: str) -> None:
    scene = asked(world)
    request_id = requested(scene)
    with pytest.raises(Invalid) as refused:
        decided(scene, request_id, test)
    assert list(refused.value.problems) == [field]


def test_what_the_supplier_has_taken_back_is_not_tested(world: World) -> None:
    scene = asked(world)
    request_id = requested(scene)
    with world.tx(scene.holder) as tx:
        secrecy.withdraw(tx, "1")
    with pytest.raises(Conflict):
        decided(scene, request_id, HELD)


def test_a_reader_does_not_test_and_a_stranger_finds_nothing(world: World) -> None:
    scene = asked(world)
    request_id = requested(scene)
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    with pytest.raises(Forbidden):
        decided(scene, request_id, HELD, world.staff(home, Role.READER))
    with pytest.raises(NotFound):
        decided(scene, request_id, HELD, world.staff(world.organisation()))
    assert decided(scene, request_id, HELD, world.staff(home, Role.APPROVER)).status is SecrecyStatus.GRANTED


def test_only_what_was_sent_in_is_compared_and_never_that_of_another_buyer(world: World) -> None:
    scene, other = asked(world), asked(world)
    scene.fill()
    other.answer()
    with world.reading(scene.staff) as tx:
        assert comparison.found(tx.session) == []
        assert comparison.to_choose(tx.session) == []
    scene.submit()
    with world.reading(scene.staff) as tx:
        [found] = comparison.found(tx.session)
        assert found.column.public_id == scene.invitation_id
        assert found.column.sent["1"].value == "yes"
        assert stored(tx, scene.invitation_id).id == found.invitation.id

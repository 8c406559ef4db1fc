"""Answering: drafts, two tabs, and sending in exactly once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from followup.domain.actors import Assignee
from followup.domain.answers import fingerprint, stamp
from followup.domain.questionnaires import InvitationStatus, Signature
from followup.errors import Conflict, Invalid, NotFound
from followup.models.evidence import Evidence
from followup.models.journal import JournalEntry
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Answer, Invitation, Submission
from followup.queries import questionnaires as queries
from followup.services import answers
from tests.builders import World
from tests.self_assessments import BORIS, Asked, Upload, asked

pytestmark = pytest.mark.database


def stamp_of(scene: Asked, section: str) -> int:
    with scene.world.reading(scene.holder) as tx:
        draft = queries.draft(tx.session, scene.invitation.id)
        return stamp(scene.form.in_section(section), draft.answers, draft.files)


def draft_of(scene: Asked, key: str) -> tuple[str, str]:
    with scene.world.reading(scene.holder) as tx:
        given = queries.draft(tx.session, scene.invitation.id).answers[key]
        return given.value, given.comment


def count(world: World, model: type, *where: object) -> int:
    with world.reading() as tx:
        return tx.session.scalars(select(func.count(model.id)).where(*where)).one()


def test_a_page_can_be_saved_half_done_and_keeps_what_it_does_not_mention(world: World) -> None:
    scene = asked(world)
    scene.save(comments={"1": "to be checked"})
    scene.save(values={"1": "partly"})
    assert draft_of(scene, "1") == ("partly", "to be checked")
    scene.save(comments={"1": ""})
    assert draft_of(scene, "1") == ("partly", "")


def test_a_page_with_a_fault_saves_nothing_and_names_the_field(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Invalid) as refused:
        scene.save(values={"1": "perhaps"}, comments={"1": "good"})
    assert list(refused.value.problems) == ["1.value"]
    assert count(world, Answer) == 0


def test_a_page_takes_only_its_own_questions(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Invalid):
        scene.save("s1", values={"2": "yes"})
    with pytest.raises(NotFound):
        scene.save("s9", values={"1": "yes"})


def test_a_second_tab_on_the_same_page_is_told_and_nothing_is_lost(world: World) -> None:
    scene = asked(world)
    opened = stamp_of(scene, "s1")
    scene.save(values={"1": "yes"}, based_on=opened)
    with pytest.raises(Conflict) as refused:
        scene.save(values={"1": "no"}, based_on=opened)
    assert refused.value.reason.code == "stale"
    assert draft_of(scene, "1") == ("yes", "")


def test_two_colleagues_on_different_pages_do_not_disturb_each_other(world: World) -> None:
    scene = asked(world)
    first, second = stamp_of(scene, "s1"), stamp_of(scene, "s2")
    scene.save("s1", values={"1": "yes"}, based_on=first)
    scene.save("s2", values={"2": "no"}, based_on=second)
    assert (draft_of(scene, "1")[0], draft_of(scene, "2")[0]) == ("yes", "no")


def test_saving_the_same_again_changes_nothing(world: World) -> None:
    scene = asked(world)
    scene.save(values={"1": "yes"})
    before = (scene.invitation.version, count(world, JournalEntry))
    scene.save(values={"1": "yes"})
    assert (scene.invitation.version, count(world, JournalEntry)) == before


def test_an_incomplete_form_is_not_sent_and_every_gap_is_named(world: World) -> None:
    scene = asked(world)
    scene.save(values={"1": "not_relevant"})
    with pytest.raises(Invalid) as refused:
        scene.submit()
    assert list(refused.value.problems) == ["1.comment", "2.value", "3.value"]
    assert scene.invitation.status is InvitationStatus.INVITED


def test_nobody_sends_without_confirming_that_they_may(world: World) -> None:
    scene = asked(world)
    scene.fill()
    with pytest.raises(Invalid) as refused:
        scene.submit(Signature(name="Boris", role="Trainee"))
    assert list(refused.value.problems) == ["confirmed"]


def test_a_submission_says_who_when_and_exactly_what(world: World) -> None:
    scene = asked(world)
    submission = scene.answer("partly")
    assert (submission.submitter_name, submission.submitter_role) == (BORIS.name, BORIS.role)
    assert submission.submitted_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert {key: a["value"] for key, a in submission.answers.items()} == {"1": "partly", "2": "partly", "3": "partly"}
    assert submission.fingerprint == fingerprint(submission.answers)


def test_sending_twice_gives_the_same_receipt_and_one_mail_to_each_side(world: World) -> None:
    scene = asked(world)
    first = scene.answer()
    second = scene.submit(Signature(name="Somebody else", role="CEO", confirmed=True))
    assert (second.number, second.fingerprint, second.submitter_name) == (first.number, first.fingerprint, BORIS.name)
    assert count(world, Submission) == 1
    kinds = OutboxMessage.kind.in_(["questionnaire_receipt", "answers_arrived"])
    assert count(world, OutboxMessage, kinds) == 2


def test_what_was_sent_can_no_longer_be_changed(world: World) -> None:
    scene = asked(world)
    scene.answer()
    with pytest.raises(Conflict) as refused:
        scene.save(values={"1": "no"})
    assert refused.value.reason.code == "invitation.already_sent"


def test_receipt_numbers_of_a_buyer_have_no_gaps(world: World) -> None:
    staff = world.staff(world.organisation())
    scenes = [asked(world, staff=staff, email=f"p{n}@supplier.test") for n in range(3)]
    assert [scene.answer().number for scene in scenes] == [1, 2, 3]


def test_another_suppliers_link_sees_nothing_of_this_one(world: World) -> None:
    staff = world.staff(world.organisation())
    mine, theirs = (asked(world, staff=staff, email=f"p{n}@supplier.test") for n in range(2))
    mine.save(values={"1": "yes"}, uploads=(Upload("1.file"),))
    with world.reading(theirs.holder) as tx:
        assert tx.session.scalars(select(Invitation.public_id)).all() == [theirs.invitation_id]
        assert tx.session.scalars(select(Answer)).all() == []
        assert tx.session.scalars(select(Evidence)).all() == []
    [file] = _files(world)
    with pytest.raises(NotFound):
        theirs.save(remove=file.public_id)


def test_a_link_for_something_else_has_no_form(world: World) -> None:
    scene = asked(world)
    nobody = Assignee(assignment_id=999, public_id="asg_x", organisation_id=scene.staff.organisation_id)
    with pytest.raises(NotFound), world.tx(nobody) as tx:
        answers.submit(tx, BORIS)


def _files(world: World) -> list[Evidence]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(Evidence)))

"""One answer, many buyers: who gets a copy of what, what accepting it settles, and what is counted as spared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.answer_copies import CopyFilter, CopyStatus
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.journal import FOLLOW_UP_JOINED
from followup.domain.link_journal import SECRECY_REQUESTED
from followup.domain.questionnaires import SendBack
from followup.domain.secrecy import SECRECY, SecrecyStep
from followup.errors import Conflict, Invalid, NotFound
from followup.jobs import deliver_copies
from followup.models.answer_copies import AnswerCopy
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.models.secrecy import SecrecyRequest
from followup.queries import answer_copies as queries
from followup.services import answer_copies, assessments, joint_follow_ups, joint_results, questionnaires
from followup.services.answer_copies import COURIER
from tests.builders import World
from tests.joint_answers import Together
from tests.self_assessments import Upload, asked

pytestmark = pytest.mark.database


def invitation(together: Together) -> Invitation:
    return together.asked.invitation


def sent_back(together: Together, *keys: str) -> None:
    back = SendBack(keys=keys, note="Say more", due_on=date(2026, 3, 30))
    with together.world.tx(together.three.managers[0]) as tx:
        assessments.send_back(tx, together.world.runtime.keys, together.asked.invitation_id, back)


def mails(world: World, kind: str) -> list[OutboxMessage]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def refused(error: Any) -> str:
    return str(error.value.reason.code)


def test_the_supplier_sees_who_will_read_and_so_does_the_mail(world: World) -> None:
    together = Together(world)
    with world.reading(COURIER) as tx:
        assert queries.readers(tx.session, invitation(together)) == ("Region North", "Region South")
    [letter] = mails(world, "questionnaire_invitation")
    assert letter.facts["readers"] == ["Region North", "Region South"]
    alone = asked(world)
    with world.reading(COURIER) as tx:
        assert queries.readers(tx.session, alone.invitation) == (alone.staff.organisation_name,)


def test_each_that_takes_part_gets_its_own_part_with_its_files_and_nobody_else_anything(world: World) -> None:
    together = Together(world, without=["c3"])
    together.asked.save(uploads=(Upload("1.file"),))
    together.asked.save("s3", uploads=(Upload("3.file", name="secret.pdf", sha256="b" * 64),))
    together.asked.answer("partly")
    assert together.deliver().counts == {"copies": 1}
    [copy] = together.copies()
    three = together.three
    assert (copy.organisation_id, copy.contract_id) == (three.regions[1].id, three.contracts[1].id)
    assert copy.follow_up_id == together.slots[1].id
    assert {key: answer["value"] for key, answer in copy.answers.items()} == {"1": "partly", "2": "partly"}
    assert [q["key"] for q in copy.questions["questions"]] == ["1", "2"]  # type: ignore[attr-defined] # JSON
    with world.reading(three.managers[1]) as tx:
        [file] = tx.session.scalars(select(Evidence).where(Evidence.answer_copy_id == copy.id))
    assert (file.sha256, file.question_key, file.assignment_id) == ("a" * 64, "1", None)
    assert copy.answers["1"]["files"] == [
        {"public_id": file.public_id, "name": file.name, "size": 4, "sha256": "a" * 64}
    ]


def test_only_the_receiver_finds_its_copy_and_its_files(world: World) -> None:
    together = Together(world)
    together.asked.save(uploads=(Upload("1.file"),))
    together.asked.answer()
    copy = together.delivered()
    with world.reading() as tx:
        file = tx.session.scalars(select(Evidence).where(Evidence.answer_copy_id == copy.id)).one()
        original = tx.session.scalars(select(Evidence).where(Evidence.invitation_id.is_not(None))).one()
    lead, receiver, declined = together.three.managers
    for reader, model, public_id, finds in (
        (receiver, AnswerCopy, copy.public_id, True),
        (receiver, Evidence, file.public_id, True),
        (receiver, Evidence, original.public_id, False),
        (lead, AnswerCopy, copy.public_id, False),
        (lead, Evidence, file.public_id, False),
        (declined, AnswerCopy, copy.public_id, False),
        (declined, Evidence, file.public_id, False),
        (together.three.coordinator, AnswerCopy, copy.public_id, False),
        (together.asked.holder, AnswerCopy, copy.public_id, False),
        (together.asked.holder, Evidence, file.public_id, False),
    ):
        with world.reading(reader) as tx:
            found = tx.session.scalars(select(model.id).where(model.public_id == public_id)).all()
        assert bool(found) is finds, (reader, model)
    with pytest.raises(NotFound), world.tx(declined) as tx:
        answer_copies.accept(tx, copy.public_id)


def test_a_run_cut_short_is_made_good_and_a_second_run_changes_nothing(world: World) -> None:
    together = Together(world)
    together.three.accepts(together.joint, 2)
    together.asked.answer()
    with world.reading(COURIER) as tx:
        first, second = queries.undelivered(tx.session)
        attached = queries.attached(tx.session, first.invitation_id)
    with world.tx(answer_copies.receiver(first)) as tx:
        answer_copies.carry(tx, first, attached, ())
    assert together.deliver().counts == {"copies": 1}
    assert {copy.organisation_id for copy in together.copies()} == {first.organisation_id, second.organisation_id}
    assert together.deliver().counts == {}
    with pytest.raises(Conflict) as known, world.tx(answer_copies.receiver(first)) as tx:
        answer_copies.carry(tx, first, attached, ())
    assert refused(known) == "answer_copy.known"


def test_a_dry_run_delivers_nothing(world: World) -> None:
    together = Together(world)
    together.asked.answer()
    work = together.work(dry_run=True)
    deliver_copies.run(work)
    assert (work.counts["copies"], together.copies()) == (1, [])


def test_who_joins_after_the_answers_gets_none_since_the_supplier_was_not_told(world: World, clock: FixedClock) -> None:
    together = Together(world)
    together.asked.answer()
    clock.set(clock.now() + timedelta(minutes=5))
    together.three.accepts(together.joint, 2)
    together.deliver()
    assert [copy.organisation_id for copy in together.copies()] == [together.three.regions[1].id]
    sent_back(together, "1")
    together.asked.save(values={"1": "no"})
    together.asked.submit()
    together.deliver()
    assert {copy.organisation_id for copy in together.copies()} == {r.id for r in together.three.regions[1:]}


def test_the_receivers_manager_is_told_without_the_answers(world: World) -> None:
    together = Together(world)
    together.asked.save(values={"1": "no"}, comments={"1": "A trade secret"})
    together.asked.answer("no")
    copy = together.delivered()
    [mail] = mails(world, "answers_delivered")
    assert mail.organisation_id == together.three.regions[1].id
    assert (mail.subject_id, mail.facts["path"]) == (copy.public_id, f"/answer-copies/{copy.public_id}")
    assert "trade secret" not in str(mail.facts)


def test_what_the_leading_organisation_makes_of_the_answers_never_travels(world: World) -> None:
    together = Together(world)
    together.asked.answer()
    together.asked.assess(finish=False)
    copy = together.delivered()
    said = str((copy.answers, copy.questions))
    assert "fulfilled" not in said
    assert {name for answer in copy.answers.values() for name in answer} <= {"value", "comment", "files"}


def test_accepting_settles_the_own_follow_up_and_is_counted_once_when_the_result_is_reported(world: World) -> None:
    """North leads and asks for South as well: two slots, one performed, so one is spared; West stays on its own.

    South has nothing spared before North reports, one after it, and one still when it accepts the result too.
    """
    together = Together(world)
    three = together.three
    together.asked.answer()
    copy = together.accepts(together.delivered())
    settled = three.stored(together.slots[1])
    assert (copy.status, settled.status) == (CopyStatus.ACCEPTED, FollowUpStatus.COVERED)
    assert settled.done_on == date(2026, 3, 2)
    together.deliver()
    assert three.spared() == [0, 0, 0]
    together.reports()
    assert together.deliver().counts == {"spared": 1}
    assert three.spared() == [0, 1, 0]
    three.takes(together.joint, 1)
    assert together.deliver().counts == {}
    assert three.spared() == [0, 1, 0]
    assert three.stored(together.slots[2]).status is FollowUpStatus.PLANNED


def test_a_slot_that_the_answers_settled_is_not_offered_to_the_result(world: World) -> None:
    together = Together(world)
    together.asked.answer()
    together.accepts(together.delivered())
    together.reports()
    with pytest.raises(Invalid):
        together.three.takes(together.joint, 1, together.slots[1])


def test_a_result_that_is_refused_counts_nothing_as_spared(world: World) -> None:
    together = Together(world)
    together.asked.answer()
    together.accepts(together.delivered())
    together.reports()
    with world.tx(together.three.managers[1]) as tx:
        joint_results.refuse(tx, together.three.part(together.joint, 1).public_id, "Not ours", None)
    assert together.deliver().counts == {}
    assert together.three.spared() == [0, 0, 0]


def test_what_was_not_asked_keeps_the_own_follow_up_open(world: World) -> None:
    together = Together(world, lead_without=["c2"])
    manager, slot = together.three.managers[1], together.slots[1]
    together.asked.answer()
    copy = together.delivered()
    with world.reading(manager) as tx:
        [one] = answer_copies.weighed(tx, tx.follow(AnswerCopy, copy.id))
    assert (one.slot.id, [reason.code for reason in one.against]) == (slot.id, ["answer_copy.not_all_asked"])
    assert together.accepts(copy).status is CopyStatus.ACCEPTED
    assert together.three.stored(slot).status is FollowUpStatus.PLANNED


def test_a_declined_copy_settles_nothing_and_can_be_accepted_later(world: World) -> None:
    together = Together(world)
    together.asked.answer()
    copy = together.delivered()
    manager = together.three.managers[1]
    with world.tx(manager) as tx:
        answer_copies.decline(tx, copy.public_id, "We ask again ourselves", copy.version)
    [declined] = together.copies()
    assert (declined.status, declined.reason) == (CopyStatus.DECLINED, "We ask again ourselves")
    assert together.three.stored(together.slots[1]).status is FollowUpStatus.PLANNED
    with pytest.raises(Conflict) as stale, world.tx(manager) as tx:
        answer_copies.accept(tx, copy.public_id, copy.version)
    assert refused(stale) == "stale"
    assert together.accepts(copy).status is CopyStatus.ACCEPTED


def test_new_answers_after_a_send_back_come_as_a_new_copy_and_the_older_is_only_read(
    world: World, clock: FixedClock
) -> None:
    together = Together(world)
    together.asked.answer("no")
    first = together.delivered()
    sent_back(together, "1")
    clock.set(clock.now() + timedelta(minutes=5))
    together.asked.save(values={"1": "yes"})
    together.asked.submit()
    second = together.delivered()
    assert [copy.id for copy in together.copies()] == [first.id, second.id]
    assert (first.answers["1"]["value"], second.answers["1"]["value"]) == ("no", "yes")
    with pytest.raises(Conflict) as older:
        together.accepts(first)
    assert refused(older) == "answer_copy.older"
    with world.reading(together.three.managers[1]) as tx:
        assert [row.is_older for row in queries.listed(tx.session, CopyFilter()).rows] == [False, True]
    assert together.accepts(second).status is CopyStatus.ACCEPTED


@pytest.mark.parametrize(("level", "asks"), [(Level.ADVANCED, ["1", "2", "3"]), (None, ["1", "3"])])
def test_the_form_reaches_the_level_of_the_joint_follow_up(world: World, level: Level | None, asks: list[str]) -> None:
    together = Together(world, lead_without=["c2"], level=level)
    assert [q.key for q in together.asked.form.questions] == asks


def test_only_the_leading_organisations_first_self_assessment_is_the_joint_one(world: World) -> None:
    together = Together(world)
    three = together.three
    version = world.code_version("another")
    contract = world.contract(three.managers[0], supplier=three.supplier, version=version)
    second = three.plans(0, date(2026, 6, 1), together.slots[0].kind, contract)
    with world.tx(three.managers[0]) as tx:
        follow_up = tx.follow(FollowUp, second.id)
        follow_up.joint_id = together.joint.id
        tx.journal(FOLLOW_UP_JOINED, follow_up, joint=together.joint.public_id)
    with world.tx(three.managers[0]) as tx:
        other = questionnaires.send(tx, world.runtime.keys, second.public_id)
    assert (invitation(together).joint_id, other.joint_id) == (together.joint.id, None)


def test_a_request_for_secrecy_travels_as_asked_for_and_nothing_of_its_decision(world: World) -> None:
    together = Together(world)
    asked_for = invitation(together)
    with world.tx(together.asked.holder) as tx:
        request = tx.add(
            SecrecyRequest(
                organisation_id=asked_for.organisation_id,
                assignment_id=asked_for.assignment_id,
                invitation_id=asked_for.id,
                question_key="2",
                reason="Prices",
                requested_at=tx.now,
                status=SECRECY.initial,
            )
        )
        tx.journal(SECRECY_REQUESTED, request)
    together.asked.answer()
    with world.tx(together.three.managers[0]) as tx:
        decided = tx.follow(SecrecyRequest, request.id)
        tx.advance(decided, SecrecyStep.REFUSE)
        decided.law, decided.note = "OSL 31:16", "No harm shown"
    copy = together.delivered()
    assert {key: answer.get("is_secrecy_asked") for key, answer in copy.answers.items()} == {
        "1": None,
        "2": True,
        "3": None,
    }
    assert "31:16" not in str(copy.answers)


def test_a_cancelled_joint_follow_up_delivers_nothing_more(world: World) -> None:
    together = Together(world)
    with world.tx(together.three.coordinator) as tx:
        joint_follow_ups.cancel(tx, together.joint.public_id, "No longer", None, recipients=())
    together.asked.answer()
    together.deliver()
    assert together.copies() == []

"""Sending a self-assessment, sending questions back, and assessing: the buyer's side."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.assignments import NO_CONTACT
from followup.domain.follow_ups import FindingResult, FollowUpStatus, NewFollowUp
from followup.domain.forms import NOT_SENT
from followup.domain.journal import CODE_ADOPTED
from followup.domain.permissions import Permission
from followup.domain.questionnaires import (
    NO_CLAUSES,
    NO_QUESTIONS,
    Assessment,
    InvitationFilter,
    InvitationStatus,
    Judgement,
    SendBack,
    Stage,
)
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from followup.models.assignments import Assignment
from followup.models.code_of_conduct import CodeVersion, Questionnaire
from followup.models.follow_ups import Finding, FollowUp
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Answer, Invitation
from followup.models.suppliers import Supplier
from followup.queries import questionnaires as queries
from followup.services import assessments, follow_ups, questionnaires
from tests.builders import World
from tests.self_assessments import EMAIL, Asked, asked, planned

pytestmark = pytest.mark.database
A = Assessment


def mails(world: World, kind: str) -> list[OutboxMessage]:
    with world.reading() as tx:
        return list(
            tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id))
        )


def back(scene: Asked, *keys: str, due_on: date = date(2026, 3, 20)) -> None:
    with scene.world.tx(scene.staff) as tx:
        note = "Please say more."
        assessments.send_back(
            tx, scene.world.runtime.keys, scene.invitation_id, SendBack(keys=keys, note=note, due_on=due_on)
        )


def test_sending_snapshots_the_questions_makes_a_link_and_a_mail_and_starts_the_follow_up(world: World) -> None:
    scene = asked(world, language="sv")
    invitation, assignment = scene.invitation, scene.assignment
    assert [q.key for q in queries.form_of(invitation).questions] == ["1", "2", "3"]
    assert (invitation.status, invitation.due_on) == (InvitationStatus.INVITED, date(2026, 3, 30))
    assert (assignment.recipient_email, assignment.language, assignment.due_on) == (EMAIL, "sv", invitation.due_on)
    [mail] = mails(world, "questionnaire_invitation")
    assert (mail.recipient, mail.locale, mail.subject_id) == (EMAIL, "sv", invitation.public_id)
    assert mail.facts["questionnaire_title"] == "Self-assessment (sv)"
    assert mail.facts["reply_to_address"] == assignment.asker_email
    with world.reading(scene.staff) as tx:
        assert tx.follow(FollowUp, scene.follow_up.id).status is FollowUpStatus.STARTED


def test_a_snapshot_does_not_follow_later_changes_of_the_form(world: World) -> None:
    scene = asked(world)
    with world.tx() as tx:
        form = tx.session.scalars(select(Questionnaire)).one()
        form.content = {**form.content, "questions": []}
        tx.journal(CODE_ADOPTED, tx.follow(CodeVersion, form.code_version_id), key="x", sha256="x")
    assert len(scene.form.questions) == 3


@pytest.mark.parametrize(("wish", "due"), [(date(2026, 4, 3), date(2026, 4, 7)), (date(2026, 4, 1), date(2026, 4, 1))])
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(world: World, wish: date, due: date) -> None:
    assert asked(world, due_on=wish).invitation.due_on == due


@pytest.mark.parametrize("wish", [date(2026, 3, 1), date(2026, 3, 2), date(2027, 3, 2)])
def test_a_deadline_that_has_passed_or_is_too_far_is_refused(world: World, wish: date) -> None:
    with pytest.raises(Invalid) as refused:
        asked(world, due_on=wish)
    assert list(refused.value.problems) == ["due_on"]


def test_what_is_missing_before_sending_is_named_with_what_to_do(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = planned(world, staff, world.contract(staff))
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        questionnaires.send(tx, world.runtime.keys, follow_up.public_id)
    assert refused.value.problems == {"contact_id": [NO_CONTACT], "code_version": [NO_CLAUSES]}
    with world.reading() as tx:
        assert tx.session.scalars(select(Assignment)).all() == []


def test_terms_without_questions_cannot_be_asked_about(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version(clauses=0))
    follow_up = planned(world, staff, contract)
    with world.reading() as tx:
        contact_of = tx.follow(Supplier, contract.supplier_id)
    world.contact(staff, contact_of)
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        questionnaires.send(tx, world.runtime.keys, follow_up.public_id)
    assert refused.value.problems["code_version"][0] in (NO_CLAUSES, NO_QUESTIONS)


def test_only_a_self_assessment_is_sent_and_only_once(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Conflict), world.tx(scene.staff) as tx:
        questionnaires.send(tx, world.runtime.keys, scene.follow_up.public_id)
    with world.tx(scene.staff) as tx:
        new = NewFollowUp(kind=FollowUpKind.OFFICE_AUDIT, due_on=tx.today)
        audit = follow_ups.add(tx, scene.contract.public_id, new)
    with pytest.raises(Conflict) as refused, world.tx(scene.staff) as tx:
        questionnaires.send(tx, world.runtime.keys, audit.public_id)
    assert refused.value.reason == NOT_SENT


def test_a_contact_of_another_supplier_is_refused(world: World) -> None:
    scene = asked(world)
    other = world.contract(scene.staff, version=world.code_version("other"))
    with world.reading() as tx:
        supplier = tx.follow(Supplier, other.supplier_id)
    world.contact(scene.staff, supplier)
    follow_up = planned(world, scene.staff, other)
    with pytest.raises(Invalid) as refused, world.tx(scene.staff) as tx:
        questionnaires.send(tx, world.runtime.keys, follow_up.public_id, contact_id=scene.contact.public_id)
    assert list(refused.value.problems) == ["contact_id"]


def test_a_draft_is_not_seen_by_staff_until_it_is_sent_in(world: World) -> None:
    scene = asked(world)
    scene.save(values={"1": "partly"}, comments={"1": "a secret draft"})
    with world.reading(scene.staff) as tx:
        invitation = tx.get(Invitation, scene.invitation_id, to=Permission.QUESTIONNAIRE_READ)
        assert queries.sent_answers(queries.latest(tx.session, invitation.id)) == {}
    scene.answer()
    with world.reading(scene.staff) as tx:
        assert queries.sent_answers(queries.latest(tx.session, invitation.id))["1"].comment == "a secret draft"


def test_what_was_sent_in_stays_as_it_was_while_the_supplier_writes_again(world: World) -> None:
    scene = asked(world)
    scene.answer("no")
    back(scene, "2")
    scene.save("s2", values={"2": "yes"}, comments={"2": "a second draft"})
    with world.reading(scene.staff) as tx:
        seen = queries.sent_answers(queries.latest(tx.session, scene.invitation.id))
    assert (seen["2"].value, seen["2"].comment) == ("no", "")


def test_only_the_questions_sent_back_are_open_and_the_link_is_a_new_one(world: World) -> None:
    scene = asked(world)
    scene.answer()
    old = scene.token
    back(scene, "2")
    with pytest.raises(Invalid):
        scene.save("s1", values={"1": "no"})
    scene.save("s2", values={"2": "partly"})
    again = scene.submit()
    assert (again.number, again.answers["1"]["value"], again.answers["2"]["value"]) == (2, "yes", "partly")
    assert scene.token != old
    [mail] = mails(world, "answers_returned")
    assert mail.facts["questions"] == ["Do you do 2?"]
    assert len(mails(world, "questionnaire_receipt")) == 2


@pytest.mark.parametrize("keys", [(), ("99",), ("1", "99")])
def test_sending_back_nothing_or_what_was_not_asked_is_refused(world: World, keys: tuple[str, ...]) -> None:
    scene = asked(world)
    scene.answer()
    with pytest.raises(Invalid) as refused:
        back(scene, *keys)
    assert list(refused.value.problems) == ["keys"]


def test_an_answer_that_is_sent_back_loses_its_assessment(world: World) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess(finish=False, q1=A.FULFILLED, q2=A.PARTLY)
    back(scene, "2")
    with world.reading(scene.staff) as tx:
        assert queries.judged(tx.session, scene.invitation.id).assessments == {"1": A.FULFILLED}


def test_finishing_records_the_worst_answer_of_each_clause_and_completes_the_follow_up(world: World) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess(q1=A.FULFILLED, q2=A.NOT_FULFILLED, q3=A.NOT_RELEVANT)
    with world.reading(scene.staff) as tx:
        follow_up = tx.follow(FollowUp, scene.follow_up.id)
        found = tx.session.scalars(
            select(Finding.result).where(Finding.follow_up_id == follow_up.id).order_by(Finding.id)
        )
        assert list(found) == [FindingResult.FULFILLED, FindingResult.NOT_FULFILLED, FindingResult.NOT_ASSESSED]
        assert (follow_up.status, follow_up.done_on) == (FollowUpStatus.COMPLETED, date(2026, 3, 2))
    assert scene.invitation.status is InvitationStatus.ASSESSED
    assert scene.assignment.closed_at is not None


def test_an_assessment_with_gaps_is_kept_but_not_finished(world: World) -> None:
    scene = asked(world)
    scene.answer()
    with pytest.raises(Invalid) as refused:
        scene.assess(q1=A.FULFILLED, q2=A.FULFILLED)
    assert list(refused.value.problems) == ["3.assessment"]
    scene.assess(finish=False, q1=A.FULFILLED, q2=A.FULFILLED)
    scene.assess(q3=A.FULFILLED)
    assert scene.invitation.status is InvitationStatus.ASSESSED


def test_two_assessors_do_not_overwrite_each_other(world: World) -> None:
    scene = asked(world)
    scene.answer()
    version = scene.invitation.version
    with world.tx(scene.staff) as tx:
        assessments.assess(tx, scene.invitation_id, Judgement(assessments={"1": A.FULFILLED}), version)
    with pytest.raises(Conflict), world.tx(scene.staff) as tx:
        assessments.assess(tx, scene.invitation_id, Judgement(assessments={"1": A.NOT_FULFILLED}), version)


def test_nothing_can_be_assessed_before_it_is_answered_or_after_it_is_finished(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Conflict):
        scene.assess(q1=A.FULFILLED)
    scene.answer()
    scene.assess()
    with pytest.raises(Conflict):
        scene.assess(q1=A.NOT_FULFILLED)


def test_another_buyer_sees_nothing_and_a_reader_may_not_assess(world: World) -> None:
    scene = asked(world)
    scene.answer()
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound):
        scene.assess(staff=stranger)
    with world.reading(stranger) as tx:
        assert queries.listed(tx.session, InvitationFilter()).rows == []
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    with pytest.raises(Forbidden):
        scene.assess(staff=world.staff(home, Role.READER))


def test_more_time_moves_the_deadline_and_the_links_end(world: World) -> None:
    scene = asked(world)
    token = scene.token
    with world.tx(scene.staff) as tx:
        questionnaires.extend(tx, scene.invitation_id, date(2026, 5, 1))  # a day off in Sweden
    assert scene.invitation.due_on == scene.assignment.due_on == date(2026, 5, 4)
    assert scene.assignment.expires_on == date(2026, 6, 3)
    assert scene.token == token


def test_a_cancelled_self_assessment_takes_no_answers_and_leaves_the_follow_up_to_be_recorded(world: World) -> None:
    scene = asked(world)
    scene.fill()
    with world.tx(scene.staff) as tx:
        questionnaires.cancel(tx, scene.invitation_id)
    with pytest.raises(Gone):
        scene.save(values={"1": "no"})
    with pytest.raises(Gone):
        scene.submit()
    with world.reading(scene.staff) as tx:
        assert tx.follow(FollowUp, scene.follow_up.id).status is FollowUpStatus.STARTED


def test_the_list_is_narrowed_by_stage_and_by_words(world: World) -> None:
    staff = world.staff(world.organisation())
    waiting, answered, assessed = (asked(world, staff=staff, email=f"p{n}@supplier.test") for n in range(3))
    answered.answer()
    assessed.answer()
    assessed.assess()

    def found(**query: object) -> set[str]:
        with world.reading(staff) as tx:
            return {row.public_id for row in queries.listed(tx.session, InvitationFilter(**query)).rows}

    assert found() == {waiting.invitation_id, answered.invitation_id}
    assert found(stage=Stage.WAITING) == {waiting.invitation_id}
    assert found(stage=Stage.ANSWERED) == {answered.invitation_id}
    assert found(stage=Stage.ASSESSED) == {assessed.invitation_id}
    assert found(q=waiting.contract.title) == {waiting.invitation_id}


def test_what_the_buyer_makes_of_an_answer_stands_beside_it_and_never_changes_it(world: World) -> None:
    scene = asked(world)
    scene.answer("no")
    with world.tx(scene.staff) as tx:
        judgement = Judgement(assessments={"1": A.PARTLY}, notes={"1": "The policy lacks a date."})
        assessments.assess(tx, scene.invitation_id, judgement)
    with world.reading() as tx:
        row = tx.session.scalars(select(Answer).where(Answer.question_key == "1")).one()
        assert (row.value, row.assessment, row.assessment_note) == ("no", A.PARTLY, "The policy lacks a date.")

"""Messages between buyer and supplier about a self-assessment."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.messages import from_facts
from followup.domain.remarks import LONGEST, NewRemark
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.queries import remarks as queries
from followup.services import questionnaires, remarks
from tests.builders import World
from tests.self_assessments import Asked, asked, stored

pytestmark = pytest.mark.database


def buyer_writes(scene: Asked, text: str = "Which factory?", key: str | None = "1") -> None:
    with scene.world.tx(scene.staff) as tx:
        remarks.write_as_buyer(tx, scene.invitation_id, NewRemark(text=text, question_key=key))


def supplier_writes(scene: Asked, text: str = "The one in the north.", key: str | None = "1") -> None:
    with scene.world.tx(scene.holder) as tx:
        remarks.write_as_supplier(tx, NewRemark(text=text, question_key=key))


def mails(scene: Asked, kind: str) -> list[OutboxMessage]:
    with scene.world.reading() as tx:
        return list(tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def test_both_sides_write_in_one_thread_and_the_other_gets_a_mail_without_the_text(world: World) -> None:
    scene = asked(world)
    buyer_writes(scene, "a canary from the buyer")
    supplier_writes(scene, "a canary from the supplier")
    with world.tx(scene.holder) as tx:
        thread = queries.of_invitation(tx.session, stored(tx, scene.invitation_id).id)
        assert [(row.is_from_buyer, row.question_key) for row in thread] == [(True, "1"), (False, "1")]
    [to_supplier], [to_manager] = mails(scene, "remark_from_buyer"), mails(scene, "remark_from_supplier")
    assert (to_supplier.recipient, to_manager.recipient) == (scene.contact.email, scene.assignment.asker_email)
    assert "canary" not in str(to_supplier.facts) + str(to_manager.facts)
    assert from_facts(to_manager.kind, to_manager.facts).path == f"/questionnaires/{scene.invitation_id}"
    assert to_supplier.facts["assignment_id"] == scene.assignment.public_id


def test_a_message_can_be_about_the_whole(world: World) -> None:
    scene = asked(world)
    supplier_writes(scene, key=None)
    [mail] = mails(scene, "remark_from_supplier")
    assert mail.facts.get("question", "") == ""


def test_a_colleague_writes_about_the_sections_named_and_is_known_to_the_buyer_as_a_role(world: World) -> None:
    scene = asked(world)
    section = scene.form.questions[0].section
    colleague = scene.colleague(section)
    with world.tx(colleague) as tx:
        remarks.write_as_supplier(tx, NewRemark(text="I am on it.", question_key="1"))
    [mail] = mails(scene, "remark_from_supplier")
    assert mail.facts.get("author_name", "") == ""
    with world.tx(colleague) as tx, pytest.raises(Invalid):
        remarks.write_as_supplier(tx, NewRemark(text="And in all?"))


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST + 1), "a\x00b"])
def test_nothing_too_much_and_what_cannot_be_kept_is_refused(world: World, text: str) -> None:
    scene = asked(world)
    with pytest.raises(Invalid):
        buyer_writes(scene, text)


def test_a_question_that_is_not_in_the_form_has_no_thread(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Invalid):
        buyer_writes(scene, key="99")


def test_the_thread_ends_with_the_assessment_or_when_it_is_cancelled(world: World) -> None:
    scene = asked(world)
    scene.answer()
    supplier_writes(scene)
    scene.assess()
    for write in (buyer_writes, supplier_writes):
        with pytest.raises(Conflict):
            write(scene)
    other = asked(world)
    with world.tx(other.staff) as tx:
        questionnaires.cancel(tx, other.invitation_id)
    with pytest.raises(Conflict):
        buyer_writes(other)


def test_a_reader_does_not_write_and_a_stranger_finds_nothing(world: World) -> None:
    scene = asked(world)
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    for actor, refused in ((world.staff(home, Role.READER), Forbidden), (world.staff(world.organisation()), NotFound)):
        with world.tx(actor) as tx, pytest.raises(refused):
            remarks.write_as_buyer(tx, scene.invitation_id, NewRemark(text="Hello"))

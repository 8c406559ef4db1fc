"""What stands around answering: last year's answers, secrecy, colleagues, and what comes next by the plan."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.actors import Role, Staff, System
from followup.domain.earlier_answers import EarlierAnswer
from followup.domain.follow_ups import NewFollowUp
from followup.domain.questionnaires import Draft
from followup.domain.schedule import FollowUpKind
from followup.domain.secrecy import SecrecyStatus
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.secrecy import SecrecyRequest
from followup.models.suppliers import Supplier
from followup.queries import earlier_answers, outlook
from followup.queries import secrecy as requests
from followup.services import answers, follow_ups, mergers, secrecy
from tests.builders import World
from tests.self_assessments import BORIS, Asked, Upload, asked

pytestmark = pytest.mark.database


def twice(world: World) -> tuple[Asked, Asked]:
    """One supplier that has answered one self-assessment and is asked again."""
    staff, version = world.staff(world.organisation(), Role.CONTRACT_MANAGER), world.code_version()
    supplier = world.supplier()
    first = asked(world, staff=staff, version=version, supplier=supplier)
    first.fill(but={"2": "partly"})
    first.save(comments={"1": "A policy."})
    first.submit()
    return first, asked(world, staff=staff, version=version, supplier=supplier, email="b@supplier.test")


def before(scene: Asked, staff: Staff | None = None) -> dict[str, EarlierAnswer]:
    desk = System(job="answering", organisation_id=(staff or scene.staff).organisation_id)
    with scene.world.reading(desk) as tx:
        return earlier_answers.before(tx.session, scene.invitation)


def test_the_latest_answer_before_this_one_is_found_question_by_question(world: World) -> None:
    first, second = twice(world)
    assert {key: found.sent.value for key, found in before(second).items()} == {"1": "yes", "2": "partly", "3": "yes"}
    assert before(second)["1"].sent.comment == "A policy."
    assert before(first) == {}
    second.answer("no")
    assert before(first) == {}, "what came later is nothing earlier"


def test_what_another_supplier_or_another_buyer_has_is_not_found(world: World) -> None:
    first, _ = twice(world)
    other_supplier = asked(world, staff=first.staff, email="c@supplier.test")
    with world.reading() as tx:
        supplier = tx.follow(Supplier, first.contract.supplier_id)
    other_buyer = asked(world, supplier=supplier, email="d@supplier.test")
    assert before(other_supplier) == before(other_buyer) == {}


def test_what_was_answered_under_an_entry_that_was_merged_is_found(world: World) -> None:
    first, _ = twice(world)
    other = asked(world, staff=first.staff, email="c@supplier.test")
    with world.reading() as tx:
        gone, stays = (tx.follow(Supplier, s.contract.supplier_id).public_id for s in (first, other))
    with world.tx(first.staff) as tx:
        mergers.merge(tx, gone, stays)
    assert before(other).keys() == {"1", "2", "3"}


def take(scene: Asked, section: str, **draft: object) -> None:
    earlier = before(scene)
    with scene.world.tx(scene.holder) as tx:
        answers.save(tx, section, Draft(**draft), earlier=earlier)


def given(scene: Asked, key: str) -> tuple[str, str]:
    with scene.world.reading(scene.holder) as tx:
        found = answers.queries.draft(tx.session, scene.invitation.id).answers[key]
        return found.value, found.comment


def test_an_earlier_answer_is_taken_over_and_what_is_typed_beside_it_is_kept(world: World) -> None:
    _, second = twice(world)
    take(second, "s1", take="1", comments={"1": "Now in three languages."})
    assert given(second, "1") == ("yes", "Now in three languages.")
    take(second, "s2", take="2")
    assert given(second, "2") == ("partly", "")
    take(second, "s3", take="all", values={"3": "no"})
    assert given(second, "3")[0] == "no", "what has an answer of today is not overwritten"


def ask(scene: Asked, key: str, reason: str = "Our prices can be read out of it.") -> SecrecyRequest:
    with scene.world.tx(scene.holder) as tx:
        return secrecy.ask(tx, key, reason)


def request(scene: Asked, key: str) -> SecrecyRequest:
    with scene.world.reading(scene.staff) as tx:
        return requests.of_invitation(tx.session, scene.invitation.id)[key]


def test_secrecy_is_asked_for_with_a_reason_taken_back_and_asked_for_again(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Invalid):
        ask(scene, "1", "  ")
    with pytest.raises(NotFound):
        ask(scene, "9")
    ask(scene, "1")
    ask(scene, "1", "Another reason.")
    assert (request(scene, "1").status, request(scene, "1").reason) == (SecrecyStatus.REQUESTED, "Another reason.")
    with world.tx(scene.holder) as tx:
        secrecy.withdraw(tx, "1")
    assert request(scene, "1").status is SecrecyStatus.WITHDRAWN
    assert ask(scene, "1").status is SecrecyStatus.REQUESTED


def test_a_colleague_saves_in_the_sections_named_and_nothing_else(world: World) -> None:
    scene = asked(world)
    colleague = scene.colleague("s1")
    scene.save("s2", uploads=(Upload("2.file"),))
    with world.tx(colleague) as tx:
        answers.save(tx, "s1", Draft(values={"1": "yes"}))
    with pytest.raises(NotFound), world.tx(colleague) as tx:
        answers.save(tx, "s2", Draft(values={"2": "yes"}))
    with world.reading(scene.holder) as tx:
        state = answers.queries.draft(tx.session, scene.invitation.id)
        [file] = state.files["2"]
        assert state.answers["1"].value == "yes"
    with pytest.raises(NotFound), world.tx(colleague) as tx:
        answers.save(tx, "s1", Draft(remove=file.public_id))
    with pytest.raises(Forbidden), world.tx(colleague) as tx:
        answers.submit(tx, BORIS)
    with pytest.raises(Forbidden), world.tx(colleague) as tx:
        secrecy.ask(tx, "1", "A reason.")


def test_the_same_save_again_after_a_lost_answer_is_no_conflict(world: World) -> None:
    scene = asked(world)
    with world.reading(scene.holder) as tx:
        here = scene.form.in_section("s1")
        opened = answers.stamp(here, {}, {})
        assert tx.today
    scene.save(values={"1": "yes"}, based_on=opened)
    scene.save(values={"1": "yes"}, based_on=opened)
    with pytest.raises(Conflict):
        scene.save(values={"1": "no"}, based_on=opened)


def planned(scene: Asked, kind: FollowUpKind, due_on: date) -> None:
    with scene.world.tx(scene.staff) as tx:
        follow_ups.add(tx, scene.contract.public_id, NewFollowUp(kind=kind, due_on=due_on))


def told(scene: Asked) -> date | None:
    with scene.world.reading(scene.staff) as tx:
        return outlook.next_asked_on(tx.session, scene.invitation, tx.today)


def test_what_the_plan_asks_next_is_told_unless_an_audit_comes_first(world: World) -> None:
    scene = asked(world)
    assert told(scene) is None
    planned(scene, FollowUpKind.DEVELOPMENT_MEETING, date(2027, 9, 1))
    planned(scene, FollowUpKind.PORTFOLIO_REVIEW, date(2026, 5, 4))
    assert told(scene) == date(2027, 9, 1)
    planned(scene, FollowUpKind.SITE_AUDIT, date(2026, 10, 1))
    assert told(scene) is None

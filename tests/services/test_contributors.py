"""Colleagues: a narrower link, an identity of their own, nothing beyond their sections, and an end at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from followup.domain.actors import Assignee, Role, Staff, System
from followup.domain.assignments import OTHER_ADDRESS, token_hash
from followup.domain.contributors import COLLEAGUES_MOST, HELPS_ALREADY, IS_HOLDER, NO_SECTION, NewContributor
from followup.domain.permissions import Permission
from followup.domain.questionnaires import Draft
from followup.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from followup.models.contributors import Contributor
from followup.models.journal import JournalEntry
from followup.models.questionnaires import Answer
from followup.queries import assignments as links
from followup.queries import contributors as queries
from followup.queries import sign_in
from followup.services import answers, contributors, openings, reissues
from followup.services.openings import Opening
from tests.builders import World
from tests.self_assessments import BORIS, EMAIL, Asked, asked, every_value
from tests.walks.letters import mailed

pytestmark = pytest.mark.database
BO = "bo@supplier.test"


def invite(scene: Asked, *sections: str, email: str = BO, by: Assignee | None = None) -> Contributor:
    new = NewContributor(name="Bo Invented", email=email, language="en", sections=sections or ("s1",))
    with scene.world.tx(by or scene.holder) as tx:
        return contributors.invite(tx, scene.world.runtime.keys, new)


def token_of(scene: Asked, colleague: Contributor) -> str:
    found = scene.world.runtime.keys.token_again(colleague.public_id, 1, colleague.nonce, colleague.token_hash)
    assert found is not None
    return found


def gate(scene: Asked) -> System:
    return System(job="sign_in", everything=True, organisation_id=scene.staff.organisation_id)


def opening(scene: Asked, token: str, address: str = BO, *, is_known: bool = False) -> Opening:
    with scene.world.tx(gate(scene)) as tx:
        return openings.open_link(tx, token, address, is_known=is_known)


def who(scene: Asked, opened: Opening) -> Assignee | None:
    with scene.world.reading(gate(scene)) as tx:
        return sign_in.assignee_of_session(tx.session, token_hash(opened.session_token or ""), tx.now)


def entered(scene: Asked, colleague: Contributor) -> Assignee:
    found = who(scene, opening(scene, token_of(scene, colleague)))
    assert found is not None
    return found


def test_a_colleague_opens_the_form_by_a_link_and_an_address_of_their_own(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene, "s1", "s2")
    token = token_of(scene, colleague)
    assert opening(scene, token, EMAIL).refused is OTHER_ADDRESS
    actor = entered(scene, colleague)
    assert (actor.roles, actor.reference) == (frozenset({Role.CONTRIBUTOR}), colleague.public_id)
    assert (actor.contributor_id, actor.assignment_id) == (colleague.id, scene.assignment.id)
    with world.reading(actor) as tx:
        mine = queries.of_holder(tx.session, actor.contributor_id)
        assert mine is not None
        assert mine.sections == ["s1", "s2"]
        assert queries.of_holder(tx.session, scene.holder.contributor_id) is None
    assert token not in every_value(world.runtime.database)


def test_a_colleague_saves_in_the_sections_named_and_nowhere_else_and_sends_nothing(world: World) -> None:
    scene = asked(world)
    actor = entered(scene, invite(scene, "s1"))
    with world.tx(actor) as tx:
        answers.save(tx, "s1", Draft(values={"1": "yes"}))
    with pytest.raises(NotFound), world.tx(actor) as tx:
        answers.save(tx, "s2", Draft(values={"2": "yes"}))
    with pytest.raises(Forbidden), world.tx(actor) as tx:
        answers.submit(tx, BORIS)
    with pytest.raises(Forbidden):
        invite(scene, "s2", email="c@supplier.test", by=actor)
    for permission in (Permission.SECRECY_ASK, Permission.ASSIGNMENT_SEE_ALL):
        with pytest.raises(Forbidden), world.tx(actor) as tx:
            tx.require(permission, scene.invitation)
    with world.reading() as tx:
        [answer] = tx.session.scalars(select(Answer))
        assert answer.contributor_id == actor.contributor_id
        acted = tx.session.scalars(select(JournalEntry.actor).where(JournalEntry.event == "invitation.saved")).all()
        assert acted == [actor.public_id]


def test_the_next_request_after_a_link_was_taken_back_is_refused(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene)
    opened = opening(scene, token_of(scene, colleague))
    actor = who(scene, opened)
    assert actor is not None
    with world.tx(scene.holder) as tx:
        contributors.take_back(tx, colleague.public_id)
    assert who(scene, opened) is None
    with pytest.raises(Gone):
        opening(scene, token_of(scene, colleague))
    with pytest.raises(Gone), world.tx(actor) as tx:  # also where the request had begun before
        answers.save(tx, "s1", Draft(values={"1": "yes"}))
    again = invite(scene)
    assert token_of(scene, again) != token_of(scene, colleague)
    assert entered(scene, again).public_id == again.public_id


def test_the_buyer_can_end_a_colleagues_link_and_a_stranger_cannot(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene)
    stranger: Staff = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(stranger) as tx:
        contributors.take_back_as_buyer(tx, colleague.public_id)
    with world.tx(scene.staff) as tx:
        contributors.take_back_as_buyer(tx, colleague.public_id)
    with pytest.raises(Gone):
        opening(scene, token_of(scene, colleague))


def test_other_sections_hold_at_the_next_request_and_two_tabs_do_not_overwrite_each_other(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene, "s1")
    actor = entered(scene, colleague)
    with world.tx(scene.holder) as tx:
        contributors.change(tx, colleague.public_id, ["s3", "s2"], 1)
    with world.tx(actor) as tx:
        answers.save(tx, "s2", Draft(values={"2": "yes"}))
    with pytest.raises(NotFound), world.tx(actor) as tx:
        answers.save(tx, "s1", Draft(values={"1": "yes"}))
    with pytest.raises(Conflict), world.tx(scene.holder) as tx:
        contributors.change(tx, colleague.public_id, ["s1"], 1)
    with world.reading(scene.holder) as tx:
        [row] = queries.of_invitation(tx.session, scene.invitation.id)
        assert (row.sections, row.answer_count) == (["s2", "s3"], 1)


def test_whom_to_ask_and_for_what_is_checked(world: World) -> None:
    scene = asked(world)
    for sections, email, field, reason in (
        (("s1",), "anna@SUPPLIER.test", "email", IS_HOLDER),
        (("s9",), BO, "sections", NO_SECTION),
        (("s1", "s9"), BO, "sections", NO_SECTION),
    ):
        with pytest.raises(Invalid) as refused:
            invite(scene, *sections, email=email)
        assert refused.value.problems == {field: [reason]}
    invite(scene)
    with pytest.raises(Invalid) as refused:
        invite(scene, "s2", email="bo@Supplier.Test")
    assert refused.value.problems == {"email": [HELPS_ALREADY]}
    for number in range(COLLEAGUES_MOST - 1):
        invite(scene, email=f"c{number}@supplier.test")
    with pytest.raises(Invalid):
        invite(scene, email="one.more@supplier.test")


def test_a_colleagues_link_rests_while_the_answers_are_with_the_buyer(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene)
    opened = opening(scene, token_of(scene, colleague))
    scene.answer()
    assert who(scene, opened) is None
    with pytest.raises(Gone):
        opening(scene, token_of(scene, colleague))
    with pytest.raises(Conflict):
        invite(scene, email="late@supplier.test")


def test_ending_the_holders_link_ends_those_of_colleagues_for_good(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene)
    opened = opening(scene, token_of(scene, colleague))
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    assert who(scene, opened) is None
    with world.reading(gate(scene)) as tx:
        link = links.find(tx.session, token_of(scene, colleague))
        assert link is not None
        assert not link.is_alive(tx.today)


def test_the_invitation_names_the_sections_and_goes_again_at_most_once_a_day(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene, "s2", "s1")
    for _ in range(3):
        with world.tx(scene.holder) as tx:
            contributors.send_again(tx, colleague.public_id)
    letters = mailed(world, "colleague_invitation")
    assert [address for address, _ in letters] == [BO, BO]
    assert letters[0][1]["section_titles"] == ["Section 1", "Section 2"]
    assert letters[0][1]["contributor_id"] == colleague.public_id
    assert letters[0][1]["reply_to_address"] == EMAIL


def test_the_holder_is_told_of_a_further_browser_and_not_of_the_first_or_a_known_one(world: World) -> None:
    scene = asked(world)
    colleague = invite(scene)
    opening(scene, scene.token, EMAIL)
    opening(scene, token_of(scene, colleague))
    opening(scene, scene.token, EMAIL, is_known=True)
    assert mailed(world, "new_browser") == []
    opening(scene, scene.token, EMAIL)
    opening(scene, token_of(scene, colleague))
    told = [(address, facts.get("colleague_name", "")) for address, facts in mailed(world, "new_browser")]
    assert told == [
        (EMAIL, ""),
        (EMAIL, "Bo Invented"),
    ]

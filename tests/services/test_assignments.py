"""Personal links: nothing secret is kept, wrong addresses are counted, and an ended link stays ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Assignee, Role, System
from followup.domain.assignments import LINK_LOCKED, LINK_PAUSED, OTHER_ADDRESS, token_hash
from followup.domain.journal import CONTACT_CHANGED
from followup.errors import Conflict, Forbidden, Gone, NotFound
from followup.models.assignments import AssigneeSession
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.suppliers import Supplier, SupplierContact
from followup.queries import access_log as attempts
from followup.queries import sign_in
from followup.runtime import Keys
from followup.services import assignments, openings, questionnaires, reissues
from followup.services.openings import Opening
from tests.builders import World
from tests.self_assessments import EMAIL, Asked, asked, every_value

pytestmark = pytest.mark.database


def gate(scene: Asked) -> System:
    return System(job="sign_in", everything=True, organisation_id=scene.staff.organisation_id)


def opening(scene: Asked, address: str = EMAIL, token: str | None = None) -> Opening:
    token = token or scene.token
    with scene.world.tx(gate(scene)) as tx:
        return openings.open_link(tx, token, address)


def session_of(scene: Asked, session_token: str | None) -> Assignee | None:
    with scene.world.reading(System(job="sign_in", everything=True)) as tx:
        return sign_in.assignee_of_session(tx.session, token_hash(session_token or ""), tx.now)


def new_links(world: World) -> list[OutboxMessage]:
    with world.reading() as tx:
        return list(
            tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "new_link").order_by(OutboxMessage.id))
        )


def test_the_token_stands_nowhere_in_the_database_and_the_right_key_makes_it_again(world: World) -> None:
    scene = asked(world)
    opened = opening(scene)
    everything = every_value(world.runtime.database)
    assert scene.assignment.token_hash in everything
    assert scene.token not in everything
    assert (opened.session_token or "?") not in everything


def test_neither_another_key_nor_an_emptied_nonce_makes_the_token(world: World) -> None:
    a = asked(world).assignment
    assert (
        Keys(("another key that is long enough",)).token_again(a.public_id, a.generation, a.nonce, a.token_hash) is None
    )
    assert world.runtime.keys.token_again(a.public_id, a.generation, b"", a.token_hash) is None
    assert world.runtime.keys.token_again(a.public_id, a.generation + 1, a.nonce, a.token_hash) is None


def test_an_exchanged_key_still_makes_the_tokens_of_before(world: World) -> None:
    scene = asked(world)
    a, old = scene.assignment, world.runtime.keys.secrets[0]
    assert (
        Keys(("a newer key that is long enough", old)).token_again(a.public_id, 1, a.nonce, a.token_hash) == scene.token
    )


def test_the_right_address_begins_a_session_for_this_link_and_nothing_else(world: World) -> None:
    scene = asked(world)
    opened = opening(scene, f" {EMAIL.replace('supplier.test', 'SUPPLIER.TEST')} ")
    holder = session_of(scene, opened.session_token)
    assert holder is not None
    assert (holder.assignment_id, holder.roles) == (scene.assignment.id, frozenset({Role.ASSIGNEE}))


def test_another_address_begins_nothing_and_is_counted(world: World) -> None:
    scene = asked(world)
    opened = opening(scene, "somebody@else.test")
    assert opened == Opening(refused=OTHER_ADDRESS)
    with world.reading(gate(scene)) as tx:
        assert tx.session.scalars(select(AssigneeSession)).all() == []
        assert attempts.count(tx.session, openings.WRONG_ADDRESS, f"{scene.assignment.public_id}:1") == 1


def test_five_wrong_addresses_pause_the_link_even_for_the_right_one_and_the_pause_passes(
    world: World, clock: FixedClock
) -> None:
    scene = asked(world)
    for _ in range(5):
        assert opening(scene, "guess@else.test").refused is OTHER_ADDRESS
    assert opening(scene).refused is LINK_PAUSED
    clock.set(clock.now() + timedelta(minutes=15, seconds=1))
    assert opening(scene).refused is None


def test_twenty_wrong_addresses_lock_the_link_until_a_new_one_is_sent(world: World, clock: FixedClock) -> None:
    scene = asked(world)
    for _ in range(20):
        opening(scene, "guess@else.test")
        clock.set(clock.now() + timedelta(minutes=16))
    assert opening(scene).refused is LINK_LOCKED
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    assert opening(scene).refused is None


def test_the_right_address_is_never_counted(world: World) -> None:
    scene = asked(world)
    assert all(opening(scene).session_token for _ in range(25))


def test_an_unknown_token_is_not_there(world: World) -> None:
    scene = asked(world)
    with pytest.raises(NotFound):
        opening(scene, token="A" * 43)


def test_a_new_link_ends_the_older_one_and_its_live_sessions_at_once(world: World) -> None:
    scene = asked(world)
    old, live = scene.token, opening(scene).session_token
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    assert scene.token != old
    assert session_of(scene, live) is None
    with pytest.raises(Gone):
        opening(scene, token=old)
    assert opening(scene).session_token


def test_a_new_link_goes_to_the_registered_address_only(world: World) -> None:
    scene = asked(world)
    with world.tx(scene.staff) as tx:
        contact = tx.follow(SupplierContact, scene.contact.id)
        contact.email = "new@supplier.test"
        tx.journal(CONTACT_CHANGED, tx.follow(Supplier, contact.supplier_id), contact=contact.public_id)
        assert assignments.revoke_of_contact(tx, contact) == 1
    with pytest.raises(Gone):
        opening(scene)
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    assert [m.recipient for m in new_links(world)] == ["new@supplier.test"]
    assert opening(scene).refused is OTHER_ADDRESS
    assert opening(scene, "new@supplier.test").session_token


def test_a_revoked_link_and_its_sessions_are_dead_at_the_next_request(world: World) -> None:
    scene = asked(world)
    live = opening(scene).session_token
    with world.tx(scene.staff) as tx:
        questionnaires.cancel(tx, scene.invitation_id)
    assert session_of(scene, live) is None
    with pytest.raises(Gone):
        opening(scene)


def test_a_link_dies_at_midnight_where_the_buyer_is(world: World, clock: FixedClock) -> None:
    scene = asked(world)
    token = scene.token
    assert scene.assignment.expires_on.isoformat() == "2026-04-29"
    midnight = datetime(2026, 4, 29, 22, tzinfo=UTC)  # in Stockholm, on summer time
    clock.set(midnight - timedelta(seconds=1))
    live = opening(scene, token=token).session_token
    assert session_of(scene, live) is not None
    clock.set(midnight)
    assert session_of(scene, live) is None
    with pytest.raises(Gone):
        opening(scene, token=token)


def test_the_holder_of_a_dead_link_gets_a_new_one_at_the_registered_address(world: World, clock: FixedClock) -> None:
    scene = asked(world)
    old = scene.token
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    for address in (EMAIL, EMAIL):
        with world.tx(gate(scene)) as tx:
            openings.ask_again(tx, world.runtime.keys, old, address)
    assert [(m.recipient, m.facts["assignment_id"]) for m in new_links(world)] == [(EMAIL, scene.assignment.public_id)]
    assert scene.token != old
    assert opening(scene).session_token


def test_asking_with_another_address_sends_nothing_and_leaves_the_link_as_it_is(
    world: World, clock: FixedClock
) -> None:
    scene = asked(world)
    old = scene.token
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    with world.tx(gate(scene)) as tx:
        openings.ask_again(tx, world.runtime.keys, old, "thief@else.test")
    assert new_links(world) == []
    assert (scene.assignment.generation, scene.token) == (1, old)


def test_an_older_link_cannot_be_used_to_end_the_one_that_works(world: World) -> None:
    scene = asked(world)
    old = scene.token
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    live = opening(scene).session_token
    with world.tx(gate(scene)) as tx:
        openings.ask_again(tx, world.runtime.keys, old, EMAIL)
    assert scene.assignment.generation == 2
    assert session_of(scene, live) is not None


def test_nothing_is_sent_when_nothing_is_asked_any_more(world: World) -> None:
    scene = asked(world)
    with world.tx(scene.staff) as tx:
        questionnaires.cancel(tx, scene.invitation_id)
    with pytest.raises(Conflict), world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    with world.tx(gate(scene)) as tx:
        openings.ask_again(tx, world.runtime.keys, scene.token, EMAIL)
    assert new_links(world) == []


def test_another_organisation_cannot_reissue_and_a_reader_may_not(world: World) -> None:
    scene = asked(world)
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(stranger) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    with world.reading() as tx:
        reader_home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    reader = world.staff(reader_home, Role.READER)
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)

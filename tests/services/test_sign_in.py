"""Sessions, one-time codes, failures that count, and links to choose a password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role, System
from followup.domain.assignments import token_hash
from followup.domain.journal import USER_DISABLED
from followup.domain.sign_in import MOST_FAILURES, MOST_FAILURES_OF_NETWORK
from followup.domain.users import NewUser, UserStatus
from followup.errors import Gone, Invalid, NotFound
from followup.models.journal import AccessLog, JournalEntry
from followup.models.users import PendingSignIn, SignInLink, StaffSession, User
from followup.queries.sign_in import OpenedLink, opened_link, other_sessions, staff_of_session
from followup.services import sign_in, users
from followup.services.sign_in import SIGN_IN
from tests.builders import World
from tests.conftest import NOW
from tests.people import a_person, organisation_of

pytestmark = pytest.mark.database


def sessions(world: World) -> list[StaffSession]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(StaffSession).order_by(StaffSession.id)))


def test_a_session_lasts_twelve_hours_and_not_a_second_more(world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        sign_in.begin(tx, person.user, "a token")
    with world.reading() as tx:
        assert staff_of_session(tx.session, token_hash("a token"), NOW + timedelta(hours=12, seconds=-1)) is not None
        assert staff_of_session(tx.session, token_hash("a token"), NOW + timedelta(hours=12)) is None


def test_only_the_hash_of_a_session_token_is_kept(world: World) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        sign_in.begin(tx, person.user, "a token")
    assert [s.token_hash for s in sessions(world)] == [token_hash("a token")]


def test_signing_out_ends_this_session_and_no_other(world: World) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        sign_in.begin(tx, person.user, "here")
        sign_in.begin(tx, person.user, "there")
    with world.tx(SIGN_IN) as tx:
        sign_in.end(tx, "here")
    assert [s.ended_at for s in sessions(world)] == [NOW, None]


def test_all_other_sessions_of_one_person_can_be_ended_and_nobody_elses(world: World) -> None:
    organisation = world.organisation()
    person, other = a_person(world, organisation), a_person(world, organisation, email="other@buyer.test")
    with world.tx(SIGN_IN) as tx:
        for token in ("here", "there", "elsewhere"):
            sign_in.begin(tx, person.user, token)
        sign_in.begin(tx, other.user, "another person")
        assert other_sessions(tx.session, person.user.id, token_hash("here"), tx.now) == 2
        sign_in.end_all(tx, person.user, but="here")
    assert [s.ended_at for s in sessions(world)] == [None, NOW, NOW, None]


def test_a_code_works_once_whatever_the_spaces_in_it(world: World) -> None:
    person = a_person(world, world.organisation())
    code = person.code(NOW)
    with world.tx(SIGN_IN) as tx:
        assert sign_in.accept_code(tx, person.user, f" {code[:3]} {code[3:]} ")
    with world.tx(SIGN_IN) as tx:
        assert not sign_in.accept_code(tx, person.user, code)


def test_an_older_code_does_not_work_after_a_newer_one(world: World) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        assert sign_in.accept_code(tx, person.user, person.code(NOW))
        assert not sign_in.accept_code(tx, person.user, person.code(NOW - timedelta(seconds=30)))
        assert sign_in.accept_code(tx, person.user, person.code(NOW + timedelta(seconds=30)))


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
def test_a_code_of_another_time_does_not_work(world: World, seconds: int) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        assert not sign_in.accept_code(tx, person.user, person.code(NOW + timedelta(seconds=seconds)))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٣٣٣٣٣٣"])
def test_what_is_no_code_is_refused_like_a_wrong_one(world: World, code: str) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        assert not sign_in.accept_code(tx, person.user, code)


def test_signing_in_leaves_the_version_that_an_administrator_edits_alone(world: World) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        before = tx.follow(User, person.user.id).version
        sign_in.accept_code(tx, person.user, person.code(NOW))
    with world.reading() as tx:
        assert tx.follow(User, person.user.id).version == before


def test_a_browser_that_knew_the_password_has_ten_minutes_for_the_code(world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    with world.tx(SIGN_IN) as tx:
        sign_in.ask_for_code(tx, person.user, "half")
    for after, found in ((timedelta(minutes=9), True), (timedelta(minutes=10), False)):
        clock.set(NOW + after)
        with world.reading(SIGN_IN) as tx:
            assert (sign_in.pending(tx, "half") is not None) == found


def test_a_second_attempt_replaces_the_first_and_leaves_nothing_behind(world: World) -> None:
    person = a_person(world, world.organisation())
    for token in ("first", "second"):
        with world.tx(SIGN_IN) as tx:
            sign_in.ask_for_code(tx, person.user, token)
    with world.tx(SIGN_IN) as tx:
        assert sign_in.pending(tx, "first") is None
        assert sign_in.accept_code(tx, person.user, person.code(NOW))
    with world.reading() as tx:
        assert tx.session.scalars(select(PendingSignIn)).all() == []


def test_five_failures_pause_an_address_for_fifteen_minutes_and_nobody_else(world: World, clock: FixedClock) -> None:
    for _ in range(MOST_FAILURES):
        with world.tx(SIGN_IN) as tx:
            sign_in.check_pause(tx, "Anna@buyer.test", None)
            sign_in.note_failure(tx, "anna@buyer.test", None)
    with world.reading(SIGN_IN) as tx, pytest.raises(Invalid):
        sign_in.check_pause(tx, "anna@BUYER.test", None)
    with world.reading(SIGN_IN) as tx:
        sign_in.check_pause(tx, "berit@buyer.test", None)
    clock.set(NOW + timedelta(minutes=15))
    with world.reading(SIGN_IN) as tx:
        sign_in.check_pause(tx, "anna@buyer.test", None)


def test_many_failures_from_one_network_pause_the_network(world: World) -> None:
    with world.tx(SIGN_IN) as tx:
        for number in range(MOST_FAILURES_OF_NETWORK):
            sign_in.note_failure(tx, f"guess{number}@buyer.test", "192.0.2.0/24")
    with world.reading(SIGN_IN) as tx:
        sign_in.check_pause(tx, "anna@buyer.test", "198.51.100.0/24")
        with pytest.raises(Invalid):
            sign_in.check_pause(tx, "anna@buyer.test", "192.0.2.0/24")


def test_the_access_log_keeps_no_address(world: World) -> None:
    with world.tx(SIGN_IN) as tx:
        sign_in.note_failure(tx, "anna@buyer.test", "192.0.2.0/24")
    with world.reading() as tx:
        lines = [f"{a.kind} {a.key} {a.actor} {a.subject_id}" for a in tx.session.scalars(select(AccessLog))]
    assert len(lines) == 2
    assert "anna" not in " ".join(lines)


def invited(world: World) -> tuple[User, str]:
    """Return a person who was invited, and the token in the mailed link."""
    admin = world.staff(world.organisation(), Role.ADMINISTRATOR)
    with world.tx(admin) as tx:
        new = NewUser(name="Berit Invented", email="berit@buyer.test", language="sv", roles=frozenset({Role.READER}))
        user = users.invite(tx, world.runtime.keys, new)
    return user, token_in_mail(world, user)


def token_in_mail(world: World, user: User) -> str:
    with world.reading() as tx:
        newest = select(SignInLink).where(SignInLink.user_id == user.id).order_by(SignInLink.id.desc()).limit(1)
        link = tx.session.scalars(newest).one()
    token = world.runtime.keys.token_again(link.public_id, 1, link.nonce, link.token_hash, purpose="sign_in")
    assert token is not None
    return token


def opened(world: World, token: str) -> OpenedLink:
    with world.reading(SIGN_IN) as tx:
        return opened_link(tx.session, token_hash(token), tx.now)


def activated(world: World, token: str) -> User:
    with world.tx(SIGN_IN) as tx:
        sign_in.choose(tx, opened_link(tx.session, token_hash(token), tx.now), "a hash")
    found = opened(world, token)
    with world.tx(System(job="sign_in", organisation_id=found.organisation_id)) as tx:
        return sign_in.activate(tx, found, 7)


def test_what_is_chosen_by_a_link_holds_only_when_a_code_has_confirmed_it(world: World) -> None:
    user, token = invited(world)
    with world.tx(SIGN_IN) as tx:
        sign_in.choose(tx, opened_link(tx.session, token_hash(token), tx.now), "a hash")
    with world.reading() as tx:
        before = tx.follow(User, user.id)
        assert (before.status, before.password_hash, before.totp_secret) == (UserStatus.INVITED, None, None)
    after = activated(world, token)
    assert (after.status, after.password_hash, after.totp_step) == (UserStatus.ACTIVE, "a hash", 7)


def test_a_used_link_opens_nothing_and_holds_no_secret(world: World) -> None:
    _, token = invited(world)
    activated(world, token)
    with pytest.raises(Gone):
        opened(world, token)
    with world.reading() as tx:
        link = tx.session.scalars(select(SignInLink)).one()
        assert (link.password_hash, link.totp_secret) == (None, None)


def test_a_link_is_used_up_once_even_when_two_browsers_have_it_open(world: World) -> None:
    _, token = invited(world)
    with world.tx(SIGN_IN) as tx:
        sign_in.choose(tx, opened_link(tx.session, token_hash(token), tx.now), "a hash")
    found = opened(world, token)
    actor = System(job="sign_in", organisation_id=found.organisation_id)
    with world.tx(actor) as tx:
        sign_in.activate(tx, found, 7)
    with pytest.raises(Gone), world.tx(actor) as tx:
        sign_in.activate(tx, found, 8)


def test_an_unknown_token_is_not_there_and_an_old_one_is_gone(world: World, clock: FixedClock) -> None:
    _, token = invited(world)
    with pytest.raises(NotFound):
        opened(world, token + "x")
    clock.set(NOW + timedelta(hours=48))
    with pytest.raises(Gone):
        opened(world, token)


def test_choosing_anew_ends_every_session_and_stands_in_the_organisations_history(world: World) -> None:
    admin = world.staff(world.organisation(), Role.ADMINISTRATOR)
    staff = world.staff(organisation_of(world, admin.organisation_id), Role.READER)
    with world.tx(SIGN_IN) as tx:
        sign_in.begin(tx, tx.follow(User, staff.user_id or 0), "an old browser")
    with world.tx(admin) as tx:
        user = users.send_link(tx, world.runtime.keys, staff.public_id)
    activated(world, token_in_mail(world, user))
    assert [s.ended_at for s in sessions(world)] == [NOW]
    with world.reading(admin) as tx:
        seen = tx.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_id == user.public_id)).all()
    assert seen == ["user.link_sent", "user.activated"]


def test_a_disabled_persons_link_is_gone(world: World) -> None:
    user, token = invited(world)
    with world.tx(System(job="setup", organisation_id=user.organisation_id)) as tx:
        person = tx.follow(User, user.id)
        person.status = UserStatus.DISABLED
        tx.journal(USER_DISABLED, person)
    with pytest.raises(Gone):
        opened(world, token)

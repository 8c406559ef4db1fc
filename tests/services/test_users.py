"""Inviting, roles, disabling, integrations and their tokens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.assignments import token_hash
from followup.domain.organisations import OrganisationKind
from followup.domain.users import Account, NewToken, NewUser, UserFilter, UserStatus
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.journal import JournalEntry
from followup.models.outbox import OutboxMessage
from followup.models.users import ApiToken, Membership, SignInLink, StaffSession, User
from followup.queries import sign_in as queries
from followup.queries import users as listing
from followup.services import sign_in, users
from tests.builders import World
from tests.conftest import NOW
from tests.people import organisation_of

pytestmark = pytest.mark.database


def new(*roles: Role, email: str = "berit@buyer.test") -> NewUser:
    return NewUser(name="Berit Invented", email=email, language="sv", roles=frozenset(roles or {Role.READER}))


def administrator(world: World, kind: OrganisationKind = OrganisationKind.REGION) -> Staff:
    return world.staff(world.organisation(kind=kind), Role.ADMINISTRATOR)


def integration(world: World, admin: Staff) -> User:
    with world.tx(admin) as tx:
        return users.register_integration(tx, new(Role.READER, email="case-system@buyer.test"))


def token_of(world: World, admin: Staff, user: User) -> str:
    with world.tx(admin) as tx:
        return users.create_token(
            tx, user.public_id, NewToken(label="Case system", expires_on=tx.today + timedelta(days=30))
        )


def events(world: World, user: User) -> list[str]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_id == user.public_id)))


def test_an_invited_person_gets_one_mail_with_a_link_and_cannot_sign_in_yet(world: World) -> None:
    admin = administrator(world)
    with world.tx(admin) as tx:
        user = users.invite(tx, world.runtime.keys, new(Role.CONTRACT_MANAGER))
    with world.reading() as tx:
        mail = tx.session.scalars(select(OutboxMessage)).one()
        link = tx.session.scalars(select(SignInLink)).one()
        assert sign_in.user_of(tx, user.email) is None
    assert (mail.recipient, mail.kind, mail.locale) == ("berit@buyer.test", "staff_invitation", "sv")
    assert mail.facts["sign_in_link_id"] == link.public_id
    assert user.status is UserStatus.INVITED
    assert link.expires_at - NOW == timedelta(hours=48)


def test_the_mailed_link_is_derived_again_and_never_stored(world: World) -> None:
    admin = administrator(world)
    with world.tx(admin) as tx:
        users.invite(tx, world.runtime.keys, new())
    with world.reading() as tx:
        link = tx.session.scalars(select(SignInLink)).one()
        mail = tx.session.scalars(select(OutboxMessage)).one()
    token = world.runtime.keys.token_again(link.public_id, 1, link.nonce, link.token_hash, purpose="sign_in")
    assert token is not None
    assert token not in str(mail.facts) + mail.dedupe_key + link.token_hash + link.public_id
    assert world.runtime.keys.token_again(link.public_id, 1, link.nonce, link.token_hash) is None, (
        "other purpose, other key"
    )


def test_a_role_that_the_organisation_cannot_hand_out_is_refused_and_nobody_is_invited(world: World) -> None:
    admin = administrator(world)
    with pytest.raises(Invalid), world.tx(admin) as tx:
        users.invite(tx, world.runtime.keys, new(Role.PUBLISHER))
    with world.reading() as tx:
        assert tx.session.scalars(select(User.email).where(User.email == "berit@buyer.test")).all() == []
        assert tx.session.scalars(select(OutboxMessage)).all() == []


def test_a_host_hands_out_the_roles_of_its_cooperation_and_another_member_does_not(world: World) -> None:
    host, neighbour = (world.organisation(kind=OrganisationKind.MUNICIPALITY, country="NO") for _ in range(2))
    world.cooperation(neighbour, secretariat=host)
    leader, other = (world.staff(one, Role.ADMINISTRATOR) for one in (host, neighbour))
    with world.tx(leader) as tx:
        user = users.invite(tx, world.runtime.keys, new(Role.CONTRACT_MANAGER, Role.COORDINATOR))
        users.change_roles(tx, user.public_id, frozenset({Role.APPROVER, Role.PUBLISHER}))
        assert listing.roles(tx.session, [user.id]) == {user.id: (Role.APPROVER, Role.PUBLISHER)}
    with pytest.raises(Invalid) as refused, world.tx(other) as tx:
        users.invite(tx, world.runtime.keys, new(Role.COORDINATOR, email="another@buyer.test"))
    assert list(refused.value.problems) == ["roles"]


def test_an_address_that_differs_in_case_only_is_the_same_user(world: World) -> None:
    admin = administrator(world)
    with world.tx(admin) as tx:
        users.invite(tx, world.runtime.keys, new())
    with pytest.raises(Conflict), world.tx(admin) as tx:
        users.invite(tx, world.runtime.keys, new(email="Berit@Buyer.test"))


def test_a_new_link_replaces_the_one_before(world: World) -> None:
    admin = administrator(world)
    with world.tx(admin) as tx:
        user = users.invite(tx, world.runtime.keys, new())
    with world.tx(admin) as tx:
        users.send_link(tx, world.runtime.keys, user.public_id)
    with world.reading() as tx:
        links = tx.session.scalars(select(SignInLink).order_by(SignInLink.id)).all()
        assert [link.used_at is None for link in links] == [False, True]
        assert len(tx.session.scalars(select(OutboxMessage)).all()) == 2
    assert events(world, user) == ["user.invited", "user.link_sent"]


def test_changed_roles_hold_at_the_next_look(world: World) -> None:
    admin = administrator(world)
    staff = world.staff(organisation_of(world, admin.organisation_id), Role.CONTRACT_MANAGER)
    with world.tx(admin) as tx:
        users.change_roles(tx, staff.public_id, frozenset({Role.READER, Role.AUDITOR}))
    with world.tx(sign_in.SIGN_IN) as tx:
        sign_in.begin(tx, tx.follow(User, staff.user_id or 0), "a token")
        tx.flush()
        found = queries.staff_of_session(tx.session, token_hash("a token"), tx.now)
    assert found is not None
    assert found.roles == {Role.READER, Role.AUDITOR}


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role(world: World) -> None:
    admin = administrator(world)
    with pytest.raises(Conflict), world.tx(admin) as tx:
        users.disable(tx, admin.public_id, None)
    with pytest.raises(Conflict), world.tx(admin) as tx:
        users.change_roles(tx, admin.public_id, frozenset({Role.READER}))
    second = world.staff(organisation_of(world, admin.organisation_id), Role.ADMINISTRATOR)
    with world.tx(second) as tx:
        users.change_roles(tx, admin.public_id, frozenset({Role.READER}))
    with world.reading() as tx:
        held = tx.session.scalars(select(Membership.role).where(Membership.user_id == admin.user_id)).all()
    assert held == [Role.READER]


def test_a_disabled_users_sessions_and_tokens_die_and_stay_dead(world: World) -> None:
    admin = administrator(world)
    robot = integration(world, admin)
    token = token_of(world, admin, robot)
    staff = world.staff(organisation_of(world, admin.organisation_id))
    with world.tx(sign_in.SIGN_IN) as tx:
        sign_in.begin(tx, tx.follow(User, staff.user_id or 0), "a token")
    with world.tx(admin) as tx:
        users.disable(tx, staff.public_id, None)
        users.disable(tx, robot.public_id, None)
    with world.tx(admin) as tx:
        users.enable(tx, staff.public_id, None)
        users.enable(tx, robot.public_id, None)
    with world.reading() as tx:
        assert queries.staff_of_session(tx.session, token_hash("a token"), tx.now) is None
        assert queries.staff_of_token(tx.session, token_hash(token), tx.now) is None
        assert tx.session.scalars(select(StaffSession.ended_at)).all() == [NOW]
    assert "user.token_revoked" in events(world, robot)


def test_another_organisations_administrator_finds_nobody(world: World) -> None:
    admin, stranger = administrator(world), administrator(world)
    for act in (
        lambda tx: users.disable(tx, admin.public_id, None),
        lambda tx: users.send_link(tx, world.runtime.keys, admin.public_id),
        lambda tx: users.change_roles(tx, admin.public_id, frozenset({Role.READER})),
    ):
        with pytest.raises(NotFound), world.tx(stranger) as tx:
            act(tx)


def test_a_contract_manager_administers_nobody(world: World) -> None:
    manager = world.staff(world.organisation(), Role.CONTRACT_MANAGER)
    with pytest.raises(Forbidden), world.tx(manager) as tx:
        users.disable(tx, manager.public_id, None)


def test_only_the_hash_of_a_token_is_kept(world: World) -> None:
    admin = administrator(world)
    token = token_of(world, admin, integration(world, admin))
    with world.reading() as tx:
        kept = tx.session.scalars(select(ApiToken)).one()
        found = queries.staff_of_token(tx.session, token_hash(token), tx.now)
    assert kept.token_hash == token_hash(token)
    assert token not in str(vars(kept))
    assert found is not None
    assert found.is_integration


def test_a_revoked_or_expired_token_opens_nothing(world: World) -> None:
    admin = administrator(world)
    robot = integration(world, admin)
    revoked, kept = token_of(world, admin, robot), token_of(world, admin, robot)
    with world.tx(admin) as tx:
        first = tx.session.scalars(select(ApiToken.public_id).where(ApiToken.token_hash == token_hash(revoked))).one()
        users.revoke_token(tx, first)
        users.revoke_token(tx, first)
    with world.reading() as tx:
        assert queries.staff_of_token(tx.session, token_hash(revoked), tx.now) is None
        assert queries.staff_of_token(tx.session, token_hash(kept), tx.now) is not None
        assert queries.staff_of_token(tx.session, token_hash(kept), tx.now + timedelta(days=31)) is None
    assert events(world, robot).count("user.token_revoked") == 1


def test_a_person_gets_no_token(world: World) -> None:
    admin = administrator(world)
    with pytest.raises(Conflict), world.tx(admin) as tx:
        users.create_token(tx, admin.public_id, NewToken(label="x", expires_on=tx.today + timedelta(days=1)))


def test_a_token_for_more_than_a_year_is_refused(world: World) -> None:
    admin = administrator(world)
    robot = integration(world, admin)
    with pytest.raises(Invalid), world.tx(admin) as tx:
        users.create_token(tx, robot.public_id, NewToken(label="x", expires_on=tx.today + timedelta(days=366)))


def test_ones_own_name_and_language_are_saved_with_the_names_of_the_fields_in_the_journal(world: World) -> None:
    staff = world.staff(world.organisation())
    with world.tx(staff) as tx:
        user = users.change_account(tx, Account(name="Another Name", language="nb"), 1)
    with pytest.raises(Conflict), world.tx(staff) as tx:
        users.change_account(tx, Account(name="A stale save", language="nb"), 1)
    with world.reading() as tx:
        entry = tx.session.scalars(select(JournalEntry).where(JournalEntry.event == "user.changed")).one()
    assert (user.name, user.language) == ("Another Name", "nb")
    assert entry.facts == {"fields": "name, language"}


def test_the_list_of_users_names_their_roles_and_ends_where_the_organisation_ends(world: World) -> None:
    admin = administrator(world)
    for _ in range(3):
        world.staff(organisation_of(world, admin.organisation_id), Role.READER, Role.AUDITOR)
    administrator(world)
    with world.reading(admin) as tx:
        found = listing.listed(tx.session, UserFilter())
    assert len(found.rows) == 4
    assert {row.roles for row in found.rows} == {(Role.ADMINISTRATOR,), (Role.READER, Role.AUDITOR)}

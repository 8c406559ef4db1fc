"""A second person from the host: whom one may name, what that opens, and what it leaves closed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.assignments import token_hash
from followup.domain.guests import NewGuest
from followup.domain.journal import USER_CHANGED
from followup.domain.organisations import OrganisationKind
from followup.domain.users import UserStatus
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.users import Membership, StaffSession, User
from followup.queries import guests as queries
from followup.queries import journal
from followup.services import guests, sign_in
from tests.builders import SETUP, World

pytestmark = pytest.mark.database


class Scene:
    """A company with one purchaser, in the cooperation of a host where somebody else works."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.host = world.organisation("Host municipality", OrganisationKind.MUNICIPALITY, "NO")
        self.company = world.organisation("Company of one", OrganisationKind.COMPANY, "NO")
        self.cooperation = world.cooperation(self.company, secretariat=self.host)
        self.one = world.staff(self.company, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR, name="Ona Only")
        self.other = world.staff(self.host, Role.CONTRACT_MANAGER, name="Hege Host")

    def address(self, person: Staff) -> str:
        return self.user(person).email

    def user(self, person: Staff) -> User:
        with self.world.reading() as tx:
            return tx.follow(User, person.user_id or 0)

    def name(self, person: Staff | None = None, by: Staff | None = None) -> User:
        email = self.address(person or self.other)
        with self.world.tx(by or self.one) as tx:
            return guests.name(tx, NewGuest(email=email))

    def working_for_the_company(self) -> Staff:
        """Return the person of the host as the company's session has them."""
        here = {"organisation_id": self.company.id, "organisation_public_id": self.company.public_id}
        return replace(self.other, **here, roles=frozenset({Role.APPROVER}))

    def roles(self, organisation: Organisation, person: Staff) -> list[Role]:
        with self.world.reading() as tx:
            held = select(Membership.role).where(
                Membership.user_id == person.user_id, Membership.organisation_id == organisation.id
            )
            return list(tx.session.scalars(held))


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_person_of_the_host_becomes_an_approver_and_nothing_more(scene: Scene) -> None:
    scene.name()
    assert scene.roles(scene.company, scene.other) == [Role.APPROVER]
    assert scene.roles(scene.host, scene.other) == [Role.CONTRACT_MANAGER]


def test_the_one_who_is_named_is_told_by_mail_and_the_history_says_it(scene: Scene) -> None:
    user = scene.name()
    with scene.world.reading(scene.one) as tx:
        mail = tx.session.scalars(select(OutboxMessage)).one()
        said = journal.history(tx.session, [user.public_id])
    assert (mail.kind, mail.recipient) == ("named_approver", user.email)
    assert mail.facts["organisation_name"] == "Company of one"
    assert [(line.text, line.name) for line in said] == [("Person from the host named here as Approver", "Ona Only")]


def test_somebody_of_a_third_organisation_cannot_be_named(scene: Scene) -> None:
    stranger = scene.world.staff(scene.world.organisation("Another region"), name="Stig Stranger")
    with pytest.raises(Invalid, match="invalid") as refused:
        scene.name(stranger)
    (reason,) = refused.value.problems["email"]
    assert (reason.code, reason.params) == ("guest.not_at_host", {"hosts": "Host municipality"})


def test_a_person_who_was_shut_out_at_the_host_cannot_be_named(scene: Scene) -> None:
    with scene.world.tx(SETUP) as tx:
        user = tx.follow(User, scene.other.user_id or 0)
        user.status = UserStatus.DISABLED
        tx.journal(USER_CHANGED, user, fields="status")
    with pytest.raises(Invalid):
        scene.name()


def test_ones_own_colleague_is_no_guest(scene: Scene) -> None:
    colleague = scene.world.staff(scene.company, Role.READER)
    with pytest.raises(Invalid):
        scene.name(colleague)


def test_the_host_itself_has_nobody_to_name(scene: Scene) -> None:
    administrator = scene.world.staff(scene.host, Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match=r"guest\.no_host"):
        scene.name(by=administrator)


def test_only_an_administrator_names_and_lets_go(scene: Scene) -> None:
    manager = scene.world.staff(scene.company, Role.CONTRACT_MANAGER)
    with pytest.raises(Forbidden):
        scene.name(by=manager)
    user = scene.name()
    with pytest.raises(Forbidden), scene.world.tx(manager) as tx:
        guests.let_go(tx, user.public_id)


def test_the_same_person_is_named_once(scene: Scene) -> None:
    scene.name()
    with pytest.raises(Conflict, match=r"guest\.known"):
        scene.name()


def test_the_host_does_not_see_where_else_its_company_names_and_others_see_nothing(scene: Scene) -> None:
    scene.name()
    for organisation, expected in ((scene.company, ["Hege Host"]), (scene.host, [])):
        with scene.world.reading(scene.one if organisation is scene.company else scene.other) as tx:
            assert [row.name for row in queries.listed(tx.session, organisation.id)] == expected


def test_who_is_let_go_has_no_way_in_and_what_was_done_keeps_the_name(scene: Scene) -> None:
    user = scene.name()
    with scene.world.tx(scene.one) as tx:
        guests.let_go(tx, user.public_id)
    assert scene.roles(scene.company, scene.other) == []
    assert scene.roles(scene.host, scene.other) == [Role.CONTRACT_MANAGER]
    with pytest.raises(NotFound), scene.world.tx(scene.one) as tx:
        guests.let_go(tx, user.public_id)
    with pytest.raises(NotFound), scene.world.tx(scene.other) as tx:
        sign_in.work_for(tx, scene.company.public_id, token="a", next_token="b")


def test_one_of_ones_own_people_is_not_let_go_here(scene: Scene) -> None:
    with pytest.raises(NotFound), scene.world.tx(scene.one) as tx:
        guests.let_go(tx, scene.one.public_id)


def test_working_for_another_organisation_gives_a_new_token_and_no_more_time(scene: Scene) -> None:
    scene.name()
    with scene.world.tx(sign_in.SIGN_IN) as tx:
        begun = sign_in.begin(tx, tx.follow(User, scene.other.user_id or 0), "before")
    with scene.world.tx(scene.other) as tx:
        sign_in.work_for(tx, scene.company.public_id, token="before", next_token="after")
    with scene.world.reading(sign_in.SIGN_IN) as tx:
        moved = tx.session.scalars(select(StaffSession)).one()
    assert moved.organisation_id == scene.company.id
    assert (moved.begun_at, moved.expires_at) == (begun.begun_at, begun.expires_at)
    assert moved.token_hash == token_hash("after")


def test_nobody_works_for_an_organisation_without_a_role_there(scene: Scene) -> None:
    with pytest.raises(NotFound), scene.world.tx(scene.other) as tx:
        sign_in.work_for(tx, scene.company.public_id, token="before", next_token="after")

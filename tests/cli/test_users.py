"""The commands that make the first people."""

from __future__ import annotations

import argparse
import io

import pytest
from sqlalchemy import select

from followup.cli import users as commands
from followup.domain.actors import Role
from followup.domain.assignments import token_hash
from followup.domain.organisations import OrganisationKind, OrganisationStatus
from followup.errors import Conflict, Invalid
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.users import ApiToken, Membership, User
from followup.passwords import CHEAPEST, Passwords
from followup.runtime import Runtime
from followup.services import organisations, sign_in
from followup.services.organisations import NewOrganisation
from followup.services.sign_in import SIGN_IN
from tests.builders import World
from tests.people import PASSWORD

pytestmark = pytest.mark.database
PERSON = ("--email", "Anna@Buyer.test", "--name", "Anna Invented", "--organisation", "Region Norr")


@pytest.fixture
def run(runtime: Runtime, monkeypatch: pytest.MonkeyPatch):
    runtime.passwords = Passwords(CHEAPEST)

    def run_one(*words: str, typed: str = PASSWORD) -> int:
        parser = argparse.ArgumentParser()
        commands.register(parser.add_subparsers(required=True))
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        chosen = parser.parse_args(words)
        return int(chosen.act(runtime, chosen))

    return run_one


def admin(*more: str) -> tuple[str, ...]:
    return ("user", "create-admin", *PERSON, "--country", "SE", "--password-stdin", *more)


def test_the_first_administrator_can_sign_in_with_what_was_printed(run, world: World, capsys) -> None:
    assert run(*admin()) == 0
    printed = capsys.readouterr().out
    with world.reading(SIGN_IN) as tx:
        user = sign_in.user_of(tx, "anna@buyer.test")
        assert user is not None
        organisation = tx.follow(Organisation, user.organisation_id)
        assert tx.session.scalars(select(Membership.role)).all() == [Role.ADMINISTRATOR]
    assert (organisation.name, organisation.kind, organisation.language) == (
        "Region Norr",
        OrganisationKind.REGION,
        "sv",
    )
    assert user.totp_secret is not None
    assert user.totp_secret in printed
    assert printed.count("otpauth://totp/") == 1
    assert world.runtime.passwords.fits(user.password_hash, PASSWORD)
    assert PASSWORD not in printed


def test_a_bad_password_makes_neither_person_nor_organisation(run, world: World) -> None:
    with pytest.raises(Invalid):
        run(*admin(), typed="regionnorr12")
    with world.reading() as tx:
        assert tx.session.scalars(select(User)).all() == []
        assert tx.session.scalars(select(Organisation)).all() == []


def test_the_same_address_twice_is_refused_and_changes_nothing(run, world: World) -> None:
    run(*admin())
    with pytest.raises(Conflict):
        run("user", "create-admin", *PERSON[:4], "--organisation", "Another", "--country", "NO", "--password-stdin")
    with world.reading() as tx:
        assert tx.session.scalars(select(Organisation.name)).all() == ["Region Norr"]


def test_a_buyer_that_was_imported_joins_with_its_first_administrator(run, world: World) -> None:
    with world.tx() as tx:
        new = NewOrganisation(
            name="Region Norr", kind=OrganisationKind.OTHER, country="SE", status=OrganisationStatus.NOT_JOINED
        )
        organisations.register(tx, new, origin="notice")
    run(*admin())
    with world.reading() as tx:
        assert tx.session.scalars(select(Organisation.status)).all() == [OrganisationStatus.JOINED]


def test_the_same_name_in_another_country_is_not_taken_for_it(run, world: World) -> None:
    world.organisation("Region Norr", country="NO")
    with pytest.raises(Conflict):
        run(*admin())


def test_an_invitation_by_command_is_mailed_in_the_organisations_name(run, world: World) -> None:
    world.organisation("Region Norr")
    assert run("user", "invite", *PERSON, "--role", "reader", "--role", "auditor") == 0
    with world.reading() as tx:
        mail = tx.session.scalars(select(OutboxMessage)).one()
        assert sorted(tx.session.scalars(select(Membership.role))) == [Role.AUDITOR, Role.READER]
    assert mail.facts["invited_by_name"] == "Region Norr"
    assert mail.organisation_id is not None


def test_an_unknown_organisation_or_user_is_named_in_the_refusal(run) -> None:
    with pytest.raises(Invalid) as refused:
        run("user", "invite", *PERSON, "--role", "reader")
    assert refused.value.problems["--organisation"][0].params == {"name": "Region Norr"}
    with pytest.raises(Invalid) as refused:
        run("token", "create", "--user", "nobody@buyer.test", "--label", "x")
    assert refused.value.problems["--user"][0].params == {"email": "nobody@buyer.test"}


def test_a_token_stands_alone_on_standard_output(run, world: World, capsys) -> None:
    world.organisation("Region Norr")
    run("user", "add-integration", *PERSON, "--role", "reader")
    capsys.readouterr()
    assert run("token", "create", "--user", "ANNA@buyer.test", "--label", "Case system", "--days", "30") == 0
    token = capsys.readouterr().out.strip()
    with world.reading() as tx:
        kept = tx.session.scalars(select(ApiToken)).one()
    assert kept.token_hash == token_hash(token)
    assert (kept.expires_on - world.runtime.clock.now().date()).days == 30


@pytest.mark.parametrize("days", ["0", "366"])
def test_a_token_for_no_day_or_more_than_a_year_is_refused(run, world: World, days: str) -> None:
    world.organisation("Region Norr")
    run("user", "add-integration", *PERSON, "--role", "reader")
    with pytest.raises(Invalid):
        run("token", "create", "--user", "anna@buyer.test", "--label", "x", "--days", days)

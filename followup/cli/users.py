"""`user …` and `token create`: the first administrator, invitations, integrations and their tokens."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import timedelta

from sqlalchemy import select

from followup.cli.setting import configured, runtime_of
from followup.domain.actors import GIVEN_TO_PEOPLE, Role, System
from followup.domain.organisations import OrganisationKind
from followup.domain.sign_in import sign_in_name
from followup.domain.users import TOKEN_DAYS, NewToken, NewUser, check_password
from followup.errors import N_, Conflict, Invalid, Reason
from followup.i18n import LANGUAGES
from followup.models.organisations import Organisation
from followup.models.users import User
from followup.runtime import Runtime
from followup.schemas.sign_in import NewPasswordSchema
from followup.schemas.users import NewUserSchema
from followup.services import organisations, sign_in, users
from followup.services.organisations import LANGUAGES as SPOKEN
from followup.services.organisations import NewOrganisation
from followup.transaction import Transaction

SETUP = System(job="setup", everything=True)
NO_ORGANISATION = Reason("organisation.unknown", N_("There is no organisation called “{name}”."))
NO_USER = Reason("user.unknown", N_("There is no user with the address {email}."))
OTHER_COUNTRY = Reason("organisation.other_country", N_("“{name}” is already registered, in {country}."))


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands; each names what it does with a runtime, so that it can be done with any."""
    user = commands.add_parser("user", help="people and integrations").add_subparsers(required=True, metavar="COMMAND")
    admin = _person(
        user.add_parser("create-admin", help="an organisation's first administrator; makes the organisation")
    )
    admin.add_argument("--country", required=True, choices=sorted(SPOKEN), help="of the organisation")
    admin.add_argument("--kind", default=OrganisationKind.REGION.value, choices=[k.value for k in OrganisationKind])
    admin.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    admin.set_defaults(run=_run, act=create_admin)
    for name, helped, act in (
        ("invite", "mail a person a link to choose a password", invite),
        ("add-integration", "register another program, which gets tokens", add_integration),
    ):
        command = _person(user.add_parser(name, help=helped))
        command.add_argument("--role", action="append", required=True, choices=[r.value for r in GIVEN_TO_PEOPLE])
        command.set_defaults(run=_run, act=act)
    token = commands.add_parser("token", help="bearer tokens of the API")
    create = token.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "create", help="make a token of an integration and print it, once"
    )
    create.add_argument("--user", required=True, metavar="EMAIL", help="the integration's address")
    create.add_argument("--label", required=True, help="what the token is for")
    create.add_argument("--days", type=int, default=TOKEN_DAYS, help=f"how long it works, at most {TOKEN_DAYS}")
    create.set_defaults(run=_run, act=create_token)


def _run(chosen: argparse.Namespace) -> int:
    return int(chosen.act(runtime_of(configured()), chosen))


def _person(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--email", required=True)
    command.add_argument("--name", required=True)
    command.add_argument("--organisation", required=True, metavar="NAME")
    command.add_argument("--language", choices=sorted(LANGUAGES), help="default: the organisation's")
    return command


def create_admin(runtime: Runtime, chosen: argparse.Namespace) -> int:
    """Register an administrator who can sign in at once, and print the second factor's secret, once."""
    new = _checked(chosen, [Role.ADMINISTRATOR], chosen.language or SPOKEN[chosen.country])
    password = _password(chosen.password_stdin)
    check_password(password, names=(new.name, new.email, chosen.organisation))
    secret, password_hash = sign_in.new_secret(), runtime.passwords.hashed(password)
    with runtime.transaction(SETUP) as tx:
        organisation = _found_or_made(tx, chosen)
        users.register_administrator(tx, organisation, new, password_hash=password_hash, totp_secret=secret)
    print(f"{new.email} can sign in for {chosen.organisation} at {runtime.base_url}/sign-in")
    print("Add this secret to an app for one-time codes now; it is not shown again:")
    print(f"  {secret}")
    print(f"  {sign_in.provisioning_uri(secret, new.email)}")
    return 0


def _found_or_made(tx: Transaction, chosen: argparse.Namespace) -> Organisation:
    organisation = organisations.named(tx, chosen.organisation)
    if organisation is None:
        kind = OrganisationKind.of(chosen.kind)
        return organisations.register(tx, NewOrganisation(name=chosen.organisation, kind=kind, country=chosen.country))
    if organisation.country != chosen.country:
        raise Conflict(OTHER_COUNTRY.but(name=organisation.name, country=organisation.country))
    organisations.admit(tx, organisation)
    return organisation


def invite(runtime: Runtime, chosen: argparse.Namespace) -> int:
    """Invite a person of an organisation that is there."""
    organisation = _organisation(runtime, chosen.organisation)
    new = _checked(chosen, chosen.role, chosen.language or organisation.language)
    with runtime.transaction(System(job="setup", organisation_id=organisation.id)) as tx:
        users.invite(tx, runtime.keys, new)
    print(
        f"A mail with a link for {new.email} waits in the outbox; it is delivered within a minute where a worker runs."
    )
    return 0


def add_integration(runtime: Runtime, chosen: argparse.Namespace) -> int:
    """Register an integration of an organisation that is there."""
    organisation = _organisation(runtime, chosen.organisation)
    new = _checked(chosen, chosen.role, chosen.language or organisation.language)
    with runtime.transaction(System(job="setup", organisation_id=organisation.id)) as tx:
        users.register_integration(tx, new)
    print(f"Registered. Make its token with: followup token create --user {new.email} --label …")
    return 0


def create_token(runtime: Runtime, chosen: argparse.Namespace) -> int:
    """Make a token and print it, alone on standard output, so that it can be piped to where it is kept."""
    with runtime.transaction(SETUP, read_only=True) as tx:
        email = sign_in_name(chosen.user)
        user = tx.session.scalars(select(User).where(User.email == email)).one_or_none()
    if user is None:
        raise Invalid.at("--user", NO_USER.but(email=chosen.user))
    with runtime.transaction(System(job="setup", organisation_id=user.organisation_id)) as tx:
        new = NewToken(label=chosen.label, expires_on=tx.today + timedelta(days=chosen.days))
        token = users.create_token(tx, user.public_id, new)
    print(f"Works until {new.expires_on}. It is not shown again:", file=sys.stderr)
    print(token)
    return 0


def _organisation(runtime: Runtime, name: str) -> Organisation:
    with runtime.transaction(SETUP, read_only=True) as tx:
        organisation = organisations.named(tx, name)
    if organisation is None:
        raise Invalid.at("--organisation", NO_ORGANISATION.but(name=name))
    return organisation


def _checked(chosen: argparse.Namespace, roles: list[str], language: str) -> NewUser:
    given = {"name": chosen.name, "email": chosen.email, "language": language, "roles": list(roles)}
    return NewUserSchema().read(given)


def _password(from_stdin: bool) -> str:
    """Return the password: one line of standard input, or typed twice at a prompt that does not show it."""
    if from_stdin:
        password = again = sys.stdin.readline()
    else:
        password, again = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    return NewPasswordSchema().read({"password": password, "again": again})

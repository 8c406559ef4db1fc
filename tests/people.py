"""People who can really sign in: with a password, a secret, and an app that shows codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp

from followup.domain.actors import Role
from followup.domain.users import NewUser
from followup.models.organisations import Organisation
from followup.models.users import User
from followup.passwords import CHEAPEST, Passwords
from followup.services import sign_in, users
from tests.builders import World

PASSWORD = "seven quiet lakes behind the hill"


@dataclass(frozen=True)
class Person:
    """A user with what only the person knows and holds."""

    user: User
    secret: str

    def code(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)


def a_person(world: World, organisation: Organisation, *roles: Role, email: str = "anna@buyer.test") -> Person:
    """Register somebody who can sign in with PASSWORD; hashing costs next to nothing in this world."""
    world.runtime.passwords = Passwords(CHEAPEST)
    secret, kept = sign_in.new_secret(), world.runtime.passwords.hashed(PASSWORD)
    new = NewUser(name="Anna Invented", email=email, language="en", roles=frozenset(roles or {Role.ADMINISTRATOR}))
    with world.tx() as tx:
        user = users.register_administrator(tx, organisation, new, password_hash=kept, totp_secret=secret)
    return Person(user, secret)


def organisation_of(world: World, key: int | None) -> Organisation:
    """Return the organisation that a person or user belongs to."""
    with world.reading() as tx:
        return tx.follow(Organisation, key or 0)

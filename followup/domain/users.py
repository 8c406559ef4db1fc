"""People who sign in: what is asked of them, and which roles an organisation may hand out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.actors import Role
from followup.domain.codes import Coded
from followup.domain.organisations import OrganisationKind
from followup.errors import N_, Invalid, Reason

PASSWORD_SHORT = Reason(
    "password.short", N_("The password needs at least {least} characters. A short sentence works well.")
)
PASSWORD_KNOWN = Reason(
    "password.known", N_("The password is too easy to guess. Choose words that do not belong together.")
)
ROLE_NOT_HERE = Reason("user.role_not_here", N_("This organisation cannot hand out the role “{role}”."))
LAST_ADMINISTRATOR = Reason(
    "user.last_administrator", N_("This is the organisation's last administrator. Give another person that role first.")
)
NOT_AN_INTEGRATION = Reason(
    "token.person", N_("Only integrations get API tokens. People sign in with a password and a code.")
)
NO_SIGN_IN = Reason(
    "user.no_sign_in", N_("This user is disabled or an integration, so there is no password to choose.")
)
TOKEN_TIME = Reason("token.time", N_("Choose a day from tomorrow to {latest}."))
USER_STATE = Reason("user.state", N_("This is not possible while the user is “{status}”."))

PASSWORD_LEAST = 12  # Source: trust.md H5
TOKEN_DAYS = 365  # Source: issue A, bearer tokens live at most a year
# The words, rows of keys and seasons that known passwords of twelve characters and more are made of.
_KNOWN = (
    *("password", "passw0rd", "lösenord", "losenord", "passord", "hemlig", "hemmelig", "followup", "secret", "letmein"),
    *("administrator", "admin", "välkommen", "velkommen", "welcome", "iloveyou"),
    *("sommar", "sommer", "summer", "vinter", "winter"),
    *("qwerty", "asdfgh", "zxcvbn", "uiop", "1q2w3e", "4r5t6y", "abc123", "123456", "12345", "1234", "7890"),
)
_FILLING = " .,-_@!?#"


class UserStatus(Coded):
    """Whether a person can sign in."""

    INVITED = "invited", N_("Invited")
    ACTIVE = "active", N_("Active")
    DISABLED = "disabled", N_("Disabled")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A person to invite."""

    name: str
    email: str
    language: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a person may change about themselves."""

    name: str
    language: str
    wants_digest: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A bearer token to make: what it is for, and its last day."""

    label: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """What the list of users is narrowed to."""

    q: str = ""
    status: UserStatus | None = None
    after: str | None = None


def roles_of(kind: OrganisationKind, *, leads: bool) -> tuple[Role, ...]:
    """Return the roles that an organisation may hand out; `leads` says whether it carries a cooperation.

    A host municipality buys itself and leads too; a secretariat has no contracts of its own.
    """
    inside = (Role.READER, Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR)
    joint = (Role.COORDINATOR, Role.PUBLISHER)
    if kind is OrganisationKind.SECRETARIAT:
        return (*joint, Role.ADMINISTRATOR)
    return (*inside, *(joint if leads else ()), Role.ADMINISTRATOR)


def check_roles(roles: Iterable[Role], allowed: Collection[Role]) -> None:
    """Refuse a role that the organisation cannot hand out.

    Errors: Invalid("user.role_not_here") at roles.
    """
    foreign = [ROLE_NOT_HERE.but(role=role) for role in sorted(roles) if role not in allowed]
    if foreign:
        raise Invalid.at("roles", *foreign)


def check_token_time(expires_on: date, today: date) -> None:
    """Refuse a token that has ended already or lives too long.

    Errors: Invalid("token.time") at expires_on.
    """
    latest = today + timedelta(days=TOKEN_DAYS)
    if not today < expires_on <= latest:
        raise Invalid.at("expires_on", TOKEN_TIME.but(latest=latest))


def check_password(password: str, *, names: Iterable[str]) -> None:
    """Refuse a password that is short, common, or made of the person's or organisation's name.

    Errors: Invalid("password.short"), Invalid("password.known") at password.
    Source: trust.md H5.
    """
    if len(password) < PASSWORD_LEAST:
        raise Invalid.at("password", PASSWORD_SHORT.but(least=PASSWORD_LEAST))
    folded = password.casefold()
    words = [w.casefold() for name in names for w in name.replace("@", " ").replace(".", " ").split() if len(w) > 3]
    left = folded
    for word in sorted({*words, *_KNOWN, *_FILLING}, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < PASSWORD_LEAST // 2 or len(set(folded)) < 5:
        raise Invalid.at("password", PASSWORD_KNOWN)

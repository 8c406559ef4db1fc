"""People who sign in: what is asked of them, and which roles an organisation may hand out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from followup.domain.actors import Role
from followup.domain.codes import Coded
from followup.domain.organisations import OrganisationKind
from followup.errors import N_, Invalid, Reason

PASSWORD_SHORT = Reason("password.short", N_("The password needs at least {least} characters. A short sentence works well."))
PASSWORD_KNOWN = Reason("password.known", N_("The password is too easy to guess. Choose words that do not belong together."))
ROLE_NOT_HERE = Reason("user.role_not_here", N_("This organisation cannot hand out that role."))

PASSWORD_LEAST = 12  # Source: trust.md H5
_KNOWN = ("password", "losenord", "lösenord", "passord", "followup", "qwerty", "123456", "sommar", "vinter", "summer")


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


def roles_of(kind: OrganisationKind) -> tuple[Role, ...]:
    """Return the roles that an organisation of this kind may hand out."""
    inside = (Role.READER, Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR)
    if kind is OrganisationKind.SECRETARIAT:
        return (Role.COORDINATOR, Role.PUBLISHER, Role.ADMINISTRATOR)
    return inside


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
    for word in (*_KNOWN, *words):
        left = left.replace(word, "")
    if len(left) < PASSWORD_LEAST // 2 or len(set(folded)) < 5:
        raise Invalid.at("password", PASSWORD_KNOWN)

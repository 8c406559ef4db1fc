"""Users of one's organisation, for its administrator: inviting, roles, disabling, integrations and their tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from followup.domain.actors import Role
from followup.domain.permissions import Permission
from followup.domain.users import TOKEN_DAYS, NewToken, NewUser, UserFilter
from followup.errors import NotFound
from followup.i18n import LANGUAGES
from followup.models.organisations import Organisation
from followup.models.users import User
from followup.queries import guests, journal
from followup.queries import users as queries
from followup.queries.paging import Page
from followup.schemas.users import (
    ListedUserSchema,
    NewTokenSchema,
    NewUserSchema,
    RolesSchema,
    UserFilterSchema,
    UserSchema,
)
from followup.services import users
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form, coded_choices
from followup.web.security import runtime

room = Room("users")


@room.page("/users", needs=Permission.USER_READ, query=UserFilterSchema)
def index(tx: Transaction, query: UserFilter) -> dict[str, Any]:
    """Return the list of the organisation's users."""
    asked = {name: value for name in ("q", "status") if (value := getattr(query, name))}
    return {
        "found": queries.listed(tx.session, query),
        "query": query,
        "asked": asked,
        "filter": Form(UserFilterSchema, asked),
    }


@room.read("/users", needs=Permission.USER_READ, gives=ListedUserSchema, many=True, query=UserFilterSchema)
def list_users(tx: Transaction, query: UserFilter) -> Page[Any]:
    """Return the organisation's users, by name."""
    return queries.listed(tx.session, query)


@room.page("/users/<user_id>", needs=Permission.USER_READ)
def show(tx: Transaction, user_id: str) -> dict[str, Any]:
    """Return one user with roles, tokens and history."""
    user = tx.get(User, user_id, to=Permission.USER_READ)
    return {
        "user": user,
        "roles": queries.roles(tx.session, [user.id]).get(user.id, ()),
        "tokens": queries.tokens(tx.session, user.id) if user.is_integration else (),
        "elsewhere": [] if user.is_integration else _elsewhere(tx, user),
        "is_oneself": user.id == tx.actor.user_id,
        "history": journal.history(tx.session, [user.public_id]),
    }


def _elsewhere(tx: Transaction, user: User) -> list[str]:
    """Return the names of other organisations that have named the person as an approver."""
    return [row.name for row in guests.organisations(tx.session, user.id) if row.id != user.organisation_id]


@room.read("/users/<user_id>", needs=Permission.USER_READ, gives=UserSchema)
def get_user(tx: Transaction, user_id: str) -> dict[str, Any]:
    """Return one user."""
    user = tx.get(User, user_id, to=Permission.USER_READ)
    names = ("public_id", "version", "name", "email", "language", "status", "is_integration")
    return {
        **{name: getattr(user, name) for name in names},
        "roles": queries.roles(tx.session, [user.id]).get(user.id, ()),
    }


def _roles(tx: Transaction) -> Any:
    organisation = tx.follow(Organisation, tx.actor.organisation_id or 0)
    return coded_choices(queries.roles_to_give(tx.session, organisation))


def _new_user(tx: Transaction) -> Shown:
    organisation = tx.follow(Organisation, tx.actor.organisation_id or 0)
    return Shown(
        data={"language": organisation.language},
        choices={"roles": _roles(tx), "language": list(LANGUAGES.items())},
        context={"organisation": organisation},
    )


@room.form(
    "/users/new", needs=Permission.USER_INVITE, takes=NewUserSchema, template="users/invite.html", shows=_new_user
)
def invite(tx: Transaction, new: NewUser) -> AnyResponse:
    """Invite a person."""
    user = users.invite(tx, runtime().keys, new)
    return see_other("users.show", user_id=user.public_id, notice="invited")


@room.form(
    "/users/new-integration",
    needs=Permission.USER_INVITE,
    takes=NewUserSchema,
    template="users/integration.html",
    shows=_new_user,
)
def integrate(tx: Transaction, new: NewUser) -> AnyResponse:
    """Register an integration."""
    user = users.register_integration(tx, new)
    return see_other("users.show", user_id=user.public_id, notice="registered")


def _held_roles(tx: Transaction, user_id: str) -> Shown:
    user = tx.get(User, user_id, to=Permission.USER_CHANGE)
    held: tuple[Role, ...] = queries.roles(tx.session, [user.id]).get(user.id, ())
    return Shown(data={"roles": held}, choices={"roles": _roles(tx)}, context={"user": user})


@room.form(
    "/users/<user_id>/roles",
    needs=Permission.USER_CHANGE,
    takes=RolesSchema,
    template="users/roles.html",
    shows=_held_roles,
)
def change_roles(tx: Transaction, roles: frozenset[Role], user_id: str) -> AnyResponse:
    """Give exactly these roles."""
    users.change_roles(tx, user_id, roles)
    return see_other("users.show", user_id=user_id, notice="saved")


@room.action("/users/<user_id>/link", needs=Permission.USER_CHANGE)
def send_link(tx: Transaction, user_id: str) -> AnyResponse:
    """Mail a new link to choose a password."""
    users.send_link(tx, runtime().keys, user_id)
    return see_other("users.show", user_id=user_id, notice="invited")


@room.action("/users/<user_id>/disable", needs=Permission.USER_DISABLE, versioned=True)
def disable(tx: Transaction, user_id: str, version: int | None) -> AnyResponse:
    """Shut a user out."""
    users.disable(tx, user_id, version)
    return see_other("users.show", user_id=user_id, notice="disabled")


@room.action("/users/<user_id>/enable", needs=Permission.USER_CHANGE, versioned=True)
def enable(tx: Transaction, user_id: str, version: int | None) -> AnyResponse:
    """Let a user in again."""
    users.enable(tx, user_id, version)
    return see_other("users.show", user_id=user_id, notice="saved")


def _new_token(tx: Transaction, user_id: str) -> Shown:
    user = tx.get(User, user_id, to=Permission.TOKEN_CREATE)
    if not user.is_integration:
        raise NotFound
    return Shown(data={"expires_on": tx.today + timedelta(days=TOKEN_DAYS)}, context={"user": user})


@room.form(
    "/users/<user_id>/tokens/new",
    needs=Permission.TOKEN_CREATE,
    takes=NewTokenSchema,
    template="users/new_token.html",
    shows=_new_token,
)
def create_token(tx: Transaction, new: NewToken, user_id: str) -> AnyResponse:
    """Make a token and show it in this one answer: it is kept as a hash and never seen again."""
    token = users.create_token(tx, user_id, new)
    user = tx.get(User, user_id, to=Permission.USER_READ)
    return make_response(render_template("users/token.html", user=user, new=new, token=token))


@room.action("/users/<user_id>/tokens/<token_id>/revoke", needs=Permission.TOKEN_CREATE)
def revoke_token(tx: Transaction, user_id: str, token_id: str) -> AnyResponse:
    """Let a token work no longer."""
    user = users.revoke_token(tx, token_id)
    if user.public_id != user_id:
        raise NotFound
    return see_other("users.show", user_id=user_id, notice="withdrawn")

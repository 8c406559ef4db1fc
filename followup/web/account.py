"""One's own account: name, language, other browsers, another password."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response as AnyResponse

from followup.domain.assignments import token_hash
from followup.domain.permissions import Permission
from followup.domain.users import Account
from followup.i18n import LANGUAGES
from followup.models.users import User
from followup.queries import sign_in as queries
from followup.schemas.users import AccountSchema
from followup.services import sign_in, users
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime
from followup.web.shell import LANGUAGE_COOKIE

room = Room("account")


def _own(tx: Transaction) -> Shown:
    user = tx.follow(User, tx.actor.user_id or 0)
    return Shown(
        data={"name": user.name, "language": user.language},
        choices={"language": list(LANGUAGES.items())},
        version=user.version,
        context={
            "user": user,
            "others": queries.other_sessions(tx.session, user.id, token_hash(g.session_token), tx.now),
        },
    )


@room.form(
    "/account",
    needs=Permission.WORK_READ,
    takes=AccountSchema,
    template="account/show.html",
    shows=_own,
    versioned=True,
)
def show(tx: Transaction, new: Account, version: int | None) -> AnyResponse:
    """Save name and language; the language holds in this browser from now on."""
    users.change_account(tx, new, version)
    response = see_other("account.show", notice="saved")
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


@room.action("/account/end-others", needs=Permission.WORK_READ)
def end_others(tx: Transaction) -> AnyResponse:
    """End one's sessions in all other browsers."""
    sign_in.end_all(tx, tx.follow(User, tx.actor.user_id or 0), but=g.session_token)
    return see_other("account.show", notice="saved")


@room.action("/account/new-password", needs=Permission.WORK_READ)
def send_link(tx: Transaction) -> AnyResponse:
    """Mail oneself a link to choose another password and second factor."""
    users.send_own_link(tx, runtime().keys)
    return see_other("account.show", notice="sent")

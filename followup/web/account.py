"""One's own account: name, language, for which organisation one works now, other browsers, another password."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response as AnyResponse

from followup.domain.assignments import token_hash
from followup.domain.permissions import Permission
from followup.domain.users import Account
from followup.i18n import LANGUAGES
from followup.queries import guests
from followup.queries import sign_in as queries
from followup.schemas.users import AccountSchema
from followup.services import sign_in, users
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import STAFF_COOKIE, new_token, runtime
from followup.web.shell import LANGUAGE_COOKIE

room = Room("account")


def _own(tx: Transaction) -> Shown:
    user = guests.user(tx.session, tx.actor.user_id)
    return Shown(
        data={"name": user.name, "language": user.language, "wants_digest": user.wants_digest},
        choices={"language": list(LANGUAGES.items())},
        version=user.version,
        context={
            "user": user,
            "organisations": guests.organisations(tx.session, user.id),
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
    sign_in.end_all(tx, guests.user(tx.session, tx.actor.user_id), but=g.session_token)
    return see_other("account.show", notice="saved")


@room.action("/account/new-password", needs=Permission.WORK_READ)
def send_link(tx: Transaction) -> AnyResponse:
    """Mail oneself a link to choose another password and second factor."""
    users.send_own_link(tx, runtime().keys)
    return see_other("account.show", notice="sent")


@room.action("/account/organisations/<organisation_id>", needs=Permission.WORK_READ)
def work_for(tx: Transaction, organisation_id: str) -> AnyResponse:
    """Work for another organisation where one has a role; this browser sees that one's things from now on."""
    token = new_token()
    sign_in.work_for(tx, organisation_id, token=g.session_token, next_token=token)
    response = see_other("work.show", notice="working_for")
    STAFF_COOKIE.write(response, token, runtime().clock.now())
    return response

"""Saved views: keeping one, removing one."""

from __future__ import annotations

from followup.domain.permissions import Permission
from followup.domain.views import KNOWN, MANY, MOST, NewView
from followup.errors import Invalid
from followup.models.views import SavedView
from followup.queries import views
from followup.transaction import Transaction


def save(tx: Transaction, noun: str, new: NewView) -> SavedView:
    """Keep a view of a list under a name.

    Errors: Invalid("view.known"), Invalid("view.many") at name.
    """
    tx.require(Permission.VIEW_SAVE)
    own = views.of_person(tx.session, tx.actor.user_id, noun)
    if any(view.name == new.name for view in own):
        raise Invalid.at("name", KNOWN)
    if len(own) >= MOST:
        raise Invalid.at("name", MANY)
    return tx.add(SavedView(user_id=tx.actor.user_id, noun=noun, name=new.name, query=dict(new.query)))


def remove(tx: Transaction, view_id: str) -> None:
    """Take away one of one's own views.

    Errors: NotFound; Forbidden for a colleague's.
    """
    tx.session.delete(tx.get(SavedView, view_id, to=Permission.VIEW_SAVE))

"""Colleagues who help with a self-assessment: the holder of the link invites them, and sees who has what."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from followup import i18n
from followup.domain.contributors import COLLEAGUES_MOST, NewContributor
from followup.domain.permissions import Permission
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.errors import NotFound
from followup.models.contributors import Contributor
from followup.models.questionnaires import Invitation
from followup.queries import assignments, questionnaires
from followup.queries import contributors as queries
from followup.queries.questionnaires import form_of
from followup.schemas.links import NewContributorSchema, SectionsSchema
from followup.services import contributors
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("contributors", identity="link")
DELEGATE = Permission.ASSIGNMENT_DELEGATE


def _mine(tx: Transaction) -> Invitation:
    invitation = questionnaires.of_holder(tx.session, tx.actor.assignment_id)
    if invitation is None:
        raise NotFound
    require_confirmed(tx)
    return invitation


def _titles(invitation: Invitation) -> list[tuple[str, str]]:
    return [(s.id, s.title.to(i18n.language())) for s in form_of(invitation).sections]


def _around(tx: Transaction, invitation: Invitation) -> dict[str, Any]:
    titles = dict(_titles(invitation))
    return {
        "assignment": assignments.of_holder(tx.session, tx.actor.assignment_id),
        "is_open": invitation.status in WITH_SUPPLIER,
        "most": COLLEAGUES_MOST,
        "colleagues": [
            (row, [titles[section] for section in row.sections if section in titles])
            for row in queries.of_invitation(tx.session, invitation.id)
        ],
    }


def _invite_page(tx: Transaction) -> Shown:
    invitation = _mine(tx)
    around = _around(tx, invitation)
    return Shown(
        data={"language": around["assignment"].language},
        choices={"sections": _titles(invitation), "language": list(i18n.LANGUAGES.items())},
        context=around,
    )


@room.form(
    "/s/form/colleagues",
    needs=DELEGATE,
    takes=NewContributorSchema,
    template="supplier/colleagues.html",
    shows=_invite_page,
)
def index(tx: Transaction, new: NewContributor) -> Response:
    """Invite a colleague to chosen sections; the page shows who has what."""
    contributors.invite(tx, runtime().keys, new)
    return see_other("contributors.index", notice="colleague_invited")


def _change_page(tx: Transaction, contributor_id: str) -> Shown:
    invitation = _mine(tx)
    colleague = tx.get(Contributor, contributor_id, to=DELEGATE)
    if colleague.removed_at is not None:
        raise NotFound
    return Shown(
        data={"sections": colleague.sections},
        choices={"sections": _titles(invitation)},
        version=colleague.version,
        context={"colleague": colleague},
    )


@room.form(
    "/s/form/colleagues/<contributor_id>",
    needs=DELEGATE,
    takes=SectionsSchema,
    template="supplier/colleague.html",
    shows=_change_page,
    versioned=True,
)
def change(tx: Transaction, sections: tuple[str, ...], contributor_id: str, version: int | None) -> Response:
    """Give a colleague other sections."""
    contributors.change(tx, contributor_id, sections, version)
    return see_other("contributors.index", notice="saved")


@room.action("/s/form/colleagues/<contributor_id>/send", needs=DELEGATE)
def send(tx: Transaction, contributor_id: str) -> Response:
    """Mail a colleague the same link again, at most once a day."""
    contributors.send_again(tx, contributor_id)
    return see_other("contributors.index", notice="link_mailed")


@room.action("/s/form/colleagues/<contributor_id>/remove", needs=DELEGATE)
def remove(tx: Transaction, contributor_id: str) -> Response:
    """Take a colleague's link back: it ends at once, what was written stays."""
    contributors.take_back(tx, contributor_id)
    return see_other("contributors.index", notice="taken_back")

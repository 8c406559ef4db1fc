"""The supplier's page of a text about it, by personal link: what is to be published, and its check of the facts."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from followup.domain.permissions import Permission
from followup.domain.public_lights import Written
from followup.domain.publications import Checked, PublicationStatus
from followup.domain.sharing import MEANING
from followup.errors import NotFound
from followup.models.assignments import Assignment
from followup.models.publications import PublicationCheck
from followup.queries import publication_checks as queries
from followup.schemas.publications import CheckedSchema
from followup.schemas.risk import category_name
from followup.services import publication_checks
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("supplier_publication", identity="link")
CHECK = Permission.PUBLICATION_CHECK


def _asked(tx: Transaction) -> PublicationCheck:
    """Return the check of the link in use.

    Errors: NotFound for a link of another kind; CodeNeeded where a code is asked for first.
    """
    check = queries.of_link(tx.session)
    if check is None:
        raise NotFound
    require_confirmed(tx)
    return check


def _context(tx: Transaction) -> dict[str, Any]:
    check = _asked(tx)
    told = queries.told(tx.session, check)
    return {
        "check": check,
        "told": told,
        "assignment": tx.follow(Assignment, tx.actor.assignment_id or 0),
        "text": Written(**check.text),
        "next_step": Written(**check.next_step),
        "meaning": MEANING[check.light].but(on=check.light_on),
        "is_open": told.status is PublicationStatus.WITH_SUPPLIER and told.is_newest and check.answered_at is None,
        "category_name": category_name,
        "on": tx.today,
    }


@room.page("/s/publication", needs=CHECK, template="supplier/publication.html")
def show(tx: Transaction) -> dict[str, Any]:
    """Return the text as it was sent, and what has become of it."""
    return _context(tx)


def _check_form(tx: Transaction) -> Shown:
    context = _context(tx)
    publication_checks.refuse_answer(tx, context["check"])
    return Shown(version=context["check"].version, context=context)


@room.form(
    "/s/publication/check",
    needs=CHECK,
    takes=CheckedSchema,
    template="supplier/publication_check.html",
    shows=_check_form,
    versioned=True,
)
def check(tx: Transaction, said: Checked, version: int | None) -> Response:
    """Say that the facts are right, or what is not."""
    _asked(tx)
    publication_checks.answer(tx, said, version)
    return see_other("supplier_publication.show", notice="plan_sent")

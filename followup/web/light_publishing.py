"""Publishing a light and withdrawing it: the secretariat's steps, and the buyer's right to take its own text away."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.models.publications import Publication
from followup.queries import publications as queries
from followup.schemas.publications import PublishSchema, WithdrawPublicationSchema
from followup.schemas.risk import category
from followup.services import published_lights
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("light_publishing")
PUBLISH, WRITE = Permission.PUBLICATION_PUBLISH, Permission.PUBLICATION_WRITE
_ONE = "/publications/<publication_id>"


def _shown(tx: Transaction, publication_id: str, to: Permission) -> Shown:
    publication = tx.get(Publication, publication_id, to=to)
    about = queries.around(tx.session, publication)
    return Shown(version=publication.version, context={"publication": publication, "about": about})


def _publish_form(tx: Transaction, publication_id: str) -> Shown:
    publication = tx.get(Publication, publication_id, to=PUBLISH)
    sent, about = published_lights.newest(tx, publication), queries.around(tx.session, publication)
    return Shown(
        version=publication.version,
        context={
            "publication": publication,
            "about": about,
            "check": sent.check if sent else None,
            "problems": published_lights.problems(tx, publication, sent, about.country),
        },
    )


@room.form(
    f"{_ONE}/publish",
    needs=PUBLISH,
    takes=PublishSchema,
    template="publications/publish.html",
    shows=_publish_form,
    versioned=True,
)
def publish(tx: Transaction, is_considered: bool, publication_id: str, version: int | None) -> Any:
    """Let a text out for good."""
    found = category(tx.get(Publication, publication_id, to=PUBLISH).category)
    published_lights.publish(
        tx,
        publication_id,
        version,
        is_considered=is_considered,
        category_name=found.name if found else None,
        is_demonstration=runtime().is_demonstration,
    )
    return see_other("publications.show", publication_id=publication_id, notice="published")


def _withdraw_form(tx: Transaction, publication_id: str) -> Shown:
    return _shown(tx, publication_id, PUBLISH)


@room.form(
    f"{_ONE}/withdraw",
    needs=PUBLISH,
    takes=WithdrawPublicationSchema,
    template="publications/withdraw.html",
    shows=_withdraw_form,
    versioned=True,
)
def withdraw(tx: Transaction, reason: str, publication_id: str, version: int | None) -> Any:
    """Withdraw a light as the secretariat."""
    published_lights.withdraw(tx, publication_id, reason, version)
    return see_other("publications.show", publication_id=publication_id, notice="withdrawn")


def _take_down_form(tx: Transaction, publication_id: str) -> Shown:
    return _shown(tx, publication_id, WRITE)


@room.form(
    f"{_ONE}/take-down",
    needs=WRITE,
    takes=WithdrawPublicationSchema,
    template="publications/withdraw.html",
    shows=_take_down_form,
    versioned=True,
)
def take_down(tx: Transaction, reason: str, publication_id: str, version: int | None) -> Any:
    """Withdraw a light as the buyer whose text it is."""
    published_lights.withdraw(tx, publication_id, reason, version, to=WRITE)
    return see_other("publications.show", publication_id=publication_id, notice="withdrawn")

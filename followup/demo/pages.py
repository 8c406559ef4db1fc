"""Pages that exist in the demonstration only: signing in by one click, and reading the mail that was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import request
from sqlalchemy import select

from followup.demo import post
from followup.domain.actors import Actor, System
from followup.errors import NotFound
from followup.models.organisations import Organisation
from followup.models.users import User
from followup.schemas.base import Input
from followup.schemas.fields import PublicIdField
from followup.services import sign_in
from followup.transaction import Transaction
from followup.web.endpoint import Open, Room, see_other
from followup.web.forms import decode
from followup.web.security import STAFF_COOKIE, new_token, runtime

DEMONSTRATION = Open("exists in the demonstration only, where every person and result is invented")
SETUP = System(job="setup", everything=True)


class PersonSchema(Input[str]):
    """Whom to sign in as."""

    user_id = PublicIdField("usr", required=True)

    def build(self, loaded: Any) -> str:
        """Return the user's public id."""
        return str(loaded["user_id"])


def room_of(folder: Path, people: dict[str, str]) -> Room:
    """Return the room; `people` maps e-mail addresses to what each of them shows."""
    room = Room("demo")

    @room.page("/demo", needs=DEMONSTRATION)
    def show(_: Transaction) -> dict[str, Any]:
        """List the persons of the demonstration."""
        rows = _people(list(people))
        order = list(people)
        return {"people": sorted(rows, key=lambda row: order.index(row.email)), "roles": people}

    @room.gate("/demo/sign-in", needs=DEMONSTRATION, methods=("POST",))
    def enter(_: Actor) -> Any:
        """Sign in as one of them."""
        user_id = PersonSchema().read(decode(request.form, PersonSchema))
        token = new_token()
        with runtime().transaction(SETUP) as tx:
            user = tx.session.scalars(
                select(User).where(User.public_id == user_id, User.email.in_(people))
            ).one_or_none()
            if user is None:
                raise NotFound
            sign_in.begin(tx, user, token)
        response = see_other("work.show")
        STAFF_COOKIE.write(response, token, runtime().clock.now())
        return response

    @room.page("/demo/mail", needs=DEMONSTRATION)
    def mail(_: Transaction) -> dict[str, Any]:
        """List the mail that arrived."""
        return {"mails": post.caught(folder)[:200]}

    @room.page("/demo/mail/<key>", needs=DEMONSTRATION, template="demo/letter.html")
    def letter(_: Transaction, key: str) -> dict[str, Any]:
        """Show one mail."""
        found = post.one(folder, key)
        if found is None:
            raise NotFound
        return {"mail": found, "home": runtime().base_url}

    return room


def _people(emails: list[str]) -> list[Any]:
    with runtime().transaction(SETUP, read_only=True) as tx:
        found = tx.session.execute(
            select(User.public_id, User.name, User.email, Organisation.name.label("organisation_name"))
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.email.in_(emails))
        )
        return list(found)

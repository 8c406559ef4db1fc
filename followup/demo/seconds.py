"""The second pair of eyes of a small company: a person at its host, who may choose to work for the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.demo import cast
from followup.domain.actors import Role, System
from followup.domain.guests import NewGuest
from followup.services import guests

if TYPE_CHECKING:
    from followup.demo.story import Story

COMPANY = "Glåmdal Interkommunale Vann- og avløpsselskap (GIVAS)"
AT_HOST = "pia.publiserer@kongsvinger.example"
SETUP = System(job="setup", everything=True)


def name(story: Story) -> None:
    """Let the company's administrator name somebody at the host."""
    company, cooperation = story.team_of(COMPANY).organisation, story.kongsvinger.cooperation
    with story.runtime.transaction(SETUP) as tx:
        email = "ada.admin@givas.example"
        administrator = cast.hire(tx, company, "Ada Oppdiktet", email, (Role.ADMINISTRATOR,), cooperation)
    with story.runtime.transaction(administrator) as tx:
        guests.name(tx, NewGuest(email=AT_HOST))

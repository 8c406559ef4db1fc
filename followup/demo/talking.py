"""What buyer and supplier say to each other about an answered self-assessment, and a request for secrecy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.questionnaires import InvitationStatus
from followup.domain.remarks import NewRemark
from followup.domain.secrecy import SecrecyTest
from followup.models.questionnaires import Invitation
from followup.queries.questionnaires import form_of
from followup.services import remarks, secrecy

if TYPE_CHECKING:
    from followup.demo.story import Story

REASON = "Konkurrenter skulle få veta vilka fabriker vi anlitar."
TEST = SecrecyTest(
    is_secret=True,
    law="31 kap. 16 § offentlighets- och sekretesslagen (2009:400)",
    note="Uppgiften rör affärsförhållanden och bolaget kan lida skada om den röjs. Prövas på nytt vid varje begäran.",
)
ASKED, ANSWERED = "Vilken av fabrikerna menar ni här?", "Den i norr. Den andra är stängd sedan i våras."


def talk(story: Story) -> None:
    """Let one answered self-assessment of the region whose people can be visited be talked about."""
    region = story.team_of("23")
    with story.runtime.transaction(region.manager, read_only=True) as tx:
        answered = select(Invitation).where(Invitation.status == InvitationStatus.SUBMITTED)
        invitation = tx.session.scalars(answered.order_by(Invitation.id.desc()).limit(1)).one_or_none()
    if invitation is None:
        return
    first, second = form_of(invitation).questions[:2]
    holder = story.acts.holder(invitation.assignment_id or 0)
    with story.runtime.transaction(region.manager) as tx:
        remarks.write_as_buyer(tx, invitation.public_id, NewRemark(text=ASKED, question_key=second.key))
    with story.runtime.transaction(holder) as tx:
        remarks.write_as_supplier(tx, NewRemark(text=ANSWERED, question_key=second.key))
        request = secrecy.ask(tx, first.key, REASON)
        secrecy.ask(tx, second.key, REASON)
    with story.runtime.transaction(region.manager) as tx:
        secrecy.decide(tx, request.public_id, TEST)

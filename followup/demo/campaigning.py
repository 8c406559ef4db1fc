"""A campaign: the climate form to several suppliers, some of whom have answered, and one whose address is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.campaigns import Choice, MoreSuppliers, NewCampaign
from followup.domain.follow_ups import NewFollowUp
from followup.domain.forms import CLIMATE
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Invalid
from followup.jobs import deliver_mail
from followup.jobs.work import Work
from followup.mail.deliver import Delivery, Mailer, PermanentFailure
from followup.mail.render import RenderedMail
from followup.models.campaigns import Campaign
from followup.models.questionnaires import Invitation
from followup.queries import campaigns as queries
from followup.queries import prepared
from followup.queries.prepared import Prepared, Wish
from followup.services import campaigns, follow_ups

if TYPE_CHECKING:
    from followup.demo.story import Story

REGION = "23"
SENT_DAYS_AGO, MORE_DAYS_AGO, DAYS = 45, 12, 28
FIRST = 6
REASON = "Extra granskning av klimat i demonstrationen."


@dataclass(frozen=True)
class Refusing:
    """A mail server that does not know one address and takes all other mail."""

    address: str
    other: Mailer

    @contextmanager
    def batch(self) -> Iterator[Delivery]:
        """Return a sitting."""
        with self.other.batch() as sitting:
            yield _Sitting(self.address, sitting)


@dataclass(frozen=True)
class _Sitting:
    address: str
    other: Delivery

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        if mail.to_address == self.address:
            raise PermanentFailure(550, "5.1.1 Adressen finns inte (påhittat svar)")
        self.other.send(mail, message_id=message_id, dated_at=dated_at)


def schedule(story: Story) -> None:
    """Let the region send its campaign, and add suppliers later; some of them answer."""
    story.on(story.days_ago(SENT_DAYS_AGO), lambda: _send(story))


def _send(story: Story) -> None:
    manager, runtime = story.team_of(REGION).manager, story.runtime
    for signed in [s for s in story.signed.values() if s.team is story.team_of(REGION)]:
        with suppress(Conflict, Invalid), runtime.transaction(manager) as tx:
            planned = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=story.here, reason=REASON)
            follow_ups.add(tx, signed.contract_id, planned)
    ready = _ready(story)
    if not ready:
        return
    story.met.update(one.follow_up.id for one in ready)
    due_on = story.here + timedelta(days=DAYS)
    first, later = ready[:FIRST], ready[FIRST:]
    with runtime.transaction(manager) as tx:
        new = NewCampaign(name="Klimat hos leverantörerna", due_on=due_on, chosen=_ids(first), form_key=CLIMATE)
        campaign = campaigns.start(tx, runtime.keys, new)
    asked = _asked(story, campaign)
    contact = ready[len(first) - 1].contact
    deliver_mail.run(Work(runtime, Refusing(contact.email if contact else "", story.mailer)))
    for invitation in asked[:3]:
        story.after(14, _later(_answer, story, invitation))
    story.after(21, lambda: story.acts.assess(manager, asked[0], weak=True))
    if later:
        story.on(story.days_ago(MORE_DAYS_AGO), lambda: _more(story, campaign, _ids(later)))


def _ready(story: Story) -> Sequence[Prepared]:
    manager = story.team_of(REGION).manager
    with story.runtime.transaction(manager, read_only=True) as tx:
        rows, _ = queries.to_send(tx.session, Choice(kind=FollowUpKind.DOCUMENT_REVIEW))
        found = prepared.of_follow_ups(tx.session, rows, Wish(actor=manager, today=tx.today, form_key=CLIMATE))
    return [one for one in found if one.check.is_ready]


def _ids(some: Sequence[Prepared]) -> tuple[str, ...]:
    return tuple(one.follow_up.public_id for one in some)


def _asked(story: Story, campaign: Campaign) -> Sequence[Invitation]:
    sent = select(Invitation).where(Invitation.campaign_id == campaign.id).order_by(Invitation.id)
    with story.runtime.transaction(story.team_of(REGION).manager, read_only=True) as tx:
        return tx.session.scalars(sent).all()


def _answer(story: Story, invitation: Invitation) -> None:
    story.acts.fill(invitation, weak=False)
    story.acts.submit(invitation)


def _more(story: Story, campaign: Campaign, chosen: tuple[str, ...]) -> None:
    more = MoreSuppliers(due_on=story.here + timedelta(days=DAYS), chosen=chosen)
    with story.runtime.transaction(story.team_of(REGION).manager) as tx:
        campaigns.add(tx, story.runtime.keys, campaign.public_id, more)


def _later(step: Callable[..., None], *facts: object) -> Callable[[], None]:
    return lambda: step(*facts)

"""Campaigns: a form sent to many suppliers at once, more of them later, and more time or a reminder for all who wait.

What is a set is written as a set; each invitation has its own row, link and mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import load_only

from followup.domain import campaigns as rules
from followup.domain.assignments import AssignmentKind, check_due, expires_on
from followup.domain.bulk import named
from followup.domain.calendar import next_working_day
from followup.domain.campaigns import MoreSuppliers, NewCampaign
from followup.domain.event import Fact
from followup.domain.follow_ups import FollowUpStatus, FollowUpStep
from followup.domain.link_journal import ASSIGNMENT_ISSUED, CAMPAIGN_EXTENDED, CAMPAIGN_STARTED, INVITATION_SENT
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.questionnaires import INVITATION
from followup.errors import Conflict, Invalid
from followup.models.assignments import Assignment
from followup.models.campaigns import Campaign
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.questionnaires import Invitation
from followup.queries import campaigns as queries
from followup.queries import prepared
from followup.queries.assignments import Parties
from followup.queries.prepared import Prepared, Wish
from followup.runtime import Keys
from followup.services import assignments, questionnaires
from followup.transaction import Transaction

_KIND = AssignmentKind.SELF_ASSESSMENT


def start(tx: Transaction, keys: Keys, new: NewCampaign) -> Campaign:
    """Send a form for these follow-ups and keep them together under a name: all of them or none.

    Errors: NotFound, Forbidden for any of them; Invalid at chosen or due_on; Conflict("campaign.not_ready").
    """
    ready, due_on = _checked(tx, new.chosen, new.due_on, new.form_key)
    campaign = tx.add(
        Campaign(name=new.name, form_key=new.form_key, due_on=due_on, made_at=tx.now, made_by_id=tx.actor.user_id or 0)
    )
    tx.journal(CAMPAIGN_STARTED, campaign, count=len(ready), due_on=due_on)
    _send(tx, keys, campaign, ready, due_on)
    return campaign


def add(tx: Transaction, keys: Keys, campaign_id: str, more: MoreSuppliers) -> Campaign:
    """Send a campaign's form for more follow-ups.

    Errors: as `start`.
    """
    campaign = tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_SEND)
    ready, due_on = _checked(tx, more.chosen, more.due_on, campaign.form_key)
    tx.journal(CAMPAIGN_EXTENDED, campaign, count=len(ready))
    _send(tx, keys, campaign, ready, due_on)
    return campaign


def _checked(
    tx: Transaction, chosen: Sequence[str], due_on: date, form_key: str | None
) -> tuple[Sequence[Prepared], date]:
    """Return what is sent, and the working day to answer by; nothing is sent when something of it is missing."""
    public_ids = list(dict.fromkeys(chosen))
    if not public_ids:
        raise Invalid.at("chosen", rules.NONE_CHOSEN)
    if len(public_ids) > rules.MOST:
        raise Invalid.at("chosen", rules.MANY)
    follow_ups = tx.get_all(FollowUp, public_ids, to=Permission.QUESTIONNAIRE_SEND)
    if len({follow_up.kind for follow_up in follow_ups}) > 1:
        raise Invalid.at("chosen", rules.OTHER_FORM)
    due_on = next_working_day(due_on, tx.actor.country)
    check_due(due_on, tx.today)
    rows = queries.chosen(tx.session, public_ids)
    wish = Wish(actor=tx.actor, today=tx.today, due_on=due_on, form_key=form_key)
    ready = prepared.of_follow_ups(tx.session, rows, wish)
    missing = [one.contract.title for one in ready if not one.check.is_ready]
    unsent = {one.follow_up.public_id for one in ready}
    missing += [str(row.public_id) for row in follow_ups if row.public_id not in unsent]
    if missing:
        raise Conflict(rules.NOT_READY.but(titles=named(missing)))
    return ready, due_on


def _send(tx: Transaction, keys: Keys, campaign: Campaign, ready: Sequence[Prepared], due_on: date) -> None:
    links = _links(tx, keys, ready, due_on)
    plain = {id(one.form): as_plain(one.form) for one in ready}  # the same form for many is made plain once
    rows: list[Mapping[str, object]] = [
        {
            "organisation_id": one.follow_up.organisation_id,
            "assignment_id": links[one.follow_up.id].id,
            "follow_up_id": one.follow_up.id,
            "contract_id": one.contract.id,
            "supplier_id": one.contract.supplier_id,
            "code_version_id": one.version_id,
            "form_key": one.form.key if one.form else None,
            "campaign_id": campaign.id,
            "questions": plain[id(one.form)],
            "status": INVITATION.initial,
            "sent_on": tx.today,
            "due_on": due_on,
            "reminded": [],
        }
        for one in ready
    ]
    if tx.add_all(Invitation, rows, INVITATION_SENT, lambda row: {"due_on": due_on}) != len(rows):
        raise Conflict
    _post(tx, campaign, ready, links)
    for one in ready:
        if one.follow_up.status is FollowUpStatus.PLANNED:
            tx.advance(one.follow_up, FollowUpStep.START)
    tx.flush()


def _links(tx: Transaction, keys: Keys, ready: Sequence[Prepared], due_on: date) -> Mapping[int, Assignment]:
    """Return a new link for each, by the follow-up's key."""
    buyer = tx.follow(Organisation, ready[0].contract.organisation_id).name
    made: dict[int, dict[str, object]] = {}
    for one in ready:
        assert one.contact is not None
        assert one.asker is not None
        made[one.follow_up.id] = assignments.new_row(
            tx,
            keys,
            kind=_KIND,
            contract=one.contract,
            due_on=due_on,
            contact=one.contact,
            asker=one.asker,
            parties=Parties(buyer, one.supplier_name),
        )
    rows = list(made.values())
    facts: dict[str, Fact] = {"kind": _KIND, "expires_on": expires_on(due_on, tx.today)}
    tx.add_all(Assignment, rows, ASSIGNMENT_ISSUED, lambda row: facts)
    public_ids = [row["public_id"] for row in rows]
    wanted = select(Assignment).where(Assignment.public_id.in_(public_ids))
    stored = {link.public_id: link for link in tx.session.scalars(wanted)}
    return {key: stored[str(row["public_id"])] for key, row in made.items()}


def _post(tx: Transaction, campaign: Campaign, ready: Sequence[Prepared], links: Mapping[int, Assignment]) -> None:
    sent = tx.session.scalars(
        select(Invitation)
        .where(Invitation.campaign_id == campaign.id, Invitation.follow_up_id.in_(links))
        .options(load_only(Invitation.public_id, Invitation.follow_up_id, Invitation.due_on))
    )
    by_follow_up = {invitation.follow_up_id: invitation for invitation in sent}
    letters = []
    for one in ready:
        assert one.form is not None
        invitation, link = by_follow_up[one.follow_up.id], links[one.follow_up.id]
        letters.append((questionnaires.letter(invitation, link, one.form, (link.buyer_name,)), invitation))
    tx.post_all(letters)

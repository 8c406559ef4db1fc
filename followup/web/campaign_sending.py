"""Choosing whom a campaign is sent to: the planned follow-ups with the last look at each, and the sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from followup.domain.campaigns import Choice, MoreSuppliers, NewCampaign
from followup.domain.forms import OFFERED
from followup.domain.own_questions import FORM_NAMES
from followup.domain.permissions import Permission
from followup.domain.pre_send import of_deadline
from followup.domain.questionnaires import proposed_due_on
from followup.i18n import gettext
from followup.models.campaigns import Campaign
from followup.queries import campaigns as queries
from followup.queries import follow_up_policies, hand_overs, prepared
from followup.queries.follow_up_policies import Followed
from followup.queries.prepared import Prepared, Wish
from followup.schemas.campaigns import ChoiceSchema, MoreSuppliersSchema, NewCampaignSchema
from followup.schemas.risk import categories_on, category_name
from followup.schemas.views import accepted
from followup.services import campaigns
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.security import runtime

room = Room("campaign_sending")


def _page(tx: Transaction, campaign: Campaign | None = None) -> Shown:
    """Return what could be sent, by what is asked for in the address; a sent form has it in its address too."""
    asked = accepted(request.args.to_dict(), ChoiceSchema)
    choice = ChoiceSchema().read(asked)
    if campaign is not None:
        choice = replace(choice, form_key=campaign.form_key)
    due_on = choice.due_on or _proposed(tx, choice, campaign)
    rows, has_more = queries.to_send(tx.session, choice)
    wish = Wish(actor=tx.actor, today=tx.today, due_on=due_on, form_key=choice.form_key)
    found = prepared.of_follow_ups(tx.session, rows, wish)
    ticked = set(request.form.getlist("chosen")) if request.method == "POST" else None
    ready = [one for one in found if one.check.is_ready]
    return Shown(
        data={"due_on": due_on, "form_key": choice.form_key or ""},
        context={
            "campaign": campaign,
            "asked": asked,
            "filter": _filter(tx, choice, due_on),
            "ready": ready,
            "lacking": [one for one in found if not one.check.is_ready],
            "ticked": ticked if ticked is not None else {one.follow_up.public_id for one in ready},
            "has_more": has_more,
            "warnings": of_deadline(due_on, tx.actor.country),
            "own_warnings": _own_warnings(ready, len(of_deadline(due_on, tx.actor.country))),
            "due_on": due_on,
            "is_narrowed": bool(asked.keys() - {"kind", "form_key", "due_on"}),
        },
    )


def _proposed(tx: Transaction, choice: Choice, campaign: Campaign | None) -> date:
    """Return the campaign's own day as long as there is time for it, else the answer time that the rules give."""
    held = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today)
    usual = proposed_due_on(choice.risk_class, tx.today, tx.actor.country, held.policy, choice.kind)
    return campaign.due_on if campaign is not None and campaign.due_on >= usual else usual


def _own_warnings(ready: Sequence[Prepared], shared: int) -> dict[str, Sequence[Any]]:
    """Return what is to be known of single suppliers, by the follow-up; the day is one for all and told once."""
    return {one.follow_up.public_id: one.check.warnings[: len(one.check.warnings) - shared] for one in ready}


def _filter(tx: Transaction, choice: Choice, due_on: date) -> Form:
    names = ("kind", "form_key", "due_from", "due_until", "risk_class", "category", "manager_id")
    data = {name: getattr(choice, name) for name in names}
    choices = {
        "kind": [(str(kind), gettext(kind.label)) for kind in OFFERED],
        "form_key": [(key, gettext(FORM_NAMES[key])) for key in OFFERED[choice.kind]],
        "category": [(found.key, category_name(found.key)) for found in categories_on(tx.today)],
        "manager_id": [(person.public_id, person.name) for person in hand_overs.people(tx.session)],
    }
    return Form(ChoiceSchema, {**data, "due_on": due_on}, choices=choices, prefix="choice")


@room.form(
    "/campaigns/new",
    needs=Permission.CAMPAIGN_SEND,
    takes=NewCampaignSchema,
    template="campaigns/new.html",
    shows=_page,
)
def start(tx: Transaction, new: NewCampaign) -> Response:
    """Send a form to all that are ticked."""
    campaign = campaigns.start(tx, runtime().keys, new)
    return see_other("campaigns.show", campaign_id=campaign.public_id, notice="campaign_sent")


def _more_page(tx: Transaction, campaign_id: str) -> Shown:
    return _page(tx, tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_SEND))


@room.form(
    "/campaigns/<campaign_id>/more",
    needs=Permission.CAMPAIGN_SEND,
    takes=MoreSuppliersSchema,
    template="campaigns/new.html",
    shows=_more_page,
)
def add(tx: Transaction, more: MoreSuppliers, campaign_id: str) -> Response:
    """Send the campaign's form to more suppliers."""
    campaigns.add(tx, runtime().keys, campaign_id, more)
    return see_other("campaigns.show", campaign_id=campaign_id, notice="campaign_sent")

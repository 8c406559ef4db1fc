"""Campaigns for staff: the list, one of them with its figures, and what is done to all who have not answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from followup.documents.charts import Chart, Series, bars
from followup.domain.campaigns import (
    UNANSWERED,
    CampaignFilter,
    CampaignState,
    Figures,
    state_of,
)
from followup.domain.permissions import Permission
from followup.i18n import gettext
from followup.models.campaigns import Campaign
from followup.queries import campaigns as queries
from followup.queries import journal
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.campaigns import (
    AskedSupplierSchema,
    CampaignFilterSchema,
    CampaignPageSchema,
    CampaignSchema,
    ListedCampaignSchema,
)
from followup.schemas.questionnaires import ExtendSchema
from followup.services import campaign_nudges
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("campaigns")


@dataclass(frozen=True, slots=True)
class AskedSupplier:
    """One supplier of a campaign and how far it has come."""

    public_id: str
    state: CampaignState
    contract_id: str
    contract_title: str
    supplier_name: str
    recipient_name: str
    recipient_email: str
    due_on: date
    submitted_at: object
    reminders: int


@room.page("/campaigns", needs=Permission.CAMPAIGN_READ, query=CampaignPageSchema)
def index(tx: Transaction, query: str) -> dict[str, Any]:
    """Return the organisation's campaigns, newest first."""
    return {"found": queries.listed(tx.session, query or None, tx.today), "after": query, "on": tx.today}


@room.read(
    "/campaigns", needs=Permission.CAMPAIGN_READ, gives=ListedCampaignSchema, many=True, query=CampaignPageSchema
)
def list_campaigns(tx: Transaction, query: str) -> Page[AnyRow]:
    """Return the organisation's campaigns, newest first."""
    return queries.listed(tx.session, query or None, tx.today)


@room.page("/campaigns/<campaign_id>", needs=Permission.CAMPAIGN_READ, query=CampaignFilterSchema)
def show(tx: Transaction, query: CampaignFilter, campaign_id: str) -> dict[str, Any]:
    """Return one campaign: how many stand where, and whom it was sent to."""
    campaign = tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_READ)
    figures = queries.figures(tx.session, campaign, tx.today)
    chart = _chart(figures)
    return {
        "campaign": campaign,
        "figures": figures,
        "unanswered": figures.of(*UNANSWERED),
        "to_remind": figures.of(CampaignState.WAITING, CampaignState.LATE),
        "found": _suppliers(tx, campaign, query),
        "query": query,
        "tabs": _tabs(campaign_id, figures, query),
        "chart": chart,
        "picture": bars(chart),
        "made_by": queries.maker(tx.session, campaign),
        "on": tx.today,
        "history": journal.history(tx.session, [campaign.public_id]),
    }


@room.read("/campaigns/<campaign_id>", needs=Permission.CAMPAIGN_READ, gives=CampaignSchema)
def get_campaign(tx: Transaction, campaign_id: str) -> dict[str, Any]:
    """Return one campaign with how many stand where."""
    campaign = tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_READ)
    figures = queries.figures(tx.session, campaign, tx.today)
    names = ("public_id", "name", "form_key", "due_on", "made_at")
    counts = {str(state): figures.of(state) for state in CampaignState}
    facts = {name: getattr(campaign, name) for name in names}
    return facts | {"asked": figures.asked, "answered": figures.answered, "counts": counts}


@room.read(
    "/campaigns/<campaign_id>/suppliers",
    needs=Permission.CAMPAIGN_READ,
    gives=AskedSupplierSchema,
    many=True,
    query=CampaignFilterSchema,
)
def list_suppliers(tx: Transaction, query: CampaignFilter, campaign_id: str) -> Page[AskedSupplier]:
    """Return whom a campaign was sent to and how far each has come, in the order of sending."""
    return _suppliers(tx, tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_READ), query)


_SAME = (
    "public_id",
    "contract_id",
    "contract_title",
    "supplier_name",
    "recipient_name",
    "recipient_email",
    "due_on",
    "submitted_at",
)


def _suppliers(tx: Transaction, campaign: Campaign, query: CampaignFilter) -> Page[AskedSupplier]:
    found = queries.suppliers(tx.session, campaign, query, tx.today)
    rows = [
        AskedSupplier(
            **{name: getattr(row, name) for name in _SAME},
            state=state_of(row.status, row.due_on, row.undeliverable_at, tx.today),
            reminders=(row.reminder or {}).get("number", 0),
        )
        for row in found.rows
    ]
    return Page(rows, found.next)


def _tabs(campaign_id: str, figures: Figures, query: CampaignFilter) -> list[tuple[str, str, bool]]:
    """Return a way to all, and to each state that anybody is in: address, text, whether it is the one shown."""
    shown = [state for state in CampaignState if figures.of(state) or state is query.state]
    here = "campaigns.show"
    return [
        (url_for(here, campaign_id=campaign_id), gettext("All"), query.state is None),
        *((url_for(here, campaign_id=campaign_id, state=s), gettext(s.label), s is query.state) for s in shown),
    ]


def _chart(figures: Figures) -> Chart:
    shown = [state for state in CampaignState if state is not CampaignState.CANCELLED]
    return Chart(
        id="campaign",
        title=gettext("How far the suppliers have come"),
        summary=gettext("One bar for each state."),
        category_name=gettext("State"),
        categories=[gettext(state.label) for state in shown],
        series=[Series(name=gettext("Suppliers"), values=[figures.of(state) for state in shown])],
    )


@room.action("/campaigns/<campaign_id>/remind", needs=Permission.CAMPAIGN_SEND)
def remind(tx: Transaction, campaign_id: str) -> Response:
    """Remind those who have not answered, each at most once a day."""
    campaign_nudges.remind(tx, campaign_id)
    return see_other("campaigns.show", campaign_id=campaign_id, notice="campaign_reminded")


def _extend_page(tx: Transaction, campaign_id: str) -> Shown:
    campaign = tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_SEND)
    figures = queries.figures(tx.session, campaign, tx.today)
    context = {"campaign": campaign, "unanswered": figures.of(*UNANSWERED)}
    return Shown(data={"due_on": max(campaign.due_on, tx.today)}, context=context)


@room.form(
    "/campaigns/<campaign_id>/extend",
    needs=Permission.CAMPAIGN_SEND,
    takes=ExtendSchema,
    template="campaigns/extend.html",
    shows=_extend_page,
)
def extend(tx: Transaction, due_on: date, campaign_id: str) -> Response:
    """Give all who have not answered more time."""
    campaign_nudges.extend(tx, campaign_id, due_on)
    return see_other("campaigns.show", campaign_id=campaign_id, notice="campaign_extended")

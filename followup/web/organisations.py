"""Organisations: who takes part, how many people live there, and in which cooperation each answers for what."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from followup.domain.organisations import OrganisationFilter
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.models.organisations import Organisation
from followup.queries import organisations as queries
from followup.queries.paging import Page
from followup.schemas.links import AsksForCodesSchema
from followup.schemas.organisations import ListedOrganisationSchema, OrganisationFilterSchema, OrganisationSchema
from followup.schemas.risk import category_name
from followup.services import organisations
from followup.transaction import Transaction
from followup.web.endpoint import Room, see_other
from followup.web.forms import Form

room = Room("organisations")
_NARROWING = ("q", "kind", "status")


@room.page("/organisations", needs=Permission.ORGANISATION_READ, query=OrganisationFilterSchema)
def index(tx: Transaction, query: OrganisationFilter) -> dict[str, Any]:
    """Return the list of all organisations."""
    asked = {name: value for name in _NARROWING if (value := getattr(query, name))}
    return {
        "found": queries.listed(tx.session, query, today=tx.today),
        "query": query,
        "asked": asked,
        "filter": Form(OrganisationFilterSchema, asked),
    }


@room.read(
    "/organisations",
    needs=Permission.ORGANISATION_READ,
    gives=ListedOrganisationSchema,
    many=True,
    query=OrganisationFilterSchema,
)
def list_organisations(tx: Transaction, query: OrganisationFilter) -> Page[Any]:
    """Return all organisations, by name."""
    return queries.listed(tx.session, query, today=tx.today)


@room.page("/organisations/<organisation_id>", needs=Permission.ORGANISATION_READ)
def show(tx: Transaction, organisation_id: str) -> dict[str, Any]:
    """Return one organisation with its populations, cooperations and categories."""
    organisation = tx.get(Organisation, organisation_id, to=Permission.ORGANISATION_READ)
    around = queries.around(tx.session, organisation.id, today=tx.today)
    return {
        "organisation": organisation,
        "populations": around.populations,
        "cooperations": around.cooperations,
        "members": around.members,
        "categories": around.categories,
        "category_name": category_name,
        "codes": _codes(tx, organisation),
    }


def _codes(tx: Transaction, organisation: Organisation) -> Form | None:
    """Return the form of the setting, for the organisation's own administrator."""
    if organisation.id != tx.actor.organisation_id or not allows(tx.actor, Permission.ORGANISATION_CHANGE):
        return None
    asked = {"asks_for_codes": organisation.asks_for_codes}
    return Form(AsksForCodesSchema, asked, version=organisation.version)


@room.action("/organisations/codes", needs=Permission.ORGANISATION_CHANGE, takes=AsksForCodesSchema, versioned=True)
def ask_for_codes(tx: Transaction, asked: bool, version: int | None) -> Response:
    """Set whether suppliers of one's own organisation are asked for a mailed code."""
    organisation = organisations.ask_for_codes(tx, asked=asked, version=version)
    return see_other("organisations.show", organisation_id=organisation.public_id, notice="saved")


@room.read("/organisations/<organisation_id>", needs=Permission.ORGANISATION_READ, gives=OrganisationSchema)
def get_organisation(tx: Transaction, organisation_id: str) -> dict[str, Any]:
    """Return one organisation."""
    organisation = tx.get(Organisation, organisation_id, to=Permission.ORGANISATION_READ)
    around = queries.around(tx.session, organisation.id, today=tx.today)
    names = ("public_id", "version", "name", "kind", "status", "country", "number", "code", "town")
    return {
        **{name: getattr(organisation, name) for name in names},
        "populations": around.populations,
        "cooperations": around.cooperations,
        "categories": around.categories,
    }

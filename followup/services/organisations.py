"""Organisations, their inhabitants, and cooperations with their members and areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from followup.domain import journal
from followup.domain.calendar import ZONES
from followup.domain.names import sort_keys
from followup.domain.organisations import CooperationKind, OrganisationKind, OrganisationStatus
from followup.domain.permissions import Permission
from followup.models.organisations import (
    CategoryResponsibility,
    Cooperation,
    CooperationMember,
    Organisation,
    Population,
)
from followup.transaction import Transaction

DEFAULT_ZONE = "Europe/Stockholm"
LANGUAGES = {"SE": "sv", "NO": "nb"}
CURRENCIES = {"SE": "SEK", "NO": "NOK"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """What is known of an organisation when it is registered."""

    name: str
    kind: OrganisationKind
    country: str
    status: OrganisationStatus = OrganisationStatus.JOINED
    number: str | None = None
    code: str | None = None
    town: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPopulation:
    """Inhabitants on a date; the date may be unknown, the source never."""

    inhabitants: int
    on: date | None
    source: str


def register(tx: Transaction, new: NewOrganisation, *, origin: str = "setup") -> Organisation:
    """Register an organisation.

    Errors: Conflict("organisation.known").
    """
    sort_sv, sort_nb = sort_keys(new.name)
    organisation = tx.add(
        Organisation(
            name=new.name,
            sort_sv=sort_sv,
            sort_nb=sort_nb,
            kind=new.kind,
            status=new.status,
            country=new.country,
            number=new.number,
            code=new.code,
            town=new.town,
            zone=ZONES.get(new.country, DEFAULT_ZONE),
            language=LANGUAGES.get(new.country, "en"),
        )
    )
    tx.journal(journal.ORGANISATION_REGISTERED, organisation, origin=origin)
    return organisation


def named(tx: Transaction, name: str) -> Organisation | None:
    """Return the organisation with exactly this name, or None; the first where two have it."""
    same = select(Organisation).where(Organisation.name == name).order_by(Organisation.id).limit(1)
    return tx.session.scalars(same).one_or_none()


def admit(tx: Transaction, organisation: Organisation) -> None:
    """Let an organisation that others had imported use the service itself."""
    if organisation.status is not OrganisationStatus.JOINED:
        organisation.status = OrganisationStatus.JOINED
        tx.journal(journal.ORGANISATION_CHANGED, organisation, fields="status")


def ask_for_codes(tx: Transaction, *, asked: bool, version: int | None = None) -> Organisation:
    """Set whether the actor's own organisation asks suppliers for a mailed code (contracts of risk class A).

    Errors: Forbidden; Conflict("stale").
    """
    tx.require(Permission.ORGANISATION_CHANGE)
    organisation = tx.follow(Organisation, tx.actor.organisation_id or 0)
    tx.check_version(organisation, version)
    if organisation.asks_for_codes != asked:
        organisation.asks_for_codes = asked
        tx.journal(journal.ORGANISATION_CHANGED, organisation, fields="asks_for_codes")
    return organisation


def record_population(tx: Transaction, organisation: Organisation, new: NewPopulation) -> bool:
    """Record a population figure; the same figure twice is one. Returns whether it was new."""
    known = tx.session.scalars(
        select(Population).where(
            Population.organisation_id == organisation.id, Population.on == new.on, Population.source == new.source
        )
    ).one_or_none()
    if known is not None and known.inhabitants == new.inhabitants:
        return False
    if known is None:
        tx.add(Population(organisation_id=organisation.id, on=new.on, inhabitants=new.inhabitants, source=new.source))
    else:
        known.inhabitants = new.inhabitants
    tx.journal(journal.POPULATION_RECORDED, organisation, on=new.on)
    return True


def found_cooperation(
    tx: Transaction, *, name: str, slug: str, kind: CooperationKind, secretariat: Organisation
) -> Cooperation:
    """Register a cooperation; its secretariat (or host) is a member from the start."""
    cooperation = tx.add(
        Cooperation(
            name=name,
            slug=slug,
            kind=kind,
            country=secretariat.country,
            currency=CURRENCIES[secretariat.country],
            secretariat_id=secretariat.id,
        )
    )
    tx.journal(journal.COOPERATION_REGISTERED, cooperation)
    join(tx, cooperation, secretariat)
    return cooperation


def join(
    tx: Transaction,
    cooperation: Cooperation,
    organisation: Organisation,
    *,
    area: str | None = None,
    on: date | None = None,
) -> None:
    """Make an organisation a member."""
    tx.add(CooperationMember(cooperation_id=cooperation.id, organisation_id=organisation.id, area=area, joined_on=on))
    tx.journal(journal.COOPERATION_JOINED, cooperation, organisation=organisation.public_id)


def assign_categories(
    tx: Transaction,
    cooperation: Cooperation,
    assignments: Sequence[tuple[str, str]],
    *,
    valid_from: date | None,
    source: str,
) -> None:
    """Give categories to areas: pairs of (category, area)."""
    for category, area in assignments:
        tx.add(
            CategoryResponsibility(
                cooperation_id=cooperation.id,
                category=category,
                area=area,
                valid_from=valid_from,
                valid_to=None,
                source=source,
            )
        )
        tx.journal(journal.CATEGORY_ASSIGNED, cooperation, category=category, area=area)

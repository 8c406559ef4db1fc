"""A published edition, made by the domain alone and stored as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import insert

from followup.documents.edition_bundle import bundle, place
from followup.domain.deviations import Severity
from followup.domain.editions import (
    FORMAT,
    Edition,
    NamedOrganisation,
    content,
    counting_rules,
    named_categories,
)
from followup.domain.indicators import Indicator
from followup.domain.organisations import OrganisationKind
from followup.domain.sharing import Light
from followup.domain.sourced import Text
from followup.domain.summaries import Confirmed, Item, MemberContribution, compile_figures, fingerprint
from followup.models.summaries import PublishedEdition
from tests.builders import World
from tests.conftest import NOW

I = Indicator  # noqa: E741


@cache
def items(supplier_count: int, grades: Sequence[Severity]) -> tuple[Item, ...]:
    """What a member confirmed: one contract, self-assessment and deviation for each supplier."""
    indicators = (I.ACTIVE_CONTRACTS, I.CONTRACTS_WITH_CLAUSE, I.SUPPLIERS_FOLLOWED_UP, I.SELF_ASSESSMENTS_SENT)
    counted_once = [
        Item(indicator=indicator, supplier=f"sup_{number}", category="gloves")
        for indicator in indicators
        for number in range(supplier_count)
    ]
    deviating = [
        Item(indicator=I.DEVIATIONS_ISSUED, supplier=f"sup_{number}", category="gloves", detail=grade.value)
        for number, grade in enumerate(grades)
    ]
    return (*counted_once, *deviating)


@cache
def an_edition(number: int = 1) -> Edition:
    """A year of three members, of which one has not reported and one has few suppliers."""
    figures = compile_figures(
        year=2025,
        members=["org_a", "org_b", "org_c"],
        confirmed=[
            Confirmed(organisation="org_a", items=items(2, (Severity.MAJOR,))),
            Confirmed(organisation="org_b", items=items(9, (Severity.MINOR,) * 8)),
        ],
        lights=[Item(indicator=I.LIGHTS, supplier="sup_1", category="gloves", detail=Light.GREEN.value)],
        contributions=[
            MemberContribution(
                organisation="org_a",
                inhabitants=131_418,
                amount_minor=13_141_800,
                currency="SEK",
                rate_ore=100,
                population_source="RS/29/2022",
            )
        ],
    )
    return Edition(
        format=FORMAT,
        slug="regions",
        cooperation="The cooperation",
        publisher="The secretariat",
        country="SE",
        currency="SEK",
        year=2025,
        edition=number,
        published_on=date(2026, 3, 2),
        is_demonstration=True,
        organisations=tuple(
            NamedOrganisation(key=f"org_{letter}", name=f"Region {letter.upper()}", kind=OrganisationKind.REGION)
            for letter in "abc"
        ),
        categories=named_categories(["gloves"], {"gloves": Text(en="Gloves", sv="Handskar", nb="Hansker")}),
        rules=counting_rules(),
        figures=figures,
    )


_MADE: dict[str, Mapping[str, bytes]] = {}


def files(edition: Edition) -> Mapping[str, bytes]:
    """The files of an edition, made once for all tests."""
    sha256 = fingerprint(content(edition))
    if sha256 not in _MADE:
        _MADE[sha256] = bundle(edition)
    return _MADE[sha256]


def stored(world: World, edition: Edition | None = None) -> Edition:
    """Publish an edition as it is, before its files are written."""
    edition = edition or an_edition()
    row = {
        "slug": edition.slug,
        "cooperation_name": edition.cooperation,
        "year": edition.year,
        "edition": edition.edition,
        "content": content(edition),
        "sha256": fingerprint(content(edition)),
        "published_at": NOW,
        "is_demonstration": edition.is_demonstration,
    }
    with world.tx() as tx:
        tx.session.execute(insert(PublishedEdition), [row], execution_options={"followup_set": True})
    return edition


def published(world: World, edition: Edition | None = None) -> str:
    """Publish an edition as it is, with its files, and return its address."""
    edition = stored(world, edition)
    world.runtime.public.put(place(edition.slug, edition.year, edition.edition), files(edition))
    return f"/pub/{edition.slug}/{edition.year}/r{edition.edition}"

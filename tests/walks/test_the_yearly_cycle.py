"""A walk: a year becomes a published summary, is found wrong, and is corrected in a new edition beside the old one.

The same for both kinds of cooperation: a secretariat over autonomous regions, and a host municipality that is a member.
Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.organisations import OrganisationKind
from followup.jobs import publish_files
from followup.jobs.work import Work
from followup.models.organisations import Cooperation
from tests.annual import deviates, followed_up
from tests.builders import World
from tests.jobs.mailers import NoMailer
from tests.walks.letters import mailed
from tests.walks.person import Person

pytestmark = pytest.mark.database
YEAR = 2025


@dataclass
class Circle:
    """Two members with an approver each, and the two persons who make the summary."""

    cooperation: Cooperation
    first: Staff
    second: Staff
    coordinator: Staff
    publisher: Staff


def regions(world: World) -> Circle:
    north, south = world.organisation("Region North"), world.organisation("Region South")
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(north, south, secretariat=secretariat)
    within = (cooperation,)
    a_year_of(world, world.staff(north, cooperations=within))
    return Circle(
        cooperation,
        world.staff(north, Role.APPROVER, cooperations=within),
        world.staff(south, Role.APPROVER, cooperations=within),
        world.staff(secretariat, Role.COORDINATOR, cooperations=within),
        world.staff(secretariat, Role.PUBLISHER, cooperations=within),
    )


def municipalities(world: World) -> Circle:
    host = world.organisation("Host municipality", OrganisationKind.MUNICIPALITY)
    neighbour = world.organisation("Neighbour", OrganisationKind.MUNICIPALITY)
    cooperation = world.cooperation(neighbour, secretariat=host)
    within = (cooperation,)
    a_year_of(world, world.staff(host, cooperations=within))
    return Circle(
        cooperation,
        world.staff(host, Role.APPROVER, Role.PUBLISHER, cooperations=within),
        world.staff(neighbour, Role.APPROVER, cooperations=within),
        world.staff(host, Role.CONTRACT_MANAGER, Role.COORDINATOR, cooperations=within),
        world.staff(host, Role.PUBLISHER, cooperations=within),
    )


def a_year_of(world: World, manager: Staff) -> None:
    contract = world.contract(manager, version=world.code_version(f"v{world._next()}"))
    done = followed_up(world, manager, contract, date(YEAR, 5, 4))
    deviates(world, manager, done, date(YEAR, 5, 11), closed_on=date(YEAR, 6, 11))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [regions, municipalities])
def test_a_year_becomes_a_summary_and_is_corrected_beside_it(app: Flask, world: World, clock: FixedClock, kind) -> None:
    clock.set(datetime(2026, 1, 12, 9, tzinfo=UTC))
    circle = kind(world)
    kim, first, second, pia = (
        Person(app, who) for who in (circle.coordinator, circle.first, circle.second, circle.publisher)
    )
    desk = f"/summary-cycles/{circle.cooperation.public_id}/{YEAR}"

    # The coordinator opens the year: dates, and how few suppliers may stand behind a figure that could identify one.
    kim.opens(desk).reads("No dates are set.").follows("Set the dates")
    kim.sends("Save", confirm_by="2026-02-15", publish_by="2026-03-31", threshold="3")
    kim.reads("Members 2", "Not confirmed", "Members confirm by 15 Feb 2026")

    # One member confirms what it sees; the other is reminded, and confirms late, after the first edition.
    first.opens(f"/summaries/own/{YEAR}").reads("Contracts in force").sends(f"Confirm the figures for {YEAR}")
    kim.opens(desk).sends("Remind those who have not confirmed")
    assert [letter["year"] for _, letter in mailed(world, "figures_wanted")] == [YEAR]

    # Compiled, looked through, reviewed. Whoever reviewed does not publish; somebody else does.
    kim.opens(desk).sends(f"Compile {YEAR}")
    summary = kim.url
    kim.reads("edition 1").sends("Mark as reviewed")
    kim.reads("Somebody else than the one who compiled or reviewed it publishes it.")
    assert "Publish for good" not in kim.text
    pia.opens(summary).sends("Publish for good").reads("Published")
    written(world)
    public = Person(app)
    public.opens(f"/pub/{circle.cooperation.slug}/{YEAR}/").reads(f"Annual summary {YEAR}", "not reported", "hidden")

    # The late member confirms. A new edition says in three languages what it corrects; the old one stays, marked.
    second.opens(f"/summaries/own/{YEAR}").sends(f"Confirm the figures for {YEAR}")
    kim.opens(desk).sends(f"Compile {YEAR}").reads("edition 2").follows("Write what it corrects")
    texts = {"en": "A member confirmed late.", "sv": "En medlem bekräftade sent.", "nb": "Et medlem bekreftet sent."}
    kim.sends("Save", **texts).sends("Mark as reviewed")
    pia.opens(kim.url).sends("Publish for good")
    written(world)
    public.opens(f"/pub/{circle.cooperation.slug}/{YEAR}/").reads("A member confirmed late.")
    public.opens(f"/pub/{circle.cooperation.slug}/{YEAR}/r1").reads("A newer edition has replaced this one.")
    kim.opens(desk).reads("Published")


def written(world: World) -> None:
    """A minute later the files stand on the shelf."""
    work = Work(world.runtime, NoMailer())
    publish_files.run(work)
    assert work.first_error is None

"""A walk: a criterion is taken into a contract with one click, and followed as an obligation until it is shown.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import pytest
from flask import Flask

from followup.services import code_of_conduct
from tests.builders import World
from tests.code_of_conduct.content import banks
from tests.walks.person import Person

pytestmark = pytest.mark.database
FACTORY = "Factory of every article"


def test_a_criterion_becomes_an_obligation_and_is_fulfilled_with_evidence(app: Flask, world: World) -> None:
    with world.tx() as tx:
        code_of_conduct.adopt_bank(tx, banks()[0])
    region = world.organisation("Region North")
    manager = world.staff(region, name="Mona Manager")
    other = world.staff(region, name="Olle Owner")
    contract = world.contract(manager, version=world.code_version(), title="Gloves", risk=None)
    here = f"/contracts/{contract.public_id}"
    mona, olle = Person(app, manager), Person(app, other)

    # The bank says what the criterion asks for, how it is verified, and how it is followed up.
    mona.opens("/criteria").follows(FACTORY).reads("How it is verified", "How it is followed up")

    # One click on the contract's own shelf, and it binds from today beside the clauses.
    mona.opens(here).follows("Take in criteria from the bank")
    mona.sends(f"Take into the contract {FACTORY}").reads("Taken into the contract.", FACTORY)
    mona.opens(here).reads("Criteria from the bank", f"Criterion “{FACTORY}” taken into the contract")

    # It is an obligation as any clause: it gets an owner and a day, and stands among the owner's work.
    mona.follows(FACTORY).reads("No files yet.", "Not yet fulfilled").follows("Give owner and day")
    obligation = mona.url.removesuffix("/owner")
    mona.sends("Save", owner_id=other.public_id, due_on="2026-03-20").reads("Olle Owner")
    olle.opens("/obligations?mine=yes").reads(FACTORY)

    # Part of it is shown first; "fulfilled" is refused without anything that it rests on.
    olle.opens(obligation).follows("Record the state").sends("Save", status="partly", note="Two of three factories.")
    olle.reads("Partly fulfilled", "Two of three factories.")
    assert olle.browser.post(f"{obligation}/record", {"status": "fulfilled"}).status_code == 422

    # With the file it is fulfilled, and the contract says so; the file is read where the obligation is.
    olle.follows("Record the state").sends(
        "Save", status="fulfilled", files={"files": (b"article;factory\n1;Invented mill\n", "factories.csv")}
    )
    olle.reads("Fulfilled", "factories.csv", "Obligation fulfilled", "Olle Owner")
    [file] = olle.page.xpath("//a[text()='factories.csv']/@href")
    assert b"Invented mill" in olle.browser.get(file).data
    mona.opens(here).reads("Partly fulfilled")

    # A criterion that nothing rests on yet can be taken out again; this one cannot.
    mona.follows("Take in criteria from the bank").reads("Followed up, so it stays")

"""A walk: a contract is extended by its option, and what is to be better next time waits until it is procured anew.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from followup.clock import FixedClock
from followup.jobs import warn
from followup.jobs.work import Work
from followup.runtime import Runtime
from tests.builders import World
from tests.jobs.mailers import NoMailer
from tests.walks.letters import mailed
from tests.walks.person import Person

pytestmark = pytest.mark.database


def test_an_option_is_taken_and_the_renewal_cannot_close_before_each_measure_is_decided(
    app: Flask, world: World, runtime: Runtime, clock: FixedClock
) -> None:
    manager = world.staff(world.organisation("Region North"), name="Mona Manager")
    supplier, mona = world.supplier("Invented Gloves AB"), Person(app, manager)
    contract = world.contract(manager, supplier=supplier, title="Gloves", risk=None, ends_on=date(2026, 12, 31))
    here = f"/contracts/{contract.public_id}"

    # The contract can be extended by a year; the decision has a day of its own.
    mona.opens(here).follows("Add an option")
    mona.sends("Add the option", extends_to_on="2027-12-31", decide_by_on="2026-09-30")
    mona.reads("Options to extend", "31 Dec 2027", "Not decided")

    # What is learned under way is queued on the contract, so that it is not forgotten when it is procured anew.
    for learned in ("Ask for the country of production.", "Ask for fewer deliveries."):
        mona.opens(here).follows("Queue a measure").sends("Queue", body=learned)
    mona.reads("Ask for the country of production.", "Waiting for the renewal")

    # Before the day comes, the manager is warned, and the measures stand in the warning.
    clock.set(datetime(2026, 8, 31, 5, tzinfo=UTC))
    warn.run(Work(runtime, NoMailer()))
    letter = next(letter for _, letter in mailed(world, "contract_warning") if letter["what"] == "option")
    assert letter["falls_on"] == "2026-09-30"
    assert "Ask for fewer deliveries." in letter["measures"]

    # The option is taken: the contract runs on, and the history says who decided.
    mona.signs_in_again().opens(here).follows("Decide").sends("Save the decision", decision="option_taken")
    mona.reads("Extended to 31 Dec 2027", "Mona Manager")

    # The renewal is planned as a procurement. It holds both measures.
    mona.follows("Plan the renewal").sends("Plan", title="Gloves from 2028", year="2027")
    procurement = mona.url
    mona.reads("Measures from the contracts it renews", "Ask for the country of production.")
    mona.reads("Contracts that it renews", "Invented Gloves AB")

    # The start meeting is held; the award is refused as long as a measure is undecided.
    mona.follows("Assess the risk").sends(
        "Save the class", climate="low", people="low", on_high_risk_list="no", nationally_prioritised="no",
        country_risk="low", risk_class="d",
    )  # fmt: skip
    mona.opens(procurement).follows("Note the start meeting").sends("Note the meeting", held_on="2026-08-31")
    award = f"{procurement}/award"
    mona.opens(award).reads("Measures wait for this renewal (count: 2).")
    new = {"supplier_id.1": supplier.public_id, "starts_on.1": "2028-01-01"}
    assert mona.browser.post(award, new).status_code == 409

    # One is taken in, the other declined with a reason; then it can be awarded.
    mona.opens(procurement).sends("Take in").reads("Taken into the procurement")
    mona.follows("Decline").sends("Decline", reason="The wards need them daily.").reads("The wards need them daily.")
    mona.opens(award).sends(
        "Award and register the contracts", supplier_id__1=supplier.public_id, starts_on__1="2028-01-01"
    )
    mona.reads("Awarded", "Contracts that came of it", "Gloves from 2028")

    # The old contract shows what became of what was learned; the new one where it came from, and back.
    mona.opens(here).reads("The wards need them daily.", "Gloves from 2028")
    mona.opens(procurement)
    new_contract = mona.page.xpath("//section[@aria-labelledby='contracts']//tbody//a/@href")[0]
    mona.opens(new_contract).reads("Came of the procurement").follows("Gloves from 2028")
    assert mona.url == procurement

"""A walk: a supplier's certificate is kept with its last day, warns before it, runs out, and is renewed.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

from datetime import UTC, datetime

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


def test_a_certificate_warns_60_30_and_7_days_before_it_ends_and_is_renewed(
    app: Flask, world: World, runtime: Runtime, clock: FixedClock
) -> None:
    manager = world.staff(world.organisation("Region North"), name="Mona Manager")
    supplier = world.supplier("Invented Gloves AB")
    world.contract(manager, supplier=supplier, title="Gloves")
    mona = Person(app, manager)

    # The document is kept with the supplier, known to one's own organisation only, with its file and its last day.
    mona.opens(f"/suppliers/{supplier.public_id}").follows("Certificates and documents").follows("Add a document")
    mona.sends(
        "Save",
        kind="social",
        name="SA8000 of the mill",
        issuer="An invented body",
        valid_until="2026-06-30",
        files={"files": (b"%PDF-1.4 a paper", "sa8000.pdf")},
    )
    certificate = mona.url
    mona.reads("Valid", "sa8000.pdf", "30 Jun 2026")

    # Nights go by. The manager of a contract with the supplier is warned at each step, once.
    for month, day in ((4, 30), (5, 1), (5, 31), (6, 23)):
        clock.set(datetime(2026, month, day, 5, tzinfo=UTC))
        warn.run(Work(runtime, NoMailer()))
    letters = [letter for _, letter in mailed(world, "certificate_warning")]
    assert [letter["days"] for letter in letters] == [60, 30, 7]
    assert {letter["certificate_name"] for letter in letters} == {"SA8000 of the mill"}
    mona.signs_in_again().opens(certificate).reads("Ends soon")

    # The last day passes: it no longer counts, and the page says so.
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    mona.signs_in_again().opens(f"/suppliers/{supplier.public_id}/certificates").reads("No longer valid")

    # The new one comes in the same place; the old file stays to be read.
    mona.opens(certificate).follows("Correct or renew").sends(
        "Save", valid_until="2029-06-30", files={"files": (b"%PDF-1.4 a newer paper", "sa8000-2029.pdf")}
    )
    mona.reads("Valid", "30 Jun 2029", "sa8000.pdf", "sa8000-2029.pdf")

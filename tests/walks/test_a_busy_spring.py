"""A walk: a manager sees the year, moves three audits from May to June for a colleague, and explains what is late."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from followup.domain.actors import Role
from followup.domain.follow_ups import NewFollowUp
from followup.domain.schedule import FollowUpKind
from followup.services import follow_ups
from tests.builders import World
from tests.walks.person import Person

pytestmark = pytest.mark.database
K = FollowUpKind


def test_three_audits_move_from_may_to_june_for_a_colleague_and_what_is_late_is_explained(
    app: Flask, world: World
) -> None:
    region = world.organisation("Region North")
    manager = world.staff(region, Role.CONTRACT_MANAGER, name="Maja Manager")
    auditor = world.staff(region, Role.AUDITOR, name="Astrid Auditor")
    supplier = world.supplier("Invented Ward Goods AB")
    made = {}
    for title, kind, due_on in (
        ("Gloves", K.SITE_AUDIT, date(2026, 5, 4)),
        ("Gowns", K.OFFICE_AUDIT, date(2026, 5, 12)),
        ("Masks", K.SITE_AUDIT, date(2026, 5, 13)),
        ("Chairs", K.DOCUMENT_REVIEW, date(2026, 5, 20)),
        ("Beds", K.DOCUMENT_REVIEW, date(2026, 2, 2)),
    ):
        contract = world.contract(manager, supplier=supplier, title=title)
        with world.tx(manager) as tx:
            new = NewFollowUp(kind=kind, due_on=due_on, reason="Planned in the autumn.")
            made[title] = follow_ups.add(tx, contract.public_id, new).public_id

    # In March Maja looks at the year: May is full, June is empty, and one from February is late.
    maja = Person(app, manager).opens("/follow-ups").follows("Plan of the year")
    maja.reads("Year wheel 2026", "0 done, 4 to come and 1 late.")

    # In May she sees who has what: nobody was given anything. She narrows the list to May.
    maja.follows("Workload").reads("Nobody in particular", "5")
    may = f"{maja.url}?person_id=nobody&month=5"
    maja.opens(may).reads("Due in May 2026", "Gloves", "Chairs")

    # She ticks the three audits, and gives them to Astrid in June with one reason in one save.
    ticked = "&".join(f"chosen={made[title]}" for title in ("Gloves", "Gowns", "Masks"))
    maja.opens(f"/plan/move?{ticked}&back=person_id%3Dnobody%26month%3D5").reads("3 follow-ups are ticked.")
    maja.sends(
        "Save",
        due_on="",
        month="2026-06",
        person_id=auditor.public_id,
        reason="Astrid is back from leave in June.",
    ).reads("Saved. What was moved stays where you put it", "Chairs")
    assert "Gowns" not in maja.text

    # June now has them, each on a working day; the 13th is a Saturday and became the 15th.
    maja.opens("/plan/calendar?month=6").reads("3 follow-ups are due.", "Gloves", "Gowns", "Masks")
    astrid = Person(app, auditor).opens(f"/follow-ups/{made['Masks']}")
    astrid.reads("Due 15 Jun 2026: moved by hand from 13 May 2026. Astrid is back from leave in June.")

    # What is late has an explanation from now on, and stays late: the date is not touched.
    maja.opens("/plan").follows("Late and why").reads("28 days late", "Nobody has said why it is late.")
    maja.follows("Say why").sends("Save", note="The supplier moves its warehouse; we go there in April.")
    maja.reads("28 days late", "The supplier moves its warehouse; we go there in April.")
    astrid.opens("/plan/late").reads("On us", "The supplier moves its warehouse")
    assert "Say why" not in astrid.text

"""A walk: a contract that was registered by mistake is voided with a reason; nothing is deleted.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import World
from tests.walks.person import Person

pytestmark = pytest.mark.database


def test_a_contract_registered_by_mistake_is_voided_with_a_reason_and_stays_to_be_read(
    app: Flask, world: World
) -> None:
    manager = world.staff(world.organisation("Region North"), name="Mona Manager")
    contract = world.contract(manager, title="Gloves, entered twice", version=world.code_version())
    here = f"/contracts/{contract.public_id}"
    mona = Person(app, manager)

    # A reason is asked for.
    mona.opens(here).follows("Void a contract that was registered by mistake")
    assert mona.browser.post(f"{here}/void", {"reason": ""}).status_code == 422
    mona.sends("Void the contract", reason="The same contract was registered twice.")

    # It is marked in the list, and nothing is to be done about it any more.
    mona.opens("/contracts").reads("Gloves, entered twice", "Voided")
    assert "entered twice" not in mona.opens("/work").text
    assert "entered twice" not in mona.opens("/obligations").text

    # It can still be read, with who voided it and why; and it can no longer be changed.
    mona.opens(here).reads("Voided", "The same contract was registered twice.", "Contract voided", "Mona Manager")
    assert not [a for a in mona.page.iter("a") if "Complete or change" in a.text_content()]
    assert mona.browser.post(f"{here}/edit", {"title": "Gloves"}).status_code == 409
